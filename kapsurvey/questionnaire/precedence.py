"""Says which answers are there when a page is entered, and may be looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from kapsurvey.questionnaire.model import Page, Questionnaire

ALONE = "look at it only on neighbouring pages with `self_only`"


@dataclass(frozen=True)
class Pages:
    """The pages of a questionnaire by their places; shuffled neighbours share theirs."""

    page_of: Mapping[str, Page]
    """Question -> its page."""
    places: Mapping[str, tuple[int, int]]
    """Page -> numbers from and until which it may come."""
    handed_over: Mapping[str, int]
    """Page that is never read out -> number of its run of neighbours for which the phone is handed over once."""

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> "Pages":
        """The places of all pages."""
        words = [page.shuffle or f" {number}" for number, page in enumerate(questionnaire.pages)]
        last = {word: number for number, word in enumerate(words)}
        places = {
            page.name: (words.index(word), last[word]) for page, word in zip(questionnaire.pages, words, strict=True)
        }
        runs = enumerate(groupby(questionnaire.pages, key=lambda page: page.self_only))
        handed_over = {page.name: number for number, (alone, run) in runs for page in run if alone}
        return cls({question.name: page for page, question in questionnaire.questions()}, places, handed_over)

    def trouble(self, name: str, here: Page | None, *, own: bool) -> str | None:
        """Why the answer called ``name`` cannot be looked at on entering a page, or None where it can.

        ``own`` allows answers of the page itself; without a page everything has been asked.
        """
        page = self.page_of.get(name)
        if page is None or here is None or (own and page.name == here.name):
            return None
        if page.name == here.name:
            return f"`{name}` is asked on this same page"
        if page.shuffle is not None and page.shuffle == here.shuffle:
            return f"`{name}` may be asked later, since its page is shuffled with this one"
        return f"`{name}` is asked on a later page" if self.places[page.name][1] >= self.places[here.name][0] else None

    def shut(self, name: str, here: Page | None) -> str | None:
        """Why the answer called ``name`` cannot be looked at, though it was given: the phone has gone back since."""
        page = self.page_of.get(name)
        run = self.handed_over.get(page.name) if page is not None else None
        if here is None or run is None or self.handed_over.get(here.name) == run:
            return None
        return f"`{name}` is answered alone, and sealed when the phone goes back"
