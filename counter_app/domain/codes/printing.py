"""Codes of paper: fonts, contents, targets."""

from enum import StrEnum


class PrintCode(StrEnum):
    """Why a document was not made or not printed."""

    FONT_MISSING = "printing.font_missing"  # a shipped font file is gone or broken
    CONTENT = "printing.content"  # frozen facts are incomplete or not understood
    LAYOUT_UNKNOWN = "printing.layout_unknown"  # frozen by a newer program
    TARGET_AWAY = "printing.target_away"  # printer off, or print service not running
    QUEUE_UNKNOWN = "printing.queue_unknown"  # no queue or printer of this name
    REFUSED = "printing.refused"  # the queue accepts no jobs, or refused this one
    STOPPED = "printing.stopped"  # jam, no paper, stopped by hand
    UNCERTAIN = "printing.uncertain"  # sent, but whether it prints is not known
    NO_ANSWER = "printing.no_answer"  # the print system did not answer in time
    NO_PRINT_SYSTEM = "printing.no_print_system"  # CUPS client or spooler not there
    FOLDER_UNWRITABLE = "printing.folder_unwritable"
    PAPER_UNKNOWN = "printing.paper_unknown"  # no paper of this name
    CANCELLED = "printing.cancelled"  # taken off the queue by a clerk
    NO_SEAL_FOUND = "printing.no_seal_found"  # no receipt's code in a file
    ALTERED = "printing.altered"  # true number and seal, but not the file we made
