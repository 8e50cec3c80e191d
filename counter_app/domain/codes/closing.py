"""Codes of the daily close, of the stock book and of reversals."""

from enum import StrEnum


class ClosingCode(StrEnum):
    """Differences the reconciliation names (``domain.closing``)."""

    CASE_WITHOUT_RECEIPT = "closing.case_without_receipt"
    RECEIPT_WITHOUT_CASE = "closing.receipt_without_case"
    RECEIPT_UNPRINTED = "closing.receipt_unprinted"
    RECEIPT_GAP = "closing.receipt_gap"  # a running number is missing
    CASE_WITHOUT_WRITE = "closing.case_without_write"
    WRITE_WITHOUT_CASE = "closing.write_without_case"
    WRITE_OPEN = "closing.write_open"  # an unfinished or doubtful card write
    BLANK_NOT_BOOKED = "closing.blank_not_booked"  # written, still in the book
    BLANK_WITHOUT_WRITE = "closing.blank_without_write"
    SPOILT_NOT_BOOKED = "closing.spoilt_not_booked"
    CARD_NOT_BOOKED = "closing.card_not_booked"  # handed out, still in the book
    CARD_WITHOUT_CASE = "closing.card_without_case"
    OLD_CARD_NOT_BOOKED = "closing.old_card_not_booked"
    BOOK = "closing.book"  # moves and rows do not agree
    COUNT_SHORT = "closing.count_short"
    COUNT_OVER = "closing.count_over"


class CloseFault(StrEnum):
    """Why a day was not closed, or a report not made."""

    DAY_FUTURE = "closing.day_future"
    DAY_CLOSED = "closing.day_closed"
    EARLIER_OPEN = "closing.earlier_open"
    NOT_COUNTED = "closing.not_counted"
    NOT_EXPLAINED = "closing.not_explained"
    MOVED_ON = "closing.moved_on"  # the book changed since the count
    FORMAT = "closing.format"
    PERIOD = "closing.period"


class StockFault(StrEnum):
    """Why an act of the stock book was not done."""

    NO_CARDS = "stock.no_cards"  # nothing matches the box or numbers
    STATE = "stock.state"
    SECOND_NEEDED = "stock.second_needed"
    PAPER_NEEDED = "stock.paper_needed"
    REASON_NEEDED = "stock.reason_needed"
    PLACE_NEEDED = "stock.place_needed"
    PLACE_TAKEN = "stock.place_taken"
    COUNT_DIFFERS = "stock.count_differs"
    NO_SUCH_BLANK = "stock.no_such_blank"
    NOT_ENOUGH = "stock.not_enough"
    SERIAL_RANGE = "stock.serial_range"
    SERIAL_OVERLAP = "stock.serial_overlap"
    BOX_KNOWN = "stock.box_known"
    NOT_BY_HAND = "stock.not_by_hand"  # booked by the services alone


class ReverseFault(StrEnum):
    """Why a case cannot be reversed (R-51)."""

    NO_CASE = "reversing.no_case"
    NOT_TODAY = "reversing.not_today"
    ALREADY = "reversing.already"
    CARD_GIVEN = "reversing.card_given"
    REFUSED = "reversing.refused"
    PAPER_TAKEN = "reversing.paper_taken"  # this paper number belongs to another case
