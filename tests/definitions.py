"""Small studies as their authors write them, and how they are read back."""

import re
from pathlib import Path

from kapsurvey.questionnaire.load import load
from kapsurvey.questionnaire.model import Questionnaire, Study

QUESTIONNAIRE = """
study: village
title: "Village survey"
scales:
  AGREE:
    ordered: true
    choices:
      - {name: 1, label: "Disagree"}
      - {name: 2, label: "Neither"}
      - {name: 3, label: "Agree"}
      - {name: 8, label: "Don't know", missing: dk}
pages:
  - name: consent
    questions:
      - {name: INTRO, type: note, label: "A survey by ${organisation}."}
      - name: CONSENT
        type: select_one
        required: true
        label: "Do you agree?"
        choices:
          - {name: 1, label: "Yes"}
          - {name: 2, label: "No", end: refused}
  - name: people
    questions:
      - name: AGE
        type: integer
        required: true
        min: 0
        max: 120
        label: "How old are you?"
      - {name: KNOWN, type: integer, min: 0, label: "How many people do you know?"}
      - name: TALKED
        type: integer
        min: 0
        label: "With how many did you talk?"
        constraint: "TALKED <= KNOWN"
        constraint_message: "Not more than you know."
  - name: offers
    questions:
      - name: OFFERED
        type: select_multiple
        sensitive: true
        label: "What were you offered?"
        choices:
          - {name: 1, label: "Horn"}
          - {name: 2, label: "Teeth"}
          - {name: 3, label: "Something else", other: true}
          - {name: 6, label: "Nothing", exclusive: true}
          - {name: 9, label: "Prefer not to answer", missing: refuse, exclusive: true}
  - name: details
    relevant: "any_of(OFFERED, [1, 2, 3])"
    questions:
      - {name: WHERE, type: text, missing: [dk, refuse], label: "Where was that?"}
  - name: opinions
    randomize: true
    questions:
      - {name: HARM, type: select_one, choices: AGREE, label: "It does harm."}
      - {name: GIFT, type: select_one, choices: AGREE, label: "It is a good gift."}
      - name: TRUST
        type: select_one
        randomize: true
        label: "Whom do you trust most?"
        choices:
          - {name: 1, label: "A friend"}
          - {name: 2, label: "The elder"}
          - {name: 3, label: "The seller", relevant: "any_of(OFFERED, [1, 2, 3])"}
          - {name: 4, label: "Nobody", fixed: true}
  - name: last
    questions:
      - {name: YEARS, type: calculate, calculation: "AGE - 18"}
      - {name: SINCE, type: date, label: "Since when have you lived here?"}
      - {name: REMARKS, type: text, max_length: 2000, label: "Anything else?"}
  - name: end
    end: true
    questions:
      - {name: THANKS, type: note, label: "Thank you."}
"""
# The village with one question replaced.
QUESTION_MORE = QUESTIONNAIRE.replace(
    '      - {name: REMARKS, type: text, max_length: 2000, label: "Anything else?"}\n',
    '      - {name: NEW, type: select_one, label: "New?", choices: [{name: 1, label: "A"}, {name: 2, label: "B"}]}\n',
)
# The village where offers are answered alone, among them a question that anybody may read.
ANSWERED_ALONE = (
    QUESTIONNAIRE.replace("  - name: offers\n", "  - name: offers\n    self_only: true\n")
    .replace(
        '  - name: details\n    relevant: "any_of(OFFERED, [1, 2, 3])"\n', "  - name: details\n    self_only: true\n"
    )
    .replace(
        "      - name: OFFERED\n",
        "      - {name: HEARD, type: select_one, choices: AGREE, label: Heard?}\n      - name: OFFERED\n",
    )
    .replace(', relevant: "any_of(OFFERED, [1, 2, 3])"}', "}")
)
FIELDWORK = """
languages: [en, vi, pt]
link: village
admission: open
draft_days: 14
leave_to: https://example.org/
words: {organisation: "the school"}
sampling: {design: census, population: 400, population_source: "the register", finite_population_correction: true}
"""
ANALYSIS = """
groups: [HARM]
indicators:
  - {name: OFFER, label: "Was offered something", role: practice, kind: share, questions: [OFFERED], codes: [1, 2, 3]}
"""
MARGINS = """variable,choice,total,source
,,400,the register
HARM,1,150,"a count, in 2025"
HARM,2,150,a count
HARM,3,100,a count
"""

EVERY_TYPE = """
study: town
title: "Town survey"
scales:
  TRUE3:
    choices:
      - {name: 1, label: "True"}
      - {name: 2, label: "False"}
      - {name: 8, label: "I don't know", missing: dk}
  AGREE:
    ordered: true
    choices:
      - {name: 1, label: "Disagree"}
      - {name: 2, label: "Neither"}
      - {name: 3, label: "Agree"}
situations: {here: "BORN == 1"}
pages:
  - name: consent
    questions:
      - name: CONSENT
        type: select_one
        required: true
        label: "Do you agree, asks ${organisation}?"
        choices:
          - {name: 1, label: "Yes"}
          - {name: 2, label: "No", end: refused}
          - {name: 3, label: "I am a child", end: ineligible}
      - name: BORN
        type: select_one
        label: "Were you born here?"
        choices: [{name: 1, label: "Yes"}, {name: 2, label: "No"}, {name: 9, label: "No answer", missing: refuse}]
        kap: {role: demographic}
  - name: law
    questions:
      - name: LAW
        type: select_one
        choices: TRUE3
        label: "Is it forbidden?"
        kap:
          role: knowledge
          indicator: K
          fact: F-1
          key:
            - {codes: [2], until: 2017-05-10}
            - {codes: [1], from: 2017-05-11, situation: here}
  - name: views
    randomize: true
    questions:
      - {name: GOOD, type: select_one, choices: AGREE, label: "Good.", kap: {role: attitude, indicator: ATT}}
      - name: BAD
        type: select_one
        choices: AGREE
        label: "Bad."
        kap: {role: attitude, indicator: ATT, reverse: true}
      - name: SEEN
        type: select_multiple
        randomize: true
        label: "Seen?"
        choices:
          - {name: 1, label: "One"}
          - {name: 2, label: "Two", other: true}
          - {name: 6, label: "None", exclusive: true, fixed: true}
          - {name: 8, label: "Don't know", missing: dk, exclusive: true}
        kap: {role: practice, indicator: SEEN, recall_months: 12}
  - name: north
    shuffle: parts
    questions:
      - {name: DAYS, type: integer, min: 0, max: 31, missing: [dk, refuse], label: "Days?"}
      - {name: PRICE, type: decimal, missing: [dk], label: "Price?"}
  - name: south
    shuffle: parts
    questions:
      - {name: WORDS, type: text, max_length: 3000, missing: [refuse], label: "Words?"}
      - {name: SINCE, type: date, missing: [dk], label: "Since?"}
      - {name: SLIP, type: code, max_length: 20, label: "Slip?"}
  - name: order
    relevant: "BORN == 1"
    questions:
      - name: BEST
        type: rank
        label: "Best?"
        choices: [{name: 1, label: "Bread"}, {name: 2, label: "Rice"}, {name: 3, label: "Soup"}]
      - name: WEEK
        type: integer_grid
        randomize: true
        min: 0
        max: 7
        missing: [refuse]
        label: "In a week?"
        rows: [{name: a, label: "Market"}, {name: b, label: "Church"}]
      - {name: TWICE, type: calculate, calculation: "DAYS * 2"}
"""
FACTS = """
- {name: F-1, label: "It is forbidden.", source: "The law.", flag: A, valid_from: 2017-05-11, applies_to: [here, there]}
- {name: F-2, label: "Nobody asks about this one.", source: "The law.", flag: A}
"""
EVERY_ANALYSIS = """
smallest_cell: 12
groups: [BORN]
indicators:
  - {name: K, label: "Knows the law", role: knowledge, kind: knowledge, questions: [LAW]}
  - {name: ATT, label: "Attitude", role: attitude, kind: index, questions: [GOOD, BAD]}
  - {name: SEEN, label: "Has seen it", role: practice, kind: share, questions: [SEEN], codes: [1], among: [1, 2, 6]}
"""
EVERY_MARGINS = "variable,choice,total,source\n,,400,the register\n"


def study_in(
    folder: Path,
    questionnaire: str = QUESTIONNAIRE,
    *,
    fieldwork: str = FIELDWORK,
    analysis: str = ANALYSIS,
    margins: str = MARGINS,
    facts: str = "[]",
) -> Study:
    """A study, written to a folder of its own and read back as an author's would be."""
    name = questionnaire.split("study:")[1].split()[0]
    home = folder / name
    home.mkdir(parents=True, exist_ok=True)
    files = {
        home / "questionnaire.yaml": questionnaire,
        home / "fieldwork.yaml": fieldwork,
        home / "analysis.yaml": analysis,
        home / "margins.csv": margins,
        folder / "facts.yaml": facts,
    }
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    return load(home)


def every_type_in(folder: Path, *, facts: str = FACTS, analysis: str = EVERY_ANALYSIS) -> Study:
    """A study with a question of every type, in random order here and there."""
    return study_in(folder, EVERY_TYPE, facts=facts, analysis=analysis, margins=EVERY_MARGINS)


def wave_names(questionnaire: Questionnaire) -> set[str]:
    """Names of waves that conditions tell apart, and one that they do not know."""
    conditions = [page.relevant for page in questionnaire.pages]
    conditions += [question.relevant for _, question in questionnaire.questions()]
    texts = [condition.text for condition in conditions if condition and "wave" in condition.references]
    return {"first", *(name for text in texts for name in re.findall(r"'(\w+)'", text))}
