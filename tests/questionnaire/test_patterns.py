"""A pattern is one that the server and a phone understand alike, and that a phone has soon done."""

import pytest
import re2

from kapsurvey.questionnaire import patterns

FINE = [
    "[A-Z]{2}[0-9]+",
    r"\d{1,3}(?:\.\d{1,3}){3}",
    r"[^@ ]+@[^@ ]+\.[a-z]+",
    r"\+?[0-9 ()/.-]{6,20}",
    r"(red|green|blue)(, (red|green|blue))?",
    r"^\p{Lu}\p{L}*$",
    r"[\p{L}\p{M}' -]+",
    r"(?:ab)*",
    r"[-a\]\[\-]+",
    r"[-]|[^-]",
    "",
    ".*",
    "ngà voi 🐘+",
]
STRANGE = [
    (r"\pL", 0),
    (r"a\-b", 1),
    (r"a{", 1),
    (r"a}", 1),
    (r"]", 0),
    (r"[]a]", 0),
    (r"[[:alpha:]]", 0),
    (r"[\w-.]", 0),
    (r"a+?", 2),
    (r"x(?i)a", 1),
    (r"(?P<n>a)", 0),
    (r"(?<n>a)", 0),
    (r"\s*", 0),
    (r"a\b", 1),
    (r"\x41", 0),
    (r"\Qa\E", 0),
    (r"\p{Greek}", 0),
    (r"\p{C}", 0),
    (r"^*", 1),
]
TOO_MANY = [
    "(a+)+",
    "(a|b)*",
    "(?:a?){500}",
    "(([a-z])+.)+",
    "(.*){3,}",
    "[a-z]*[a-z]*[a-z]*[a-z]*",
    "(?:[a-z]+,){0,4}",
    "(((a{0,9}){0,9}){0,9})",
]


def fits(pattern, text):
    return patterns.compiled(pattern).fullmatch(text) is not None


@pytest.mark.parametrize("pattern", FINE)
def test_pattern_is_fine(pattern):
    assert patterns.trouble(pattern, 500) is None


@pytest.mark.parametrize(("pattern", "offset"), STRANGE)
def test_pattern_that_phones_read_differently_is_named_from_where_on(pattern, offset):
    found = patterns.trouble(pattern, 500)
    assert found is not None
    assert (found.offset, found.wrong) == (offset, "a phone may understand the pattern differently from here on")


@pytest.mark.parametrize("pattern", TOO_MANY)
def test_pattern_with_too_many_ways_is_refused(pattern):
    found = patterns.trouble(pattern, 500)
    assert found is not None
    assert found.wrong == "a text may fit the pattern in more ways than a phone can try"


def test_shorter_texts_leave_room_for_more_repetitions():
    assert patterns.trouble("[a-z]+-[a-z]+-[a-z]+-[a-z]+", 500) is not None
    assert patterns.trouble("[a-z]+-[a-z]+-[a-z]+-[a-z]+", 100) is None


def test_pattern_that_hangs_other_engines_is_answered_at_once_by_the_server():
    assert fits("(a+)+$", "a" * 400)
    assert not fits("(a+)+$", "a" * 400 + "!")


def test_pattern_knows_the_letters_of_all_scripts():
    assert fits(r"\p{L}+", "Nguyễn")
    assert fits(r"\p{L}+", "ខ")
    assert not fits(r"\p{L}+", "🐘")


def test_point_stands_for_line_ends_too():
    assert fits("a.*b", "a\r\nb")


def test_pattern_that_re2_does_not_know_is_refused_without_a_word_on_the_log(capfd):
    with pytest.raises(re2.error):
        patterns.compiled(r"(a)\1")
    assert capfd.readouterr().err == ""
