"""All sentences of a study with their ids, and the same questionnaire in another language."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from kapsurvey.questionnaire.model import Choice, Media, Page, Question, Questionnaire, Study

_PLACEHOLDER = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_OPENING = re.compile(r"\$\{(?:([A-Za-z_][A-Za-z0-9_]*)\})?")


def placeholders(text: str) -> tuple[str, ...]:
    """The names within ``${...}``, in order."""
    return tuple(_PLACEHOLDER.findall(text))


def openings(text: str) -> Iterator[tuple[int, str | None]]:
    """Where each ``${`` stands, with the name that it opens; None where it opens none."""
    return ((found.start(), found[1]) for found in _OPENING.finditer(text))


def filled(text: str, value: Callable[[str], str]) -> str:
    """The text with every ``${name}`` replaced."""
    return _PLACEHOLDER.sub(lambda found: value(found[1]), text)


def sentences_of_question(question: Question) -> Iterator[tuple[str, str]]:
    """Id and text of everything a question says itself; choices of a scale belong to the scale."""
    own = {
        question.name: question.label,
        f"{question.name}.hint": question.hint,
        f"{question.name}.constraint_message": question.constraint_message,
        f"{question.name}.alt": question.media.alt if question.media else "",
        **{f"{question.name}.{choice.name}": choice.label for choice in question.choices if not question.scale},
        **{f"{question.name}.{row.name}": row.label for row in question.rows},
    }
    return ((key, text) for key, text in own.items() if text)


def sentences_of_questionnaire(questionnaire: Questionnaire) -> dict[str, str]:
    """Id and text of everything a respondent may see."""
    found = {"title": questionnaire.title}
    for page in questionnaire.pages:
        if page.label:
            found[f"page.{page.name}"] = page.label
        for question in page.questions:
            if question.scale:
                found.update({f"{question.scale}.{choice.name}": choice.label for choice in question.choices})
            found.update(sentences_of_question(question))
    return found


def sentences(study: Study) -> dict[str, str]:
    """Id and text of every sentence of a study, in the order of the questionnaire."""
    return {
        **sentences_of_questionnaire(study.questionnaire),
        **{f"word.{name}": text for name, text in study.fieldwork.words.items()},
        **{f"indicator.{indicator.name}": indicator.label for indicator in study.plan.indicators},
        **{key: text for brief in study.plan.briefs for key, text in brief.sentences.items()},
    }


def translated(questionnaire: Questionnaire, texts: Mapping[str, str]) -> Questionnaire:
    """The questionnaire in another language; a sentence without a translation stays in the source language."""
    language = _Language(texts)
    return replace(
        questionnaire,
        title=language.text("title", questionnaire.title),
        pages=tuple(map(language.page, questionnaire.pages)),
    )


@dataclass(frozen=True)
class _Language:
    """Things in one language, as far as its texts go."""

    texts: Mapping[str, str]

    def text(self, key: str, source: str) -> str:
        return self.texts.get(key, source) if source else source

    def page(self, source: Page) -> Page:
        label = self.text(f"page.{source.name}", source.label)
        return replace(source, label=label, questions=tuple(map(self.question, source.questions)))

    def question(self, source: Question) -> Question:
        name = source.name
        return replace(
            source,
            label=self.text(name, source.label),
            hint=self.text(f"{name}.hint", source.hint),
            constraint_message=self.text(f"{name}.constraint_message", source.constraint_message),
            choices=tuple(self.choice(source.scale or name, choice) for choice in source.choices),
            rows=tuple(replace(row, label=self.text(f"{name}.{row.name}", row.label)) for row in source.rows),
            media=self.media(name, source.media),
        )

    def choice(self, owner: str, source: Choice) -> Choice:
        return replace(source, label=self.text(f"{owner}.{source.name}", source.label))

    def media(self, name: str, source: Media | None) -> Media | None:
        return replace(source, alt=self.text(f"{name}.alt", source.alt)) if source else None
