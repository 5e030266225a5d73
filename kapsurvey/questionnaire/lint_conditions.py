"""Mistakes in conditions: later pages, wrong types, what can never hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kapsurvey.questionnaire.expression import Expression, Tree
from kapsurvey.questionnaire.expression_syntax import read
from kapsurvey.questionnaire.expression_types import UNKNOWN, Reference, check
from kapsurvey.questionnaire.lint_questions import is_typed, without_unsound_bounds
from kapsurvey.questionnaire.model import Choice, Page, Question, Questionnaire, Study
from kapsurvey.questionnaire.names import AROUND
from kapsurvey.questionnaire.precedence import ALONE, Pages
from kapsurvey.questionnaire.question_types import type_of
from kapsurvey.questionnaire.reach import World
from kapsurvey.questionnaire.source import Desk

_AROUND = {name: Reference("date" if name == "today" else "text") for name in AROUND}
_MODES = ("self", "assisted", "paper")
_WANTED = {"boolean": "write a condition, such as A == 1", "value": "calculate a number, a text or a date"}
_EARLIER = "look only at earlier pages: split the page or move the question"
_A_KIND = {"boolean": "true or false", "number": "a number", "text": "a text", "date": "a date", "list": "a list"}


@dataclass(frozen=True)
class ConditionLint:
    """All that conditions of one study may look at, and where."""

    questionnaire: Questionnaire
    languages: tuple[str, ...]
    desk: Desk
    pages: Pages
    references: Mapping[str, Reference]
    sound: dict[tuple[str, str], Expression] = field(default_factory=dict)
    """Expressions without a mistake, by their own place and the name of the page or question they decide on."""

    @classmethod
    def of(cls, study: Study, desk: Desk) -> "ConditionLint":
        """Gather questions, their places and kinds."""
        pages = Pages.of(study.questionnaire)
        return cls(study.questionnaire, study.fieldwork.languages, desk, pages, _kinds(study.questionnaire, desk))

    def lint(self) -> None:
        """Note every mistake: first those in the text of each condition, then what the sound ones shut off."""
        for name, condition in self.questionnaire.situations.items():
            self._check(condition, f"situation.{name}", name, page=None)
        for page in self.questionnaire.pages:
            self._check(page.relevant, f"page.{page.name}.relevant", page.name, page=page)
            for question in page.questions:
                self._check_question(question, page)
        world = self._world()
        for name in self.questionnaire.situations:
            self._note_impossible(world, [], f"situation.{name}", name, f"situation `{name}` can never hold")
        for page in self.questionnaire.pages:
            self._lint_reach(page, world)

    def _check_question(self, question: Question, page: Page) -> None:
        name = question.name
        self._check(question.relevant, f"{name}.relevant", name, page=page)
        self._check(question.constraint, f"{name}.constraint", name, page=page, own=True)
        self._check(question.calculation, f"{name}.calculation", name, page=page, wants="value")
        for choice in question.choices:
            self._check(choice.relevant, f"{question.scale or name}.{choice.name}.relevant", name, page=page)

    def _check(
        self,
        expression: Expression | None,
        at: str,
        of: str,
        *,
        page: Page | None,
        own: bool = False,
        wants: str = "boolean",
    ) -> None:
        """Note the mistakes of one expression; one without any is sound."""
        if expression is None:
            return
        node = self.desk.places[at]
        kind, errors = check(expression, self.references)
        late = self._late(expression, page, own=own)
        for column, wrong, remedy in [*((e.column, e.wrong, e.remedy) for e in errors), *late]:
            self.desk.wrong(node, wrong, remedy, offset=column - 1)
        fitting = kind == UNKNOWN or (kind == "boolean" if wants == "boolean" else kind not in ("boolean", "list"))
        if not fitting and not errors:
            self.desk.wrong(node, f"this gives {_A_KIND[kind]}", _WANTED[wants], offset=0)
        if fitting and not errors and not late:
            self.sound[at, of] = expression

    def _late(self, expression: Expression, page: Page | None, *, own: bool) -> list[tuple[int, str, str]]:
        """Column, trouble and remedy of each name whose answer is not there when this is decided, or not to be seen."""
        names = ((node.column, str(node.value)) for node in read(expression.text).walk() if node.head == "answer")
        troubles = ((column, self._trouble(name, page, own=own)) for column, name in names)
        return [(column, *trouble) for column, trouble in troubles if trouble is not None]

    def _trouble(self, name: str, page: Page | None, *, own: bool) -> tuple[str, str] | None:
        late = self.pages.trouble(name, page, own=own)
        if late is not None:
            return late, _EARLIER
        shut = self.pages.shut(name, page)
        return None if shut is None else (shut, ALONE)

    def _world(self) -> World:
        questions: dict[str, Question] = {}
        gates: dict[str, tuple[Tree, ...]] = {}
        for page, question in self.questionnaire.questions():
            name = question.name
            choices = tuple(self._with_sound_condition(choice, question) for choice in question.choices)
            questions[name] = replace(without_unsound_bounds(question), choices=choices)
            places = ((f"page.{page.name}.relevant", page.name), (f"{name}.relevant", name))
            gates[name] = tuple(self.sound[place].tree for place in places if place in self.sound)
        return World(questions, gates, {"language": self.languages, "mode": _MODES})

    def _with_sound_condition(self, choice: Choice, question: Question) -> Choice:
        at = f"{question.scale or question.name}.{choice.name}.relevant"
        return replace(choice, relevant=self.sound.get((at, question.name)))

    def _lint_reach(self, page: Page, world: World) -> None:
        at = f"page.{page.name}.relevant"
        if self._note_impossible(world, [], at, page.name, f"page `{page.name}` can never be reached"):
            return
        given = [self.sound[at, page.name]] if (at, page.name) in self.sound else []
        for question in page.questions:
            self._lint_reach_of_question(question, given, world)

    def _lint_reach_of_question(self, question: Question, given: list[Expression], world: World) -> None:
        name = question.name
        if self._note_impossible(world, given, f"{name}.relevant", name, f"question `{name}` can never be reached"):
            return
        self._note_impossible(world, given, f"{name}.constraint", name, f"the constraint of `{name}` can never hold")
        asked = self.sound.get((f"{name}.relevant", name))
        given = [*given, asked] if asked else given
        for choice in question.choices:
            at = f"{question.scale or name}.{choice.name}.relevant"
            wrong = f"choice {choice.name} of `{name}` can never be reached"
            self._note_impossible(world, given, at, name, wrong)

    def _note_impossible(self, world: World, given: list[Expression], at: str, of: str, wrong: str) -> bool:
        """Whether the expression there can never hold where ``given`` holds; noted if so."""
        expression = self.sound.get((at, of))
        if expression is None or world.can_hold([*given, expression]):
            return False
        self.desk.wrong(self.desk.places[at], wrong, "no answers make this condition true; correct it", offset=0)
        return True


def _kinds(questionnaire: Questionnaire, desk: Desk) -> Mapping[str, Reference]:
    """The kind of every answer; a calculation's kind follows from its text, in page order."""
    kinds = dict(_AROUND)
    for _, question in questionnaire.questions():
        reference = _kind(question, kinds, desk)
        # An apostrophe marks the second of two questions of the same name; conditions mean the first.
        if reference is not None and not question.name.endswith("'"):
            kinds[question.name] = reference
    return kinds


def _kind(question: Question, kinds: Mapping[str, Reference], desk: Desk) -> Reference | None:
    if not is_typed(desk.places[question.name]):
        return Reference(UNKNOWN)
    if question.type == "calculate":
        kind = check(question.calculation, kinds)[0] if question.calculation else UNKNOWN
        return Reference(UNKNOWN if kind in ("boolean", "list") else kind)
    reference = type_of(question).reference(question)
    # Without a choice to compare with, a mistake in the choices would be told again at each condition.
    return Reference(reference.kind) if reference is not None and not question.choices else reference
