"""FHIR R4 Bundle: what comes in (transaction, batch, collection) and what goes out (their responses, search results)."""

from collections.abc import Iterable
from typing import Any, Literal

import msgspec
from msgspec import Struct

from varde.exchange.datatypes import RESOURCE, Checker, Identifier, fhir_id, instant, many, shape, string, uri
from varde.exchange.problems import Refused
from varde.exchange.strict import Tree

MOST_ENTRIES = 200
TAKEN = ("transaction", "batch", "collection")

_LINK = shape("BundleLink", "relation url", relation=string, url=uri)
_REQUEST = shape(
    "BundleRequest",
    "method url",
    method=Literal["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"],
    url=string,
    ifNoneMatch=str,
    ifModifiedSince=instant,
    ifMatch=str,
    ifNoneExist=str,
)
_ENTRY = shape(
    "BundleEntry",
    link=many(_LINK),
    fullUrl=uri,
    resource=dict[str, Any],
    search=dict[str, Any],
    request=_REQUEST,
    response=dict[str, Any],
)
_BUNDLE = shape(
    "Bundle",
    "resourceType type",
    resourceType=Literal["Bundle"],
    id=fhir_id,
    meta=RESOURCE["meta"],
    implicitRules=uri,
    language=string,
    identifier=Identifier,
    type=Literal[
        "document",
        "message",
        "transaction",
        "transaction-response",
        "batch",
        "batch-response",
        "history",
        "searchset",
        "collection",
    ],
    timestamp=instant,
    total=int,
    link=many(_LINK),
    entry=many(_ENTRY),
    signature=dict[str, Any],
)
_checker = Checker("Bundle", _BUNDLE)


class _RawEntry(Struct):
    resource: msgspec.Raw = msgspec.Raw(b"")


class _RawBundle(Struct):
    entry: list[_RawEntry] = []


_raw = msgspec.json.Decoder(_RawBundle)


class Entry(Struct, frozen=True):
    """One entry as sent. `text` is the resource's own bytes; `method` is POST where a collection names none."""

    place: int
    full_url: str
    resource: Tree
    text: bytes
    method: str
    url: str
    if_none_exist: str
    if_match: str


class Reply(Struct, frozen=True):
    """What became of one entry."""

    status: str
    location: str = ""
    etag: str = ""
    outcome: Tree | None = None
    full_url: str = ""


def entries(tree: Tree, body: bytes, *, most: int = MOST_ENTRIES) -> tuple[str, list[Entry]]:
    """The type of the bundle and its entries. Raises Refused for other types, too many entries, or a broken shape."""
    _checker.check(body)
    if tree["type"] not in TAKEN:
        raise Refused(
            400,
            "not-supported",
            f"Bundle av typen {tree['type']} tas ikke imot. Send transaction, batch eller collection.",
        )
    listed = tree.get("entry", [])
    if len(listed) > most:
        raise Refused(
            413,
            "too-long",
            f"Bundle har {len(listed)} entry. Høyst {most} tas imot om gangen; del den opp.",
            "Bundle.entry",
        )
    raw = _raw.decode(body).entry
    return tree["type"], [_entry(place, entry, bytes(raw[place].resource)) for place, entry in enumerate(listed)]


def _entry(place: int, entry: Tree, text: bytes) -> Entry:
    request = entry.get("request", {})
    resource = entry.get("resource", {})
    return Entry(
        place=place,
        full_url=entry.get("fullUrl", ""),
        resource=resource,
        text=text,
        method=request.get("method", "POST"),
        url=request.get("url", str(resource.get("resourceType", ""))),
        if_none_exist=request.get("ifNoneExist", ""),
        if_match=request.get("ifMatch", ""),
    )


class _Response(Struct, omit_defaults=True, gc=False):
    status: str
    location: str = ""
    etag: str = ""
    outcome: Tree | None = None


class _Replied(Struct, omit_defaults=True, kw_only=True, gc=False):
    fullUrl: str = ""
    response: _Response


def response(kind: str, replies: Iterable[Reply]) -> Tree:
    """A `transaction-response` or `batch-response`, in the order of the request and with its fullUrls."""
    return {"resourceType": "Bundle", "type": kind, "entry": [_replied(reply) for reply in replies]}


def _replied(reply: Reply) -> _Replied:
    return _Replied(fullUrl=reply.full_url, response=_Response(reply.status, reply.location, reply.etag, reply.outcome))


def searchset(resources: Iterable[Tree], base: str, links: Iterable[tuple[str, str]]) -> Tree:
    """Search results with absolute fullUrls; `links` are (relation, url)."""
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "link": [{"relation": relation, "url": url} for relation, url in links],
        "entry": [
            {
                "fullUrl": f"{base}/{resource['resourceType']}/{resource['id']}",
                "resource": resource,
                "search": {"mode": "match"},
            }
            for resource in resources
        ],
    }
