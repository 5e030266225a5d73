"""Bad input on the routes for devices: a name for each refusal, per item, and never a mistake of the server."""

import pytest
from delivering import NDJSON, PAGES, hand_in, post
from devices import Device, Sealed, seal_bytes
from staffing import Member

from kapsurvey.store.database import Database
from kapsurvey.web.assist import BODIES


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """The kind of database does not matter here."""
    return sqlite_database


def lines_of(*plain: bytes, key: bytes) -> bytes:
    sealed = [seal_bytes(key, one) for one in plain]
    return b"".join(Sealed(one, "").line for one in sealed)


DEEP = 100_000
BAD_JSON = {
    "json.number": b'{"a": NaN}',
    "json.twice": b'{"a": 1, "a": 2}',
    "json.text": b'{"a": "\\ud800"}',
    "json.deep": b'{"a": ' + b"[" * DEEP + b"]" * DEEP + b"}",
    "json": b'{"a": ',
    "content": b"{}",
}


def test_bad_json_within_a_seal_is_refused_by_name_and_the_rest_goes_through(
    enumerator: Member, field_phone: Device
) -> None:
    for reason, plain in BAD_JSON.items():
        good = field_phone.seal(field_phone.interview(PAGES))
        reply = post(enumerator, lines_of(plain, key=field_phone.key) + good.line)
        bad, stored = reply.get_json()["items"]
        assert (reply.status_code, bad["result"], stored["result"]) == (200, "unreadable", "stored")
        assert bad["reason"] == reason


def test_bad_json_as_a_line_is_refused_and_the_rest_goes_through(enumerator: Member, field_phone: Device) -> None:
    good = field_phone.seal(field_phone.interview(PAGES))
    for line in (*BAD_JSON.values(), b'{"id": 1e999}', b"[]", b"\xff\xfe", b"\0", b'{"id": "\\ud800"}'):
        reply = post(enumerator, line + b"\n" + good.line)
        bad, stored = reply.get_json()["items"]
        assert (reply.status_code, bad["id"], bad["result"], stored["result"]) == (200, None, "unreadable", "stored")


def nested(depth: int) -> object:
    """A list in a list in a list."""
    found: object = 1
    for _ in range(depth):
        found = [found]
    return found


STRANGE = [nested(900), 10**300, "\0", "x" * 100_000, {"a": nested(900)}, 2**63, -1, True]


@pytest.mark.parametrize("name", ["kind", "enumerator", "site", "device", "sequence", "date", "document", "hand_over"])
def test_nothing_that_an_item_holds_makes_the_server_stumble(
    enumerator: Member, field_phone: Device, name: str
) -> None:
    items = [field_phone.seal({**field_phone.interview(PAGES), name: value}) for value in STRANGE]
    reply = post(enumerator, items)
    assert reply.status_code == 200
    assert {one["result"] for one in reply.get_json()["items"]} <= {"conflict", "other"}


@pytest.mark.parametrize(
    "part", ["answers", "pace", "positions", "page_positions", "choice_order", "envelope", "block"]
)
def test_nothing_that_a_document_holds_makes_the_server_stumble(
    enumerator: Member, field_phone: Device, part: str
) -> None:
    content = field_phone.interview(PAGES)
    strange = [*STRANGE, *({"N1": value, "consent": value, "\0": value} for value in STRANGE)]
    documents = [{**content["document"], part: value} for value in strange]
    reply = post(enumerator, [field_phone.seal({**content, "document": document}) for document in documents])
    assert reply.status_code == 200
    assert {one["result"] for one in reply.get_json()["items"]} == {"conflict"}


def test_a_body_of_another_kind_or_without_its_token_is_refused(enumerator: Member, field_phone: Device) -> None:
    items = [field_phone.seal(field_phone.interview(PAGES))]
    for kind in (
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ):
        assert post(enumerator, items, kind=kind).status_code == 400
    assert post(enumerator, items, form="nothing").status_code == 403


def test_limits_are_those_of_the_route_and_no_other_becomes_wider(enumerator: Member, field_phone: Device) -> None:
    most = BODIES["assist.bundle"].most_bytes
    assert post(enumerator, b"x" * (most + 1)).status_code == 413
    assert post(enumerator, b"x" * most).status_code == 200
    for path, kind in (("/staff/out", NDJSON), ("/community/1", "multipart/form-data; boundary=x")):
        assert enumerator.client.post(path, data=b"{}", content_type=kind).status_code == 400
    form = "application/x-www-form-urlencoded"
    for path in ("/staff/out", "/community/1", "/staff/"):
        assert enumerator.client.post(path, data=b"a=" + b"b" * 300_000, content_type=form).status_code == 413


def test_more_lines_than_any_device_sends_are_refused_at_once(enumerator: Member) -> None:
    reply = post(enumerator, b"{}\n" * 2_001)
    assert (reply.status_code, reply.get_json()["failure"]) == (413, "large")


@pytest.mark.parametrize("content", [b"", b" \n \n"])
def test_an_empty_file_is_told_beside_its_field(enumerator: Member, content: bytes) -> None:
    assert hand_in(enumerator, content).status_code == 422
    assert "No file was chosen, or it is empty." in enumerator.text


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n\0\0", b"PK\x03\x04" + b"\0" * 500, b"\xff" * 1000, b"{}" * 999]
)
def test_a_file_of_another_kind_stores_nothing_and_says_so(enumerator: Member, content: bytes) -> None:
    assert hand_in(enumerator, content, "<script>alert(1)</script>.png").status_code == 200
    assert "unreadable" in enumerator.text and "<script>" not in enumerator.text


def test_a_large_file_is_taken_and_not_left_lying_about(enumerator: Member, field_phone: Device) -> None:
    items = [field_phone.seal(field_phone.interview(PAGES)) for _ in range(48)]
    content = b"".join(item.line for item in items) * 2
    assert len(content) > 500_000, "so large that it passes over the disk"
    assert hand_in(enumerator, content).status_code == 200 and "Stored: 96" in enumerator.text


def test_a_file_that_is_too_large_is_refused(enumerator: Member) -> None:
    assert hand_in(enumerator, b"x" * (5 * 1024 * 1024 + 1)).status_code == 413
    assert "More was sent" in enumerator.text


def test_many_parts_are_refused(enumerator: Member) -> None:
    enumerator.open("/staff/hand-in")
    data = {"-csrf": enumerator.form_token(), **{f"f{n}": "1" for n in range(1_200)}}
    reply = enumerator.client.post("/staff/hand-in", data=data, content_type="multipart/form-data")
    assert reply.status_code == 413
