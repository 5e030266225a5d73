"""A translation is used while it is one of just this source with all that is put into it."""

import pytest

from kapsurvey.i18n import Catalogue, Sentence, read_catalogue, translator
from kapsurvey.i18n.catalogues import formats_like, status_of, with_status
from kapsurvey.i18n.po import Message

SOURCE = "Ask ${organisation}"


def sentence(text="Hỏi ${organisation}", source=SOURCE, status="final", fuzzy=False):
    return Sentence(text, source, status, fuzzy, 1)


@pytest.mark.parametrize(
    "unusable",
    [
        {"text": ""},
        {"fuzzy": True},
        {"source": "Ask"},
        {"text": "Hỏi"},
        {"text": "Hỏi ${organization}"},
        {"text": "Hỏi ${organisation} ${contact}"},
        {"text": "Hỏi ${organisation"},
    ],
)
def test_translation_that_does_not_fit_is_not_used(unusable):
    catalogue = Catalogue({"A": sentence(**unusable)})
    assert catalogue.usable("A", SOURCE) is None
    assert not catalogue.final("A", SOURCE)


def test_translation_that_fits_is_used_and_final_when_marked_so():
    catalogue = Catalogue({"A": sentence(), "B": sentence(status="pretested")})
    assert catalogue.usable("A", SOURCE) == "Hỏi ${organisation}"
    assert (catalogue.final("A", SOURCE), catalogue.final("B", SOURCE)) == (True, False)
    assert catalogue.usable("C", SOURCE) is None


def test_status_is_the_last_one_stated_and_a_draft_where_none_is():
    assert status_of(Message("a", comments=("status: reviewed", "status: final"))) == "final"
    assert status_of(Message("a", comments=("About the status: final",))) == "draft"
    assert status_of(Message("a")) == "draft"


def test_status_is_set_in_its_place_once():
    message = Message("a", comments=("Ana", "status: final", "Ben", "status: reviewed"))
    assert with_status(message, "draft").comments == ("Ana", "status: draft", "Ben")
    assert with_status(message, None).comments == ("Ana", "status: reviewed", "Ben")
    assert with_status(Message("a", comments=("Ana",)), None).comments == ("Ana", "status: draft")


FILE = """
# status: final
msgctxt "A"
msgid "Yes"
msgstr "Có"

#, fuzzy
msgctxt "B"
msgid "No"
msgstr "Không"

#~ msgctxt "C"
#~ msgid "Gone"
#~ msgstr "Mất"
"""


def test_catalogue_holds_what_is_not_obsolete_by_id(tmp_path):
    path = tmp_path / "study.po"
    path.write_text(FILE)
    assert read_catalogue(path).sentences == {
        "A": Sentence("Có", "Yes", "final", False, 5),
        "B": Sentence("Không", "No", "draft", True, 10),
    }


def test_language_without_a_file_has_no_sentences(tmp_path):
    assert read_catalogue(tmp_path / "none.po") == Catalogue()


UI = """
msgid "Next"
msgstr "Tiếp"

msgid "Page %(n)s"
msgstr "Trang %(n)s"

msgid "The most is %(n)s."
msgstr "Nhiều nhất."

msgid "From %(low)s on"
msgstr "Từ %(low)s % trở lên"

#, fuzzy
msgid "Back"
msgstr "Lùi"
"""


def test_interface_falls_back_to_its_source_rather_than_break_a_page(tmp_path):
    folder = tmp_path / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "ui.po").write_text(UI)
    said = translator(tmp_path, "vi")
    assert [said.gettext(text) for text in ("Next", "Page %(n)s", "Back", "Other")] == [
        "Tiếp", "Trang %(n)s", "Back", "Other"
    ]  # fmt: skip
    assert said.gettext("The most is %(n)s.") == "The most is %(n)s."
    assert said.gettext("From %(low)s on") == "From %(low)s on"


def test_per_cent_sign_is_free_where_the_source_has_one():
    assert formats_like("100 %", "100 %")
    assert formats_like("%(n)s of all", "%(n)s")
    assert not formats_like("%(n)s of all", "%(n)s %")
