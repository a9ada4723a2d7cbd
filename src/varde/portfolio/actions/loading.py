"""Bringing a portfolio in from this room's data file."""

from importlib.resources import files

import msgspec
from django.db import transaction

from varde.audit import actions as audit
from varde.audit.models import Action
from varde.indicators import actions as indicators
from varde.lib.context import Actor
from varde.portfolio import bringing_in
from varde.portfolio.actions.recording import PURPOSE
from varde.portfolio.models import Initiative
from varde.portfolio.papers import PortfolioFile


def load(*, by: Actor) -> None:
    """Bring in the portfolio of this room's data file; loading again changes nothing."""
    bring_in(read("portfolio.json"), by=by)


def read(name: str) -> PortfolioFile:
    """A portfolio in this room's data folder, decoded strictly."""
    return msgspec.json.decode(files("varde.portfolio").joinpath("data", name).read_bytes(), type=PortfolioFile)


@transaction.atomic
def bring_in(portfolio: PortfolioFile, *, by: Actor) -> None:
    """Make what is not there yet. What is there is left alone: people may have written new status since."""
    indicators.load_sources(by=by)
    bringing_in.registers(portfolio)
    known = set(Initiative.objects.values_list("slug", flat=True))
    new = [(place, item) for place, item in enumerate(portfolio.initiatives, 1) if item.slug not in known]
    made = [(item, bringing_in.initiative(item, place)) for place, item in new]
    bringing_in.deliverables(portfolio)
    for item, row in made:
        bringing_in.under(item, row, by)
    if new:
        audit.record(by=by, action=Action.CREATE, what="Tiltaksportefølje", subjects={}, purpose=PURPOSE)
