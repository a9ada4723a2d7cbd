"""Fixed words of reports in nynorsk, where the rooms below speak bokmål only. Data in `data/`."""

from decimal import Decimal
from importlib.resources import files

import msgspec

from varde.indicators.definitions import NYNORSK, Measure
from varde.reports.content import Both, Language


def _read(name: str) -> bytes:
    return files("varde.reports").joinpath("data", name).read_bytes()


NO_DATA, HIDDEN = "ingen data ennå", "skjult (færre enn 5)"
THIN_SPACE, SEPARATOR = "\u202f", " · "
PHRASES_NN = msgspec.json.decode(_read("phrases_nn.json"), type=dict[str, str])
MONTHS = ("januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember")  # fmt: skip


def in_both(measure: Measure, field: str) -> Both:
    """A text of a definition in both languages, by the name of its field."""
    return Both(getattr(measure, field), getattr(NYNORSK[measure.slug], field))


def said(text: str, language: str) -> str:
    """Words or short phrases of a register ("Positiv · Utilsiktet") in the language; what is not known stays as it is."""
    if language != Language.NYNORSK:
        return text
    return SEPARATOR.join(PHRASES_NN.get(part, part) for part in text.split(SEPARATOR))


def grouped(value: Decimal) -> str:
    """A number with decimal comma and thin spaces between thousands: "1 204", "0,5"."""
    return f"{value.normalize():,f}".replace(",", THIN_SPACE).replace(".", ",").replace("-", "−")
