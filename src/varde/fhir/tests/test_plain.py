"""The quick way and the careful way: whatever the quick way takes, the careful way answers alike, to the last byte."""

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from varde.exchange import bundle as bundle_shape
from varde.exchange import observation, plain, references, strict
from varde.exchange.plain_bundle import PlainEntry, Sent
from varde.exchange.problems import Refused
from varde.fhir import incoming
from varde.fhir.catalogue import CATALOGUE, READER
from varde.fhir.incoming import Incoming
from varde.lib import clock
from varde.lib.uuid7 import uuid7

BASE = "http://127.0.0.1:8000/fhir"
PATIENT = UUID("0199c0de-0000-7000-8000-00000000abcd")
OTHER = UUID("0199c0de-0000-7000-8000-00000000dcba")
URN = "urn:uuid:0199c0de-0000-7000-8000-000000001111"
OTHER_URN = "urn:uuid:0199c0de-0000-7000-8000-000000002222"
KNOWN = {URN: PATIENT, OTHER_URN: OTHER}
NEW_ID = uuid7()
NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
UCUM, LOINC = "http://unitsofmeasure.org", "http://loinc.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
FNR = "urn:oid:2.16.578.1.12.4.1.4.1"
COMPACT = (",", ":")
PROFILE = {"profile": ["urn:p"]}


def quantity(value: object, code: str = "%") -> dict[str, Any]:
    return {"value": value, "unit": code, "system": UCUM, "code": code}


def concept(code: str, system: str = LOINC, **more: Any) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}], **more}


def spo2(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "identifier": [{"system": "urn:test", "value": "1"}],
        "status": "final",
        "category": [concept("vital-signs", CATEGORY)],
        "code": concept("59408-5", text="spo2"),
        "subject": {"reference": f"Patient/{PATIENT}"},
        "effectiveDateTime": "2026-03-01T07:30:00.123+01:00",
        "valueQuantity": quantity(93),
        "device": {"display": "Oksymeter 3"},
        "note": [{"text": "Målt hjemme i ro"}],
        **more,
    }


def pressure(**more: Any) -> dict[str, Any]:
    parts = [("8480-6", 138), ("8462-4", 81)]
    components = [{"code": concept(c), "valueQuantity": quantity(v, "mm[Hg]")} for c, v in parts]
    tree = spo2(code=concept("85354-9"), component=components)
    del tree["valueQuantity"]
    return {**tree, **more}


def first(key: str, tree: dict[str, Any]) -> dict[str, Any]:
    return {key: tree[key], **tree}


def ours(kind: str, literal: str) -> dict[str, Any]:
    """What the columns give back, so that no text of it is kept."""
    row = observation.Row(NEW_ID, PATIENT, kind, NOW, literal, "", CATALOGUE.series[kind].unit, "final", 1, "device", "", None, NOW)  # fmt: skip
    tree = json.loads(strict.write(observation.from_columns(row, CATALOGUE)))
    return {**tree, "subject": {"reference": f"Patient/{PATIENT}"}}


def carefully(body: bytes, known: dict[str, UUID] | None, asked: str) -> Incoming:
    tree = strict.read(body)
    who = references.subject(tree, BASE, known)
    assert isinstance(who, UUID)
    return incoming.taken(tree, body, who, base=BASE, known=known, if_none_exist=asked)


def quickly(body: bytes, known: dict[str, UUID] | None = None, asked: str = "") -> Incoming | None:
    """What the quick way gives, after seeing that the careful way gives the same."""
    found = READER.read_text(body)
    if found is None:
        return None
    with clock.frozen(NOW):
        try:
            item = incoming.plainly(found, base=BASE, known=known, if_none_exist=asked)
        except Refused as refused:
            assert_refuses(lambda: carefully(body, known, asked), refused)
            return None
        if item is None:
            return None
        theirs = carefully(body, known, asked)
    assert theirs.refusal is None, theirs.refusal
    assert fields(item) == fields(theirs)
    assert isinstance(item.sent, plain.Plain)
    assert isinstance(theirs.sent, dict)
    patient = item.submission.patient_id
    careful_answer = strict.write(observation.with_server_fields(theirs.sent, NEW_ID, patient, 1, None))
    assert plain.with_server_fields(item.sent, NEW_ID, patient) == careful_answer
    return item


def assert_refuses(doing: Callable[[], object], expected: Refused) -> None:
    with pytest.raises(Refused) as found:
        doing()
    assert (found.value.status, found.value.problem) == (expected.status, expected.problem)


def fields(item: Incoming) -> dict[str, Any]:
    return {name: repr(getattr(item.submission, name)) for name in item.submission.__struct_fields__ if name != "id"}


def written(tree: object, **how: Any) -> bytes:
    return json.dumps(tree, **{"ensure_ascii": False, **how}).encode()


TAKEN = {
    "as the bench sends it": spo2(),
    "a literal": spo2(valueQuantity=quantity(93.25)),
    "zero": spo2(code=concept("72514-3"), valueQuantity=quantity(0, "{score}")),
    "below zero": spo2(code=concept("8310-5"), valueQuantity=quantity(-0.5, "Cel")),
    "another unit of the series": spo2(code=concept("29463-7"), valueQuantity=quantity(160.0, "[lb_av]")),
    "text in braces": spo2(code=concept("8867-4"), valueQuantity=quantity(70, "{beats}/min")),
    "no unit in words": spo2(valueQuantity={"value": 93, "system": UCUM, "code": "%"}),
    "blood pressure": pressure(),
    "blood pressure with one part": pressure(component=pressure()["component"][1:]),
    "preliminary": spo2(status="preliminary"),
    "two identifiers": spo2(identifier=[{"system": "urn:a", "value": "1"}, {"system": "urn:b", "value": "2"}]),
    "a long identifier": spo2(identifier=[{"system": "urn:a", "value": "1" * 300}]),
    "no identifier": {key: value for key, value in spo2().items() if key != "identifier"},
    "a profile and a tag": spo2(meta={"profile": ["urn:p"], "tag": [{"system": "urn:t", "code": "manual"}]}),
    "typed by hand": spo2(meta={"tag": [{"system": "https://varde.example/fhir/CodeSystem/dho-entry-mode", "code": "manual"}]}),
    "an empty meta": {"meta": {}, **spo2()},
    "resourceType last": dict(reversed(spo2().items())),
    "two notes": spo2(note=[{"text": "a"}, {"text": "b: c"}]),
    "a device by reference": spo2(device={"reference": "Device/7", "display": "O"}),
    "a device by identifier": spo2(device={"identifier": {"system": "urn:serial", "value": "00:1B"}}),
    "the patient measured": spo2(performer=[{"reference": f"Patient/{PATIENT}"}, {"reference": "Practitioner/1"}]),
    "issued": spo2(issued="2026-03-01T07:30:00Z"),
    "where and how": spo2(bodySite=concept("7569003", "http://snomed.info/sct"), method=concept("m", "urn:m"), interpretation=[concept("N", "urn:i")]),
    "an extension in the code": spo2(code=concept("59408-5", extension=[{"url": "urn:e", "valueDecimal": 1.50}])),
    "an absolute reference": spo2(subject={"reference": f"{BASE}/Patient/{PATIENT}"}),
    "capital letters": spo2(subject={"reference": f"Patient/{str(PATIENT).upper()}"}, device={"reference": "Device/1"}),
    "only a day": spo2(effectiveDateTime="2026-03-01"),
    "summer time": spo2(effectiveDateTime="2026-07-01T07:30:00.123456789Z"),
}  # fmt: skip
DECLINED = {
    "another patient's device": spo2(device={"reference": f"Patient/{OTHER}"}),
    "another patient measured": spo2(performer=[{"reference": f"{BASE}/Patient/{OTHER}"}]),
    "another patient in a note": spo2(note=[{"text": "a", "authorReference": {"reference": f"Patient/{OTHER}"}}]),
    "another patient deep down": spo2(code=concept("59408-5", extension=[{"url": "u", "valueReference": {"reference": f"Patient/{OTHER}"}}])),
    "another patient in a component": pressure(component=[{"code": concept("8480-6", extension=[{"url": "u", "valueReference": {"reference": f"Patient/{OTHER}"}}]), "valueQuantity": quantity(1, "mm[Hg]")}]),
    "a wrong unit": spo2(valueQuantity=quantity(93, "mmol/L")),
    "no unit": spo2(valueQuantity={"value": 93}),
    "no value": spo2(valueQuantity={"system": UCUM, "code": "%"}),
    "a comparator": spo2(valueQuantity={**quantity(93), "comparator": "<"}),
    "a text for a number": spo2(valueQuantity=quantity("93")),
    "no code": {key: value for key, value in spo2().items() if key != "code"},
    "a code of two series": spo2(code={"coding": [*concept("59408-5")["coding"], *concept("8867-4")["coding"]]}),
    "an unknown code": spo2(code=concept("1-8")),
    "a coding in no shape": spo2(code={"coding": [{"system": "a b", "code": "59408-5"}, *concept("59408-5")["coding"]]}),
    "an unknown field": spo2(value=93),
    "an unknown field in an identifier": spo2(identifier=[{"system": "urn:a", "value": "1", "x": 1}]),
    "a system with a space": spo2(identifier=[{"system": "urn: a", "value": "1"}]),
    "an empty value": spo2(identifier=[{"system": "urn:a", "value": ""}]),
    "an empty note": spo2(note=[{"text": ""}]),
    "no such day": spo2(effectiveDateTime="2026-02-30T07:30:00Z"),
    "no zone": spo2(effectiveDateTime="2026-03-01T07:30:00"),
    "a week": spo2(effectiveDateTime="2026-W09-1T07:30:00Z"),
    "the end of time": spo2(effectiveDateTime="9999-12-31T23:59:59Z"),
    "before time": spo2(effectiveDateTime="0001-01-01T00:00:00+01:00"),
    "a huge number": spo2(valueQuantity=quantity(10**40)),
    "a cancelled one": spo2(status="cancelled"),
    "an unknown status": spo2(status="done"),
    "its own id": spo2(id="17"),
    "its own version": spo2(meta={"versionId": "3", "lastUpdated": "2026-03-01T07:30:00Z"}),
    "an extension": spo2(extension=[{"url": "urn:e", "valueString": "x"}]),
    "a modifier": spo2(modifierExtension=[{"url": "urn:e"}]),
    "a picture, escaped": spo2(note=[{"text": "a\\ud83d\\ude00"}]),
    "an escape": spo2(note=[{"text": 'he said "hm"\n'}]),
    "a person's number": spo2(device={"identifier": {"system": FNR, "value": "13116900216"}}),
    "a person's number in the code": spo2(code=concept("59408-5", extension=[{"url": "u", "valueIdentifier": {"system": FNR, "value": "1"}}])),
    "nobody": spo2(subject={"reference": "Patient/nobody"}),
    "a subject with a name": spo2(subject={"reference": f"Patient/{PATIENT}", "display": "K"}),
    "a type in an extension": dict(reversed(spo2(code=concept("59408-5", extension=[{"url": "u", "resourceType": "Observation"}])).items())),
    "a meta in an extension": first("code", spo2(code=concept("59408-5", extension=[{"url": "u", "meta": PROFILE}]), meta=PROFILE)),
    "a meta in a component": first("component", pressure(component=[{"code": concept("8480-6", extension=[{"url": "u", "meta": PROFILE}]), "valueQuantity": quantity(1, "mm[Hg]")}], meta=PROFILE)),
    "its own version alone": spo2(meta={"versionId": "3"}),
    "its own time alone": spo2(meta={"lastUpdated": "2026-03-01T07:30:00Z"}),
    "a subject in an extension": spo2(code=concept("59408-5", extension=[{"url": "u", "subject": {"reference": "Device/1"}}])),
    "a component of a simple series": spo2(component=pressure()["component"]),
    "the same part twice": pressure(component=pressure()["component"][:1] * 2),
    "a part nobody knows": pressure(component=[*pressure()["component"], {"code": concept("8867-4"), "valueQuantity": quantity(70, "/min")}]),
    "what the columns say": ours("temp", "36.80"),
    "what the columns almost say": {**ours("temp", "36.80"), "effectiveDateTime": "2026-03-01T08:00:00.0Z"},
    "a number out of range": spo2(code=concept("59408-5", extension=[{"url": "u", "valueDecimal": "HUGE"}])),
    "deep": spo2(code=concept("59408-5", extension=[json.loads('{"url":"u","a":' + "[" * 40 + "]" * 40 + "}")])),
}  # fmt: skip


@pytest.mark.parametrize("name", TAKEN)
@pytest.mark.parametrize(
    "how",
    [{}, {"separators": COMPACT}, {"indent": 3}, {"ensure_ascii": True}],
    ids=["spaced", "compact", "indented", "escaped"],
)
def test_what_nearly_everybody_sends_is_taken_the_quick_way(name: str, how: dict[str, Any]) -> None:
    item = quickly(written(TAKEN[name], **how))
    assert item is not None
    assert item.submission.body == strict.write(observation.without_server_fields(TAKEN[name])).decode()  # type: ignore[union-attr]


@pytest.mark.parametrize("name", DECLINED)
def test_what_is_unusual_goes_the_careful_way(name: str) -> None:
    assert quickly(written(DECLINED[name]).replace(b'"HUGE"', b"1e999")) is None


@pytest.mark.parametrize("literal", ["93", "93.0", "93.50", "9.3e1", "-0", "-0.0", "0", "0.0", "1.0e2", "123456789012345678901234567890", "1e999", "01", "+1", "1.", ".5", "NaN", "null"])  # fmt: skip
def test_a_number_stays_as_it_was_written(literal: str) -> None:
    body = written(spo2(valueQuantity=quantity("?"))).replace(b'"?"', literal.encode())
    item = quickly(body)
    assert (item is not None) == (literal in {"93", "93.0", "93.50", "0", "0.0", "-0.0"})
    if item is not None:
        assert f'"value":{literal},' in item.submission.body  # type: ignore[union-attr, operator]


def members(text: str) -> list[int]:
    """Where each object of a JSON text without braces in its strings begins to have members."""
    return [place + 1 for place, char in enumerate(text) if char == "{" and text[place + 1] != "}"]


@pytest.mark.parametrize("tree", [spo2(), pressure(), spo2(meta={"profile": ["urn:p"]})], ids=["spo2", "bp", "meta"])
def test_no_key_may_stand_twice_at_any_level(tree: dict[str, Any]) -> None:
    text = written(tree, separators=COMPACT).decode()
    for place in members(text):
        key, _ = json.JSONDecoder().raw_decode(text, place)
        _, end = json.JSONDecoder().raw_decode(text, place + len(json.dumps(key)) + 1)
        again = text[place:end]
        for colon in (":", " :", "\t: "):
            twice = (text[:place] + again.replace(":", colon, 1) + "," + text[place:]).encode()
            assert json.loads(twice) == tree
            with pytest.raises(Refused):
                strict.read(twice)
            assert READER.read_text(twice) is None, twice


@pytest.mark.parametrize(
    ("escape", "is_taken"),
    [("\\u00e5", True), ("\\u002B", True), ("\\u007f", True), ("\\u2028", True), ("\\uFFFF", True), ("\\u0022", False),
     ("\\u005c", False), ("\\u0000", False), ("\\u001f", False), ("\\ud800", False), ("\\udfff", False), ("\\ud83d\\ude00", False),
     ("\\\\u00e5", False), ("\\/", False), ("\\n", False), ("\\u00g5", False), ("\\u00e", False), ("\\x", False), ("\\", False)],
)  # fmt: skip
@pytest.mark.parametrize("where", ["Målt", "note", "59408-5", "Patient/0199", "final", "vital-signs"])
def test_escapes_mean_what_they_mean(escape: str, is_taken: bool, where: str) -> None:
    body = written(spo2()).replace(where.encode(), where.encode() + escape.encode(), 1)
    found = quickly(body)
    assert bool(found) == (is_taken and where in {"Målt", "vital-signs"})


def test_an_escaped_quotation_mark_ends_no_text() -> None:
    body = written(spo2(note=[{"text": "A"}])).replace(b"A", rb"a\u0022},{\u0022text\u0022:\u0022b")
    assert json.loads(body)["note"] == [{"text": 'a"},{"text":"b'}]
    assert quickly(body) is None


def test_a_letter_may_be_written_as_an_escape_anywhere() -> None:
    plainly = written(spo2())
    escaped = (
        plainly.replace(b"status", b"st\\u0061tus").replace(b"+01", b"\\u002B01").replace(b"Patient", b"\\u0050atient")
    )
    assert json.loads(escaped) == json.loads(plainly)
    assert quickly(escaped) is not None
    assert READER.read_text(escaped) == READER.read_text(plainly)
    assert READER.read_text(escaped.replace(b'"st', b'"status":"final","st')) is None


@pytest.mark.parametrize("asked", ["", "identifier=urn:test|1", "identifier=urn%3Atest%7C1", "identifier=urn:test|2", "code=1", "identifier=x"])  # fmt: skip
def test_if_none_exist_means_the_same(asked: str) -> None:
    assert (quickly(written(spo2()), asked=asked) is not None) == (asked in {"", "identifier=urn:test|1", "identifier=urn%3Atest%7C1"})  # fmt: skip


@pytest.mark.parametrize("other", ["Device/1", URN, OTHER_URN, f"Patient/{PATIENT}", f"Patient/{OTHER}"])
@pytest.mark.parametrize("subject", [URN, f"Patient/{PATIENT}"])
def test_patients_that_a_bundle_names_are_the_same(subject: str, other: str) -> None:
    body = written(spo2(subject={"reference": subject}, device={"reference": other}))
    quickly(body, KNOWN)
    alone = quickly(written(spo2(subject={"reference": subject})), KNOWN)
    assert alone is not None
    assert alone.submission.patient_id == PATIENT


_text = st.text(st.characters(blacklist_categories=("Cs",)), max_size=12)
_reference = st.sampled_from(["Device/1", f"Patient/{PATIENT}", f"Patient/{OTHER}", URN, OTHER_URN, f"{BASE}/Patient/{OTHER}", f"Patient/{str(PATIENT).replace('-', '')}", "Patient/", "", "x"])  # fmt: skip
_literal = st.one_of(st.integers(-200, 400), st.decimals(allow_nan=False, allow_infinity=False).map(float))
_trees = st.sampled_from([*TAKEN.values(), *DECLINED.values()])
_junk = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), _text, _reference),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.sampled_from(["reference", "subject", "meta", "code", "coding", "system", "value", "url", "extension", "resourceType"]), _text), inner, max_size=3),
    ),
    max_leaves=6,
)  # fmt: skip


def spots(node: Any) -> list[tuple[Any, Any]]:
    """Every (holder, key or index) of a tree."""
    here = list(node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ())
    return [(node, key) for key, _ in here] + [spot for _, value in here for spot in spots(value)]


@st.composite
def changed(draw: st.DrawFn) -> dict[str, Any]:
    """A resource of the tables with a few fields taken from another, removed, added or replaced."""
    tree: dict[str, Any] = json.loads(written(draw(_trees)))
    for _ in range(draw(st.integers(0, 3))):
        holder, key = draw(st.sampled_from(spots(tree)))
        match draw(st.sampled_from(["drop", "replace", "add", "borrow", "number", "refer"])):
            case "drop":
                del holder[key]
            case "replace":
                holder[key] = draw(_junk)
            case "add" if isinstance(holder, dict):
                holder[draw(st.sampled_from(["extension", "id", "reference", "display", "_value", "type", "subject"]))] = draw(_junk)  # fmt: skip
            case "borrow":
                other, name = draw(st.sampled_from(spots(json.loads(written(draw(_trees))))))
                holder[key] = other[name]
            case "number" if not isinstance(holder[key], dict | list):
                holder[key] = draw(_literal)
            case "refer" if isinstance(holder, dict):
                holder[key] = {"reference": draw(_reference)}
        if not spots(tree):
            break
    return tree


@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changed(), st.sampled_from([{}, {"separators": COMPACT}, {"indent": 1}, {"ensure_ascii": True}]), st.sampled_from([None, KNOWN]))  # fmt: skip
@example(spo2(), {}, None)
def test_whatever_is_sent_both_ways_answer_alike(tree: dict[str, Any], how: dict[str, Any], known: dict[str, UUID] | None) -> None:  # fmt: skip
    quickly(written(tree, **how), known)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers())
def test_whatever_bytes_come_both_ways_answer_alike(seed: int) -> None:
    """Bytes changed, doubled, removed and swapped in a body: nothing is taken that is not read strictly."""
    dice = random.Random(seed)
    bodies = [written(tree, separators=dice.choice([COMPACT, None])) for tree in TAKEN.values()]
    for _ in range(300):
        body = bytearray(dice.choice(bodies))
        for _ in range(dice.randint(1, 3)):
            start = dice.randrange(len(body))
            stop = min(len(body), start + dice.choice([0, 1, 1, 2, 5, 30]))
            new = dice.choice([b"", body[start:stop] * 2, dice.choice(b'",:{}[] \t\n0-.eE\\\x00\x7f\xff\xc3\xa5').to_bytes(), dice.choice(bodies)[start:stop]])  # fmt: skip
            body[start:stop] = new
        quickly(bytes(body))


def bundle(*resources: Any, kind: str = "transaction", **more: Any) -> dict[str, Any]:
    request = {"method": "POST", "url": "Observation"}
    return {"resourceType": "Bundle", "type": kind, "entry": [{"resource": r, "request": request} for r in resources], **more}  # fmt: skip


BUNDLES = {
    "plain": bundle(spo2(), pressure()),
    "mixed": bundle(spo2(), DECLINED["a wrong unit"], DECLINED["an escape"], spo2()),
    "a patient": bundle({"resourceType": "Patient", "id": "1"}, spo2()),
    "collection": {"resourceType": "Bundle", "type": "collection", "entry": [{"fullUrl": URN, "resource": spo2()}]},
    "empty": bundle(),
    "no entries": {"resourceType": "Bundle", "type": "batch"},
    "dated": bundle(spo2(), id="b1", timestamp="2026-03-01T07:30:00Z"),
    "another type": bundle(spo2(), kind="history"),
    "an unknown field": bundle(spo2(), more=1),
    "too many": bundle(*[spo2()] * 201),
    "as many as may be": bundle(*[spo2()] * 200),
    "an observation": spo2(),
    "put": {**bundle(), "entry": [{"resource": spo2(), "request": {"method": "PUT", "url": "Observation/1"}}]},
    "elsewhere": {**bundle(), "entry": [{"resource": spo2(), "request": {"method": "POST", "url": "Patient"}}]},
    "slashes": {**bundle(), "entry": [{"resource": spo2(), "request": {"method": "POST", "url": "/Observation/", "ifNoneExist": "identifier=urn:test|1"}}]},
    "an entry with no resource": {**bundle(), "entry": [{"request": {"method": "POST", "url": "Observation"}}]},
    "out of range": bundle(spo2(), DECLINED["a number out of range"]),
    "deeper than alone": bundle(spo2(category=[concept("a", extension=[json.loads('{"url":"u","a":' + "[" * 25 + "]" * 25 + "}")])])),
    "deep": bundle(spo2(), DECLINED["deep"]),
}  # fmt: skip


def check_bundle(body: bytes) -> list[Any] | None:
    """The entries, after seeing that both ways understand the bundle alike; None when both refuse it."""
    try:
        tree = strict.read(body)
        if tree.get("resourceType") != "Bundle":
            raise Refused(
                400, "invalid", "Send en Bundle hit, eller én Observation til /fhir/Observation.", "resourceType"
            )
        kind, careful = bundle_shape.entries(tree, body)
    except Refused as refused:
        assert_refuses(lambda: Sent(body, READER), refused)
        return None
    sent = Sent(body, READER)
    assert sent.kind == kind
    assert len(sent.entries) == len(careful)
    for place, (entry, theirs) in enumerate(zip(sent.entries, careful, strict=True)):
        assert (entry.place, entry.full_url, entry.if_none_exist) == (place, theirs.full_url, theirs.if_none_exist)
        if isinstance(entry, PlainEntry):
            assert (theirs.method, theirs.url.strip("/")) == ("POST", "Observation")
            quickly(theirs.text)
            assert READER.read_text(theirs.text) == entry.observation
        else:
            assert (entry.text, entry.method, strict.write(entry.resource)) == (
                theirs.text,
                theirs.method,
                strict.write(theirs.resource),
            )
    return list(sent.entries)


@pytest.mark.parametrize("name", BUNDLES)
@pytest.mark.parametrize("how", [{}, {"separators": COMPACT}, {"indent": 1}], ids=["spaced", "compact", "indented"])
def test_a_bundle_is_understood_alike(name: str, how: dict[str, Any]) -> None:
    entries = check_bundle(written(BUNDLES[name], **how).replace(b'"HUGE"', b"1e999"))
    quick = [isinstance(entry, PlainEntry) for entry in entries or ()]
    expected = {"plain": [True] * 2, "mixed": [True, False, False, True], "as many as may be": [True] * 200, "a patient": [False, True], "collection": [True], "dated": [True], "slashes": [True], "elsewhere": [False], "an entry with no resource": [False], "put": [False]}  # fmt: skip
    assert quick == expected.get(name, [])


def test_no_key_of_a_bundle_may_stand_twice() -> None:
    text = written(bundle(spo2(), pressure()), separators=COMPACT).decode()
    for place in members(text):
        key, _ = json.JSONDecoder().raw_decode(text, place)
        _, end = json.JSONDecoder().raw_decode(text, place + len(json.dumps(key)) + 1)
        assert check_bundle((text[:end] + "," + text[place:]).encode()) is None


def test_a_bundle_of_very_many_values_is_refused_alike() -> None:
    notes = [{"text": "x"}] * 240
    assert check_bundle(written(bundle(*[spo2(note=notes)] * 200), separators=COMPACT)) is None


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(changed(), min_size=1, max_size=4), st.integers())
def test_whatever_bundle_comes_is_understood_alike(trees: list[dict[str, Any]], seed: int) -> None:
    dice = random.Random(seed)
    check_bundle(written(bundle(*trees)))
    for _ in range(20):
        body = bytearray(written(bundle(*trees)))
        start = dice.randrange(len(body))
        stop = start + dice.choice([0, 1, 5, 30])
        body[start:stop] = dice.choice([b"", body[start:stop] * 2, dice.choice(b'",:{}[] 0-.\\\xff').to_bytes()])
        check_bundle(bytes(body))
