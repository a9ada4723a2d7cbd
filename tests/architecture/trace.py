"""`make trace`: requirement by requirement, the tests that show it working for a user."""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator

from tests.architecture.storeys import ROOT, files

ROW = re.compile(r"^\| ([A-E]\d{2,3}) \| (.+) \|$", re.MULTILINE)


def requirements() -> dict[str, str]:
    """Id → what it asks for, from docs/requirements.md."""
    return dict(ROW.findall((ROOT / "docs/requirements.md").read_text(encoding="utf-8")))


def marked() -> dict[str, list[str]]:
    """Id → tests that carry it."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in files():
        if path.suffix == ".py" and path.name.startswith("test_"):
            for test, wanted in _marks(path.read_text(encoding="utf-8")):
                found[wanted].append(f"{path.relative_to(ROOT)}::{test}")
    return found


def _marks(code: str) -> Iterator[tuple[str, str]]:
    """Every (test, id) of `@pytest.mark.req("A01", …)` on a function or class, or of `pytestmark` (test `*`)."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from ((node.name, wanted) for mark in node.decorator_list for wanted in _ids(mark))
        elif isinstance(node, ast.Assign) and "pytestmark" in [t.id for t in node.targets if isinstance(t, ast.Name)]:
            yield from (("*", wanted) for mark in ast.walk(node.value) for wanted in _ids(mark))


def _ids(mark: ast.AST) -> list[str]:
    if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr == "req":
        return [str(argument.value) for argument in mark.args if isinstance(argument, ast.Constant)]
    return []


def main() -> int:
    known, found = requirements(), marked()
    if "--quiet" not in sys.argv:
        for wanted, text in known.items():
            print(f"{wanted:5} {text}")
            print("".join(f"        {test}\n" for test in found.get(wanted, [])), end="")
    print(
        f"{sum(wanted in known for wanted in found)} of {len(known)} requirements have a test that shows them working"
    )
    unknown = sorted(set(found) - set(known))
    for wanted in unknown:
        print(f"unknown requirement {wanted}: {', '.join(found[wanted])}", file=sys.stderr)
    return 1 if unknown or not known else 0


if __name__ == "__main__":
    sys.exit(main())
