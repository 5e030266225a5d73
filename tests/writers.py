"""Processes that write to a database, for tests that race them and kill them."""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import count
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from samples import DRAFT, INTERVIEW, WAVE

from kapsurvey.errors import KapsurveyError
from kapsurvey.store import queries, upgrading
from kapsurvey.store.database import Database

# Forked from a process that has loaded all this once and holds no thread, lock or connection of the test run.
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["__main__", "kapsurvey.store.database", "kapsurvey.store.queries", "psycopg"])

Work = Callable[[str, Connection], None]


@dataclass(frozen=True)
class Writer:
    """A process at work, and the line on which it is told and tells."""

    process: BaseProcess
    line: Connection

    def hear(self) -> object:
        """What it says next; fails rather than wait for ever."""
        if not self.line.poll(20):
            raise TimeoutError("the writer says nothing")
        return self.line.recv()


@contextmanager
def at_work(work: Work, url: str) -> Iterator[Writer]:
    """A process that does ``work`` on a database, until the block ends."""
    ours, theirs = _PROCESSES.Pipe()
    process = _PROCESSES.Process(target=work, args=(url, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Writer(process, ours)
    finally:
        process.kill()
        process.join()
        process.close()
        ours.close()


def upgrade(url: str, line: Connection) -> None:
    with closing(Database(url)) as database:
        line.send("ready")
        line.recv()
        upgrading.upgrade(database)
        line.send("upgraded")


def spend_all(url: str, line: Connection) -> None:
    """Tries to spend each coupon whose hash it is told at once; tells which it has spent."""
    with closing(Database(url)) as database:
        line.send("ready")
        spent = []
        for code_hash in line.recv():
            with database.transaction() as connection:
                if queries.spend_coupon(connection, WAVE.id, code_hash=code_hash):
                    spent.append(code_hash)
        line.send(spent)


def increment_100_times(url: str, line: Connection) -> None:
    with closing(Database(url)) as database:
        line.send("ready")
        line.recv()
        for _ in range(100):
            with database.transaction() as connection:
                draft = queries.draft_for_update(connection, DRAFT.id)
                queries.update_draft(connection, replace(draft, revision=draft.revision + 1))
        line.send("done")


def hold_the_draft(url: str, line: Connection) -> None:
    """Holds a transaction open that has taken the draft, until told to end it."""
    with closing(Database(url)) as database, database.transaction() as connection:
        draft = queries.draft_for_update(connection, DRAFT.id)
        queries.update_draft(connection, replace(draft, revision=draft.revision + 1))
        line.send("holding")
        line.recv()


def finish_interviews(url: str, line: Connection) -> None:
    """Finishes one interview after another, each with a step of the draft; tells of each only when it is stored."""
    with closing(Database(url)) as database:
        first = line.recv()
        for number in count(first):
            with database.transaction() as connection:
                draft = queries.draft_for_update(connection, DRAFT.id)
                queries.add_interview(connection, interview_number(number))
                queries.update_draft(connection, replace(draft, revision=number))
            line.send(number)


def interview_number(number: int):
    content = sha256(b"%d" % number).digest()
    return replace(INTERVIEW, id=content[:16], document=f'{{"number": {number}}}', content_hash=content)


def use_after_a_fork(url: str, line: Connection) -> None:
    """Goes on in a forked child with the parent's database; tells what came of it."""
    with closing(Database(url)) as database:
        with database.reading() as connection:
            queries.waves(connection)
        if os.fork() == 0:
            for way in (database.transaction, database.reading):
                try:
                    with way():
                        line.send("entered")
                except KapsurveyError as error:
                    line.send(error.code)
            os._exit(0)
        os.wait()
