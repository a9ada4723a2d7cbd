"""Sizes: nothing over the stop mark, and what is over the ask mark may only become less (ratchet.json)."""

import ast
import json
from pathlib import Path

from tests.architecture.storeys import ROOT, sources

STOP_MODULE, ASK_MODULE = 500, 300
STOP_FUNCTION, ASK_FUNCTION = 50, 25
RATCHET = Path(__file__).parent / "ratchet.json"


def modules() -> dict[str, int]:
    return {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources()}


def functions() -> dict[str, int]:
    return {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def over(sizes: dict[str, int], mark: int) -> list[str]:
    return [f"{name}: {size} lines" for name, size in sizes.items() if size > mark]


def test_no_module_is_too_long():
    assert over(modules(), STOP_MODULE) == []


def test_no_function_is_too_long():
    assert over(functions(), STOP_FUNCTION) == []


def test_the_long_ones_only_become_fewer():
    found = {"modules": over(modules(), ASK_MODULE), "functions": over(functions(), ASK_FUNCTION)}
    allowed = json.loads(RATCHET.read_text())
    assert {kind: names for kind, names in found.items() if len(names) > allowed[kind]} == {}
