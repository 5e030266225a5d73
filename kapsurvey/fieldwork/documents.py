"""What is stored of an interview: its answers in the open as far as anybody may read them, the rest in an envelope."""

import json
from collections.abc import Mapping, Sequence

from kapsurvey.fieldwork import study_keys
from kapsurvey.fieldwork.drafts import Draft
from kapsurvey.fieldwork.waves import Wave
from kapsurvey.questionnaire import flow
from kapsurvey.questionnaire.flow import Step
from kapsurvey.questionnaire.model import Answers, Question, Questionnaire
from kapsurvey.questionnaire.sealed import Sealed, sealed

Document = Mapping[str, object]
_BY_PAGE = ("pace", "page_positions")
_BY_QUESTION = ("answers", "positions", "choice_order")
PARTS = (*_BY_PAGE, *_BY_QUESTION)
"""What a document consists of, in the open and within its envelope."""
SEALS = ("envelope", "block")
"""Envelopes: of the whole, and of what the respondent answered alone on an enumerator's device."""
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def document(steps: Sequence[Step], draft: Draft, answers: Answers) -> dict[str, object]:
    """What is kept of the pages that were on the path and sent at least once; others were not asked."""
    seen = tuple(step for step in steps if step.page.name in draft.written)
    return {
        "answers": flow.kept(seen, answers),
        "pace": {step.page.name: draft.pace[step.page.name] for step in seen},
        "positions": _positions(seen),
        "page_positions": {step.page.name: step.number for step in seen if step.page.shuffle},
        "choice_order": {question.name: shown for step in seen for question, shown in _orders(step)},
    }


def as_received(content: Document) -> str:
    """A document as one text; its envelopes, whose every sign was looked at, are put in as they are.

    They are most of it, and hold nothing that JSON writes otherwise but ends of lines: writing them out sign by sign
    would take a tenth of all the time that an interview needs.
    """
    rest = canonical({name: value for name, value in content.items() if name not in SEALS})
    texts = {name: str(content[name]).replace("\n", "\\n") for name in SEALS if name in content}
    return ",".join([rest[:-1], *(f'"{name}":"{text}"' for name, text in texts.items())]) + "}"


def canonical(content: Document) -> str:
    """A document as one text: the same for the same content."""
    return _CANONICAL.encode(content)


def enclosed(wave: Wave, questionnaire: Questionnaire, identity: bytes, whole: Document) -> dict[str, object]:
    """The document as it is stored: what anybody may read, and the whole in ``envelope``, sealed to the study's keys.

    The envelope names its interview, so that it cannot be put into another.
    """
    closed = sealed(questionnaire)
    if not whole or not closed or not wave.recipients:
        return dict(whole)
    outside = {part: _open_part(whole, part, closed) for part in PARTS}
    return {**outside, "envelope": envelope(wave, {"interview": identity.hex(), **whole})}


def envelope(wave: Wave, content: Document) -> str:
    """Content that only the researchers of a wave can read."""
    # ASCII, since half of a character, which somebody may have typed, cannot be written in UTF-8.
    return study_keys.seal(wave.recipients, json.dumps(content, sort_keys=True).encode())


def _open_part(whole: Document, part: str, closed: Sealed) -> dict[str, object]:
    said = whole[part]
    assert isinstance(said, dict)
    if part == "page_positions" and closed.pages:
        # Pages are counted: whether one was shown before tells on those that came after it.
        return {}
    names = closed.pages if part in _BY_PAGE else closed.answers
    if part == "positions":
        names = names | closed.places
    return {name: value for name, value in said.items() if name not in names}


def _positions(steps: Sequence[Step]) -> dict[str, int]:
    """Where randomised questions stood on their page, counted from 1."""
    pages = [step.questions for step in steps if step.page.randomize]
    asked = [[question for question in questions if question.type != "note"] for questions in pages]
    return {question.name: place for page in asked for place, question in enumerate(page, start=1)}


def _orders(step: Step) -> list[tuple[Question, list[int] | list[str]]]:
    return [(question, _shown(question, step)) for question in step.questions if question.randomize]


def _shown(question: Question, step: Step) -> list[int] | list[str]:
    if question.rows:
        return [row.name for row in step.rows(question)]
    return [choice.name for choice in step.choices(question)]
