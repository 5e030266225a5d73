"""What the columns of a release mean: questions, choices, right answers and facts, in every language of the wave."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kapsurvey.fieldwork.responses import Variable, variables
from kapsurvey.fieldwork.waves import Wave
from kapsurvey.i18n import SOURCE
from kapsurvey.questionnaire.model import Choice, Fact, Kap, Key, Question, Questionnaire
from kapsurvey.questionnaire.portable import Edition, Json
from kapsurvey.questionnaire.question_types import BLANK, NOT_ASKED, SEALED
from kapsurvey.questionnaire.strings import filled

MARKS: dict[str, Json] = {
    NOT_ASKED: "not asked",
    BLANK: "left blank",
    SEALED: "sealed, whatever it is: only the owners of the study's keys can read it",
    ".dk": "don't know",
    ".refuse": "prefer not to answer",
}
_POINTING = ("attitude", "norm", "efficacy", "risk")
"""Roles whose statements may point either way."""


def codebook(wave: Wave, editions: Sequence[Edition], facts: Iterable[Fact]) -> dict[str, Json]:
    """The codebook of a wave; the first of its editions is the wave's own, ``facts`` are as they stand today."""
    newest = editions[0].questionnaire
    return {
        "study": wave.study,
        "fingerprint": wave.fingerprint,
        "pretest": wave.pretest,
        "rehearsal": wave.rehearsal,
        "source_language": SOURCE,
        "languages": list(wave.languages),
        "title": Voice(wave, editions[0]).say("title", newest.title),
        "marks": MARKS,
        "variables": _variables(wave, editions),
        "facts": [_fact(fact) for fact in _as_signed_off(newest.facts, facts)],
        "situations": _situations(newest),
    }


@dataclass(frozen=True)
class Voice:
    """Sentences of one edition in all languages of its wave; one that is not translated is left to the source."""

    wave: Wave
    edition: Edition

    def say(self, key: str, source: str) -> Json:
        """A sentence by language, with the wave's words in it."""
        said = {SOURCE: source}
        for language in self.wave.languages:
            text = self.edition.texts.get(language, {}).get(key)
            if text is not None:
                said[language] = text
        return {language: self._with_words(text, language) for language, text in said.items()}

    def _with_words(self, text: str, language: str) -> str:
        """The text with the organisation's words; an earlier answer stays as its placeholder."""
        own = self.edition.texts.get(language, {})
        return filled(text, lambda name: own.get(f"word.{name}", self.wave.words.get(name, f"${{{name}}}")))


def _variables(wave: Wave, editions: Sequence[Edition]) -> list[Json]:
    found: dict[str, Json] = {}
    for edition in editions:
        voice = Voice(wave, edition)
        for variable in variables(edition.questionnaire):
            found.setdefault(variable.column.name, _variable(variable, voice))
    return list(found.values())


def _variable(variable: Variable, voice: Voice) -> Json:
    question, column = variable.question, variable.column
    choice = question.choice(column.choice) if column.choice is not None else None
    row = next((row for row in question.rows if row.name == column.row), None)
    return {
        "name": column.name,
        "question": question.name,
        "page": variable.page,
        "type": "text" if variable.other else question.type,
        "choice": column.choice,
        "row": column.row,
        "label": voice.say(question.name, question.label),
        "choice_label": _choice_label(question, choice, voice) if choice else None,
        "row_label": voice.say(f"{question.name}.{row.name}", row.label) if row else None,
        "choices": [] if variable.other else [_choice(question, one, voice) for one in question.choices],
        "ordered": question.ordered,
        "sensitive": question.sensitive,
        "kap": _kap(question.kap) if question.kap and not variable.other else None,
    }


def _choice(question: Question, choice: Choice, voice: Voice) -> Json:
    return {"name": choice.name, "label": _choice_label(question, choice, voice), "missing": choice.missing}


def _choice_label(question: Question, choice: Choice, voice: Voice) -> Json:
    return voice.say(f"{question.scale or question.name}.{choice.name}", choice.label)


def _kap(kap: Kap) -> Json:
    said: dict[str, Json] = {"role": kap.role}
    optional: dict[str, Json] = {
        "indicator": kap.indicator,
        "fact": kap.fact,
        "recall_months": kap.recall_months,
        "purpose": kap.purpose,
    }
    said.update({name: value for name, value in optional.items() if value is not None})
    if kap.key:
        said["key"] = [_key(key) for key in kap.key]
    if kap.role in _POINTING:
        said["reverse"] = kap.reverse
    return said


def _key(key: Key) -> Json:
    return {
        "codes": list(key.codes),
        "from": key.start.isoformat() if key.start else None,
        "until": key.until.isoformat() if key.until else None,
        "situation": key.situation,
    }


def _as_signed_off(asked: Iterable[Fact], today: Iterable[Fact]) -> Iterator[Fact]:
    """The facts that a wave asked about, each with the signature it has by now.

    The legal adviser may sign while a wave is in the field. The signature counts only if the fact still says what it
    said when it was asked about.
    """
    signed = {_unsigned(fact): fact for fact in today}
    return (signed.get(_unsigned(fact), fact) for fact in asked)


def _unsigned(fact: Fact) -> Fact:
    return replace(fact, signed_off_by=None, signed_off_on=None)


def _fact(fact: Fact) -> Json:
    signed_on = fact.signed_off_on.isoformat() if fact.signed_off_on else None
    return {
        "name": fact.name,
        "label": fact.label,
        "flag": fact.flag,
        "valid_from": fact.valid_from.isoformat() if fact.valid_from else None,
        "valid_to": fact.valid_to.isoformat() if fact.valid_to else None,
        "applies_to": list(fact.applies_to),
        "signed_off": {"by": fact.signed_off_by, "on": signed_on} if fact.signed_off_by else None,
    }


def _situations(questionnaire: Questionnaire) -> Json:
    """The condition of each situation; null for one that facts name and that is everybody's here."""
    named = {name for fact in questionnaire.facts for name in fact.applies_to}
    conditions = {name: condition.text for name, condition in questionnaire.situations.items()}
    return {name: conditions.get(name) for name in sorted(named | set(conditions))}
