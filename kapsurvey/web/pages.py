"""What a page of questions shows: rendered once per edition and language, then filled for each reply."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask, render_template

from kapsurvey.fieldwork.waves import Wave
from kapsurvey.i18n import Language
from kapsurvey.questionnaire.flow import Known, Step
from kapsurvey.questionnaire.model import Answers, Choice, Page, Question, Questionnaire, Value
from kapsurvey.questionnaire.question_types import Rank, other_name, type_of
from kapsurvey.questionnaire.strings import filled
from kapsurvey.web.failures import NOTICES
from kapsurvey.web.skeleton import Filling, Skeleton, slot
from kapsurvey.web.voice import Voice

_MOST_SKELETONS = 2000
_LONGEST_LINE = 100
UNSAID = "\N{HORIZONTAL ELLIPSIS}"


@dataclass(frozen=True)
class Shown:
    """What one reply shows on a page beside its fixed texts."""

    step: Step
    total: int
    fields: Mapping[str, Sequence[str]]
    """Field name -> what stands in it, stored or as typed."""
    envelope: Mapping[str, str]
    """Slots of the envelope: ``csrf``, ``revision``, ``shown``, ``code``."""
    errors: Mapping[str, str] = field(default_factory=dict)
    """Question -> the sentence beside it; and the same by the name of each field that alone is wrong."""
    notices: frozenset[str] = frozenset()
    answers: Answers = field(default_factory=dict)


@dataclass
class Pages:
    """Skeletons of the pages, made when they are first needed."""

    app: Flask
    _skeletons: dict[tuple[object, ...], Skeleton] = field(default_factory=dict)

    def html(self, wave: Wave, questionnaire: Questionnaire, voice: Voice, shown: Shown) -> str:
        """One page as HTML."""
        skeleton = self._skeleton(wave, questionnaire, voice, shown.step.page)
        return skeleton.fill(_filling(questionnaire, voice, shown, skeleton.names("bdi")))

    def _skeleton(self, wave: Wave, questionnaire: Questionnaire, voice: Voice, page: Page) -> Skeleton:
        key = (wave.id, wave.fingerprint, voice.language.code, page.name)
        if key not in self._skeletons:
            if len(self._skeletons) >= _MOST_SKELETONS:
                self._skeletons.clear()
            self._skeletons[key] = Skeleton.of(self.rendered(wave, questionnaire, voice, page))
        return self._skeletons[key]

    def rendered(self, wave: Wave, questionnaire: Questionnaire, voice: Voice, page: Page) -> str:
        """One page as HTML with the marks of its slots."""
        gettext = voice.translator.gettext
        with self.app.app_context():
            return render_template(
                "respond/page.html",
                wave=wave,
                title=questionnaire.title,
                page=page,
                first=page == questionnaire.asking[0],
                questions=[question_view(question, voice.words) for question in page.questions],
                languages=[Language.of(code) for code in wave.languages],
                language=voice.language,
                notices=[(name, gettext(source)) for name, source in NOTICES.items()],
                gettext=gettext,
                slot=slot,
            )


def question_view(question: Question, words: Mapping[str, str]) -> dict[str, object]:
    """A question as its template sees it: plain texts in paragraphs, and the names of its fields."""
    return {
        "q": question,
        "name": question.name,
        "label": paragraphs(question.label, words),
        "hint": paragraphs(question.hint, words),
        "choices": [(choice, spoken(choice.label, words)) for choice in question.choices],
        "rows": [(row, spoken(row.label, words)) for row in question.rows],
        "skippable": _skippable(question),
        "other": other_name(question),
        "long": question.max_length > _LONGEST_LINE,
        "places": range(1, Rank().most(question) + 1),
    }


def _skippable(question: Question) -> bool:
    """Whether a "no answer" button is needed: a radio button once pressed cannot be taken back without one."""
    offers_refusal = any(choice.missing == "refuse" for choice in question.choices)
    return question.type == "select_one" and not question.required and not offers_refusal


def spoken(text: str, words: Mapping[str, str], *, later: bool = True) -> str:
    """A sentence with the wave's words in it, and slots where earlier answers go; without ``later``, an ellipsis."""
    return filled(text, lambda name: words.get(name) or (slot("bdi", f"pipe:{name}") if later else UNSAID))


def paragraphs(text: str, words: Mapping[str, str], *, later: bool = True) -> list[str]:
    """The paragraphs of a text."""
    return [spoken(line.strip(), words, later=later) for line in text.split("\n") if line.strip()]


def _filling(questionnaire: Questionnaire, voice: Voice, shown: Shown, piped: frozenset[str]) -> Filling:
    texts = {
        **shown.envelope,
        "number": str(shown.step.number),
        "total": str(shown.total),
        **{f"error:{name}": sentence for name, sentence in shown.errors.items()},
        **_said_before(questionnaire, voice, shown.step.known, piped),
    }
    visible = (
        set(shown.notices) | {f"error:{name}" for name in shown.errors} | {"started" if shown.step.number > 1 else ""}
    )
    if shown.errors:
        visible.add("errors")
    for question in shown.step.questions:
        _fill_question(question, shown, texts, visible)
    return Filling(texts, frozenset(visible), dict(_orders(shown)))


def _fill_question(question: Question, shown: Shown, texts: dict[str, str], visible: set[str]) -> None:
    other = other_name(question)
    for part in type_of(question).fields(question):
        name = f"{question.name}{part}"
        values = shown.fields.get(name, ())
        visible.update(f"is:{name}={value}" for value in values)
        if values:
            texts[f"value:{name}"] = values[0]
    if other is not None and shown.fields.get(other):
        texts[f"value:{other}"] = shown.fields[other][0]


def _orders(shown: Shown) -> Iterator[tuple[str, list[str]]]:
    yield "questions", [question.name for question in shown.step.questions]
    yield "errors", [question.name for question in shown.step.questions if question.name in shown.errors]
    for question in shown.step.questions:
        if question.randomize or any(choice.relevant for choice in question.choices):
            choices = shown.step.choices(question)
            yield f"choices:{question.name}", [str(choice.name) for choice in choices]
            yield f"rows:{question.name}", [row.name for row in shown.step.rows(question)]


def _said_before(questionnaire: Questionnaire, voice: Voice, known: Known, slots: frozenset[str]) -> dict[str, str]:
    """Earlier answers in the words of the language, for the slots that take them."""
    if not slots:
        return {}
    questions = {f"pipe:{question.name}": question for _, question in questionnaire.questions()}
    return {slot: said(questions[slot], known.get(questions[slot].name), voice) for slot in slots & questions.keys()}


def said(question: Question, value: Value, voice: Voice) -> str:
    """An answer as a reader of this language writes it; an ellipsis where there is none."""
    if value is None or isinstance(value, dict):
        return UNSAID
    if question.choices:
        choice: Choice | None = question.choice(value) if isinstance(value, int) else None
        return spoken(choice.label, voice.words, later=False) if choice else ""
    if question.type == "date":
        return format_date(date.fromisoformat(str(value)), locale=voice.language.code)
    if isinstance(value, int | float):
        return format_decimal(value, locale=voice.language.code)
    return str(value)


def stored_fields(step: Step, answers: Answers) -> dict[str, Sequence[str]]:
    """The form fields that show what is stored."""
    fields: dict[str, Sequence[str]] = {}
    for question in step.questions:
        shown = type_of(question).show(question, answers.get(question.name))
        fields.update({f"{question.name}{part}": values for part, values in shown.items()})
        other = other_name(question)
        if other is not None and isinstance(said_before := answers.get(other), str):
            fields[other] = [said_before]
    return fields
