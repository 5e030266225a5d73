"""A made-up person: tendencies drawn once, and answers that follow from them, so that a rehearsal looks like a survey.

Nothing here knows any study. What a question is for, its choices and bounds say how it may be answered: who knows more
gets more questions right, a leaning shows on every scale, some groups differ from others, sensitive questions are
refused more often, and every question has answers that are commoner than others.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from kapsurvey.questionnaire.model import Choice, Key, Question, Value
from kapsurvey.questionnaire.patterns import compiled

_PHRASES = (
    "I do not remember exactly",
    "không nhớ rõ",
    "não sei dizer ao certo",
    'at the market; my cousin\'s "shop"',
    "=not a formula, a remark",
    "first line\nsecond line",
    "ភាសាខ្មែរ 中文 العربية",
    "nothing else 🙂",
)
_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_MOST_CODES = 20_000
"""Tried by somebody who is asked for one of a certain pattern."""
_RARE, _UNUSUAL, _NEXT = 0.02, 0.1, 0.8
"""How common an answer is that ends the interview, one that says nothing, and each compared with the one before."""


@dataclass(frozen=True)
class Tendencies:
    """What one person is like."""

    knowing: float
    """Chance to get a question right, 0 to 1."""
    leaning: float
    """Where on scales the person stands, about -2 to 2."""
    reserve: float
    """Chance to leave a question open."""
    haste: float
    """Chance of each page to be the last."""


def tendencies(random: Random, lot: str, groups: Sequence[Question]) -> tuple[Tendencies, dict[str, Value]]:
    """A person and the groups that the person belongs to; ``lot`` decides how the groups differ."""
    belongs: dict[str, Value] = {}
    shift = 0.0
    for question in groups:
        choice = _common(question, [one for one in question.choices if not one.end], random, lot)
        if choice is not None:
            belongs[question.name] = choice.name
            shift += 0.6 * _spread(lot, "group", question.name, str(choice.name))
    knowing = 1 / (1 + math.exp(-random.gauss(0.3 + shift, 0.9)))
    person = Tendencies(knowing, random.gauss(shift, 0.8), random.uniform(0.0, 0.08), random.uniform(0.0, 0.02))
    return person, belongs


def _spread(*words: str) -> float:
    """A number between -1 and 1 that is always the same for the same words."""
    return int.from_bytes(hashlib.sha256("/".join(words).encode()).digest()[:4]) / 2**31 - 1


@dataclass(frozen=True)
class MadeUp:
    """One made-up person who answers questions."""

    random: Random
    lot: str
    """What is common to all people of one rehearsal."""
    person: Tendencies
    today: date
    frequencies: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    """By question: how often people of this kind give each choice, in percent; other questions are made up freely."""

    def answer(self, question: Question, offered: Sequence[Choice]) -> Value:
        """What the person says to a question, of the choices that are offered."""
        if any(choice.name in self.frequencies.get(question.name, {}) for choice in offered):
            return self._as_of_the_kind(question, offered, self.frequencies[question.name])
        open_ = self.person.reserve * (3 if question.sensitive else 1)
        if self.random.random() < open_:
            return self._left_open(question, offered)
        match question.type:
            case "select_one":
                choice = self._one(question, offered)
                return choice.name if choice else None
            case "select_multiple":
                return self._several(question, offered)
            case "rank":
                return self._ranked(question, offered)
            case "integer_grid":
                cells = {row.name: self._number(question) for row in question.rows}
                return {name: None if self.random.random() < 0.1 else int(cell) for name, cell in cells.items()}
            case "integer":
                return int(self._number(question))
            case "decimal":
                return round(self._number(question) + self.random.random(), 1)
            case "date":
                return self._day(question)
            case "code":
                return self._code(question)
        return self.phrase(question)

    def _as_of_the_kind(self, question: Question, offered: Sequence[Choice], percent: Mapping[int, int]) -> Value:
        """As often as the kind gives it; of several choices each on its own, and one that excludes others for none."""
        if question.type == "select_one":
            weights = [percent.get(choice.name, 0) for choice in offered]
            return self.random.choices(offered, weights)[0].name if any(weights) else None
        alone = [choice for choice in offered if choice.exclusive or choice.missing]
        ticked = [
            choice.name
            for choice in offered
            if choice not in alone and 100 * self.random.random() < percent.get(choice.name, 0)
        ]
        weights = [percent.get(choice.name, 0) for choice in alone]
        if ticked or not any(weights):
            return list(ticked[: question.max_choices or len(ticked)]) or None
        return [self.random.choices(alone, weights)[0].name]

    def phrase(self, question: Question) -> str:
        """A few words."""
        return self.random.choice(_PHRASES)[: question.max_length]

    def _code(self, question: Question) -> str:
        """One that fits the pattern, the same whenever the person is asked: waves are put together by such codes."""
        random = Random(f"{self.lot}/{question.name}/{self.person}")
        tried = ("".join(random.choices(_SIGNS, k=min(8, question.max_length))) for _ in range(_MOST_CODES))
        fits = compiled(question.pattern or ".*").fullmatch
        return next(filter(fits, tried), "")

    def _left_open(self, question: Question, offered: Sequence[Choice]) -> Value:
        """Blank, or one of the marks that the question offers."""
        marks: list[Value] = [None, *({"missing": mark} for mark in question.missing)]
        missing = [choice.name for choice in offered if choice.missing]
        marks += [[name] if question.type in ("select_multiple", "rank") else name for name in missing]
        return self.random.choice(marks)

    def _one(self, question: Question, offered: Sequence[Choice]) -> Choice | None:
        kap = question.kap
        if kap is not None and kap.role == "knowledge":
            return self._known(question, offered)
        if question.ordered:
            return self._on_the_scale(question, offered)
        return _common(question, offered, self.random, self.lot)

    def _known(self, question: Question, offered: Sequence[Choice]) -> Choice | None:
        right = {code for key in _in_force(question, self.today) for code in key.codes}
        difficulty = 0.5 * _spread(self.lot, "hard", question.name)
        knows = self.random.random() < min(max(self.person.knowing - 0.4 * difficulty, 0.05), 0.95)
        fitting = [choice for choice in offered if (choice.name in right) == knows]
        return self.random.choice(fitting or list(offered)) if offered else None

    def _on_the_scale(self, question: Question, offered: Sequence[Choice]) -> Choice | None:
        places = [choice for choice in offered if not choice.missing]
        missing = [choice for choice in offered if choice.missing]
        if not places or (missing and self.random.random() < 0.05):
            return self.random.choice(missing) if missing else None
        turned = question.kap is not None and question.kap.reverse
        leaning = -self.person.leaning if turned else self.person.leaning
        middle = 0.5 + 0.2 * leaning + 0.15 * _spread(self.lot, "scale", question.name)
        place = round((middle + self.random.gauss(0, 0.18)) * (len(places) - 1))
        return places[min(max(place, 0), len(places) - 1)]

    def _several(self, question: Question, offered: Sequence[Choice]) -> Value:
        alone = [choice for choice in offered if choice.exclusive or choice.missing]
        together = [choice for choice in offered if choice not in alone]
        substantial = [choice for choice in alone if not choice.missing]
        if not together or (substantial and self.random.random() < 0.5):
            return [self.random.choice(substantial or alone).name] if alone else None
        ticked = [one for one in together if self.random.random() < 0.3 + 0.2 * self._taste(question, one)]
        ticked = ticked or [self.random.choice(together)]
        most = question.max_choices or len(ticked)
        kept = self.random.sample(ticked, min(most, len(ticked)))
        return [choice.name for choice in question.choices if choice in kept]

    def _ranked(self, question: Question, offered: Sequence[Choice]) -> Value:
        liked = sorted(offered, key=lambda choice: -self._taste(question, choice) + self.random.gauss(0, 0.7))
        most = question.max_choices or len(liked)
        return [choice.name for choice in liked[: self.random.choice([most, most, max(1, most - 1)])]] or None

    def _taste(self, question: Question, choice: Choice) -> float:
        return _spread(self.lot, "taste", question.name, str(choice.name))

    def _number(self, question: Question) -> float:
        """Small numbers are commoner than large ones, as counts of people, days and goods are."""
        low = float(question.min) if question.min is not None else 0.0
        high = float(question.max) if question.max is not None else low + 30
        return min(math.floor(low + (high - low) * self.random.random() ** 3), high)

    def _day(self, question: Question) -> str:
        first = date.fromisoformat(question.min) if question.min else date(1950, 1, 1)
        last = date.fromisoformat(question.max) if question.max else max(self.today, first)
        return (first + timedelta(days=self.random.randrange((last - first).days + 1))).isoformat()


def _in_force(question: Question, today: date) -> list[Key]:
    keys = question.kap.key if question.kap else ()
    return [key for key in keys if (key.start or today) <= today <= (key.until or today)]


def _common(question: Question, offered: Sequence[Choice], random: Random, lot: str) -> Choice | None:
    """One of the choices, some commoner than others; those that end the interview are rare, the last ones rarer."""
    if not offered:
        return None
    weights = [
        (_RARE if choice.end else _UNUSUAL if choice.missing else _NEXT**place)
        * math.exp(_spread(lot, "taste", question.name, str(choice.name)))
        for place, choice in enumerate(offered)
    ]
    return random.choices(offered, weights)[0]
