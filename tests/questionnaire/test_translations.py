"""Everything that keeps a language from being complete is told at the line of its translation."""

import pytest

from kapsurvey.i18n import Catalogue, Sentence
from kapsurvey.questionnaire.strings import sentences
from kapsurvey.questionnaire.translations import interface_mistakes, mistakes, progress


@pytest.fixture
def small(study):
    """A study of three sentences."""
    return study(
        "pages: [{name: one, questions: [{name: A, type: integer, label: 'Ask ${who}'}]}]", fieldwork="words: {who: us}"
    )


def translated(study, **changes):
    """A whole catalogue with one translation changed."""
    whole = {
        key: Sentence(text.upper().replace("WHO", "who"), text, "draft", False, 10 * number)
        for number, (key, text) in enumerate(sentences(study).items(), start=1)
    }
    assert list(whole) == ["title", "A", "word.who"]
    return Catalogue({**whole, **{key: sentence for key, sentence in changes.items() if sentence}})


@pytest.fixture
def told(small):
    """Mistakes of a catalogue in which the translation of ``Ask ${who}``, in line 20, is another."""

    def found(text, source="Ask ${who}", status="draft", fuzzy=False):
        catalogue = translated(small, A=Sentence(text, source, status, fuzzy, 20))
        return [str(mistake) for mistake in mistakes(small, "vi", catalogue, file="vi.po")]

    return found


def test_whole_translation_has_no_mistakes_whatever_its_states(small):
    assert list(mistakes(small, "vi", translated(small), file="vi.po")) == []


@pytest.mark.parametrize(
    ("translation", "mistake"),
    [
        ({"text": ""}, "`A` is not translated: write its msgstr"),
        ({"text": "\n"}, "`A` is not translated: write its msgstr"),
        ({"text": "Hỏi ${who}", "fuzzy": True},
         "the source of `A` has changed: translate it again, then remove the word fuzzy"),
        ({"text": "Hỏi ${who}", "source": "Ask"},
         "the source of `A` has changed: run `kapsurvey strings tiny`, then translate again"),
        ({"text": "Hỏi"},
         "the translation has lost ${who}: put it where it belongs in the sentence, unchanged"),
        ({"text": "Hỏi ${who} ${ai}"},
         "the translation has ${ai}, which the source has not: remove it, or write it as in the source"),
        ({"text": "Hỏi <b>${who}</b>"}, "the translation has <b>, and the source has no tags: write plain text"),
        ({"text": "Hỏi <script src=x ${who}"},
         "the translation has <script, and the source has no tags: write plain text"),
        ({"text": "Hỏi\x07 ${who}"},
         "the translation has the character U+0007, which cannot be seen: remove it"),
        ({"text": "\u202eHỏi ${who}"},
         "a mark for the direction of writing is opened and not closed, or the reverse: remove or close it"),
        ({"text": "Hỏi ${who}", "status": "finished"},
         "`status: finished` says nothing: use one of: draft, reviewed, adjudicated, pretested, final"),
    ],
)  # fmt: skip
def test_mistakes_in_one_translation(told, translation, mistake):
    assert told(**translation) == [f"vi.po:20:1: {mistake}"]


def test_changed_placeholder_is_both_lost_and_invented(told):
    assert [mistake.split(": ")[1] for mistake in told("Hỏi ${Who}")] == [
        "the translation has lost ${who}",
        "the translation has ${Who}, which the source has not",
    ]


def test_placeholder_may_stand_elsewhere_or_twice(told):
    assert told("${who}, ${who} hỏi") == []


def test_tag_is_free_where_the_source_has_one_and_a_comparison_is_no_tag(study):
    asked = study("pages: [{name: one, questions: [{name: A, type: note, label: 'Bold <b>words</b>'}]}]")
    catalogue = Catalogue(
        {
            "title": Sentence("1 < 2 > 0", "Tiny", "draft", False, 1),
            "A": Sentence("<b>Chữ</b>", "Bold <b>words</b>", "draft", False, 2),
        }
    )
    assert list(mistakes(asked, "vi", catalogue, file="vi.po")) == []


def test_sentence_that_is_missing_and_one_that_the_study_does_not_have(small):
    whole = translated(small).sentences
    catalogue = Catalogue({"title": whole["title"], "A": whole["A"], "B": Sentence("x", "y", "draft", False, 40)})
    assert [str(mistake) for mistake in mistakes(small, "vi", catalogue, file="vi.po")] == [
        "vi.po:1:1: `word.who` is missing: run `kapsurvey strings tiny`, then translate it",
        "vi.po:40:1: the study has no sentence `B`: run `kapsurvey strings tiny`",
    ]


def test_language_without_any_translation_is_one_mistake(small):
    assert [str(mistake) for mistake in mistakes(small, "vi", Catalogue(), file="vi.po")] == [
        "vi.po:1:1: there is no translation into vi:"
        " run `kapsurvey strings tiny` and translate, or take vi out of `languages:`"
    ]


def test_progress_counts_what_can_be_used_by_state(small):
    final = Sentence("Hỏi ${who}", "Ask ${who}", "final", False, 20)
    assert progress(small, translated(small, A=final)) == {"draft": 2, "final": 1}
    lost = Sentence("Hỏi", "Ask ${who}", "final", False, 20)
    assert progress(small, translated(small, A=lost)) == {"draft": 2}
    assert progress(small, Catalogue()) == {}


def interface(text, source, fuzzy=False):
    catalogue = Catalogue({source: Sentence(text, source, "draft", fuzzy, 7)})
    return [str(mistake) for mistake in interface_mistakes("vi", catalogue, file="ui.po")]


@pytest.mark.parametrize(
    ("text", "source", "mistake"),
    [
        ("", "Next", "this is not translated: write its msgstr"),
        ("Trang", "Page %(n)s", "the translation has lost %(n)s:"
                                " put it where it belongs in the sentence, unchanged"),
        ("Trang %(n)s %(m)s", "Page %(n)s", "the translation has %(m)s, which the source has not:"
                                            " remove it, or write it as in the source"),
        ("Trang %(n)s %", "Page %(n)s", "a per cent sign stands alone: write two: %%"),
        ("<i>Tiếp</i>", "Next", "the translation has <i>, and the source has no tags: write plain text"),
    ],
)  # fmt: skip
def test_mistakes_in_the_interface(text, source, mistake):
    assert interface(text, source) == [f"ui.po:7:1: {mistake}"]


def test_interface_that_speaks_no_word_of_a_language():
    assert [str(mistake) for mistake in interface_mistakes("km", Catalogue(), file="ui.po")] == [
        "ui.po:1:1: the interface has no texts in km: run `kapsurvey strings --interface` and translate"
    ]
