"""Codes of unit days (business.md 7)."""

from enum import StrEnum


class UnitCode(StrEnum):
    """Why something on a unit's job is not possible."""

    NO_JOB = "units.no_job"
    JOB_CLOSED = "units.job_closed"
    NOT_ON_LIST = "units.not_on_list"
    NOT_POSSIBLE = "units.not_possible"  # the mark does not follow on the state
    NOBODY_LEFT = "units.nobody_left"  # every row of the list was rejected
    AGENTS_MISSING = "units.agents_missing"
    BOX_COUNT = "units.box_count"  # the evening count differs and is not explained
    NO_BOX = "units.no_box"
    BOX_AWAY = "units.box_away"  # another laptop has it
    BOX_PACKED = "units.box_packed"  # two persons closed it before
    PACK_COUNT = "units.pack_count"  # what lies in it is not what the list says
    CARD_NOT_HERE = "units.card_not_here"  # its card is not in this office's stock
    FILE_UNREADABLE = "units.file_unreadable"  # damaged, or another code
    FILE_KIND = "units.file_kind"  # boxes where results were wanted, or the reverse
    OTHER_OFFICE = "units.other_office"
    LAPTOP_NAME = "units.laptop_name"
    FORM = "units.form"  # a field of the form cannot be read
