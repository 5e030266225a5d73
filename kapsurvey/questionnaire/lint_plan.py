"""Mistakes in what is to be estimated: indicators, groups and known totals that point to nothing."""

from collections.abc import Mapping

from kapsurvey.questionnaire.lint_aims import lint_aims
from kapsurvey.questionnaire.lint_briefs import lint_briefs
from kapsurvey.questionnaire.lint_kap import lint_codes
from kapsurvey.questionnaire.model import Indicator, Margin, Question, Study
from kapsurvey.questionnaire.read_margins import named
from kapsurvey.questionnaire.source import Desk, Node


def lint_plan(study: Study, desk: Desk) -> None:
    """Note indicators, groups and margins that point to nothing or to the wrong kind of question."""
    questions = {question.name: question for _, question in study.questionnaire.questions()}
    for indicator in study.plan.indicators:
        node = desk.places[f"indicator.{indicator.name}"]
        if "kind" not in node.keys or node.keys["kind"].text != indicator.kind:
            continue
        _lint_indicator(indicator, node, desk)
        for item in node.keys["questions"].items if "questions" in node.keys else ():
            _lint_question_of(indicator, item, questions.get(item.text), node, desk)
    for group in study.plan.groups:
        if group not in questions or questions[group].type != "select_one":
            desk.wrong(desk.places[f"group.{group}"], f"`{group}` is not a select_one", "groups need one answer each")
    lint_aims(study.plan.aims, questions, desk)
    lint_briefs(study, desk)
    _lint_link_code(study.plan.link_code, questions, desk)
    for margin in study.margins:
        _lint_margin(margin, questions, desk)


def _lint_link_code(name: str, questions: Mapping[str, Question], desk: Desk) -> None:
    if not name:
        return
    place = desk.places["analysis"].keys["link_code"]
    if name not in questions:
        desk.wrong(place, f"there is no question `{name}`", "correct the name")
    elif questions[name].type != "code":
        desk.wrong(place, f"`{name}` is no code", "name a question of type code, which people make up themselves")


def _lint_indicator(indicator: Indicator, node: Node, desk: Desk) -> None:
    if not indicator.questions:
        desk.wrong(node.keys.get("questions", node), f"indicator `{indicator.name}` has no questions", "list them")
    if indicator.kind == "share" and not indicator.codes:
        desk.wrong(node.keys.get("codes", node), f"the share `{indicator.name}` lacks `codes`", "list those that count")
    for key in ("codes", "among"):
        if indicator.kind != "share" and key in node.keys:
            remedy = "remove it, or write `kind: share`"
            desk.wrong(node.keys[key].head, f"`{key}` means nothing to `kind: {indicator.kind}`", remedy)


def _lint_question_of(indicator: Indicator, item: Node, question: Question | None, node: Node, desk: Desk) -> None:
    if question is None:
        desk.wrong(item, f"there is no question `{item.text}`", "correct the name")
    elif indicator.kind == "knowledge" and (question.kap is None or question.kap.role != "knowledge"):
        desk.wrong(item, f"`{item.text}` is no knowledge question", "it has no right answer to count; remove it")
    elif indicator.kind == "index" and not question.ordered:
        desk.wrong(item, f"`{item.text}` has no ordered scale", "an index is a mean of scale items; remove it")
    elif indicator.kind == "share":
        for key, codes in (("codes", indicator.codes), ("among", indicator.among)):
            if key in node.keys:
                lint_codes(codes, question, node.keys[key], desk)


def _lint_margin(margin: Margin, questions: Mapping[str, Question], desk: Desk) -> None:
    place = desk.places[f"margin {named(margin)}"]
    question = questions.get(margin.variable)
    if margin.variable and (question is None or question.type != "select_one"):
        desk.wrong(place, f"`{margin.variable}` is not a select_one", "totals are known by one answer each")
    elif question is not None and margin.choice is not None:
        lint_codes([margin.choice], question, place, desk)
