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
    NO_NUMBER_COLUMN = "lists.no_number_column"
    MAP_UNKNOWN = "lists.map_unknown"  # the list has no such heading
    NO_CARD_COLUMN = "lists.no_card_column"
    NO_PLACE_COLUMN = "lists.no_place_column"
