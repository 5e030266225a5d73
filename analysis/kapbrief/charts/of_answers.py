"""The bars of each scale, and the same shares as a table for whoever cannot see them."""

from dataclasses import dataclass

from kapbrief.charts.about import frame
from kapbrief.charts.likert import Item, Part, likert_chart
from kapbrief.charts.marks import Chart
from kapbrief.disclosure import Status
from kapbrief.indicators import Results
from kapbrief.page import OTHER_ROLE, ROLES, WITHHELD
from kapbrief.scale_answers import ItemAnswers, ScaleAnswers, Steps
from kapbrief.texts import Said, Texts


@dataclass(frozen=True)
class Answers:
    """One scale: its chart, and its table."""

    chart: Chart
    columns: tuple[Said, ...]
    items: tuple[Item, ...]


def answer_charts(results: Results, scales: tuple[ScaleAnswers, ...], texts: Texts) -> dict[str, tuple[Answers, ...]]:
    """By role, as far as a question may be shown."""
    found: dict[str, list[Answers]] = {}
    for scale in scales:
        if any(item.status is Status.SHOWN for item in scale.items):
            of_role = found.setdefault(scale.role, [])
            of_role.append(_answers(results, scale, len(of_role) + 1, texts))
    return {role: tuple(answers) for role, answers in found.items()}


def _answers(results: Results, scale: ScaleAnswers, place: int, texts: Texts) -> Answers:
    title = texts.say("{section}: how people answered", section=texts.say(ROLES.get(scale.role, OTHER_ROLE)))
    items = tuple(_item(results, one, texts) for one in scale.items)
    steps = _steps(results, scale.steps, texts)
    notes = _notes(results, scale, texts)
    around = frame(
        results.release, f"{scale.role}-answers-{place}", title, _summary(steps, items, texts), texts, *notes
    )
    return Answers(likert_chart(around, steps, items, texts), steps, items)


def _steps(results: Results, steps: Steps, texts: Texts) -> tuple[Said, ...]:
    source = results.release.codebook.source_language
    said = [[texts.of(choice.label, source) for choice in step] for step in steps]
    return tuple(Said(" / ".join(one.text for one in step), step[0].tag) for step in said)


def _item(results: Results, answers: ItemAnswers, texts: Texts) -> Item:
    codebook, smallest = results.release.codebook, texts.number(results.release.plan.smallest_cell)
    of = texts.of(codebook.questions[answers.question][0].label, codebook.source_language)
    if answers.status is not Status.SHOWN:
        return Item(of, (), texts.say(WITHHELD[answers.status], smallest=smallest))
    return Item(of, tuple(Part(share, texts.percent(share, 0)) for share in answers.shares))


def _notes(results: Results, scale: ScaleAnswers, texts: Texts) -> tuple[str, ...]:
    told = (texts.say("Of those who chose an answer; “don't know” and refusals are left out."),)
    if not scale.together:
        return told
    smallest = texts.number(results.release.plan.smallest_cell)
    return (
        *told,
        texts.say("Neighbouring answers stand together: fewer than {smallest} people gave one.", smallest=smallest),
    )


def _summary(steps: tuple[Said, ...], items: tuple[Item, ...], texts: Texts) -> str:
    """The share at each end, question by question."""
    told = [
        texts.say(
            "{question}: {first} {low}, {last} {high}",
            question=item.of.text,
            first=steps[0].text,
            low=item.parts[0].said,
            last=steps[-1].text,
            high=item.parts[-1].said,
        )
        for item in items
        if item.parts
    ]
    return texts.say(
        "Bars to both sides of the middle of the scale. {answers}. The table below holds all numbers.",
        answers="; ".join(told) or texts.say("No question can be shown."),
    )
