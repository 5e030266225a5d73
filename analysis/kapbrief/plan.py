"""What a study's own files say about its analysis: who was to be asked, known totals, indicators, groups."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from kapbrief.codebook import Codebook, Sentence, read_sentence
from kapbrief.declared import Declared, read_declared
from kapbrief.parts import Part

LEAST = 5
"""People behind any number that is shown, whatever a study asks for; a study may ask for more."""
KINDS = ("knowledge", "index", "share")
CHOSEN = ("select_one", "select_multiple")


@dataclass(frozen=True)
class Sampling:
    """Who was to be asked; ``corrected``: the finite population makes the errors smaller."""

    design: str
    population: int | None
    """how many people there are; nothing where nobody has counted them"""
    source: str
    corrected: bool

    @property
    def people(self) -> float:
        """The population as a number to reckon with; NaN where nobody has counted it."""
        return math.nan if self.population is None else float(self.population)


@dataclass(frozen=True)
class Indicator:
    """A number that the study wants: of which questions, and how they make it."""

    name: str
    label: Sentence
    role: str
    kind: str
    questions: tuple[str, ...]
    codes: frozenset[int]
    """of a share: the answers that count"""
    among: frozenset[int]
    """of a share: the answers that it is a share of; empty for every answer"""


@dataclass(frozen=True)
class NormGap:
    """What people think that others do, beside what they say of themselves."""

    perceived: str
    """question on how many others do it"""
    shares: Mapping[int, float]
    """by its answers: the share of the others that each stands for"""
    actual: Indicator
    """their own answers that count as doing it"""


@dataclass(frozen=True)
class Plan:
    """The analysis that a study laid down before its fieldwork."""

    sampling: Sampling
    margins: Mapping[str, Mapping[int, int]]
    """by question: how many of the population give each answer"""
    smallest_cell: int
    groups: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    outcomes: tuple[Indicator, ...]
    """what a message should bring about, each a share or right answers of one question"""
    beliefs: tuple[Indicator, ...]
    """what it could raise; the role is the family inside which tests are corrected"""
    messengers: tuple[str, ...]
    """questions on whom people trust and where they hear news"""
    segments: tuple[str, ...]
    """beliefs by which kinds of people are told apart"""
    norm_gaps: tuple[NormGap, ...]
    briefs: Mapping[str, Declared]
    """by outcome: what the author says of its message"""
    took_part: Indicator | None
    """answers of those who got what the study is about; the others are compared with them"""
    link_code: str | None
    """question on the code by which waves find the same person"""


def read_plan(part: Part, codebook: Codebook) -> Plan:
    """The plan in a release's design, held against its codebook."""
    plan = part["plan"]
    outcomes = tuple(_counted(one, codebook) for one in _list(plan.get("outcomes")))
    beliefs = tuple(_counted(one, codebook) for one in _list(plan.get("beliefs")))
    return Plan(
        sampling=_sampling(part["sampling"]),
        margins=_margins(part["margins"], _population(part["sampling"]["population"]), codebook),
        smallest_cell=max(plan["smallest_cell"].whole, LEAST),
        groups=tuple(_known(group, codebook, ("select_one",)) for group in plan["groups"]),
        indicators=tuple(_indicator(indicator, codebook) for indicator in plan["indicators"]),
        outcomes=outcomes,
        beliefs=beliefs,
        messengers=tuple(_known(one, codebook, CHOSEN) for one in _list(plan.get("messengers"))),
        segments=tuple(_belief(one, beliefs) for one in _list(plan.get("segments"))),
        norm_gaps=tuple(_norm_gap(one, codebook) for one in _list(plan.get("norm_gaps"))),
        briefs=read_declared(plan.get("briefs"), [one.name for one in outcomes]),
        took_part=None if plan.get("took_part").absent else _counted(plan["took_part"], codebook),
        link_code=None if plan.get("link_code").absent else _known(plan["link_code"], codebook, ("code",)),
    )


def _sampling(part: Part) -> Sampling:
    if part["design"].text != "census":
        raise part["design"].wrong(f"{part['design'].text!r} cannot be analysed here yet, only a census")
    population, corrected = _population(part["population"]), part["finite_population_correction"].truth
    return Sampling(part["design"].text, population, part["population_source"].text, corrected)


def _population(part: Part) -> int | None:
    if part.absent:
        return None
    if part.whole < 1:
        raise part.wrong("is no number of people")
    return part.whole


def _margins(part: Part, population: int | None, codebook: Codebook) -> Mapping[str, Mapping[int, int]]:
    """Known totals by question; a row without a question repeats the size of the population."""
    found: dict[str, dict[int, int]] = {}
    for row in part:
        if not row["variable"].text:
            _agrees(row, row["total"].whole, population)
            continue
        totals = found.setdefault(_known(row["variable"], codebook, ("select_one",)), {})
        totals[row["choice"].whole] = row["total"].whole
    for question, totals in found.items():
        _agrees(part, sum(totals.values()), population, f"the totals of {question} add up to")
    return found


def _agrees(part: Part, total: int, population: int | None, told: str = "the total is") -> None:
    if total != population:
        raise part.wrong(f"{told} {total}, the population {population or 'is not known'}")


def _indicator(part: Part, codebook: Codebook) -> Indicator:
    kind = part["kind"].text
    if kind not in KINDS:
        raise part["kind"].wrong(f"{kind!r} is no kind of indicator")
    types = {"share": ("select_one", "select_multiple", "rank", "integer"), "index": ("select_one",)}
    codes, among = (frozenset(code.whole for code in _list(part.get(key))) for key in ("codes", "among"))
    if kind == "share" and not codes:
        raise part.wrong("'codes' is missing")
    return Indicator(
        name=part["name"].text,
        label=read_sentence(part["label"]),
        role=part["role"].text,
        kind=kind,
        questions=tuple(
            _known(question, codebook, types.get(kind, ("select_one", "select_multiple", "integer")))
            for question in part["questions"]
        ),
        codes=codes,
        among=among,
    )


def _counted(part: Part, codebook: Codebook) -> Indicator:
    """An outcome or a belief: the answers to a question that count, or the right ones where none are listed."""
    question, family = _known(part["question"], codebook, CHOSEN), part.get("family")
    codes, among = (frozenset(code.whole for code in _list(part.get(key))) for key in ("codes", "among"))
    return Indicator(
        name=question,
        label=codebook.questions[question][0].label,
        role="" if family.absent else family.text,
        kind="share" if codes else "knowledge",
        questions=(question,),
        codes=codes,
        among=among,
    )


def _belief(part: Part, beliefs: tuple[Indicator, ...]) -> str:
    if part.text not in [one.name for one in beliefs]:
        raise part.wrong(f"{part.text!r} is no belief of the plan")
    return part.text


def _norm_gap(part: Part, codebook: Codebook) -> NormGap:
    perceived = _known(part["perceived"], codebook, ("select_one",))
    choices = [one.name for one in codebook.questions[perceived][0].choices if one.missing is None]
    shares = [share.whole / 100 for share in part["shares"]]
    if len(shares) != len(choices):
        raise part["shares"].wrong(f"are {len(shares)}, the answers {len(choices)}")
    return NormGap(perceived, dict(zip(choices, shares, strict=True)), _counted(part["actual"], codebook))


def _list(part: Part) -> tuple[Part, ...]:
    return () if part.absent else tuple(part)


def _known(part: Part, codebook: Codebook, types: tuple[str, ...]) -> str:
    """A question's name, if the codebook has it and it is of one of these types."""
    variables = codebook.questions.get(part.text)
    if variables is None:
        raise part.wrong(f"no question {part.text!r} in codebook.json")
    if variables[0].type not in types:
        raise part.wrong(f"{part.text} is of type {variables[0].type}, not {' or '.join(types)}")
    return part.text
