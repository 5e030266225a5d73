"""A real server on a real port, and the commands beside it, as an operator runs them."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

KAPSURVEY = str(Path(sys.executable).parent / "kapsurvey")


@dataclass(frozen=True)
class Operator:
    """Who runs the commands, with the settings of one server."""

    folder: Path
    port: int

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "KAPSURVEY_DATABASE": f"sqlite:///{self.folder}/kapsurvey.sqlite",
            "KAPSURVEY_SECRET_FILE": f"{self.folder}/secret",
            "KAPSURVEY_HTTPS": "0",
            # Everybody comes from one address here.
            "KAPSURVEY_BEGUN_A_MINUTE": "9999",
        }

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, *words: str) -> str:
        """Run a command to its end; what it printed."""
        done = subprocess.run([KAPSURVEY, *words], env=self.environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def serving(self, **settings: str) -> Iterator["subprocess.Popen[bytes]"]:
        """The server, with these settings beside its own, until the block ends or its process group is killed."""
        words = [KAPSURVEY, "serve", "--bind", f"127.0.0.1:{self.port}", "--workers", "1"]
        environment = {**self.environment, **settings}
        with (self.folder / "server.log").open("ab") as log:
            server = subprocess.Popen(words, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            wait_for(self.port, server)
            yield server
        finally:
            server.terminate()
            server.wait(20)


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Until the port answers: connecting is the only way to know."""
    while server.poll() is None:
        with socket.socket() as trial:
            trial.settimeout(5)
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)  # the processor is for the server that starts
    raise AssertionError("the server ended before it answered")


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
