"""The declarative file model: every vector on every class."""

from __future__ import annotations

import pytest

from card_io.core.files import EF05, EF06, FILES, RecordFile, Vector
from card_io.core.tlv import Record, parse_ber, parse_records
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError

CASES = [(file, vector) for file in FILES for vector in file.vectors]


def test_every_file_and_item_has_a_vector() -> None:
    """No item of the model stands unproved."""
    assert len(CASES) >= 17
    for file in FILES:
        proved = {int(vector.record[:2], 16) for vector in file.vectors}
        assert proved == {item.tag for item in file.items}


@pytest.mark.parametrize(("file", "vector"), CASES)
def test_vector_reads(file: type[RecordFile], vector: Vector) -> None:
    """A record's bytes decode to the value of its vector."""
    (record,) = parse_records(bytes.fromhex(vector.record))
    assert file.item(record.tag).codec.decode(record.value) == vector.value


@pytest.mark.parametrize(("file", "vector"), CASES)
def test_vector_writes(file: type[RecordFile], vector: Vector) -> None:
    """A vector's value encodes to the bytes of the record."""
    tag = int(vector.record[:2], 16)
    assert file.item(tag).record(vector.value).encode().hex().upper() == vector.record


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
