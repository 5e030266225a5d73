"""Mistakes in what questions are for: facts, keys, scales."""

from collections.abc import Iterable, Mapping

from kapsurvey.questionnaire.lint_questions import is_typed
from kapsurvey.questionnaire.model import Fact, Kap, Key, Question, Study
from kapsurvey.questionnaire.source import Desk, Node

_SCALED = ("attitude", "norm", "efficacy", "risk")


def lint_kap(study: Study, facts: Mapping[str, Fact], desk: Desk) -> None:
    """Note every question whose ``kap`` does not fit the question, the scales or the facts."""
    for _, question in study.questionnaire.questions():
        if question.kap is not None:
            node = desk.places[f"{question.name}.kap"]
            _lint_scale(question, question.kap, node, desk)
            if question.kap.role == "knowledge":
                _lint_knowledge(question, question.kap, facts, node, desk)
                for key in question.kap.key:
                    _lint_key(key, question, study, node, desk)
            else:
                _lint_no_key(question.kap, node, desk)


def _lint_scale(question: Question, kap: Kap, node: Node, desk: Desk) -> None:
    scaled = kap.role in _SCALED
    understood = is_typed(desk.places[question.name]) and (question.scale or not _names_a_scale(question, desk))
    if scaled and understood and not (question.ordered and question.type == "select_one"):
        remedy = "make it a select_one whose `choices` name a scale with `ordered: true`"
        desk.wrong(node.keys["role"], f"`role: {kap.role}` needs an ordered scale", remedy)
    if kap.role == "knowledge" and question.ordered:
        desk.wrong(node.keys["role"], "an ordered scale has no right answer", "choose other choices or another role")
    if "reverse" in node.keys and not scaled:
        remedy = "only answers on an ordered scale can be reversed"
        desk.wrong(node.keys["reverse"].head, f"`reverse` means nothing to {kap.role}", remedy)
    if "recall_months" in node.keys and kap.role != "practice":
        remedy = "only practice is recalled"
        desk.wrong(node.keys["recall_months"].head, f"`recall_months` means nothing to {kap.role}", remedy)


def _names_a_scale(question: Question, desk: Desk) -> bool:
    """Whether the choices are the name of a scale, though one that is not there."""
    choices = desk.places.get(f"{question.name}.choices")
    return choices is not None and choices.text != ""


def _lint_knowledge(question: Question, kap: Kap, facts: Mapping[str, Fact], node: Node, desk: Desk) -> None:
    if kap.fact is None or kap.fact not in facts:
        wrong = f"there is no fact `{kap.fact}`" if kap.fact else "a knowledge question lacks `fact`"
        desk.wrong(node.keys.get("fact", node), wrong, "name one of facts.yaml, or add it there with its source")
    if not kap.key:
        desk.wrong(node.keys.get("key", node), "a knowledge question lacks `key`", "list the right codes")
    if kap.indicator is None:
        desk.wrong(node, "a knowledge question lacks `indicator`", "say which number it counts for")


def _lint_key(key: Key, question: Question, study: Study, node: Node, desk: Desk) -> None:
    lint_codes(key.codes, question, node.keys["key"], desk)
    if key.situation is not None and f"situation.{key.situation}" not in desk.places:
        desk.wrong(node.keys["key"], f"there is no situation `{key.situation}`", "define it under `situations:`")
    if key.start and key.until and key.start > key.until:
        desk.wrong(node.keys["key"], "the key ends before it begins", "exchange `from` and `until`")


def _lint_no_key(kap: Kap, node: Node, desk: Desk) -> None:
    for word in ("fact", "key"):
        if word in node.keys:
            remedy = "only knowledge has right answers"
            desk.wrong(node.keys[word].head, f"`{word}` means nothing to {kap.role}", remedy)


def lint_codes(codes: Iterable[int], question: Question, node: Node, desk: Desk) -> None:
    """Note codes that a question does not have, or that stand for no answer."""
    for code in codes:
        choice = question.choice(code)
        if choice is None:
            # A question whose choices could not be read has been told of already.
            if question.choices or question.type not in ("select_one", "select_multiple", "rank"):
                place = _place_of(code, node)
                desk.wrong(place, f"`{question.name}` has no choice {code}", "use the names of its choices")
        elif choice.missing:
            remedy = "count only answers; remove it"
            desk.wrong(_place_of(code, node), f"choice {code} of `{question.name}` is a missing mark", remedy)


def _place_of(code: int, node: Node) -> Node:
    """Where the code stands within a list, or within the ``codes`` of one of its items."""
    codes = (item for part in node.items for item in (part, *part.keys.get("codes", part).items))
    return next((item for item in codes if item.text == str(code)), node)
