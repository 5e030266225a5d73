"""``kapsurvey strings`` writes what translators work on, and gives their work back untouched."""

import shutil
from pathlib import Path

import pytest

import kapsurvey
from kapsurvey.cli import main, strings
from kapsurvey.i18n import po
from kapsurvey.paths import TRANSLATIONS

QUESTIONNAIRE = """\
study: tiny
title: Tiny
pages:
- name: one
  questions:
  - {name: A, type: integer, label: "How old is ${who}?"}
"""
FIELDWORK = "languages: [vi, en, pt]\nlink: tiny\nleave_to: https://example.org/\nwords: {who: she}\n"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder with one sound study that nobody has translated, from which the command runs."""
    study = tmp_path / "questionnaires" / "tiny"
    study.mkdir(parents=True)
    (study.parent / "facts.yaml").write_text("- {name: F, label: x, source: y, flag: A}")
    (study / "questionnaire.yaml").write_text(QUESTIONNAIRE)
    (study / "fieldwork.yaml").write_text(FIELDWORK)
    (study / "analysis.yaml").write_text("smallest_cell: 10")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def vietnamese(home):
    """The file of the translation into Vietnamese."""
    return home / "translations" / "vi" / "LC_MESSAGES" / "tiny.po"


def test_new_study_gets_a_file_for_each_language_but_its_own(home, vietnamese, capsys):
    assert main(["strings", "questionnaires/tiny"]) == 0
    assert capsys.readouterr().out == (
        "translations/vi/LC_MESSAGES/tiny.po: 3 new\ntranslations/pt/LC_MESSAGES/tiny.po: 3 new\n"
    )
    assert not (home / "translations" / "en").exists()
    assert vietnamese.read_text() == (
        'msgid ""\nmsgstr ""\n"Project-Id-Version: tiny\\n"\n"Language: vi\\n"\n'
        '"Plural-Forms: nplurals=1; plural=0;\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n\n'
        '# status: draft\nmsgctxt "title"\nmsgid "Tiny"\nmsgstr ""\n\n'
        '# status: draft\nmsgctxt "A"\nmsgid "How old is ${who}?"\nmsgstr ""\n\n'
        '# status: draft\nmsgctxt "word.who"\nmsgid "she"\nmsgstr ""\n'
    )


def test_second_run_writes_nothing(home, vietnamese, capsys):
    main(["strings", "questionnaires/tiny"])
    written = vietnamese.stat().st_mtime_ns, vietnamese.read_bytes()
    capsys.readouterr()
    main(["strings", "questionnaires/tiny"])
    assert (vietnamese.stat().st_mtime_ns, vietnamese.read_bytes()) == written
    assert capsys.readouterr().out.splitlines()[0] == "translations/vi/LC_MESSAGES/tiny.po: nothing new"


def test_changed_sentence_is_shown_to_the_translator_with_what_it_was(home, vietnamese, capsys):
    main(["strings", "questionnaires/tiny"])
    before = vietnamese.read_text().replace(
        '# status: draft\nmsgctxt "A"\nmsgid "How old is ${who}?"\nmsgstr ""',
        "# Ana: as in 2024\n# status: final\n#. In years.\n"
        'msgctxt "A"\nmsgid "How old is ${who}?"\nmsgstr "${who} mấy tuổi?"',
    )
    vietnamese.write_text(before)
    definition = home / "questionnaires/tiny/questionnaire.yaml"
    definition.write_text(QUESTIONNAIRE.replace("How old is ${who}?", "How many years old is ${who}?"))
    capsys.readouterr()
    main(["strings", "questionnaires/tiny"])
    assert capsys.readouterr().out.splitlines()[0] == "translations/vi/LC_MESSAGES/tiny.po: 1 changed"
    assert (
        '# Ana: as in 2024\n# status: draft\n#. In years.\n#, fuzzy\n#| msgid "How old is ${who}?"\n'
        'msgctxt "A"\nmsgid "How many years old is ${who}?"\nmsgstr "${who} mấy tuổi?"\n'
    ) in vietnamese.read_text()


def test_study_with_mistakes_is_not_extracted(home, capsys):
    (home / "questionnaires/tiny/questionnaire.yaml").write_text(QUESTIONNAIRE.replace("integer", "intger"))
    assert main(["strings", "questionnaires/tiny"]) == 1
    assert capsys.readouterr().err.startswith("questionnaires/tiny/questionnaire.yaml:6:21: ")
    assert not (home / "translations").exists()


def test_damaged_translation_is_not_overwritten(home, vietnamese, capsys):
    vietnamese.parent.mkdir(parents=True)
    vietnamese.write_text('msgid "a\n')
    assert main(["strings", "questionnaires/tiny"]) == 1
    assert "is not a PO file: line 1: the quotes of this text do not match" in capsys.readouterr().err
    assert vietnamese.read_text() == 'msgid "a\n'


MODULE = """
_ = gettext = str
TEXTS = {"a": _("From a "
                "module."), "b": gettext("Also this.")}
"""
TEMPLATE = """
{% extends "x" %}<p title="{{ _('An attribute') }}">{{ _("With %(n)s words", n=3) }}</p>
{% trans who=name %}Hello {{ who }}{% endtrans %} {{ untouched }}
"""


def test_interface_is_found_in_modules_and_templates(tmp_path):
    (tmp_path / "web" / "templates").mkdir(parents=True)
    (tmp_path / "web" / "module.py").write_text(MODULE)
    (tmp_path / "web" / "templates" / "page.html").write_text(TEMPLATE)
    assert sorted(strings.interface_sentences(tmp_path)) == [
        "Also this.", "An attribute", "From a module.", "Hello %(who)s", "With %(n)s words"
    ]  # fmt: skip


def test_broken_template_is_no_silent_gap(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text("{{ _('never closed' }}")
    with pytest.raises(Exception, match="unexpected"):
        list(strings.interface_sentences(tmp_path))


def test_interface_files_of_all_languages_are_brought_up_to_date(tmp_path, monkeypatch, capsys):
    for language in ("vi", "pt"):
        (tmp_path / language / "LC_MESSAGES").mkdir(parents=True)
    shutil.copy(TRANSLATIONS / "vi" / "LC_MESSAGES" / "ui.po", tmp_path / "vi" / "LC_MESSAGES")
    monkeypatch.setattr(strings, "TRANSLATIONS", tmp_path)
    assert main(["strings", "--interface"]) == 0
    sentences = set(strings.interface_sentences(Path(kapsurvey.__file__).parent))
    portuguese = po.read(tmp_path / "pt" / "LC_MESSAGES" / "ui.po")
    assert {message.source for message in portuguese if message.source} == sentences
    assert {message.text for message in portuguese[1:]} == {""}
    assert all(("%(" in message.source) == ("python-format" in message.flags) for message in portuguese[1:])
    first = [path.read_bytes() for path in sorted(tmp_path.rglob("ui.po"))]
    main(["strings", "--interface"])
    assert [path.read_bytes() for path in sorted(tmp_path.rglob("ui.po"))] == first


def test_shipped_interface_is_translated_as_it_stands():
    sentences = set(strings.interface_sentences(Path(kapsurvey.__file__).parent))
    for path in TRANSLATIONS.glob("*/LC_MESSAGES/ui.po"):
        assert {message.source for message in po.read(path) if message.source and not message.obsolete} == sentences
