"""Reads a study's folder into the model, and tells every mistake in it at once."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kapsurvey.errors import DefinitionError, Mistake
from kapsurvey.questionnaire.lint import lint
from kapsurvey.questionnaire.model import Fact, Fieldwork, Indicator, Margin, Plan, Questionnaire, Sampling, Study
from kapsurvey.questionnaire.read_pages import PageReader
from kapsurvey.questionnaire.source import Desk, Entry, Node, read_yaml, twins

ADMISSIONS = ("open", "codes")
DESIGNS = ("census", "simple_random", "time_location", "respondent_driven", "convenience")
FLAGS = ("A", "B", "C", "G")
KINDS = ("knowledge", "index", "share")
OUTCOMES = ("refused", "ineligible")
_MEASURED = ("knowledge", "attitude", "norm", "efficacy", "risk", "practice", "close", "message")


@dataclass(frozen=True)
class Reading:
    """A study as read, with its mistakes; ``study`` is None when nothing could be made of the files."""

    study: Study | None
    mistakes: tuple[Mistake, ...]


def load(folder: Path, *, facts: Path | None = None) -> Study:
    """The study in a folder.

    Raises DefinitionError with every mistake in place order.
    """
    reading = read(folder, facts=facts)
    if reading.mistakes or reading.study is None:
        raise DefinitionError(reading.mistakes)
    return reading.study


def read(folder: Path, *, facts: Path | None = None) -> Reading:
    """The study in a folder and all mistakes found; ``facts`` defaults to the file beside the folder."""
    desk = Desk()
    if not folder.is_dir():
        missing = Mistake(str(folder), 1, 1, "there is no such study", "see the folders in questionnaires/")
        return Reading(None, (missing,))
    facts = facts or folder.parent / "facts.yaml"
    known_facts = _facts(facts, desk)
    questionnaire = _questionnaire(folder, desk, known_facts)
    fieldwork = _fieldwork(folder, desk)
    plan = _plan(folder, desk)
    margins = _margins(folder / "margins.csv", f"{folder.name}/margins.csv", desk)
    if questionnaire is None or fieldwork is None or plan is None:
        return Reading(None, tuple(sorted(desk.mistakes)))
    study = Study(questionnaire, fieldwork, plan, margins)
    lint(study, known_facts, folder, desk)
    used = {question.kap.fact for _, question in questionnaire.questions() if question.kap}
    carried = tuple(fact for fact in known_facts.values() if fact.name in used)
    study = replace(study, questionnaire=replace(questionnaire, facts=carried))
    return Reading(study, tuple(sorted(set(desk.mistakes))))


def _facts(path: Path, desk: Desk) -> dict[str, Fact]:
    node = read_yaml(path, desk, name=path.name)
    if node is None:
        return {}
    facts = [(_fact(item, desk), item) for item in node.items]
    twins(((fact.name, item) for fact, item in facts), desk, what="the fact")
    return {fact.name: fact for fact, _ in facts}


def _fact(node: Node, desk: Desk) -> Fact:
    keys = "name label source flag valid_from valid_to applies_to signed_off note"
    entry = Entry.of(node, desk, what="a fact", keys=keys)
    signed = entry.get("signed_off")
    signature = Entry.of(signed, desk, what="a sign-off", keys="by on") if signed else None
    return Fact(
        name=entry.text("name", required=True),
        label=entry.text("label", required=True),
        source=entry.text("source", required=True),
        flag=entry.one_of("flag", {flag: flag for flag in FLAGS}, "G"),
        valid_from=entry.day("valid_from"),
        valid_to=entry.day("valid_to"),
        applies_to=tuple(item.text for item in entry.list("applies_to")),
        signed_off_by=signature.text("by", required=True) if signature else None,
        signed_off_on=signature.day("on") if signature else None,
    )


def _questionnaire(folder: Path, desk: Desk, facts: Mapping[str, Fact]) -> Questionnaire | None:
    node = read_yaml(folder / "questionnaire.yaml", desk, name=f"{folder.name}/questionnaire.yaml")
    if node is None:
        return None
    entry = Entry.of(node, desk, what="the questionnaire", keys="study title scales situations pages")
    name = entry.text("study", required=True)
    if name != folder.name:
        desk.wrong(entry.get("study") or node, f"`study: {name}` is not the folder's name", f"write {folder.name}")
    situations = Entry.of(
        entry.get("situations") or Node(node.file, 1, 1, {}), desk, what="situations", keys=_own(entry)
    )
    conditions = {key: situations.expression(key) for key in situations.node.keys}
    desk.places.update({f"situation.{key}": value for key, value in situations.node.keys.items()})
    desk.places["questionnaire"] = node
    reader = PageReader(desk)
    scales = reader.scales(entry.get("scales"))
    return Questionnaire(
        study=name,
        title=entry.text("title", required=True),
        pages=entry.each("pages", lambda item: reader.page(item, scales)),
        situations={key: condition for key, condition in conditions.items() if condition is not None},
    )


def _own(entry: Entry) -> str:
    """Situations are named by the study itself: whatever stands there is a known key."""
    node = entry.get("situations")
    return " ".join(node.keys) if node else ""


def _fieldwork(folder: Path, desk: Desk) -> Fieldwork | None:
    node = read_yaml(folder / "fieldwork.yaml", desk, name=f"{folder.name}/fieldwork.yaml")
    if node is None:
        return None
    keys = "languages link admission draft_days leave_to words sampling"
    entry = Entry.of(node, desk, what="fieldwork", keys=keys)
    words = entry.get("words") or Node(node.file, 1, 1, {})
    sampling = entry.get("sampling") or Node(node.file, 1, 1, {})
    desk.places["fieldwork"] = node
    desk.places.update({f"fieldwork.{key}": value for key, value in node.keys.items()})
    desk.places.update({f"word.{key}": value for key, value in words.keys.items()})
    return Fieldwork(
        languages=tuple(item.text for item in entry.list("languages")),
        link=entry.text("link", required=True),
        admission=entry.one_of("admission", {word: word for word in ADMISSIONS}, "open"),
        leave_to=entry.text("leave_to", required=True),
        sampling=_sampling(Entry.of(sampling, desk, what="sampling", keys=_SAMPLING)),
        draft_days=entry.whole("draft_days", low=1) or 14,
        words={key: value.text for key, value in words.keys.items()},
    )


_SAMPLING = "design population population_source finite_population_correction"


def _sampling(entry: Entry) -> Sampling:
    return Sampling(
        design=entry.one_of("design", {word: word for word in DESIGNS}, "convenience"),
        population=entry.whole("population", low=1),
        population_source=entry.text("population_source"),
        finite_population_correction=entry.flag("finite_population_correction"),
    )


def _plan(folder: Path, desk: Desk) -> Plan | None:
    node = read_yaml(folder / "analysis.yaml", desk, name=f"{folder.name}/analysis.yaml")
    if node is None:
        return None
    entry = Entry.of(node, desk, what="the analysis", keys="smallest_cell groups indicators")
    indicators = [(_indicator(item, desk), item) for item in entry.list("indicators")]
    twins(((indicator.name, item) for indicator, item in indicators), desk, what="the indicator")
    desk.places.update({f"group.{item.text}": item for item in entry.list("groups")})
    return Plan(
        indicators=tuple(indicator for indicator, _ in indicators),
        groups=tuple(item.text for item in entry.list("groups")),
        smallest_cell=entry.whole("smallest_cell", low=1) or 10,
    )


def _indicator(node: Node, desk: Desk) -> Indicator:
    entry = Entry.of(node, desk, what="an indicator", keys="name label role kind questions codes among")
    name = entry.word("name")
    desk.places[f"indicator.{name}"] = node
    return Indicator(
        name=name,
        label=entry.text("label", required=True),
        role=entry.one_of("role", {role: role for role in _MEASURED}, "knowledge"),
        kind=entry.one_of("kind", {kind: kind for kind in KINDS}, "share"),
        questions=tuple(item.text for item in entry.list("questions")),
        codes=entry.wholes("codes"),
        among=entry.wholes("among"),
    )


def _margins(path: Path, name: str, desk: Desk) -> tuple[Margin, ...]:
    if not path.exists():
        return ()
    try:
        lines = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        desk.mistakes.append(Mistake(name, 1, 1, "the file is not UTF-8", "save it as UTF-8"))
        return ()
    reader = csv.DictReader(io.StringIO(lines))
    if reader.fieldnames is None or tuple(reader.fieldnames) != ("variable", "choice", "total", "source"):
        desk.mistakes.append(Mistake(name, 1, 1, "the columns are wrong", "write variable,choice,total,source"))
        return ()
    margins = (_margin(row, reader.line_num, name, desk) for row in reader)
    return tuple(margin for margin in margins if margin is not None)


def _margin(row: Mapping[str, str | None], line: int, name: str, desk: Desk) -> Margin | None:
    variable, choice, total = row["variable"] or "", row["choice"] or "", row["total"] or ""
    numbers = total.isascii() and total.isdigit() and (choice == "" or (choice.isascii() and choice.isdigit()))
    if not numbers or None in row or (variable == "") != (choice == ""):
        desk.mistakes.append(
            Mistake(name, line, 1, "this row is not a known total", "write variable,choice,total,source")
        )
        return None
    desk.places[f"margin.{variable}.{choice}"] = Node(name, line, 1, variable)
    return Margin(variable, int(choice) if choice else None, int(total), row["source"] or "")
