"""Whatever an author does to the files of a study, the answer is a list of mistakes, never a crash."""

import shutil
from random import Random

import pytest

from kapsurvey.paths import QUESTIONNAIRES
from kapsurvey.questionnaire.load import read

STUDY = "vietnamese-in-mozambique"
SLIPS = [
    *("name", "[]", "{}", "'", '"', ":", ",", "- ", "\t", "\x00", "$", "1", "-1", "true", ""),
    *(
        "min: 9",
        "max: x",
        "type: rank",
        "type: calculate",
        "choices: AGREE5",
        "end: true",
        "shuffle: x",
        "questions: []",
    ),
    *("missing: [dk]", "name: today", "calculation: S1_K01 * 2", "relevant: S1_Z01 == 1", "relevant: [a]", "key: [1]"),
]


@pytest.fixture
def files(tmp_path):
    """A copy of a shipped study; its files."""
    shutil.copytree(QUESTIONNAIRES / STUDY, tmp_path / STUDY)
    shutil.copy(QUESTIONNAIRES / "facts.yaml", tmp_path)
    return [path for path in sorted(tmp_path.rglob("*")) if path.suffix in (".yaml", ".csv")]


def slipped(text, chance):
    """The text after one slip: a line lost, doubled, indented otherwise, or with something foreign in it."""
    lines = text.split("\n")
    place, slip = chance.randrange(len(lines)), chance.choice(SLIPS)
    line = lines[place]
    match chance.randrange(5):
        case 0:
            del lines[place]
        case 1:
            lines.insert(place, chance.choice(lines))
        case 2:
            lines[place] = line[: len(line) // 2] + slip + line[len(line) // 2 :]
        case 3:
            lines.insert(place, line[: len(line) - len(line.lstrip())] + slip)
        case _:
            lines[place] = line.replace(chance.choice(" :-{},1"), slip, 1)
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(3))
def test_slips_of_an_author_are_mistakes_with_a_place(files, seed):
    chance = Random(seed)
    sound = {path: path.read_text() for path in files}
    found = 0
    for _ in range(15):
        for path, text in sound.items():
            path.write_text(text)
        for path in chance.choices(files, k=3):
            path.write_text(slipped(path.read_text(), chance))
        mistakes = read(files[0].parent / STUDY).mistakes
        assert list(mistakes) == sorted(set(mistakes))
        assert all(mistake.line > 0 and mistake.column > 0 for mistake in mistakes)
        found += bool(mistakes)
    assert found > 8
