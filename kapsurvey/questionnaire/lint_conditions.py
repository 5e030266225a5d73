"""Mistakes in conditions and placeholders: later pages, wrong types, what can never hold."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from kapsurvey.questionnaire import reach
from kapsurvey.questionnaire.expression import Expression
from kapsurvey.questionnaire.expression_types import Reference, check
from kapsurvey.questionnaire.model import Page, Question, Study
from kapsurvey.questionnaire.question_types import type_of
from kapsurvey.questionnaire.source import Desk, Node
from kapsurvey.questionnaire.strings import placeholders, sentences_of_question

AROUND = {
    "today": Reference("date", None),
    "mode": Reference("text", None),
    "wave": Reference("text", None),
    "language": Reference("text", None),
}
_PIPED = ("select_one", "integer", "decimal", "text", "code", "date", "calculate")


@dataclass(frozen=True)
class ConditionLint:
    """All that conditions of one study may look at, and where."""

    study: Study
    desk: Desk
    place_of: Mapping[str, int]
    """Question -> number of the first page on which its answer may be looked at."""
    references: Mapping[str, Reference]
    questions: Mapping[str, Question]

    @classmethod
    def of(cls, study: Study, desk: Desk) -> "ConditionLint":
        """Gather questions, their places and kinds."""
        numbered = _numbered(study.questionnaire.pages)
        questions = {q.name: q for _, q in study.questionnaire.questions()}
        place_of = {q.name: last for page, _, last in numbered for q in page.questions}
        lint = cls(study, desk, place_of, dict(AROUND), questions)
        return replace(lint, references={**AROUND, **lint._kinds()})

    def _kinds(self) -> dict[str, Reference]:
        """The kind of every answer; a calculation's kind follows from its text, in page order."""
        kinds: dict[str, Reference] = {}
        for question in self.questions.values():
            reference = type_of(question).reference(question)
            if question.calculation is not None:
                reference = Reference(check(question.calculation, {**AROUND, **kinds})[0], None)
            if reference is not None:
                kinds[question.name] = reference
        return kinds

    def lint(self) -> None:
        """Note every mistake."""
        for name, condition in self.study.questionnaire.situations.items():
            self._check(condition, f"situation.{name}", before=10_000, wants="boolean")
        for page, first, _ in _numbered(self.study.questionnaire.pages):
            self._lint_condition(page.relevant, f"page.{page.name}.relevant", first, f"page `{page.name}`")
            for question in page.questions:
                self._lint_question(question, first)

    def _lint_question(self, question: Question, page: int) -> None:
        name = question.name
        self._lint_condition(question.relevant, f"{name}.relevant", page, f"question `{name}`")
        self._check(question.constraint, f"{name}.constraint", before=page + 1, wants="boolean")
        self._check(question.calculation, f"{name}.calculation", before=page, wants=None)
        for choice in question.choices:
            at = f"{question.scale or name}.{choice.name}.relevant"
            self._lint_condition(choice.relevant, at, page, f"choice {choice.name} of `{name}`")
        for key, text in sentences_of_question(question):
            for word in placeholders(text):
                self._lint_placeholder(word, key, name, page)

    def _lint_condition(self, condition: Expression | None, at: str, page: int, of: str) -> None:
        if self._check(condition, at, before=page, wants="boolean") and condition is not None:
            if reach.satisfying(condition, self.questions) is None:
                node = self.desk.places[at]
                self.desk.wrong(node, f"{of} can never be reached", "no answers make this condition hold; correct it")

    def _check(self, expression: Expression | None, at: str, *, before: int, wants: str | None) -> bool:
        """Whether an expression is sound; else its mistakes are noted."""
        if expression is None:
            return False
        node = self.desk.places[at]
        kind, errors = check(expression, self.references)
        for error in errors:
            self.desk.wrong(node, error.wrong, error.remedy, column=error.column - 1)
        late = list(self._late(expression, before))
        for name in late:
            self.desk.wrong(node, f"`{name}` is asked on this page or a later one", _EARLIER, column=_where(name, node))
        wrong_kind = not errors and ((wants == "boolean") != (kind == "boolean") or kind == "list")
        if wrong_kind:
            self.desk.wrong(node, f"this gives a {kind}", f"it must give {'true or false' if wants else 'a value'}")
        return not errors and not late and not wrong_kind

    def _late(self, expression: Expression, before: int) -> Iterator[str]:
        return (n for n in sorted(expression.references) if n in self.place_of and self.place_of[n] >= before)

    def _lint_placeholder(self, word: str, key: str, name: str, page: int) -> None:
        node = self.desk.places.get(key, self.desk.places[name])
        if word in self.study.fieldwork.words:
            return
        question = self.questions.get(word)
        if question is None:
            self.desk.wrong(node, f"${{{word}}} is neither a question nor a word", "correct it or add it to `words:`")
        elif self.place_of[word] >= page:
            self.desk.wrong(node, f"${{{word}}} is asked on this page or a later one", _EARLIER)
        elif question.type not in _PIPED:
            self.desk.wrong(node, f"${{{word}}} cannot be put into a sentence", f"only {', '.join(_PIPED)} can")


_EARLIER = "look only at earlier pages: split the page or move the question"


def _where(name: str, node: Node) -> int:
    found = re.search(rf"\b{re.escape(name)}\b", node.text)
    return found.start() if found else 0


def _numbered(pages: tuple[Page, ...]) -> list[tuple[Page, int, int]]:
    """Each page with the numbers from and until which it may come: pages that are shuffled share theirs."""
    numbered = []
    for index, page in enumerate(pages):
        alike = [i for i, other in enumerate(pages) if page.shuffle and other.shuffle == page.shuffle] or [index]
        numbered.append((page, alike[0], alike[-1]))
    return numbered
