"""The patient's own values in a plan, and the tiny language conditions on them are written in.

    condition := part (("and" | "or") part)*       "and" binds tighter than "or"
    part      := ["not"] name [("==" | "!=" | "<" | "<=" | ">" | ">=") value]

Names and values hold no spaces; a bare name is true when the value is. Nothing is evaluated as code.
"""

import operator
from collections.abc import Callable, Mapping
from typing import Any

Values = Mapping[str, Any]
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


class RuleError(ValueError):
    """A rule that cannot be used as it stands. The message is Norwegian and says what to do."""


def present(values: Values, name: str) -> Any:
    """The plan's value, or a RuleError that names it."""
    value = values.get(name)
    if value is None or value == "":
        raise RuleError(f"Planen mangler verdien «{name}». Fyll den inn i planen før den tas i bruk.")
    return value


def number(values: Values, name: str) -> float:
    """The plan's value as a number (a decimal comma is understood)."""
    value = present(values, name)
    try:
        return float(value.replace(",", ".")) if isinstance(value, str) else float(value)
    except (TypeError, ValueError):
        raise RuleError(f"Verdien «{name}» i planen er «{value}», men skal være et tall. Rett den i planen.") from None


def number_from(values: Values, expression: str) -> float:
    """`name`, `name+4` or `name-2`."""
    for sign in ("+", "-"):
        name, found, amount = expression.partition(sign)
        if found:
            return number(values, name.strip()) + float(sign + amount)
    return number(values, expression.strip())


def holds(condition: str, values: Values) -> bool:
    """Is the condition true of this plan's values? RuleError when a value is missing or the condition cannot be read."""
    return any(
        all(_part(part, values) for part in alternative.split(" and ")) for alternative in condition.split(" or ")
    )


def _part(text: str, values: Values) -> bool:
    text = text.strip()
    if text.startswith("not "):
        return not _part(text.removeprefix("not "), values)
    for sign, compare in OPERATORS.items():
        name, found, literal = text.partition(sign)
        if found:
            return _compared(compare, name.strip(), literal.strip(), values)
    if not text.isidentifier():
        raise RuleError(f"Betingelsen «{text}» kan ikke leses. Skriv den som «oxygen_target==88-92 and home_oxygen>0».")
    return bool(present(values, text))


def _compared(compare: Callable[[Any, Any], bool], name: str, literal: str, values: Values) -> bool:
    if not name.isidentifier() or not literal or " " in literal:
        raise RuleError(f"Betingelsen «{name} {literal}» kan ikke leses. Skriv den som «oxygen_target==88-92».")
    if compare in (operator.eq, operator.ne):
        return compare(str(present(values, name)), literal)
    try:
        limit = float(literal)
    except ValueError:
        raise RuleError(f"«{literal}» i betingelsen om «{name}» er ikke et tall.") from None
    return compare(number(values, name), limit)
