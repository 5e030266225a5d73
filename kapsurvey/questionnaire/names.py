"""Names that an author cannot give, because conditions, forms, releases or translations use them already."""

import keyword

from kapsurvey.questionnaire.expression_syntax import FUNCTIONS

AROUND = ("today", "mode", "wave", "language")
"""What conditions know beside the answers."""

_COLUMNS = ("interview", "wave", "rehearsal", "language", "mode", "outcome", "date", "pace")
_ASSISTED = ("site", "enumerator", "hand_over")
_SENTENCES = ("title", "page", "word", "indicator")

RESERVED = frozenset({*keyword.kwlist, *keyword.softkwlist, *FUNCTIONS, *AROUND, *_COLUMNS, *_ASSISTED, *_SENTENCES})
"""Names that no question can have, in lower case."""

RESERVED_ROWS = frozenset(
    {"hint", "alt", "constraint_message", "missing", "other", "position", "choice_order", "page_position"}
)
"""Names that no row can have: ``QUESTION.hint`` and the like mean something else."""
