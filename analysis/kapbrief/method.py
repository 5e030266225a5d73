"""What stands around the numbers: what they may be taken for, how they were made, where they come from."""

from dataclasses import dataclass

from kapbrief.counts import INTERVIEWS, shown_outcomes
from kapbrief.indicators import Results
from kapbrief.plan import Sampling
from kapbrief.program import code_fingerprint, program_version
from kapbrief.release import Release
from kapbrief.texts import UNDEFINED, Said, Texts, sentence

OUTCOMES = {
    INTERVIEWS: sentence("Interviews, complete or partial"),
    "complete": sentence("Complete interviews"),
    "partial": sentence("Partial interviews"),
    "break_off": sentence("Stopped before half of the questions (not counted)"),
    "refused": sentence("Declined at the start"),
    "ineligible": sentence("Not eligible"),
}


@dataclass(frozen=True)
class Fact:
    """A term and what is said of it; a ``code`` is no sentence."""

    term: str
    said: Said
    code: bool = False


def caveats(results: Results, texts: Texts) -> tuple[str, ...]:
    """What must be read before any number."""
    release = results.release
    found = [*unreal(release, texts)]
    if any(result.provisional for result in results.results):
        found.append(texts.say("Nobody has signed off the right answers yet: results on knowledge are provisional."))
    if results.weighted is None:
        smallest = texts.number(release.plan.smallest_cell)
        found.append(texts.say("Fewer than {smallest} interviews: no result can be shown.", smallest=smallest))
    return tuple(found)


def unreal(release: Release, texts: Texts) -> tuple[str, ...]:
    """Why answers are not those of the people that the study is about."""
    found = []
    if release.rehearsal:
        found.append(texts.say("Rehearsal: a program made these answers up. They say nothing about anybody."))
    if release.pretest:
        found.append(texts.say("Pretest: these answers try out the questionnaire. Do not quote them as results."))
    return tuple(found)


def method(results: Results, texts: Texts) -> tuple[str, ...]:
    """How the numbers were made."""
    return (*_weights(results, texts), *_errors(texts), *_scores(texts), *_withheld(results, texts))


def _weights(results: Results, texts: Texts) -> tuple[str, ...]:
    weighted, sampling = results.weighted, results.release.plan.sampling
    if weighted is None:
        return ()
    if sampling.population is None:
        return (
            texts.say(
                "Nobody has counted how many people the community has: every interview counts the same, and no "
                "standard error is made smaller."
            ),
        )
    numbers = {"people": texts.number(results.release.interviews), "population": texts.number(sampling.population)}
    if not weighted.of_population:
        return (
            texts.say(
                "There are {people} interviews, more than the {population} people of the community: every interview "
                "counts the same, and no standard error is made smaller.",
                **numbers,
            ),
        )
    found = [
        texts.say(
            "Everybody in the community was to be asked (a census of {population} people). The {people} interviews "
            "stand for all of them, as if they had been drawn at random; those who did not take part may differ.",
            **numbers,
        )
    ]
    if weighted.corrected:
        found.append(
            texts.say(
                "Finite population correction: since {people} of {population} people were heard, variances are "
                "multiplied by {factor}.",
                factor=texts.number(1 - results.release.interviews / sampling.population, 2),
                **numbers,
            )
        )
    if weighted.unused_margins:
        questions = ", ".join(weighted.unused_margins)
        found.append(
            texts.say(
                "Not adjusted to the known totals of {questions}: nobody gave one of the answers.", questions=questions
            )
        )
    return tuple(found)


def _errors(texts: Texts) -> tuple[str, ...]:
    return (
        texts.say(
            "Intervals (95%): for shares of people by Korn and Graubard, which holds in small groups; for several "
            "questions on knowledge together on the scale of log odds; for averages on a scale by Student's t."
        ),
        texts.say(
            "Precision is judged by the presentation standards of the US National Center for Health Statistics (2017), "
            "from the width of the interval and the number of people."
        ),
        texts.say(
            "Effective number: how many people drawn at random would tell a share as exactly, at most those who "
            "answered."
        ),
        texts.say("Percentages are rounded to whole numbers where fewer than 200 people stand behind them."),
    )


def _scores(texts: Texts) -> tuple[str, ...]:
    return (
        texts.say(
            "Knowledge: an answer is right if it was right under the law in force on the day of the interview. “Don't "
            "know” counts as not right and is also given apart."
        ),
        texts.say(
            "A person counts for an indicator if at most a fifth of its questions that they were asked were left "
            "without an answer."
        ),
    )


def _withheld(results: Results, texts: Texts) -> tuple[str, ...]:
    return (
        texts.say(
            "To protect people, results of groups of fewer than {smallest} are withheld, and with them results of "
            "other groups from which they could be worked out. Groups are shown by one trait at a time.",
            smallest=texts.number(results.release.plan.smallest_cell),
        ),
    )


def weight_columns(texts: Texts) -> tuple[str, ...]:
    """What is told of each step of the weights."""
    return (
        texts.say("Step"),
        texts.say("Interviews"),
        texts.say("Sum"),
        texts.say("Smallest"),
        texts.say("Largest"),
        texts.say("Kish's effect"),
    )


def weight_steps(results: Results, texts: Texts) -> tuple[tuple[str, ...], ...]:
    """Each step of the weights."""
    if results.weighted is None:
        return ()
    base, *adjusted = results.weighted.design.lineage
    first = texts.say("Population over interviews")
    names = [first if results.weighted.of_population else texts.say("Every interview counts the same")]
    names += [texts.say("Adjusted to known totals: {questions}", questions=_totals(results)) for _ in adjusted]
    return tuple(
        (
            name,
            texts.number(step.n),
            texts.number(step.total),
            texts.number(step.smallest, 2),
            texts.number(step.largest, 2),
            texts.number(step.kish, 2),
        )
        for name, step in zip(names, (base, *adjusted), strict=True)
    )


def _totals(results: Results) -> str:
    unused = results.weighted.unused_margins if results.weighted else ()
    return ", ".join(question for question in results.release.plan.margins if question not in unused)


def provenance(results: Results, texts: Texts) -> tuple[Fact, ...]:
    """Which answers these are, to the byte."""
    release = results.release
    source = Texts(release.codebook.source_language)

    def fact(term: str, text: str) -> Fact:
        return Fact(term, Said(text, texts.tag))

    return (
        Fact(texts.say("Study"), Said(release.study, source.tag), code=True),
        Fact(texts.say("Wave"), Said(release.wave, source.tag), code=True),
        *(
            fact(texts.say(OUTCOMES[outcome]), _count(count, texts))
            for outcome, count in shown_outcomes(release).items()
            if outcome in OUTCOMES
        ),
        *_size(release.plan.sampling, source, texts),
        fact(texts.say("Released on"), texts.day(release.written_on)),
        Fact(texts.say("Fingerprint of the questionnaire"), Said(release.fingerprint, source.tag), code=True),
        Fact(texts.say("Fingerprint of the release"), Said(release.digest, source.tag), code=True),
        Fact(_program(texts), Said(code_fingerprint(), source.tag), code=True),
    )


def _program(texts: Texts) -> str:
    return texts.say("Fingerprint of the program, version {version}", version=program_version() or UNDEFINED)


def _size(sampling: Sampling, source: Texts, texts: Texts) -> tuple[Fact, ...]:
    if sampling.population is None:
        return ()
    return (
        Fact(texts.say("Size of the community"), Said(texts.number(sampling.population), texts.tag)),
        Fact(texts.say("Source of that number"), Said(sampling.source, source.tag)),
    )


def _count(count: int | None, texts: Texts) -> str:
    """A number of people; the same words for all that are withheld, for their own sake or for that of others."""
    return texts.say("withheld") if count is None else texts.number(count)
