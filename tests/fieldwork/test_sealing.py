"""The only cryptography: what opens, and what never does."""

import pytest
from scenes import SECRET

from kapsurvey.errors import AccessError
from kapsurvey.fieldwork import sealing
from kapsurvey.fieldwork.sealing import Secret

TOKEN = "ZJ918e1D465h_g9-Ik5iHDFeQlPdrZiF4OQecUSj0GE"


@pytest.mark.parametrize("content", [b"", b"{}", b"x" * 1023, b"x" * 1024, b"x" * 5000, "tê tê 🦏".encode()])
def test_what_is_sealed_opens_with_its_token_and_place(content):
    sealed = sealing.seal_draft(TOKEN, content, bound_to=b"here")
    assert sealing.open_draft(TOKEN, sealed, bound_to=b"here") == content


@pytest.mark.parametrize("wrong", ["token", "place", "byte", "cut", "nothing"])
def test_nothing_else_opens_it(wrong):
    sealed = sealing.seal_draft(TOKEN, b"answers", bound_to=b"here")
    token = sealing.new_token() if wrong == "token" else TOKEN
    place = b"there" if wrong == "place" else b"here"
    sealed = {"byte": sealed[:-1] + bytes([sealed[-1] ^ 1]), "cut": sealed[:20], "nothing": b""}.get(wrong, sealed)
    with pytest.raises(AccessError, match="draft"):
        sealing.open_draft(token, sealed, bound_to=place)


@pytest.mark.parametrize(
    ("salt", "info", "made"),
    [
        (
            bytes(range(13)),
            bytes(range(0xF0, 0xFA)),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf",
        ),
        (b"", b"", "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"),
    ],
)
def test_keys_are_made_as_rfc_5869_has_them_made(salt, info, made):
    """Its test cases 1 and 3, whose first 32 bytes these are."""
    assert sealing.derived(b"\x0b" * 22, salt=salt, info=info).hex() == made


def test_the_same_draft_sealed_twice_looks_different_and_has_one_size():
    one, other = (sealing.seal_draft(TOKEN, content, bound_to=b"") for content in (b"yes", b"no, never, not once"))
    assert one != other and len(one) == len(other)
    assert sealing.seal_draft(TOKEN, b"yes", bound_to=b"") != one


def test_ids_made_from_a_token_tell_nothing_of_each_other():
    made = [sealing.visit_of(TOKEN), sealing.interview_id_of(TOKEN), bytes.fromhex(sealing.seed_of(TOKEN))]
    assert not any(one[:8] == other[:8] for one in made for other in made if one is not other)


@pytest.mark.parametrize("text", ["", "x", TOKEN[:-1], TOKEN + "A", "ă" * 43, " " * 43, "\ud800" * 43, "!" * 43])
def test_what_has_not_the_shape_of_a_token_is_none(text):
    assert sealing.is_token(TOKEN) and not sealing.is_token(text)


@pytest.mark.parametrize(
    "typed", ["1234567890123456", "1234 5678 9012 3456", "1234-5678-9012-3456", "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦"]
)
def test_a_code_is_read_however_it_is_typed(typed):
    assert sealing.plain_code(typed) == "1234567890123456"


@pytest.mark.parametrize("typed", ["", "123456789012345", "12345678901234567", "²" * 16, "half", "9" * 100_000])
def test_what_is_no_code_never_equals_one(typed):
    assert sealing.plain_code(typed) == "-" * 16


def test_codes_are_grouped_for_reading():
    assert sealing.grouped("1234567890123456") == "1234 5678 9012 3456"
    assert sealing.plain_code(sealing.grouped(code := sealing.new_code())) == code


def test_a_resume_code_unwraps_the_token_only_with_code_salt_and_secret():
    wrapped = SECRET.wrap("1" * 16, TOKEN, b"s" * 16)
    assert SECRET.unwrap("1" * 16, wrapped, b"s" * 16) == TOKEN
    others = [(SECRET, "2" * 16, b"s"), (SECRET, "1" * 16, b"t"), (Secret(b"another"), "1" * 16, b"s")]
    for secret, code, salt in others:
        with pytest.raises(AccessError, match="resume"):
            secret.unwrap(code, wrapped, salt * 16)


def test_a_receipt_needs_the_servers_secret():
    receipt = sealing.receipt_of(SECRET.proof(b"content"))
    assert receipt == sealing.receipt_of(SECRET.proof(b"content"))
    assert receipt != sealing.receipt_of(Secret(b"another").proof(b"content"))
    assert [len(group) for group in receipt.split("-")] == [4, 4, 4, 4]


def test_form_tokens_differ_each_time_and_serve_one_visit():
    one, other = SECRET.form_token(TOKEN), SECRET.form_token(TOKEN)
    assert one != other and SECRET.is_form_token(TOKEN, one) and SECRET.is_form_token(TOKEN, other)
    assert not SECRET.is_form_token(sealing.new_token(), one)
    assert not any(SECRET.is_form_token(TOKEN, sent) for sent in ("", "x", one[:-4], one + "AAAA", "ă", "\ud800"))


def test_the_secret_does_not_show_in_what_a_log_could_print():
    assert "only for them" not in repr(SECRET)
