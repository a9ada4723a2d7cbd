"""The rules: pure functions from a value, its history and a plan to a zone with reasons. No Django, no models, no clock."""

from varde.triage.rules.judging import VERSION, RuleSet, compile_rules
from varde.triage.rules.subjects import Answered, History, Overdue, Reading, Subject
from varde.triage.rules.values import RuleError
from varde.triage.rules.verdicts import GREEN, RED, UNKNOWN, YELLOW, Fired, Verdict

__all__ = [
    "GREEN",
    "RED",
    "UNKNOWN",
    "VERSION",
    "YELLOW",
    "Answered",
    "Fired",
    "History",
    "Overdue",
    "Reading",
    "RuleError",
    "RuleSet",
    "Subject",
    "Verdict",
    "compile_rules",
]
