"""Mistakes in what questions are for: facts, keys, scales, indicators, margins."""

from collections.abc import Iterable, Mapping

from kapsurvey.questionnaire.model import Fact, Indicator, Kap, Question, Study
from kapsurvey.questionnaire.source import Desk, Node

_SCALED = ("attitude", "norm", "efficacy", "risk")


def lint_kap(study: Study, facts: Mapping[str, Fact], desk: Desk) -> None:
    """Note every question whose ``kap`` does not fit the question, the scales or the facts."""
    for _, question in study.questionnaire.questions():
        if question.kap is not None:
            node = desk.places[f"{question.name}.kap"]
            _lint_scale(question, question.kap, node, desk)
            if question.kap.role == "knowledge":
                _lint_knowledge(question, question.kap, study, facts, node, desk)
            else:
                _lint_no_key(question.kap, node, desk)


def _lint_scale(question: Question, kap: Kap, node: Node, desk: Desk) -> None:
    if kap.role in _SCALED and not question.ordered:
        desk.wrong(node, f"an {kap.role} question needs an ordered scale", "choose a scale with `ordered: true`")
    if kap.role == "knowledge" and question.ordered:
        desk.wrong(node, "an ordered scale has no right answer", "choose other choices or another role")
    if kap.reverse and kap.role not in _SCALED:
        desk.wrong(node, f"`reverse` means nothing to {kap.role}", "only answers on an ordered scale can be reversed")
    if kap.recall_months is not None and kap.role != "practice":
        desk.wrong(node, f"`recall_months` means nothing to {kap.role}", "only practice is recalled")


def _lint_knowledge(
    question: Question, kap: Kap, study: Study, facts: Mapping[str, Fact], node: Node, desk: Desk
) -> None:
    if kap.fact is None or kap.fact not in facts:
        wrong = f"there is no fact `{kap.fact}`" if kap.fact else "a knowledge question lacks `fact`"
        desk.wrong(node.keys.get("fact", node), wrong, "name one of facts.yaml or add it there with its source")
    if not kap.key:
        desk.wrong(node, "a knowledge question lacks `key`", "list the right codes")
    if kap.indicator is None:
        desk.wrong(node, "a knowledge question lacks `indicator`", "say which number it counts for")
    for key in kap.key:
        _lint_codes(key.codes, question, node.keys.get("key", node), desk, may_miss=False)
        if key.situation is not None and key.situation not in study.questionnaire.situations:
            desk.wrong(node.keys["key"], f"there is no situation `{key.situation}`", "define it under `situations:`")
        if key.start and key.until and key.start > key.until:
            desk.wrong(node.keys["key"], "the key ends before it begins", "exchange `from` and `until`")


def _lint_no_key(kap: Kap, node: Node, desk: Desk) -> None:
    for word in ("fact", "key"):
        if word in node.keys:
            desk.wrong(node.keys[word], f"`{word}` means nothing to {kap.role}", "only knowledge has right answers")


def _lint_codes(codes: Iterable[int], question: Question, node: Node, desk: Desk, *, may_miss: bool) -> None:
    for code in codes:
        choice = question.choice(code)
        if choice is None:
            desk.wrong(node, f"`{question.name}` has no choice {code}", "use the names of its choices")
        elif choice.missing and not may_miss:
            desk.wrong(node, f"choice {code} of `{question.name}` is a missing mark", "it cannot be a right answer")


def lint_plan(study: Study, desk: Desk) -> None:
    """Note indicators, groups and margins that point to nothing or to the wrong kind of question."""
    questions = {question.name: question for _, question in study.questionnaire.questions()}
    for indicator in study.plan.indicators:
        _lint_indicator(indicator, questions, desk.places[f"indicator.{indicator.name}"], desk)
    for group in study.plan.groups:
        if group not in questions or questions[group].type != "select_one":
            desk.wrong(desk.places[f"group.{group}"], f"`{group}` is not a select_one", "groups need one answer each")
    for margin in study.margins:
        place = desk.places[f"margin.{margin.variable}.{margin.choice or ''}"]
        question = questions.get(margin.variable)
        if margin.variable and (question is None or question.type != "select_one"):
            desk.wrong(place, f"`{margin.variable}` is not a select_one", "totals are known by one answer each")
        elif question is not None and margin.choice is not None:
            _lint_codes([margin.choice], question, place, desk, may_miss=False)


def _lint_indicator(indicator: Indicator, questions: Mapping[str, Question], node: Node, desk: Desk) -> None:
    if not indicator.questions:
        desk.wrong(node, f"indicator `{indicator.name}` has no questions", "list them")
    if indicator.kind == "share" and not indicator.codes:
        desk.wrong(node, f"the share `{indicator.name}` lacks `codes`", "list the codes that count")
    for name in indicator.questions:
        question = questions.get(name)
        if question is None:
            desk.wrong(node.keys["questions"], f"there is no question `{name}`", "correct the name")
        elif indicator.kind == "knowledge" and (question.kap is None or question.kap.role != "knowledge"):
            desk.wrong(node.keys["questions"], f"`{name}` is no knowledge question", "it has no right answer to count")
        elif indicator.kind == "index" and not question.ordered:
            desk.wrong(node.keys["questions"], f"`{name}` has no ordered scale", "an index is a mean of scale items")
        elif indicator.kind == "share":
            _lint_codes((*indicator.codes, *indicator.among), question, node, desk, may_miss=False)
