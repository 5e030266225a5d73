"""What only the researchers may read, found from the questionnaire alone."""

from definitions import QUESTIONNAIRE, every_type_in, study_in

from kapsurvey.questionnaire.sealed import sealed


def of(tmp_path, questionnaire=QUESTIONNAIRE):
    return sealed(study_in(tmp_path / "questionnaires", questionnaire=questionnaire).questionnaire)


def test_sensitive_answers_open_texts_and_please_say_are_sealed(tmp_path):
    assert {"OFFERED", "OFFERED.other", "REMARKS"} <= of(tmp_path).answers


def test_other_answers_stay_open(tmp_path):
    assert of(tmp_path).answers.isdisjoint({"CONSENT", "AGE", "KNOWN", "TALKED", "HARM", "GIFT", "YEARS", "SINCE"})


def test_a_page_asked_on_a_sealed_answer_would_tell_it_and_is_sealed_whole(tmp_path):
    found = of(tmp_path)
    assert found.pages == {"details"} and "WHERE" in found.answers


def test_a_choice_offered_on_a_sealed_answer_seals_its_question(tmp_path):
    assert "TRUST" in of(tmp_path).answers


def test_a_question_asked_on_a_sealed_answer_is_sealed(tmp_path):
    asked = '{name: SINCE, type: date, relevant: "any_of(OFFERED, [1])", label'
    found = of(tmp_path, QUESTIONNAIRE.replace("{name: SINCE, type: date, label", asked))
    assert "SINCE" in found.answers and found.pages == {"details"}


def test_places_beside_a_question_asked_on_a_sealed_answer_would_tell_it(tmp_path):
    gift = "{name: GIFT, type: select_one, choices: AGREE, "
    assert gift in QUESTIONNAIRE and not of(tmp_path).places
    asked = gift + 'relevant: "any_of(OFFERED, [1])", '
    found = of(tmp_path / "more", QUESTIONNAIRE.replace(gift, asked))
    assert found.places == {"HARM", "GIFT", "TRUST"} and "HARM" not in found.answers


def test_a_calculation_from_a_sealed_answer_is_sealed_and_what_is_asked_on_it_too(tmp_path):
    calculation = '"AGE - 18"}\n      - {name: SINCE, type: date,'
    then = '\n  - name: then\n    questions:\n      - {name: SINCE, type: date, relevant: "YEARS > 1",'
    split = '"count(OFFERED)"}' + then
    assert calculation in QUESTIONNAIRE
    assert {"YEARS", "SINCE"} <= of(tmp_path, QUESTIONNAIRE.replace(calculation, split)).answers


def test_codes_that_people_type_are_open_texts(tmp_path):
    assert "SLIP" in sealed(every_type_in(tmp_path / "town").questionnaire).answers


def test_a_study_without_such_questions_seals_nothing(tmp_path):
    plain = QUESTIONNAIRE.replace("sensitive: true", "sensitive: false").replace(", other: true", "")
    plain = plain.replace("WHERE, type: text, missing: [dk, refuse]", "WHERE, type: integer").replace(
        "REMARKS, type: text, max_length: 2000", "REMARKS, type: integer"
    )
    assert not of(tmp_path, plain)
