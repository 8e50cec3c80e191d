"""Lists from strangers: every kind that units send, and damaged ones."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from counter_app.domain.errors import RuleError
from counter_app.domain.list_heads import Column, columns_of
from counter_app.sheets import read_sheet

TEXT = "姓名,社会保障号码（18位）,班组\n王明,007,一班\n\n𠮷田 ,8,\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_reads_the_same_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    """Clerks do not choose encodings; empty rows are no people."""
    path = tmp_path / "list.csv"
    path.write_bytes(TEXT.encode(encoding))
    sheet = read_sheet(path)
    assert sheet.rows == (("王明", "007", "一班"), ("𠮷田", "8", ""))
    assert sheet.lines == (2, 4)
    assert columns_of(sheet.headings) == {
        Column.NAME: 0,
        Column.SSN: 1,
        Column.TEAM: 2,
    }


@pytest.mark.parametrize("mark", ["\t", ";", "，"])
def test_other_separators_are_found(tmp_path: Path, mark: str) -> None:
    """The first row decides."""
    path = tmp_path / "list.txt"
    path.write_text(TEXT.replace(",", mark), encoding="utf-8")
    assert read_sheet(path).rows[0] == ("王明", "007", "一班")


def test_a_workbook_keeps_numbers_and_days_as_people_read_them(tmp_path: Path) -> None:
    """A number typed as a number has no ``.0``, a day is YYYY-MM-DD."""
    book = Workbook()
    book.active.append(["姓名", "序号", "日期", "班组", None])
    book.active.append([" 王\u3000明 ", 7.0, date(2026, 11, 22), "x", None])
    path = tmp_path / "list.xlsx"
    book.save(path)
    assert read_sheet(path).rows == (("王 明", "7", "2026-11-22", "x"),)


def _refused(path: Path) -> str:
    with pytest.raises(RuleError) as caught:
        read_sheet(path)
    return caught.value.code


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """What would fill the memory is refused by its own table of contents."""
    path = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as inside,
    ):
        for _ in range(600):
            inside.write(bytes(1024 * 1024))
    assert _refused(path) == "lists.too_large"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"x", "lists.kind"),
        ("a.csv", b"", "lists.empty"),
        ("a.csv", "姓名\n".encode(), "lists.empty"),
        ("a.csv", b"\x81\x30\x81\xff\xff\x00", "lists.encoding"),
        ("a.csv", b"a,b\n\0,c\n", "lists.unreadable"),
        ("a.xlsx", b"not a workbook", "lists.unreadable"),
        ("a.xlsx", b"PK\x05\x06" + bytes(18), "lists.unreadable"),
    ],
)
def test_what_cannot_be_read_is_coded(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    """Each way a file can be wrong has its own words."""
    path = tmp_path / name
    path.write_bytes(content)
    assert _refused(path) == code
    assert _refused(tmp_path / f"none-{name}") in {code, "lists.unreadable"}


@pytest.fixture(scope="module")
def stick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stick")


def _rows_or_code(path: Path) -> bool:
    """Any other exception leaves this function."""
    try:
        return bool(read_sheet(path).rows)
    except RuleError as refused:
        return refused.code.startswith("lists.")


@given(content=st.binary(max_size=300))
def test_no_bytes_crash_the_reader(stick: Path, content: bytes) -> None:
    """Whatever lies on the stick: rows or a coded refusal."""
    for kind in (".csv", ".xlsx"):
        path = stick / f"list{kind}"
        path.write_bytes(content)
        assert _rows_or_code(path)


@given(at=st.integers(0, 4000), byte=st.integers(0, 255))
def test_no_damage_to_a_workbook_crashes_the_reader(
    stick: Path, at: int, byte: int
) -> None:
    """One byte of a real workbook turned: rows or a coded refusal."""
    whole = stick / "whole.xlsx"
    if not whole.exists():
        book = Workbook()
        book.active.append(["姓名"])
        book.active.append(["王明"])
        book.save(whole)
    content = bytearray(whole.read_bytes())
    content[at % len(content)] = byte
    path = stick / "damaged.xlsx"
    path.write_bytes(content)
    assert _rows_or_code(path)
