"""Tells conditions that no answers can make true from those that some answers may.

Every answer is tried that could matter: each choice and each set of choices; for numbers, days and texts those that
the conditions name, their neighbours and what lies between. A comparison that needs more than that, such as
``A + B > 10``, may be true or false as one likes. So a condition that is called impossible is; the reverse is not
promised.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, combinations, islice, pairwise, product

from kapsurvey.questionnaire.expression import Expression, Tree, evaluate
from kapsurvey.questionnaire.expression_syntax import is_day
from kapsurvey.questionnaire.model import Cell, Question, Value

_MOST_TRIALS = 5_000
_MOST_CHOICES = 8
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
_ANY_DAY = "2026-06-01"


@dataclass(frozen=True)
class World:
    """What conditions may look at, and what each answer presupposes."""

    questions: Mapping[str, Question]
    gates: Mapping[str, tuple[Tree, ...]]
    """Question -> what holds wherever it is asked."""
    around: Mapping[str, tuple[str, ...]]
    """Values of names that are no questions; a day or any text where a name is not listed."""

    def can_hold(self, conditions: Iterable[Expression]) -> bool:
        """Whether some answers may make all conditions true; false only where none can."""
        trees = [condition.tree for condition in conditions]
        alone = World(self.questions, {}, self.around)
        return alone._some_trial_holds(trees) and self._some_trial_holds(trees)

    def _some_trial_holds(self, trees: list[Tree]) -> bool:
        names = self._closure(trees)
        gates = {name: [self._simple(gate) for gate in self._presupposed(name)] for name in names}
        goal = [self._simple(tree) for tree in trees]
        free = [name for name in _names([goal, *gates.values()]) if name not in names]
        constants = list(_constants([trees, *(self._presupposed(name) for name in names)]))
        tried = [self._values(name, constants) for name in names]
        trials = product(*tried, *([1, None] for _ in free))
        known = (dict(zip((*names, *free), values, strict=True)) for values in trials)
        holding = (all(_true(t, k) for t in goal) and self._consistent(k, gates) for k in islice(known, _MOST_TRIALS))
        too_many = math.prod(map(len, tried)) * 2 ** len(free) > _MOST_TRIALS
        return any(holding) or too_many

    def _closure(self, trees: list[Tree]) -> list[str]:
        """The names that the conditions look at, and those that these presuppose."""
        names = list(dict.fromkeys(_names(trees)))
        for name in names:
            names += [new for new in dict.fromkeys(_names(self._presupposed(name))) if new not in names]
        return names

    def _presupposed(self, name: str) -> list[Tree]:
        question = self.questions.get(name)
        if question is None or name not in self.gates:
            return []
        return [*self.gates[name], *(choice.relevant.tree for choice in question.choices if choice.relevant)]

    def _consistent(self, known: Mapping[str, Value], gates: Mapping[str, list[Tree]]) -> bool:
        """Whether every answer that is there was asked for, and every choice that is picked was offered."""
        given = [name for name in gates if name in self.gates and known[name] is not None]
        asked = all(_true(gate, known) for name in given for gate in gates[name][: len(self.gates[name])])
        return asked and all(self._offered(name, known) for name in given)

    def _offered(self, name: str, known: Mapping[str, Value]) -> bool:
        value = known[name]
        picked = value if isinstance(value, list) else [value]
        choices = (choice for choice in self.questions[name].choices if choice.name in picked and choice.relevant)
        return all(choice.relevant is None or _true(self._simple(choice.relevant.tree), known) for choice in choices)

    def _simple(self, tree: Tree) -> Tree:
        """The condition with each comparison that cannot be tried out replaced by a free yes or no."""
        if not isinstance(tree, list) or tree[0] in ("and", "or", "not"):
            return [tree[0], *map(self._simple, tree[1:])] if isinstance(tree, list) else tree
        return tree if self._is_tried(tree) else ["==", ["answer", f"?{json.dumps(tree)}"], 1]

    def _is_tried(self, tree: list[Tree]) -> bool:
        names = list(_names(tree))
        if all(self._is_listed(name) for name in names) or tree[0] == "answered":
            return True
        literal = len(names) == 1 and all(map(_is_name_or_literal, tree[1:]))
        lists = any(self._is_list(name) for name in names)
        choices = all(name in self.questions and bool(self.questions[name].choices) for name in names)
        if tree[0] in _COMPARISONS:
            return literal and not lists
        return literal and tree[0] in ("in", "not in", "any_of", "all_of") and (choices or not lists)

    def _is_listed(self, name: str) -> bool:
        """Whether all values of an answer are tried."""
        question = self.questions.get(name)
        if question is None:
            return name in self.around
        short = len(question.choices) <= _MOST_CHOICES
        return question.type == "select_one" or (question.type in ("select_multiple", "rank") and short)

    def _is_list(self, name: str) -> bool:
        return name in self.questions and self.questions[name].type in ("select_multiple", "rank", "integer_grid")

    def _values(self, name: str, constants: list[Value]) -> list[Value]:
        question = self.questions.get(name)
        if question is None:
            return [*self.around.get(name, ()), *([] if name in self.around else _texts(constants))]
        match question.type:
            case "select_one":
                return [*(choice.name for choice in question.choices if not choice.end), None]
            case "select_multiple" | "rank":
                return [*_sets(question, constants), None]
            case "integer_grid":
                some: dict[str, Cell] = {row.name: 1 for row in question.rows}
                return [some, None]
            case "integer" | "decimal":
                return [*_numbers(question, constants), None]
            case "calculate":
                return [*_numbers(question, constants), *_texts(constants), None]
            case _:
                texts = _texts([*constants, question.min, question.max])
                return [*(text for text in texts if _within(question, text)), None]


def _sets(question: Question, constants: list[Value]) -> Iterator[Value]:
    """The sets of choices that may be ticked together; of many choices, only those that the conditions name count."""
    going_on = [choice for choice in question.choices if not choice.end]
    alone = [choice.name for choice in going_on if choice.exclusive or choice.missing]
    names = [choice.name for choice in going_on if choice.name not in alone]
    if len(question.choices) > _MOST_CHOICES:
        unnamed = [name for name in names if name not in constants]
        names = [name for name in names if name in constants] + unnamed[:1]
    most = min(question.max_choices or len(names), len(names))
    yield from ([name] for name in alone)
    yield from map(list, chain.from_iterable(combinations(names, n) for n in range(1, most + 1)))


def _numbers(question: Question, constants: list[Value]) -> list[Value]:
    """Numbers on both sides of each that is named, and between them, within the bounds."""
    bounds = [float(bound) for bound in (question.min, question.max) if bound is not None]
    named = sorted({0.0, *bounds, *(float(n) for n in constants if isinstance(n, int | float))})
    near = [number + step for number in named for step in (-1, 0, 1)] + [(a + b) / 2 for a, b in pairwise(named)]
    if question.type == "integer":
        near = [float(whole) for number in near for whole in (math.floor(number), math.ceil(number))]
    low, high = float(question.min or "-inf"), float(question.max or "inf")
    return [number for number in dict.fromkeys(near) if low <= number <= high]


def _texts(constants: list[Value]) -> list[Value]:
    """The texts that are named, days next to them, another day and another text."""
    named = [text for text in constants if isinstance(text, str)]
    days = [text for text in named if is_day(text)] or [_ANY_DAY]
    return list(dict.fromkeys([*named, *(day for text in days for day in _days_around(text)), "".join(named) + "x"]))


def _days_around(text: str) -> list[str]:
    day = date.fromisoformat(text)
    steps = [step for step in (-1, 0, 1) if date.min.toordinal() <= day.toordinal() + step <= date.max.toordinal()]
    return [(day + timedelta(days=step)).isoformat() for step in steps]


def _within(question: Question, text: Value) -> bool:
    if question.type != "date":
        return True
    return is_day(text) and (question.min or "") <= str(text) <= (question.max or "9999-12-31")


def _true(tree: Tree, known: Mapping[str, Value]) -> bool:
    return evaluate(tree, known) is True


def _names(tree: object) -> Iterator[str]:
    """The answers that a tree, or a list of trees, looks at."""
    if isinstance(tree, list):
        if len(tree) == 2 and tree[0] == "answer":
            yield str(tree[1])
        else:
            for part in tree:
                yield from _names(part)


def _is_name_or_literal(part: Tree) -> bool:
    return not isinstance(part, list) or part[0] in ("answer", "date", "list")


def _constants(tree: object) -> Iterator[Value]:
    """Numbers and texts in a tree, or in a list of trees."""
    if isinstance(tree, list):
        if tree[:1] != ["answer"]:
            for part in tree[1:] if tree and isinstance(tree[0], str) else tree:
                yield from _constants(part)
    elif isinstance(tree, int | float | str):
        yield tree
