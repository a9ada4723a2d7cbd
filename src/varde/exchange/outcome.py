"""FHIR R4 OperationOutcome: how every error is answered."""

from collections.abc import Iterable

from varde.exchange.problems import Problem
from varde.exchange.strict import Tree


def operation_outcome(problems: Iterable[Problem], severity: str = "error") -> Tree:
    return {"resourceType": "OperationOutcome", "issue": [_issue(problem, severity) for problem in problems]}


def _issue(problem: Problem, severity: str) -> Tree:
    issue: Tree = {"severity": severity, "code": problem.code, "diagnostics": problem.text}
    if problem.expression:
        issue["expression"] = [problem.expression]
    return issue
