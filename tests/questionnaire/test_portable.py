"""An edition becomes JSON and comes back the same, to the last sign of the last sentence."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kapsurvey.questionnaire.expression import parse
from kapsurvey.questionnaire.model import Choice, Fact, Kap, Key, Media, Page, Question, Questionnaire, Row
from kapsurvey.questionnaire.portable import Edition, fingerprint, from_json, to_json
from kapsurvey.questionnaire.question_types import TYPES
from kapsurvey.questionnaire.strings import sentences_of_questionnaire

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NAMES = st.from_regex(r"\A[A-Z][A-Z0-9_]{0,5}\Z")
CONDITIONS = st.none() | st.sampled_from(["A == 1", "any_of(B,[1, 2])", "today > date('2026-01-01')"]).map(parse)
DAYS = st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1))
KEYS = st.builds(Key, st.lists(st.integers(0, 9), max_size=3).map(tuple), DAYS, DAYS, st.none() | NAMES)
KAPS = st.builds(
    Kap,
    role=st.sampled_from(["knowledge", "attitude"]),
    indicator=st.none() | NAMES,
    key=st.lists(KEYS, max_size=2).map(tuple),
    reverse=st.booleans(),
    recall_months=st.none() | st.integers(1, 12),
)
CHOICES = st.builds(
    Choice,
    name=st.integers(0, 99),
    label=TEXTS,
    missing=st.none() | st.sampled_from(["dk", "refuse"]),
    exclusive=st.booleans(),
    end=st.none() | st.just("refused"),
    relevant=CONDITIONS,
)
QUESTIONS = st.builds(
    Question,
    name=NAMES,
    type=st.sampled_from(sorted(TYPES)),
    label=TEXTS,
    hint=TEXTS,
    choices=st.lists(CHOICES, max_size=3).map(tuple),
    rows=st.lists(st.builds(Row, NAMES, TEXTS, st.booleans()), max_size=2).map(tuple),
    relevant=CONDITIONS,
    missing=st.sampled_from([(), ("dk",), ("dk", "refuse")]),
    min=st.none() | st.sampled_from(["0", "0.5"]),
    max_length=st.integers(1, 500),
    media=st.none() | st.builds(Media, image=st.none() | st.just("a.png"), alt=TEXTS),
    kap=st.none() | KAPS,
)
PAGES = st.builds(
    Page,
    name=NAMES,
    questions=st.lists(QUESTIONS, max_size=3).map(tuple),
    label=TEXTS,
    relevant=CONDITIONS,
    shuffle=st.none() | NAMES,
    end=st.booleans(),
)
FACTS = st.builds(
    Fact, NAMES, TEXTS, TEXTS, st.sampled_from("ABCG"), DAYS, DAYS, st.lists(TEXTS, max_size=2).map(tuple)
)
EDITIONS = st.builds(
    Edition,
    st.builds(
        Questionnaire,
        study=NAMES,
        title=TEXTS,
        pages=st.lists(PAGES, max_size=3).map(tuple),
        situations=st.dictionaries(NAMES, st.just(parse("A == 1")), max_size=2),
        facts=st.lists(FACTS, max_size=2).map(tuple),
    ),
    st.dictionaries(st.sampled_from(["vi", "pt"]), st.dictionaries(NAMES, TEXTS, max_size=3)),
)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(edition=EDITIONS)
def test_every_edition_comes_back_as_it_was(edition):
    text = to_json(edition)
    assert from_json(text) == edition
    assert to_json(from_json(text)) == text


def test_text_is_canonical_and_short():
    page = Page("p", (Question("A", "integer", "Mấy?", relevant=parse("B  == 1")),))
    edition = Edition(Questionnaire("s", "T", (page,)), {"vi": {"b": "2", "a": "1"}})
    assert to_json(edition) == (
        '{"questionnaire":{"pages":[{"name":"p","questions":[{"label":"Mấy?","name":"A","relevant":"B  == 1",'
        '"type":"integer"}]}],"study":"s","title":"T"},"texts":{"vi":{"a":"1","b":"2"}}}'
    )


def test_fingerprint_changes_with_one_sign_and_with_nothing_else():
    edition = Edition(Questionnaire("s", "T", ()), {"vi": {"a": "1", "b": "2"}})
    turned = Edition(Questionnaire("s", "T", ()), {"vi": {"b": "2", "a": "1"}})
    other = Edition(Questionnaire("s", "T", ()), {"vi": {"a": "1", "b": "2."}})
    assert fingerprint(to_json(edition)) == fingerprint(to_json(turned)) != fingerprint(to_json(other))
    assert fingerprint("{}") == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


# ---- Ugly but valid text, from the author's file to the browser's page

NAUGHTY = json.loads((Path(__file__).parent.parent / "naughty.json").read_text(encoding="utf-8"))
AUTHORS = {
    "quotes": NAUGHTY["quotes"] + "#{}[]&*!|>%@",
    "markup": "<script>alert(1)</script> &amp; <!-- ]]> {{ 7 * 7 }} {% x %}",
    "sql": "'; DROP TABLE interviews; -- ' OR '1'='1",
    "dollars": "$ {x} $x $$ {} %(n)s %s $(x)",
    "bidi": NAUGHTY["bidi"],
    "joined emoji": NAUGHTY["joined emoji"],
    "astral": NAUGHTY["astral"],
    "composed": NAUGHTY["composed"],
    "decomposed": NAUGHTY["decomposed"],
    "long": "voi " * 125,
    "blanks": " \u00a0 \u3000 x \u200b ",
    "numbers": "012",
    "no": "no",
}


@pytest.mark.parametrize("text", AUTHORS.values(), ids=AUTHORS)
def test_naughty_sentence_comes_through_yaml_and_json_sign_for_sign(study, text):
    written = json.dumps(text, ensure_ascii=False)
    made = study(
        f"""
        title: {written}
        scales: {{S: {{choices: [{{name: 1, label: {written}}}]}}}}
        pages:
        - name: one
          label: {written}
          questions:
          - {{name: A, type: select_one, choices: S, label: {written}, hint: {written}}}
          - {{name: G, type: integer_grid, label: {written}, rows: [{{name: a, label: {written}}}]}}
        """
    ).questionnaire
    back = from_json(to_json(Edition(made, {"vi": {"A": text}})))
    assert set(sentences_of_questionnaire(back.questionnaire).values()) == {text}
    assert back.texts == {"vi": {"A": text}}
