"""The code by which waves find the same person: named in the analysis, held against the questionnaire."""

import pytest

PAGES = """
pages:
- name: one
  questions:
  - {name: L, type: code, label: x, max_length: 5}
  - {name: T, type: text, label: x}
"""


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("D", "there is no question `D`: correct the name"),
        ("T", "`T` is no code: name a question of type code, which people make up themselves"),
    ],
)
def test_what_is_no_code_is_told_with_its_place(mistakes, name, told):
    assert mistakes(PAGES, analysis=f"link_code: {name}") == [f"analysis.yaml:1:12: {told}"]


def test_question_of_type_code_links_waves(mistakes):
    assert mistakes(PAGES, analysis="link_code: L") == []
