"""Kinds of people whom a rehearsal makes up: what cannot be is told with its place, and shares are kept."""

from collections import Counter

import pytest
from definitions import study_in

from kapsurvey.errors import DefinitionError
from kapsurvey.questionnaire.kinds import Kind, in_wave, kind_at
from kapsurvey.questionnaire.load import load, read


def kinds(tmp_path, text):
    study_in(tmp_path / "questionnaires")
    folder = tmp_path / "questionnaires" / "village"
    (folder / "rehearsal.yaml").write_text(text, encoding="utf-8")
    return folder


def told(tmp_path, text):
    return [str(one).removeprefix("village/rehearsal.yaml:") for one in read(kinds(tmp_path, text)).mistakes]


def test_kinds_are_read_with_their_answers(tmp_path):
    text = "kinds:\n- {name: all, share: 100, answers: {HARM: {1: 20, 3: 80}, OFFERED: {1: 40, 2: 0}}}\n"
    study = load(kinds(tmp_path, text))
    assert study.kinds == (Kind("all", 100, (), {"HARM": {1: 20, 3: 80}, "OFFERED": {1: 40, 2: 0}}),)


def test_study_needs_none(tmp_path):
    assert study_in(tmp_path / "questionnaires").kinds == ()


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("people: []", "1:1: the rehearsal has no key `people`"),
        ("kinds: [{share: 100, answers: {}}]", "1:9: a kind of people lacks `name`"),
        ("kinds: [{name: a, share: 100}]", "1:9: a kind of people lacks `answers`"),
        ("kinds: [{name: a, share: 90, answers: {}}]", "1:9: the shares of all kinds add up to 90"),
        ("kinds: [{name: a, share: 100, answers: {NONE: {1: 100}}}]", "1:41: there is no select_one or"),
        ("kinds: [{name: a, share: 100, answers: {HARM: {7: 100}}}]", "1:48: `HARM` has no choice 7"),
        ("kinds: [{name: a, share: 100, answers: {HARM: {1: 60}}}]", "1:47: the answers to `HARM` add up to 60"),
        ("kinds: [{name: a, share: 100, answers: {HARM: {yes: 100}}}]", "1:48: `yes` is not the name of a choice"),
        ("kinds: [{name: a, share: 100, answers: {OFFERED: {1: 140}}}]", "1:54: 140 is more than all"),
        ("kinds: [{name: a, share: 100, answers: {OFFERED: 1}}]", "1:50: answers must be a mapping"),
        ("kinds: [{name: a, share: 50, waves: [x], answers: {}}]", "1:9: the shares of all kinds in wave x add up"),
    ],
)
def test_what_cannot_be_made_up_is_told_with_its_place(tmp_path, text, mistake):
    found = told(tmp_path, text)
    assert [one.startswith(mistake) for one in found] == [True], found


def test_mistakes_stop_the_study(tmp_path):
    with pytest.raises(DefinitionError):
        load(kinds(tmp_path, "kinds: [{name: a, share: 1, answers: {}}]"))


def test_people_are_spread_over_the_kinds_by_their_shares():
    three = [Kind("a", 20, (), {}), Kind("b", 50, (), {}), Kind("c", 30, (), {})]
    assert Counter(kind_at(three, place / 100).name for place in range(100)) == {"a": 20, "b": 50, "c": 30}
    assert kind_at([], 0.5) is None


def test_kinds_of_other_waves_are_not_in_it():
    kinds = [Kind("a", 100, ("one",), {}), Kind("b", 100, ("two",), {}), Kind("c", 100, (), {})]
    assert [kind.name for kind in in_wave(kinds, "two")] == ["b", "c"]
