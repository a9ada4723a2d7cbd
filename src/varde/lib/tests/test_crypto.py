import pytest

from varde.lib import crypto


def test_what_is_sealed_is_opened_in_its_place():
    sealed = crypto.seal(b"hemmelig", bound_to="row 1")
    assert b"hemmelig" not in sealed
    assert crypto.open_sealed(sealed, bound_to="row 1") == b"hemmelig"


def test_moved_to_another_row_it_cannot_be_opened():
    sealed = crypto.seal(b"hemmelig", bound_to="row 1")
    with pytest.raises(crypto.CannotOpen):
        crypto.open_sealed(sealed, bound_to="row 2")


@pytest.mark.parametrize("position", [0, 1, 13, -1])
def test_a_changed_byte_cannot_be_opened(position):
    sealed = bytearray(crypto.seal(b"hemmelig", bound_to="row 1"))
    sealed[position] ^= 1
    with pytest.raises(crypto.CannotOpen):
        crypto.open_sealed(bytes(sealed), bound_to="row 1")


@pytest.mark.parametrize("damaged", [b"", b"\x01", b"\x01" + b"0" * 12])
def test_what_is_cut_short_cannot_be_opened(damaged):
    with pytest.raises(crypto.CannotOpen):
        crypto.open_sealed(damaged, bound_to="row 1")


def test_equal_texts_seal_differently_and_index_equally():
    assert crypto.seal(b"x", bound_to="r") != crypto.seal(b"x", bound_to="r")
    assert crypto.blind_index("x", kind="fnr") == crypto.blind_index("x", kind="fnr")
    assert crypto.blind_index("x", kind="fnr") != crypto.blind_index("x", kind="dnr")


def test_the_index_needs_its_key(settings_with):
    before = crypto.blind_index("x", kind="fnr")
    with settings_with(INDEX_KEY="11" * 32):
        assert crypto.blind_index("x", kind="fnr") != before


@pytest.fixture
def settings_with():
    from django.test import override_settings

    return override_settings
