"""What ends on its day: drafts, the codes that open them, receipts."""

from collections.abc import Mapping
from datetime import date

from kapsurvey.store import queries
from kapsurvey.store.connection import Connection


def purge(connection: Connection, *, today: date) -> Mapping[str, int]:
    """Destroy what was kept until a day before today; how many rows of each kind went.

    Of a draft that ran out, one more in the count of its last page is all that stays. Backups hold what is destroyed
    here until they are deleted, but nobody opens a draft with them: its key is on the respondent's phone.
    """
    queries.count_break_offs(connection, today)
    return queries.delete_expired(connection, today)
