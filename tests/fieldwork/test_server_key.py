"""The outer seal: what one server's key opens nothing else opens, and nothing that was changed."""

import json
import secrets

import pytest
from devices import seal_bytes
from hypothesis import given, settings
from hypothesis import strategies as st

from kapsurvey.errors import BundleError
from kapsurvey.fieldwork.server_key import ServerKey, receipt_for

KEY = ServerKey.of(b"one secret of a server, for tests")
CONTENT = {"kind": "attempt", "words": "gì đó 😀"}
SEALED = seal_bytes(KEY.public, json.dumps(CONTENT).encode())


def refused(sealed: bytes, key: ServerKey = KEY) -> bool:
    try:
        key.open_outer(sealed)
    except BundleError as error:
        return error.code == "sealed"
    return False


def test_what_was_sealed_comes_back():
    assert KEY.open_outer(SEALED) == CONTENT


def test_the_key_follows_from_the_secret_and_from_nothing_else():
    assert ServerKey.of(b"one secret of a server, for tests").public == KEY.public
    assert ServerKey.of(b"another secret of a server").public != KEY.public
    assert len(KEY.public) == 65 and KEY.public[0] == 4
    assert "private" not in repr(KEY)


def test_another_server_opens_nothing():
    assert refused(SEALED, ServerKey.of(b"another secret of a server"))


@given(st.integers(0, len(SEALED) * 8 - 1))
@settings(max_examples=500, deadline=None)
def test_any_bit_flipped_is_refused(bit):
    changed = bytearray(SEALED)
    changed[bit // 8] ^= 1 << bit % 8
    assert refused(bytes(changed))


@pytest.mark.parametrize("byte", range(1 + 65 + 12))
def test_every_bit_before_the_content_counts(byte):
    for bit in range(8):
        changed = bytearray(SEALED)
        changed[byte] ^= 1 << bit
        assert refused(bytes(changed))


@given(st.integers(0, len(SEALED) - 1))
@settings(max_examples=200, deadline=None)
def test_anything_cut_off_is_refused(length):
    assert refused(SEALED[:length])


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_rubbish_is_refused(rubbish):
    assert refused(rubbish) and refused(b"\x01" + rubbish) and refused(SEALED + rubbish + b"\0")


def test_a_point_that_is_not_on_the_curve_is_refused():
    for point in (b"\x04" + b"\0" * 64, b"\x04" + b"\xff" * 64, b"\x02" + b"\0" * 64, KEY.public[:-1] + b"\0"):
        assert refused(b"\x01" + point + SEALED[66:])


@given(st.dictionaries(st.text(), st.text() | st.integers(-(2**53), 2**53) | st.none(), max_size=20))
@settings(max_examples=100, deadline=None)
def test_any_object_comes_back_and_its_size_is_hidden(content):
    sealed = seal_bytes(KEY.public, json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    assert (len(sealed) - 1 - 65 - 12 - 16) % 4096 == 0
    try:
        assert KEY.open_outer(sealed) == content
    except BundleError:
        pytest.fail("what was written as JSON was not read")


def test_the_same_content_is_never_sealed_alike():
    assert seal_bytes(KEY.public, b"{}") != seal_bytes(KEY.public, b"{}")


def test_a_receipt_is_that_of_one_item_and_one_key():
    one, other = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    item = "0" * 64
    assert receipt_for(one, item) == receipt_for(one, item)
    assert len({receipt_for(one, item), receipt_for(other, item), receipt_for(one, "1" * 64)}) == 3
    # Worked out once with another program: openssl dgst -sha256 -mac HMAC, over "kapsurvey stored 1/00".
    known = receipt_for("A" * 43, "00")
    assert known == "xnfAYBwC99mo5uwr5aouZaH_0ngeoze_x_oxgnmH3kc"
