"""`make trace`: requirement by requirement, the tests that show it working for a user."""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator

from tests.architecture.storeys import ROOT, files

ROW = re.compile(r"^\| ([A-E]\d{2,3}) \| (.+) \|$", re.MULTILINE)
NOTE = re.compile(r"^- ([A-E]\d{2,3}): (.+)$", re.MULTILINE)
ANSWERED_FOR = "ABCD"
"""Every row of these chapters has a test, or a note that says why not."""


def requirements() -> dict[str, str]:
    """Id → what it asks for, from docs/requirements.md."""
    return dict(ROW.findall(_document()))


def notes() -> dict[str, str]:
    """Id → why no test shows it yet, and where it belongs, from the end of docs/requirements.md."""
    return dict(NOTE.findall(_document()))


def _document() -> str:
    return (ROOT / "docs/requirements.md").read_text(encoding="utf-8")


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


def mistakes() -> list[str]:
    """What does not fit: ids nobody asks for, rows without a test or a note, and notes about rows that have a test."""
    known, found, noted = requirements(), marked(), notes()
    return [
        *(f"unknown requirement {one}: {', '.join(found.get(one, ['a note']))}" for one in sorted({*found, *noted} - {*known})),
        *(f"{one} has neither a test nor a note: {known[one]}" for one in _answered_for(known) if one not in {*found, *noted}),
        *(f"{one} has a test and a note that says it has none" for one in sorted({*found} & {*noted})),
    ]  # fmt: skip


def _answered_for(known: dict[str, str]) -> list[str]:
    return [one for one in known if one[0] in ANSWERED_FOR]


def main() -> int:
    known, found, noted = requirements(), marked(), notes()
    if "--quiet" not in sys.argv:
        for wanted, text in known.items():
            shown = [*found.get(wanted, []), *([f"no test: {noted[wanted]}"] if wanted in noted else [])]
            print(f"{wanted:5} {text}", *(f"        {line}" for line in shown), sep="\n")
    own = _answered_for(known)
    print(
        f"{sum(wanted in known for wanted in found)} of {len(known)} requirements have a test that shows them working; "
        f"of the {len(own)} in A–D {sum(one in found for one in own)} have, and {sum(one in noted for one in own)} say why not"
    )
    wrong = mistakes()
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong or not known else 0


if __name__ == "__main__":
    sys.exit(main())
