"""Makes a key pair for a study: the private half for its researchers alone, the public half into the study's folder."""

import argparse
import os
from datetime import date
from pathlib import Path

from kapsurvey.cli.folders import folders_of, shown
from kapsurvey.errors import KapsurveyError
from kapsurvey.fieldwork import study_keys

RECIPIENTS = "recipients.txt"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which study, where to, whose key."""
    parser.add_argument("study", help="name of the study, or its folder")
    parser.add_argument("file", type=Path, help="where the private key goes; keep it off the server, and keep a copy")
    parser.add_argument("--owner", default="", help="who will keep it; stands beside the public key")


def run(arguments: argparse.Namespace) -> int:
    """Make it, and say what to do with each half."""
    (folder,) = folders_of(arguments.study)
    if folder.resolve() in arguments.file.resolve().parents:
        raise KapsurveyError("key.in_study", file=str(arguments.file))
    public = write_private(arguments.file)
    remark = ", ".join(word for word in (" ".join(arguments.owner.split()), date.today().isoformat()) if word)
    with (folder / RECIPIENTS).open("a", encoding="utf-8") as file:
        file.write(f"{public}  # {remark}\n")
    print(f"private key: {arguments.file} (opens what is sealed; whoever loses it loses the answers: keep two copies)")
    print(f"public key:  {shown(folder / RECIPIENTS)} (belongs to the study; the waves opened from now on seal to it)")
    return 0


def write_private(path: Path) -> str:
    """Write a new private key where there is no file, for its owner alone to read; its public half.

    Raises KapsurveyError where a file stands there or cannot be written.
    """
    private, public = study_keys.new_key()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KapsurveyError("key.there", file=str(path)) from None
    except OSError as error:
        raise KapsurveyError("key.unwritable", file=str(path), reason=error.strerror) from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"# public key: {public}\n{private}\n")
    return public
