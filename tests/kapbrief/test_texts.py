"""The report's own sentences are there in every language, whole."""

import re
from datetime import date
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

import kapbrief
from kapbrief.findings import decisions
from kapbrief.texts import TRANSLATIONS, Texts

PACKAGE = Path(kapbrief.__file__).parent
READ_BY = {".py": "python", ".html": "jinja2.ext:babel_extract"}
TRANSLATED = ("vi", "pt")


KEYWORDS = {"say": None, "sentence": None, "plural": (1, 2)}


def sentences() -> set[str | tuple[str, str]]:
    """Every sentence that the code, the decision table or a page may say."""
    decided = {text for one in decisions() for text in (one.message, one.avoid)}
    return decided | {
        found[1] if isinstance(found[1], str) else tuple(found[1])
        for path in PACKAGE.rglob("*")
        if path.suffix in READ_BY
        for found in extract_from_file(READ_BY[path.suffix], str(path), keywords=KEYWORDS)
    }


@pytest.fixture(params=TRANSLATED)
def catalogue(request):
    with (TRANSLATIONS / request.param / "LC_MESSAGES" / "report.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


def forms(text):
    """All plurals of a sentence, or the one form that it has."""
    return (text,) if isinstance(text, str) else text


def test_every_sentence_is_translated_and_none_is_left_over(catalogue):
    translated = {message.id for message in catalogue if message.id and all(forms(message.string))}
    assert translated == sentences()
    assert not any(message.fuzzy for message in catalogue if message.id)


def test_translations_keep_the_words_to_be_filled_in(catalogue):
    for message in catalogue:
        if message.id:
            words = sorted(re.findall(r"\{\w+\}", forms(message.id)[0]))
            assert all(sorted(re.findall(r"\{\w+\}", form)) == words for form in forms(message.string))


def test_translations_are_marked_as_drafts(catalogue):
    assert {tuple(message.user_comments) for message in catalogue if message.id} == {("status: draft",)}


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_stands_twice(language):
    text = (TRANSLATIONS / language / "LC_MESSAGES" / "report.po").read_text(encoding="utf-8")
    told = re.findall(r"^msgid (.*?)^msgstr", text, re.MULTILINE | re.DOTALL)
    assert sorted(told) == sorted(set(told))


def test_sentence_is_said_with_its_words():
    said = Texts("pt").say("Fewer than {smallest} interviews: no result can be shown.", smallest="10")
    assert said == "Menos de 10 entrevistas: nenhum resultado pode ser mostrado."


@pytest.mark.parametrize(
    ("language", "n", "said"),
    [
        ("en", 1, "1 percentage point"),
        ("en", 2, "2 percentage points"),
        ("pt", 1, "1 ponto percentual"),
        ("pt", 0, "0 pontos percentuais"),
        ("vi", 1, "1 điểm phần trăm"),
    ],
)
def test_sentence_on_a_number_takes_its_plural(language, n, said):
    assert Texts(language).plural("{n} percentage point", "{n} percentage points", n, n=str(n)) == said


def test_language_without_a_catalogue_speaks_english():
    assert Texts("km").say("Knowledge") == "Knowledge"


@pytest.mark.parametrize(
    ("language", "percent", "number", "day"),
    [
        ("en", "12.3%", "1,234.50", "April 1, 2026"),
        ("vi", "12,3%", "1.234,50", "1 tháng 4, 2026"),
        ("pt", "12,3%", "1.234,50", "1 de abril de 2026"),
    ],
)
def test_numbers_and_days_are_written_as_the_language_writes_them(language, percent, number, day):
    texts = Texts(language)
    written = (texts.percent(0.1234, 1), texts.number(1234.5, 2), texts.day(date(2026, 4, 1)))
    assert written == (percent, number, day)


@pytest.mark.parametrize(
    ("share", "written"), [(0, "0%"), (0.004, "<1%"), (0.006, "1%"), (1, "100%"), (float("nan"), "\N{EN DASH}")]
)
def test_share_above_zero_never_reads_as_zero(share, written):
    assert Texts("en").percent(share, 0) == written


def test_study_sentence_without_translation_keeps_its_own_language():
    said = Texts("vi").of({"en": "Are you ..."}, "en")
    assert (said.text, said.tag) == ("Are you ...", "en")


def test_pages_name_languages_as_browsers_do():
    assert Texts("zh_Hant").tag == "zh-Hant"
    assert Texts("ar").locale.text_direction == "rtl"
