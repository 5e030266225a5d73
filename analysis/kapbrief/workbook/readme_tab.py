"""The first sheet of a workbook: what must be read before any number, how they were made, where they come from."""

from collections.abc import Iterable, Sequence

from kapbrief.method import Fact
from kapbrief.texts import Texts
from kapbrief.workbook.cells import Cell, Tab


def readme_tab(
    title: str,
    caveats: Iterable[str],
    methods: Iterable[tuple[str, Sequence[str]]],
    facts: Iterable[Fact],
    texts: Texts,
) -> Tab:
    """Sentences under their headings; ``methods`` by what they are of."""
    rows: list[tuple[Cell, ...]] = [(texts.say("Read this first"), caveat) for caveat in caveats]
    rows += [(heading, told) for heading, sentences in methods for told in sentences]
    rows += [(fact.term, fact.said.text) for fact in facts]
    return Tab(texts.say("Read this first"), (texts.say("Study"), title), tuple(rows))
