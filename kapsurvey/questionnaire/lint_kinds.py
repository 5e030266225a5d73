"""Mistakes in whom a rehearsal makes up: shares that do not add up, answers that nobody can give."""

from collections.abc import Mapping

from kapsurvey.questionnaire.kinds import Kind, in_wave
from kapsurvey.questionnaire.model import Question, Study
from kapsurvey.questionnaire.source import Desk, Node

WHOLE = 100


def lint_kinds(study: Study, desk: Desk) -> None:
    """Note every kind that no rehearsal could make up."""
    questions = {question.name: question for _, question in study.questionnaire.questions()}
    for kind in study.kinds:
        for name, frequencies in kind.answers.items():
            _lint_answers(frequencies, name, questions.get(name), desk.places[f"kind.{kind.name}.{name}"], desk)
    for told, kinds in _together(study.kinds).items():
        total = sum(kind.share for kind in kinds)
        if kinds and total != WHOLE:
            place = desk.places[f"kind.{kinds[0].name}"]
            desk.wrong(place, f"the shares of all kinds {told}add up to {total}", f"let them add up to {WHOLE}")


def _together(kinds: tuple[Kind, ...]) -> Mapping[str, tuple[Kind, ...]]:
    """Kinds that there are at the same time, by words on when."""
    named = sorted({wave for kind in kinds for wave in kind.waves})
    found = {f"in wave {wave} ": in_wave(kinds, wave) for wave in named}
    return found | {"": tuple(kind for kind in kinds if not kind.waves)}


def _lint_answers(
    frequencies: Mapping[int, int], name: str, question: Question | None, place: Node, desk: Desk
) -> None:  # fmt: skip
    if question is None or question.type not in ("select_one", "select_multiple"):
        desk.wrong(place.head, f"there is no select_one or select_multiple `{name}`", "correct the name")
        return
    for code, percent in frequencies.items():
        at = place.keys[str(code)]
        if question.choice(code) is None:
            desk.wrong(at.head, f"`{name}` has no choice {code}", "use the names of its choices")
        if percent > WHOLE:
            desk.wrong(at, f"{percent} is more than all", f"write at most {WHOLE} percent")
    total = sum(frequencies.values())
    if question.type == "select_one" and frequencies and total != WHOLE:
        desk.wrong(place, f"the answers to `{name}` add up to {total}", f"let them add up to {WHOLE}")
