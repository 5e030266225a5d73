"""What templates and routes may not do."""

from pathlib import Path

from flask import Flask

import kapsurvey.web

WEB = Path(kapsurvey.web.__file__).parent
ROUTES = {
    ("GET", "/"),
    ("GET", "/<link>"),
    ("GET", "/<link>/"),
    ("POST", "/<link>/"),
    ("GET", "/<link>/<int(max=9999):number>"),
    ("POST", "/<link>/<int(max=9999):number>"),
    ("GET", "/<link>/resume"),
    ("POST", "/<link>/resume"),
    ("GET", "/<link>/stop"),
    ("POST", "/<link>/stop"),
    ("GET", "/<link>/later"),
    ("POST", "/<link>/later"),
    ("GET", "/<link>/thanks"),
    ("POST", "/<link>/thanks"),
    ("GET", "/<link>/leave"),
    ("GET", "/<link>/media/<language>/<name>"),
}


def test_nothing_is_printed_unescaped() -> None:
    for path in [*WEB.rglob("*.html"), *WEB.rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        for way in ("|safe", "| safe", "Markup(", "autoescape false", "render_template_string"):
            assert way not in text, f"{way} in {path.name}"


def test_every_route_is_known(app: Flask) -> None:
    """Who adds a route decides here, and in a test of its own, who may use it and what it may tell."""
    found = {(method, rule.rule) for rule in app.url_map.iter_rules() for method in rule.methods or ()}
    assert {(method, rule) for method, rule in found if method not in ("HEAD", "OPTIONS")} == ROUTES
