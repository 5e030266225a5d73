"""Flask without what this application has no use for: Flask would see to it with every request."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any  # a view takes and gives what it likes

from flask import Flask, Response
from flask.sessions import NullSession, SessionInterface
from flask.wrappers import Request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Plain(Flask):
    """An application of plain functions, which keeps no session of Flask's."""

    def __init__(self, name: str):
        super().__init__(name, static_folder=None)
        self.session_interface = NoSession()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is: none of ours is a coroutine."""
        return func


class NoSession(SessionInterface):
    """The one session of all requests: nothing can be read from it or written to it."""

    _none = NullSession()

    def open_session(self, app: Flask, request: Request) -> NullSession:
        """The empty one."""
        return self._none


class Whole(Response):
    """A reply whose body and headers are all there when it is made, its address in ASCII.

    Flask would look through its headers once more, for each to be put right.
    """

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Send it; to HEAD without its body."""
        start_response(self.status, self.headers.to_wsgi_list())
        return () if environ["REQUEST_METHOD"] == "HEAD" else self.iter_encoded()
