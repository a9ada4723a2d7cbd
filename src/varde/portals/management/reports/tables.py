"""Tables of a section: figures, places, months, and rows of registers. Every drawing has one beside it."""

from dataclasses import dataclass
from datetime import date

from varde.portals.management.reports.words import Words
from varde.reports.content import Content, Kind, Language, Listing, Named, Number
from varde.reports.words import MONTHS, PHRASES_NN, said


@dataclass(frozen=True, slots=True)
class Cell:
    """`measure` is the slug of the definition the cell leads to, if it does; `language` is set where it is not the page's."""

    text: str
    is_number: bool = False
    measure: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The first cell of a row is its heading. Without rows `empty` says so. `notes` stand under it."""

    caption: str
    columns: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    notes: tuple[str, ...] = ()


def tables_of(content: Content, as_of: date, filled_on: date, words: Words) -> tuple[Table, ...]:
    """`as_of` is the day the figures hold for, `filled_on` the day the registers were read."""
    figures_of = f"{words.figures_as_of} {as_of:%d.%m.%Y}"
    if content.listing is not None:
        return (_listing(content.listing, f"{words.as_registered} {filled_on:%d.%m.%Y}", words),)
    if content.kind == Kind.FIGURES:
        return (_figures(content, figures_of, words),)
    if content.kind == Kind.TREND:
        return tuple(_months(content, one, words) for one in content.measures)
    if content.kind in {Kind.PLACES, Kind.FUNNEL, Kind.MAP}:
        return (_places(content, figures_of, words),)
    return ()


def _listing(listing: Listing, caption: str, words: Words) -> Table:
    return Table(
        caption,
        tuple(Cell(column.text(words.language)) for column in listing.columns),
        tuple(tuple(_registered(text, words.language) for text in row) for row in listing.rows),
        listing.empty.text(words.language),
        (words.registers_language,) if listing.rows and words.registers_language else (),
    )


def _registered(text: str, language: str) -> Cell:
    """What somebody has written in a register stands as it was written, in bokmål."""
    told = said(text, language)
    is_left = language == Language.NYNORSK and told == text and text not in PHRASES_NN
    return Cell(told, language=Language.BOKMAAL if is_left else "")


def _figures(content: Content, caption: str, words: Words) -> Table:
    """What is counted, and beside it what others have reported, when somebody has."""
    counted = {one.measure: one for one in content.numbers if not one.source}
    reported = {one.measure: one for one in content.numbers if one.source}
    columns = [Cell(words.figure), Cell(words.counted, True)]
    has_interval = any(one.interval for one in counted.values())
    columns += [Cell(words.interval, True)] if has_interval else []
    columns += [Cell(words.reported, True)] if reported else []
    rows = []
    for one in content.measures:
        number = counted.get(one.slug)
        row = [_name(one, words), Cell(_text(number, words), True)]
        row += [Cell(_interval(number), True)] if has_interval else []
        row += [Cell(_text(reported.get(one.slug), words), True)] if reported else []
        rows.append(tuple(row))
    return Table(caption, tuple(columns), tuple(rows), words.no_numbers, _notes(content, words))


def _places(content: Content, caption: str, words: Words) -> Table:
    """A row a place, a column a measure; places in the order they came in, which is never by value."""
    found = {(one.place, one.measure): one for one in content.numbers}
    places = {one.place: one.place_name for one in content.numbers}
    columns = (Cell(words.place_column), *(Cell(_label(one, words), True, one.slug) for one in content.measures))
    rows = tuple(
        (Cell(name), *(Cell(_text(found.get((place, one.slug)), words), True) for one in content.measures))
        for place, name in places.items()
    )
    return Table(caption, columns, rows, words.no_numbers, _notes(content, words))


def _months(content: Content, measure: Named, words: Words) -> Table:
    numbers = [one for one in content.numbers if one.measure == measure.slug]
    rows = tuple(
        (Cell(f"{MONTHS[one.as_of.month - 1]} {one.as_of.year}"), Cell(_text(one, words), True))
        for one in reversed(numbers)
    )
    label = _label(measure, words)
    columns = (Cell(words.month), Cell(label, True, measure.slug))
    return Table(label, columns, rows, words.no_numbers, _notes(content, words))


def _notes(content: Content, words: Words) -> tuple[str, ...]:
    """That places' numbers are rounded and some hidden, and who has reported what was not counted here."""
    is_less_exact = any(one.is_rounded or one.state == "hidden" for one in content.numbers)
    sources = dict.fromkeys((one.source, one.as_of) for one in content.numbers if one.source)
    told = [f"{words.reported}: {source}, per {as_of:%d.%m.%Y}." for source, as_of in sources]
    return (words.rounded, *told) if is_less_exact else tuple(told)


def _name(measure: Named, words: Words) -> Cell:
    return Cell(_label(measure, words), measure=measure.slug)


def _label(measure: Named, words: Words) -> str:
    """The measure's name, with its unit when the values do not say it themselves."""
    name, unit = measure.name.text(words.language), measure.unit.text(words.language)
    return name if unit == "%" or unit.lower() in name.lower() else f"{name} ({unit})"


def _text(number: Number | None, words: Words) -> str:
    return said(number.text, words.language).replace(" %", "\u00a0%") if number else "–"


def _interval(number: Number | None) -> str:
    if number is None or number.interval is None:
        return ""
    low, high = (f"{end:.1f}".replace(".", ",") for end in number.interval)
    return f"{low}–{high}"
