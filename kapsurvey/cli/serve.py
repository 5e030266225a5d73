"""Serves the open waves with gunicorn: a few workers, a few threads each, no log of who came."""

import argparse
import gc
import os
import resource
import subprocess
import sys

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from kapsurvey.cli.whole_requests import LONGEST_LINE
from kapsurvey.cli.worker import Worker
from kapsurvey.config import Config, from_environment
from kapsurvey.store.database import Database
from kapsurvey.web.app import create_app

_ARENAS = "MALLOC_ARENA_MAX"
_MOST_CONNECTIONS = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen and with how many workers."""
    parser.add_argument("--bind", default="127.0.0.1:8000", help="address and port (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=2, help="processes (default: %(default)s)")
    parser.add_argument("--threads", type=int, default=4, help="threads of each process (default: %(default)s)")


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped."""
    config = from_environment(os.environ)
    _keep_one_arena()
    # A database that cannot be reached should stop the start, not the first respondent. In a process of its own, since
    # what it loads for this would stay in the memory of every worker: 12 MB, half of it in each.
    upgraded = subprocess.run([sys.executable, "-P", "-m", "kapsurvey.cli", "upgrade"], check=False)
    if upgraded.returncode == 0:
        Server(config, arguments).run()
    return upgraded.returncode


def _keep_one_arena() -> None:
    """Start anew with one arena of memory for all threads of a process.

    The C library gives each thread an arena of its own, and each keeps what its busiest request took: 4 to 8 MB in two
    workers, for a haste that threads which take turns cannot use. It asks how many there may be when a process starts.
    """
    if _ARENAS not in os.environ:
        os.environ[_ARENAS] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Everything is imported before the workers are forked, so they share its memory; each opens its own database."""

    def __init__(self, config: Config, arguments: argparse.Namespace):
        self.config, self.arguments = config, arguments
        super().__init__()

    def load_config(self) -> None:
        """Settings of gunicorn."""
        settings = {
            "bind": self.arguments.bind,
            "workers": self.arguments.workers,
            "threads": self.arguments.threads,
            "worker_class": Worker,
            "control_socket_disable": True,
            "accesslog": None,
            # Its warnings name the address that an unreadable request came from.
            "loglevel": "error",
            "logger_class": DiscreetLogger,
            "keepalive": 15,
            "worker_connections": _most_connections(),
            "graceful_timeout": 20,
            "limit_request_line": LONGEST_LINE,
            # Who may say that they came by HTTPS is said once: KAPSURVEY_PROXIES.
            "secure_scheme_headers": {},
            "pre_fork": _settle,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        """The application of one worker."""
        return create_app(self.config, Database(self.config.database))


class DiscreetLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Tells the operator that something failed, never what was asked for or by whom."""

    def exception(self, msg: str, *args: object, **kwargs: object) -> None:
        """A failure by its kind: its text and its trace could hold an address, a code or an answer."""
        failure = sys.exc_info()[0]
        self.error("a request failed: %s", failure.__name__ if failure else "unknown")


def _most_connections() -> int:
    """Half of what a process may hold open, at most: without a place for one more, it would end."""
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _MOST_CONNECTIONS if most == resource.RLIM_INFINITY else min(_MOST_CONNECTIONS, most // 2)


def _settle(server: object, worker: object) -> None:
    """What is loaded by now stays for good: the collector need not walk, and so copy, its pages in each worker."""
    gc.collect()
    gc.freeze()
