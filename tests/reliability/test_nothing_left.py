"""What must not be found anywhere during and after an interview: addresses, browsers, visit tokens."""

import http.client
import re
import socket
import urllib.parse
from contextlib import ExitStack
from pathlib import Path

import pytest
from serving import Operator, free_port

AGENT, ADDRESS = "CanaryBrowser/77.1", "203.0.113.77"


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    operator = Operator(tmp_path, free_port())
    operator.run("upgrade")
    operator.run("open", "vietnamese-in-mozambique", "--pretest", "--trial-keys", str(operator.folder / "keys"))
    return operator


def post(connection: http.client.HTTPConnection, path: str, html: str, cookie: str, answers: dict[str, str]) -> str:
    """Send the form of a page with some answers; the page that follows."""
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', html))
    body = urllib.parse.urlencode({**hidden, **answers})
    headers = {**HEADERS, "Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", path, body, headers)
    reply = connection.getresponse()
    reply.read()
    assert reply.status == 303
    connection.request("GET", str(reply.headers["Location"]), headers={**HEADERS, "Cookie": cookie})
    return connection.getresponse().read().decode()


HEADERS = {"User-Agent": AGENT, "X-Forwarded-For": ADDRESS, "Forwarded": f"for={ADDRESS}", "Accept-Language": "en"}


def test_no_file_holds_address_browser_or_token(operator: Operator) -> None:
    with operator.serving(), ExitStack() as stack:
        connection = http.client.HTTPConnection("127.0.0.1", operator.port)
        stack.callback(connection.close)
        connection.request("GET", "/community/", headers=HEADERS)
        reply = connection.getresponse()
        cookie = str(reply.headers["Set-Cookie"]).split(";")[0]
        html = post(connection, "/community/1", reply.read().decode(), cookie, {"S1_C02": "1"})
        html = post(connection, "/community/2", html, cookie, {"S1_E01": "2", "S1_E02": "1", "S1_E03": "4"})
        html = post(connection, "/community/3", html, cookie, {"S1_R01": "123", "S1_R02": "45"})
        post(connection, "/community/4", html, cookie, {"S1_R03.a": "7"})
        _send_rubbish(operator.port)
        files = [path for path in operator.folder.rglob("*") if path.is_file()]
        assert any(path.name.endswith("-wal") for path in files)
        _search(files, AGENT, ADDRESS, "127.0.0.1", cookie.split("=")[1])
    _search([path for path in operator.folder.rglob("*") if path.is_file()], AGENT, ADDRESS, cookie.split("=")[1])


def _send_rubbish(port: int) -> None:
    """What is no HTTP, and an address too long: servers like to write down who sends such things."""
    for rubbish in (b"\x16\x03\x01\x02\x00", b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            line.sendall(rubbish)
            line.shutdown(socket.SHUT_WR)
            line.recv(1000)


def _search(files: list[Path], *canaries: str) -> None:
    for path in files:
        content = path.read_bytes()
        for canary in canaries:
            assert canary.encode() not in content, f"{canary} in {path.name}"
