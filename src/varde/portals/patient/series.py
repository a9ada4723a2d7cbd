"""The patient's own series as charts: values, the plan's limits as bands, the usual as a line, plan changes as flags."""

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import Max, QuerySet

from varde.lib import clock
from varde.measurements import baseline
from varde.measurements.kinds import KIND_OF_METRIC, KINDS, Kind
from varde.measurements.models import Baseline, Flag, Observation
from varde.measurements.series import Point as Value
from varde.measurements.series import thinned
from varde.plans.content import PlanContent
from varde.plans.models import CarePlanVersion
from varde.portals.components.charts import Band, Chart, Event, Marker, Point
from varde.portals.patient.own import Own
from varde.portals.patient.presenters.values import said, wording
from varde.triage.bands import bands as zone_bands
from varde.triage.rules import RuleSet, compile_rules

COLUMNS = 360
LEAST_VALUES = 8


def chart(own: Own, kind_key: str, since: datetime, until: datetime) -> Chart:
    """One kind from `since` to `until` and a little room to the right, at most what a phone's pixels can show."""
    kind = KINDS[kind_key]
    ends = until + max((until - since) / 60, timedelta(hours=6))
    values = thinned(own.id, kind_key, since=since, until=ends, columns=COLUMNS)
    own.disclose(value.ref for value in values)
    return Chart(
        key=kind_key,
        title=str(wording(kind_key).name),
        unit=str(wording(kind_key).unit),
        points=[_point(kind, value) for value in values],
        starts=since,
        ends=ends,
        decimals=kind.decimals,
        bands=bands(own, kind, values, until),
        baseline=usual(own, kind.metrics[0]),
        events=_plan_changes(own, since, until),
    )


def kinds_measured(own: Own, since: datetime) -> list[str]:
    """The kinds with values since then, in the order of `KINDS`."""
    seen = set(
        own.scope.rows(Observation)
        .filter(effective_at__gte=since, is_current=True)
        .values_list("kind", flat=True)
        .distinct()
    )
    return [key for key in KINDS if key in seen]


def usual(own: Own, metric: str) -> float | None:
    """What the patient usually has, as a value sent now is compared: the median of the days before, with enough values,
    else what the plan says is normal."""
    row = own.scope.rows(Baseline).filter(metric=metric).order_by("-day").first()
    if row is not None:
        known = _as_of_today(own, row)
        if known.n >= LEAST_VALUES and known.median is not None:
            return known.median
    told = own.plan.values.get(f"{metric}_reference") if own.plan else None
    return float(told) if isinstance(told, int | float) and not isinstance(told, bool) else None


def _as_of_today(own: Own, row: Baseline) -> baseline.Summary:
    """The newest baseline, moved up to today when nothing has been judged today yet."""
    zone = ZoneInfo(own.patient.timezone)
    today = baseline.local_day(clock.now(), zone)
    if row.day == today:
        return baseline.Summary(row.n, row.median, row.scatter)
    since, until = baseline.window(today, row.window_days, row.exclude_days, zone)
    rows = trusted(own, row.metric).filter(effective_at__gte=since, effective_at__lt=until)
    return baseline.summarise(row.metric, rows.values_list(column_of(row.metric), flat=True))


def trusted(own: Own, metric: str) -> QuerySet[Observation]:
    """The values of a metric that baselines and trends are made of."""
    kind = KIND_OF_METRIC[metric].key
    rows = own.scope.rows(Observation).filter(kind=kind, is_current=True, **{f"{column_of(metric)}__isnull": False})
    return rows.exclude(flag__in=[Flag.HARD, Flag.DENIED, Flag.FUTURE])


def column_of(metric: str) -> str:
    return "value2" if KIND_OF_METRIC[metric].metrics.index(metric) else "value"


def bands(own: Own, kind: Kind, values: list[Value], at: datetime) -> list[Band]:
    """Where the plan's rules put yellow and red on this axis, given what is usual for her now."""
    if own.plan_version is None or not values:
        return []
    numbers = [value.value for value in values]
    air = max((max(numbers) - min(numbers)) * 0.25, abs(max(numbers)) * 0.05)
    rows = own.scope.rows(Baseline)
    newest = rows.filter(day__in=rows.values("metric").annotate(newest=Max("day")).values("newest"))
    known = {
        (row.metric, row.window_days, row.exclude_days): (row.n, row.median, row.scatter)
        for row in newest.order_by("day")
    }
    found = zone_bands(
        compiled(own.plan_version.content), kind.metrics[0], min(numbers) - air, max(numbers) + air, at=at, usual=known
    )
    return [Band(band.zone, band.low, band.high) for band in found]


@lru_cache(maxsize=256)
def compiled(content: str) -> RuleSet:
    plan = PlanContent.read(content)
    return compile_rules(plan.rules, plan.values)


def _plan_changes(own: Own, since: datetime, until: datetime) -> list[Event]:
    versions = own.scope.rows(CarePlanVersion).filter(valid_from__gte=since, valid_from__lt=until, number__gt=1)
    return [Event(version.valid_from, "Ny plan") for version in versions if version.valid_from]


def _point(kind: Kind, value: Value) -> Point:
    marker: Marker = (
        "remeasured" if value.remeasure_of else "device" if value.entry_mode in {"device", "imported"} else "typed"
    )
    return Point(
        value.effective_at,
        value.value,
        said(kind, value.value, value.value2),
        value.zone,
        marker,
        value.value2,
        value.note,
    )
