"""Which sheets a report has in one language."""

from collections.abc import Sequence

from kapbrief.changes import Comparison
from kapbrief.changes_page import changes_page
from kapbrief.indicators import Results
from kapbrief.meanings import of_indicators
from kapbrief.message_method import of_findings
from kapbrief.messages import Messages
from kapbrief.messages_page import messages_page
from kapbrief.page import page
from kapbrief.quality_page import Checks, quality_page, sections
from kapbrief.scale_answers import ScaleAnswers
from kapbrief.texts import Texts
from kapbrief.workbook.answers_tab import answers_tab
from kapbrief.workbook.cells import Tab
from kapbrief.workbook.change_tabs import change_tabs
from kapbrief.workbook.indicator_tab import indicator_tab
from kapbrief.workbook.message_tabs import message_tabs
from kapbrief.workbook.readme_tab import readme_tab
from kapbrief.workbook.sheet_tabs import sheet_tab
from kapbrief.workbook.writing import workbook_bytes


def report_book(found: Messages, checked: Checks, answered: tuple[ScaleAnswers, ...], language: str) -> bytes:
    """Of one wave: every table that its pages show."""
    texts, results = Texts(language), found.results
    indicators = page(results, language, of_indicators(checked.scales))
    messages, quality = messages_page(found, language), quality_page(checked, language)
    made = texts.say("How these numbers were made")
    methods = [
        (f"{texts.say('Indicators')}: {made}", indicators.method),
        (texts.say("Findings"), of_findings(texts)),
        *((section.heading, section.method) for section in messages.sections),
        *((section.heading, section.remarks) for section in quality.sections),
    ]
    caveats = dict.fromkeys([*indicators.caveats, *messages.caveats, *quality.caveats, quality.withheld])
    tabs = (
        readme_tab(indicators.title.text, caveats, methods, indicators.provenance, texts),
        indicator_tab(indicators, results, texts),
        *answers_tab(results, answered, texts),
        *message_tabs(found, texts),
        *(sheet_tab(section, texts) for section in sections(checked, texts)),
    )
    return _bytes(tabs, indicators.title.text, [results], texts)


def changes_book(waves: Sequence[Results], found: Sequence[Comparison], language: str) -> bytes:
    """Of several waves: what changed."""
    texts, told = Texts(language), changes_page(waves, found, language)
    facts = [fact for _, facts in told.provenance for fact in facts]
    methods = [(texts.say("How these numbers were made"), told.method)]
    tabs = (readme_tab(told.title.text, told.caveats, methods, facts, texts), *change_tabs(found, texts))
    return _bytes(tabs, told.title.text, waves, texts)


def _bytes(tabs: Sequence[Tab], title: str, waves: Sequence[Results], texts: Texts) -> bytes:
    made = max(wave.release.written_on for wave in waves)
    return workbook_bytes(tabs, title, made, right_to_left=texts.locale.text_direction == "rtl")
