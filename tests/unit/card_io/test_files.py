"""The declarative file model: every vector on every class."""

from __future__ import annotations

import gc

import pytest

from card_io.core.files import EF05, EF06
from card_io.core.folders import ALL_FILES, FOLDERS
from card_io.core.model import (
    CardFile,
    CyclicFile,
    RecordFile,
    TransparentFile,
    Vector,
)
from card_io.core.tables import TABLES
from card_io.core.tlv import Record, parse_ber, parse_records
from card_io.core.values import Value
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError

CASES = [(file, vector) for file in ALL_FILES for vector in file.vectors]
NAMES = [f"{file.path()}-{vector.text[:5]}" for file, vector in CASES]


def subclasses(kind: type[CardFile]) -> set[type[CardFile]]:
    """Return every declared file, listed or forgotten."""
    found = set()
    for child in kind.__subclasses__():
        found |= subclasses(child) or {child}
    return found


def decoded(file: type[CardFile], raw: bytes) -> Value:
    """Decode a vector's bytes by the model."""
    if issubclass(file, CyclicFile):
        return tuple(
            None if not part.strip(b"\xff") else item.codec.decode(part)
            for item, part in file.split(raw)
        )
    if issubclass(file, TransparentFile):
        return raw.rstrip(b"\x00\xff") or None
    assert issubclass(file, RecordFile)
    (record,) = parse_records(raw)
    return file.item_or_bytes(record).codec.decode(record.value)


def encoded(file: type[CardFile], vector: Vector) -> bytes:
    """Encode a vector's value by the model."""
    if issubclass(file, CyclicFile):
        assert isinstance(vector.value, tuple)
        return b"".join(
            item.codec.empty(item.length)
            if value is None
            else item.codec.encode(value, item.length)
            for item, value in zip(file.items, vector.value, strict=True)
        )
    assert issubclass(file, RecordFile)
    tag, length = vector.raw[:2]
    item = file.item_or_bytes(Record(tag, bytes(length)))
    if vector.value is None:
        return item.blank().encode()
    return item.record(vector.value).encode()


def test_every_file_has_vectors_for_every_item() -> None:
    """No file and no item of the model stands unproved; each names its source."""
    assert set(ALL_FILES) == subclasses(CardFile)
    assert len(ALL_FILES) == 41
    assert len(CASES) >= 210
    assert [fault for file in ALL_FILES for fault in unproved(file)] == []


def unproved(file: type[CardFile]) -> list[str]:
    """Return what stands on a class without a vector, or a vector without source."""
    faults = [f"{file.path()}: {v.text}" for v in file.vectors if not v.source]
    if not file.vectors:
        faults.append(f"{file.path()}: no vectors")
    if issubclass(file, RecordFile):
        proved = {vector.raw[0] for vector in file.vectors}
        missing = {item.tag for item in file.items} - proved
        faults.extend(f"{file.path()}: {tag:02X}" for tag in missing)
    return faults


def test_a_class_without_vectors_is_noticed() -> None:
    """Zero vectors, an item without one, a vector without source: each fails."""
    text = EF05.items[1]

    def made(*vectors: Vector) -> list[str]:
        # Not a declared file: made here, and gone before the walk above looks.
        return unproved(
            type("Odd", (EF05,), {"items": (text,), "vectors": vectors})  # type: ignore[arg-type]
        )

    assert made() == ["EF05: no vectors", "EF05: 02"]
    assert made(Vector("0301 31", "1", "a source")) == ["EF05: 02"]
    assert made(Vector("0201 31", "1", "")) == ["EF05: 0201 31"]
    assert made(Vector("0201 31", "1", "a source")) == []
    gc.collect()


def test_every_small_code_table_has_a_vector_for_each_code() -> None:
    """Each branch of a code table is reached by a record's vector."""
    large = {"ethnicity"}  # walked code by code below
    reached: dict[str, set[str]] = {name: set() for name in TABLES}
    for file, vector in CASES:
        if issubclass(file, RecordFile):
            item = file.item_or_bytes(Record(vector.raw[0], vector.raw[2:]))
            if item.table in reached:
                reached[item.table].add(str(vector.value))
    for name, codes in TABLES.items():
        if name not in large:
            assert reached[name] - {"None"} == set(codes), name


@pytest.mark.parametrize("code", TABLES["ethnicity"])
def test_every_ethnic_group_goes_round(code: str) -> None:
    """GB 3304: two digits, one byte, both ways."""
    item = EF06.item(0x0B)
    assert item.record(code).encode().hex() == f"0b01{code}"
    assert item.codec.decode(bytes.fromhex(code)) == code


@pytest.mark.parametrize(("file", "vector"), CASES, ids=NAMES)
def test_vector_reads(file: type[CardFile], vector: Vector) -> None:
    """A record's bytes decode to the value of its vector."""
    assert decoded(file, vector.raw) == vector.value


@pytest.mark.parametrize(("file", "vector"), CASES, ids=NAMES)
def test_vector_writes(file: type[CardFile], vector: Vector) -> None:
    """A vector's value encodes to the bytes of the record; bytes have their length."""
    if issubclass(file, TransparentFile):
        assert len(vector.raw) == file.length
    elif vector.value is not None and b"\xff" * 16 not in vector.raw:
        assert encoded(file, vector) == vector.raw


def test_folders_have_their_names() -> None:
    """DF01-DF04 and DF07 have published names, DF05 and DF06 only labels (2.1)."""
    named = {folder.name: folder.aid.hex() for folder in FOLDERS}
    assert named["DF01"] == "d15600000500"
    assert named["DF07"] == "d15600000504"
    assert named["DF05"] == named["DF06"] == ""


def test_nested_items_add_up() -> None:
    """Lengths of nested and cyclic items are those the standard gives (2.4, 2.5)."""
    sizes = {
        (file.path(), item.tag): sum(part.size for part in item.codec.parts)
        for file in ALL_FILES
        for item in file.items
        if hasattr(item.codec, "parts")
    }
    assert len(sizes) == 8
    for (path, tag), size in sizes.items():
        file = next(file for file in ALL_FILES if file.path() == path)
        assert issubclass(file, RecordFile)
        assert file.item(tag).length == size
    rings = {f.path(): f.length() for f in ALL_FILES if issubclass(f, CyclicFile)}
    assert rings == {
        "DF02/EF07": 0x55,
        "DF02/EF16": 18,
        "DF04/EF08": 0x1C,
        "DF04/EF15": 3,
    }


def test_sizes_are_those_of_the_specification() -> None:
    """EF05 has 64 bytes; EF06 has 91, and 69 before version 2 (card.md 2.3)."""
    assert [EF05.size(v) for v in ("1.00", "2.00", "3.00")] == [64, 64, 64]
    assert [EF06.size(v) for v in ("1.00", "2.00", "3.00")] == [69, 91, 91]


def test_record_numbers_shift_between_versions() -> None:
    """Sex is record 3 on a 1.00 card and record 4 later (card.md 2.3)."""
    assert [EF06.number(0x0A, v) for v in ("1.00", "2.00", "3.00")] == [3, 4, 4]


def test_only_version_3_protects_ef06() -> None:
    """EF06 asks for RKSSSE from version 3.00 on (card.md 2.3)."""
    assert [EF06.protected(v) for v in ("1.00", "2.00", "3.00")] == [False, False, True]


@pytest.mark.parametrize("raw", ["08", "0812AA", "020133FF"])
def test_broken_records_are_refused(raw: str) -> None:
    """Lengths that do not add up are an error."""
    with pytest.raises(CardError) as caught:
        parse_records(bytes.fromhex(raw))
    assert caught.value.code == CardCode.BAD_DATA


def test_records_go_round() -> None:
    """Records survive being strung together."""
    records = (Record(0x02, b"3"), Record(0x05, b"\x20\x24\x01\x02"))
    assert parse_records(b"".join(r.encode() for r in records)) == records


def test_fci_is_taken_apart() -> None:
    """The FCI of card.md 2.2 gives name and algorithm."""
    fci = bytes.fromhex("6F1C840F7378312E73682EC9E7BBE1B1A3D5CFA50988011E9F0C03860103")
    found = parse_ber(fci)
    assert found[0x84] == bytes.fromhex("7378312E73682EC9E7BBE1B1A3D5CF")
    assert found[0x86] == b"\x03"
