"""What an installation knows of the national programme before anybody has written anything: read in once, from sources."""

from datetime import date
from pathlib import Path
from uuid import UUID

from django.db import transaction

from varde.audit import actions as audit
from varde.audit.models import Action
from varde.geography import actions as geography
from varde.geography.models import PopulationFile
from varde.indicators import actions as indicators
from varde.lib.context import Actor
from varde.portfolio import actions as portfolio
from varde.projects import actions as projects
from varde.reports import actions as reports

LOADER = Actor("worker", UUID(int=2), "Varde, innlesing av programmets kilder")


def load(*, by: Actor = LOADER) -> None:
    """The country, the spread projects, the portfolio, the frozen status box and the reports that are due, from sources.

    Loading again changes nothing that people have written since.
    """
    geography.load()
    projects.load(by=by)
    portfolio.load(by=by)
    indicators.import_snapshot(by=by)
    reports.load(by=by)


def population(path: Path, *, source: str, as_of: date, listed: bool = False, by: Actor = LOADER) -> PopulationFile:
    """A CSV of people per place (see `geography.population`); raises PopulationFileError and OSError."""
    with path.open(encoding="utf-8-sig", newline="") as lines, transaction.atomic():
        load_file = geography.load_listed if listed else geography.load_population
        kept = load_file(lines, source, by=by, as_of=as_of)
        what = f"{kept.get_counted_display()} per {as_of:%d.%m.%Y}"
        audit.record(by=by, action=Action.CREATE, what=what, subjects={}, purpose="programstyring", asked_for=source)
    return kept
