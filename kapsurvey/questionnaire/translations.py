"""Mistakes in the translations of a study, and how far they have come."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from kapsurvey.errors import Mistake
from kapsurvey.i18n import STATES, Catalogue, Sentence
from kapsurvey.i18n.catalogues import fillings, formats_like
from kapsurvey.questionnaire.model import Study
from kapsurvey.questionnaire.strings import sentences

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ud800-\udfff]")
_TAG = re.compile(r"</?[A-Za-z!?][^<>]*>|<script", re.IGNORECASE)
_OPENING, _CLOSING = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068", "\u202c\u2069"


def mistakes(study: Study, language: str, catalogue: Catalogue, *, file: str) -> Iterator[Mistake]:
    """Everything that keeps a language from being complete; states below final are none.

    A sentence whose translation has a mistake is shown in the source language.
    """
    update = f"run `kapsurvey strings {study.questionnaire.study}`"
    if not catalogue.sentences:
        remedy = f"{update} and translate, or take {language} out of `languages:`"
        yield Mistake(file, 1, 1, f"there is no translation into {language}", remedy)
        return
    wanted = sentences(study)
    for key, source in wanted.items():
        sentence = catalogue.sentences.get(key)
        # An apostrophe marks the second of two questions of the same name, of which the study itself tells.
        if sentence is None and "'" not in key:
            yield Mistake(file, 1, 1, f"`{key}` is missing", f"{update}, then translate it")
        elif sentence is not None and sentence.text and sentence.source != source:
            yield Mistake(
                file, sentence.line, 1, f"the source of `{key}` has changed", f"{update}, then translate again"
            )
        elif sentence is not None:
            yield from _faults(f"`{key}`", sentence, file)
    for key, sentence in catalogue.sentences.items():
        if key not in wanted:
            yield Mistake(file, sentence.line, 1, f"the study has no sentence `{key}`", update)


def interface_mistakes(language: str, catalogue: Catalogue, *, file: str) -> Iterator[Mistake]:
    """Everything in the interface's own texts that keeps a language from being complete."""
    if not catalogue.sentences:
        remedy = "run `kapsurvey strings --interface` and translate"
        yield Mistake(file, 1, 1, f"the interface has no texts in {language}", remedy)
    for source, sentence in catalogue.sentences.items():
        faults = list(_faults("this", sentence, file))
        yield from faults
        if not faults and not formats_like(source, sentence.text):
            yield Mistake(file, sentence.line, 1, "a per cent sign stands alone", "write two: %%")


def _faults(name: str, sentence: Sentence, file: str) -> Iterator[Mistake]:
    """What is wrong with one translation of an unchanged source."""
    for wrong, remedy in _troubles(name, sentence):
        yield Mistake(file, sentence.line, 1, wrong, remedy)


def _troubles(name: str, sentence: Sentence) -> Iterator[tuple[str, str]]:
    text, source = sentence.text, sentence.source
    if sentence.status not in STATES:
        yield f"`status: {sentence.status}` says nothing", f"use one of: {', '.join(STATES)}"
    if not text.strip():
        yield f"{name} is not translated", "write its msgstr"
        return
    if sentence.fuzzy:
        yield f"the source of {name} has changed", "translate it again, then remove the word fuzzy"
    for lost in sorted(fillings(source) - fillings(text)):
        yield f"the translation has lost {lost}", "put it where it belongs in the sentence, unchanged"
    for strange in sorted(fillings(text) - fillings(source)):
        yield f"the translation has {strange}, which the source has not", "remove it, or write it as in the source"
    if (tag := _TAG.search(text)) and not _TAG.search(source):
        yield f"the translation has {tag[0]}, and the source has no tags", "write plain text"
    if control := _CONTROLS.search(text):
        yield f"the translation has the character U+{ord(control[0]):04X}, which cannot be seen", "remove it"
    if _count(text, _OPENING) != _count(text, _CLOSING):
        yield "a mark for the direction of writing is opened and not closed, or the reverse", "remove or close it"


def _count(text: str, signs: str) -> int:
    return sum(text.count(sign) for sign in signs)


def progress(study: Study, catalogue: Catalogue) -> Mapping[str, int]:
    """How many sentences are in each state, in the order of the states; those that cannot be used count nowhere."""
    usable = (catalogue.sentences[key] for key, text in sentences(study).items() if catalogue.usable(key, text))
    counts = Counter(sentence.status if sentence.status in STATES else STATES[0] for sentence in usable)
    return {state: counts[state] for state in STATES if counts[state]}
