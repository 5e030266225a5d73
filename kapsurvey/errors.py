"""What can go wrong, by name: a stable code and parameters, never a sentence."""

from dataclasses import dataclass


class KapsurveyError(Exception):
    """Something that can be named and answered. ``code`` is stable; ``params`` fill its sentence."""

    def __init__(self, code: str, **params: object):
        super().__init__(code, params)
        self.code, self.params = code, params


@dataclass(frozen=True, order=True)
class Mistake:
    """One mistake in a study's files: where it stands, what is wrong and what to do about it."""

    file: str
    line: int
    column: int
    wrong: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.wrong}: {self.remedy}"


class DefinitionError(KapsurveyError):
    """A study that cannot be used as it is written; carries every mistake found, in order of place."""

    def __init__(self, mistakes: tuple[Mistake, ...]):
        super().__init__("definition", n=len(mistakes))
        self.mistakes = tuple(sorted(mistakes))

    def __str__(self) -> str:
        return "\n".join(map(str, self.mistakes))


class ExpressionError(KapsurveyError):
    """A condition, constraint or calculation that cannot be read; ``column`` counts from 1 within its text."""

    def __init__(self, column: int, wrong: str, remedy: str):
        super().__init__("expression", column=column, wrong=wrong, remedy=remedy)
        self.column, self.wrong, self.remedy = column, wrong, remedy


class AnswerError(KapsurveyError):
    """An answer that its question cannot take; the respondent sees the same page again.

    Where only some fields of a question are wrong, ``fields`` among the params names them, without the question's name.
    """


class InterviewError(KapsurveyError):
    """An interview that cannot go on as asked: closed, stale, finished."""


class BundleError(KapsurveyError):
    """One item of a device's bundle that cannot be taken; the others go through."""


class AccessError(KapsurveyError):
    """A code, token or address that opens nothing; the reply never says why."""


class StoreError(KapsurveyError):
    """The database cannot take this now: busy, or out of room. Nothing was written."""


class ConfigError(KapsurveyError):
    """A setting that is missing or unsafe; the server does not start."""
