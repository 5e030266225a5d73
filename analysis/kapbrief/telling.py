"""Which languages a report is told in: those of the study, and English, in which its own sentences always stand."""

from collections.abc import Sequence

from kapbrief.codebook import Codebook
from kapbrief.errors import ReportError
from kapbrief.texts import SOURCE_LANGUAGE


def told_in(codebook: Codebook, asked: Sequence[str] = ()) -> tuple[str, ...]:
    """The languages asked for, or every one; raises ReportError for one that the study does not have.

    What a study does not say in English is said in its source language, and marked as that.
    """
    every = tuple(dict.fromkeys([*codebook.languages, SOURCE_LANGUAGE]))
    strange = [language for language in asked if language not in every]
    if strange:
        wrong = f"{codebook.study} has no language {strange[0]!r}"
        raise ReportError(f"--language: {wrong}: choose from {', '.join(every)}")
    return tuple(language for language in every if not asked or language in asked)
