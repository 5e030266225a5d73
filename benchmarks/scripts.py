"""What the respondents of a benchmark will say: sound answers to every page on a path, ready to be sent."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from urllib.parse import urlencode

from kapsurvey.fieldwork.waves import Wave
from kapsurvey.questionnaire import flow
from kapsurvey.questionnaire.flow import Step
from kapsurvey.questionnaire.model import Question, Questionnaire, Value
from kapsurvey.questionnaire.page_reading import PageAnswers, read_page
from kapsurvey.questionnaire.question_types import Rank, other_name, type_of

_WORDS = "Nothing more to say about it, only that the road to the market is long when it rains."
_MOST_TRIES = 1000


@dataclass(frozen=True)
class Script:
    """One respondent's answers."""

    forms: Mapping[bytes, bytes]
    """Page -> its fields as a browser sends them, without the envelope."""
    answers: str
    """The answers as the finished interview must hold them: canonical JSON."""


def scripts(questionnaire: Questionnaire, wave: Wave, *, n: int, seed: int) -> tuple[Script, ...]:
    """Answers of ``n`` respondents who go the whole way; the same for the same seed."""
    lots = Random(seed)
    around = {"today": date.today().isoformat(), "mode": "self", "wave": wave.name, "language": wave.languages[0]}
    return tuple(_script(questionnaire, around, lots) for _ in range(n))


def canonical(answers: Mapping[str, Value]) -> str:
    """Answers as one text, to compare and count them."""
    return json.dumps(answers, ensure_ascii=False, sort_keys=True)


def _script(questionnaire: Questionnaire, around: flow.Known, lots: Random) -> Script:
    answers: dict[str, Value] = {}
    forms: dict[bytes, bytes] = {}
    while step := _unanswered(questionnaire, answers, around, forms):
        read, fields = _filled_in(step, lots)
        answers.update(read.values)
        forms[step.page.name.encode()] = _form(step, fields)
    steps = tuple(flow.walk(questionnaire, answers, around, ""))
    return Script(forms, canonical(flow.kept(steps, answers)))


def _unanswered(
    questionnaire: Questionnaire, answers: Mapping[str, Value], around: flow.Known, forms: Mapping[bytes, bytes]
) -> Step | None:
    steps = flow.walk(questionnaire, answers, around, "")
    return next((step for step in steps if step.page.name.encode() not in forms), None)


def _form(step: Step, fields: Mapping[str, Sequence[str]]) -> bytes:
    """The fields with the button that is pressed; a choice that is a button turns the page itself."""
    pressed = {} if any(question.appearance == "buttons" for question in step.questions) else {"-go": ["next"]}
    return urlencode({**fields, **pressed}, doseq=True).encode()


def _filled_in(step: Step, lots: Random) -> tuple[PageAnswers, dict[str, list[str]]]:
    """Random answers, drawn until the page's constraints hold."""
    for _ in range(_MOST_TRIES):
        fields: dict[str, list[str]] = {}
        for question in step.questions:
            fields.update(_fields(question, step, lots))
        read = read_page(step, fields)
        if read.sound:
            return read, fields
    raise SystemExit(f"no sound answers found for the page {step.page.name}")


def _fields(question: Question, step: Step, lots: Random) -> dict[str, list[str]]:
    shown = type_of(question).show(question, _value(question, step, lots))
    fields = {f"{question.name}{part}": values for part, values in shown.items()}
    other = other_name(question)
    return {**fields, other: [_WORDS[:40]]} if other else fields


def _value(question: Question, step: Step, lots: Random) -> Value:
    """An answer that does not end the interview and goes together with others."""
    offered = [choice for choice in question.choices if step.offers(choice) and choice.end is None]
    plain = [choice.name for choice in offered if not choice.exclusive and not choice.missing]
    low, high = question.min, question.max
    match question.type:
        case "select_one":
            return lots.choice([choice.name for choice in offered])
        case "select_multiple":
            return sorted(lots.sample(plain, min(2, len(plain), question.max_choices or 2)))
        case "rank":
            return lots.sample(plain, min(len(plain), Rank().most(question)))
        case "integer" | "decimal":
            return lots.randint(int(low or 0), int(high or 100))
        case "integer_grid":
            return {row.name: lots.randint(int(low or 0), int(high or 100)) for row in question.rows}
        case "date":
            return low or "2001-02-03"
        case "text" | "code" if question.pattern is None:
            return _WORDS[: question.max_length]
    return None
