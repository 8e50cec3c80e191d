"""Commands of a virtual card: files and records (card.md 4.1, 13)."""

from __future__ import annotations

from card_io.core.files import SSSE_AID
from card_io.core.status import SW
from card_io.core.tlv import Record
from card_io.simulator.memory import BINARIES, Memory, Refusal, Request
from counter_app.ports.keys import CardKey

_MF = 0x3F00
_BY_NUMBER, _FROM, _BACK = 0b100, 0b101, 0b110
_FIRST, _LAST, _NEXT, _PREVIOUS = 0b000, 0b001, 0b010, 0b011
_HEADER = 2
_SFI_IN_P1 = 0x80


def select(memory: Memory, request: Request) -> bytes:
    """SELECT: the SSSE by name, the MF, an EF of the SSSE by id."""
    if request.p1 == 0x04:  # noqa: PLR2004 -- selection by name
        if request.data != SSSE_AID:
            raise Refusal(SW.FILE_NOT_FOUND)
        _enter(memory, in_application=True)
        return _fci(memory)
    if request.p1 not in (0x00, 0x01, 0x02) or request.p2:
        raise Refusal(SW.WRONG_P1P2)
    if not request.data:
        fid = _MF
    elif len(request.data) == 2:  # noqa: PLR2004 -- a file id
        fid = int.from_bytes(request.data, "big")
    else:
        raise Refusal(SW.WRONG_LENGTH)
    if fid == _MF:
        _enter(memory, in_application=False)
    elif (
        memory.state.in_application
        and memory.exists(fid)
        and request.p1 in (0x00, 0x02)
    ):
        memory.state.current = fid
    else:
        raise Refusal(SW.FILE_NOT_FOUND)
    return b""


def _enter(memory: Memory, *, in_application: bool) -> None:
    state = memory.state
    if state.in_application != in_application:
        state.rights.clear()
    state.in_application = in_application
    state.current = None
    state.challenge = None


def _fci(memory: Memory) -> bytes:
    inner = bytes.fromhex("88011E")
    announced = memory.profile.announced
    if announced is not None:
        inner += bytes.fromhex("9F0C03") + Record(0x86, bytes((announced,))).encode()
    body = Record(0x84, SSSE_AID).encode() + Record(0xA5, inner).encode()
    return Record(0x6F, body).encode()


def read_record(memory: Memory, request: Request) -> bytes:
    """READ RECORD by tag, by number, or a run of records."""
    fid = memory.addressed(request.p2 >> 3)
    rows = memory.rows(fid)
    memory.need_read(fid)
    mode = request.p2 & 0b111
    numbers = {
        _BY_NUMBER: range(request.p1, request.p1 + 1),
        _FROM: range(request.p1, len(rows) + 1),
        _BACK: range(len(rows), request.p1 - 1, -1),
    }
    if mode in numbers:
        if not 1 <= request.p1 <= len(rows):
            raise Refusal(SW.RECORD_NOT_FOUND)
        chosen = [rows[number - 1] for number in numbers[mode]]
    else:
        chosen = [rows[_by_tag(rows, request.p1, mode)]]
    return b"".join(Record(tag, value).encode() for tag, value in chosen)


def _by_tag(rows: list[tuple[int, bytes]], tag: int, mode: int) -> int:
    """Return the index of a tag; no tag of EF05 and EF06 occurs twice."""
    if mode not in (_FIRST, _LAST, _NEXT, _PREVIOUS):
        raise Refusal(SW.WRONG_P1P2)
    for at, (known, _) in enumerate(rows):
        if known == tag and mode in (_FIRST, _LAST):
            return at
    raise Refusal(SW.RECORD_NOT_FOUND)


def update_record(memory: Memory, request: Request) -> bytes:
    """UPDATE RECORD, plain, under UKSSSE; the record keeps its length."""
    fid = memory.addressed(request.p2 >> 3)
    rows = memory.rows(fid)
    memory.need(CardKey.UKSSSE)
    data = request.data
    if len(data) < _HEADER or data[1] != len(data) - _HEADER:
        raise Refusal(SW.LENGTH_AGAINST_TLV)
    mode = request.p2 & 0b111
    if mode == _BY_NUMBER:
        if not 1 <= request.p1 <= len(rows):
            raise Refusal(SW.RECORD_NOT_FOUND)
        at: int | None = request.p1 - 1
    else:
        at = _find_for_update(rows, request.p1, mode)
    if data[0] != (request.p1 if at is None else rows[at][0]):
        raise Refusal(SW.WRONG_DATA)
    if at is None:
        _append(memory, fid, data)
    elif len(rows[at][1]) != data[1]:
        raise Refusal(SW.LENGTH_AGAINST_TLV)
    else:
        rows[at] = (data[0], data[_HEADER:])
    return b""


def _find_for_update(rows: list[tuple[int, bytes]], tag: int, mode: int) -> int | None:
    if mode not in (_FIRST, _LAST):
        raise Refusal(SW.WRONG_P1P2)
    tags = [known for known, _ in rows]
    return tags.index(tag) if tag in tags else None


def _append(memory: Memory, fid: int, data: bytes) -> None:
    """Add a record the file lacks, if the specification gives it that record."""
    file = memory.record_file(fid)
    items = file.items_of(memory.profile.version) if file else ()
    if data[1] not in [item.length for item in items if item.tag == data[0]]:
        raise Refusal(SW.RECORD_NOT_FOUND)
    memory.rows(fid).append((data[0], data[_HEADER:]))


def _binary(memory: Memory, request: Request) -> tuple[int, int]:
    """Return file and offset of READ or UPDATE BINARY."""
    if request.p1 & _SFI_IN_P1:
        fid, offset = memory.addressed(request.p1 & 0x1F), request.p2
    else:
        fid, offset = memory.addressed(0), request.p1 << 8 | request.p2
    if fid not in BINARIES:
        raise Refusal(SW.WRONG_STRUCTURE)
    return fid, offset


def read_binary(memory: Memory, request: Request) -> bytes:
    """READ BINARY of EF07 or EF08."""
    fid, offset = _binary(memory, request)
    memory.need_read(fid)
    size = BINARIES[fid][0]
    if offset >= size:
        raise Refusal(SW.OUTSIDE)
    raw = memory.image.binaries.get(f"{fid:04X}", b"").ljust(size, b"\xff")
    return raw[offset : offset + (request.le or 256)]


def update_binary(memory: Memory, request: Request) -> bytes:
    """UPDATE BINARY of EF07 or EF08 under UKSSSE."""
    fid, offset = _binary(memory, request)
    memory.need(CardKey.UKSSSE)
    size, name = BINARIES[fid][0], f"{fid:04X}"
    if offset + len(request.data) > size:
        raise Refusal(SW.OUTSIDE)
    raw = memory.image.binaries.get(name, b"").ljust(offset, b"\xff")
    end = offset + len(request.data)
    memory.image.binaries[name] = raw[:offset] + request.data + raw[end:]
    return b""
