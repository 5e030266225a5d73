"""What is told of how people came to be interviewed: single-use codes, and visits of enumerators."""

from kapbrief.counts import INTERVIEWS, shown_coupons, shown_visits
from kapbrief.release import Release
from kapbrief.sheets import Figure, Row, Sheet, count, share, withheld, word
from kapbrief.texts import Said, Texts, sentence

COUPONS = {
    "issued": sentence("Issued"),
    "spent": sentence("Used to begin"),
    "unspent": sentence("Never used (AAPOR 3: eligibility unknown)"),
}
VISITS = {
    INTERVIEWS: sentence("Interview held"),
    "refused": sentence("Refused"),
    "not_at_home": sentence("Not at home"),
    "unable": sentence("Unable to take part"),
    "language": sentence("No language in common"),
    "other": sentence("Another reason"),
    "not_found": sentence("Not found"),
    "ineligible": sentence("Not eligible"),
}
AAPOR = {
    INTERVIEWS: "1",
    "refused": "2.1",
    "not_at_home": "2.2",
    "unable": "2.32",
    "language": "2.33",
    "other": "2.36",
    "not_found": "3",
    "ineligible": "4",
}
"""Final disposition codes of the Standard Definitions."""
ALONE = frozenset({"self"})


def admission_sheets(release: Release, texts: Texts) -> tuple[Sheet, ...]:
    """Codes and visits, each where the wave had some."""
    return (*_coupons(release, texts), *_visits(release, texts))


def _coupons(release: Release, texts: Texts) -> tuple[Sheet, ...]:
    told = shown_coupons(release)
    if not told:
        return ()
    columns = (("count", texts.say("Codes")), ("rate", texts.say("Share of those issued")))
    issued = told["issued"]
    rows = [
        Row(name, _said(COUPONS[name], texts), (_number(n, texts), _rate(n, issued, texts))) for name, n in told.items()
    ]
    remarks = [texts.say("Whoever begins uses a code up, whether or not the answers are sent.")]
    if set(release.modes) <= ALONE and told["spent"]:
        # Where some were interviewed without a code this would be the share of something else.
        completed = texts.percent(release.interviews / told["spent"], 0)
        remarks.append(texts.say("Of the codes used, {share} led to an interview.", share=completed))
    heading = _said(sentence("Single-use codes"), texts)
    return (Sheet("coupons", heading, columns, tuple(rows), remarks=tuple(remarks)),)


def _visits(release: Release, texts: Texts) -> tuple[Sheet, ...]:
    told = {name: n for name, n in shown_visits(release).items() if n != 0}
    if not told:
        return ()
    columns = (
        ("aapor", texts.say("AAPOR code")),
        ("count", texts.say("Visits")),
        ("rate", texts.say("Share of all visits")),
    )
    held = told.get(INTERVIEWS, 0)
    every = None if held is None else release.modes.count("assisted") + sum(release.attempts.values())
    rows = tuple(
        Row(
            name,
            _said(VISITS[name], texts),
            (word(AAPOR[name], AAPOR[name]), _number(n, texts), _rate(n, every, texts)),
        )
        for name, n in told.items()
    )
    remark = texts.say(
        "Visits are counted, not people: somebody may have been looked for several times. The rates above do not count "
        "visits without an interview."
    )
    heading, beside = _said(sentence("Visits of enumerators"), texts), frozenset({"aapor"})
    return (Sheet("visits", heading, columns, rows, remarks=(remark,), beside=beside),)


def _number(n: int | None, texts: Texts) -> Figure:
    return withheld(texts) if n is None else count(n, texts)


def _rate(n: int | None, of: int | None, texts: Texts) -> Figure:
    return withheld(texts) if n is None or not of else share(n / of, of, texts)


def _said(text: str, texts: Texts) -> Said:
    return Said(texts.say(text), texts.tag)
