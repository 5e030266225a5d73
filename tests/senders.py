"""Processes that send a page of an interview and can be killed half-way."""

from contextlib import closing
from multiprocessing.connection import Connection

from scenes import Person

from kapsurvey.fieldwork import interviews
from kapsurvey.store.database import Database


def answer_and_never_commit(url: str, line: Connection) -> None:
    """Answers a page, tells so, and holds its transaction open."""
    wave, questionnaire, token, sending = line.recv()
    with closing(Database(url)) as database, database.transaction() as connection:
        interviews.answer(connection, Person(database, wave, questionnaire, token).visit, sending)
        line.send("answered")
        line.recv()


def answer_and_never_reply(url: str, line: Connection) -> None:
    """Answers a page and commits, tells so, and replies nothing."""
    wave, questionnaire, token, sending = line.recv()
    with closing(Database(url)) as database:
        Person(database, wave, questionnaire, token).send(sending)
        line.send("committed")
        line.recv()
