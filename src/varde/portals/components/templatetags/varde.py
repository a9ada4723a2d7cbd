"""Tags and filters built into every template: zones, times, numbers and charts, written the Norwegian way."""

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from varde.lib import clock
from varde.portals.components.charts import Chart

register = template.Library()

ZONE_WORDS = (
    gettext_lazy("Vet ikke"),
    gettext_lazy("Som vanlig"),
    gettext_lazy("Følg med"),
    gettext_lazy("Trenger hjelp"),
)
# currentColor, so that each shape takes the zone's ink, and stays a shape in grey print.
ZONE_SHAPES = (
    '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="2.5"/>',
    '<circle cx="8" cy="8" r="7.25" fill="currentColor"/>',
    '<path d="M8 .75 15.75 14.75H.25z" fill="currentColor"/>',
    '<rect x="1" y="1" width="14" height="14" rx="1.5" fill="currentColor"/>',
)
A_FAST_CLOCK = timedelta(minutes=10)
THIN_SPACE = "\u202f"


def _drawn(zone: int) -> SafeString:
    return mark_safe(f'<svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">{ZONE_SHAPES[zone]}</svg>')  # noqa: S308 (our own shapes)


def _known(zone: Any) -> int:
    return zone if isinstance(zone, int) and 0 <= zone <= 3 else 0


@register.simple_tag
def zone(number: Any, word: str = "", size: str = "") -> SafeString:
    """A zone as shape, word and colour together; anything but 1–3 is "Vet ikke". `word` says it in other words."""
    known = _known(number)
    return format_html(
        '<span class="zone" data-zone="{}"{}>{}<span>{}</span></span>',
        known,
        format_html(' data-size="{}"', size) if size else "",
        _drawn(known),
        word or ZONE_WORDS[known],
    )


@register.filter
def zone_word(number: Any) -> str:
    return str(ZONE_WORDS[_known(number)])


@register.filter
def when(moment: datetime | None) -> str:
    """A moment for a person: "i dag kl. 10:42", "i går kl. 08:00", "mandag 24.11. kl. 08:00", "22.11.2026 kl. 10:42"."""
    if moment is None:
        return ""
    local, today = timezone.localtime(moment), timezone.localtime(clock.now()).date()
    return _("%(day)s kl. %(time)s") % {"day": _day(local.date(), today), "time": f"{local:%H:%M}"}


@register.filter
def day(value: date | datetime | None) -> str:
    """The Norwegian written date whatever the language: "22.11.2026"."""
    if value is None:
        return ""
    shown = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return f"{shown:%d.%m.%Y}"


@register.filter
def day_in_words(value: date | datetime | None) -> str:
    """A day near now in words: "i dag", "i morgen", "mandag 24.11.", else "22.11.2026"."""
    if value is None:
        return ""
    shown = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return _day(shown, timezone.localtime(clock.now()).date())


@register.filter
def full_stop(text: str) -> str:
    """The end of a sentence; a day written "23.11." ends it already."""
    return text if text.endswith(".") else f"{text}."


@register.filter
def clock_time(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%H:%M}" if moment else ""


def _day(shown: date, today: date) -> str:
    near = {-1: _("i går"), 0: _("i dag"), 1: _("i morgen")}
    distance = (shown - today).days
    if distance in near:
        return near[distance]
    if abs(distance) < 7:
        return f"{weekday(shown.weekday())} {shown:%d.%m.}"
    return f"{shown:%d.%m.%Y}"


def weekday(number: int) -> str:
    """The weekday's name inside a sentence (Monday = 0): small letter in Norwegian, capital in English."""
    name = str(WEEKDAYS[number])
    return name if get_language() == "en" else name.lower()


@register.filter
def age_of(moment: datetime | None) -> str:
    """How long ago, in the largest unit that says enough: "nå", "4 min", "3 t", "2 d"; "fram i tid" for a clock that is wrong."""
    if moment is None:
        return ""
    passed: timedelta = clock.now() - moment
    minutes = int(passed.total_seconds() // 60)
    if passed < -A_FAST_CLOCK:
        return _("fram i tid")
    if minutes < 1:
        return _("nå")
    if minutes < 60:
        return _("%d min") % minutes
    return _("%d t") % (minutes // 60) if minutes < 48 * 60 else _("%d d") % (minutes // 1440)


@register.filter
def decimal(value: Any, places: int | None = None) -> str:
    """A number with decimal comma: 93.5 → "93,5". With `places` it is rounded half to even and shows that many."""
    if value is None or value == "":
        return ""
    number = Decimal(str(value))
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_EVEN)
    elif number == number.to_integral_value():
        number = number.to_integral_value()
    return f"{number:f}".replace(".", ",").replace("-", "−")


RANGE = re.compile(r"([0-9]+)-([0-9]+)")


@register.filter
def plan_value(value: str | float | bool | None) -> str:
    """One of a plan's own values as people write it: "ja", "91,5", "94–98", "31.08.2026"."""
    if isinstance(value, bool):
        return _("ja") if value else _("nei")
    if isinstance(value, int | float):
        return f"{value:g}".replace(".", ",")
    text = value or ""
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return RANGE.sub(r"\1–\2", text) if RANGE.fullmatch(text) else text


@register.filter
def thousands(value: Any) -> str:
    """A whole number in groups of three with a thin space that does not break: 1204 → "1 204"."""
    return "" if value is None or value == "" else f"{int(value):,}".replace(",", THIN_SPACE).replace("-", "−")


@register.filter
def unbroken(text: Any) -> str:
    """The number of the legevakt kept on one line."""
    return str(text).replace("116 117", "116\u00a0117")


@register.inclusion_tag("components/chart.html")
def chart(drawn: Chart, table_open: bool = False) -> dict[str, Any]:
    """One series: drawing (uPlot), sentence and table."""
    return {"chart": drawn, "table_open": table_open}
