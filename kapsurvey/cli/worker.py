"""A worker of gunicorn in which whoever hears a request answers it, and another listens on where that takes long.

gunicorn's threaded worker hears all requests in one thread and has each answered by another. Handing one over and back
takes a third of a millisecond, half as much as a page of questions. Here the thread that hears a request answers it,
if the whole of it has arrived: most are done within a millisecond. Where one takes longer (it waits for the database,
for a slow phone, for a password's hash), a deputy hears the others meanwhile and has gunicorn's threads answer them.
Requests that arrive in pieces go to these threads as well, so that nobody waits behind a phone that sends slowly; but
for those whose second piece is on its heels, as browsers send a form of more than a few lines.
"""

import math
import os
import selectors
import signal
import socket
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any  # gunicorn has no types

from gunicorn.http.wsgi import base_environ
from gunicorn.workers.gthread import _DEFER, ThreadWorker

from kapsurvey.cli.whole_requests import Reply, is_whole, lies_there, read, with_the_rest

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_LONG_SECONDS = 0.01
"""After so much of one request others are heard by the deputy."""
_ASLEEP_SECONDS = 0.05
"""How often the deputy looks while nobody has asked for anything in the last second."""
_TOLD_SECONDS = 1.0
_LEAVING_SECONDS = 2.0
_SCRIPT_NAME = "SCRIPT_NAME"
"""Where the operator says so in the environment, gunicorn takes it off each address."""
_MOST_AT_ONCE = 65536


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's threaded worker, whose first thread answers what it hears.

    Everything that listening needs (the poller, the connections that are kept) belongs to whoever holds ``_ears``: the
    first thread, but while it answers a request.
    """

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        self._ears = threading.Lock()
        self._first = threading.get_ident()
        self._since: float | None = None
        """When the first thread began to answer the request that it is answering."""
        self._asked = self._told = -math.inf
        self._leaving: deque[Any] = deque()
        """Connections whose last word is said, in the order in which they are closed at the latest."""
        self._patient_until = -math.inf
        """Until when to tell gunicorn that a process which is to end is at work."""

    def run(self) -> None:
        """Serve until told to stop."""
        self._first = threading.get_ident()
        threading.Thread(target=self._stand_in, name="deputy", daemon=True).start()
        with self._ears:
            super().run()

    def init_signals(self) -> None:
        """Hear of the end while reading, too."""
        super().init_signals()
        signal.siginterrupt(signal.SIGTERM, True)

    def enqueue_req(self, conn: Any) -> None:
        """Answer the request of a connection, or have it answered."""
        if _has_read_ahead(conn):
            # That cannot be looked at; and each of many in a row would stand on the one before.
            super().enqueue_req(conn)
            return
        first = threading.get_ident() == self._first
        arrived = lies_there(conn.sock)
        if first and arrived and not is_whole(arrived):
            arrived = with_the_rest(conn.sock, arrived)
        if arrived == b"":
            # The other side has gone: it need not be told that this one goes, too.
            self._close(conn)
        elif arrived is None and self.alive and not conn.data_ready and not conn.initialized:
            # Browsers open connections beforehand: as long as one says nothing it needs no thread. A process that is to
            # end lets a thread wait for what the last ones have to say: gunicorn would close them.
            self._go_on(conn, _DEFER)
        elif first and arrived and is_whole(arrived):
            self._answer(conn, arrived)
        else:
            super().enqueue_req(conn)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """See to what happens next; of what happened at once, somebody else may have seen to the rest meanwhile."""
        seen = self.poller.get_map()
        for key, _ in self.poller.select(timeout):
            if seen.get(key.fd) is key:
                key.data(key.fileobj)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """Keep a connection, or let it go."""
        if not fs.cancelled() and fs.exception() is None and fs.result():
            super().finish_request(conn, fs)
        else:
            self._let_go(conn)

    def _let_go(self, conn: Any) -> None:
        """Say that nothing more comes, and close a connection once the other side has heard it, or after a while.

        To close it at once could take the end of a reply from whoever has more to say (RFC 9112, 9.6). gunicorn's
        threads are not kept by that, and it counts as a connection for as long.
        """
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._hear_out, conn))
        except (OSError, ValueError, KeyError):
            self._close(conn)
        else:
            conn.timeout = time.monotonic() + _LEAVING_SECONDS
            self._leaving.append(conn)

    def _hear_out(self, conn: Any, _: object) -> None:
        """What is said after the last word is let pass, until the other side goes, too."""
        if _takes_more(conn.sock):
            return
        self._leaving.remove(conn)
        self.poller.unregister(conn.sock)
        self._close(conn)

    def murder_pending(self) -> None:
        """Close connections that say nothing, as gunicorn does, and those that do not go."""
        super().murder_pending()
        while self._leaving and self._leaving[0].timeout <= time.monotonic():
            conn = self._leaving.popleft()
            self.poller.unregister(conn.sock)
            self._close(conn)

    def _close(self, conn: Any) -> None:
        self.nr_conns -= 1
        conn.close()

    def handle(self, conn: Any) -> object:
        """Answer the request of a connection; whether to keep it, as gunicorn's own method says."""
        return self._handle(conn, b"" if _has_read_ahead(conn) else lies_there(conn.sock) or b"")

    def _handle(self, conn: Any, arrived: bytes) -> object:
        request = read(arrived)
        if request is None or not isinstance(conn.client, tuple) or _SCRIPT_NAME in os.environ:
            return super().handle(conn)
        try:
            # As gunicorn does, so that it may go on with the connection.
            conn.init()
            conn.sock.setblocking(True)
            conn.sock.recv(len(arrived))
            return self._replied(conn, request)
        except OSError:
            # The other side has gone, or what was to be sent cannot be read on; before the reply that is told instead.
            return False

    def _replied(self, conn: Any, request: "WSGIEnvironment") -> bool:
        (host, port), (own, own_port) = conn.client[:2], conn.server[:2]
        addresses = {"REMOTE_ADDR": host, "REMOTE_PORT": str(port), "SERVER_NAME": own, "SERVER_PORT": str(own_port)}
        keep = self.alive and len(self.keepalived_conns) < self.max_keepalived
        try:
            reply = Reply.of(self.wsgi, {**request, **self._around, **addresses}, last=not keep)
        except Exception as failure:
            self.handle_error(None, conn.sock, conn.client, failure)
            return False
        try:
            return reply.send(conn.sock.sendall) and keep
        except OSError:
            raise
        except Exception:
            self.log.exception("Error in the middle of a reply")
            return False

    @cached_property
    def _around(self) -> Mapping[str, object]:
        """What every request of this process has in common."""
        common = {"SERVER_PROTOCOL": "HTTP/1.1", "SCRIPT_NAME": "", "wsgi.url_scheme": "http", "wsgi.multithread": True}
        return {**base_environ(self.cfg), **common}

    def _answer(self, conn: Any, arrived: bytes) -> None:
        # So that gunicorn does not wait for the first bytes of a new connection once more.
        conn.data_ready = True
        self._since = self._asked = time.monotonic()
        self._ears.release()
        try:
            kept_alive = self._handle(conn, arrived)
        finally:
            self._since = None
            self._ears.acquire()
        self._go_on(conn, kept_alive)

    def _go_on(self, conn: Any, outcome: object) -> None:
        """Keep a connection, wait for its first word or close it, as gunicorn does once a thread has come back."""
        self.finish_request(conn, _Back(outcome))

    def notify(self) -> None:
        """Tell gunicorn that this process lives: it looks every second whether it was told within the last thirty."""
        now = time.monotonic()
        if now - self._told >= _TOLD_SECONDS:
            self._told = now
            super().notify()

    def _stand_in(self) -> None:
        """The deputy: listens while the first thread is busy with one request for long."""
        try:
            while True:
                asked_for = time.monotonic() - self._asked < 1
                time.sleep(_LONG_SECONDS if asked_for else _ASLEEP_SECONDS)
                if self._is_long():
                    with self._ears:
                        self._listen()
        except Exception:
            # What ends the first thread's listening ends the process, and gunicorn begins another: here as well.
            self.log.exception("Exception in deputy")
            self.alive = False

    def _listen(self) -> None:
        while self._is_long():
            self._look_after()
            self.wait_for_and_dispatch_events(_LONG_SECONDS)

    def _look_after(self) -> None:
        """What the first thread does between requests; gunicorn ends a process that is to end and does not in time."""
        if self.alive:
            self._patient_until = time.monotonic() + self.cfg.graceful_timeout
        if time.monotonic() < self._patient_until:
            self.notify()
        self.set_accept_enabled(self.alive and self.nr_conns < self.worker_connections)
        self.murder_keepalived()
        self.murder_pending()

    def _is_long(self) -> bool:
        since = self._since
        return since is not None and time.monotonic() - since >= _LONG_SECONDS


@dataclass(frozen=True)
class _Back:
    """A request that has been answered, as gunicorn looks at what its threads come back with."""

    outcome: object

    def cancelled(self) -> bool:
        """Never: it was not put off."""
        return False

    def exception(self) -> None:
        """None: gunicorn has answered it for whatever was wrong."""

    def result(self) -> object:
        """Whether to keep the connection."""
        return self.outcome


def _takes_more(connection: socket.socket) -> bool:
    """Let pass what lies there; whether more may come."""
    try:
        return connection.recv(_MOST_AT_ONCE) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


def _has_read_ahead(conn: Any) -> bool:
    """Whether gunicorn holds bytes of a connection that belong to its next request."""
    return conn.parser is not None and bool(conn.parser.unreader.buf.getvalue())
