"""What can be measured: codes, units, limits of what is possible, and when to ask for another measurement. Pure.

A *kind* is what a patient measures in one go (blood pressure); a *metric* is one number of it (systolic).
Codes: LOINC; SNOMED CT as in VKP and no-domain (their codes for systolic and diastolic differ: both are sent).
Limits and re-measure times are draft defaults that no clinician has approved yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache

MINUTES_TO_MEASURE_AGAIN = 10
REST_AND_MEASURE_AGAIN = "Sitt i ro noen minutter og mål på nytt."


class UnitNotAccepted(ValueError):
    """The number cannot be read in a unit this kind knows. The message is Norwegian and says what to send instead."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Inclusive on both sides."""

    low: float
    high: float

    def hold(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Metric:
    """One number. `scatter_floor` is the least spread a baseline may claim, in the metric's unit."""

    key: str
    name_no: str
    code: str
    hard: Limits
    soft: Limits | None = None
    scatter_floor: float = 0.0
    snomed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversion:
    """canonical = (value + offset) × factor, exactly."""

    factor: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class SoftChange:
    """At least this much since the last value, no more than so many days ago: is it the right person on the scale?"""

    amount: float
    days: int


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of measurement. `unit` is UCUM and the unit values are stored in; `codes` are LOINC, the emitted one first."""

    key: str
    name_no: str
    unit: str
    unit_no: str
    decimals: int
    codes: tuple[str, ...]
    parts: tuple[Metric, ...]
    remeasure_minutes: int
    hint: str = REST_AND_MEASURE_AGAIN
    snomed: tuple[str, ...] = ()
    also_in: Mapping[str, Conversion] = field(default_factory=dict)
    soft_change: SoftChange | None = None

    @property
    def metrics(self) -> tuple[str, ...]:
        """Metric keys in the order of `value`, `value2`."""
        return tuple(part.key for part in self.parts)

    @property
    def hard(self) -> tuple[Limits, ...]:
        return tuple(part.hard for part in self.parts)

    @property
    def soft(self) -> tuple[Limits | None, ...]:
        return tuple(part.soft for part in self.parts)

    @property
    def name_within(self) -> str:
        """The name inside a sentence: "vekt", but "SpO2"."""
        return self.name_no if self.name_no[1:].lower() != self.name_no[1:] else self.name_no.lower()

    @property
    def confirm_window(self) -> timedelta:
        """How long after a value its re-measure may come: the waiting time plus ten minutes to do it."""
        return timedelta(minutes=self.remeasure_minutes + MINUTES_TO_MEASURE_AGAIN)

    @property
    def units(self) -> tuple[str, ...]:
        return (self.unit, *self.also_in)

    def in_own_unit(self, literal: str | Decimal, unit: str) -> Decimal:
        """The number in this kind's own unit. The unit is what the sender says, never guessed from the size of the number.

        Raises UnitNotAccepted for another unit, or a literal that is not a finite decimal number.
        """
        try:
            number = Decimal(literal)
        except InvalidOperation:
            raise UnitNotAccepted(f"«{literal}» er ikke et tall. Send {self.name_within} som et desimaltall.") from None
        if not number.is_finite():
            raise UnitNotAccepted(f"«{literal}» er ikke et tall. Send {self.name_within} som et desimaltall.")
        if unit == self.unit:
            return number
        conversion = self.also_in.get(unit)
        if conversion is None:
            raise UnitNotAccepted(
                f"Enheten «{unit}» kan ikke brukes for {self.name_within}. Send verdien i {' eller '.join(self.units)} (UCUM)."
            )
        exact = (Fraction(number) + conversion.offset) * conversion.factor
        return Decimal(exact.numerator) / Decimal(exact.denominator)


def _single(
    key: str,
    name_no: str,
    unit: str,
    unit_no: str,
    decimals: int,
    codes: tuple[str, ...],
    hard: Limits,
    *,
    soft: Limits | None = None,
    scatter_floor: float = 0.0,
    snomed: tuple[str, ...] = (),
    remeasure_minutes: int = 10,
    hint: str = REST_AND_MEASURE_AGAIN,
    also_in: Mapping[str, Conversion] | None = None,
    soft_change: SoftChange | None = None,
) -> Kind:
    """A kind of one number: its metric has the same key, name and codes."""
    part = Metric(key, name_no, codes[0], hard, soft, scatter_floor, snomed)
    return Kind(
        key,
        name_no,
        unit,
        unit_no,
        decimals,
        codes,
        (part,),
        remeasure_minutes,
        hint,
        snomed,
        also_in or {},
        soft_change,
    )


_ALL = (
    _single(
        "spo2",
        "SpO2",
        "%",
        "%",
        0,
        ("59408-5", "2708-6"),
        Limits(50, 100),
        soft=Limits(85, 100),
        scatter_floor=1.0,
        snomed=("431314004",),
        hint="Varm hendene, fjern neglelakk, sitt i ro i 5 minutter og mål på nytt.",
    ),
    _single(
        "pulse",
        "Puls",
        "/min",
        "slag/min",
        0,
        ("8867-4",),
        Limits(20, 250),
        soft=Limits(45, 120),
        scatter_floor=4.0,
        snomed=("364075005", "78564009"),
    ),
    Kind(
        key="bp",
        name_no="Blodtrykk",
        unit="mm[Hg]",
        unit_no="mmHg",
        decimals=0,
        codes=("85354-9", "55284-4"),
        parts=(
            Metric("sbp", "Overtrykk", "8480-6", Limits(50, 280), Limits(90, 180), 5.0, ("271649006", "4471000202106")),
            Metric(
                "dbp", "Undertrykk", "8462-4", Limits(30, 160), Limits(50, 110), 4.0, ("271650006", "4481000202108")
            ),
        ),
        remeasure_minutes=5,
        hint="Sitt i ro med ryggen støttet og armen på bordet i 5 minutter, og mål på nytt.",
        snomed=("75367002",),
    ),
    _single(
        "weight",
        "Vekt",
        "kg",
        "kg",
        1,
        ("29463-7",),
        Limits(25, 350),
        scatter_floor=0.6,
        remeasure_minutes=1,
        snomed=("27113001",),
        also_in={"g": Conversion(Fraction(1, 1000)), "[lb_av]": Conversion(Fraction(45359237, 100000000))},
        soft_change=SoftChange(3.0, 3),
        hint="Er det du som står på vekten? Vei deg igjen: samme klær, etter toalettbesøk, vekten på hardt gulv.",
    ),
    _single(
        "temp",
        "Temperatur",
        "Cel",
        "°C",
        1,
        ("8310-5",),
        Limits(30, 44),
        soft=Limits(35.0, 39.5),
        scatter_floor=0.2,
        remeasure_minutes=15,
        snomed=("276885007",),
        also_in={"[degF]": Conversion(Fraction(5, 9), Fraction(-32))},
    ),
    _single(
        "resp_rate",
        "Pustefrekvens",
        "/min",
        "pust/min",
        0,
        ("9279-1",),
        Limits(4, 70),
        soft=Limits(8, 30),
        scatter_floor=1.0,
        remeasure_minutes=5,
        snomed=("86290005", "271625008"),
    ),
    _single(
        "glucose",
        "Blodsukker",
        "mmol/L",
        "mmol/L",
        1,
        ("15074-8",),
        Limits(0.6, 45),
        soft=Limits(3.5, 20),
        remeasure_minutes=2,
        snomed=("434912009",),
        hint="Vask hendene og mål på nytt.",
    ),
    _single(
        "ketone",
        "Ketoner",
        "mmol/L",
        "mmol/L",
        1,
        ("53061-8",),
        Limits(0, 12),
        soft=Limits(0, 1.5),
        remeasure_minutes=5,
    ),
    _single("pef", "PEF", "L/min", "l/min", 0, ("19935-6", "33452-4"), Limits(30, 900)),
    _single("fev1", "FEV1", "L", "l", 2, ("20150-9",), Limits(0.2, 8)),
    _single("height", "Høyde", "cm", "cm", 1, ("8302-2",), Limits(40, 250), snomed=("1153637007",)),
    _single("bmi", "KMI", "kg/m2", "kg/m²", 1, ("39156-5",), Limits(8, 120)),
    _single("pain", "Smerte", "{score}", "av 10", 0, ("72514-3", "38208-5"), Limits(0, 10)),
)

KINDS: Mapping[str, Kind] = {kind.key: kind for kind in _ALL}
METRICS: Mapping[str, Metric] = {part.key: part for kind in _ALL for part in kind.parts}
KIND_OF_METRIC: Mapping[str, Kind] = {part.key: kind for kind in _ALL for part in kind.parts}
KIND_OF_CODE: Mapping[str, Kind] = {code: kind for kind in _ALL for code in kind.codes}


def figure(metric: str, value: float) -> str:
    """The number as Norwegians write it, with its kind's decimals."""
    return written(value, KIND_OF_METRIC[metric].decimals)


@lru_cache(maxsize=4096)
def written(value: float, decimals: int) -> str:
    """With so many decimals and a comma, or two when it has more ("82,0", "81,95")."""
    text = f"{value:.{decimals}f}"
    if abs(float(text) - value) > 1e-6:
        text = f"{value:.2f}".rstrip("0")
    return text.replace(".", ",")
