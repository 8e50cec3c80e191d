"""Headings of imported lists and what they mean (business.md 7.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum


class Column(StrEnum):
    """What a column of a unit's or center's list holds."""

    NAME = "name"
    SSN = "ssn"
    CARD_NO = "card_no"
    BATCH = "batch"
    UNIT_NO = "unit_no"
    UNIT = "unit"
    ADDRESS = "address"
    PHONE = "phone"
    BANK = "bank"
    CARD_MAKER = "card_maker"
    CITY = "city"
    AGENCY = "agency"
    BOX_POSITION = "box_position"
    WORKSHOP = "workshop"
    DEPARTMENT = "department"
    TEAM = "team"
    SEQUENCE = "sequence"
    SEX = "sex"
    ETHNICITY = "ethnicity"
    BIRTH_DATE = "birth_date"
    PAPER = "paper"
    PAPER_NO = "paper_no"


#: The real system's headings, what units write instead, and English ones.
HEADINGS: dict[Column, tuple[str, ...]] = {
    Column.NAME: ("姓名", "名字", "职工姓名", "人员姓名", "name"),
    Column.SSN: (
        "社会保障号码", "身份证号码", "身份证号", "公民身份号码", "公民身份证号码",
        "证件号码", "证件号", "身份证", "ssn", "id number", "id", "number",
    ),
    Column.CARD_NO: ("社保卡号", "社会保障卡卡号", "卡号", "card_no", "card number"),
    Column.BATCH: ("批次", "批次号", "batch"),
    Column.UNIT_NO: ("单位编号", "unit_no"),
    Column.UNIT: ("单位名称", "单位", "unit"),
    Column.ADDRESS: ("联系地址", "地址", "address"),
    Column.PHONE: ("联系电话", "手机号码", "手机", "电话", "phone"),
    Column.BANK: ("所属银行", "服务银行", "银行", "bank"),
    Column.CARD_MAKER: ("所属卡商", "卡商", "card_maker"),
    Column.CITY: ("所属城市", "城市", "city"),
    Column.AGENCY: ("经办机构", "agency"),
    Column.BOX_POSITION: ("装箱位置", "卡位置", "存放位置", "box_position", "box"),
    Column.WORKSHOP: ("车间", "厂区", "workshop"),
    Column.DEPARTMENT: ("部门", "科室", "department"),
    Column.TEAM: ("班组", "小组", "班级", "team"),
    Column.SEQUENCE: ("序号", "no", "no.", "sequence"),
    Column.SEX: ("性别", "sex"),
    Column.ETHNICITY: ("民族", "民族代码", "ethnicity"),
    Column.BIRTH_DATE: ("出生日期", "birth date", "birth_date"),
    Column.PAPER: ("证件类型", "paper"),
    Column.PAPER_NO: ("通行证号码", "护照号码", "paper number", "paper_no"),
}  # fmt: skip
_MEANING = {word: column for column, words in HEADINGS.items() for word in words}


def columns_of(
    headings: Sequence[str], learned: Mapping[str, Column] | None = None
) -> dict[Column, int]:
    """Return where each known column stands; the first of two equal ones counts.

    Args:
        headings: of a list, as sent.
        learned: what the office said of headings that nobody else uses, by
            :func:`plain_heading`; they stand above the common ones.
    """
    found: dict[Column, int] = {}
    meaning = {**_MEANING, **(learned or {})}
    for place, heading in enumerate(headings):
        column = meaning.get(plain_heading(heading))
        if column is not None:
            found.setdefault(column, place)
    return found


def unknown_headings(
    headings: Sequence[str], learned: Mapping[str, Column] | None = None
) -> tuple[str, ...]:
    """Return the headings whose meaning nobody has told yet."""
    known = {*_MEANING, *(learned or {})}
    return tuple(one for one in headings if one and plain_heading(one) not in known)


def plain_heading(heading: str) -> str:
    """Drop what units decorate a heading with: spaces, stars, remarks in brackets."""
    bare = heading.split("(", maxsplit=1)[0].split("（", maxsplit=1)[0]
    return bare.replace(" ", " ").strip(" *＊:：\t").casefold()
