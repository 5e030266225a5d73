"""The table of indicators with and without flagged interviews."""

from kapbrief.release import Release
from kapbrief.sheets import Figure, Row, Sheet, estimate, withheld, word
from kapbrief.texts import Said, Texts
from kapbrief.without_flagged import Beside, Comparison


def flagged_sheet(release: Release, found: Comparison, texts: Texts) -> Sheet:
    """A row an indicator; in words where there is none."""
    heading = Said(texts.say("Results with and without flagged interviews"), texts.tag)
    if not found.flagged:
        return Sheet("without_flagged", heading, (), (), remarks=(texts.say("No interview is flagged."),))
    if not found.rows:
        return Sheet("without_flagged", heading, (), (), remarks=(_why_not(release, texts),))
    columns = (
        ("everybody", texts.say("All interviews (95% interval)")),
        ("unflagged", texts.say("Without flagged ones (95% interval)")),
        ("matters", texts.say("Further apart than the standard error")),
    )
    source = release.codebook.source_language
    rows = tuple(Row(one.indicator.name, texts.of(one.indicator.label, source), _row(one, texts)) for one in found.rows)
    return Sheet("without_flagged", heading, columns, rows, remarks=(_what(texts),), beside=frozenset({"everybody"}))


def _what(texts: Texts) -> str:
    return texts.say(
        "Left out in the second column: interviews that took less than a third of the usual time, those with at least "
        "85% of the answers of another one, and uniform answers to questions that point both ways. Numbers are rounded "
        "as they are here in the tables for machines too."
    )


def _why_not(release: Release, texts: Texts) -> str:
    return texts.say(
        "Withheld: the differences would tell about fewer than {smallest} people.",
        smallest=texts.number(release.plan.smallest_cell),
    )


def _row(one: Beside, texts: Texts) -> tuple[Figure, ...]:
    as_share = one.indicator.kind != "index"
    # Finer numbers would tell how many were left out, which beside the counts of flags could tell about few.
    everybody = estimate(one.everybody, texts, as_share=as_share, rounded=True)
    if one.unflagged is None:
        return everybody, withheld(texts), withheld(texts)
    verdict = word("yes", texts.say("Yes")) if one.matters else word("no", texts.say("No"))
    return everybody, estimate(one.unflagged, texts, as_share=as_share, rounded=True), verdict
