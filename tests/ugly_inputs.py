"""What may stand in the fields of a form: honest answers, slips, signs of every script, and what only machines send."""

import json
import unicodedata
from pathlib import Path

from kapsurvey.questionnaire.page_reading import field_names

NAUGHTY = [*json.loads((Path(__file__).parent / "naughty.json").read_text(encoding="utf-8")).values()]
NUMERALS = [("0", "500"), ("-2.5", None), (None, "9007199254740992"), ("18", "18"), (None, None)]
DIGITS = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Nd"]
ZEROS = [digit for digit in DIGITS if unicodedata.digit(digit) == 0]
BLANKS = [chr(code) for code in (*range(33), 0x85, 0xA0, 0x180E, 0x200B, 0x2028, 0x202F, 0x3000, 0xFEFF)]
DASHES = [chr(code) for code in range(0x3100) if unicodedata.category(chr(code)) == "Pd"]
_UGLY = json.loads((Path(__file__).parent / "ugly.json").read_text(encoding="utf-8"))
WHOLE = [*_UGLY["whole"], "1" * 400]
DECIMALS, DAYS, SIGNS, PIECES = (_UGLY[name] for name in ("decimals", "days", "signs", "pieces"))
LONG = ["🐘" * 6, "x" * 500, "x" * 501, "x\r\n" * 250, "é" * 500, "e\u0301" * 251]
WORDS = [*_UGLY["words"], *LONG]


def ugly_pattern(random):
    """A few pieces of patterns side by side, whether or not they make one."""
    return "".join(random.choices(PIECES, k=random.randint(1, 6)))


def text_for(random, pattern):
    """A short text, of signs of the pattern mostly."""
    return "".join(random.choices([*pattern, *pattern, *SIGNS[:8], random.choice(SIGNS)], k=random.randint(1, 4)))


def ugly_fields(random, questionnaire):
    """Fields as a form might send them to the first page of a questionnaire."""
    sent = {}
    for question in questionnaire.pages[0].questions:
        for name in field_names(question):
            if random.random() < (0.3 if name.endswith((".missing", ".other")) else 0.85):
                sent[name] = values_for(random, question, name)
    if random.random() < 0.05:
        sent[random.choice(["Q.strange", "constructor", "Q.", "NOTE", "🐘", "-csrf"])] = ["1"]
    return sent


def values_for(random, question, name):
    """The values of one field: one mostly, several where one ticks, now and then none or too many."""
    chance = random.random()
    if question.type == "select_multiple" and name == question.name:
        count = random.choice([0, 1, 2, 3, 5])
    else:
        count = 1 if chance < 0.9 else random.choice([0, 2, 3])
    return [written(random, value_for(random, question, name)) for _ in range(count)]


def value_for(random, question, name):
    """A value of the question's own kind mostly."""
    if random.random() < 0.15:
        return random.choice([*NAUGHTY, *WORDS, *WHOLE, *DAYS, "", " "])
    if name.endswith(".missing"):
        return random.choice([*question.missing, *question.missing, "dk", "refuse", "other"])
    if question.type in ("select_one", "select_multiple") and name == question.name:
        return str(random.choice([*question.choices, *question.choices[:3], *question.choices[:3]]).name)
    if question.type == "rank":
        return random.choice(["", "", "1", "2", "3", "4"])
    kinds = {"integer": WHOLE, "integer_grid": ["", *WHOLE], "decimal": [*WHOLE, *DECIMALS], "date": DAYS}
    return random.choice(kinds.get(question.type, [*WORDS, *NAUGHTY]))


def written(random, text):
    """The same text as others would write it: in digits of another script, with blanks around, with other dashes."""
    if random.random() < 0.2:
        zero = ord(random.choice(ZEROS))
        text = "".join(chr(zero + int(sign)) if sign in "0123456789" else sign for sign in text)
    if random.random() < 0.1:
        text = text.replace("-", random.choice(["\N{MINUS SIGN}", random.choice(DASHES)]))
    if random.random() < 0.1:
        text = random.choice(BLANKS) + text + random.choice(BLANKS)
    if random.random() < 0.02:
        text += chr(random.choice([code for code in range(0x20, 0x3000) if unicodedata.category(chr(code)) != "Cn"]))
    return text
