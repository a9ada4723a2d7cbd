"""Doors hand out patient data through the scope, never through a manager of their own."""

import ast

from tests.architecture.storeys import ROOT, sources

MANAGERS = {"objects", "_default_manager", "_base_manager"}


def managers_used(code: str) -> list[int]:
    """Lines where a model's manager is taken."""
    return [
        node.lineno for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Attribute) and node.attr in MANAGERS
    ]


def test_no_door_uses_a_manager():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sources("portals", "fhir")
        for line in managers_used(path.read_text())
    ]
    assert found == []


def test_the_linter_sees_a_manager():
    assert managers_used("rows = list(Observation.objects.filter(patient=x))") == [1]
