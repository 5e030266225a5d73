"""Says which answers are there when a page is entered."""

from collections.abc import Mapping
from dataclasses import dataclass

from kapsurvey.questionnaire.model import Page, Questionnaire


@dataclass(frozen=True)
class Pages:
    """The pages of a questionnaire by their places; shuffled neighbours share theirs."""

    page_of: Mapping[str, Page]
    """Question -> its page."""
    places: Mapping[str, tuple[int, int]]
    """Page -> numbers from and until which it may come."""

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> "Pages":
        """The places of all pages."""
        words = [page.shuffle or f" {number}" for number, page in enumerate(questionnaire.pages)]
        last = {word: number for number, word in enumerate(words)}
        places = {
            page.name: (words.index(word), last[word]) for page, word in zip(questionnaire.pages, words, strict=True)
        }
        return cls({question.name: page for page, question in questionnaire.questions()}, places)

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
