"""A phone puts an interview together as the server does, and leaves the same things in the open."""

import json
from dataclasses import replace
from random import Random

import pytest
from definitions import every_type_in, study_in
from made_answers import answers_to
from samples import WAVE
from scenes import PUBLIC

from kapsurvey.fieldwork import documents
from kapsurvey.fieldwork.drafts import Draft
from kapsurvey.fieldwork.waves import wave_of
from kapsurvey.paths import QUESTIONNAIRES
from kapsurvey.questionnaire.device import device
from kapsurvey.questionnaire.flow import walk
from kapsurvey.questionnaire.load import load

PARTS = ("answers", "pace", "positions", "page_positions", "choice_order")
SETTINGS = {"draft_days": 14, "leave_to": "", "words": {}, "sampling": {}, "recipients": [PUBLIC]}
SEALING = wave_of(replace(WAVE, settings=json.dumps(SETTINGS)))
AROUND = {"today": "2026-03-01", "mode": "assisted", "wave": "2026", "language": "en"}


def studies(folder):
    yield study_in(folder).questionnaire
    yield every_type_in(folder).questionnaire
    yield load(QUESTIONNAIRES / "vietnamese-in-mozambique").questionnaire


@pytest.mark.node
def test_documents_agree(node, tmp_path):
    random = Random(20_261_124)
    for questionnaire in studies(tmp_path):
        cases = [interview(random, questionnaire) for _ in range(200)]
        ours = [told(questionnaire, *case) for case in cases]
        theirs = node("documents.mjs", cases, device(questionnaire))
        for mine, other in zip(ours, theirs, strict=True):
            assert other == mine
        assert sum(mine["whole"] != mine["open"] for mine in ours) > 50
        assert len({tuple(mine["whole"]["pace"]) for mine in ours}) > 20


def interview(random, questionnaire):
    """Somebody who answered some questions and saw some of the pages."""
    pages = [page.name for page in questionnaire.asking]
    seen = [name for name in pages if random.random() < 0.8]
    pace = {name: random.randint(0, 60) for name in seen}
    return f"{random.getrandbits(64):016x}", answers_to(random, questionnaire), AROUND, pace


def told(questionnaire, seed, answers, around, pace):
    draft = Draft(b"", "", seed, "en", "assisted", answers, pace=pace, written=dict.fromkeys(pace, 1))
    steps = tuple(walk(questionnaire, answers, around, seed))
    whole = documents.document(steps, draft, answers)
    stored = documents.enclosed(SEALING, questionnaire, b"i", whole)
    return {"whole": whole, "open": {part: stored[part] for part in PARTS}}
