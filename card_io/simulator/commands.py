"""Commands of a virtual card: files and records (card.md 4.1, 13)."""

from __future__ import annotations

from card_io.core.files import SSSE_AID
from card_io.core.folders import FOLDERS
from card_io.core.model import SSSE, CyclicFile, TransparentFile
from card_io.core.status import SW
from card_io.core.tlv import Record
from card_io.simulator.memory import Memory, Refusal, Request

_MF = 0x3F00
_FOLDER = 0xDF
_BY_NAME = 0x04
_BY_NUMBER, _FROM, _BACK = 0b100, 0b101, 0b110
_FIRST, _LAST, _NEXT, _PREVIOUS = 0b000, 0b001, 0b010, 0b011
_HEADER = 2
_SFI_IN_P1 = 0x80


def select(memory: Memory, request: Request) -> bytes:
    """SELECT: the SSSE and its folders by name, MF, folders and EFs by id."""
    if memory.image.application_blocked and request.p1 == _BY_NAME:
        raise Refusal(SW.APPLICATION_LOCKED)
    if request.p1 == _BY_NAME:
        return _select_by_name(memory, request.data)
    if request.p1 not in (0x00, 0x01, 0x02) or request.p2:
        raise Refusal(SW.WRONG_P1P2)
    if not request.data:
        fid = _MF
    elif len(request.data) == 2:  # noqa: PLR2004 -- a file id
        fid = int.from_bytes(request.data, "big")
    else:
        raise Refusal(SW.WRONG_LENGTH)
    if fid == _MF:
        memory.enter(None)
    elif not memory.state.in_application:
        raise Refusal(SW.FILE_NOT_FOUND)
    elif fid >> 8 == _FOLDER and request.p1 in (0x00, 0x01):
        memory.enter(memory.folder_of(fid))
    elif request.p1 in (0x00, 0x02):
        memory.point(memory.path_of(fid))
        memory.state.pointer = 0
    else:
        raise Refusal(SW.FILE_NOT_FOUND)
    return b""


def _select_by_name(memory: Memory, name: bytes) -> bytes:
    if name == SSSE_AID:
        memory.enter(SSSE)
        return _fci(memory)
    for folder in FOLDERS:
        if folder.aid == name and memory.has(folder) and memory.state.in_application:
            memory.enter(folder.name)
            return Record(0x6F, Record(0x84, name).encode()).encode()
    raise Refusal(SW.FILE_NOT_FOUND)


def _fci(memory: Memory) -> bytes:
    inner = bytes.fromhex("88011E")
    announced = memory.profile.announced
    if announced is not None:
        inner += bytes.fromhex("9F0C03") + Record(0x86, bytes((announced,))).encode()
    body = Record(0x84, SSSE_AID).encode() + Record(0xA5, inner).encode()
    return Record(0x6F, body).encode()


def read_record(memory: Memory, request: Request) -> bytes:
    """READ RECORD by tag, by number, or a run of records."""
    path = memory.addressed(request.p2 >> 3)
    rows = memory.rows(path)
    memory.need_read(path)
    bare = issubclass(memory.file(path), CyclicFile)
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
    elif mode not in (_FIRST, _LAST, _NEXT, _PREVIOUS):
        raise Refusal(SW.WRONG_P1P2)
    elif bare:
        raise Refusal(SW.WRONG_STRUCTURE)  # a ring has no tags
    else:
        memory.state.pointer = _by_tag(memory, rows, request.p1, mode)
        chosen = [rows[memory.state.pointer - 1]]
    if bare:
        return b"".join(value for _, value in chosen)
    return b"".join(Record(tag, value).encode() for tag, value in chosen)


def _by_tag(memory: Memory, rows: list[tuple[int, bytes]], tag: int, mode: int) -> int:
    """Return the number of a tag: first, last, or beside the record pointer."""
    found = [at for at, (known, _) in enumerate(rows, start=1) if known == tag]
    pointer = memory.state.pointer
    if mode == _NEXT:
        found = [at for at in found if at > pointer]
    elif mode == _PREVIOUS:
        found = [at for at in found if at < pointer or not pointer]
    if not found:
        raise Refusal(SW.RECORD_NOT_FOUND)
    return found[0] if mode in (_FIRST, _NEXT) else found[-1]


def update_record(memory: Memory, request: Request) -> bytes:
    """UPDATE RECORD, plain, under the file's key; the record keeps its length."""
    path = memory.addressed(request.p2 >> 3)
    rows = memory.rows(path)
    memory.need_write(path)
    data = request.data
    file = memory.file(path)
    if issubclass(file, CyclicFile):
        _push(rows, file, request)
        return b""
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
        _append(memory, path, data)
    elif len(rows[at][1]) != data[1]:
        raise Refusal(SW.LENGTH_AGAINST_TLV)
    else:
        rows[at] = (data[0], data[_HEADER:])
    return b""


def _push(
    rows: list[tuple[int, bytes]], file: type[CyclicFile], request: Request
) -> None:
    """Put a record in front of a ring; the oldest one falls out (card.md 4.1)."""
    if request.p2 & 0b111 != _PREVIOUS:
        raise Refusal(SW.WRONG_STRUCTURE)
    if len(request.data) != file.length():
        raise Refusal(SW.WRONG_LENGTH)
    rows.insert(0, (0, request.data))
    del rows[max(file.records, 1) :]


def _find_for_update(rows: list[tuple[int, bytes]], tag: int, mode: int) -> int | None:
    if mode not in (_FIRST, _LAST):
        raise Refusal(SW.WRONG_P1P2)
    tags = [known for known, _ in rows]
    return tags.index(tag) if tag in tags else None


def _append(memory: Memory, path: str, data: bytes) -> None:
    """Add a record the file lacks, if the specification gives it that record."""
    items = memory.file(path).items_of(memory.profile.version)
    if data[1] not in [item.length for item in items if item.tag == data[0]]:
        raise Refusal(SW.RECORD_NOT_FOUND)
    memory.rows(path).append((data[0], data[_HEADER:]))


def _binary(memory: Memory, request: Request) -> tuple[type[TransparentFile], int]:
    """Return file and offset of READ or UPDATE BINARY."""
    if request.p1 & _SFI_IN_P1:
        path, offset = memory.addressed(request.p1 & 0x1F), request.p2
    else:
        path, offset = memory.addressed(0), request.p1 << 8 | request.p2
    file = memory.file(path)
    if not issubclass(file, TransparentFile):
        raise Refusal(SW.WRONG_STRUCTURE)
    return file, offset


def read_binary(memory: Memory, request: Request) -> bytes:
    """READ BINARY; what was never written reads as FF."""
    file, offset = _binary(memory, request)
    memory.need_read(file.path())
    if offset >= file.length:
        raise Refusal(SW.OUTSIDE)
    raw = memory.image.binaries.get(file.path(), b"").ljust(file.length, b"\xff")
    return raw[offset : offset + (request.le or 256)]


def update_binary(memory: Memory, request: Request) -> bytes:
    """UPDATE BINARY under the file's key."""
    file, offset = _binary(memory, request)
    memory.need_write(file.path())
    end = offset + len(request.data)
    if end > file.length:
        raise Refusal(SW.OUTSIDE)
    raw = memory.image.binaries.get(file.path(), b"").ljust(offset, b"\xff")
    memory.image.binaries[file.path()] = raw[:offset] + request.data + raw[end:]
    return b""
