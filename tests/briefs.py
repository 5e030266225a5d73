"""A plan that leads to a brief, and the answers of people of whom it tells something."""

SAID = ["behaviour", "audience", "not_audience", "promise", "tone", "timing", "language", "call", "test"]
BRIEF = {
    "outcome": "P2", "said": {name: {"en": f"The {name} <b>", "vi": f"vi {name}"} for name in SAID}, "facts": ["F-1"],
    "smallest_change": 10, "next_wave": "2027-11-01",
}  # fmt: skip
PLAN = {
    "sampling": {"design": "census", "population": 150, "population_source": "", "finite_population_correction": True},
    "margins": [],
    "outcomes": [{"question": "P2", "codes": [2, 3], "among": [2, 3, 4]}],
    "beliefs": [
        {"question": "A1", "codes": [4, 5], "family": "attitude"},
        {"question": "A4", "codes": [4, 5], "family": "norm"},
        {"question": "K1", "family": "knowledge"},
    ],
    "messengers": ["D2"],
    "indicators": [
        {"name": "K_CARRY", "label": {"en": "Knows"}, "kind": "knowledge", "questions": ["K1"], "role": "knowledge"},
        {"name": "CARRY_ASKED", "label": {"en": "Asked to carry"}, "kind": "share", "questions": ["P2"],
         "codes": [2, 3, 4], "role": "practice"},
        {"name": "ATT", "label": {"en": "Attitude"}, "kind": "index", "questions": ["A1"], "role": "attitude"},
    ],
    "briefs": [BRIEF],
}  # fmt: skip


def person(number, base):
    half, tenth = number % 2, (number // 2) % 10
    return base | {
        "P2": 2 if tenth < (8 if half else 4) else 4, "A1": 5 if half else 1, "A4": 1 if half else 5,
        "K1": 1 if number % 5 == 0 else 2, "D2": 1 if number % 5 else 2,
    }  # fmt: skip
