"""Questionnaire, page, question, choice: what a study asks, as frozen values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from kapsurvey.questionnaire.aims import Aims
from kapsurvey.questionnaire.briefs import Brief
from kapsurvey.questionnaire.expression import Expression
from kapsurvey.questionnaire.kinds import Kind

Cell = int | None
Value = int | float | str | list[int] | dict[str, Cell] | dict[str, str] | None
"""One answer as it is stored; ``questionnaires/README.md`` and ``question_types`` say which type has which."""

Answers = Mapping[str, Value]

DONT_KNOW, REFUSE = "dk", "refuse"
MEASURED = ("knowledge", "attitude", "norm", "efficacy", "risk", "practice", "close", "message")
"""Roles of questions that an indicator can be made of."""
ROLES = (*MEASURED, "demographic", "eligibility", "consent", "sampling")


@dataclass(frozen=True)
class Choice:
    """One answer that can be picked; ``missing`` marks "don't know" and "prefer not to answer"."""

    name: int
    label: str
    missing: str | None = None
    exclusive: bool = False
    other: bool = False
    fixed: bool = False
    end: str | None = None
    relevant: Expression | None = None


@dataclass(frozen=True)
class Scale:
    """A named list of choices that several questions share."""

    name: str
    choices: tuple[Choice, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Row:
    """One line of a grid."""

    name: str
    label: str
    fixed: bool = False


@dataclass(frozen=True)
class Key:
    """Right codes, from one day until another (both included), for people in one legal situation."""

    codes: tuple[int, ...]
    start: date | None = None
    until: date | None = None
    situation: str | None = None


@dataclass(frozen=True)
class Kap:
    """What a question is for the analysis."""

    role: str
    indicator: str | None = None
    fact: str | None = None
    key: tuple[Key, ...] = ()
    reverse: bool = False
    recall_months: int | None = None
    purpose: str | None = None


@dataclass(frozen=True)
class Media:
    """A picture with its description, and a recording."""

    image: str | None = None
    alt: str = ""
    audio: str | None = None


@dataclass(frozen=True)
class Question:
    """One question as the respondent meets it."""

    name: str
    type: str
    label: str
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    scale: str | None = None
    ordered: bool = False
    rows: tuple[Row, ...] = ()
    required: bool = False
    relevant: Expression | None = None
    constraint: Expression | None = None
    constraint_message: str = ""
    calculation: Expression | None = None
    missing: tuple[str, ...] = ()
    min: str | None = None
    max: str | None = None
    max_choices: int | None = None
    max_length: int = 500
    pattern: str | None = None
    randomize: bool = False
    fixed: bool = False
    appearance: str | None = None
    media: Media | None = None
    sensitive: bool = False
    kap: Kap | None = None

    @cached_property
    def has_other(self) -> bool:
        """Whether one of its choices opens a "please say"."""
        return any(choice.other for choice in self.choices)

    @cached_property
    def always_offered(self) -> frozenset[int]:
        """Its choices that are offered whatever was answered before."""
        return frozenset(choice.name for choice in self.choices if choice.relevant is None)

    def choice(self, name: int) -> Choice | None:
        """The choice of that name, or None."""
        return next((choice for choice in self.choices if choice.name == name), None)


@dataclass(frozen=True)
class Page:
    """What stands on one screen."""

    name: str
    questions: tuple[Question, ...]
    label: str = ""
    relevant: Expression | None = None
    randomize: bool = False
    shuffle: str | None = None
    self_only: bool = False
    end: bool = False

    # A page is walked through with every request; what never changes about it is worked out once.
    @cached_property
    def calculations(self) -> tuple[Question, ...]:
        """The questions that nobody is asked."""
        return tuple(question for question in self.questions if question.type == "calculate")

    @cached_property
    def conditional(self) -> bool:
        """Whether any of its questions is asked on a condition."""
        return any(question.relevant is not None for question in self.questions)

    @cached_property
    def answerable(self) -> tuple[str, ...]:
        """The names of its questions that take an answer."""
        return tuple(question.name for question in self.questions if question.type not in ("note", "calculate"))

    @cached_property
    def endings(self) -> Mapping[str, Mapping[int, str]]:
        """Question -> its choices that end the interview, with the outcome."""
        ends = {q.name: {choice.name: choice.end for choice in q.choices if choice.end} for q in self.questions}
        return {name: outcomes for name, outcomes in ends.items() if outcomes}


@dataclass(frozen=True)
class Fact:
    """A fact behind a knowledge question, and who stands for it."""

    name: str
    label: str
    source: str
    flag: str
    valid_from: date | None = None
    valid_to: date | None = None
    applies_to: tuple[str, ...] = ()
    signed_off_by: str | None = None
    signed_off_on: date | None = None


@dataclass(frozen=True)
class Questionnaire:
    """Pages in order, with the scales, situations and facts that they use."""

    study: str
    title: str
    pages: tuple[Page, ...]
    situations: Mapping[str, Expression] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()

    def questions(self) -> Iterator[tuple[Page, Question]]:
        """Every question with its page, in order."""
        return ((page, question) for page in self.pages for question in page.questions)

    @cached_property
    def asking(self) -> tuple[Page, ...]:
        """The pages that ask; the end page is not among them."""
        return tuple(page for page in self.pages if not page.end)

    @cached_property
    def shuffles(self) -> bool:
        """Whether some of its pages change places."""
        return any(page.shuffle for page in self.asking)

    @property
    def end_page(self) -> Page | None:
        """The page shown after finishing."""
        return next((page for page in self.pages if page.end), None)


@dataclass(frozen=True)
class Sampling:
    """How people come into the study, and out of how many."""

    design: str
    population: int | None = None
    population_source: str = ""
    finite_population_correction: bool = False


@dataclass(frozen=True)
class Fieldwork:
    """How a study goes to the field: languages, address, admission, words of the organisation."""

    languages: tuple[str, ...]
    link: str
    admission: str
    leave_to: str
    sampling: Sampling
    draft_days: int = 14
    words: Mapping[str, str] = field(default_factory=dict)
    sites: Mapping[str, str] = field(default_factory=dict)
    """Where enumerators work: name -> what they call it."""
    hide_right_answers: bool = False
    """Whether the last page keeps them back, since the same people will be asked again."""


@dataclass(frozen=True)
class Indicator:
    """A number that the analysis will estimate."""

    name: str
    label: str
    role: str
    kind: str
    questions: tuple[str, ...]
    codes: tuple[int, ...] = ()
    among: tuple[int, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What is estimated, for which groups, and from how many interviews on a cell may be shown."""

    indicators: tuple[Indicator, ...] = ()
    groups: tuple[str, ...] = ()
    smallest_cell: int = 10
    aims: Aims = field(default_factory=Aims)
    briefs: tuple[Brief, ...] = ()
    link_code: str = ""
    """question on the code that people make themselves, by which waves find the same person"""


@dataclass(frozen=True)
class Margin:
    """A known total: people with one answer to one question, or all people where ``variable`` is empty."""

    variable: str
    choice: int | None
    total: int
    source: str


@dataclass(frozen=True)
class Study:
    """One folder under ``questionnaires/``, read and found without mistake."""

    questionnaire: Questionnaire
    fieldwork: Fieldwork
    plan: Plan
    margins: tuple[Margin, ...] = ()
    recipients: tuple[str, ...] = ()
    """Public keys of those who may read what is sealed."""
    kinds: tuple[Kind, ...] = ()
    """Whom a rehearsal makes up."""
