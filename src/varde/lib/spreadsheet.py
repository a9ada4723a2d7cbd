"""Text that a spreadsheet will never run: what looks like the start of a formula is marked as text."""

import re

_STARTS = tuple("=+-@\t\r\n＝＋－＠|%")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BREAKS = re.compile(r"[\t\r\n]+")


def harmless(text: str) -> str:
    """One line of text with an apostrophe before anything a spreadsheet could take for a formula or a command."""
    line = _BREAKS.sub(" ", _CONTROL.sub("", text)).strip(" \u00a0\u202f\ufeff")
    return f"'{line}" if line.startswith(_STARTS) or text.startswith(_STARTS) else line
