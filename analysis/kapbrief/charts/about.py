"""What every chart of a release says around its content, since it may be shown far from its page."""

from kapbrief.charts.sheet import Frame
from kapbrief.method import unreal
from kapbrief.release import Release
from kapbrief.texts import Texts


def frame(release: Release, name: str, title: str, summary: str, texts: Texts, *notes: str) -> Frame:
    """Title and notes, a warning where the answers are not real, and where they come from."""
    source = texts.say(
        "{study}. Wave: {wave}. Interviews: {people}.",
        study=texts.of(release.codebook.title, release.codebook.source_language).text,
        wave=release.wave,
        people=texts.number(release.interviews),
    )
    return Frame(name, title, summary, unreal(release, texts), (*notes, source))
