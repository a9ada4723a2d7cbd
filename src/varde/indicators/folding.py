"""Keeping the totals short to read: folding what has happened into them, counting everything again, and comparing.

No figure waits for any of it: what is not folded is counted from its rows when somebody asks (docs/adr).
"""

from datetime import date

from django.db import connections
from django.utils import timezone

from varde.lib import clock

AT_ONCE = 2_000


def today() -> date:
    """The day of the figures, by Norwegian time."""
    return timezone.localdate(clock.now())


def fold() -> int:
    """Fold what has happened into the totals, as the worker; returns how many marks were folded. No figure changes."""
    folded = 0
    with connections["worker"].cursor() as cursor:
        while True:
            cursor.execute("SELECT varde.figure_fold(%s, %s)", [today(), AT_ONCE])
            some: int = cursor.fetchone()[0]
            folded += some
            if some < AT_ONCE:  # what comes in meanwhile is the next round's
                return folded


def recompute() -> None:
    """Count everything again from the rows, as owner: after rows were copied in past the triggers."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT varde_private.figure_refill(%s)", [today()])


def differences() -> list[tuple[str, str, date, str, int, int]]:
    """Where the totals with what waits are not what the rows say, as owner: (part, cut, day, municipality, n, people)."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT * FROM varde_private.figure_differences(%s)", [today()])
        rows: list[tuple[str, str, date, str, int, int]] = cursor.fetchall()
        return rows
