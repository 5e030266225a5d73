"""Tiny studies on disk: a test writes the part that it is about, the rest is filled in below it.

What a test writes stands first in its file, so that lines and columns are those of the test's own text.
"""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import pytest
import yaml

from kapsurvey.questionnaire.load import load, read
from kapsurvey.questionnaire.model import Questionnaire, Study

PAGES = "pages: [{name: one, questions: [{name: A, type: integer, label: How many?}]}]"
DEFAULTS = {
    "questionnaire.yaml": {"study": "study: tiny", "title": "title: Tiny", "pages": PAGES},
    "fieldwork.yaml": {
        "languages": "languages: [en]",
        "link": "link: tiny",
        "leave_to": "leave_to: https://example.org/",
    },
    "analysis.yaml": {"smallest_cell": "smallest_cell: 10"},
}
FACT = "- {name: F-1, label: Ivory is protected., source: The law, flag: A}"


def filled_in(text: str, defaults: Mapping[str, str]) -> str:
    """The text with every top-level key that it lacks."""
    text = dedent(text).removeprefix("\n")
    missing = [line for key, line in defaults.items() if not re.search(rf"^{key}:", text, re.MULTILINE)]
    return "\n".join([text.rstrip("\n"), *missing, ""]) if text else "\n".join([*missing, ""])


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Writes a study's folder. Files are named without their ending; a text is written as it stands from bytes."""

    def write(questionnaire: str | bytes = "", *, media: tuple[str, ...] = (), **files: str | bytes | None) -> Path:
        home = tmp_path / "tiny"
        home.mkdir(exist_ok=True)
        for name, defaults in DEFAULTS.items():
            text = {"questionnaire": questionnaire, **files}.get(name.removesuffix(".yaml"), "")
            if text is not None:
                (home / name).write_bytes(text if isinstance(text, bytes) else filled_in(text, defaults).encode())
        facts = files.get("facts", FACT)
        (tmp_path / "facts.yaml").write_bytes(facts if isinstance(facts, bytes) else dedent(facts or "").encode())
        if isinstance(margins := files.get("margins"), str):
            (home / "margins.csv").write_text(dedent(margins).removeprefix("\n"))
        for path in media:
            (home / "media" / path).parent.mkdir(parents=True, exist_ok=True)
            (home / "media" / path).write_bytes(b"")
        return home

    return write


@pytest.fixture
def mistakes(folder: Callable[..., Path]) -> Callable[..., list[str]]:
    """All mistakes of a study, as they are told, without the name of its folder."""

    def told(questionnaire: str | bytes = "", **files: str | bytes | None) -> list[str]:
        return [str(mistake).removeprefix("tiny/") for mistake in read(folder(questionnaire, **files)).mistakes]

    return told


@pytest.fixture
def in_question(mistakes: Callable[..., list[str]]) -> Callable[..., list[str]]:
    """All mistakes of a study of one question, which stands in line 4 from column 5 on, as ``line:column: ...``."""

    def told(question: str, **files: str | bytes | None) -> list[str]:
        found = mistakes(f"pages:\n- name: one\n  questions:\n  - {question}\n", **files)
        return [mistake.removeprefix("questionnaire.yaml:") for mistake in found]

    return told


@pytest.fixture
def study(folder: Callable[..., Path]) -> Callable[..., Study]:
    """A study without mistakes, loaded."""
    return lambda questionnaire="", **files: load(folder(questionnaire, **files))


@pytest.fixture
def questionnaire(folder: Callable[..., Path]) -> Callable[..., Questionnaire]:
    """A questionnaire from a list of its questions, with ``- page`` or ``- page: {...}`` where a page begins."""

    def made(text: str, **top: str) -> Questionnaire:
        pages: list[dict[str, object]] = [{"name": "p1", "questions": []}]
        for item in yaml.load(dedent(text), Loader=yaml.BaseLoader):
            if item == "page" or "page" in item:
                more = {} if item == "page" else item["page"]
                pages.append({"name": f"p{len(pages) + 1}", "questions": [], **more})
            else:
                pages[-1]["questions"].append({"label": f"{item['name']}?", **item})
        parts = {
            "pages": [page for page in pages if page["questions"]],
            **{k: yaml.safe_load(v) for k, v in top.items()},
        }
        written = json.dumps({"study": "tiny", "title": "Tiny", **parts}, ensure_ascii=False)
        return load(folder(written.encode())).questionnaire

    return made
