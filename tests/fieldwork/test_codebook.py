"""The codebook of a release: every column, in every language, with its right answers."""

import pytest
from definitions import FACTS, every_type_in
from releases import answer_everything, document, rows, written
from scenes import opened, person

from kapsurvey.fieldwork.responses import ABOUT
from kapsurvey.i18n import Catalogue, Sentence
from kapsurvey.questionnaire.strings import sentences


def test_the_codebook_describes_every_variable_of_the_table(database, town, town_wave, tmp_path):
    answer_everything(person(database, town_wave))
    written(database, town_wave, town, tmp_path / "out")
    codebook = document(tmp_path / "out", "codebook")
    names = [variable["name"] for variable in codebook["variables"]]
    header = list(rows(tmp_path / "out")[0])
    assert header[len(ABOUT) : len(ABOUT) + len(names)] == names
    found = {variable["name"]: variable for variable in codebook["variables"]}
    assert found["SEEN.2"] == {
        "name": "SEEN.2",
        "question": "SEEN",
        "page": "views",
        "type": "select_multiple",
        "choice": 2,
        "row": None,
        "label": {"en": "Seen?"},
        "choice_label": {"en": "Two"},
        "row_label": None,
        "choices": [
            {"name": 1, "label": {"en": "One"}, "missing": None},
            {"name": 2, "label": {"en": "Two"}, "missing": None},
            {"name": 6, "label": {"en": "None"}, "missing": None},
            {"name": 8, "label": {"en": "Don't know"}, "missing": "dk"},
        ],
        "ordered": False,
        "sensitive": False,
        "kap": {"role": "practice", "indicator": "SEEN", "recall_months": 12},
    }
    other = found["SEEN.other"]
    assert (other["type"], other["choice"], other["choices"], other["kap"]) == ("text", 2, [], None)
    assert found["WEEK.b"]["row"] == "b" and found["WEEK.b"]["row_label"] == {"en": "Church"}
    assert found["GOOD"]["ordered"] and found["GOOD"]["kap"] == {
        "role": "attitude",
        "indicator": "ATT",
        "reverse": False,
    }
    assert found["BAD"]["kap"]["reverse"] is True and found["BORN"]["kap"] == {"role": "demographic"}


def test_right_codes_are_written_out_with_days_and_situations(database, town, town_wave, tmp_path):
    written(database, town_wave, town, tmp_path / "out")
    codebook = document(tmp_path / "out", "codebook")
    law = next(variable for variable in codebook["variables"] if variable["name"] == "LAW")
    assert law["kap"] == {
        "role": "knowledge",
        "indicator": "K",
        "fact": "F-1",
        "key": [
            {"codes": [2], "from": None, "until": "2017-05-10", "situation": None},
            {"codes": [1], "from": "2017-05-11", "until": None, "situation": "here"},
        ],
    }
    assert codebook["situations"] == {"here": "BORN == 1", "there": None}
    assert codebook["facts"] == [
        {
            "name": "F-1",
            "label": "It is forbidden.",
            "flag": "A",
            "valid_from": "2017-05-11",
            "valid_to": None,
            "applies_to": ["here", "there"],
            "signed_off": None,
        }
    ]


SIGNED = FACTS.replace("flag: A,", "flag: A, signed_off: {by: Adviser, on: 2026-02-01},")


@pytest.mark.parametrize(
    ("facts", "signature"),
    [(SIGNED, {"by": "Adviser", "on": "2026-02-01"}), (SIGNED.replace("forbidden.", "allowed."), None)],
    ids=["of the same fact", "of another"],
)
def test_a_signature_counts_from_the_day_it_is_given_for_what_was_asked(
    database, town_wave, tmp_path, facts, signature
):
    later = every_type_in(tmp_path / "later", facts=facts)
    written(database, town_wave, later, tmp_path / "out")
    (fact,) = document(tmp_path / "out", "codebook")["facts"]
    assert (fact["label"], fact["signed_off"]) == ("It is forbidden.", signature)


def test_labels_come_in_each_language_that_has_them_with_the_words_of_the_organisation(database, town, tmp_path):
    source = sentences(town)
    vi = Catalogue({key: Sentence(f"<{text}>", text, "draft", fuzzy=False, line=1) for key, text in source.items()})
    pt = Catalogue({"title": Sentence("Inquérito", "Town survey", "draft", fuzzy=False, line=1)})
    wave = opened(database, town, catalogues={"vi": vi, "pt": pt})
    written(database, wave, town, tmp_path / "out", catalogues={"vi": vi, "pt": pt})
    codebook = document(tmp_path / "out", "codebook")
    assert (codebook["source_language"], codebook["languages"]) == ("en", ["en", "vi", "pt"])
    assert codebook["title"] == {"en": "Town survey", "vi": "<Town survey>", "pt": "Inquérito"}
    found = {variable["name"]: variable for variable in codebook["variables"]}
    assert found["CONSENT"]["label"] == {
        "en": "Do you agree, asks the school?",
        "vi": "<Do you agree, asks <the school>?>",
    }
    assert found["LAW"]["choices"][0]["label"] == {"en": "True", "vi": "<True>"}, "a scale's words are its own"
    assert found["WEEK.a"]["row_label"] == {"en": "Market", "vi": "<Market>"}
    plan = document(tmp_path / "out", "design")["plan"]
    assert plan["indicators"][0]["label"] == {"en": "Knows the law", "vi": "<Knows the law>"}
