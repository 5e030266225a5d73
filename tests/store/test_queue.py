"""The line of writers: two queues on one file stand for two processes, as the kernel orders them alike."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from kapsurvey.errors import StoreError
from kapsurvey.store.queue import WriterQueue


@pytest.fixture
def pen(tmp_path: Path) -> Path:
    """The file that the queues order themselves by."""
    return tmp_path / "kapsurvey.sqlite-queue"


@pytest.fixture
def ours(pen: Path) -> Iterator[WriterQueue]:
    with closing(WriterQueue(pen, patience_seconds=10)) as queue:
        yield queue


@pytest.fixture
def theirs(pen: Path) -> Iterator[WriterQueue]:
    with closing(WriterQueue(pen, patience_seconds=10)) as queue:
        yield queue


@pytest.fixture
def impatient(pen: Path) -> Iterator[WriterQueue]:
    """The queue of a third process, one that gives up at once."""
    with closing(WriterQueue(pen, patience_seconds=0.05)) as queue:
        yield queue


@pytest.fixture
def elsewhere() -> Iterator[ThreadPoolExecutor]:
    """Threads to wait in."""
    with ThreadPoolExecutor() as executor:
        yield executor


def take_a_turn(queue: WriterQueue) -> str:
    with queue.turn():
        return "had a turn"


def waits(turn: Future[str]) -> bool:
    try:
        turn.result(timeout=0.1)
    except TimeoutError:
        return True
    return False


@pytest.mark.parametrize("second", ["ours", "theirs"])
def test_the_next_writer_waits_for_the_one_before_and_then_goes_through(request, ours, elsewhere, second):
    with ours.turn():
        turn = elsewhere.submit(take_a_turn, request.getfixturevalue(second))
        assert waits(turn)
    assert turn.result(timeout=10) == "had a turn"


def test_a_turn_that_raises_ends_all_the_same(ours, theirs):
    with pytest.raises(ZeroDivisionError), ours.turn():
        raise ZeroDivisionError
    assert take_a_turn(theirs) == take_a_turn(ours) == "had a turn"


def test_who_has_waited_long_enough_is_told_that_it_is_busy(ours, impatient):
    with ours.turn(), pytest.raises(StoreError, match="busy"):
        take_a_turn(impatient)


def test_who_waits_behind_a_thread_of_its_own_process_is_told_too(impatient, elsewhere):
    with impatient.turn(), pytest.raises(StoreError, match="busy"):
        elsewhere.submit(take_a_turn, impatient).result(timeout=10)


def test_writers_who_gave_up_leave_one_place_in_line_however_many_they_were(ours, impatient):
    before = set(threading.enumerate())
    with ours.turn():
        for _ in range(5):
            with pytest.raises(StoreError):
                take_a_turn(impatient)
        assert len(set(threading.enumerate()) - before) == 1


def test_a_place_in_line_that_nobody_wants_any_more_is_given_up(ours, theirs, impatient):
    before = set(threading.enumerate())
    with ours.turn():
        with pytest.raises(StoreError):
            take_a_turn(impatient)
        (in_line,) = set(threading.enumerate()) - before
    in_line.join(10)
    assert take_a_turn(theirs) == "had a turn"


def test_a_place_in_line_serves_the_next_writer_of_the_process(pen, ours, elsewhere):
    with closing(WriterQueue(pen, patience_seconds=1)) as queue:
        with ours.turn():
            with pytest.raises(StoreError):
                take_a_turn(queue)
            turn = elsewhere.submit(take_a_turn, queue)
            assert waits(turn)
        assert turn.result(timeout=10) == "had a turn"
        assert take_a_turn(queue) == take_a_turn(ours) == "had a turn"


def test_a_queue_closed_while_somebody_stands_in_line_holds_nobody_up(pen, ours, theirs):
    before = set(threading.enumerate())
    queue = WriterQueue(pen, patience_seconds=0.05)
    with ours.turn():
        with pytest.raises(StoreError):
            take_a_turn(queue)
        queue.close()
        (in_line,) = set(threading.enumerate()) - before
    in_line.join(10)
    assert take_a_turn(theirs) == "had a turn"


def test_only_one_holds_the_pen_whoever_races_for_it(pen, tmp_path, elsewhere):
    count = tmp_path / "count"
    count.write_text("0")

    def add_one(queue: WriterQueue) -> None:
        with queue.turn():
            count.write_text(str(int(count.read_text()) + 1))

    with ExitStack() as stack:
        queues = [stack.enter_context(closing(WriterQueue(pen, patience_seconds=10))) for _ in range(4)]
        list(elsewhere.map(add_one, queues * 500))
    assert count.read_text() == "2000"


def test_the_pen_is_for_its_owner_alone(pen, ours):
    assert oct(pen.stat().st_mode)[-3:] == "600"
