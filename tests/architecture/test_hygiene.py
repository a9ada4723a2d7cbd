"""What must never be in the repository: machines' paths, registries' addresses, secrets, real people's numbers."""

import re

import pytest

from tests.architecture.storeys import ROOT, files

FORBIDDEN = {
    "a registry's address": re.compile(
        r"pypi\.org|pythonhosted\.org|registry\.npmjs|deb\.debian\.org|--(?:extra-)?index-url[ =]\S|--find-links[ =]\S"
    ),
    "a machine's path": re.compile(r"(?<![\w.])/(?:root|home/[a-z]+|work|opt|Users/\w+)/[\w.]+"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY"),
}
ELEVEN_DIGITS = re.compile(r"(?<![0-9a-fA-F.-])\d{11}(?![0-9a-fA-F.])")
THIS = "tests/architecture/test_hygiene.py"


def texts() -> list[tuple[str, str]]:
    """Every file that is text, with its name; binary is what holds a zero byte."""
    contents = [(str(path.relative_to(ROOT)), path.read_bytes()) for path in files()]
    return [(name, content.decode("utf-8")) for name, content in contents if b"\0" not in content]


def is_ordinary_number(digits: str) -> bool:
    """A valid number that a living person may have: D-numbers too, but none of the synthetic series (month + 40, 65, 80)."""
    d = [int(c) for c in digits]
    day, month = int(digits[:2]) % 40, int(digits[2:4])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return False
    first = (11 - sum(w * x for w, x in zip((3, 7, 6, 1, 8, 9, 4, 5, 2), d, strict=False)) % 11) % 11
    second = (11 - sum(w * x for w, x in zip((5, 4, 3, 2, 7, 6, 5, 4, 3, 2), d, strict=False)) % 11) % 11
    return (first, second) == (d[9], d[10])


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what):
    found = [
        f"{name}: {hit.group(0)}"
        for name, text in texts()
        if name != THIS
        for hit in [FORBIDDEN[what].search(text)]
        if hit
    ]
    assert found == []


def test_no_file_holds_a_number_somebody_may_have():
    found = [
        f"{name}: {digits[:2]}…"
        for name, text in texts()
        if not name.endswith(".lock")
        for digits in ELEVEN_DIGITS.findall(text)
        if is_ordinary_number(digits)
    ]
    assert found == []


def test_the_checks_bite():
    assert FORBIDDEN["a machine's path"].search("/home/" + "somebody/notes.txt")
    ordinary = [n for n in range(1010800000, 1010801000) if is_ordinary_number(f"{n:011d}")]
    synthetic = [n for n in range(1810800000, 1810801000) if is_ordinary_number(f"{n:011d}")]
    assert len(ordinary) > 5
    assert synthetic == []
