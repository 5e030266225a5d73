"""A tree of invitations shows who invited whom, and nothing else of anybody."""

from dataclasses import fields

import pytest

from kapbrief.charts.marks import WIDTH
from kapbrief.charts.recruitment import Node, Outcome, placed, recruitment_tree
from kapbrief.charts.sheet import Frame
from kapbrief.texts import Texts

FRAME = Frame("recruitment", "Who invited whom", "A tree.", (), ())
COMPLETE, PARTIAL, NONE = Outcome


def node(name, parent=None, wave=0, outcome=COMPLETE):
    return Node(name, parent, wave, outcome)


SMALL = (node("a"), node("b", "a", 1), node("c", "a", 1), node("d", "b", 2), node("e"))


def chain(people, branches=2):
    """A sample of so many people in which everybody invites as many others."""
    nodes = [node("p000")]
    for number in range(1, people):
        parent = nodes[(number - 1) // branches]
        nodes.append(
            node(f"p{number:03}", parent.id, parent.wave + 1, Outcome.PARTIAL if number % 3 == 0 else COMPLETE)
        )
    return nodes


def drawn(nodes, smallest=10, language="en"):
    return recruitment_tree(FRAME, nodes, smallest, Texts(language))


def of_tree(chart, key):
    return chart.dots[key:]


def test_everybody_stands_above_the_middle_of_those_they_invited():
    place = {one.node.id: one.place for one in placed(SMALL)}
    assert place["a"] == (place["b"] + place["c"]) / 2
    assert place["d"] == place["b"]


def test_nobody_of_a_wave_stands_on_another():
    spots = [(one.node.wave, one.place) for one in placed(chain(200, 3))]
    assert len(set(spots)) == len(spots) == 200


def test_waves_go_down_and_each_person_has_one_line_to_who_invited_them():
    chart = drawn(chain(31), smallest=5)
    lines = [line for line in chart.lines if line.paint == "quiet"]
    assert len(lines) == 30
    assert all(line.y2 > line.y1 for line in lines)
    assert [words.text for words in chart.words if words.x == 0][-5:] == ["Seeds", *(f"Wave {n}" for n in range(1, 5))]


def test_order_of_the_people_given_does_not_matter():
    assert drawn(chain(40)) == drawn(chain(40)[::-1])


def test_outcomes_have_their_own_signs_where_enough_have_each():
    chart = drawn(chain(40))
    hollow = [dot for dot in of_tree(chart, 2) if dot.hollow]
    assert len(hollow) == sum(one.outcome is PARTIAL for one in chain(40)) == 13


def test_all_have_one_sign_where_few_have_the_same_outcome():
    people = [*chain(40), node("few", "p000", 1, NONE)]
    chart = drawn(people)
    assert len({(dot.paint, dot.hollow, dot.shape) for dot in chart.dots}) == 1
    assert "a person who took part" in [words.text for words in chart.words]


def test_few_people_have_no_tree():
    assert drawn(SMALL, smallest=10) is None


def test_person_whose_inviter_is_not_known_begins_a_tree_of_their_own():
    assert len(placed([node("a"), node("b", "gone", 3)])) == 2


@pytest.mark.parametrize("people", [10, 60, 500])
def test_large_samples_fit_the_sheet(people):
    chart = drawn(chain(people))
    assert all(dot.x - dot.radius > 0 and dot.x + dot.radius < WIDTH for dot in chart.dots)
    assert all(dot.y + dot.radius <= chart.height for dot in chart.dots)


def test_nothing_is_known_of_a_person_but_their_place():
    assert [field.name for field in fields(Node)] == ["id", "parent", "wave", "outcome"]
    text = " ".join(words.text for words in drawn(chain(40)).words)
    assert "p000" not in text
