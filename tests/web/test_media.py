"""Pictures and recordings of a study, in the language they exist in."""

from pathlib import Path

import pytest
from browsing import Respondent


@pytest.fixture(autouse=True)
def study_with_media(tmp_path: Path) -> None:
    media = tmp_path / "every-type" / "media"
    (media / "vi").mkdir(parents=True, exist_ok=True)
    (media / "pangolin.png").write_bytes(b"for all")
    (media / "prompt.mp3").write_bytes(b"in English")
    (media / "vi" / "prompt.mp3").write_bytes(b"in Vietnamese")


def test_recording_comes_in_the_language_asked_for(respondent: Respondent) -> None:
    reply = respondent.client.get("/community/media/vi/prompt.mp3")
    assert (reply.get_data(), reply.mimetype) == (b"in Vietnamese", "audio/mpeg")


def test_language_without_one_falls_back_to_the_studys_own(respondent: Respondent) -> None:
    assert respondent.client.get("/community/media/ar/prompt.mp3").get_data() == b"in English"
    assert respondent.client.get("/community/media/vi/pangolin.png").mimetype == "image/png"


@pytest.mark.parametrize("name", ["none.png", "..", "questionnaire.yaml", "prompt.mp3.html", ".png", "%00.png"])
def test_nothing_else_comes_from_the_folder(respondent: Respondent, name: str) -> None:
    assert respondent.client.get(f"/community/media/vi/{name}").status_code == 404
