"""Codes of faults of the local database, its key and the disk under it."""

from enum import StrEnum


class StoreCode(StrEnum):
    """What failed in the store or in the vault that keeps its key."""

    # -- opening and the file --------------------------------------------------
    MISSING = "store.missing"  # no database where one was expected
    EXISTS = "store.exists"  # a database already stands where one was to be made
    WRONG_KEY = "store.wrong_key"
    CORRUPT = "store.corrupt"
    DISK_FULL = "store.disk_full"
    DISK_FAULT = "store.disk_fault"  # read or write error below us
    READ_ONLY = "store.read_only"
    READING_ONLY = "store.reading_only"  # a write where only reading was announced
    UNREACHABLE = "store.unreachable"  # folder missing or not permitted
    BUSY = "store.busy"  # another program holds the write lock
    CLOSED = "store.closed"  # used after close or after commit
    NEWER = "store.newer"  # written by a newer program version
    # -- rows --------------------------------------------------------------------
    DUPLICATE = "store.duplicate"
    REFERENCE_MISSING = "store.reference_missing"
    BAD_VALUE = "store.bad_value"
    NO_SUCH_ROW = "store.no_such_row"
    APPEND_ONLY = "store.append_only"  # a trigger guards what must never change
    ALREADY_DECIDED = "store.already_decided"
    ALREADY_FROZEN = "store.already_frozen"
    INCARNATION_RETIRED = "store.incarnation_retired"
    NAMES_LATER = "store.names_later"  # names are not sorted yet (first load)
    FAULT = "store.fault"  # anything the library says that has no code of its own
    # -- copies ------------------------------------------------------------------
    BACKUP_FAILED = "store.backup_failed"
    BACKUP_BAD = "store.backup_bad"  # the copy did not pass its check
    # -- the key -----------------------------------------------------------------
    KEY_STORE_MISSING = "store.key_store_missing"
    KEY_STORE_FAULT = "store.key_store_fault"
    KEY_LOST = "store.key_lost"  # the key store no longer holds the key
    PASSPHRASE_NEEDED = "store.passphrase_needed"  # noqa: S105 - a code
    PASSPHRASE_WRONG = "store.passphrase_wrong"  # noqa: S105 - a code
    PASSPHRASE_WEAK = "store.passphrase_weak"  # noqa: S105 - a code
    RECOVERY_WRONG = "store.recovery_wrong"
    VAULT_MISSING = "store.vault_missing"
    VAULT_EXISTS = "store.vault_exists"
    VAULT_DAMAGED = "store.vault_damaged"
