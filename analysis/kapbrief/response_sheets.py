"""What is told of response: outcomes, rates as AAPOR counts them, pages where people stopped."""

from kapbrief.admission_sheets import admission_sheets
from kapbrief.counts import (
    EVERY_PAGE,
    INTERVIEWS,
    NEVER_HEARD_FROM,
    OTHER_PAGES,
    never_heard_from,
    shown_break_offs,
    shown_outcomes,
)
from kapbrief.method import OUTCOMES
from kapbrief.release import Release
from kapbrief.response import Rates, dispositions, response_rates
from kapbrief.sheets import Row, Section, Sheet, count, share, withheld
from kapbrief.texts import Said, Texts, sentence

NAMES = OUTCOMES | {NEVER_HEARD_FROM: sentence("Never heard from")}
RATES = {
    "rr1": sentence("Response, complete interviews only (RR1)"),
    "rr2": sentence("Response, with partial interviews (RR2)"),
    "coop1": sentence("Cooperation, complete interviews only (COOP1)"),
    "coop2": sentence("Cooperation, with partial interviews (COOP2)"),
    "ref1": sentence("Refusal, with interviews stopped early (REF1)"),
    "con1": sentence("Contact: anybody who was heard from (CON1)"),
}
NEEDS = {
    "rr1": ("complete",),
    "rr2": (),
    "coop1": ("complete", "break_off", "refused"),
    "coop2": ("break_off", "refused"),
    "ref1": ("break_off", "refused"),
    "con1": (NEVER_HEARD_FROM,),
}
"""Numbers that follow from a rate, the size of the community and the number of interviews being known."""
OF_THE_COMMUNITY = ("rr1", "rr2", "ref1", "con1")


def response_section(release: Release, texts: Texts) -> Section:
    """Outcomes and rates, codes and visits where there were some, pages where people stopped."""
    return Section(
        texts.say("Response"),
        (
            _outcomes(release, texts),
            _rates(release, texts),
            *admission_sheets(release, texts),
            _break_offs(release, texts),
        ),
        (
            texts.say(
                "Outcomes and rates follow the Standard Definitions of AAPOR. Everybody of the community was to be "
                "asked; who was never heard from counts as not having answered."
            ),
        ),
    )


def _outcomes(release: Release, texts: Texts) -> Sheet:
    rows = tuple(
        Row(name, _said(texts.say(NAMES[name]), texts), (withheld(texts) if n is None else count(n, texts),))
        for name, n in shown_outcomes(release).items()
    )
    return Sheet("outcomes", _said(texts.say("Outcomes"), texts), (("count", texts.say("People")),), rows)


def _rates(release: Release, texts: Texts) -> Sheet:
    told, rates = shown_outcomes(release), response_rates(dispositions(_cases(release)))
    names = RATES if fits(release) else [name for name in RATES if name not in OF_THE_COMMUNITY]
    rows = []
    for name in names:
        hidden = told.get(INTERVIEWS, 0) is None or any(told.get(needed) is None for needed in NEEDS[name])
        figure = withheld(texts) if hidden else share(_rate(rates, name), release.interviews, texts)
        rows.append(Row(name, _said(texts.say(RATES[name]), texts), (figure,)))
    remarks = () if fits(release) else (_why_no_rate(release, texts),)
    columns = (("rate", texts.say("Share")),)
    return Sheet("rates", _said(texts.say("Rates"), texts), columns, tuple(rows), remarks=remarks)


def fits(release: Release) -> bool:
    """No more people were reached than the community has."""
    reached = sum(n for name, n in release.outcomes.items() if name != "ineligible")
    return reached <= (release.plan.sampling.population or 0)


def _why_no_rate(release: Release, texts: Texts) -> str:
    if release.plan.sampling.population is None:
        return texts.say("No response rate: nobody has counted how many people the community has.")
    return texts.say("No response rate: more people were reached than the community has.")


def _cases(release: Release) -> dict[str, int]:
    return dict(release.outcomes) | {NEVER_HEARD_FROM: never_heard_from(release)}


def _rate(rates: Rates, name: str) -> float:
    return float(getattr(rates, name))


def _break_offs(release: Release, texts: Texts) -> Sheet:
    """Begun and never sent, by the page reached."""
    heading = _said(texts.say("Begun and not sent, by the last page"), texts)
    told = {page: n for page, n in shown_break_offs(release).items() if n != 0}
    if not told:
        return Sheet("break_offs", heading, (), (), remarks=(texts.say("Nobody stopped on the way."),))
    names = {page: Said(page, texts.tag) for page in told} | {
        EVERY_PAGE: _said(texts.say("All pages"), texts),
        OTHER_PAGES: _said(texts.say("Other pages"), texts),
    }
    rows = tuple(
        Row(page, names[page], (withheld(texts) if n is None else count(n, texts),)) for page, n in told.items()
    )
    return Sheet("break_offs", heading, (("count", texts.say("People")),), rows)


def _said(text: str, texts: Texts) -> Said:
    return Said(text, texts.tag)
