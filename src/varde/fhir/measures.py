"""`/fhir/Measure` and `/fhir/MeasureReport`: what is published, for anybody. No token: there is nobody in it."""

from datetime import date
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from varde.exchange import bundle, moments
from varde.exchange import measures as shape
from varde.exchange.capability import Served
from varde.exchange.problems import Refused
from varde.exchange.strict import Tree
from varde.fhir import reading_threads
from varde.fhir.http import Handler, answer, base_of
from varde.indicators import published as indicators
from varde.indicators import snapshots, wording
from varde.indicators.definitions import MEASURES, Measure
from varde.indicators.exports import LEVELS
from varde.indicators.figures import Shown, level_of
from varde.indicators.models import FrozenTable

MEASURE = Served("Measure", ("read", "search-type"), {"_id": "token", "url": "uri"}, note="Definisjonene av tallene. Krever ikke token.")  # fmt: skip
REPORT = Served(
    "MeasureReport", ("read", "search-type"), {"measure": "reference", "period": "date", "_count": "number"},
    note="Publiserte tall, frosset per måned, med små tall skjult (data-absent-reason: masked). Krever ikke token.",
)  # fmt: skip
MOST, USUAL = 36, 12
_COMPARED = frozenset({"eq", "ge", "gt", "le", "lt"})
Parameters = list[tuple[str, str]]


async def read(request: Request) -> Response:
    slug = request.path_params["id"]
    if slug not in MEASURES:
        raise Refused(404, "not-found", "")
    return answer(shape.measure(_definition(MEASURES[slug])), headers={"ETag": f'W/"{MEASURES[slug].version}"'})


async def search(request: Request) -> Response:
    asked = _parameters(request, {"_id", "url"})
    slugs = {_slug(value) for _, value in asked}
    found = [shape.measure(_definition(one)) for slug, one in MEASURES.items() if not slugs or slugs == {slug}]
    return answer(bundle.searchset(found, base_of(request), [_link("self", "Measure", asked, base_of(request))]))


async def read_report(request: Request) -> Response:
    try:
        wanted = UUID(request.path_params["id"])
    except ValueError:
        raise Refused(404, "not-found", "") from None
    tree = await reading_threads.run(lambda: _one(wanted))
    return answer(tree, headers={"ETag": 'W/"1"'})


async def search_reports(request: Request) -> Response:
    asked, base = _parameters(request, {"measure", "period", "_count", "_page"}), base_of(request)
    return answer(await reading_threads.run(lambda: _page(asked, base)))


def _one(table_id: UUID) -> Tree:
    table = indicators.published_tables().filter(pk=table_id).first()
    if table is None:
        raise Refused(404, "not-found", "")
    return shape.report(_report(table))


def _page(asked: Parameters, base: str) -> Tree:
    """The latest month first; within a month by measure."""
    tables = indicators.published_tables()
    for name, value in asked:
        if name == "measure":
            tables = tables.filter(measure=_slug(value))
        elif name == "period":
            tables = tables.filter(**_period(value))
    single = dict(asked)
    count, page = _whole(single, "_count", USUAL, MOST), _whole(single, "_page", 1, 1000)
    shown = list(tables[(page - 1) * count : page * count + 1])
    links = [_link("self", "MeasureReport", asked, base)]
    if len(shown) > count:
        others = [(name, value) for name, value in asked if name != "_page"]
        links.append(_link("next", "MeasureReport", [*others, ("_page", str(page + 1))], base))
    return bundle.searchset([shape.report(_report(table)) for table in shown[:count]], base, links)


def _parameters(request: Request, known: set[str]) -> Parameters:
    """What is asked for; a parameter we do not know is refused, not ignored."""
    asked = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    for name, _ in asked:
        if name not in known | {"_format"}:
            raise Refused(
                400, "not-supported", f"Parameteren {name[:40]} finnes ikke her. Bruk {', '.join(sorted(known))}."
            )
    return [(name, value) for name, value in asked if name != "_format"]


def _slug(value: str) -> str:
    """Of `aktive-pasienter`, `Measure/aktive-pasienter` or the canonical address with its version."""
    return value.split("|", maxsplit=1)[0].rsplit("/", maxsplit=1)[-1]


def _period(value: str) -> dict[str, date]:
    """A month belongs to the day it ends: `2026-10`, `2026`, `ge2026-01`, `lt2026-06-01`."""
    prefix, text = (value[:2], value[2:]) if value[:2] in _COMPARED else ("eq", value)
    try:
        first, past = (at.astimezone(moments.HOME).date() for at in moments.span(text))
    except ValueError:
        raise Refused(400, "invalid", "period kan ikke leses. Skriv for eksempel 2026-10 eller ge2026-01.") from None
    ends = {"ge": {"gte": first}, "gt": {"gte": past}, "le": {"lt": past}, "lt": {"lt": first}}
    chosen = ends.get(prefix, {"gte": first, "lt": past})
    return {f"report__as_of__{how}": day for how, day in chosen.items()}


def _whole(asked: dict[str, str], name: str, usual: int, most: int) -> int:
    value = asked.get(name, str(usual))
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= most):
        raise Refused(400, "invalid", f"{name} må være et tall fra 1 til {most}.")
    return int(value)


def _link(relation: str, kind: str, asked: Parameters, base: str) -> tuple[str, str]:
    return relation, f"{base}/{kind}{'?' if asked else ''}{urlencode(asked)}"


def _report(table: FrozenTable) -> shape.Report:
    told = snapshots.read(table)
    step = table.report.published_step
    assert step is not None
    end = table.report.as_of
    return shape.Report(
        id=str(table.pk),
        definition=_definition(told.definition),
        start=end.replace(day=1),
        end=end,
        published_at=moments.written(step.at),
        digest=table.digest,
        scores=[_score(cell) for cell in told.cells],
    )


def _score(cell: Shown) -> shape.Score:
    level = level_of(cell.place)
    return shape.Score(
        level=level, level_name=LEVELS[level], place=cell.place, place_name=cell.place_name, group=cell.cut,
        group_name=wording.group(cell.cut), state=cell.state,
        value=cell.value, numerator=cell.numerator, denominator=cell.denominator, text=cell.text,
    )  # fmt: skip


def _definition(measure: Measure) -> shape.Definition:
    return shape.Definition(
        slug=measure.slug, title=measure.name, version=measure.version, updated_on=measure.updated_on, publisher=measure.owner,
        purpose=measure.purpose, caution=measure.caution, numerator=measure.numerator, denominator=measure.denominator,
        formula=measure.formula, unit=measure.unit,
    )  # fmt: skip


ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/fhir/Measure", search),
    ("GET", "/fhir/Measure/{id}", read),
    ("GET", "/fhir/MeasureReport", search_reports),
    ("GET", "/fhir/MeasureReport/{id}", read_report),
)
