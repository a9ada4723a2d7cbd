"""JSON read strictly and written back with every number as it was."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varde.exchange import strict
from varde.exchange.problems import Refused

LITERALS = ["0", "-0", "1.0e2", "72.50", "1E-7", "-0.0", "173.9018914060253", "12345678901234567890123456789"]
_leaves = st.none() | st.booleans() | st.text() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
_json = st.recursive(_leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@pytest.mark.parametrize("literal", LITERALS)
def test_numbers_come_out_as_they_came_in(literal: str) -> None:
    text = f'{{"a":{literal},"b":[{literal}]}}'.encode()
    assert strict.write(strict.read(text)) == text


@given(st.dictionaries(st.text(), _json))
def test_whatever_is_valid_comes_out_equal(tree: dict[str, object]) -> None:
    text = json.dumps(tree)
    try:
        read = strict.read(text.encode())
    except Refused:
        assert "\\u0000" in text or "\\ud" in text.lower() or text.count("{") + text.count("[") > strict.DEEPEST
        return
    assert json.loads(strict.write(read)) == tree


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        read = strict.read(body)
    except Refused:
        return
    assert isinstance(read, dict)


@pytest.mark.parametrize(("depth", "is_read"), [(strict.DEEPEST, True), (strict.DEEPEST + 1, False)])
def test_nesting_has_a_limit(depth: int, is_read: bool) -> None:
    hidden = b'"}}}}]]]]\\"}}"'
    body = b'{"a":' + hidden + b',"b":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"
    if is_read:
        strict.read(body)
    else:
        with pytest.raises(Refused):
            strict.read(body)


def test_brackets_inside_text_are_not_nesting() -> None:
    strict.read(json.dumps({"a": "[" * 100, "b": ["{"] * 100}).encode())


@pytest.mark.parametrize("body", [b'{"a":"\\\\u0000"}', b'{"a":"\\ud83d\\ude00"}', '{"æ":"ø"}'.encode()])
def test_harmless_escapes_are_read(body: bytes) -> None:
    assert json.loads(strict.write(strict.read(body))) == json.loads(body)


@pytest.mark.parametrize(
    "body",
    [b'{"a":1,"a":2}', b'{"a":1,"a" :2}', b'{"a"\t:1,"a":2}', b'{"b":{"a":1,"a"\n:2}}', b'{"a":1,"\\u0061":2}'],
)
def test_a_key_sent_twice_is_refused_however_it_is_spaced(body: bytes) -> None:
    with pytest.raises(Refused, match="to ganger"):
        strict.read(body)
