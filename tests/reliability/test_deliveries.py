"""Deliveries as networks mangle them: whole items only, each stored once, each answered for itself."""

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import NoReturn

import pytest
import senders
from counts import times
from definitions import study_in
from devices import SERVER_KEY, Device, Sealed, device, handed_in
from scenes import CALM, TODAY, conflicts, opened, stored_as_is
from writers import at_work

from kapsurvey.errors import KapsurveyError
from kapsurvey.fieldwork.arrivals import Intake, delivered
from kapsurvey.fieldwork.sealing import interview_id_of, new_token
from kapsurvey.fieldwork.waves import Wave
from kapsurvey.store import field_queries
from kapsurvey.store.database import Database


@pytest.fixture
def wave(database, tmp_path) -> Wave:
    """The village in the field."""
    return opened(database, study_in(tmp_path / "questionnaires"))


@pytest.fixture
def phone(database, wave) -> Device:
    """The device of enumerator 7."""
    return device(database, wave)


def everything_stored(database: Database, wave: Wave) -> tuple[set[bytes], set[bytes]]:
    """The ids of interviews and of attempts; a database cannot hold one twice."""
    with database.reading() as connection:
        attempts = field_queries.attempts(connection, wave.id)
    return {row.id for row in stored_as_is(database, wave)}, {row.id for row in attempts}


def made(phone: Device, interviews: int, attempts: int) -> tuple[list[Sealed], tuple[set[bytes], set[bytes]]]:
    """A queue, and the ids that it should come to."""
    contents = [phone.interview() for _ in range(interviews)] + [phone.attempt() for _ in range(attempts)]
    ids = [interview_id_of(content["token"]) for content in contents]
    return [phone.seal(content) for content in contents], (set(ids[:interviews]), set(ids[interviews:]))


def test_a_delivery_cut_off_at_any_byte_brings_whole_items_only(database, wave, phone):
    items, ids = made(phone, 1, 2)
    body = b"".join(item.line for item in items)
    ends = [sum(len(item.line) for item in items[: n + 1]) for n in range(3)]
    cuts = sorted(random.Random(9).sample(range(len(body)), min(times(2_000, 200_000), len(body))))
    intake = Intake(SERVER_KEY)
    for cut in cuts:
        # The line's end is not of the item: without it everything is there.
        whole = [item for item, end in zip(items, ends, strict=True) if end - 1 <= cut]
        taken = handed_in(database, body[:cut], intake=intake)
        assert [(one.id, one.result, one.receipt) for one in taken[: len(whole)]] == [
            (item.id, "stored", item.receipt) for item in whole
        ]
        rest = taken[len(whole) :]
        assert len(rest) <= 1 and all((one.result, one.receipt) == ("unreadable", None) for one in rest), cut
        assert bool(rest) is (cut not in (0, *ends, *(end - 1 for end in ends))), cut
    handed_in(database, body)
    assert everything_stored(database, wave) == ids and conflicts(database, wave) == ()


def test_what_is_mangled_in_every_way_ends_up_stored_exactly_once(database, wave, phone):
    """Two devices, deliveries in any order, doubled, interleaved, cut off and damaged, over many days."""
    chance = random.Random(19)
    other = device(database, wave, enumerator=8)
    mine, ids = made(phone, 6, 4)
    theirs, their_ids = made(other, 6, 4)
    intake = Intake(SERVER_KEY)
    for turn in range(times(60, 2_000)):
        queue = chance.choices(mine + theirs, k=chance.randrange(1, 8))
        body = mangled(b"".join(item.line for item in queue), chance)
        known = {item.id: item.receipt for item in queue}
        for one in handed_in(database, body, enumerator=None, intake=intake, today=TODAY + timedelta(turn)):
            assert one.result in ("stored", "unreadable")
            assert one.receipt == (known.get(one.id) if one.result == "stored" else None)
    handed_in(database, mine, intake=intake)
    handed_in(database, theirs, enumerator=8, intake=intake)
    assert everything_stored(database, wave) == (ids[0] | their_ids[0], ids[1] | their_ids[1])
    assert conflicts(database, wave) == ()


def mangled(body: bytes, chance: random.Random) -> bytes:
    """A delivery as it may arrive: whole, cut off, with a byte changed, with a piece twice, or with a piece missing."""
    start, length = chance.randrange(len(body)), chance.randrange(1, 400)
    match chance.randrange(5):
        case 0:
            return body[:start]
        case 1:
            return body[:start] + bytes([chance.randrange(256)]) + body[start + 1 :]
        case 2:
            return body[: start + length] + body[start:]
        case 3:
            return body[:start] + body[start + length :]
    return body


def test_a_damaged_item_stops_none_of_the_others(database, wave, phone):
    items, ids = made(phone, 2, 1)
    rubbish = [
        b"{}\n",
        b"not json\n",
        b'{"id": 3, "sealed": 4}\n',
        b"\xff\xfe\n",
        b"\n",
        items[0].line.replace(b"A", b"B"),
    ]
    body = b"".join(line for pair in zip([item.line for item in items] * 2, rubbish, strict=True) for line in pair)
    results = [one.result for one in handed_in(database, body)]
    assert results == ["stored", "unreadable"] * 4 + ["stored", "stored", "unreadable"]
    assert everything_stored(database, wave) == ids


def at_once(database: Database, deliveries: Sequence[Sequence[Sealed]]) -> list[object]:
    """What each delivery comes to when all are made at the same moment."""
    barrier = Barrier(len(deliveries))
    intake = Intake(SERVER_KEY)

    def deliver(items: Sequence[Sealed]) -> object:
        barrier.wait(timeout=20)
        try:
            return {one.id: (one.result, one.receipt) for one in handed_in(database, items, intake=intake)}
        except KapsurveyError as error:
            return error.code

    with ThreadPoolExecutor(len(deliveries)) as pool:
        return list(pool.map(deliver, deliveries))


def test_the_same_bundle_from_many_tabs_at_once_is_stored_once_and_answered_alike(database, wave, phone):
    chance = random.Random(7)
    for _ in range(times(5, 250)):
        items, ids = made(phone, 3, 2)
        before = everything_stored(database, wave)
        orders = [chance.sample(items, len(items)) for _ in range(8)]
        answers = at_once(database, orders)
        assert answers == [{item.id: ("stored", item.receipt) for item in items}] * 8
        after = everything_stored(database, wave)
        assert (after[0] - before[0], after[1] - before[1]) == ids
    assert conflicts(database, wave) == ()


def test_of_many_contents_under_one_id_at_once_one_is_stored_and_all_others_are_kept(database, wave, phone):
    for _ in range(times(5, 250)):
        token, kept = new_token(), len(conflicts(database, wave))
        contents = [phone.interview({**CALM, "people": {"AGE": str(20 + n)}}, token=token) for n in range(8)]
        items = [phone.seal(content) for content in contents]
        answers = at_once(database, [[item] for item in items])
        results = [answer[item.id] for answer, item in zip(answers, items, strict=True)]
        assert sorted(result for result, _ in results) == ["conflict"] * 7 + ["stored"]
        assert [receipt for _, receipt in results] == [item.receipt for item in items]
        assert len(conflicts(database, wave)) == kept + 7


@pytest.mark.parametrize("until", ["accepted", "committed"])
def test_a_server_killed_before_it_answers_loses_nothing_and_stores_nothing_twice(
    database, database_url, wave, phone, until
):
    items, ids = made(phone, 2, 1)
    body = b"".join(item.line for item in items)
    with at_work(senders.take_and_never_answer, database_url) as server:
        server.line.send((until, body))
        assert server.hear() == until
    there = everything_stored(database, wave)
    assert there == (ids if until == "committed" else (set(), set()))
    assert [one.receipt for one in handed_in(database, body)] == [item.receipt for item in items]
    assert everything_stored(database, wave) == ids and conflicts(database, wave) == ()


def test_a_week_of_200_interviews_comes_in_whole_and_in_any_order(database, wave, phone):
    chance = random.Random(13)
    items, ids = made(phone, 200, 20)
    chance.shuffle(items)
    intake = Intake(SERVER_KEY)
    for start in range(0, len(items), 50):
        taken = handed_in(database, items[start : start + 50], intake=intake, today=TODAY + timedelta(7))
        assert {one.result for one in taken} == {"stored"}
    assert everything_stored(database, wave) == ids


def test_order_follows_no_clock(database, wave, phone):
    """Ten years ahead, ten years back, and back again half-way: all are stored, no day lies in the future."""
    skews = [3650, -3650, 0, 1, -1] * times(4, 400)
    items = []
    for days in skews:
        phone.today = TODAY + timedelta(days)
        items.append(phone.seal(phone.interview()))
    assert {one.result for one in handed_in(database, items, today=TODAY)} == {"stored"}
    rows = stored_as_is(database, wave)
    assert len(rows) == len(skews) and {row.finished_on for row in rows} == {TODAY}


def test_every_line_of_a_delivery_of_rubbish_is_named():
    delivery = delivered(Intake(SERVER_KEY), b'{"id": "0", "sealed": ""}\n' * 1_000, find_nothing, today=TODAY)
    assert {one.result for one in delivery.arrived} == {"unreadable"} and len(delivery.arrived) == 1_000


def find_nothing() -> NoReturn:
    raise AssertionError("nothing of what came was worth looking up")
