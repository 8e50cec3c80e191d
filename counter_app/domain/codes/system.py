"""Codes of set-up, configuration, command line and the checks of this machine."""

from enum import StrEnum


class SystemCode(StrEnum):
    """Why the program itself could not do what it was told."""

    UNEXPECTED = "system.unexpected"  # logged under a support code
    INTERRUPTED = "system.interrupted"
    USAGE = "system.usage"
    CONFIG_INVALID = "system.config_invalid"
    CONFIG_UNREADABLE = "system.config_unreadable"
    DATA_UNWRITABLE = "system.data_unwritable"
    FILE_UNREADABLE = "system.file_unreadable"
    FILE_UNWRITABLE = "system.file_unwritable"
    FILE_EXISTS = "system.file_exists"
    NO_OFFICE = "system.no_office"
    OFFICE_EXISTS = "system.office_exists"
    OFFICE_IN_USE = "system.office_in_use"
    UNLOCK_FILE = "system.unlock_file"  # the passphrase file
    NO_DISPLAY = "system.no_display"
    NOT_PRACTICE = "system.not_practice"
    OPERATOR_EXISTS = "system.operator_exists"
    OPERATOR_UNKNOWN = "system.operator_unknown"
    LAST_SUPERVISOR = "system.last_supervisor"
    RECOVERY_NEEDED = "system.recovery_needed"
    RECEIPT_NUMBER = "system.receipt_number"
    RECEIPT_UNKNOWN = "system.receipt_unknown"
    RECEIPT_FORGED = "system.receipt_forged"
    AUDIT_CONTRADICTED = "system.audit_contradicted"  # not the chain the center knows
    AUDIT_BROKEN = "system.audit_broken"
    FONT_BROKEN = "system.font_broken"
    THEME_BROKEN = "system.theme_broken"
    MIGRATIONS_BROKEN = "system.migrations_broken"
    CIPHER_BROKEN = "system.cipher_broken"
    TRANSLATION_MISSING = "system.translation_missing"
    VIRTUAL_CARD_BROKEN = "system.virtual_card_broken"
    CHECK_FAILED = "system.check_failed"
    CLOCK_SKEW = "system.clock_skew"
    NO_KEY_STORE = "system.no_key_store"
