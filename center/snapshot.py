"""The first load: the office's slice in chunks by key, each good on its own.

Nothing is kept between chunks: any instance answers any of them. What changes while a
counter loads comes afterwards through the feed, from the place told with the first
chunk.
"""

from __future__ import annotations

from center import applications, feed
from center.database import Tx
from center.rows import CARD_COLUMNS, HOLDER_COLUMNS, card_of, holder_of
from center.world import Sender
from sync.wire import RestPage, RollChunk, card_row, holder_row

CHUNK = 2000
LARGEST = 5000
_HOLDERS = (
    f"SELECT {HOLDER_COLUMNS} FROM holder WHERE office_code = ? AND ssn > ? "  # noqa: S608 - our own names
    "ORDER BY ssn LIMIT ?"
)
_LEFT = "SELECT count(*) FROM holder WHERE office_code = ? AND ssn > ?"
_GONE = """
    SELECT what, row_key, feed_seq FROM departed d
    WHERE office_code = ? AND feed_seq > ? AND feed_seq <= ?
      AND NOT EXISTS (SELECT 1 FROM card c WHERE d.what = 'card'
                      AND c.card_no = d.row_key AND c.office_code = d.office_code)
      AND NOT EXISTS (SELECT 1 FROM holder h WHERE d.what = 'holder'
                      AND h.ssn = d.row_key AND h.office_code = d.office_code)
    ORDER BY feed_seq LIMIT ?
"""


def chunk(tx: Tx, sender: Sender, epoch: str, after: str, limit: int) -> RollChunk:
    """Return the next holders by social security number, with their cards here.

    Args:
        tx: a transaction that changes nothing.
        sender: whose office's slice it is.
        epoch: names this database.
        after: the last number of the chunk before; empty for the first.
        limit: most holders.
    """
    office = sender.office_code
    place = feed.head(tx, office)  # read first: what comes later is in the feed
    people = [holder_of(row) for row in tx.rows(_HOLDERS, (office, after, limit + 1))]
    more = len(people) > limit
    people = people[:limit]
    among, value = tx.among("ssn", [person.ssn for person in people])
    sql = f"SELECT {CARD_COLUMNS} FROM card WHERE office_code = ? AND {among}"  # noqa: S608 - our own names
    rows = tx.rows(sql, (office, value)) if people else []
    last = people[-1].ssn if people else after
    # Counted once: each time it would read the index of all that is still to come.
    left = tx.row(_LEFT, (office, last)) if more and not after else None
    return RollChunk(
        holders=tuple(holder_row(person) for person in people),
        cards=tuple(card_row(card_of(row)) for row in rows),
        after=last,
        place=f"{epoch}.{place}",
        more=more,
        left=int(left[0]) if left else 0,
    )


def rest(tx: Tx, sender: Sender, place: int, until: int, limit: int) -> RestPage:
    """Return the allotment and what left the slice, up to a place of the feed."""
    bounds = (place, until, limit + 1)
    found = [
        *feed.blanks(tx, sender.office_code, bounds),
        *feed.numbers(tx, sender.workstation, bounds),
        *applications.changes(tx, sender.office_code, bounds),
        *feed.deletions(tx.rows(_GONE, (sender.office_code, *bounds))),
    ]
    found.sort(key=lambda placed: placed[0])
    more = len(found) > limit
    taken = found[:limit]
    return RestPage(
        changes=tuple(change for _, change in taken),
        reached=taken[-1][0] if more else until,
        more=more,
    )
