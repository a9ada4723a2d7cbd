"""Stored Observations for the door: one by its id, or a page of them. Each disclosure is logged in the same transaction.

A corrected value is one Observation with versions: its id is the first row's, its content the row that counts now.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from varde.audit import actions as audit
from varde.care_teams.scope import PatientNotFound, Scope, scope_for
from varde.exchange import bundle, observation, reading
from varde.exchange.observation import Row
from varde.exchange.strict import Tree
from varde.fhir import incoming, sealing
from varde.fhir.catalogue import CATALOGUE
from varde.fhir.search import Query, Stretch, Token, kinds, matches, next_page, this_page
from varde.lib.context import Actor
from varde.measurements.models import Observation

COLUMNS = (
    "id", "patient_id", "kind", "effective_at", "decimal", "decimal2", "unit", "status", "version", "entry_mode",
    "note", "body", "received_at",
)  # fmt: skip
Stored = tuple[Row, UUID | None]
"""A row, and the row it replaces."""


def one(by: Actor, observation_id: UUID, version: str | None = None) -> Tree:
    """The Observation as it stands now, or as a version of it. Raises PatientNotFound for not there and not yours alike."""
    with scope_for(by) as scope:
        patient_id = _patient_of(observation_id)
        scope.narrow([patient_id])
        scope.basis(patient_id)
        chain = _chain(scope, observation_id)
        wanted = [row for row in chain if version is None or str(row.version) == version]
        if not wanted:
            raise PatientNotFound
        tree = _shown(wanted[-1], observation_id)
        scope.record_read(what="FHIR Observation", resources={patient_id: [_reference(tree)]})
        return tree


def current(by: Actor, observation_id: UUID) -> Row:
    """The row that counts now of the Observation, for correcting it: shown to nobody. Raises PatientNotFound."""
    with scope_for(by) as scope:
        patient_id = _patient_of(observation_id)
        scope.narrow([patient_id])
        scope.basis(patient_id)
        chain = _chain(scope, observation_id)
        if not chain:
            raise PatientNotFound
        return chain[-1]


def matching(by: Actor, query: Query, base: str) -> Tree:
    """A searchset Bundle: one page, and a link to the next when there is more."""
    with scope_for(by) as scope:
        patient_id = _patient_asked_for(query)
        scope.narrow([patient_id])
        scope.basis(patient_id)
        _note_others(scope, query.ids)
        found = _page(scope, query)
        page, more = found[: query.count], len(found) > query.count
        trees = [tree for _, tree in page]
        scope.record_read(what="FHIR Observation søk", resources={patient_id: list(map(_reference, trees))})
        links = [("self", this_page(query, patient_id, base))]
        if more:
            last = page[-1][0]
            links.append(("next", next_page(query, patient_id, (last.effective_at, last.id), base)))
        return bundle.searchset(trees, base, links)


def _note_others(scope: Scope, ids: Collection[UUID]) -> None:
    """Log the ids in a search that are not this patient's, or nobody's: the answer passes them over in silence."""
    mine = set(scope.rows(Observation).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    if others := [f"Observation/{other}" for other in ids if other not in mine]:
        audit.record_denied(by=scope.actor, what="FHIR Observation søk", asked_for=" ".join(others))


def _patient_of(observation_id: UUID) -> UUID:
    with connection.cursor() as cursor:
        cursor.execute("SELECT varde.patient_of_observation(%s)", [observation_id])
        found: UUID = cursor.fetchone()[0]
        return found


def _patient_asked_for(query: Query) -> UUID:
    if query.patient is None:
        return _patient_of(query.ids[0])
    return query.patient if isinstance(query.patient, UUID) else incoming.patient_with(query.patient)


def _rows(rows: QuerySet[Observation]) -> Iterator[Stored]:
    for *columns, replaces in rows.values_list(*COLUMNS, "replaces"):
        yield Row(*columns), replaces


def _chain(scope: Scope, first_id: UUID) -> list[Row]:
    """All versions of the Observation whose first row this is, oldest first; empty when the id is not a first row."""
    rows = scope.rows(Observation)
    chain = [row for row, replaces in _rows(rows.filter(pk=first_id)) if replaces is None]
    while chain:
        following = [row for row, _ in _rows(rows.filter(replaces=chain[-1].id, version=chain[-1].version + 1))]
        if not following:
            return chain
        chain.append(following[0])
    return chain


def _page(scope: Scope, query: Query) -> list[tuple[Row, Tree]]:
    """Up to one more than a page, in order; rows are read on until enough of them pass what only the text can tell."""
    rows = _filtered(scope, query)
    passes = _text_filter(query)
    page: list[tuple[Row, Tree]] = []
    after = query.after
    while len(page) <= query.count:
        step = list(_rows(_after(rows, after, newest_first=query.newest_first)[: query.count + 1]))
        for row, replaces in step:
            tree = _shown(row, _first_id(scope, row, replaces))
            if passes(tree):
                page.append((row, tree))
        if len(step) <= query.count:
            break
        after = (step[-1][0].effective_at, step[-1][0].id)
    return page


def _filtered(scope: Scope, query: Query) -> QuerySet[Observation]:
    rows = scope.rows(Observation).filter(is_current=True)
    if query.ids:
        rows = rows.filter(Q(pk__in=query.ids) | Q(pk__in=_current_of(scope, query.ids)))
    for tokens in query.tokens:
        named, look_at_others = kinds(tokens)
        rows = rows.filter(Q(kind__in=named) | Q(kind__contains=":")) if look_at_others else rows.filter(kind__in=named)
    for stretch in query.dates:
        rows = rows.filter(_within(stretch))
    order = ("-effective_at", "-id") if query.newest_first else ("effective_at", "id")
    return rows.order_by(*order)


def _current_of(scope: Scope, ids: Iterable[UUID]) -> list[UUID]:
    return [chain[-1].id for chain in (_chain(scope, first) for first in ids) if len(chain) > 1]


def _within(stretch: Stretch) -> Q:
    match stretch.prefix:
        case "eq":
            return Q(effective_at__gte=stretch.start, effective_at__lt=stretch.end)
        case "ne":
            return Q(effective_at__lt=stretch.start) | Q(effective_at__gte=stretch.end)
        case "gt" | "sa":
            return Q(effective_at__gte=stretch.end)
        case "ge":
            return Q(effective_at__gte=stretch.start)
        case "le":
            return Q(effective_at__lt=stretch.end)
        case _:
            return Q(effective_at__lt=stretch.start)


def _after(rows: QuerySet[Observation], after: tuple[Any, UUID] | None, *, newest_first: bool) -> QuerySet[Observation]:
    if after is None:
        return rows
    at, last_id = after
    if newest_first:
        return rows.filter(Q(effective_at__lt=at) | Q(effective_at=at, id__lt=last_id))
    return rows.filter(Q(effective_at__gt=at) | Q(effective_at=at, id__gt=last_id))


def _text_filter(query: Query) -> Callable[[Tree], bool]:
    """What no column can tell: categories, and codes beside the one a series is kept under."""

    def passes(tree: Tree) -> bool:
        codings = [*reading.all_codings(tree), *_codings_of_kind(tree)]
        categories = [
            (c.get("system", ""), c.get("code", "")) for k in tree.get("category", ()) for c in k.get("coding", ())
        ]
        return _all_hold(query.tokens, codings) and _all_hold(query.categories, categories)

    return passes


def _codings_of_kind(tree: Tree) -> list[tuple[str, str]]:
    """A value sent with one code of a series is found by any code of it."""
    series = next((s for c in reading.all_codings(tree) if (s := CATALOGUE.by_coding.get(c))), None)
    return list(series.codings) if series else []


def _all_hold(wanted: Iterable[tuple[Token, ...]], codings: list[tuple[str, str]]) -> bool:
    return all(any(matches(token, coding) for token in tokens for coding in codings) for tokens in wanted)


def _first_id(scope: Scope, row: Row, replaces: UUID | None) -> UUID:
    first = row.id
    while replaces is not None:
        first = replaces
        replaces = scope.rows(Observation).values_list("replaces", flat=True).get(pk=first)
    return first


def _shown(row: Row, first_id: UUID) -> Tree:
    tree = observation.to_fhir(row, CATALOGUE)
    if row.body is not None and sealing.MARK in row.body:
        tree = sealing.opened(tree, row.patient_id)
    tree["id"] = str(first_id)
    return tree


def _reference(tree: Tree) -> str:
    return f"Observation/{tree['id']}/{tree['meta']['versionId']}"
