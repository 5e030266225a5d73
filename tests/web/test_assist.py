"""Routes for enumerators' devices: what they take along, what they bring, and how bad input is answered."""

from dataclasses import replace

import pytest
from delivering import PAGES, hand_in, post, signed_in, taken_along
from devices import Device
from flask import Flask
from staffing import Member

from kapsurvey.config import Config
from kapsurvey.errors import StoreError
from kapsurvey.fieldwork.waves import Wave
from kapsurvey.store import queries
from kapsurvey.store.database import Database


def test_a_wave_that_closed_is_not_taken_along_and_takes_what_was_collected(
    enumerator: Member, field_phone: Device, database: Database, community: Wave
) -> None:
    item = field_phone.seal(field_phone.interview(PAGES))
    with database.transaction() as connection:
        queries.set_wave_state(connection, community.id, "closed", field_phone.today)
    assert taken_along(enumerator)["waves"] == []
    assert post(enumerator, [item]).get_json()["items"][0]["result"] == "stored"


def test_a_wave_is_named_in_every_language_that_it_is_asked_in(enumerator: Member) -> None:
    [wave] = taken_along(enumerator)["waves"]
    assert list(wave["titles"]) == [language["code"] for language in wave["languages"]]
    assert all(wave["titles"].values())


@pytest.mark.parametrize("language", ["en", "vi", "ar"])
def test_the_document_is_there_in_every_language_of_the_wave(enumerator: Member, language: str) -> None:
    reply = enumerator.client.get(f"/staff/community/document/{language}", headers={"Accept-Encoding": "gzip"})
    assert reply.headers["Content-Encoding"] == "gzip"
    plain = enumerator.client.get(f"/staff/community/document/{language}").get_json()
    assert (plain["language"], plain["link"]) == (language, "community") and plain["pages"]


@pytest.mark.parametrize("path", ["community/document/pt", "nowhere/document/en", "-/document/e"])
def test_no_other_document_is_there(enumerator: Member, path: str) -> None:
    assert enumerator.client.get(f"/staff/{path}").status_code == 404


def test_what_is_posted_is_stored_and_acknowledged(enumerator: Member, field_phone: Device) -> None:
    items = [field_phone.seal(field_phone.interview(PAGES)), field_phone.seal(field_phone.attempt())]
    reply = post(enumerator, field_phone.header(2) + b"".join(item.line for item in items))
    assert (reply.status_code, reply.mimetype) == (200, "application/json")
    said = reply.get_json()
    assert said["items"] == [{"id": item.id, "result": "stored", "receipt": item.receipt} for item in items]
    (heard,) = taken_along(enumerator)["devices"]
    assert (heard["device"], heard["made"], heard["unsent"]) == (field_phone.name, 2, 2)


def test_a_device_that_has_nothing_left_says_so_and_hears_how_much_is_stored(
    enumerator: Member, field_phone: Device
) -> None:
    post(enumerator, [field_phone.seal(field_phone.interview(PAGES)), field_phone.seal(field_phone.attempt())])
    said = post(enumerator, field_phone.header(0)).get_json()
    assert said == {"items": [], "mine": {"interviews": 1, "attempts": 1}}
    assert taken_along(enumerator)["devices"][0]["unsent"] == 0


def test_items_of_another_enumerator_stay_where_they_are(
    app: Flask, database: Database, config: Config, field_phone: Device, enumerator: Member
) -> None:
    item = field_phone.seal(field_phone.interview(PAGES))
    other = signed_in(app, database, config, 8)
    assert post(other, [item]).get_json()["items"] == [{"id": item.id, "result": "other"}]
    assert post(enumerator, [item]).get_json()["items"][0]["result"] == "stored"


def test_logging_in_again_takes_up_the_queue_where_it_was(enumerator: Member, field_phone: Device) -> None:
    """Row 22: the visit ended with a full queue; nothing is taken, nothing is lost."""
    item = field_phone.seal(field_phone.interview(PAGES))
    form = taken_along(enumerator)["form"]
    enumerator.open("/staff/home")
    assert enumerator.post("/staff/out").status_code == 303
    assert post(enumerator, [item], form=form).status_code == 401


def test_a_reply_tells_no_answer(enumerator: Member, field_phone: Device) -> None:
    pages = {**PAGES, "words": {"T1": "a CANARY sings", "T2": "3/4/1955"}}
    content = field_phone.interview(pages)
    bad = {**content, "outcome": "refused"}
    reply = post(enumerator, [field_phone.seal(content), field_phone.seal(bad)])
    assert [one["result"] for one in reply.get_json()["items"]] == ["stored", "conflict"]
    assert b"CANARY" not in reply.data and b"1955" not in reply.data


@pytest.mark.parametrize(("code", "status"), [("busy", 503), ("full", 507), ("unreachable", 503)])
def test_a_database_that_takes_nothing_acknowledges_nothing(
    enumerator: Member, field_phone: Device, database: Database, monkeypatch: pytest.MonkeyPatch, code: str, status: int
) -> None:
    form = taken_along(enumerator)["form"]

    def refuse() -> None:
        raise StoreError(code)

    monkeypatch.setattr(database, "transaction", refuse)
    reply = post(enumerator, [field_phone.seal(field_phone.interview(PAGES))], form=form)
    assert (reply.status_code, reply.headers["Retry-After"]) == (status, "10")
    assert "items" not in reply.get_json()


def test_a_file_is_handed_in_from_any_computer(enumerator: Member, field_phone: Device) -> None:
    items = [field_phone.seal(field_phone.interview(PAGES)) for _ in range(3)]
    content = b"\xef\xbb\xbf" + field_phone.header(3) + b"".join(item.line for item in items).replace(b"\n", b"\r\n")
    reply = hand_in(enumerator, content)
    assert reply.status_code == 200
    assert "Stored: 3" in enumerator.text and "interviews: 3" in enumerator.text
    hand_in(enumerator, content)
    assert "Stored: 3" in enumerator.text and "interviews: 3" in enumerator.text, "nothing is counted twice"


def test_a_file_that_was_not_taken_whole_says_what_to_do(enumerator: Member, field_phone: Device) -> None:
    good, other = (
        field_phone.seal(field_phone.interview(PAGES)),
        field_phone.seal(replace(field_phone, enumerator=8).interview(PAGES)),
    )
    strange = field_phone.seal(field_phone.interview(PAGES, outcome="refused"))
    hand_in(enumerator, good.line + other.line + strange.line + good.line[:-9])
    for sentence in (
        "Not everything was taken", "Stored: 1", "Kept for review: 1", "of somebody else: 1", "unreadable: 1",
        "Please tell the researchers", "or a researcher", "write it anew on the phone",
    ):  # fmt: skip
        assert sentence in enumerator.text


def test_a_researcher_hands_in_what_another_collected(
    app: Flask, database: Database, config: Config, field_phone: Device
) -> None:
    researcher = signed_in(app, database, config, 1, "researcher")
    hand_in(researcher, field_phone.header(1) + field_phone.seal(field_phone.interview(PAGES)).line)
    assert "Stored: 1" in researcher.text


def test_a_visit_in_another_language_is_told_in_it(enumerator: Member, field_phone: Device) -> None:
    enumerator.headers["Accept-Language"] = "vi"
    hand_in(enumerator, field_phone.seal(field_phone.interview(PAGES)).line)
    assert "Stored" not in enumerator.text and 'lang="vi"' in enumerator.text
