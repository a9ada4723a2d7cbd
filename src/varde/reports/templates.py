"""Templates of the report types: data in `data/templates/*.json`, every fixed text in bokmål and nynorsk."""

from datetime import date
from importlib.resources import files

import msgspec

from varde.reports.content import Both, Kind


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One section. `level` is the level of the places in it; `listing` names the rows (see `listings`).

    `required` text must be written before the report goes to review. `caution` is printed with the figures.
    """

    key: str
    kind: Kind
    heading: Both
    guidance: str = ""
    required: bool = False
    measures: list[str] = []
    level: str = ""
    listing: str = ""
    caution: Both | None = None


class Due(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Deadlines as "MM-DD" in the year after the period: to whoever ordered it, and published."""

    internal: str = ""
    public: str = ""


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A report type. `title` holds `{place}`, `{year}` and `{day}`; `place` says what it is about.

    `period` is "year", "day" or "fixed" (then `as_of` is the one day its figures may hold for). `ordered_by` names who it
    is delivered to; one that `is_sent_in` is delivered when it goes to review.
    """

    slug: str
    version: int
    name: Both
    title: Both
    ordered_by: Both
    place: str
    period: str
    parts: list[Part]
    due: Due = Due()
    as_of: date | None = None
    deliverable: str = ""
    is_sent_in: bool = False

    def __post_init__(self) -> None:
        if self.place not in {"nation", "county", "project"} or self.period not in {"year", "day", "fixed"}:
            raise ValueError(f"{self.slug}: unknown place or period")
        if (self.period == "fixed") != (self.as_of is not None):
            raise ValueError(f"{self.slug}: a fixed period has one day")
        if len({part.key for part in self.parts}) != len(self.parts):
            raise ValueError(f"{self.slug}: two sections with one key")


def _read() -> dict[str, Template]:
    folder = files("varde.reports").joinpath("data", "templates")
    found = [msgspec.json.decode(file.read_bytes(), type=Template) for file in folder.iterdir()]
    return {template.slug: template for template in sorted(found, key=lambda one: one.name.nb)}


TEMPLATES: dict[str, Template] = _read()
