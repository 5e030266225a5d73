"""What is told of scales: how reliable, how each question does, whether languages can be compared."""

from kapbrief.codebook import Sentence
from kapbrief.indicators import Results
from kapbrief.languages import Languages
from kapbrief.scales import DIFFICULTY, DISCRIMINATION, Scale
from kapbrief.sheets import Figure, Row, Section, Sheet, decimal, estimate, p_value, withheld, word
from kapbrief.texts import Said, Texts, sentence
from kapstats import Estimate
from kapstats.scales import DesignDif, LogisticDif, MantelHaenszel, Untestable

RELIABILITY = {
    "alpha": sentence("Alpha"),
    "ordinal_alpha": sentence("Ordinal alpha"),
    "omega": sentence("Omega"),
}
REASONS = {
    Untestable.SMALL: sentence("not testable: fewer than 200 people in a language"),
    Untestable.THIN: sentence("not testable: too few people with the same score"),
    Untestable.RARE: sentence("not testable: too few people gave one of the answers"),
    Untestable.SEPARATED: sentence("not testable: score or language tells the answer with certainty"),
    Untestable.CLUSTERS: sentence("not testable: no degrees of freedom"),
    Untestable.CONSTANT: sentence("not testable: everybody of a language gave the same answer"),
    Untestable.UNIDENTIFIED: sentence("not testable: too few questions"),
    Untestable.UNSETTLED: sentence("not testable: no best model was found"),
    Untestable.IMPROPER: sentence("not testable: the best model has a variance below zero"),
}
VERDICTS = {
    "differs": sentence("differs"),
    "no difference found": sentence("no difference found"),
    "A": sentence("A: negligible"),
    "B": sentence("B: moderate"),
    "C": sentence("C: large"),
}
STEPS = {
    "none": sentence("Questions do not go together in the same way in every language."),
    "configural": sentence("The same questions go together in every language, but do not weigh the same."),
    "metric": sentence("Questions weigh the same in every language, but answers do not start from the same level."),
    "scalar": sentence("Averages can be compared between languages."),
    "strict": sentence("Averages can be compared between languages, and the spread of answers too."),
}


def scale_section(results: Results, scales: tuple[Scale, ...], texts: Texts) -> Section:
    """Two or three tables a scale."""
    sheets = [sheet for scale in scales for sheet in _sheets(results, scale, texts)]
    remarks = (
        texts.say("Weighted, among people who answered all questions of the indicator."),
        texts.say(
            "Alpha and omega tell how far questions measure one thing, from 0 to 1; ordinal alpha tells it as if "
            "answers had no steps. Discrimination is the correlation of a question with the sum of the others."
        ),
        texts.say(
            "Between languages, people with as many right answers are compared, question by question: by weighted "
            "logistic regression, with p-values adjusted by Benjamini and Hochberg; by how much language adds to what "
            "the score explains (rise of R², people counted one by one), in classes of Jodoin and Gierl; and by Mantel "
            "and Haenszel in classes of ETS. Averages on a scale are compared by factor models."
        ),
    )
    return Section(texts.say("Scales"), tuple(sheets), remarks)


def _sheets(results: Results, scale: Scale, texts: Texts) -> tuple[Sheet, ...]:
    source = results.release.codebook.source_language
    code, heading = scale.indicator.name, texts.of(scale.indicator.label, source)
    if scale.languages is None:
        told = texts.say("No numbers: too few people answered all questions, or the indicator is withheld.")
        return (Sheet(code, heading, (), (), remarks=(told,)),)
    marks = (texts.say("Not comparable between languages"),) if scale.languages.differs else ()
    rows = [
        Row(name, Said(texts.say(RELIABILITY[name]), texts.tag), (_told(found, texts),))
        for name, found in scale.reliability.items()
    ]
    columns = (("estimate", texts.say("Estimate and interval (95%)")),)
    first = Sheet(code, heading, columns, tuple(rows), marks, _about(results, scale, scale.languages, texts))
    questions = {name: results.release.codebook.questions[name][0].label for name in scale.items}
    items = _items(scale, questions, source, texts)
    by_item = _by_language(scale.languages, code, questions, source, texts)
    return (first, items) if by_item is None else (first, items, by_item)


def _about(results: Results, scale: Scale, found: Languages, texts: Texts) -> tuple[str, ...]:
    questions = texts.number(len(scale.items))
    told = [texts.say("Questions: {questions}. People: {people}.", questions=questions, people=texts.number(scale.n))]
    names = [Texts(name).own_name for name in found.compared]
    if found.reason is not None:
        told.append(texts.say("Between languages: {reason}.", reason=texts.say(REASONS[found.reason])))
    else:
        told.append(texts.say("Languages compared: {languages}.", languages=", ".join(names)))
        left = [Texts(name).own_name for name in results.release.codebook.languages if name not in found.compared]
        if left:
            told.append(texts.say("Too few people to compare: {languages}.", languages=", ".join(left)))
        if found.whole is not None:
            told.append(texts.say(STEPS[found.whole.verdict]))
    return tuple(told)


def _items(scale: Scale, questions: dict[str, Sentence], source: str, texts: Texts) -> Sheet:
    right = scale.indicator.kind == "knowledge"
    mean = texts.say("Right answers") if right else texts.say("Average (turned one way)")
    rows = []
    for name, label in questions.items():
        difficulty = _told(scale.of_items[name, DIFFICULTY], texts, as_share=right)
        rows.append(
            Row(name, texts.of(label, source), (difficulty, _told(scale.of_items[name, DISCRIMINATION], texts)))
        )
    columns = ((DIFFICULTY, mean), (DISCRIMINATION, texts.say("Discrimination")))
    heading = Said(texts.say("{indicator}: each question", indicator=scale.indicator.name), texts.tag)
    return Sheet(f"{scale.indicator.name}.items", heading, columns, tuple(rows))


def _told(found: Estimate | None, texts: Texts, *, as_share: bool = False) -> Figure:
    return withheld(texts) if found is None else estimate(found, texts, as_share=as_share)


def _by_language(
    found: Languages, code: str, questions: dict[str, Sentence], source: str, texts: Texts
) -> Sheet | None:
    """Of right and wrong answers; nothing where no question was tested."""
    if found.by_design is None or found.by_size is None or found.reason is not None:
        return None
    columns = [
        ("p_uniform", texts.say("One language finds it easier (adjusted p)")),
        ("p_nonuniform", texts.say("Depends on the score (adjusted p)")),
        ("verdict", texts.say("Verdict")),
        ("r2_rise", texts.say("Rise of R² (Nagelkerke)")),
        ("size", texts.say("Class of Jodoin and Gierl")),
    ]
    for focal in found.by_pair:
        pair = f"{Texts(found.compared[0]).own_name} / {Texts(focal).own_name}"
        columns += [
            (f"delta.{focal}", texts.say("Delta of ETS, {languages}", languages=pair)),
            (f"class.{focal}", texts.say("Class of ETS, {languages}", languages=pair)),
        ]
    rows = [
        Row(
            name,
            texts.of(label, source),
            (
                *_design(found.by_design[name], texts),
                *_size(found.by_size[name], texts),
                *(figure for tests in found.by_pair.values() for figure in _pair(tests[name], texts)),
            ),
        )
        for name, label in questions.items()
    ]
    heading = Said(texts.say("{indicator}: each question between languages", indicator=code), texts.tag)
    return Sheet(f"{code}.languages", heading, tuple(columns), tuple(rows))


def _design(row: DesignDif, texts: Texts) -> tuple[Figure, ...]:
    numbers = (p_value(p, texts) for p in (row.adjusted_uniform, row.adjusted_nonuniform))
    return (*numbers, _verdict(row.verdict, row.reason, "", texts))


def _size(row: LogisticDif, texts: Texts) -> tuple[Figure, ...]:
    return decimal(row.r2_rise, 3, texts), _verdict(row.verdict, row.reason, "", texts)


def _pair(row: MantelHaenszel, texts: Texts) -> tuple[Figure, ...]:
    easier = Texts(row.favours).own_name if row.favours else ""
    return decimal(row.delta, 2, texts), _verdict(row.verdict, row.reason, easier, texts)


def _verdict(verdict: str, reason: Untestable | None, easier: str, texts: Texts) -> Figure:
    if reason is not None:
        return word(verdict, texts.say(REASONS[reason]))
    said = texts.say(VERDICTS[verdict])
    if easier:
        said = texts.say("{verdict}, easier in {language}", verdict=said, language=easier)
    return word(verdict, said)
