"""Codes of reader, card and key faults, and warnings of a reading."""

from __future__ import annotations

from enum import StrEnum


class CardCode(StrEnum):
    """Why the reader, the card or a key did not do its work."""

    # Reader and PC/SC service
    NO_SERVICE = "card.no_service"  # pcscd or SCardSvr does not answer
    NO_READER = "card.no_reader"
    NO_CARD = "card.no_card"
    SEVERAL_CARDS = "card.several_cards"  # more than one reader holds a card
    SHARING = "card.sharing"  # another program holds the card
    REMOVED = "card.removed"
    COMM = "card.comm"  # no or broken answer in mid-command
    MUTE = "card.mute"  # no answer to reset, or none in time
    BUSY = "card.busy"  # the card thread is occupied by an earlier call
    CLOSED = "card.closed"  # the desk was shut down meanwhile

    # The card itself
    FOREIGN = "card.foreign"  # no social-security application
    CARD_BLOCKED = "card.card_blocked"  # 6A81 to every command
    APPLICATION_LOCKED = "card.application_locked"  # 9303
    STATUS_WORD = "card.status_word"  # any other unexpected answer
    BAD_DATA = "card.bad_data"  # records that cannot be taken apart
    ANOTHER_CARD = "card.another_card"
    NOT_BLANK = "card.not_blank"
    NOT_PERSONALISED = "card.not_personalised"  # nothing to rewrite
    READ_BACK = "card.read_back"  # the record differs from what was written
    NOT_GENUINE = "card.not_genuine"  # INTERNAL AUTH failed

    # Keys
    NO_KEY_PROVIDER = "card.no_key_provider"
    KEY_REFUSED = "card.key_refused"  # 63Cx to EXTERNAL AUTH
    KEY_LOCKED = "card.key_locked"  # 6983 to EXTERNAL AUTH
    ALGORITHM_UNSUPPORTED = "card.algorithm_unsupported"  # SSF33
    KEYS_FILE = "card.keys_file"  # a root key file with faults
    PROVIDER_CANNOT = "card.provider_cannot"  # no PIN commands from this provider
    SAM_ABSENT = "card.sam_absent"  # no SAM in its reader
    SAM_REFUSED = "card.sam_refused"  # the SAM has no such key, or says no

    # PIN
    PIN_FORMAT = "card.pin_format"  # not 4 to 16 digits
    PIN_NONE = "card.pin_none"  # the card has no PIN to verify
    PIN_WRONG = "card.pin_wrong"  # with the tries left
    PIN_LOCKED = "card.pin_locked"
    LAST_TRY = "card.last_try"  # not without an explicit confirmation

    # PIN pad of the reader (PC/SC part 10)
    PAD_ABSENT = "card.pad_absent"  # the reader has no pad
    PAD_TIMEOUT = "card.pad_timeout"  # 6400: nobody typed in time
    PAD_CANCELLED = "card.pad_cancelled"  # 6401: the cancel key
    PAD_MISMATCH = "card.pad_mismatch"  # 6402: the two new PINs differ
    PAD_LENGTH = "card.pad_length"  # 6403: too few or too many digits

    # Values that do not fit
    NAME_TOO_LONG = "card.name_too_long"
    NAME_UNENCODABLE = "card.name_unencodable"
    BAD_VALUE = "card.bad_value"

    # The virtual card
    LAB_FORBIDDEN = "card.lab_forbidden"  # no namespaces for a private pcscd
    LAB_MISSING = "card.lab_missing"  # pcscd, vpcd or a tool is not installed
    LAB_FAILED = "card.lab_failed"
    STATE_FILE = "card.state_file"  # state of a virtual card unreadable


class CardWarning(StrEnum):
    """What a clerk should know about a reading that did succeed."""

    UNAUTHENTICATED = "card.unauthenticated_read"  # no key provider was asked
    PROTECTED = "card.protected"  # EF06 needs RKSSSE and it was not held
    NOT_GENUINE = "card.genuineness_failed"  # INTERNAL AUTH differs
    KEY_PROVIDER_AWAY = "card.key_provider_away"
    READ_KEY_REFUSED = "card.read_key_refused"
    ALGORITHM = "card.algorithm_unchecked"  # SSF33: nothing to check with
    BLANK = "card.blank"
    INCOMPLETE = "card.incomplete"  # a personalisation that stopped half-way
    NAME_UNREADABLE = "card.name_unreadable"
    VALUE_UNREADABLE = "card.value_unreadable"
    RECORD_MISSING = "card.record_missing"
    UID_MALFORMED = "card.uid_malformed"
    SSN_CHECK = "card.ssn_check"
    CARD_NO_CHECK = "card.card_no_check"
    HISTORICAL_BYTES = "card.historical_bytes"  # not 13 of them
