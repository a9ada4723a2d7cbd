"""From a sender's Observation to the columns of ours: which series, when, how much, in which unit. Nothing is guessed."""

from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn

import msgspec

from varde.exchange import codes, moments, strict
from varde.exchange.catalogue import Catalogue, Codings, Series
from varde.exchange.problems import Refused
from varde.exchange.strict import Tree

LONGEST_LITERAL = 40
LONGEST_UNIT = 20
_NOT_MEASUREMENTS = ("cancelled", "entered-in-error")


class Reading(msgspec.Struct, frozen=True):
    """What the columns can say. `kind` is a key of the catalogue, or a code's key, or "absent:" and a key of it."""

    kind: str
    effective_at: datetime
    value: float | None
    decimal: str
    unit: str
    value2: float | None
    decimal2: str
    status: str
    entry_mode: str
    note: str


class Amount(msgspec.Struct, frozen=True):
    value: float | None = None
    literal: str = ""


NOTHING = Amount()


def read(tree: Tree, catalogue: Catalogue) -> Reading:
    """Read an Observation that `observation.checker` has accepted. Raises Refused(422) when it cannot be believed."""
    if tree.get("implicitRules") or "modifierExtension" in tree:
        _refuse("not-supported", "modifierExtension og implicitRules kan endre meningen av en måling og støttes ikke.")
    status = tree["status"]
    if status in _NOT_MEASUREMENTS:
        _refuse(
            "business-rule", f"En ny måling kan ikke ha status {status}. Rett en tidligere måling med PUT.", "status"
        )
    codings = codings_of(tree["code"], "code")
    series = series_of(codings, catalogue)
    effective_at = _effective_at(tree)
    if series is None:
        kind, (first, second), unit = codes.key_of(*codes.preferred(codings)), (_plain(tree), NOTHING), _unit(tree)
    else:
        (first, second), unit = _amounts(tree, series), series.unit
        kind = series.key if first.literal or second.literal else f"absent:{series.key}"
    return Reading(
        kind,
        effective_at,
        first.value,
        first.literal,
        unit,
        second.value,
        second.literal,
        status,
        entry_mode(tree),
        _note(tree),
    )


def _refuse(code: str, text: str, field: str = "") -> NoReturn:
    raise Refused(422, code, text, f"Observation.{field}" if field else "Observation")


def codings_of(concept: Tree, field: str) -> list[tuple[str, str]]:
    codings = [(c["system"], c["code"]) for c in concept.get("coding", ()) if "system" in c and "code" in c]
    if not codings:
        _refuse(
            "required", "Målingen mangler kode. Send code.coding med system og code, helst LOINC.", f"{field}.coding"
        )
    return codings


def series_of(codings: list[tuple[str, str]], catalogue: Catalogue) -> Series | None:
    found = {series.key: series for coding in codings if (series := catalogue.by_coding.get(coding))}
    if len(found) > 1:
        _refuse("value", "Kodene peker på flere ulike målinger. Send én måling per Observation.", "code.coding")
    return next(iter(found.values()), None)


def _effective_at(tree: Tree) -> datetime:
    period = tree.get("effectivePeriod", {})
    text = tree.get("effectiveDateTime") or tree.get("effectiveInstant") or period.get("start") or period.get("end")
    if text is None:
        _refuse(
            "required",
            "Målingen mangler tidspunkt. Send effectiveDateTime med klokkeslett og tidssone.",
            "effectiveDateTime",
        )
    try:
        return moments.moment(text)
    except ValueError:
        _refuse(
            "value",
            "Tidspunktet finnes ikke eller mangler tidssone. Send for eksempel 2026-03-01T08:30:00+01:00.",
            "effectiveDateTime",
        )


def _amounts(tree: Tree, series: Series) -> tuple[Amount, Amount]:
    if not series.parts:
        return _amount(tree, series, ""), NOTHING
    found = [NOTHING for _ in series.parts]
    components = tree.get("component", [])
    for index, component in enumerate(components):
        codings = codings_of(component["code"], f"component[{index}].code")
        for place, part in enumerate(series.parts):
            if any(coding in part.codings for coding in codings):
                if found[place] is not NOTHING:
                    _refuse("duplicate", f"{part.name} står to ganger.", f"component[{index}]")
                found[place] = _amount(component, series, f"component[{index}].")
    if not components and "dataAbsentReason" not in tree:
        names = " og ".join(part.name.lower() for part in series.parts)
        _refuse("required", f"Målingen mangler verdier. Send {names} som component.", "component")
    if components and all(amount is NOTHING for amount in found):
        _refuse("value", f"Ingen av delene har en kode vi kjenner for {series.name.lower()}.", "component")
    return found[0], found[1]


def _amount(holder: Tree, series: Series, path: str) -> Amount:
    if "modifierExtension" in holder:
        _refuse(
            "not-supported",
            "modifierExtension kan endre meningen av en måling og støttes ikke.",
            path + "modifierExtension",
        )
    quantity: Tree | None = holder.get("valueQuantity")
    if quantity is not None and "value" in quantity:
        return converted(quantity, series, path + "valueQuantity")
    if "valueInteger" in holder and series.unit.startswith("{"):
        literal = strict.literal_of(holder["valueInteger"])
        return Amount(float(literal), literal)
    if "dataAbsentReason" in holder:
        return Amount()
    _refuse(
        "required",
        f"{series.name} mangler verdi. Send valueQuantity, eller si hvorfor i dataAbsentReason.",
        path + "valueQuantity",
    )


def converted(quantity: Tree, series: Series, path: str) -> Amount:
    if quantity.get("system") != codes.UCUM or "code" not in quantity:
        _refuse("required", f"Enheten mangler. Send {series.unit} som UCUM-kode i valueQuantity.code.", path + ".code")
    literal = strict.literal_of(quantity["value"])
    number = Decimal(literal)
    if number and not -30 <= number.adjusted() <= 30:
        _refuse("value", "Tallet er for stort eller for lite til å være en måling.", path + ".value")
    unit = _without_annotation(quantity["code"])
    if unit != series.unit:
        try:
            number = series.in_own_unit(literal, unit)
        except ValueError as error:
            _refuse("value", str(error), path + ".code")
        literal = format(number, "f")
    return Amount(float(number), _short(literal))


def _without_annotation(unit: str) -> str:
    """`{beats}/min` is `/min` in UCUM: text in braces carries no meaning."""
    before, brace, rest = unit.partition("{")
    _, closing, after = rest.partition("}")
    bare = before + after
    return bare if brace and closing and bare else unit


def _short(literal: str) -> str:
    return literal if len(literal) <= LONGEST_LITERAL else repr(float(literal))


def _plain(tree: Tree) -> Amount:
    quantity = tree.get("valueQuantity", {})
    number: Any = quantity.get("value", tree.get("valueInteger"))
    if number is None:
        return NOTHING
    literal = strict.literal_of(number)
    return Amount(float(literal), _short(literal))


def _unit(tree: Tree) -> str:
    quantity = tree.get("valueQuantity", {})
    return str(quantity.get("code") or quantity.get("unit") or "")[:LONGEST_UNIT]


def entry_mode(tree: Tree) -> str:
    tags = tree.get("meta", {}).get("tag", ())
    return "typed" if any(t.get("system") == codes.ENTRY_MODE and t.get("code") == "manual" for t in tags) else "device"


def _note(tree: Tree) -> str:
    return "\n".join(note["text"] for note in tree.get("note", ()))


def all_codings(tree: Tree) -> Codings:
    """Every (system, code) of `Observation.code`, for searching."""
    return tuple((c.get("system", ""), c.get("code", "")) for c in tree.get("code", {}).get("coding", ()))


def identifiers(tree: Tree) -> list[tuple[str, str]]:
    """(system, value) of each `Observation.identifier` that has a value."""
    return [(i.get("system", ""), i["value"]) for i in tree.get("identifier", ()) if "value" in i]
