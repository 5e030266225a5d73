"""Finds the studies that a command is about."""

import os
from pathlib import Path

from kapsurvey.errors import ConfigError
from kapsurvey.paths import QUESTIONNAIRES


def names() -> list[str]:
    """The shipped studies, by name."""
    return sorted(file.parent.name for file in QUESTIONNAIRES.glob("*/questionnaire.yaml"))


def folders_of(study: str | None) -> tuple[Path, ...]:
    """The folder of a study, given by name or path; all shipped studies where none is given.

    Raises ConfigError("study.unknown") naming the studies there are.
    """
    if study is None:
        return tuple(QUESTIONNAIRES / name for name in names())
    for folder in (QUESTIONNAIRES / study, Path(study)):
        if study and folder.is_dir():
            return (folder,)
    raise ConfigError("study.unknown", study=study, names=", ".join(names()))


def shown(path: Path) -> str:
    """A path as seen from where the command runs, so that an editor opens it."""
    return os.path.relpath(path)
