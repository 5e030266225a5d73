"""How a database server is spoken to: to another machine, nothing in the clear."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from kapsurvey.errors import StoreError
from kapsurvey.store.database import Database

# PostgreSQL's protocol, "SSLRequest": eight bytes, the second half a number that no version has.
ASKS_FOR_ENCRYPTION = (8).to_bytes(4) + (80877103).to_bytes(4)


class Plain:
    """A database server that offers no encryption, and writes down what it is told."""

    def __init__(self, host: str):
        self.listening = socket.create_server((host, 0))
        self.port = self.listening.getsockname()[1]
        self.heard: list[bytes] = []
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self) -> None:
        try:
            while True:
                caller, _ = self.listening.accept()
                with caller:
                    caller.settimeout(5)
                    self.heard.append(caller.recv(1000))
                    caller.sendall(b"N")
                    self.heard.append(caller.recv(1000))
        except OSError:
            return

    def close(self) -> None:
        # To close it alone would not wake a thread that waits for the next caller.
        self.listening.shutdown(socket.SHUT_RDWR)
        self.thread.join(5)
        self.listening.close()


@pytest.fixture
def elsewhere() -> Iterator[Plain]:
    """A server at an address that is none of this machine's usual ones."""
    with closing(Plain("127.0.0.2")) as server:
        yield server


def said_to(server: Plain, address: str) -> list[bytes]:
    """What a server heard from somebody who wanted to read there, and could not."""
    with (
        closing(Database(address, patience_seconds=1)) as database,
        pytest.raises(StoreError),
        database.reading(),
    ):
        pass
    return [heard for heard in server.heard if heard]


def test_a_server_elsewhere_that_offers_no_encryption_is_told_nothing(elsewhere: Plain) -> None:
    address = f"postgresql://kapsurvey:password@127.0.0.2:{elsewhere.port}/kapsurvey"
    assert set(said_to(elsewhere, address)) == {ASKS_FOR_ENCRYPTION}


def test_one_of_several_hosts_elsewhere_is_enough(elsewhere: Plain) -> None:
    address = f"postgresql://kapsurvey@/kapsurvey?host=localhost,127.0.0.2&port=1,{elsewhere.port}"
    assert set(said_to(elsewhere, address)) == {ASKS_FOR_ENCRYPTION}


@pytest.mark.parametrize("name", ["host", "hostaddr"])
def test_an_address_says_it_in_many_ways(elsewhere: Plain, name: str) -> None:
    address = f"postgresql://kapsurvey@localhost:{elsewhere.port}/kapsurvey?{name}=127.0.0.2"
    assert set(said_to(elsewhere, address)) == {ASKS_FOR_ENCRYPTION}


def test_so_does_the_environment(elsewhere: Plain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "127.0.0.2")
    assert set(said_to(elsewhere, f"postgresql://kapsurvey@:{elsewhere.port}/kapsurvey")) == {ASKS_FOR_ENCRYPTION}


def test_what_the_operator_chose_stands(elsewhere: Plain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGSSLMODE", "prefer")
    address = f"postgresql://kapsurvey@127.0.0.2:{elsewhere.port}/kapsurvey"
    assert any(b"kapsurvey" in heard for heard in said_to(elsewhere, address))


def test_the_address_may_say_otherwise(elsewhere: Plain) -> None:
    address = f"postgresql://kapsurvey@127.0.0.2:{elsewhere.port}/kapsurvey?sslmode=prefer"
    assert any(b"kapsurvey" in heard for heard in said_to(elsewhere, address))


def test_a_server_on_this_machine_may_go_without() -> None:
    with closing(Plain("127.0.0.1")) as here:
        address = f"postgresql://kapsurvey@localhost:{here.port}/kapsurvey"
        assert any(b"kapsurvey" in heard for heard in said_to(here, address))
