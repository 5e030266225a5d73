"""Measures `kapsurvey check` on a study of 300 questions in three languages, start-up included."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from figures import median

from kapsurvey.i18n.merging import Source, merge
from kapsurvey.i18n.po import Message
from kapsurvey.i18n.po_writing import header, written
from kapsurvey.questionnaire.load import load
from kapsurvey.questionnaire.strings import sentences

_QUESTIONS_A_PAGE = 5
_SENTENCE = (
    "In the past 12 months, how often have you been offered anything that is made from a wild animal (number {})?"
)
_FIELDWORK = "languages: [vi, pt, en]\nlink: large\nleave_to: https://example.org/\nwords: {organisation: the school}\n"
_SCALE = [{"name": n, "label": f"Answer number {n} of the scale"} for n in (1, 2, 3, 4, 5)]
_COMMAND = [sys.executable, "-c", "import sys; from kapsurvey.cli import main; sys.exit(main())", "check"]


def question(number: int) -> dict[str, object]:
    """One question; its type goes round, and every other one has a condition, a constraint or words to put in."""
    label, earlier = _SENTENCE.format(number), f"Q{max(number // _QUESTIONS_A_PAGE * _QUESTIONS_A_PAGE - 5, 0)}"
    on_first_page = number < _QUESTIONS_A_PAGE
    asked: dict[str, object] = {"name": f"Q{number}", "label": label}
    match number % _QUESTIONS_A_PAGE:
        case 0:
            asked |= {"type": "select_one", "choices": "AGREE5"}
        case 1:
            choices = [{"name": n, "label": f"Choice {n} of question {number}"} for n in range(1, 8)]
            asked |= {"type": "select_multiple", "choices": choices, "max_choices": 3}
        case 2:
            constraint = {
                "constraint": f"Q{number} <= 31 and Q{number} >= 0",
                "constraint_message": f"At most 31 ({number}).",
            }
            asked |= {"type": "integer", "min": 0, "max": 99, **constraint}
        case 3:
            rows = [{"name": row, "label": f"Row {row} of question {number}"} for row in "abc"]
            asked |= {"type": "integer_grid", "rows": rows, "min": 0, "max": 31}
        case _:
            asked |= {"type": "text", "pattern": r".{0,200}", "hint": f"Ask ${{organisation}} about number {number}."}
    if number % 2 and not on_first_page:
        asked["relevant"] = f"{earlier} in [1, 2, 3] and not {earlier} == 2"
    return asked


def pages(questions: int) -> Iterator[dict[str, object]]:
    """Pages of five questions; every third is asked on a condition over the page before."""
    for first in range(0, questions, _QUESTIONS_A_PAGE):
        numbers = range(first, min(first + _QUESTIONS_A_PAGE, questions))
        page: dict[str, object] = {
            "name": f"page_{first}",
            "label": f"Part {first}",
            "questions": [*map(question, numbers)],
        }
        if first and first % 3 == 0:
            page["relevant"] = f"any_of(Q{first - 4}, [1, 3]) or Q{first - 5} > 2 and Q{first - 3} < 20"
        yield page


def write_study(home: Path, questions: int) -> Path:
    """A study of so many questions with its translations into Vietnamese and Portuguese."""
    folder = home / "questionnaires" / "large"
    folder.mkdir(parents=True)
    definition = {
        "study": "large",
        "title": "A large study",
        "scales": {"AGREE5": {"ordered": True, "choices": _SCALE}},
        "pages": list(pages(questions)),
    }
    (folder / "questionnaire.yaml").write_text(json.dumps(definition, indent=1))
    (folder / "fieldwork.yaml").write_text(_FIELDWORK)
    (folder / "analysis.yaml").write_text("smallest_cell: 10\n")
    (folder.parent / "facts.yaml").write_text("- {name: F-1, label: A fact., source: A source., flag: A}\n")
    for language in ("vi", "pt"):
        write_translation(folder, language)
    return folder


def write_translation(folder: Path, language: str) -> None:
    """A translation that says of every sentence in which language it is."""
    sources = [Source(text, key) for key, text in sentences(load(folder)).items()]
    draft = merge([], sources, header("large", language)).messages
    done = [Message(m.source, f"[{language}] {m.source}" if m.source else m.text, m.context, m.comments) for m in draft]
    path = folder.parent.parent / "translations" / language / "LC_MESSAGES" / "large.po"
    path.parent.mkdir(parents=True)
    path.write_text(written(done))


def seconds(folder: Path) -> tuple[float, float]:
    """Wall and processor time of one run of the command."""
    before, start = os.times(), time.perf_counter()
    subprocess.run([*_COMMAND, str(folder)], check=True, capture_output=True)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - start, cpu


def main() -> None:
    """Print the median of some runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--runs", type=int, default=7)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        folder = write_study(Path(home), arguments.questions)
        n_sentences = len(sentences(load(folder)))
        runs = [seconds(folder) for _ in range(arguments.runs)]
    wall, cpu = (median(times) for times in zip(*runs, strict=True))
    print(f"{arguments.questions} questions, {n_sentences} sentences, 3 languages: {wall:.2f} s, CPU {cpu:.2f} s")


if __name__ == "__main__":
    main()
