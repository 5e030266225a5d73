"""The evidence grade of a brief in words."""

from kapbrief.brief import Block, Brief
from kapbrief.brief_words import Point, item, share
from kapbrief.grade import Weakness
from kapbrief.languages import Meaning
from kapbrief.messages import Messages
from kapbrief.texts import Texts, sentence

WEAKNESSES = {
    Weakness.MADE_UP: sentence("These answers are not in earnest."),
    Weakness.FEW_HEARD: sentence("Fewer than half of the people were heard."),
    Weakness.PRIVACY_UNKNOWN: sentence("Nobody knows how private people felt."),
    Weakness.PRIVACY_LOW: sentence("Under 70% were sure of their privacy: read the practices with care."),
    Weakness.NO_CLEAR_GAIN: sentence("No leading belief has a gain clear of zero."),
}
MEANINGS = {
    Meaning.SAME: sentence("No difference found"),
    Meaning.DIFFERS: sentence("Not comparable between languages"),
    Meaning.UNTESTABLE: sentence("Not testable"),
}


def of_evidence(brief: Brief, found: Messages, texts: Texts) -> Point:
    """The thirteenth point: the grade, then everything that it rests on."""
    release, grade = found.results.release, brief.grade
    people, all_people = texts.number(release.interviews), texts.number(release.plan.sampling.people)
    heard = texts.say("{people} of {all} people", people=people, all=all_people)
    items = [
        item(texts.say("Moderate") if grade.moderate else texts.say("Low"), texts, of=texts.say("Grade")),
        *(item(texts.say(WEAKNESSES[weakness]), texts) for weakness in grade.weaknesses),
        item(texts.say("Census"), texts, of=texts.say("Sampling")),
        item(f"{heard} ({texts.percent(grade.heard, 0)})", texts, of=texts.say("Response")),
    ]
    if grade.privacy:
        items.append(item(share(grade.privacy, texts), texts, of=texts.say("Sure of their privacy")))
    items += [
        item(texts.say("Not compared here"), texts, of=texts.say("Direct and indirect questions")),
        item(_same_meaning(brief, texts), texts, of=texts.say("Same meaning in every language")),
    ]
    return Point(texts.say("Evidence grade"), tuple(items))


def _same_meaning(brief: Brief, texts: Texts) -> str:
    """Of the leading belief beside the outcome."""
    if Block.INCOMPARABLE in brief.blocks:
        return texts.say(MEANINGS[Meaning.DIFFERS])
    return texts.say(MEANINGS[brief.leading[0].meaning if brief.leading else Meaning.UNTESTABLE])
