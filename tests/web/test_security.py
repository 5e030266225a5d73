"""What every reply carries and every request must satisfy."""

import gzip
import re
from urllib.parse import urlencode

import pytest
from browsing import Respondent
from flask import Flask

from kapsurvey.store.database import Database
from kapsurvey.web.security import MOST_BODY_BYTES, Limiter

PATHS = ["/community/", "/community/2", "/community/resume", "/nowhere/", "/community/leave", "/community/thanks"]
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("path", PATHS)
def test_every_reply_allows_nothing_from_elsewhere_and_is_not_kept(respondent: Respondent, path: str) -> None:
    reply = respondent.client.get(path)
    assert reply.headers["Content-Security-Policy"].startswith("default-src 'none';")
    assert "unsafe" not in reply.headers["Content-Security-Policy"]
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["Referrer-Policy"] == "no-referrer"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


def test_pages_hold_no_script_and_no_style_of_their_own(begun: Respondent) -> None:
    assert re.findall(r"<script[^>]*>[^<]*", begun.html) == re.findall(
        r'<script type="module" src="/static/js/respond\.js\?[0-9a-f]{12}">', begun.html
    )
    for mark in ("<style", " style=", " onclick", "javascript:"):
        assert mark not in begun.html.lower()


def test_scripts_come_from_here_and_reach_nobody_else(respondent: Respondent) -> None:
    policy = respondent.client.get("/community/").headers["Content-Security-Policy"]
    for directive in ("script-src 'self'", "connect-src 'self'", "worker-src 'self'"):
        assert f"{directive};" in policy
    assert "manifest-src" not in policy, "none, as by default"


def test_cookies_are_hidden_from_scripts_and_end_with_the_browser(respondent: Respondent) -> None:
    [cookie] = respondent.client.get("/community/").headers.getlist("Set-Cookie")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie


def test_opening_pages_writes_nothing(respondent: Respondent, database: Database) -> None:
    for path in PATHS:
        respondent.client.get(path)
    with database.reading() as connection:
        for table in ("drafts", "interviews", "receipts", "resume_codes"):
            assert connection.driver.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


@pytest.mark.parametrize("token", ["", "x", "A" * 36, "lnVJy6FWEQVTk805_kav4p7LYLpIax3DyazW"])
def test_form_that_this_visit_was_not_given_is_refused(begun: Respondent, token: str) -> None:
    form = {name: values[0] for name, values in begun.form.fields.items()}
    assert begun.client.post("/community/2", data={**form, "-csrf": token, "N1": "3"}).status_code == 403
    assert begun.open("/community/2").form.fields["N1"] == [""]


def test_form_of_another_visit_is_refused(begun: Respondent, app: Flask) -> None:
    form = {name: values[0] for name, values in begun.form.fields.items()}
    other = Respondent(app.test_client()).open().send({"C1": 1})
    assert other.client.post("/community/2", data={**form, "N1": "3"}).status_code == 403


@pytest.mark.parametrize("body", [b"N1=%00", b"N1=a%00b", b"N1=%ff%fe", b"N1=%ed%a0%80", b"N1=%1b[2J", b"\xff\xfe=1"])
def test_bytes_that_no_browser_sends_are_refused(begun: Respondent, body: bytes) -> None:
    assert begun.client.post("/community/2", data=body, content_type=FORM).status_code == 400


def test_body_that_is_too_large_is_refused(begun: Respondent) -> None:
    body = b"N1=" + b"1" * MOST_BODY_BYTES
    assert begun.client.post("/community/2", data=body, content_type=FORM).status_code == 413


def test_too_many_fields_are_refused(begun: Respondent) -> None:
    body = b"&".join(b"f%d=1" % number for number in range(20_000))
    assert begun.client.post("/community/2", data=body, content_type=FORM).status_code == 413


@pytest.mark.parametrize("mimetype", ["multipart/form-data; boundary=x", "application/json", "text/xml"])
def test_other_kinds_of_body_are_refused(begun: Respondent, mimetype: str) -> None:
    assert begun.client.post("/community/2", data=b"{}", content_type=mimetype).status_code == 400


@pytest.mark.parametrize("name", ["-csrf", "-page", "-revision", "-go"])
def test_what_a_form_has_once_is_not_read_twice(begun: Respondent, name: str) -> None:
    envelope = {field: values[0] for field, values in begun.form.fields.items() if field.startswith("-")}
    fields = {**envelope, "-go": "next", "N1": "3"}
    twice = urlencode([*fields.items(), (name, "2")])
    assert begun.client.post("/community/2", data=twice, content_type=FORM).status_code == 400
    assert begun.open("/community/2").form.fields["N1"] == [""]
    assert begun.client.post("/community/2", data=urlencode(fields), content_type=FORM).status_code == 303


def test_an_address_that_says_a_thing_twice_is_refused(respondent: Respondent) -> None:
    assert respondent.client.get("/community/?code=1&code=2").status_code == 400


def test_unknown_question_is_refused_with_a_message_and_the_rest_is_kept(begun: Respondent) -> None:
    begun.send({"N1": 3, "HACK": "1"})
    assert begun.status == 422
    assert "does not belong to it" in begun.text
    assert begun.open("/community/2").form.fields["N1"] == ["3"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("N1", "-1"), ("N1", "1e308"), ("N1", str(2**63)), ("N1", "501"), ("N3", "1e999"), ("N3", "NaN"), ("N4.a", "32")],
)
def test_number_out_of_reason_is_refused_beside_its_question(begun: Respondent, field: str, value: str) -> None:
    begun.send({"N2": "", field: value})
    assert (begun.page, "Please check the questions" in begun.text) == ("numbers", True)
    assert begun.form.fields[field] == [value]


def test_digits_of_another_script_are_digits(begun: Respondent) -> None:
    begun.send({"N1": "១២"}).open("/community/2")
    assert begun.form.fields["N1"] == ["12"]


@pytest.mark.parametrize(
    "path", ["/.git/config", "/static/../pyproject.toml", "/static/", "/community/media/en/..%2f.."]
)
def test_nothing_else_of_the_machine_can_be_fetched(respondent: Respondent, path: str) -> None:
    assert respondent.client.get(path).status_code == 404


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH"])
def test_other_methods_do_nothing(respondent: Respondent, method: str) -> None:
    assert respondent.client.open("/community/", method=method).status_code == 404


def test_compressed_page_says_the_same(respondent: Respondent) -> None:
    reply = respondent.client.get("/community/", headers={"Accept-Encoding": "gzip", "Accept-Language": "en"})
    assert "Do you agree?" in gzip.decompress(reply.get_data()).decode()


def test_guesses_of_codes_end_and_good_codes_still_open(begun: Respondent, app: Flask) -> None:
    shown = begun.send(go="later").send(go="code").html
    code = shown.split('class="bigcode" translate="no">')[1].split("<")[0]
    guesser = Respondent(app.test_client())
    replies = [guesser.open("/community/resume").send({"-code": f"{n:016}"}).status for n in range(61)]
    assert replies == [422] * 60 + [429]
    assert guesser.open("/community/resume").send({"-code": code}).page == "numbers"


def test_limiter_forgets_when_the_hour_is_over() -> None:
    hours = [10.0]
    limiter = Limiter(1, now=lambda: hours[-1] * 3600)
    limiter.count("here")
    assert limiter.exhausted("here")
    assert not limiter.exhausted("there")
    hours.append(11.0)
    assert not limiter.exhausted("here")
