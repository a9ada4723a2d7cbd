"""Our kinds of measurement as the exchange package needs to see them: codes with their systems, units, words."""

from decimal import Decimal

from varde.exchange.catalogue import Catalogue, Codings, Part, Series
from varde.exchange.codes import LOINC, SNOMED
from varde.exchange.plain import Reader
from varde.measurements.kinds import KINDS, Kind, Metric

_LABORATORY = frozenset({"glucose", "ketone"})
_SURVEY = frozenset({"pain"})
_UNIT_TEXT = {"/min": "/min", "{score}": "score"}


def _codings(loinc: tuple[str, ...], snomed: tuple[str, ...]) -> Codings:
    return (*((LOINC, code) for code in loinc), *((SNOMED, code) for code in snomed))


def _category(kind: str) -> str:
    if kind in _LABORATORY:
        return "laboratory"
    return "survey" if kind in _SURVEY else "vital-signs"


def _part(metric: Metric) -> Part:
    return Part(metric.name_no, _codings((metric.code,), metric.snomed))


def _series(kind: Kind) -> Series:
    def in_own_unit(literal: str, unit: str) -> Decimal:
        return kind.in_own_unit(literal, unit)

    return Series(
        key=kind.key,
        name=kind.name_no,
        category=_category(kind.key),
        unit=kind.unit,
        unit_text=_UNIT_TEXT.get(kind.unit, kind.unit_no),
        codings=_codings(kind.codes, kind.snomed),
        in_own_unit=in_own_unit,
        parts=tuple(map(_part, kind.parts)) if len(kind.parts) > 1 else (),
    )


CATALOGUE = Catalogue({key: _series(kind) for key, kind in KINDS.items()})
READER = Reader(CATALOGUE)
