"""The chart of the page on quality: who was to be asked, who was lost on the way, who has an interview."""

from kapbrief.charts.about import frame
from kapbrief.charts.funnel import Part, Stage, funnel
from kapbrief.charts.marks import Chart
from kapbrief.counts import INTERVIEWS, NEVER_HEARD_FROM, shown_coupons, shown_outcomes
from kapbrief.release import COUNTED, Release
from kapbrief.response_sheets import NAMES, fits
from kapbrief.texts import Said, Texts, sentence

COMMUNITY, INVITED = "community", "issued"
ASKED = {COMMUNITY: sentence("People of the community"), INVITED: sentence("Invited with a code")}
ORDER = (NEVER_HEARD_FROM, "refused", "ineligible", "break_off", *COUNTED, INTERVIEWS)


def response_charts(release: Release, texts: Texts) -> dict[str, tuple[Chart, ...]]:
    """By the table that it stands above; none of too few interviews."""
    if release.interviews < release.plan.smallest_cell:
        return {}
    told = shown_outcomes(release)
    stages = [_stage(ASKED[name], Part.ASKED, n, texts) for name, n in _asked(release).items()]
    for name in ORDER:
        if name in told:
            part = Part.HELD if name in (*COUNTED, INTERVIEWS) else Part.LOST
            stages.append(_stage(NAMES[name], part, told[name], texts))
    summary = texts.say(
        "Bars of people: {stages}. The table below holds all numbers.",
        stages="; ".join(f"{stage.of.text}: {stage.said}" for stage in stages),
    )
    title = texts.say("Who took part, and who did not")
    return {"outcomes": (funnel(frame(release, "response", title, summary, texts), tuple(stages), texts),)}


def _asked(release: Release) -> dict[str, int]:
    """The size of the community, where somebody has counted it and it was not exceeded; and all codes."""
    population, found = release.plan.sampling.population, {}
    if population is not None and fits(release):
        found[COMMUNITY] = population
    issued = shown_coupons(release).get(INVITED)
    return found if issued is None else found | {INVITED: issued}


def _stage(name: str, part: Part, people: int | None, texts: Texts) -> Stage:
    said = texts.say("withheld") if people is None else texts.number(people)
    return Stage(Said(texts.say(name), texts.tag), part, people, said)
