"""The least that any survey does for a page: a bare Flask view that stores 2 KB in one INSERT and says so."""

import argparse
import sqlite3
import threading

import psycopg
from flask import Flask, request

from kapsurvey.cli.serve import Server, add_arguments
from kapsurvey.config import Config

BODY_BYTES = 2048


class Bare(Server):
    """The survey's own server, with its settings, around the bare view."""

    def load(self) -> Flask:
        """The application of one worker."""
        return bare_app(self.config.database)


def bare_app(url: str) -> Flask:
    """One view; each thread keeps a connection, and each INSERT is a transaction of its own."""
    app = Flask(__name__)
    mine = threading.local()

    @app.post("/")
    def store() -> str:
        if not hasattr(mine, "connection"):
            mine.connection = _connection(url)
        mark = "?" if url.startswith("sqlite") else "%s"
        mine.connection.execute(f"INSERT INTO bare (body) VALUES ({mark})", (request.get_data(),))
        return "stored"

    return app


def _connection(url: str) -> "sqlite3.Connection | psycopg.Connection[tuple[object, ...]]":
    if not url.startswith("sqlite"):
        return psycopg.connect(url, autocommit=True)
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=10)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description="Serves the bare view.")
    parser.add_argument("database", help="sqlite:///path or postgresql://...")
    add_arguments(parser)
    arguments = parser.parse_args()
    first = _connection(arguments.database)
    kind = "BLOB" if arguments.database.startswith("sqlite") else "BYTEA"
    first.execute(f"CREATE TABLE bare (body {kind} NOT NULL)")
    first.close()
    Bare(Config(arguments.database, b""), arguments).run()


if __name__ == "__main__":
    main()
