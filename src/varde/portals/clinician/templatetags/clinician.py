"""Short forms for dense tables, where the full sentence would not fit."""

from datetime import datetime

from django import template
from django.utils import timezone

from varde.lib import clock

register = template.Library()
WEEKDAYS = ("man", "tirs", "ons", "tors", "fre", "lør", "søn")


@register.filter
def short_when(moment: datetime | None) -> str:
    """ "10:42" today, "i går 22:15", "man 08:00" within a week, else "22.11. 10:42"."""
    if moment is None:
        return ""
    local, today = timezone.localtime(moment), timezone.localtime(clock.now()).date()
    days = (local.date() - today).days
    near = {-1: "i går ", 0: "", 1: "i morgen "}
    day = near.get(days, f"{WEEKDAYS[local.weekday()]} " if abs(days) < 7 else f"{local:%d.%m.} ")
    return f"{day}{local:%H:%M}"
