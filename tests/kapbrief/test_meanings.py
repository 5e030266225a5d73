"""What does not mean the same in every language is not ranked, and leads no brief."""

from dataclasses import replace

import numpy as np
import pytest

from kapbrief.brief import Block, briefs
from kapbrief.brief_page import brief_page
from kapbrief.findings import Raise
from kapbrief.gaining import gaining
from kapbrief.indicators import estimates
from kapbrief.languages import Meaning
from kapbrief.meanings import of_indicators, of_questions
from kapbrief.messages import messages
from kapbrief.messages_page import messages_page
from kapbrief.release import read_release
from kapbrief.scales import scales

DIFFERS, SAME = Meaning.DIFFERS, Meaning.SAME
PLAN = {
    "margins": [], "outcomes": [{"question": "P2", "codes": [2, 3], "among": [2, 3, 4]}], "messengers": ["D2"],
    "beliefs": [{"question": name, "codes": [4, 5], "family": "attitude"} for name in ("A1", "A2", "A4")],
    "sampling": {"design": "census", "population": 300, "population_source": "", "finite_population_correction": True},
}  # fmt: skip


def person(number, base):
    """Who agrees with A1 has the outcome far more often, with A2 somewhat, with A4 less often than others."""
    likely = 3 + 4 * (number % 2) + 2 * (number // 2 % 2) - 2 * (number // 4 % 2)
    return base | {
        "P2": 2 if number // 8 % 10 < likely else 4, "A1": 5 if number % 2 else 1, "A2": 5 if number // 2 % 2 else 1,
        "A4": 5 if number // 4 % 2 else 1, "D2": 1 if number % 5 else 2,
    }  # fmt: skip


@pytest.fixture(scope="module")
def told(folder_in, people, tmp_path_factory):
    everybody = [person(number, people[number % 40]) for number in range(240)]
    results = estimates(read_release(folder_in(tmp_path_factory.mktemp("meanings"), everybody, **PLAN)))
    return messages(results, scales(results))


def beside(told, **meanings):
    """The messages, had the questions these meanings."""
    return replace(told, outcomes=gaining(told.results.release, meanings))


def ranked(told):
    return [row.belief.name for row in told.outcomes[0].ranked]


def apart(told):
    return [row.belief.name for row in told.outcomes[0].apart]


def test_indicator_with_a_question_that_a_language_finds_easier_differs(many):
    tested = scales(many)
    assert (of_questions(tested)["K3"], of_questions(tested)["A1"]) == (DIFFERS, SAME)
    assert of_indicators(tested) == {"K_LAW": SAME, "ATT": SAME, "K_THREE": DIFFERS}


def test_index_of_which_a_language_answers_one_question_higher_differs_with_all_its_questions(many):
    """No question of a factor model is tested alone: the average is what cannot be compared."""
    release = many.release
    column, spoken = release.answers["A1"], np.array(release.languages)
    higher = np.where(spoken == "vi", np.minimum(column.numbers + 2, 5), column.numbers)
    answers = {**release.answers, "A1": replace(column, numbers=higher)}
    tested = scales(estimates(replace(release, answers=answers)))
    assert of_indicators(tested)["ATT"] is DIFFERS
    assert {of_questions(tested)[name] for name in ("A1", "A2", "A3", "A4", "A5")} == {DIFFERS}


def test_questions_of_few_people_cannot_be_tested(results):
    assert set(of_questions(scales(results())).values()) == {Meaning.UNTESTABLE}


def test_belief_that_is_not_comparable_has_no_rank_and_takes_none(told):
    assert ranked(told) == ["A1", "A2", "A4"]
    found = beside(told, A1=DIFFERS)
    assert (ranked(found), apart(found)) == (["A2", "A4"], ["A1"])
    assert [row.told.rank.rank for row in found.outcomes[0].ranked] == [1, 2]


def test_outcome_that_is_not_comparable_ranks_nothing(told):
    found = beside(told, P2=DIFFERS)
    assert (ranked(found), apart(found)) == ([], ["A1", "A2"])


def test_belief_that_is_not_comparable_stands_apart_with_its_reason_and_no_number(told):
    block = messages_page(beside(told, A1=DIFFERS), "en").sections[0].blocks[0]
    last = block.lines[-1]
    assert (last.of.text, last.numbers) == ("About A1", ())
    assert last.why_not == "Not ranked: not comparable between languages"
    assert [line.of.text for line in block.lines].count("About A1") == 1


def test_belief_against_the_outcome_stays_among_those_not_to_be_raised_and_is_marked(told):
    found = beside(told, A4=DIFFERS)
    assert apart(found) == []
    (row,) = (row for row in found.outcomes[0].rows if row.belief.name == "A4")
    assert row.told.raised is Raise.DO_NOT
    (line,) = messages_page(found, "en").sections[1].blocks[0].lines
    assert line.remark == "Not comparable between languages"


def test_finding_that_rests_on_an_indicator_that_is_not_comparable_says_so(told):
    named = next(one for finding in told.findings for one in finding.decision.conditions).indicator

    def said(found):
        return [one.stands for card in messages_page(found, "en").cards for one in card.evidence]

    assert not any("Not comparable between languages" in stands for stands in said(told))
    assert any("Not comparable" in stands for stands in said(replace(told, meanings={named: DIFFERS})))


def test_brief_that_would_lead_with_what_is_not_comparable_is_blocked(told):
    found = beside(told, A1=DIFFERS)
    (brief,) = briefs(found)
    assert Block.INCOMPARABLE in brief.blocks
    assert "does not mean the same in every language" in " ".join(brief_page(brief, found, "en").blocks)
    assert Block.NO_GAIN not in brief.blocks


def test_brief_may_lead_with_what_is_comparable_though_a_later_belief_is_not(told):
    (brief,) = briefs(beside(told, A2=DIFFERS, A1=SAME, P2=SAME))
    assert Block.INCOMPARABLE not in brief.blocks
    assert [row.belief.name for row in brief.leading] == ["A1"]


@pytest.mark.parametrize(("meaning", "said"), [(SAME, "No difference found"), (Meaning.UNTESTABLE, "Not testable")])
def test_evidence_tells_whether_the_leading_belief_means_the_same_everywhere(told, meaning, said):
    found = beside(told, A1=meaning, P2=SAME)
    (brief,) = briefs(found)
    *_, evidence = brief_page(brief, found, "en").points
    assert evidence.items[-1].said.text == said
