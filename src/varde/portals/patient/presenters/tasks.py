"""Today's tasks from the expected windows: what is asked for together is one task."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from varde.measurements.kinds import KINDS
from varde.portals.patient.presenters.values import wording
from varde.questionnaires.forms import FORMS
from varde.triage.models import Window, WindowState

# Read off one device in one go: the second follows the first without going back to the list.
FOLLOWS = {"pulse": "spo2"}
IN_SIGHT = 3


@dataclass(frozen=True, slots=True)
class Task:
    items: tuple[str, ...]
    title: str
    address: str
    opens_at: datetime
    due_at: datetime
    is_done: bool
    done_at: datetime | None
    is_late: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class TaskList:
    """`first` are the open tasks in sight, `more` the rest of them, `done` what is done today."""

    first: list[Task]
    more: list[Task]
    done: list[Task]

    @property
    def is_empty(self) -> bool:
        return not (self.first or self.more or self.done)


def day_bounds(now: datetime) -> tuple[datetime, datetime]:
    """The patient's calendar day around `now`."""
    start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return start, start + timedelta(days=1)


def tasks(windows: Iterable[Window], now: datetime) -> TaskList:
    """Tasks of today, and open windows of earlier days that today's windows do not repeat."""
    start, end = day_bounds(now)
    by_item: dict[str, list[Window]] = {}
    for window in sorted(windows, key=lambda held: held.opens_at):
        if window.opens_at < end and (window.opens_at >= start or window.state == WindowState.OPEN):
            by_item.setdefault(window.item, []).append(window)
    chosen = {item: _of_today(held, start) for item, held in by_item.items()}
    made = [task for first in _leaders(chosen) for task in _tasks_of(first, chosen, now)]
    waiting = sorted((task for task in made if not task.is_done), key=lambda task: (not task.is_open, task.due_at))
    done = [task for task in made if task.is_done]
    return TaskList(waiting[:IN_SIGHT], waiting[IN_SIGHT:], done)


def next_address(items: Iterable[str], after: str) -> str | None:
    """Where to go after `after` within one task: from oxygen to pulse when the pulse is expected too."""
    return next((f"/min/maal/{item}/" for item in items if FOLLOWS.get(item) == after), None)


def title(item: str) -> str:
    if item in FORMS:
        return _("Dagens spørsmål") if item.endswith("_daglig") else FORMS[item].title
    return str(wording(item).name) if item in KINDS else item


def address(item: str) -> str:
    return f"/min/skjema/{item}/" if item in FORMS else f"/min/maal/{item}/"


def _of_today(held: list[Window], start: datetime) -> list[Window]:
    today = [window for window in held if window.opens_at >= start]
    return today or held[-1:]


def _leaders(chosen: dict[str, list[Window]]) -> list[str]:
    return [item for item in chosen if FOLLOWS.get(item) not in chosen]


def _tasks_of(first: str, chosen: dict[str, list[Window]], now: datetime) -> list[Task]:
    followers = [item for item in chosen if FOLLOWS.get(item) == first]
    return [
        _task(window, [w for item in followers for w in chosen[item] if w.opens_at == window.opens_at], now)
        for window in chosen[first]
    ]


def _task(window: Window, together: list[Window], now: datetime) -> Task:
    parts = [window, *together]
    left = [part for part in parts if part.state == WindowState.OPEN]
    names = [title(part.item) for part in left or parts]
    whole = (
        names[0] if len(names) == 1 else _("%(first)s og %(second)s") % {"first": names[0], "second": names[1].lower()}
    )
    return Task(
        items=tuple(part.item for part in parts),
        title=whole,
        address=address((left or parts)[0].item),
        opens_at=window.opens_at,
        due_at=window.due_at,
        is_done=not left,
        done_at=max((part.filled_at for part in parts if part.filled_at), default=None) if not left else None,
        is_late=bool(left) and window.due_at < now,
        is_open=window.opens_at <= now,
    )
