"""Writes a study to measure with: ten pages, fifty questions, in the style of the shipped one."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kapsurvey.paths import QUESTIONNAIRES
from kapsurvey.questionnaire.load import load
from kapsurvey.questionnaire.model import Study

NAME = "water-at-home"

_HABITS = (
    "boil water before drinking it",
    "wash their hands with soap before they eat",
    "keep drinking water in a container with a lid",
    "clean the container with hot water every week",
    "treat water from an open well with chlorine",
    "keep animals away from the place where water is drawn",
    "use a cup with a handle to take water out of the container",
)
_AGREE = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")
_PEOPLE = ("None or almost none", "A few", "About half", "Most", "All or almost all")
_PLACES = (
    "At a public tap or a kiosk",
    "From a neighbour or a relative",
    "From a truck that comes to the street",
    "From a well or a spring",
    "From a river, a lake or a canal",
    "In bottles from a shop",
)
_NOTE = """\
Thank you for your interest. This survey asks households what they know and think about water for drinking, and how \
they keep it at home. It is carried out by ${organisation} to prepare information for the district. It takes about 17 \
minutes.

Taking part is your choice. You may skip any question and stop at any time, and nothing changes for you if you do.

We do not ask for your name, telephone number or address, and we do not record your internet address or your location. \
Your answers are added to those of others; nobody will be able to see who answered what, and results for very small \
groups are never published.

The survey is for people aged 18 or over. Questions or complaints: ${contact}."""

Entry = dict[str, object]


def named(name: str | None) -> Study:
    """A shipped study, or the generated one where no name is given."""
    if name is not None:
        return load(QUESTIONNAIRES / name)
    with tempfile.TemporaryDirectory() as folder:
        return load(write(Path(folder)), facts=QUESTIONNAIRES / "facts.yaml")


def write(folder: Path) -> Path:
    """The study's folder, written below ``folder``."""
    study = folder / NAME
    study.mkdir()
    # JSON is YAML as well.
    (study / "questionnaire.yaml").write_text(json.dumps(_questionnaire(), indent=1))
    (study / "fieldwork.yaml").write_text(json.dumps(_FIELDWORK))
    (study / "analysis.yaml").write_text(json.dumps({"smallest_cell": 10, "groups": [], "indicators": []}))
    (study / "margins.csv").write_text("variable,choice,total,source\n")
    return study


_FIELDWORK = {
    "languages": ["vi", "pt", "en"],
    "link": "water",
    "admission": "open",
    "draft_days": 14,
    "leave_to": "https://www.wikipedia.org/",
    "words": {"organisation": "the district's health office", "contact": "any health post"},
    "sampling": {"design": "simple_random", "population": 20000},
}


def _questionnaire() -> Entry:
    pages = [_consent(), *(_page(name, questions) for name, questions in _pages())]
    next(page for page in pages if page["name"] == "attitudes")["randomize"] = True
    return {"study": NAME, "title": "Community survey", "scales": _scales(), "pages": pages}


def _scales() -> Entry:
    marks = [{"name": 8, "label": "Don't know", "missing": "dk"}]
    marks += [{"name": 9, "label": "Prefer not to answer", "missing": "refuse"}]
    return {
        "AGREE5": {"ordered": True, "choices": _choices(_AGREE) + marks},
        "PEOPLE5": {"ordered": True, "choices": _choices(_PEOPLE) + marks},
        "TRUE3": {"choices": _choices(("True", "False")) + marks[:1]},
    }


def _consent() -> Entry:
    agree = _choices(("Yes, I am 18 or over, I have understood and I agree", "No"))
    agree[1]["end"] = "refused"
    button = {"type": "select_one", "required": True, "appearance": "buttons", "choices": agree}
    asked = {"name": "Q01", "label": "Do you agree to take part?", "kap": {"role": "consent"}, **button}
    note = {"name": "Q00", "type": "note", "label": _NOTE}
    return {"name": "consent", "label": "About this survey", "questions": [note, asked]}


def _page(name: str, questions: Iterator[Entry]) -> Entry:
    return {"name": name, "label": name.replace("_", " ").capitalize(), "questions": list(questions)}


def _pages() -> Iterator[tuple[str, Iterator[Entry]]]:
    """Nine pages, 49 questions."""
    yield "your_household", _household()
    yield "knowledge", _scaled("K", "True or false? Health workers advise that all households {}.", "TRUE3", 6)
    yield "knowledge_of_places", _facts()
    yield "attitudes", _scaled("A", "It is worth the time and the money when people {}.", "AGREE5", 7)
    yield "others", _scaled("N", "Of the households that you know, how many {}?", "PEOPLE5", 5)
    yield "practice", _practice()
    yield "information", _information()
    yield "plans", _scaled("I", "In the next three months, we mean to be among those who {}.", "AGREE5", 6)
    yield "close", _close()


def _household() -> Iterator[Entry]:
    yield {**_one("H1", "How old are you?", ("18 to 29", "30 to 44", "45 to 59", "60 or over")), "required": True}
    yield {**_one("H2", "Where is your home?", ("In the town", "In a village", "On its own")), "required": True}
    yield _number("H3", "How many people live in your household, yourself included?", 1, 30)
    fewer = {"constraint": "H4 <= H3", "constraint_message": "This cannot be more than all people of the household."}
    yield {**_number("H4", "How many of them are younger than 5 years?", 0, 30), **fewer}
    yield _one("H5", "Who in your household mostly brings the water?", ("A woman", "A man", "A girl", "A boy"))


def _facts() -> Iterator[Entry]:
    for n, place in enumerate(_PLACES, start=1):
        label = f"How safe is water for drinking that comes straight to you like this: {place.lower()}?"
        yield _one(f"F{n}", label, ("Safe at any time", "Safe in the dry season only", "Never safe", "I don't know"))


def _practice() -> Iterator[Entry]:
    label = "Where did your household get water for drinking in the past seven days? Tick all that apply."
    yield {**_several("P1", label, _PLACES), "randomize": True}
    yield _one("P2", "How did you treat the water that you drank last?", ("Not at all", *_HABITS[:4]))
    rows = [{"name": f"r{n}", "label": place} for n, place in enumerate(_PLACES[:3])]
    grid = {"type": "integer_grid", "rows": rows, "min": "0", "max": "60"}
    yield {"name": "P3", "label": "How many times did somebody go for water in the past seven days?", **grid}
    yield _number("P4", "How many litres of water does your container hold?", 1, 500)
    yield _one("P5", "When did you last clean it?", ("Today or yesterday", "This week", "Earlier", "Never"))


def _information() -> Iterator[Entry]:
    sources = ("Radio", "Messages on the telephone", "A health worker", "Neighbours", "School", "Somewhere else")
    heard = _several("W1", "Where did you hear about water and health in the past 12 months?", sources)
    last = heard["choices"][-1]  # type: ignore[index]  # an entry holds values of any kind
    last["other"] = True
    yield heard
    trusted = {"type": "rank", "choices": _choices(sources[:5]), "max_choices": "3"}
    yield {"name": "W2", "label": "Which of these do you trust most? Give the first three their places.", **trusted}
    yield {"name": "W3", "type": "text", "label": "What would you like to know?", "max_length": "300"}
    yield _one("W4", "How would you like to hear about it?", sources[:4])
    yield _one("W5", "Do you have a telephone of your own?", ("Yes", "I share one", "No"))


def _close() -> Iterator[Entry]:
    yield {"name": "Z1", "type": "text", "label": "Is there anything that you want to add? No names, please."}
    yield _one("Z2", "How easy was it to answer?", ("Very easy", "Easy", "Hard", "Very hard"))
    yield _one("Z3", "Did somebody else see your answers?", ("No", "Yes, in part", "Yes, all of them"))
    yield _one("Z4", "May people like you be asked again next year?", ("Yes", "No"))


def _scaled(letter: str, sentence: str, scale: str, n: int) -> Iterator[Entry]:
    for number, habit in enumerate(_HABITS[:n], start=1):
        label = sentence.format(habit)
        yield {"name": f"{letter}{number}", "type": "select_one", "choices": scale, "label": label, **_DEMOGRAPHIC}


def _one(name: str, label: str, choices: tuple[str, ...]) -> Entry:
    return {"name": name, "type": "select_one", "label": label, "choices": _choices(choices), **_DEMOGRAPHIC}


def _several(name: str, label: str, choices: tuple[str, ...]) -> Entry:
    none = {"name": 9, "label": "None of these", "exclusive": True, "fixed": True}
    return {"name": name, "type": "select_multiple", "label": label, "choices": [*_choices(choices), none]}


def _number(name: str, label: str, low: int, high: int) -> Entry:
    return {"name": name, "type": "integer", "label": label, "min": str(low), "max": str(high)}


_DEMOGRAPHIC = {"kap": {"role": "demographic"}}


def _choices(labels: tuple[str, ...]) -> list[Entry]:
    return [{"name": n, "label": label} for n, label in enumerate(labels, start=1)]
