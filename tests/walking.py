"""Everything that follows from the answers to a questionnaire, as ``flow.mjs`` tells it too."""

from kapsurvey.fieldwork.outcomes import outcome
from kapsurvey.questionnaire.flow import kept, walk
from kapsurvey.questionnaire.page_reading import standing, unfit
from kapsurvey.questionnaire.progress import following, reachable, sound


def told(questionnaire, seed, answers, around, turned):
    """The path with all that is shown on it, and what would be stored at its end."""

    def walked(given):
        return tuple(walk(questionnaire, given, around, seed))

    steps = walked(answers)
    return {
        "steps": [shown(step, answers) for step in steps],
        "kept": kept(steps, answers),
        "sound": dict(sound(answers, walked)),
        "outcome": outcome(steps, answers),
        "reachable": reachable(steps, turned),
        "following": [following(steps, step, turned, answers) for step in steps],
    }


def shown(step, answers):
    """One step of the path."""
    return {
        "page": step.page.name,
        "asked": names(step.asked),
        "questions": names(step.questions),
        "choices": {question.name: names(step.choices(question)) for question in step.questions},
        "rows": {question.name: names(step.rows(question)) for question in step.questions},
        "known": dict(step.known),
        "number": step.number,
        "end": step.end,
        "calculated": dict(step.calculated),
        "unfit": sorted(unfit(step, answers)),
        "standing": standing(step, answers),
    }


def names(things):
    return [thing.name for thing in things]
