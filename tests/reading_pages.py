"""What is read from a page and how it is shown again, as ``conformance/reading.mjs`` tells it too."""

import json

from kapsurvey.questionnaire.flow import walk
from kapsurvey.questionnaire.page_reading import field_names, read_page
from kapsurvey.questionnaire.portable import from_json
from kapsurvey.questionnaire.question_types import type_of


def page_of(*questions):
    """A questionnaire of one page that asks these questions and, so that there is always a page, shows a note."""
    pages = [{"name": "p", "questions": [*questions, {"name": "NOTE", "type": "note", "label": "x"}]}]
    document = {"questionnaire": {"study": "s", "title": "t", "pages": pages}, "texts": {}}
    return from_json(json.dumps(document)).questionnaire


def told(questionnaire, sent):
    """What the first page of a questionnaire reads from the fields that were sent."""
    step = next(walk(questionnaire, {}, {}, "seed"))
    read = read_page(step, sent)
    return {
        "values": dict(read.values),
        "errors": {name: {"code": error.code, "params": error.params} for name, error in read.errors.items()},
        "strangers": list(read.strangers),
        "shown": {one.name: type_of(one).show(one, read.values.get(one.name)) for one in step.asked},
        "fields": sorted(name for question in step.asked for name in field_names(question)),
    }
