"""Codes of imported lists (business.md 7.1)."""

from enum import StrEnum


class ListCode(StrEnum):
    """Why a list from outside, or a row of it, could not be taken."""

    UNREADABLE = "lists.unreadable"  # not a workbook or text that can be read
    ENCODING = "lists.encoding"  # neither UTF-8 nor GB 18030
    TOO_LARGE = "lists.too_large"
    EMPTY = "lists.empty"
    NO_NAME_COLUMN = "lists.no_name_column"
    KIND = "lists.kind"  # neither .csv, .txt nor .xlsx
