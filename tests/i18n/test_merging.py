"""Files follow their sources; what translators wrote is never lost, and never taken for more than it is."""

import pytest

from kapsurvey.i18n import po
from kapsurvey.i18n.merging import Source, merge
from kapsurvey.i18n.po import Message
from kapsurvey.i18n.po_writing import header, written

TOP = header("tiny", "vi")


def final(source, text, context, **more):
    return Message(source, text, context, ("status: final",), **more)


def merged(before, *sources):
    return merge([TOP, *before], sources, TOP).messages[1:]


def test_new_sentence_is_an_empty_draft():
    assert merged([], Source("How old?", "A")) == (Message("How old?", "", "A", ("status: draft",)),)


def test_sentence_that_stands_is_left_alone():
    before = final("How old?", "Bao nhiêu tuổi?", "A", notes=("In years.",), references=("x",))
    assert merged([before], Source("How old?", "A")) == (before,)


def test_changed_source_keeps_its_translation_as_a_fuzzy_draft_and_shows_what_changed():
    before = Message("How old?", "Bao nhiêu tuổi?", "A", ("Ana: checked", "status: final"), ("In years.",))
    (after,) = merged([before], Source("How old are you?", "A"))
    assert after == Message(
        "How old are you?",
        "Bao nhiêu tuổi?",
        "A",
        ("Ana: checked", "status: draft"),
        ("In years.",),
        flags=("fuzzy",),
        previous="How old?",
    )


def test_source_that_changes_again_shows_what_the_translation_was_made_of():
    (once,) = merged([final("How old?", "x", "A")], Source("How old are you?", "A"))
    (twice,) = merged([once], Source("What is your age?", "A"))
    assert (twice.source, twice.previous) == ("What is your age?", "How old?")


def test_source_that_changes_back_takes_its_translation_back_as_a_draft():
    (once,) = merged([final("How old?", "x", "A")], Source("How old are you?", "A"))
    (back,) = merged([once], Source("How old?", "A"))
    assert (back.text, back.fuzzy, back.previous, back.comments) == ("x", False, None, ("status: draft",))


def test_changed_source_of_an_empty_translation_is_just_empty():
    (after,) = merged([final("How old?", "", "A")], Source("How old are you?", "A"))
    assert after == Message("How old are you?", "", "A", ("status: draft",))


def test_translator_who_removes_the_fuzzy_mark_has_seen_the_change():
    seen = final("How old are you?", "Anh/chị bao nhiêu tuổi?", "A", previous="How old?")
    (after,) = merged([seen], Source("How old are you?", "A"))
    assert (after.previous, after.comments) == (None, ("status: final",))


@pytest.mark.parametrize("previous", [None, "How old?"])
def test_fuzzy_mark_stays_until_a_translator_removes_it(previous):
    fuzzy = final("How old are you?", "x", "A", flags=("fuzzy",), previous=previous)
    assert merged([fuzzy], Source("How old are you?", "A")) == (fuzzy,)


def test_sentence_that_is_gone_is_buried_and_comes_back_with_its_source():
    before = [final("How old?", "x", "A"), final("Where?", "y", "B")]
    gone = merged(before, Source("Where?", "B"))
    assert [(message.key, message.obsolete) for message in gone] == [("B", False), ("A", True)]
    back = merged(gone, Source("How old?", "A"), Source("Where?", "B"))
    assert list(back) == before


def test_buried_sentence_whose_source_changed_meanwhile_comes_back_fuzzy():
    gone = merged([final("How old?", "x", "A")])
    (back,) = merged(gone, Source("What is your age?", "A"))
    assert (back.obsolete, back.fuzzy, back.previous) == (False, True, "How old?")


def test_sentence_that_nobody_translated_is_not_buried():
    assert merged([Message("How old?", "", "A")]) == ()


def test_entries_stand_in_the_order_of_the_source():
    before = [final("1", "x", "A"), final("2", "x", "B")]
    assert [message.key for message in merged(before, Source("2", "B"), Source("3", "C"), Source("1", "A"))] == [
        "B", "C", "A"
    ]  # fmt: skip


def test_comment_without_status_gets_one():
    assert merged([Message("1", "x", "A", ("Ana",))], Source("1", "A"))[0].comments == ("Ana", "status: draft")


def test_placeholder_is_no_format_of_python():
    before = final("Ask ${who}", "Hỏi ${who}", "A", flags=("python-brace-format", "no-wrap"))
    assert merged([before], Source("Ask ${who}", "A"))[0].flags == ("no-wrap",)


def test_sentence_of_the_interface_that_is_reworded_keeps_its_translation_as_a_fuzzy_draft():
    before = [final("Please answer this question.", "Xin trả lời.", None), final("Next", "Tiếp", None)]
    after = merged(before, Source("Please answer this question first."), Source("Next"), Source("Back"))
    assert [(message.source, message.text, message.previous) for message in after] == [
        ("Please answer this question first.", "Xin trả lời.", "Please answer this question."),
        ("Next", "Tiếp", None),
        ("Back", "", None),
    ]


def test_sentence_with_an_id_never_takes_the_translation_of_another():
    after = merged([final("How old are you?", "x", "A")], Source("How old are you!", "B"))
    assert [(message.key, message.text, message.obsolete) for message in after] == [("B", "", False), ("A", "x", True)]


def test_new_sentence_of_the_interface_with_words_to_fill_in_says_so_to_editors():
    assert merged([], Source("Page %(n)s"))[0].flags == ("python-format",)


def test_counts_say_what_was_done():
    before = [final("1", "x", "A"), final("2", "x", "B"), final("3", "x", "C")]
    done = merge(before, [Source("1", "A"), Source("2!", "B"), Source("4", "D")], TOP)
    assert (done.added, done.changed, done.removed) == (1, 1, 1)


def test_header_of_the_file_is_kept_and_a_new_file_gets_one():
    own = Message("", "Language: vi\nLast-Translator: Ana\n", comments=("Ours.",))
    assert merge([own], [], TOP).messages == (own,)
    assert merge([], [], TOP).messages == (TOP,)


def test_second_run_changes_no_byte():
    before = [
        final("1", "x", "A"),
        final("2", "x", "B", flags=("fuzzy",), previous="0"),
        final("3", "x", "C"),
        final("9", "x", "C", obsolete=True),
    ]
    sources = [Source("1!", "A"), Source("2", "B"), Source("4 ${x}", "D")]
    once = written(merge(before, sources, TOP).messages)
    assert written(merge(po.parse(once), sources, TOP).messages) == once
