"""``questionnaires/README.md`` lists just the keys that the loader knows."""

import re

import pytest

from kapsurvey.paths import QUESTIONNAIRES

README = (QUESTIONNAIRES / "README.md").read_text(encoding="utf-8")
DEFINITION = """
pages:
- name: one
  zzz: 1
  questions:
  - name: A
    type: integer_grid
    label: x
    zzz: 1
    rows: [{name: a, label: x, zzz: 1}]
    media: {zzz: 1}
    kap: {role: practice, zzz: 1}
  - {name: B, type: select_one, label: x, choices: [{name: 1, label: x, zzz: 1}]}
zzz: 1
"""


@pytest.fixture
def known(mistakes):
    """What has which keys, in the words of the mistake about an unknown one."""
    told = mistakes(
        DEFINITION,
        fieldwork="zzz: 1\nsampling: {zzz: 1}",
        analysis="indicators: [{zzz: 1}]\noutcomes: [{zzz: 1}]\nbeliefs: [{zzz: 1}]\n"
        "briefs: [{zzz: 1}]\nnorm_gaps: [{zzz: 1}]",
        facts="- {zzz: 1, signed_off: {zzz: 1}}",
    )
    found = (re.search(r": (.*) has no key `zzz`: use one of: (.*)", mistake) for mistake in told)
    return {match[1]: set(match[2].split(", ")) for match in found if match}


def table_under(heading):
    """The keys in the first column of the table under a heading."""
    section = README.split(f"{heading}\n", 1)[1].split("\n#", 1)[0]
    return {key for row in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE) for key in re.findall(r"`(\w+)`", row)}


@pytest.mark.parametrize(
    ("what", "heading"),
    [
        ("the questionnaire", "## questionnaire.yaml"),
        ("a page", "### A page"),
        ("a question", "### A question"),
        ("fieldwork", "## fieldwork.yaml"),
    ],
)
def test_table_lists_every_key_and_no_other(known, what, heading):
    assert table_under(heading) == known[what]


@pytest.mark.parametrize(
    "what",
    [
        "a choice",
        "a row",
        "media",
        "kap",
        "sampling",
        "an indicator",
        "an outcome",
        "a belief",
        "a brief",
        "a norm gap",
        "a fact",
        "a sign-off",
    ],
)
def test_every_other_key_is_mentioned(known, what):
    assert {key for key in known[what] if not re.search(rf"\b{key}\b", README)} == set()
