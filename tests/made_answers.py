"""Answers that nobody has thought about: of the right kind mostly, and now and then of one that cannot be."""

from kapsurvey.questionnaire.question_types import other_name

NUMBERS = [0, 1, 2, 3, 4, 5, 7, 12, 18, 30, 100, -1, 2.5, 2**53]
WORDS = ["", "x", "by sea", "ngà voi", "🐘"]
DAYS = ["2026-03-01", "2024-02-29", "2000-01-01", "1899-12-31"]
ODD = ["x", {"missing": "dk"}, [], [99], {"a": None}, -7, 0.5]


def answers_to(random, questionnaire):
    """Answers to some questions, on the path or off it."""
    answers = {}
    diligence = random.choice([0.4, 0.7, 0.95, 1])
    for _, question in questionnaire.questions():
        if question.type in ("note", "calculate") or random.random() > diligence:
            continue
        answers[question.name] = answer_to(random, question)
        other = other_name(question)
        if other is not None and random.random() < 0.5:
            answers[other] = random.choice([None, "by sea"])
    return answers


def answer_to(random, question):
    chance = random.random()
    if chance < 0.03:
        return random.choice([None, *ODD])
    if question.missing and chance < 0.15:
        return {"missing": random.choice(question.missing)}
    names = [choice.name for choice in question.choices]
    match question.type:
        case "select_one":
            return random.choice(names)
        case "select_multiple" | "rank":
            return random.sample(names, random.randint(1, min(3, len(names))))
        case "integer_grid":
            return {row.name: random.choice([None, *NUMBERS]) for row in question.rows}
        case "date":
            return random.choice(DAYS)
        case "text" | "code":
            return random.choice(WORDS)
    return random.choice(NUMBERS)
