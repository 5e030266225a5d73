"""Where the pages of a report stand: each language has its own, and they link to one another by these names."""


def indicators_file(language: str) -> str:
    """Results by indicator."""
    return f"indicators.{language}.html"


def quality_file(language: str) -> str:
    """Scales, quality and response."""
    return f"quality.{language}.html"


def messages_file(language: str) -> str:
    """Which message to test."""
    return f"messages.{language}.html"


def brief_file(outcome: str, language: str) -> str:
    """The brief for one outcome."""
    return f"brief.{outcome}.{language}.html"


def changes_file(language: str) -> str:
    """Changes between waves."""
    return f"changes.{language}.html"


def chart_file(name: str, language: str) -> str:
    """A chart of its own, for slides."""
    return f"charts/{name}.{language}.svg"


def workbook_file(language: str) -> str:
    """All tables of a report, to reckon on with."""
    return f"report.{language}.xlsx"


def brief_paper(outcome: str, language: str) -> str:
    """The brief for one outcome, to print on one sheet."""
    return f"brief.{outcome}.{language}.pdf"


def report_paper(language: str) -> str:
    """All pages of a report, to print."""
    return f"report.{language}.pdf"
