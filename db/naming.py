"""What finding people by name needs, put off while the roll is loaded first.

Four indexes and the words of the full-text index take new rows at random places: in a
large roll each part of a first load would read and encrypt most of their pages again.
So the first load leaves them out and makes them afterwards, sorted and in steps, each
in a unit of work of its own that a kill cannot leave half done. How far this is stands
in one setting of the same database; without it everything is there.

The same holds for the chips of cards (``CHIPS``): until their index is made a card is
found by its number, which a reader takes from the chip as well.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import Final

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from db.readings import name_keys, spaced, unit_words
from db.session import Session

# Holders up to this row have their words; no such setting: all have, and all indexes
# are there.
UP_TO: Final = "store.names_up_to"
CHIPS: Final = "store.chips_later"  # set until cards can be found by their chips
CHIP_INDEX: Final = "card_card_uid"
INDEXES: Final = {
    CHIP_INDEX: 'CREATE UNIQUE INDEX "card_card_uid" ON "card" ("card_uid")',
    "holder_name": 'CREATE INDEX "holder_name" ON "holder" ("name")',
    "holder_pinyin": 'CREATE INDEX "holder_pinyin" ON "holder" ("pinyin")',
    "holder_initials": 'CREATE INDEX "holder_initials" ON "holder" ("initials")',
    "holder_phone_tail": 'CREATE INDEX "holder_phone_tail" ON "holder" ("phone_tail")',
}
WORDS: Final = """
    INSERT OR REPLACE INTO holder_words (rowid, name, unit, readings)
    SELECT id, ?, ?, ? FROM holder WHERE ssn = ? AND id <= ?
"""
_NEW_WORDS = (
    "INSERT INTO holder_words (rowid, name, unit, readings) VALUES (?, ?, ?, ?)"
)
_ALL = 2**62  # no row has such a number
_READ = "SELECT value FROM setting WHERE name = ?"
_WRITE = """
    INSERT INTO setting (name, value) VALUES (?, ?)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value
"""
_OVER = "DELETE FROM setting WHERE name = ?"
_LAST = "SELECT max(id) FROM holder"
_NEXT = "SELECT id, name, unit FROM holder WHERE id > ? ORDER BY id LIMIT ?"
_THERE = "SELECT name FROM sqlite_schema WHERE type = 'index'"
# Only where the index cannot be made: reads all cards, once.
_TWICE = """
    SELECT group_concat(id) FROM card WHERE card_uid IS NOT NULL
    GROUP BY card_uid HAVING count(*) > 1
"""
_NO_CHIP = "UPDATE card SET card_uid = NULL WHERE id = ?"
# Words gathered in memory before they become a segment, bytes; 1 MB is the library's.
_GATHER = "INSERT INTO holder_words (holder_words, rank) VALUES ('hashsize', ?)"
_MUCH, _USUAL = 16 * 2**20, 2**20
_log = logging.getLogger(__name__)


def words_up_to(session: Session) -> int:
    """Return up to which row the words of holders are kept; beyond all where whole."""
    found = session.value(_READ, (UP_TO,))
    return _ALL if found is None else int(found)


def are_later(session: Session) -> bool:
    """Tell whether names cannot be searched yet."""
    return words_up_to(session) < _ALL


def chips_are_later(session: Session) -> bool:
    """Tell whether cards cannot be found by their chips yet."""
    return session.value(_READ, (CHIPS,)) is not None


def put_off(session: Session) -> None:
    """Leave names and chips out from now on; only where nobody is here yet."""
    if words_up_to(session) < _ALL or session.value(_LAST) is not None:
        return
    for index in INDEXES:
        session.plain(f"DROP INDEX IF EXISTS {index}")
    session.plain(_GATHER, (_MUCH,))
    session.plain(_WRITE, (UP_TO, "0"))
    session.plain(_WRITE, (CHIPS, "1"))


def catch_up(session: Session, limit: int) -> int:
    """Do the next step; return how many holders are left about, 0 at the end.

    An index is one step and holds the write lock for as long as its rows take to
    sort; words are made for ``limit`` holders a step.
    """
    place = words_up_to(session)
    if place == _ALL:
        return 0
    there = {row[0] for row in session.plain(_THERE)}
    missing = [index for index in INDEXES if index not in there]
    last = int(session.value(_LAST) or 0)
    if missing:
        _make(session, missing[0])
        return max(1, last - place)
    rows = session.plain(_NEXT, (place, limit))
    session.many(_NEW_WORDS, _words(rows))
    if len(rows) == limit:
        session.plain(_WRITE, (UP_TO, str(rows[-1][0])))
        return max(1, last - int(rows[-1][0]))
    session.plain(_GATHER, (_USUAL,))
    session.plain(_OVER, (UP_TO,))
    return 0


def _make(session: Session, index: str) -> None:
    if index == CHIP_INDEX:
        session.plain(_OVER, (CHIPS,))
    try:
        session.plain(INDEXES[index])
    except StoreError as exc:
        if exc.code != StoreCode.DUPLICATE:
            raise
        _let_go(session)
        session.plain(INDEXES[index])


def _let_go(session: Session) -> None:
    """Leave a chip to the card that came last; the others' is not known any more.

    The center moved it while the roll was loaded: the feed, which goes on where the
    load began, brings the other cards again.
    """
    twice = [sorted(map(int, ids.split(","))) for (ids,) in session.plain(_TWICE)]
    _log.warning("chips of two cards in the first load: %d", len(twice))
    session.many(_NO_CHIP, ((one,) for ids in twice for one in ids[:-1]))


def _words(rows: Iterable[tuple[int, str, str]]) -> Iterator[tuple[int, str, str, str]]:
    for row_id, name, unit in rows:
        yield row_id, spaced(name), unit_words(unit), name_keys(name).others
