"""Findings, beliefs and gains in the words and numbers of one language."""

import math
from dataclasses import dataclass

from kapbrief.disclosure import Status
from kapbrief.findings import Condition, Finding, State
from kapbrief.gaining import BeliefRow
from kapbrief.languages import Meaning
from kapbrief.messages import Messages
from kapbrief.page import FEW, MEANINGS, WITHHELD
from kapbrief.plan import Indicator
from kapbrief.texts import UNDEFINED, Said, Texts, sentence
from kapstats import Estimate

STATES = {
    State.HOLDS: sentence("Worth testing"),
    State.OPEN: sentence("Open: an interval reaches across its line"),
    State.UNKNOWN: sentence("Unknown: an indicator has no estimate that may be shown"),
    State.FAILS: sentence("Not borne out"),
}
SIDES = {"<": sentence("asked for: below {line}"), ">": sentence("asked for: above {line}")}


@dataclass(frozen=True)
class Evidence:
    """An indicator, where it stands, and on which side of which line it was to be."""

    label: Said
    asked: str
    stands: str
    """both in one sentence"""


@dataclass(frozen=True)
class Card:
    """One decision with its state."""

    state: str
    message: str
    avoid: str
    evidence: tuple[Evidence, ...]


def card(finding: Finding, found: Messages, texts: Texts) -> Card:
    """A finding as it is read."""
    return Card(
        state=texts.say(STATES[finding.state]),
        message=texts.say(finding.decision.message),
        avoid=texts.say(finding.decision.avoid),
        evidence=tuple(_evidence(one, dict(finding.evidence), found, texts) for one in finding.decision.conditions),
    )


def _evidence(condition: Condition, known: dict[str, Estimate], found: Messages, texts: Texts) -> Evidence:
    line = _line(condition.line, known, found, texts)
    asked = texts.say(SIDES[condition.sign], line=line)
    stands = f"{_stands(condition.indicator, known, texts)}; {asked}"
    if any(found.meanings.get(name) is Meaning.DIFFERS for name in (condition.indicator, condition.line)):
        stands = f"{stands} · {texts.say(MEANINGS[Meaning.DIFFERS])}"
    return Evidence(_label(condition.indicator, found, texts), asked, stands)


def _line(line: str, known: dict[str, Estimate], found: Messages, texts: Texts) -> str:
    """A number as a percentage; another indicator by its name and where it stands."""
    try:
        return texts.percent(float(line), 0)
    except ValueError:
        return f"{_named(line, found, texts)} = {_stands(line, known, texts)}"


def _named(name: str, found: Messages, texts: Texts) -> str:
    """What an indicator is called, if that is known in the language of the sentence."""
    label = _label(name, found, texts)
    return f"“{label.text}”" if label.tag == texts.tag else name


def _stands(name: str, known: dict[str, Estimate], texts: Texts) -> str:
    if name not in known:
        return texts.say("no estimate")
    value, low, high = (
        texts.percent(number, _digits(known[name]))
        for number in (known[name].estimate, known[name].low, known[name].high)
    )
    return f"{value} ({texts.range(low, high)})"


def _label(name: str, found: Messages, texts: Texts) -> Said:
    """What an indicator is called; its bare name where the study does not have it."""
    release = found.results.release
    for one in release.plan.indicators:
        if one.name == name:
            return texts.of(one.label, release.codebook.source_language)
    return Said(name, texts.tag)


def answers(counted: Indicator, found: Messages, texts: Texts) -> tuple[Said, ...]:
    """The answers of an outcome or a belief that count."""
    if counted.kind == "knowledge":
        return (Said(texts.say("Answered right"), texts.tag),)
    codebook = found.results.release.codebook
    choices = codebook.questions[counted.name][0].choices
    return tuple(texts.of(one.label, codebook.source_language) for one in choices if one.name in counted.codes)


def remarks(row: BeliefRow, texts: Texts) -> list[str]:
    """What to keep in mind with the numbers of a belief."""
    told = []
    if row.provisional:
        told.append(texts.say("Provisional: key not signed off"))
    if row.meaning is Meaning.DIFFERS:
        told.append(texts.say(MEANINGS[row.meaning]))
    return told


def question(name: str, found: Messages, texts: Texts) -> Said:
    """A question as it was asked."""
    codebook = found.results.release.codebook
    return texts.of(codebook.questions[name][0].label, codebook.source_language)


def why_not(status: Status, found: Messages, texts: Texts) -> str:
    """Why there is no number."""
    smallest = texts.number(found.results.release.plan.smallest_cell)
    return texts.say(WITHHELD[status], smallest=smallest)


def percent(found: Estimate, texts: Texts) -> str:
    """A share, as exactly as the people behind it allow."""
    return texts.percent(found.estimate, _digits(found))


def interval(found: Estimate, texts: Texts) -> str:
    """The limits of a share."""
    return texts.range(*(texts.percent(limit, _digits(found)) for limit in (found.low, found.high)))


def points(found: Estimate, texts: Texts) -> str:
    """A difference of shares in percentage points."""
    return _point(found.estimate, found, texts)


def points_interval(found: Estimate, texts: Texts) -> str:
    """Its limits, apart in words, since they may be below zero."""
    low, high = (_point(limit, found, texts) for limit in (found.low, found.high))
    return UNDEFINED if UNDEFINED in (low, high) else texts.say("{low} to {high}", low=low, high=high)


def whole_points(found: Estimate) -> int:
    """Which plural a difference in points takes; numbers with decimals take that of several."""
    return abs(round(100 * found.estimate)) if _digits(found) == 0 else 2


def p_value(p: float, texts: Texts) -> str:
    """A p-value; a small one never reads as zero."""
    return f"<{texts.number(0.001, 3)}" if p < 0.0005 else texts.number(p, 3)


def times(ratio: float, texts: Texts) -> str:
    """A ratio of shares."""
    return UNDEFINED if math.isinf(ratio) else texts.number(ratio, 1)


def _point(number: float, found: Estimate, texts: Texts) -> str:
    # Adding zero turns a negative zero into a plain one.
    digits = _digits(found)
    return texts.number(round(100 * number, digits) + 0.0, digits)


def _digits(found: Estimate) -> int:
    return 0 if found.n < FEW else 1
