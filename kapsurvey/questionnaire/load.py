"""Reads a study's folder into the model, and tells every mistake in it at once."""

from dataclasses import dataclass, replace
from pathlib import Path

from kapsurvey.errors import DefinitionError, Mistake
from kapsurvey.questionnaire.entries import Entry
from kapsurvey.questionnaire.lint import lint
from kapsurvey.questionnaire.model import MEASURED, Fact, Fieldwork, Indicator, Plan, Questionnaire, Sampling, Study
from kapsurvey.questionnaire.read_aims import read_aims
from kapsurvey.questionnaire.read_briefs import read_briefs
from kapsurvey.questionnaire.read_kinds import read_kinds
from kapsurvey.questionnaire.read_margins import read_margins
from kapsurvey.questionnaire.read_pages import PageReader
from kapsurvey.questionnaire.read_recipients import read_recipients
from kapsurvey.questionnaire.source import Desk, Node, read_yaml, twins

ADMISSIONS = ("open", "codes")
DESIGNS = ("census", "simple_random", "time_location", "respondent_driven", "convenience")
FLAGS = ("A", "B", "C", "G")
KINDS = ("knowledge", "index", "share")


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
    """The study in a folder and all mistakes found; ``facts`` defaults to the file beside the folder.

    Mistakes name their files as seen from the folder that holds the study.
    """
    desk = Desk()
    if not folder.is_dir():
        missing = Mistake(folder.name, 1, 1, "there is no such study", "see the folders in questionnaires/")
        return Reading(None, (missing,))
    known_facts = _facts(facts or folder.parent / "facts.yaml", desk)
    questionnaire = _questionnaire(folder, desk)
    fieldwork = _fieldwork(folder, desk)
    plan = _plan(folder, desk)
    margins = read_margins(folder / "margins.csv", desk, name=f"{folder.name}/margins.csv")
    recipients = read_recipients(folder / "recipients.txt", desk, name=f"{folder.name}/recipients.txt")
    kinds = read_kinds(folder / "rehearsal.yaml", desk, name=f"{folder.name}/rehearsal.yaml")
    if questionnaire is None or fieldwork is None or plan is None:
        return Reading(None, tuple(sorted(set(desk.mistakes))))
    study = Study(questionnaire, fieldwork, plan, margins, recipients, kinds)
    lint(study, known_facts, folder, desk)
    used = {question.kap.fact for _, question in questionnaire.questions() if question.kap}
    carried = tuple(fact for fact in known_facts.values() if fact.name in used)
    study = replace(study, questionnaire=replace(questionnaire, facts=carried))
    return Reading(study, tuple(sorted(set(desk.mistakes))))


def _facts(path: Path, desk: Desk) -> dict[str, Fact]:
    node = read_yaml(path, desk, name=path.name)
    if node is None:
        return {}
    if not isinstance(node.value, tuple):
        desk.wrong(node, "the facts must be a list", "begin each fact with `- name:`")
    facts = [(_fact(item, desk), item) for item in node.items]
    twins(((fact.name, item) for fact, item in facts), desk, what="the fact")
    return {fact.name: fact for fact, _ in facts}


def _fact(node: Node, desk: Desk) -> Fact:
    keys = "name label source flag valid_from valid_to applies_to signed_off note"
    entry = Entry.of(node, desk, what="a fact", keys=keys)
    signed = entry.get("signed_off")
    signature = Entry.of(signed, desk, what="a sign-off", keys="by on") if signed else None
    start, end = entry.day("valid_from"), entry.day("valid_to")
    if start and end and start > end:
        desk.wrong(node.keys["valid_to"], "the fact ends before it begins", "exchange `valid_from` and `valid_to`")
    return Fact(
        name=entry.text("name", required=True),
        label=entry.text("label", required=True),
        source=entry.text("source", required=True),
        flag=entry.one_of("flag", {flag: flag for flag in FLAGS}, "G", required=True),
        valid_from=start,
        valid_to=end,
        applies_to=entry.texts("applies_to"),
        signed_off_by=signature.text("by", required=True) if signature else None,
        signed_off_on=signature.day("on", required=True) if signature else None,
    )


def _questionnaire(folder: Path, desk: Desk) -> Questionnaire | None:
    node = read_yaml(folder / "questionnaire.yaml", desk, name=f"{folder.name}/questionnaire.yaml")
    if node is None:
        return None
    entry = Entry.of(node, desk, what="the questionnaire", keys="study title scales situations pages")
    desk.places["questionnaire"] = node
    name = entry.text("study", required=True)
    if name and name != folder.name:
        desk.wrong(node.keys["study"], f"`study: {name}` is not the folder's name", f"write {folder.name}")
    situations = Entry.named_by_author(entry.get("situations"), desk, what="situations")
    desk.places.update({f"situation.{key}": value for key, value in situations.node.keys.items()})
    conditions = {key: situations.expression(key) for key in situations.node.keys}
    reader = PageReader(desk)
    scales = reader.scales(entry.get("scales"))
    return Questionnaire(
        study=name,
        title=entry.text("title", required=True),
        pages=entry.each("pages", lambda item: reader.page(item, scales)),
        situations={key: condition for key, condition in conditions.items() if condition is not None},
    )


def _fieldwork(folder: Path, desk: Desk) -> Fieldwork | None:
    node = read_yaml(folder / "fieldwork.yaml", desk, name=f"{folder.name}/fieldwork.yaml")
    if node is None:
        return None
    keys = "languages link admission draft_days leave_to words sampling sites hide_right_answers"
    entry = Entry.of(node, desk, what="fieldwork", keys=keys)
    words = Entry.named_by_author(entry.get("words"), desk, what="words")
    desk.places["fieldwork"] = node
    desk.places.update({f"fieldwork.{key}": value for key, value in node.keys.items()})
    desk.places.update({f"word.{key}": value for key, value in words.node.keys.items()})
    return Fieldwork(
        languages=entry.texts("languages"),
        link=entry.text("link", required=True),
        admission=entry.one_of("admission", {word: word for word in ADMISSIONS}, "open"),
        leave_to=entry.text("leave_to", required=True),
        sampling=_sampling(entry.get("sampling"), desk),
        draft_days=entry.whole("draft_days", low=1) or 14,
        words={key: words.text(key, required=True) for key in words.node.keys},
        sites=_sites(entry, desk),
        hide_right_answers=entry.flag("hide_right_answers"),
    )


def _sites(fieldwork: Entry, desk: Desk) -> dict[str, str]:
    nodes = fieldwork.list("sites")
    entries = [Entry.of(node, desk, what="a site", keys="name label") for node in nodes]
    sites = [(entry.word("name"), entry.text("label", required=True)) for entry in entries]
    twins(((name, node) for (name, _), node in zip(sites, nodes, strict=True)), desk, what="the site")
    return dict(sites)


def _sampling(node: Node | None, desk: Desk) -> Sampling:
    keys = "design population population_source finite_population_correction"
    entry = Entry.of(node or Node("", 1, 1, {}), desk, what="sampling", keys=keys)
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
    keys = "smallest_cell groups link_code indicators outcomes beliefs messengers segments norm_gaps took_part briefs"
    entry = Entry.of(node, desk, what="the analysis", keys=keys)
    desk.places["analysis"] = node
    indicators = [(_indicator(item, desk), item) for item in entry.list("indicators")]
    twins(((indicator.name, item) for indicator, item in indicators), desk, what="the indicator")
    twins(((item.text, item) for item in entry.list("groups")), desk, what="the group")
    desk.places.update({f"group.{item.text}": item for item in entry.list("groups")})
    return Plan(
        indicators=tuple(indicator for indicator, _ in indicators),
        groups=entry.texts("groups"),
        smallest_cell=entry.whole("smallest_cell", low=1) or 10,
        aims=read_aims(entry, desk),
        briefs=read_briefs(entry, desk),
        link_code=entry.text("link_code"),
    )


def _indicator(node: Node, desk: Desk) -> Indicator:
    entry = Entry.of(node, desk, what="an indicator", keys="name label role kind questions codes among")
    name = entry.word("name")
    desk.places.setdefault(f"indicator.{name}", node)
    return Indicator(
        name=name,
        label=entry.text("label", required=True),
        role=entry.one_of("role", {role: role for role in MEASURED}, "knowledge", required=True),
        kind=entry.one_of("kind", {kind: kind for kind in KINDS}, "share", required=True),
        questions=entry.texts("questions"),
        codes=entry.wholes("codes"),
        among=entry.wholes("among"),
    )
