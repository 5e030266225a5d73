"""Opens what is sealed in a release, on the machine of whoever has the study's private key."""

import argparse
from pathlib import Path

from kapsurvey.errors import KapsurveyError
from kapsurvey.fieldwork.envelopes import Refused
from kapsurvey.fieldwork.study_keys import keys_in
from kapsurvey.fieldwork.unsealing import unseal

_WHY = {
    "locked": "no key given here opens it, or it is damaged",
    "strange": "what is in it is no interview, or another one",
    "different": "it says something else than what stands in the open: {names}",
    "unsound": "the questionnaire takes no such answers: {names}",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which release, with which keys, where to."""
    parser.add_argument("release", type=Path, help="folder that `kapsurvey release` wrote")
    parser.add_argument("out", type=Path, help="the folder to write, with everything in it that could be opened")
    parser.add_argument(
        "--identity",
        type=Path,
        action="append",
        required=True,
        metavar="FILE",
        help="private key; more than one may be",
    )


def run(arguments: argparse.Namespace) -> int:
    """Unseal, and say what was refused; 1 where something was."""
    private = tuple(key for path in arguments.identity for key in _keys(path))
    done = unseal(arguments.release, private, arguments.out)
    print(f"{arguments.out}: {done.interviews} interviews, {done.opened} envelopes opened")
    for one in done.refused:
        print(f"left sealed: interview {one.interview}: {_sentence(one)}")
    return 1 if done.refused else 0


def _keys(path: Path) -> tuple[str, ...]:
    try:
        keys = keys_in(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        keys = ()
    if not keys:
        raise KapsurveyError("key.missing", file=str(path))
    return keys


def _sentence(one: Refused) -> str:
    return _WHY[one.why].format(names=", ".join(one.names))
