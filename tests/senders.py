"""Processes that send a page of an interview and can be killed half-way."""

from contextlib import closing
from multiprocessing.connection import Connection

from devices import SERVER_KEY
from scenes import TODAY, Person

from kapsurvey.fieldwork import interviews
from kapsurvey.fieldwork.arrivals import Intake, delivered
from kapsurvey.fieldwork.sync import accept
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


def take_and_never_answer(url: str, line: Connection) -> None:
    """Takes a delivery of items, up to the point that it is told, and answers nothing."""
    until, body = line.recv()
    with closing(Database(url)) as database:
        with database.reading() as connection:
            delivery = delivered(Intake(SERVER_KEY), body, lambda: connection, today=TODAY)
        with database.transaction() as connection:
            accept(connection, None, delivery, today=TODAY)
            if until == "accepted":
                line.send(until)
                line.recv()
        line.send(until)
        line.recv()
