"""What verbs of this room may answer with instead of doing, and the line each leaves in the log."""

from varde.audit import actions as audit
from varde.audit.models import Action
from varde.lib.context import Actor
from varde.reports.models import Report


class SomebodyElseChanged(Exception):
    """The edition is no longer as the actor saw it."""

    def __init__(self) -> None:
        super().__init__("Noen andre har endret rapporten siden du åpnet den")


class NotPossible(Exception):
    """The verb does not fit the state of the report; says why, in Norwegian."""


def log(by: Actor, action: Action, report: Report, what: str = "") -> None:
    asked_for = f"Report/{report.slug}/{what}".rstrip("/")
    audit.record(by=by, action=action, what="Rapport", subjects={}, purpose="programstyring", asked_for=asked_for)
