"""Random order: everybody has one, chance alone decides it, and what is fixed stays where it is."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from kapsurvey.questionnaire import order
from kapsurvey.questionnaire.model import Choice, Page, Question, Questionnaire, Row

SEEDS = [f"{number:032x}" for number in range(6_000)]


def question(name, **keys):
    return Question(name, "integer", "x", **keys)


def names(things):
    return [thing.name for thing in things]


def test_nothing_moves_where_nothing_is_random():
    choices = tuple(Choice(name, "x") for name in range(9))
    page = Page("p", (question("A"), question("B")))
    assert order.choices(Question("Q", "select_one", "x", choices=choices), "00") == choices
    assert order.rows(Question("Q", "integer_grid", "x", rows=(Row("a", "x"), Row("b", "x"))), "00")[0].name == "a"
    assert order.questions(page, "00") == page.questions


def test_fixed_choices_and_missing_marks_keep_their_places():
    choices = (Choice(1, "x"), Choice(2, "x", fixed=True), Choice(3, "x"), Choice(4, "x"), Choice(9, "x", missing="dk"))
    shown = [names(order.choices(Question("Q", "select_one", "x", choices=choices, randomize=True), s)) for s in SEEDS]
    assert {(order_[1], order_[4]) for order_ in shown} == {(2, 9)}
    assert len({tuple(order_) for order_ in shown}) == 6


def test_fixed_rows_keep_their_places():
    rows = (Row("a", "x"), Row("b", "x", fixed=True), Row("c", "x"))
    grid = Question("Q", "integer_grid", "x", rows=rows, randomize=True)
    assert {tuple(names(order.rows(grid, seed))) for seed in SEEDS[:50]} == {("a", "b", "c"), ("c", "b", "a")}


def test_fixed_questions_and_notes_keep_their_places():
    page = Page(
        "p", (Question("N", "note", "x"), question("A"), question("B", fixed=True), question("C")), randomize=True
    )
    shown = {tuple(names(order.questions(page, seed))) for seed in SEEDS[:50]}
    assert shown == {("N", "A", "B", "C"), ("N", "C", "B", "A")}


def test_only_neighbours_with_the_same_word_change_places_and_the_end_stays_away():
    shuffles = {"a": None, "b": "s", "c": "s", "d": "t", "e": "t", "f": None}
    pages = tuple(Page(name, (question(f"Q_{name}"),), shuffle=word) for name, word in shuffles.items())
    asked = Questionnaire("s", "t", (*pages, Page("end", (), end=True)))
    shown = {"".join(names(order.pages(asked, seed))) for seed in SEEDS[:100]}
    assert shown == {"abcdef", "acbdef", "abcedf", "acbedf"}


def test_every_order_has_the_same_chance():
    choices = tuple(Choice(name, "x") for name in (1, 2, 3))
    asked = Question("Q", "select_one", "x", choices=choices, randomize=True)
    counts = Counter(tuple(names(order.choices(asked, seed))) for seed in SEEDS)
    assert len(counts) == 6
    # 6,000 seeds: 1,000 of each expected, with a standard deviation of 29.
    assert all(850 < count < 1150 for count in counts.values())


def test_orders_of_two_questions_are_independent():
    choices = (Choice(1, "x"), Choice(2, "x"))
    first, second = (Question(name, "select_one", "x", choices=choices, randomize=True) for name in ("A", "B"))
    pairs = Counter((order.choices(first, s)[0].name, order.choices(second, s)[0].name) for s in SEEDS)
    assert all(1300 < count < 1700 for count in pairs.values())
    assert len(pairs) == 4


@settings(derandomize=True, deadline=None)
@given(fixed=st.lists(st.booleans(), max_size=12), seed=st.text(max_size=20), of=st.text(max_size=5))
def test_shuffle_is_a_permutation_that_keeps_fixed_places_and_depends_on_the_seed_alone(fixed, seed, of):
    things = list(enumerate(fixed))
    shown = order.shuffled(things, seed=seed, of=of, name=lambda thing: str(thing[0]), fixed=lambda thing: thing[1])
    assert sorted(shown) == things
    assert all(shown[place] == thing for place, thing in enumerate(things) if thing[1])
    again = order.shuffled(things, seed=seed, of=of, name=lambda thing: str(thing[0]), fixed=lambda thing: thing[1])
    assert again == shown
