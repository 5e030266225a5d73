"""Many at once, and one killed: nothing is spent twice, nothing is lost, nothing is half there."""

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import timedelta
from threading import Barrier

import pytest
import writers
from samples import COUPON, DAY, DRAFT, WAVE

from kapsurvey.store import queries
from kapsurvey.store.connection import Connection
from kapsurvey.store.database import Database
from kapsurvey.store.rows import CouponRow, InterviewRow

pytestmark = pytest.mark.usefixtures("draft")


def revision(database: Database) -> int:
    with database.reading() as connection:
        draft = queries.draft(connection, DRAFT.id)
        assert draft
        return draft.revision


def test_of_50_threads_with_one_coupon_one_gets_in(database):
    with database.transaction() as connection:
        queries.add_coupons(connection, [COUPON])
    together = Barrier(50)

    def spend(_: int) -> bool:
        together.wait()
        with database.transaction() as connection:
            return queries.spend_coupon(connection, WAVE.id, code_hash=COUPON.code_hash)

    with ThreadPoolExecutor(50) as threads:
        assert sorted(threads.map(spend, range(50))) == [False] * 49 + [True]


def test_of_4_processes_with_the_same_50_coupons_one_gets_in_with_each(database, database_url):
    numbers = [bytes([number]) * 32 for number in range(50)]
    with database.transaction() as connection:
        queries.add_coupons(connection, [CouponRow(number, number, WAVE.id) for number in numbers])
    with ExitStack() as stack:
        spenders = [stack.enter_context(writers.at_work(writers.spend_all, database_url)) for _ in range(4)]
        assert [spender.hear() for spender in spenders] == ["ready"] * 4
        for spender in spenders:
            spender.line.send(numbers)
        spent = [number for spender in spenders for number in spender.hear()]
    assert sorted(spent) == numbers


def test_4_processes_with_100_steps_each_lose_none(database, database_url):
    with ExitStack() as stack:
        steppers = [stack.enter_context(writers.at_work(writers.increment_100_times, database_url)) for _ in range(4)]
        assert [stepper.hear() for stepper in steppers] == ["ready"] * 4
        for stepper in steppers:
            stepper.line.send("go")
        assert [stepper.hear() for stepper in steppers] == ["done"] * 4
    assert revision(database) == 400


def test_a_write_waits_for_another_process_and_then_goes_through(database, database_url):
    def step() -> int:
        with database.transaction() as connection:
            draft = queries.draft_for_update(connection, DRAFT.id)
            assert draft
            return draft.revision

    with writers.at_work(writers.hold_the_draft, database_url) as holder, ThreadPoolExecutor(1) as thread:
        assert holder.hear() == "holding"
        waiting = thread.submit(step)
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.2)
        holder.line.send("end it")
        assert waiting.result(timeout=10) == 1


def test_of_two_who_clear_up_at_once_one_counts_the_draft_that_ran_out(database, database_url):
    def clear_up(connection: Connection) -> None:
        queries.count_break_offs(connection, DAY + timedelta(1))
        queries.delete_expired(connection, DAY + timedelta(1))

    def clear_up_as_well() -> None:
        with closing(Database(database_url)) as other, other.transaction() as connection:
            clear_up(connection)

    with ThreadPoolExecutor(1) as thread:
        with database.transaction() as connection:
            clear_up(connection)
            waiting = thread.submit(clear_up_as_well)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.2)
        waiting.result(timeout=10)
    with database.reading() as connection:
        assert queries.break_offs(connection, WAVE.id) == {DRAFT.page: 1}


def test_a_process_that_dies_with_the_pen_in_its_hand_drops_it(database, database_url):
    with writers.at_work(writers.hold_the_draft, database_url) as holder:
        assert holder.hear() == "holding"
        holder.process.kill()
        with database.transaction() as connection:
            assert queries.draft_for_update(connection, DRAFT.id) == DRAFT


def test_what_was_stored_stands_once_however_often_the_writer_is_killed(database, database_url):
    chance = random.Random(7)
    earlier: dict[bytes, InterviewRow] = {}
    for first in range(0, 10_000_000, 1_000_000):
        with writers.at_work(writers.finish_interviews, database_url) as writer:
            writer.line.send(first)
            told = told_until_killed(writer, after=chance.randrange(40), seconds=chance.uniform(0, 0.01))
        stands, last = stored(database)
        expected = [writers.interview_number(first + n) for n in range(len(stands) - len(earlier))]
        assert stands == earlier | {row.id: row for row in expected}
        # Of the last one it could not tell any more; nobody has been promised that it is stored, nor that it is not.
        assert told == list(range(first, first + len(told))) and len(expected) - len(told) in (0, 1)
        assert not expected or last == first + len(expected) - 1
        earlier = stands
    assert len(earlier) > 100


def told_until_killed(writer: writers.Writer, *, after: int, seconds: float) -> list[object]:
    """What a writer tells until it is killed, some tellings and a moment later, and what was still on the line."""
    told = [writer.hear() for _ in range(after)]
    writer.process.join(seconds)
    writer.process.kill()
    try:
        while True:
            told.append(writer.line.recv())
    except EOFError:
        return told


def stored(database: Database) -> tuple[dict[bytes, InterviewRow], int]:
    """The interviews that stand, and the number that the draft was left at."""
    with database.transaction() as connection:
        # PostgreSQL may still be ending what the killed process began; that holds the draft until it has ended.
        draft = queries.draft_for_update(connection, DRAFT.id)
        assert draft
        if connection.kind == "sqlite":
            assert connection.driver.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {row.id: row for row in queries.interviews(connection, WAVE.id)}, draft.revision
