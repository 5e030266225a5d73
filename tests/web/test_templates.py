"""What templates may not do."""

from pathlib import Path

import kapsurvey.web

WEB = Path(kapsurvey.web.__file__).parent


def test_nothing_is_printed_unescaped() -> None:
    for path in [*WEB.rglob("*.html"), *WEB.rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        for way in ("|safe", "| safe", "Markup(", "autoescape false", "render_template_string"):
            assert way not in text, f"{way} in {path.name}"
