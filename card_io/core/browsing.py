"""Read any file of the model from an open card: records, rings, plain bytes."""

from __future__ import annotations

from card_io.core.apdu import MAX_SHORT, Answer, Command
from card_io.core.files import SSSE_AID
from card_io.core.folders import Folder
from card_io.core.model import CyclicFile, RecordFile, TransparentFile
from card_io.core.session import CardSession
from card_io.core.status import READ_FALLBACK, SELECT_FALLBACK, SW, card_error
from card_io.core.tlv import Record, parse_records
from counter_app.domain.errors import CardError

_BY_NUMBER, _ALL_FROM = 0x04, 0x05
_FIRST, _NEXT = 0x00, 0x02
#: More records than any file of the model has; ends a card that never says 6A83.
_MOST_RECORDS = 254
_LONGEST = 255
_END = frozenset((*READ_FALLBACK, SW.OUTSIDE, SW.NO_DATA))


class ProtectedError(Exception):
    """The card answered 6982: a right is missing."""


def select_folder(session: CardSession, folder: Folder) -> bool:
    """Select an application folder by name, else by id; False when absent.

    The way by id starts at the SSSE again: ids are looked up below the folder one
    stands in.
    """
    if folder.aid:
        answer = session.send(Command(0x00, 0xA4, 0x04, 0, folder.aid, le=MAX_SHORT))
        if answer.ok:
            return True
    session.send(Command(0x00, 0xA4, 0x04, 0, SSSE_AID, le=MAX_SHORT))
    for p1 in (0x00, 0x01):
        data = folder.fid.to_bytes(2, "big")
        answer = session.send(Command(0x00, 0xA4, p1, 0, data, le=MAX_SHORT))
        if answer.ok:
            return True
        if answer.sw not in SELECT_FALLBACK:
            raise card_error(answer.sw, "SELECT DF")
    return False


def read_records(
    session: CardSession, file: type[RecordFile], version: str
) -> tuple[Record, ...]:
    """Read every record of the selected file, also those nobody describes.

    All at once where they fit one answer and the card knows how, else by number,
    else by tag with the next instance (card.md 4.1).

    Raises:
        ProtectedError: a right is missing.
        CardError: the card or the reader failed.
    """
    if 0 < file.size(version) <= _LONGEST:
        records = _all_at_once(session, file.size(version))
        if records:
            return records
    return _by_number(session, file, version) or _by_tag(session, file, version)


def _checked(answer: Answer, step: str) -> bytes | None:
    """Return the data, None where there is no such record."""
    if answer.sw == SW.SECURITY:
        raise ProtectedError
    if answer.sw in _END:
        return None
    if not answer.ok:
        raise card_error(answer.sw, step)
    return answer.data


def _read(session: CardSession, p1: int, p2: int, le: int) -> bytes | None:
    answer = session.send(Command(0x00, 0xB2, p1, p2, le=le))
    return _checked(answer, f"READ {p1:02X}")


def _all_at_once(session: CardSession, size: int) -> tuple[Record, ...]:
    """Return all records, none when the card does not know this command."""
    answer = session.send(Command(0x00, 0xB2, 0x01, _ALL_FROM, le=size))
    if answer.sw == SW.SECURITY:
        raise ProtectedError
    try:
        return parse_records(answer.data) if answer.ok else ()
    except CardError:
        return ()


def _by_number(
    session: CardSession, file: type[RecordFile], version: str
) -> tuple[Record, ...]:
    sizes = [i.size for i in file.items_of(version) for _ in range(i.count)]
    records: list[Record] = []
    for number in range(1, _MOST_RECORDS + 1):
        le = sizes[number - 1] if number <= len(sizes) else MAX_SHORT
        raw = _read(session, number, _BY_NUMBER, le)
        if raw is None:
            break
        records.extend(parse_records(raw))
    return tuple(records)


def _by_tag(
    session: CardSession, file: type[RecordFile], version: str
) -> tuple[Record, ...]:
    records: list[Record] = []
    for item in file.items_of(version):
        for instance in range(item.count):
            mode = _NEXT if instance else _FIRST
            raw = _read(session, item.tag, mode, item.size)
            if raw is None:
                break
            records.extend(parse_records(raw))
    return tuple(records)


def read_cyclic(session: CardSession, file: type[CyclicFile]) -> tuple[bytes, ...]:
    """Read a ring, newest record first; never more than the card has.

    Raises:
        ProtectedError: a right is missing.
        CardError: the card or the reader failed.
    """
    records: list[bytes] = []
    for number in range(1, _MOST_RECORDS + 1):
        raw = _read(session, number, _BY_NUMBER, file.length())
        if raw is None:
            break
        records.append(raw)
    return tuple(records)


def read_binary(session: CardSession, file: type[TransparentFile]) -> bytes:
    """Read a transparent file to its end, as long as the card makes it.

    A file never written is recognised by its first piece and not read on.

    Raises:
        ProtectedError: a right is missing.
        CardError: the card or the reader failed.
    """
    content = b""
    while len(content) < file.length:
        le = min(MAX_SHORT, file.length - len(content))
        high, low = divmod(len(content), 256)
        answer = session.send(Command(0x00, 0xB0, high, low, le=le))
        raw = _checked(answer, "READ BINARY")
        if not raw:
            break
        content += raw
        if len(content) == len(raw) and not raw.strip(b"\xff\x00"):
            break
    return content
