"""Tells conditions that no answers can make true from those that some answers may.

Every answer is tried that could matter. A comparison that needs more than trying, such as ``A + B > 10`` of two
numbers, may be true or false as one likes, and a search that takes too long ends in favour of the condition. So a
condition that is called impossible is impossible; the reverse is not promised.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kapsurvey.questionnaire.expression import Expression, Tree, evaluate
from kapsurvey.questionnaire.model import Choice, Question, Value
from kapsurvey.questionnaire.trials import MOST_CHOICES, texts_near, values_of

_MOST_NAMES = 20
_STEPS_EACH = 2_000
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
_MEMBERSHIPS = ("in", "not in", "any_of", "all_of")

Known = dict[str, Value]


@dataclass(frozen=True)
class Demand:
    """Something that must hold, and the names of the answers that decide it."""

    names: frozenset[str]
    holds: Callable[[Known], bool]


@dataclass
class World:
    """What conditions may look at, and what each answer presupposes."""

    questions: Mapping[str, Question]
    gates: Mapping[str, tuple[Tree, ...]]
    """Question -> what holds wherever it is asked."""
    around: Mapping[str, tuple[str, ...]]
    """Values of names that are no questions; a day or any text where a name is not listed."""
    steps: int = 100_000
    """How many answers may still be tried, over all conditions."""

    def can_hold(self, conditions: Iterable[Expression]) -> bool:
        """Whether some answers may make all conditions true; false only where none can."""
        trees = [part for condition in conditions for part in _parts(condition.tree)]
        names = self._closure(trees)
        demands = [_demand(self._simple(tree)) for tree in trees]
        demands += [demand for name in names for demand in self._presupposed(name)]
        free = {name for demand in demands for name in demand.names if name.startswith("?")}
        presupposing = [gate for name in names for gate in self._trees_before(name)]
        constants = list(_constants([trees, presupposing]))
        tried = {name: self._values(name, constants) for name in names}
        order = [*names, *sorted(free)]
        known_by = {name: frozenset(order[: place + 1]) for place, name in enumerate(order)}
        due = {name: [d for d in demands if name in d.names and d.names <= known_by[name]] for name in order}
        steps = min(self.steps, _STEPS_EACH)
        search = _Search(order, {**tried, **{name: [1, None] for name in free}}, due, steps)
        found = all(demand.holds({}) for demand in demands if not demand.names) and search.finds(0, {})
        self.steps -= steps - max(search.steps, 0)
        return found

    def _closure(self, trees: list[Tree]) -> list[str]:
        """The names that the conditions look at, and those that these presuppose, as far as the search can go."""
        names = list(dict.fromkeys(_names(trees)))
        for name in names:
            if len(names) < _MOST_NAMES:
                names += [new for new in dict.fromkeys(_names(self._trees_before(name))) if new not in names]
        return names

    def _trees_before(self, name: str) -> list[Tree]:
        if name not in self.gates or name not in self.questions:
            return []
        offers = [choice.relevant.tree for choice in self.questions[name].choices if choice.relevant]
        return [*self.gates[name], *offers]

    def _presupposed(self, name: str) -> Iterator[Demand]:
        """An answer is there only where it was asked for, a choice picked only where it was offered."""
        for gate in self.gates.get(name, ()):
            asked = _demand(self._simple(gate))
            yield Demand(asked.names | {name}, _where_given(name, asked.holds))
        for choice in self.questions[name].choices if name in self.gates else ():
            if choice.relevant:
                offered = _demand(self._simple(choice.relevant.tree))
                yield Demand(offered.names | {name}, _where_picked(name, choice, offered.holds))

    def _simple(self, tree: Tree) -> Tree:
        """The condition with each comparison that cannot be tried out replaced by a free yes or no."""
        if not isinstance(tree, list):
            return tree
        if tree[0] in ("and", "or", "not"):
            return [tree[0], *map(self._simple, tree[1:])]
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
        return literal and tree[0] in _MEMBERSHIPS and (choices or not lists)

    def _is_listed(self, name: str) -> bool:
        """Whether all values of an answer are tried."""
        question = self.questions.get(name)
        if question is None:
            return name in self.around
        short = len(question.choices) <= MOST_CHOICES
        return question.type == "select_one" or (question.type in ("select_multiple", "rank") and short)

    def _is_list(self, name: str) -> bool:
        return name in self.questions and self.questions[name].type in ("select_multiple", "rank", "integer_grid")

    def _values(self, name: str, constants: list[Value]) -> list[Value]:
        if name in self.questions:
            return values_of(self.questions[name], constants)
        return list(self.around[name]) if name in self.around else texts_near(constants)


@dataclass
class _Search:
    """Answers one name after the other, and turns back as soon as a demand fails."""

    order: list[str]
    tried: Mapping[str, list[Value]]
    due: Mapping[str, list[Demand]]
    """Name -> what can be decided once it is answered."""
    steps: int

    def finds(self, place: int, known: Known) -> bool:
        """Whether the names from a place on can be answered; also true when the steps are spent."""
        if place == len(self.order):
            return True
        name = self.order[place]
        for value in self.tried[name]:
            self.steps -= 1
            if self.steps <= 0:
                return True
            known[name] = value
            if all(demand.holds(known) for demand in self.due[name]) and self.finds(place + 1, known):
                return True
        return False


def _demand(tree: Tree) -> Demand:
    return Demand(frozenset(_names(tree)), lambda known: evaluate(tree, known) is True)


def _where_given(name: str, holds: Callable[[Known], bool]) -> Callable[[Known], bool]:
    return lambda known: known[name] is None or holds(known)


def _where_picked(name: str, choice: Choice, holds: Callable[[Known], bool]) -> Callable[[Known], bool]:
    def offered(known: Known) -> bool:
        value = known[name]
        picked = choice.name in value if isinstance(value, list) else choice.name == value
        return not picked or holds(known)

    return offered


def _parts(tree: Tree) -> list[Tree]:
    """The conditions that are joined by ``and``."""
    if isinstance(tree, list) and tree[0] == "and":
        return [part for one in tree[1:] for part in _parts(one)]
    return [tree]


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
