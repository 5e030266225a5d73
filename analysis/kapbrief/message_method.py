"""How the numbers behind the messages were made, and what they may be taken for."""

from kapbrief.messages import Messages
from kapbrief.method import caveats
from kapbrief.texts import UNDEFINED, Texts


def message_caveats(found: Messages, texts: Texts) -> tuple[str, ...]:
    """What must be read before any number."""
    told = list(caveats(found.results, texts))
    provisional = texts.say("Nobody has signed off the right answers yet: results on knowledge are provisional.")
    if found.provisional and provisional not in told:
        told.append(provisional)
    return (
        *told,
        texts.say(
            "The numbers tell what goes with what. They do not tell that a message would bring the change: test it "
            "before it is used."
        ),
    )


def of_findings(texts: Texts) -> tuple[str, ...]:
    return (
        texts.say(
            "A decision table was laid down beforehand. A finding holds where the whole interval of each of its "
            "indicators lies on the named side of its line, and is open where an interval reaches across it."
        ),
    )


def of_gains(found: Messages, texts: Texts) -> tuple[str, ...]:
    return (
        texts.say(
            "Percentage to gain: how many more of 100 people would have the outcome if everybody had it as often as "
            "those who hold the belief. Beliefs stand in order of the lower end of this interval (linearised)."
        ),
        texts.say(
            "Like for like: the same among people alike in {questions}, by logistic regression and standardisation; "
            "nothing where a regression cannot tell.",
            questions=", ".join(found.results.release.plan.groups) or UNDEFINED,
        ),
        texts.say(
            "Range of ranks: where the belief would stand in 95 of 100 surveys like this one. Where ranges overlap, "
            "the order may be chance."
        ),
        texts.say(
            "Corrected p-value: Benjamini and Hochberg's, inside each family of beliefs that the plan declares, over "
            "all outcomes together."
        ),
        texts.say(
            "Whoever was asked and did not say what counts as the belief does not hold it, also with “don't know” or "
            "without an answer. Whoever gave no answer on the outcome is left out."
        ),
        texts.say(
            "A belief that does not mean the same in every language, by the tests of the page on quality, is not "
            "ranked. Most beliefs cannot be tested: that takes 200 people in each language."
        ),
        texts.say(
            "Where fewer than {smallest} people gave no answer on the outcome, {smallest} others, drawn by lot, are "
            "left out with them, so that nobody can tell what those few think.",
            smallest=texts.number(found.results.release.plan.smallest_cell),
        ),
        texts.say(
            "A belief is withheld where fewer than {smallest} people hold it or not, with the outcome or without.",
            smallest=texts.number(found.results.release.plan.smallest_cell),
        ),
    )


def of_leaving(texts: Texts) -> tuple[str, ...]:
    return (
        texts.say(
            "People who hold these beliefs have the outcome less often than others. Raising them could do harm, even "
            "where the interval reaches across zero."
        ),
    )


def of_doers(texts: Texts) -> tuple[str, ...]:
    return (
        texts.say(
            "Shares of people counted one by one, without weights, as barrier analysis does. Times as often: the "
            "estimated relative risk, by the weighted share of people with the outcome."
        ),
    )


def of_messengers(texts: Texts) -> tuple[str, ...]:
    return (
        texts.say(
            "Asked of people who do not hold the belief, for the first beliefs of each ranking. Intervals (95%) by "
            "Korn and Graubard. Choices of few people are withheld, and what would give them away."
        ),
    )
