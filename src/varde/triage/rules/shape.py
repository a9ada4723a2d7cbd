"""What a rule may say: the kinds of rules there are, what each of them needs, and nothing that nobody knows."""

from collections.abc import Iterable, Mapping
from typing import Any

from varde.triage.rules.values import RuleError

NOT_IN_THIS_VERSION = ("macd", "cusum", "composite_z", "composite_risk", "score_change")
ABOUT_THE_RULE = {
    "id",
    "kind",
    "zone",
    "evidence",
    "confirm_remeasure",
    "acute",
    "unless",
    "only_if",
    "priority_boost",
    "message",
    "needs",
    "active",
    "reason",
    "origin",
}
_KEYS: Mapping[str, set[str]] = {
    "threshold": {"metric", "op", "value", "value_from", "default", "persist"},
    "threshold_vs_plan": {"metric", "plan_value", "delta", "persist"},
    "baseline_delta": {"metric", "window_d", "exclude_last_d", "min_n", "delta", "reference", "persist"},
    "change": {"metric", "ref", "days", "delta", "pct"},
    "score": {"form", "op", "value"},
    "answer": {"form", "item", "op", "value", "value_from"},
    "persist": {"of", "n", "m"},
    "all": {"of"},
    "any": {"of"},
    "overdue": {"days", "item"},
}
_NEEDED: Mapping[str, tuple[set[str], ...]] = {
    "threshold": ({"metric"}, {"op"}, {"value", "value_from"}),
    "threshold_vs_plan": ({"metric"}, {"plan_value"}, {"delta"}),
    "baseline_delta": ({"metric"}, {"window_d"}, {"exclude_last_d"}, {"min_n"}, {"delta"}),
    "change": ({"metric"}, {"ref"}, {"delta", "pct"}),
    "score": ({"form"}, {"op"}, {"value"}),
    "answer": ({"form"}, {"item"}, {"op"}, {"value", "value_from"}),
    "persist": ({"of"}, {"n"}, {"m"}),
    "all": ({"of"},),
    "any": ({"of"},),
    "overdue": ({"days"},),
}


def check(spec: Mapping[str, Any], also: Iterable[str] = ("kind",)) -> None:
    """RuleError for a rule, or a part of one, that cannot be read."""
    kind = str(spec.get("kind"))
    if kind in NOT_IN_THIS_VERSION or kind not in _KEYS:
        raise RuleError(
            f"Regeltypen «{kind}» kan ikke dømmes av denne versjonen. Sett «active» til false med en grunn, eller ta den ut."
        )
    if strange := set(spec) - _KEYS[kind] - set(also):
        raise RuleError(f"«{', '.join(sorted(strange))}» er ukjent i regeltypen «{kind}». Rett eller fjern det.")
    for choice in _NEEDED[kind]:
        if not choice & set(spec):
            raise RuleError(f"Regeltypen «{kind}» mangler «{' eller '.join(sorted(choice))}». Legg det til.")
    inner = spec.get("of", ())
    for part in [inner] if isinstance(inner, Mapping) else inner:
        check(part)
