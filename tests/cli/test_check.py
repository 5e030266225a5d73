"""``kapsurvey check`` prints every mistake so that an editor finds it, or how far a study has come."""

from textwrap import dedent

import pytest

from kapsurvey.cli import main
from kapsurvey.paths import QUESTIONNAIRES

QUESTIONNAIRE = """\
study: tiny
title: Tiny
pages:
- name: one
  questions:
  - {name: A, type: integer, label: "How old is ${who}?"}
"""
FIELDWORK = "languages: [vi, en]\nlink: tiny\nleave_to: https://example.org/\nwords: {who: she}\n"
PO = """\
# status: final
msgctxt "title"
msgid "Tiny"
msgstr "Nhỏ"

# status: reviewed
msgctxt "A"
msgid "How old is ${who}?"
msgstr "${who} bao nhiêu tuổi?"

# status: draft
msgctxt "word.who"
msgid "she"
msgstr "chị ấy"
"""


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder with one sound study and its translation, from which the command runs."""
    study = tmp_path / "questionnaires" / "tiny"
    locale = tmp_path / "translations" / "vi" / "LC_MESSAGES"
    for folder in (study, locale):
        folder.mkdir(parents=True)
    (study.parent / "facts.yaml").write_text("- {name: F, label: x, source: y, flag: A}")
    (study / "questionnaire.yaml").write_text(QUESTIONNAIRE)
    (study / "fieldwork.yaml").write_text(FIELDWORK)
    (study / "analysis.yaml").write_text("smallest_cell: 10")
    (locale / "tiny.po").write_text(PO)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_sound_study_is_told_with_the_states_of_its_languages(home, capsys):
    assert main(["check", "questionnaires/tiny"]) == 0
    assert capsys.readouterr().out == dedent("""\
        tiny: 1 pages, 1 questions, 3 sentences, no mistakes
          vi: 1 draft, 1 reviewed, 1 final
        """)


def test_mistakes_are_told_with_paths_from_the_current_folder(home, capsys, monkeypatch):
    (home / "questionnaires/tiny/questionnaire.yaml").write_text(QUESTIONNAIRE.replace("integer", "intger"))
    (home / "questionnaires/facts.yaml").write_text("- {name: F, label: x, source: y, flag: Q}")
    (home / "translations/vi/LC_MESSAGES/tiny.po").write_text(PO.replace('"${who} bao', '"bao'))
    monkeypatch.chdir(home / "questionnaires")
    assert main(["check", "tiny"]) == 1
    out = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[0] for line in out] == [
        "facts.yaml:1:40",
        "tiny/questionnaire.yaml:6:21",
        "../translations/vi/LC_MESSAGES/tiny.po:9:1",
    ]
    for line in out:
        path, number, _ = line.split(": ")[0].split(":")
        assert int(number) <= len((home / "questionnaires" / path).read_text().splitlines())


def test_language_that_nobody_has_translated_is_a_mistake(home, capsys):
    (home / "translations/vi/LC_MESSAGES/tiny.po").unlink()
    assert main(["check", "questionnaires/tiny"]) == 1
    assert capsys.readouterr().out == (
        "translations/vi/LC_MESSAGES/tiny.po:1:1: there is no translation into vi:"
        " run `kapsurvey strings tiny` and translate, or take vi out of `languages:`\n"
    )


def test_damaged_po_file_is_a_mistake_at_its_line(home, capsys):
    (home / "translations/vi/LC_MESSAGES/tiny.po").write_text(PO.replace('"chị ấy"', '"chị ấy'))
    assert main(["check", "questionnaires/tiny"]) == 1
    assert capsys.readouterr().out == (
        "translations/vi/LC_MESSAGES/tiny.po:14:1: this is no PO file"
        " (line 14: the quotes of this text do not match): correct it\n"
    )


def test_study_that_is_not_there_is_told_with_those_that_are(home, capsys):
    assert main(["check", "none"]) == 1
    names = ", ".join(sorted(file.parent.name for file in QUESTIONNAIRES.glob("*/questionnaire.yaml")))
    assert capsys.readouterr().err == (f"There is no study none. Write the path of its folder, or one of: {names}.\n")


def test_every_shipped_study_is_checked_where_none_is_named(capsys):
    assert main(["check"]) == 0
    told = [line.split(":")[0] for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")]
    assert told == sorted(file.parent.name for file in QUESTIONNAIRES.glob("*/questionnaire.yaml"))
