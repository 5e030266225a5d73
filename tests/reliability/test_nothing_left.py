"""What must not be found anywhere during and after an interview: addresses, browsers, visit tokens, sealed answers."""

import base64
import http.client
import json
import re
import shutil
import socket
import sqlite3
import urllib.parse
from contextlib import ExitStack, closing
from pathlib import Path

import pyotp
import pytest
from serving import Operator, free_port

from kapsurvey.fieldwork.study_keys import keys_in, unseal
from kapsurvey.paths import QUESTIONNAIRES

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


def test_no_file_holds_what_lets_staff_in(operator: Operator) -> None:
    """Password, second factor and visit of a researcher who signs in, and a password that was mistyped."""
    said = operator.run("staff", "add", "8", "--role", "researcher")
    password, factor = (re.findall(rf"{word}: (\S+)", said)[0] for word in ("password", "second factor"))
    app = pyotp.parse_uri(factor)
    code, mistyped = app.now(), "Limpopo-Elster-8150-mistyped"
    with operator.serving(), closing(http.client.HTTPConnection("127.0.0.1", operator.port)) as connection:
        assert _signed_in(connection, {"-number": "8", "-password": mistyped, "-code": code}) == ""
        visit = _signed_in(connection, {"-number": "8", "-password": password, "-code": code})
        assert len(visit.split(".")[0]) == 43
        files = [path for path in operator.folder.rglob("*") if path.is_file()]
        assert any(path.name.endswith("-wal") for path in files)
        canaries = (password, password.replace("-", ""), mistyped, app.secret, *visit.split(".")[::3], ADDRESS, AGENT)
        _search(files, *canaries)
    _search([path for path in operator.folder.rglob("*") if path.is_file()], *canaries)


def _signed_in(connection: http.client.HTTPConnection, typed: dict[str, str]) -> str:
    """The visit's cookie after signing in, or empty."""
    connection.request("GET", "/staff/", headers=HEADERS)
    reply = connection.getresponse()
    door = str(reply.headers["Set-Cookie"]).split(";")[0]
    token = re.findall(r'name="-csrf" value="([^"]+)"', reply.read().decode())[0]
    headers = {**HEADERS, "Cookie": door, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/staff/", urllib.parse.urlencode({"-csrf": token, **typed}), headers)
    reply = connection.getresponse()
    reply.read()
    cookies = [cookie.split(";")[0] for cookie in reply.headers.get_all("Set-Cookie") or ()]
    return next((cookie.removeprefix("staff=") for cookie in cookies if cookie.startswith("staff=")), "")


PLANTED = "Zambezi-Nachtigall-4711"


def test_no_file_of_the_server_holds_what_was_sealed(operator: Operator, tmp_path: Path) -> None:
    """A dump of database, write-ahead log, backup and logs, searched for an open text, as stored or packed."""
    study = tmp_path / "questionnaires" / "plain"
    shutil.copytree(QUESTIONNAIRES / "vietnamese-in-mozambique", study)
    shutil.copy(QUESTIONNAIRES / "facts.yaml", study.parent)
    file = study / "questionnaire.yaml"
    text = '      - {name: OPEN, type: text, label: "Anything to add?"}\n'
    place = "      - name: S1_R01\n"
    said = file.read_text(encoding="utf-8").replace("study: vietnamese-in-mozambique", "study: plain")
    file.write_text(said.replace(place, text + place), encoding="utf-8")
    operator.run("open", str(study), "--pretest", "--link", "plain", "--trial-keys", str(tmp_path / "elsewhere"))
    with operator.serving():
        _interview(operator, "/plain/")
        database = next(path for path in operator.folder.rglob("*.sqlite"))
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("VACUUM INTO ?", [str(operator.folder / "backup.sqlite")])
            (document,) = connection.execute("SELECT document FROM interviews").fetchone()
        files = [path for path in operator.folder.rglob("*") if path.is_file()]
        assert {"backup.sqlite", f"{database.name}-wal", "server.log"} <= {path.name for path in files}
        _search(files, PLANTED, base64.b64encode(PLANTED.encode()).decode()[:-4], PLANTED.encode().hex())
    _search([path for path in operator.folder.rglob("*") if path.is_file()], PLANTED)
    identity = next((tmp_path / "elsewhere").iterdir()).read_text(encoding="ascii")
    opened = unseal(keys_in(identity), json.loads(document)["envelope"])
    assert opened is not None and PLANTED.encode() in opened


def _interview(operator: Operator, start: str) -> None:
    """An interview with the open text in it, stopped and sent."""
    with closing(http.client.HTTPConnection("127.0.0.1", operator.port)) as connection:
        connection.request("GET", start, headers=HEADERS)
        reply = connection.getresponse()
        cookie = str(reply.headers["Set-Cookie"]).split(";")[0]
        html = post(connection, f"{start}1", reply.read().decode(), cookie, {"S1_C02": "1"})
        html = post(connection, f"{start}2", html, cookie, {"S1_E01": "2", "S1_E02": "1", "S1_E03": "4"})
        html = post(connection, f"{start}3", html, cookie, {"OPEN": PLANTED, "S1_R01": "9"})
        html = post(connection, f"{start}4", html, cookie, {"-go": "stop"})
        post(connection, f"{start}stop", html, cookie, {"-go": "send"})


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
