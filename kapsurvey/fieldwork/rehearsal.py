"""Answers a study as people would, through the same verbs, until everything that can be reached has been.

The wave is marked as rehearsed for good. Who answers, and what, follows from a seed: the same seed rehearses the same.
"""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from random import Random

from kapsurvey.errors import KapsurveyError
from kapsurvey.fieldwork import admission
from kapsurvey.fieldwork.coverage import Goal, Map, goals
from kapsurvey.fieldwork.interviews import Visit
from kapsurvey.fieldwork.made_up import MadeUp, tendencies
from kapsurvey.fieldwork.rehearsed import Errand, Respondent
from kapsurvey.fieldwork.sealing import Secret
from kapsurvey.fieldwork.waves import Opening, Wave, close_wave, open_wave
from kapsurvey.i18n import Catalogue
from kapsurvey.questionnaire.kinds import in_wave, kind_at
from kapsurvey.questionnaire.model import Question, Study
from kapsurvey.store import queries
from kapsurvey.store.connection import Connection

Transaction = Callable[[], AbstractContextManager[Connection]]

_LONGEST_LINK = 40
_NOT_IN_LINKS = re.compile(r"[^a-z0-9]+")
_MOST_ERRANDS = 3
"""Times that somebody is sent for the same goal."""


@dataclass(frozen=True)
class Report:
    """What came of a rehearsal."""

    wave: Wave
    outcomes: Mapping[str, int]
    """Interviews by outcome; beside those of the field ``unfinished``, and ``stuck`` where no answer was taken."""
    never: tuple[Goal, ...]
    """What nobody has reached."""
    elsewhere: tuple[Goal, ...]
    """What nobody can reach in this wave or on this day, since conditions look at them."""


def rehearse(
    transaction: Transaction,
    study: Study,
    catalogues: Mapping[str, Catalogue],
    *,
    n: int,
    seed: int,
    today: date,
    wave: str | None = None,
    freely: bool = False,
) -> Report:
    """Open a rehearsal, send ``n`` made-up people through it, close it.

    ``wave`` is its name, where conditions look at that. ``freely``: nobody is sent for what was not reached yet;
    answers are as common as the study's kinds of people make them, and the first of many people are those of a few.
    Each person's interview is one transaction: on a server in use it waits for others as a phone does.
    Raises KapsurveyError where this rehearsal was held already.
    """
    with transaction() as connection:
        opening = _opening(study, seed, wave)
        if any(row.name == opening.name for row in queries.waves(connection, study.questionnaire.study)):
            raise KapsurveyError("rehearsal.held", study=study.questionnaire.study, name=opening.name, seed=seed)
        opened = open_wave(connection, study, catalogues, opening, today=today)
    rehearsal = Rehearsal(study, opened, str(seed), today, freely)
    outcomes: Counter[str] = Counter()
    for number in range(n):
        with transaction() as connection:
            outcomes[rehearsal.interview(connection, number, remaining=n - number)] += 1
    with transaction() as connection:
        close_wave(connection, opened, today=today)
    never = tuple(rehearsal.wanted)
    elsewhere = tuple(goal for goal in never if rehearsal.elsewhere(goal))
    return Report(opened, outcomes, tuple(goal for goal in never if goal not in elsewhere), elsewhere)


def _opening(study: Study, seed: int, wave: str | None) -> Opening:
    fieldwork = study.fieldwork
    parts = ("rehearsal", str(seed), _NOT_IN_LINKS.sub("-", (wave or "").lower()).strip("-"), fieldwork.link)
    link = "-".join(filter(None, parts))[:_LONGEST_LINK].rstrip("-")
    return Opening(wave or f"rehearsal-{seed}", fieldwork.languages, fieldwork.admission, link, rehearsal=True)


@dataclass
class Rehearsal:
    """One rehearsal under way: what nobody has reached yet, and who was sent for it."""

    study: Study
    wave: Wave
    seed: str
    today: date
    freely: bool = False
    wanted: dict[Goal, None] = field(init=False)
    _errands: Counter[Goal] = field(default_factory=Counter)
    _ways: dict[Goal, Errand | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.wanted = dict.fromkeys(goals(self.study.questionnaire))

    def interview(self, connection: Connection, number: int, *, remaining: int) -> str:
        """One person's interview; its outcome."""
        random = Random(f"{self.seed}/{number}")
        person, belongs = tendencies(random, self.seed, self._groups())
        # Every second person goes where they please, so that what is rare stays rare; unless time is running out.
        sent = not self.freely and (number % 2 or len(self.wanted) >= remaining)
        errand = self._errand(random) if sent else Errand()
        answers = self._answers(number)
        respondent = Respondent(
            connection=connection,
            visit=self._visit(number, random, errand),
            made_up=MadeUp(random, self.seed, person, self.today, answers),
            errand=errand,
            wanted=self.wanted,
            curiosity=0.0 if self.freely else min(0.9, len(self.wanted) / (8 * remaining)),
            code=self._code(connection),
            said={
                name: value
                for name, value in belongs.items()
                if name not in answers and (not errand.goal or errand.goal.question != name)
            },
        )
        outcome = respondent.interview()
        for goal in respondent.reached:
            self.wanted.pop(goal, None)
        return outcome

    def _answers(self, number: int) -> Mapping[str, Mapping[int, int]]:
        """How often people of this one's kind give which answers; from wave to wave a person keeps the place."""
        place = Random(f"{self.seed}/kind/{number}").random()
        kind = kind_at(in_wave(self.study.kinds, self.wave.name), place)
        return kind.answers if kind else {}

    def elsewhere(self, goal: Goal) -> bool:
        """Whether nobody could reach a goal in this wave, on this day."""
        return self._way(goal, Random(self.seed)) is None and self._map.depends_on_the_wave(goal)

    @property
    def _map(self) -> Map:
        around = {
            "language": self.wave.languages,
            "mode": ("self", "assisted"),
            "wave": (self.wave.name,),
            "today": (self.today.isoformat(),),
        }
        return Map(self.study.questionnaire, around)

    def _groups(self) -> list[Question]:
        names = self.study.plan.groups
        return [question for _, question in self.study.questionnaire.questions() if question.name in names]

    def _errand(self, random: Random) -> Errand:
        for goal in self.wanted:
            if self._errands[goal] < _MOST_ERRANDS:
                self._errands[goal] += 1
                errand = self._way(goal, random)
                if errand is not None:
                    return errand
        return Errand()

    def _way(self, goal: Goal, random: Random) -> Errand | None:
        if goal not in self._ways:
            way = self._map.way_to(goal, random)
            self._ways[goal] = None if way is None else Errand(goal, way)
        return self._ways[goal]

    def _visit(self, number: int, random: Random, errand: Errand) -> Visit:
        who = f"rehearsal/{self.wave.study}/{self.wave.name}/{self.seed}/{number}"
        token = hashlib.sha256(who.encode()).digest()
        return Visit(
            wave=self.wave,
            questionnaire=self.study.questionnaire,
            token=base64.urlsafe_b64encode(token).decode().rstrip("="),
            language=str(errand.way.get("language") or random.choice(self.wave.languages)),
            today=self.today,
            secret=self._secret,
            mode=str(errand.way.get("mode") or "self"),
        )

    @property
    def _secret(self) -> Secret:
        # Nobody holds a receipt or a code of a rehearsal, so nothing is lost by a secret that can be guessed.
        return Secret(hashlib.sha256(f"rehearsal/{self.seed}".encode()).digest())

    def _code(self, connection: Connection) -> str | None:
        if self.wave.admission == "open":
            return None
        return admission.issue(connection, self._secret, self.wave, 1)[0].code
