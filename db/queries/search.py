"""Find holders: each way to search is one indexed query, best answers first.

What was typed decides the ways (:func:`ways`); each returns row ids in a fixed order
and stops when the page is full, so that a page costs the same in a roll of a
thousand or of a million.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from counter_app.domain.records import CardNo, Ssn
from counter_app.ports.store import HolderRow, Page
from db import naming
from db.fields import DayField
from db.readings import spaced, unit_words
from db.rows import paged
from db.session import Session

SSN_LENGTH, CARD_LENGTH, TAIL_LENGTH, PHONE_LENGTH = 18, 9, 4, 11
LEAST_KEY = 2  # one letter would gather half of the roll
_LAST = "\U0010ffff"
_LETTERS = re.compile(r"[A-Za-züÜ' ]+")
_NUMBERISH = re.compile(r"[0-9A-Z]*[0-9][0-9A-Z]*")
_WORD = re.compile(r"[\w]+")
_MOST_PAGES = 200

BY_SSN_PREFIX = "SELECT id FROM holder WHERE ssn >= ? AND ssn < ? ORDER BY ssn LIMIT ?"
BY_CARD = """
    SELECT h.id FROM card AS c JOIN holder AS h ON h.ssn = c.ssn
    WHERE c.card_no >= ? AND c.card_no < ? ORDER BY c.card_no LIMIT ?
"""
BY_TAIL = "SELECT id FROM holder WHERE phone_tail = ? ORDER BY id LIMIT ?"
BY_PHONE = (
    "SELECT id FROM holder WHERE phone_tail = ? AND phone = ? ORDER BY id LIMIT ?"
)
BY_NAME = """
    SELECT id FROM holder WHERE name >= ? AND name < ? ORDER BY name, id LIMIT ?
"""
BY_PINYIN = """
    SELECT id FROM holder WHERE pinyin >= ? AND pinyin < ?
    ORDER BY pinyin, id LIMIT ?
"""
BY_INITIALS = """
    SELECT id FROM holder WHERE initials >= ? AND initials < ?
    ORDER BY initials, id LIMIT ?
"""
BY_WORDS = """
    SELECT rowid FROM holder_words WHERE holder_words MATCH ? ORDER BY rowid LIMIT ?
"""
BY_NUMBER = frozenset({BY_SSN_PREFIX, BY_CARD})  # found while names are put off
ONE_ROW = """
    SELECT h.ssn, h.name, h.sex, h.birth_date, h.unit, c.card_no, c.app_status
    FROM holder AS h LEFT JOIN card AS c ON c.id = (
        SELECT id FROM card WHERE ssn = h.ssn
        ORDER BY issue_date DESC NULLS LAST, id DESC LIMIT 1)
    WHERE h.id = ?
"""


@dataclass(frozen=True, slots=True)
class Way:
    """One query with what it looks for; ``LIMIT`` is added as the last parameter."""

    sql: str
    wanted: tuple[str, ...]


def _span(prefix: str) -> tuple[str, str]:
    return prefix, prefix + _LAST


def _number_ways(text: str) -> Iterator[Way]:
    if len(text) <= CARD_LENGTH:
        yield Way(BY_CARD, _span(text))
    if len(text) <= SSN_LENGTH:
        yield Way(BY_SSN_PREFIX, _span(text))
    if not text.isdigit():
        return
    if len(text) == TAIL_LENGTH:
        yield Way(BY_TAIL, (text,))
    if len(text) == PHONE_LENGTH:
        yield Way(BY_PHONE, (text[-TAIL_LENGTH:], text))


def _letter_ways(text: str) -> Iterator[Way]:
    key = re.sub(r"[' ]", "", text).lower().replace("ü", "v")
    if not key:
        return
    yield Way(BY_INITIALS, _span(key))
    yield Way(BY_PINYIN, _span(key))
    if len(key) >= LEAST_KEY:
        yield Way(BY_WORDS, (f'readings : "{key}" *',))
    yield from _word_ways(text)


def _phrase(words: str) -> str:
    """Return an FTS phrase of what can be indexed in the words, or ""."""
    found = _WORD.findall(words)
    return '"' + " ".join(found) + '"' if found else ""


def _word_ways(text: str) -> Iterator[Way]:
    """Name part first, further parts in name and unit; then a unit alone."""
    first, *rest = [part for part in text.split() if _phrase(part)] or [""]
    if not first:
        return
    further = "".join(
        f" AND (name : {_phrase(spaced(part))} OR unit : {_phrase(unit_words(part))})"
        for part in rest
    )
    yield Way(BY_WORDS, (f"name : {_phrase(spaced(first))}{further}",))
    yield Way(BY_WORDS, (f"unit : {_phrase(unit_words(text))}",))


def ways(text: str) -> Iterator[Way]:
    """Yield the ways to look for what was typed, best first."""
    typed = " ".join(text.split())
    number = typed.replace(" ", "").replace("-", "").upper()
    if number.isascii() and _NUMBERISH.fullmatch(number):
        yield from _number_ways(number)
    elif _LETTERS.fullmatch(typed):
        yield from _letter_ways(typed)
    elif typed:
        if " " not in typed:
            yield Way(BY_NAME, _span(typed))
        yield from _word_ways(typed)


def search(session: Session, text: str, page: int, size: int) -> Page[HolderRow]:
    """Return one page of the holders that were meant.

    Raises:
        StoreError: ``store.names_later`` when nobody was found, but only numbers could
            be looked up (first load).
    """
    page = min(max(page, 0), _MOST_PAGES)
    end = (page + 1) * size + 1
    found: dict[int, None] = {}
    passed_over = False
    names_later = naming.are_later(session)
    for way in ways(text):
        if names_later and way.sql not in BY_NUMBER:
            passed_over = True
            continue
        for (row_id,) in session.plain(way.sql, (*way.wanted, end)):
            found[int(row_id)] = None
        if len(found) >= end:
            break
    if passed_over and not found:
        raise StoreError(StoreCode.NAMES_LATER)
    wanted = list(found)[page * size : end]
    return paged([_row(session, row_id) for row_id in wanted], page, size)


def _row(session: Session, row_id: int) -> HolderRow:
    ssn, name, sex, born, unit, card_no, status = session.plain(ONE_ROW, (row_id,))[0]
    return HolderRow(
        ssn=Ssn(ssn),
        name=name,
        sex=sex,
        birth_date=DayField().unpack(born),
        unit=unit,
        card_no=None if card_no is None else CardNo(card_no),
        app_status=status,
    )
