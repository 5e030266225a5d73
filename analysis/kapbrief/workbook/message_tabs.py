"""What is behind the messages as sheets: findings, gains, messengers, norms, segments."""

from kapbrief import message_words as words
from kapbrief.findings import Finding, Raise
from kapbrief.gaining import BeliefRow, OutcomeRows, Told
from kapbrief.messages import Messages
from kapbrief.norms import GapRow
from kapbrief.page import OTHER_ROLE, ROLES
from kapbrief.reaching import Audience
from kapbrief.segments import LETTERS, Segment
from kapbrief.texts import Texts, sentence
from kapbrief.workbook.cells import (
    NOTHING,
    Cell,
    Form,
    Numbers,
    Tab,
    count,
    estimate_headings,
    joined,
    limit_headings,
    number,
    points,
    share,
    shares,
    why_heading,
)

ADVICE = {
    Raise.RAISE: sentence("Raise"),
    Raise.OPEN: sentence("Not clear of zero"),
    Raise.DO_NOT: sentence("Do not raise"),
}


def message_tabs(found: Messages, texts: Texts) -> tuple[Tab, ...]:
    """A sheet for each kind of table; none that would be empty."""
    tabs = (
        _findings(found, texts),
        _gains(found, texts),
        _messengers(found, texts),
        _norms(found, texts),
        _segments(found, texts),
    )
    return tuple(tab for tab in tabs if tab.rows)


def _findings(found: Messages, texts: Texts) -> Tab:
    """A row for each indicator that a finding rests on."""
    headings = (
        texts.say("State"),
        texts.say("Message"),
        texts.say("Do not:"),
        texts.say("Indicator"),
        texts.say("Condition"),
        *estimate_headings(texts),
        why_heading(texts),
    )
    rows = [row for finding in found.findings for row in _finding(finding, found, texts)]
    return Tab(texts.say("Findings"), headings, tuple(rows))


def _finding(finding: Finding, found: Messages, texts: Texts) -> list[tuple[Cell, ...]]:
    card, known = words.card(finding, found, texts), dict(finding.evidence)
    rows: list[tuple[Cell, ...]] = []
    for condition, evidence in zip(finding.decision.conditions, card.evidence, strict=True):
        estimate = known.get(condition.indicator)
        why_not = NOTHING if estimate else texts.say("no estimate")
        about = (card.state, card.message, card.avoid, evidence.label.text, evidence.asked)
        rows.append((*about, *shares(estimate), why_not))
    return rows


def _gains(found: Messages, texts: Texts) -> Tab:
    """A row for each belief beside each outcome: what is to be gained, and doers beside non-doers."""
    headings = (
        texts.say("Outcome"),
        texts.say("Answers that count as the outcome"),
        texts.say("Belief"),
        texts.say("Answers that count as the belief"),
        texts.say("Section"),
        texts.say("Remark"),
        texts.say("Advice"),
        texts.say("Percentage to gain"),
        *limit_headings(texts),
        texts.say("Gain, like for like"),
        texts.say("Rank"),
        *_rank_limits(texts),
        texts.say("Hold it"),
        texts.say("Outcome, of those who hold it"),
        texts.say("Outcome, of those who do not"),
        texts.say("Corrected p-value"),
        texts.say("People"),
        texts.say("Hold it, with the outcome"),
        texts.say("Hold it, without the outcome"),
        texts.say("Times as often"),
        texts.say("Fisher's p-value"),
        why_heading(texts),
    )
    rows = [_belief(rows, row, found, texts) for rows in found.outcomes for row in rows.rows]
    return Tab(texts.say("Gains"), headings, tuple(rows))


def _rank_limits(texts: Texts) -> tuple[str, str]:
    name = texts.say("Range of ranks")
    low, high = limit_headings(texts)
    return f"{name}: {low}", f"{name}: {high}"


def _belief(rows: OutcomeRows, row: BeliefRow, found: Messages, texts: Texts) -> tuple[Cell, ...]:
    outcome, belief, told = rows.outcome, row.belief, row.told
    family = texts.say(ROLES.get(belief.role, OTHER_ROLE))
    about = (
        *(words.question(outcome.name, found, texts).text, joined(words.answers(outcome, found, texts))),
        *(words.question(belief.name, found, texts).text, joined(words.answers(belief, found, texts)), family),
    )
    if told is None:
        return (*about, *[NOTHING] * 18, words.why_not(row.status, found, texts))
    remark = "; ".join(words.remarks(row, texts))
    return (*about, remark, texts.say(ADVICE[told.raised]), *_told(told), NOTHING)


def _told(told: Told) -> Numbers:
    gain, barrier, n = told.gain, told.barrier, told.gain.gain.n
    ranks = (told.rank.rank, told.rank.rank_low, told.rank.rank_high) if told.rank else ()
    return (
        *points(gain.gain),
        points(told.alike)[0],
        *(count(rank) for rank in ranks or (float("nan"),) * 3),
        *(share(part.estimate, n) for part in (gain.share, gain.held, gain.not_held)),
        number(told.adjusted.benjamini_hochberg, Form.P_VALUE),
        count(n),
        *(number(part, Form.WHOLE_SHARE) for part in (barrier.share_doers, barrier.share_nondoers)),
        number(barrier.relative_risk, Form.DECIMAL),
        number(barrier.p_value, Form.P_VALUE),
    )


def _messengers(found: Messages, texts: Texts) -> Tab:
    """A row for each messenger among people who do not hold a belief."""
    headings = (
        texts.say("Belief not held:"),
        texts.say("Answers that count as the belief"),
        texts.say("Question"),
        texts.say("Choice"),
        *estimate_headings(texts),
        why_heading(texts),
    )
    rows = [row for audience in found.audiences for row in _audience(audience, found, texts)]
    return Tab(texts.say("Messengers"), headings, tuple(rows))


def _audience(audience: Audience, found: Messages, texts: Texts) -> list[tuple[Cell, ...]]:
    belief, source = audience.belief, found.results.release.codebook.source_language
    about = (
        words.question(belief.name, found, texts).text,
        joined(words.answers(belief, found, texts)),
        words.question(audience.question, found, texts).text,
    )
    return [
        (
            *(*about, texts.of(row.choice.label, source).text),
            *shares(row.share),
            NOTHING if row.share else words.why_not(row.status, found, texts),
        )
        for row in audience.rows
    ]


def _norms(found: Messages, texts: Texts) -> Tab:
    """A row for each norm: perceived, actual, and the gap."""
    perceived, actual = texts.say("Of the others, as people think"), texts.say("Of themselves, as they say")
    headings = (
        *(texts.say("Question"), texts.say("Beside:"), perceived, actual),
        *(texts.say("Perceived less actual, in percentage points"), *limit_headings(texts), why_heading(texts)),
    )
    return Tab(texts.say("Norms"), headings, tuple(_gap(row, found, texts) for row in found.norm_gaps))


def _gap(row: GapRow, found: Messages, texts: Texts) -> tuple[Cell, ...]:
    why_not = NOTHING if row.difference else words.why_not(row.status, found, texts)
    about = (words.question(name, found, texts).text for name in (row.gap.perceived, row.gap.actual.name))
    return (*about, shares(row.perceived)[0], shares(row.actual)[0], *points(row.difference), why_not)


def _segments(found: Messages, texts: Texts) -> Tab:
    """A row for each share that is told of each segment."""
    headings = (
        *(texts.say("Segment"), texts.say("Share"), texts.say("Answers that count")),
        *estimate_headings(texts)[:3],
        *(texts.say("People, by their most likely segment"), why_heading(texts)),
    )
    rows = [
        row
        for letter, one in zip(LETTERS, found.segments.rows if found.segments else (), strict=False)
        for row in _segment(texts.say("Segment {letter}", letter=letter), one, found, texts)
    ]
    return Tab(texts.say("Kinds of people to speak to"), headings, tuple(rows))


def _segment(name: str, one: Segment, found: Messages, texts: Texts) -> list[tuple[Cell, ...]]:
    counted = {held.name: held for held in (found.segments.beliefs if found.segments else ())}
    counted |= {held.name: held for held in (found.segments.outcomes if found.segments else ())}
    rows: list[tuple[Cell, ...]] = [
        (name, texts.say("Share of everybody"), NOTHING, *shares(one.share)[:3], count(one.people), NOTHING)
    ]
    for held, estimate in {**one.holds, **one.outcomes}.items():
        answers = joined(words.answers(counted[held], found, texts))
        why_not = NOTHING if estimate else texts.say("withheld")
        question = words.question(held, found, texts).text
        rows.append((name, question, answers, *shares(estimate)[:3], NOTHING, why_not))
    return rows
