"""Codes of the practice office."""

from enum import StrEnum


class PracticeCode(StrEnum):
    """Why the practice office could not do what it was told."""

    PART_FAILED = "practice.part_failed"  # a program it starts did not come up
    PROGRAM_MISSING = "practice.program_missing"
    NOT_STARTED = "practice.not_started"
    NO_LAWFUL_ACT = "practice.no_lawful_act"
    NO_SUCH_CARD = "practice.no_such_card"
    NO_BLANK = "practice.no_blank"
    READER_DIRECT = "practice.reader_direct"  # a notice: no namespaces here
