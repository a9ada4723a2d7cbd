"""Reading a file of figures that others have collected: strict, and with a plain word about every line that is wrong."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from io import StringIO

from varde.indicators.definitions import MEASURES
from varde.indicators.figures import NATION

COLUMNS = ("maaling", "sted", "per_dato", "verdi", "enhet", "kilde", "kilde_dato", "definisjon")
MAY_BE_THERE = ("teknologi",)
MOST_LINES = 20_000
GREATEST_FILE = 2_000_000
EXAMPLE = (
    "velferdsteknologi-implementering", "4601", "31.12.2025", "62,5", "%", "KS: velferdsteknologi i kommunene 2025", "15.03.2026",
    "Andel av kommunens tjenestesteder som har tatt i bruk teknologien.", "Elektronisk medisindispenser",
)  # fmt: skip
_WRITTEN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})|(\d{4})-(\d{2})-(\d{2})")
_LENGTHS = {"enhet": 60, "kilde": 200, "definisjon": 2000}
_LONGEST_TECHNOLOGY = 80
_DAYS = {"per_dato": "31.12.2025", "kilde_dato": "15.03.2026"}


Key = tuple[str, str, str, date, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One figure as somebody else gave it; `technology` is empty when it is about all of them, or about none."""

    number: int
    measure: str
    place: str
    as_of: date
    value: Decimal
    unit: str
    source: str
    source_updated_on: date
    definition: str
    technology: str

    @property
    def key(self) -> Key:
        return self.measure, self.place, self.technology, self.as_of, self.source


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in a line; line 1 is the heading, and 0 the file as a whole."""

    line: int
    column: str
    text: str


class BadFile(ValueError):
    """Nothing of the file was taken in."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__(f"{len(mistakes)} feil i filen")
        self.mistakes = mistakes


def template() -> bytes:
    """An empty file with its heading and one line to look at."""
    text = StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([COLUMNS + MAY_BE_THERE, EXAMPLE])
    return text.getvalue().encode("utf-8-sig")


def read(content: bytes, places: Mapping[str, str], *, today: date) -> list[Line]:
    """The figures of a file. `places` is {place: name}. Raises BadFile with every mistake there is."""
    lines, mistakes = [], []
    seen: dict[Key, int] = {}
    for number, row in _rows(content):
        wrong = list(_wrong(number, row, places, today))
        mistakes += wrong
        if not wrong:
            line = _line(number, row, places)
            if line.key in seen:
                mistakes.append(
                    Mistake(
                        number,
                        "sted",
                        f"Samme tall, sted, teknologi, dato og kilde står også på linje {seen[line.key]}.",
                    )
                )
            seen.setdefault(line.key, number)
            lines.append(line)
    if mistakes:
        raise BadFile(mistakes)
    if not lines:
        raise BadFile([Mistake(0, "", "Filen har ingen tall. Fyll ut en linje for hvert tall under overskriften.")])
    return lines


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    if len(content) > GREATEST_FILE:
        raise BadFile([Mistake(0, "", "Filen er større enn 2 MB. Del den i flere.")])
    text = _text(content)
    heading = text.split("\n", 1)[0]
    separator = max(";\t,", key=heading.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        if missing := [name for name in COLUMNS if name not in names]:
            raise BadFile([Mistake(1, name, f"Kolonnen «{name}» mangler i overskriften.") for name in missing])
        for count, values in enumerate(reader):
            if count >= MOST_LINES:
                raise BadFile([Mistake(0, "", f"Filen har mer enn {MOST_LINES} linjer. Del den i flere.")])
            if any(value.strip() for value in values):
                yield reader.line_num, dict(zip(names, [v.strip() for v in values] + [""] * len(names), strict=False))
    except csv.Error:
        raise BadFile(
            [Mistake(reader.line_num, "", "Linjen kan ikke leses som CSV. Se etter et anførselstegn for mye.")]
        ) from None


def _text(content: bytes) -> str:
    if b"\0" in content:
        raise BadFile([Mistake(0, "", "Dette er ikke en tekstfil. Lagre regnearket som CSV og last opp på nytt.")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _wrong(number: int, row: Mapping[str, str], places: Mapping[str, str], today: date) -> Iterator[Mistake]:
    if row["maaling"] not in MEASURES:
        yield Mistake(
            number,
            "maaling",
            f"Det finnes ikke noe tall som heter «{row['maaling']}». Bruk navnet i adressen til tallet.",
        )
    if _place(row["sted"], places) is None:
        yield Mistake(
            number,
            "sted",
            f"Fant ikke stedet «{row['sted']}». Bruk kommunenummer, fylkesnummer, navn eller «hele landet».",
        )
    if _number(row["verdi"]) is None:
        yield Mistake(
            number, "verdi", f"«{row['verdi']}» er ikke et tall med høyst fire desimaler. Skriv for eksempel 62,5."
        )
    yield from _wrong_days(number, row, today)
    for name, longest in _LENGTHS.items():
        if not row[name] or len(row[name]) > longest:
            yield Mistake(number, name, f"«{name}» må fylles ut, med høyst {longest} tegn.")
    if len(row.get("teknologi", "")) > _LONGEST_TECHNOLOGY:
        yield Mistake(number, "teknologi", f"«teknologi» kan ha høyst {_LONGEST_TECHNOLOGY} tegn.")


def _wrong_days(number: int, row: Mapping[str, str], today: date) -> Iterator[Mistake]:
    for name, example in _DAYS.items():
        on = _day(row[name])
        if on is None:
            yield Mistake(number, name, f"«{row[name]}» er ikke en dato. Skriv for eksempel {example}.")
        elif on > today:
            yield Mistake(number, name, f"{row[name]} er ikke kommet ennå.")


def _line(number: int, row: Mapping[str, str], places: Mapping[str, str]) -> Line:
    place, value = _place(row["sted"], places), _number(row["verdi"])
    on, updated = _day(row["per_dato"]), _day(row["kilde_dato"])
    assert place is not None
    assert value is not None
    assert on is not None
    assert updated is not None
    said = (row["enhet"], row["kilde"], updated, row["definisjon"], row.get("teknologi", ""))
    return Line(number, row["maaling"], place, on, value, *said)


def _place(text: str, places: Mapping[str, str]) -> str | None:
    """By key, number or name; a name that two places have is nobody's."""
    if text.lower() in {"hele landet", "norge", "landet"}:
        return NATION
    if text in places:
        return text
    numbered = [key for key in (f"K:{text}", f"F:{text}", f"B:{text}") if key in places]
    named = [key for key, name in places.items() if name.lower() == text.lower() and text]
    return numbered[0] if numbered else named[0] if len(named) == 1 else None


def _number(text: str) -> Decimal | None:
    plain = re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", ".").replace("−", "-")
    if not re.fullmatch(r"-?\d{1,14}(\.\d{1,4})?", plain, re.ASCII):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def _day(text: str) -> date | None:
    found = _WRITTEN.fullmatch(text)
    if not found:
        return None
    day, month, year, *iso = found.groups()
    try:
        return date(*map(int, iso)) if year is None else date(int(year), int(month), int(day))
    except ValueError:
        return None
