"""A respondent without a browser: reads forms out of pages, fills them in, follows redirects, keeps cookies."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class FormReader(HTMLParser):
    """Gathers what a browser would send for the form of a page, and the page's text."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.choices: dict[str, list[str]] = {}
        self.buttons: list[tuple[str, str]] = []
        self.action: str | None = None
        self.text: list[str] = []
        self._area: str | None = None
        self._select: str = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attrs}
        name, value = had.get("name", ""), had.get("value", "")
        match tag, had.get("type", "text"):
            case "form", _:
                self.action = had.get("action", "")
            case "input", "radio" | "checkbox":
                self.choices.setdefault(name, []).append(value)
                if "checked" in had:
                    self.fields.setdefault(name, []).append(value)
            case "input", _:
                self.fields.setdefault(name, []).append(value)
            case "textarea", _:
                self._area = name
                self.fields[name] = [""]
            case "select", _:
                self._select = name
                self.fields[name] = [""]
            case "option", _:
                self.choices.setdefault(self._select, []).append(value)
                if "selected" in had:
                    self.fields[self._select] = [value]
            case "button", _:
                self.buttons.append((name, value))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.fields[self._area][0] += data.removeprefix("\n")
        else:
            self.text.append(data)


@dataclass
class Respondent:
    """One person with one phone."""

    client: FlaskClient
    link: str = "community"
    headers: dict[str, str] = field(default_factory=lambda: {"Accept-Language": "en"})
    reply: TestResponse | None = None
    at: str = ""

    def open(self, path: str = "") -> "Respondent":
        """Type an address."""
        return self._take(self.client.get(path or f"/{self.link}/", headers=self.headers))

    def send(self, answers: dict[str, object] | None = None, *, go: str = "next", follow: bool = True) -> "Respondent":
        """Fill in the form that is shown and press a button."""
        sent = {**self.form.fields, **{name: _values(value) for name, value in (answers or {}).items()}}
        if ("-go", "next") in self.form.buttons or go != "next":
            sent["-go"] = [go]
        path = self.path_of_form
        data = [(name, value) for name, values in sent.items() for value in values]
        body = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in data)
        reply = self.client.post(
            path, data=body, headers=self.headers, content_type="application/x-www-form-urlencoded"
        )
        self.at = path
        return self._take(reply) if follow else self._keep(reply)

    @property
    def path_of_form(self) -> str:
        action = self.form.action or ""
        if action.startswith("/") or not action:
            return action or self.at
        return self.at.rsplit("/", 1)[0] + "/" + action

    def _take(self, reply: TestResponse) -> "Respondent":
        while reply.status_code == 303:
            self.at = reply.headers["Location"]
            reply = self.client.get(self.at, headers=self.headers)
        self.at = reply.request.path
        return self._keep(reply)

    def _keep(self, reply: TestResponse) -> "Respondent":
        self.reply = reply
        return self

    @property
    def html(self) -> str:
        assert self.reply is not None
        return self.reply.get_data(as_text=True)

    @property
    def status(self) -> int:
        assert self.reply is not None
        return self.reply.status_code

    @property
    def form(self) -> FormReader:
        reader = FormReader()
        reader.feed(self.html)
        return reader

    @property
    def text(self) -> str:
        """The words on the page."""
        return " ".join(" ".join(self.form.text).split())

    @property
    def page(self) -> str:
        """The name of the questionnaire's page that is shown, or empty."""
        return (self.form.fields.get("-page") or [""])[0]


def _values(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())
