"""Briefs that are for no outcome, lack a text or rest on nothing, and those that are complete."""

import pytest

PAGES = """
pages:
- name: one
  questions:
  - {name: S, type: select_one, label: x, choices: [{name: 1, label: y}, {name: 2, label: z}]}
  - name: K
    type: select_one
    label: x
    choices: [{name: 1, label: y}, {name: 2, label: z}]
    kap: {role: knowledge, indicator: LAW, fact: F-1, key: [1]}
"""
SAID = ["behaviour", "audience", "not_audience", "promise", "tone", "timing", "language", "call", "test"]
BRIEF = {"outcome": "S", **dict.fromkeys(SAID, "x"), "facts": "[F-1]", "smallest_change": "10"}


def analysis(**changes):
    """One key a line: the outcome stands in line 3, the texts in lines 4 to 12, facts in 13."""
    lines = [f"  {key}: {value}" for key, value in (BRIEF | changes).items() if value is not None]
    return "\n".join(["outcomes: [{question: S, codes: [2]}]", "briefs:", f"- {lines[0].strip()}", *lines[1:]])


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"outcome": "K"}, "3:12: `K` is no outcome: name a question listed under `outcomes:`"),
        ({"promise": None}, "3:3: a brief lacks `promise`: add `promise:`"),
        ({"tone": "[a]"}, "8:9: `tone` must be a text"),
        ({"facts": "[F-2]"}, "13:11: no knowledge question rests on `F-2`"),
        ({"facts": "[]"}, "13:10: the promise rests on no fact"),
        ({"facts": None}, "3:3: a brief lacks `facts`"),
        ({"smallest_change": "0"}, "14:20: `smallest_change` needs a whole number"),
        ({"smallest_change": "100"}, "14:20: no share changes by so much"),
        ({"next_wave": "soon"}, "15:14: `next_wave: soon` is not a day"),
        ({"call": "Ring ${S}"}, "11:14: `${S}` is not filled in here"),
        ({"mood": "x"}, "15:3: a brief has no key `mood`"),
    ],
)
def test_what_keeps_a_brief_from_being_written_is_told_with_its_place(mistakes, changes, told):
    found = mistakes(PAGES, analysis=analysis(**changes))
    assert [mistake.startswith(f"analysis.yaml:{told}") for mistake in found] == [True], found


def test_an_outcome_has_one_brief(mistakes):
    twice = analysis() + "\n" + analysis().split("briefs:\n", 1)[1]
    assert [mistake.split(": rename")[0] for mistake in mistakes(PAGES, analysis=twice)] == [
        "analysis.yaml:15:12: the brief of `S` stands twice"
    ]


def test_every_text_of_a_brief_can_be_translated(study):
    brief = study(PAGES, analysis=analysis(next_wave="2027-11-01")).plan.briefs[0]
    assert list(brief.sentences) == [f"brief.S.{name}" for name in SAID]
    assert str(brief.next_wave) == "2027-11-01"
