"""Measured values in the patient's words, and numbers as patients type them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from varde.measurements.kinds import KINDS, Kind, figure
from varde.measurements.models import Observation

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Wording:
    """How one kind is asked for: its name, the question, the unit in whole words, and how to prepare."""

    name: Words
    question: Words
    unit: Words
    prepare: Words = ""
    parts: tuple[Words, ...] = ()


WORDINGS: dict[str, Wording] = {
    "spo2": Wording(
        _("Oksygen"), _("Hva viser oksygenmåleren?"), "%", _("Sitt i ro i 5 minutter først. Ha varme hender.")
    ),
    "pulse": Wording(
        _("Puls"), _("Hva er pulsen din?"), _("slag i minuttet"), _("Du finner den på den samme måleren.")
    ),
    "bp": Wording(
        _("Blodtrykk"),
        _("Hva er blodtrykket ditt?"),
        "mmHg",
        _("Sitt i ro i 5 minutter først, med armen på bordet."),
        (_("Overtrykk (det høyeste tallet)"), _("Undertrykk (det laveste tallet)")),
    ),
    "weight": Wording(
        _("Vekt"), _("Hva veier du?"), "kg", _("Helst om morgenen, etter toalettbesøk og med like mye klær.")
    ),
    "temp": Wording(_("Temperatur"), _("Hva er temperaturen din?"), "°C"),
    "resp_rate": Wording(
        _("Pust"), _("Hvor mange ganger puster du i minuttet?"), _("ganger i minuttet"), _("Tell i ett helt minutt.")
    ),
    "glucose": Wording(_("Blodsukker"), _("Hva er blodsukkeret ditt?"), "mmol/L", _("Vask hendene først.")),
}


def wording(kind: str) -> Wording:
    known = WORDINGS.get(kind)
    return known or Wording(KINDS[kind].name_no, KINDS[kind].name_no, KINDS[kind].unit_no)


IN_WHOLE_WORDS = {"SpO2": "oksygen", "slag/min": "slag i minuttet", "pust/min": "pust i minuttet"}
WARD_WORDS = re.compile("|".join(IN_WHOLE_WORDS))
NUMBER = re.compile(r"[0-9]{1,4}(?:[.,][0-9]{1,4})?")


def typed_number(text: str) -> str | None:
    """What the patient typed as a decimal literal with a point: "93", "93,5", " 93.5 %" → "93.5". None when unreadable."""
    bare = text.strip().rstrip("%").strip()
    return bare.replace(",", ".") if NUMBER.fullmatch(bare) else None


def said(kind: Kind, value: float | None, value2: float | None = None) -> str:
    """A value with its unit: "93 %", "132/80 mmHg", "71,4 kg"."""
    if value is None:
        return ""
    numbers = [figure(kind.metrics[0], value)]
    if value2 is not None and len(kind.metrics) > 1:
        numbers.append(figure(kind.metrics[1], value2))
    return f"{'/'.join(numbers)} {wording(kind.key).unit}"


def observation_said(observation: Observation) -> str:
    kind = KINDS.get(observation.kind)
    if kind is None:
        return f"{observation.decimal} {observation.unit}"
    return said(kind, observation.value, observation.value2)


def in_patient_words(reasons: Iterable[str]) -> list[str]:
    """Each reason once, without the ward's abbreviations."""
    return [WARD_WORDS.sub(lambda found: IN_WHOLE_WORDS[found[0]], reason) for reason in dict.fromkeys(reasons)]


def kind_name(kind: str) -> Words:
    return wording(kind).name if kind in KINDS else kind
