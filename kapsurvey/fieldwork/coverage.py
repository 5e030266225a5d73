"""What a rehearsal should reach of a questionnaire, and answers that lead there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from random import Random

from kapsurvey.questionnaire.expression import Tree, evaluate
from kapsurvey.questionnaire.flow import Step
from kapsurvey.questionnaire.model import Answers, Cell, Page, Question, Questionnaire, Value
from kapsurvey.questionnaire.trials import values_of

_MOST_TRIALS = 20_000
_OF_THE_WAVE = frozenset({"wave", "today"})
"""What no respondent can choose."""


@dataclass(frozen=True)
class Goal:
    """A page, a question on it, or an answer to it: a choice, or a mark such as "don't know"."""

    page: str
    question: str = ""
    answer: int | str | None = None

    def __str__(self) -> str:
        if not self.question:
            return f"page {self.page}"
        return f"question {self.question}" if self.answer is None else f"answer {self.answer} of {self.question}"


def goals(questionnaire: Questionnaire) -> Iterator[Goal]:
    """Everything that somebody should reach, in the order of the questionnaire."""
    for page in questionnaire.asking:
        yield Goal(page.name)
        for question in page.questions:
            if question.type not in ("note", "calculate"):
                yield Goal(page.name, question.name)
                yield from (Goal(page.name, question.name, choice.name) for choice in question.choices)
                yield from (Goal(page.name, question.name, mark) for mark in question.missing)


def reached(step: Step, values: Answers) -> Iterator[Goal]:
    """What one page, sent without a mistake, has reached."""
    yield Goal(step.page.name)
    for question in step.questions:
        yield Goal(step.page.name, question.name)
        value = values.get(question.name)
        if isinstance(value, dict) and "missing" in value:
            yield Goal(step.page.name, question.name, str(value["missing"]))
        elif question.choices:
            picked = value if isinstance(value, list) else [value]
            yield from (Goal(step.page.name, question.name, name) for name in picked if isinstance(name, int))


@dataclass(frozen=True)
class Map:
    """The conditions of a questionnaire, and what its respondents may bring along."""

    questionnaire: Questionnaire
    around: Mapping[str, tuple[str, ...]]
    """``language``, ``mode``, ``wave``, ``today`` -> the values that they can have."""

    def way_to(self, goal: Goal, random: Random) -> Answers | None:
        """Answers (and language, mode) that put the goal before somebody; None where no trial does."""
        return _Search(self, self._constants(goal), random).answers(self._gates_of(goal), {})

    def depends_on_the_wave(self, goal: Goal) -> bool:
        """Whether day or wave decide about the goal, which no respondent can change."""
        return not _OF_THE_WAVE.isdisjoint(self._names(goal))

    def gates(self, name: str, value: Value) -> list[Tree]:
        """What must hold for an answer to be given: its page and question are asked, its choices are offered."""
        found = self.question(name)
        if found is None or value is None:
            return []
        page, question = found
        picked = value if isinstance(value, list) else [value]
        choices = [choice.relevant for choice in question.choices if choice.name in picked]
        return [one.tree for one in (page.relevant, question.relevant, *choices) if one is not None]

    def question(self, name: str) -> tuple[Page, Question] | None:
        """A question with its page; None for ``today`` and the like."""
        return next((found for found in self.questionnaire.questions() if found[1].name == name), None)

    def calculation(self, name: str) -> Tree:
        """What a name stands for in a condition: itself, or its calculation."""
        found = self.question(name)
        return ["answer", name] if found is None or found[1].calculation is None else found[1].calculation.tree

    def _gates_of(self, goal: Goal) -> list[Tree]:
        if goal.question:
            return self.gates(goal.question, "" if goal.answer is None else goal.answer)
        page = next(page for page in self.questionnaire.pages if page.name == goal.page)
        return [page.relevant.tree] if page.relevant else []

    def _names(self, goal: Goal) -> list[str]:
        """The answers that decide whether the goal is met, through however many pages."""
        names = list(dict.fromkeys(_references(self._gates_of(goal))))
        for name in names:
            names += [new for new in dict.fromkeys(_references(self._conditions_of(name))) if new not in names]
        return names

    def _conditions_of(self, name: str) -> list[Tree]:
        found = self.question(name)
        if found is None:
            return []
        page, question = found
        choices = (choice.relevant for choice in question.choices)
        conditions = (page.relevant, question.relevant, question.calculation, *choices)
        return [condition.tree for condition in conditions if condition is not None]

    def _constants(self, goal: Goal) -> list[Value]:
        """The numbers and texts that the conditions on the way compare with."""
        trees = [*self._gates_of(goal), *(tree for name in self._names(goal) for tree in self._conditions_of(name))]
        return list(dict.fromkeys(_constants(trees)))


@dataclass
class _Search:
    """Tries answers that make one condition true, then those on which these answers depend, and so on."""

    map: Map
    constants: list[Value]
    random: Random
    trials: int = _MOST_TRIALS

    def answers(self, pending: list[Tree], known: Answers) -> Answers | None:
        """The known answers with others that make all pending conditions true."""
        if not pending:
            return known
        condition = self._expanded(pending[0])
        free = [name for name in dict.fromkeys(_references(condition)) if name not in known]
        for values in product(*map(self._values, free)):
            self.trials -= 1
            if self.trials < 0:
                return None
            trial = {**known, **dict(zip(free, values, strict=True))}
            if evaluate(condition, trial) is True:
                gates = [gate for name in free for gate in self.map.gates(name, trial[name])]
                found = self.answers([*gates, *pending[1:]], trial)
                if found is not None:
                    return found
        return None

    def _expanded(self, tree: Tree) -> Tree:
        """The condition with calculations in place of their names."""
        if not isinstance(tree, list):
            return tree
        if tree[0] != "answer":
            return [tree[0], *map(self._expanded, tree[1:])]
        calculation = self.map.calculation(str(tree[1]))
        return tree if calculation == tree else self._expanded(calculation)

    def _values(self, name: str) -> list[Value]:
        found = self.map.question(name)
        values = list(self.map.around.get(name, ())) if found is None else _values(found[1], self.constants)
        return self.random.sample(values, len(values))


def _values(question: Question, constants: list[Value]) -> list[Value]:
    """Answers that might make a difference to conditions with these constants."""
    if question.type == "integer_grid":
        cells = _values(replace(question, type="integer"), constants)
        return [_grid(question, cell) if isinstance(cell, int) else None for cell in cells]
    values = values_of(question, constants)
    if question.type == "integer":
        return [int(value) if isinstance(value, float) else value for value in values]
    return values


def _grid(question: Question, number: int) -> Value:
    cells: dict[str, Cell] = {row.name: number for row in question.rows}
    return cells


def _references(tree: Tree | list[Tree]) -> Iterator[str]:
    """The names of answers in a tree, or in a list of trees."""
    if isinstance(tree, list):
        if tree[:1] == ["answer"]:
            yield str(tree[1])
        else:
            for part in tree:
                yield from _references(part)


def _constants(tree: Tree | list[Tree]) -> Iterator[Value]:
    """Numbers and texts of a tree, or of a list of trees; operators and names stand first in their lists."""
    if isinstance(tree, list):
        if tree[:1] != ["answer"]:
            for part in tree[1:] if tree and isinstance(tree[0], str) else tree:
                yield from _constants(part)
    elif isinstance(tree, int | float | str):
        yield tree
