"""The office's database: made, opened, restored; its key comes from the vault."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from counter_app.bootstrap.keep import receipt_key
from counter_app.bootstrap.machine import clock, ids, key_store, machine_name
from counter_app.bootstrap.place import Place, has_office, make_folder
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError
from counter_app.domain.packs import load_pack
from counter_app.domain.records import Office
from counter_app.ports.store import Store
from counter_app.services.commands import SetUp
from counter_app.services.setup import set_up
from db import SqlStore, Vault, create_store, open_store, restore
from db.vault import FILE as VAULT_FILE

VAULT_BESIDE = ".vault.json"
_LEFT_OVERS = ("", "-wal", "-shm", ".instance")


@dataclass(frozen=True, slots=True)
class Made:
    """A new office; the recovery key is shown once and kept nowhere."""

    office: Office
    recovery_key: str
    key_store: bool


def open_data(place: Place) -> SqlStore:
    """Open the office's database.

    Raises:
        SystemFaultError: ``system.no_office``, ``system.unlock_file``.
        StoreError: the key or the file is at fault.
    """
    if not has_office(place.data):
        raise SystemFaultError(SystemCode.NO_OFFICE)
    key = Vault(place.data, key_store()).open(place.passphrase())
    return open_store(place.database, key, clock(), machine=machine_name())


def make_office(place: Place, command: SetUp, *, practice: bool = False) -> Made:
    """Make vault, database, office and first supervisor; all of it or nothing.

    Raises:
        SystemFaultError: ``system.office_exists``, ``system.data_unwritable``.
        StoreError: ``store.key_store_missing`` where a passphrase is needed.
        RuleError: unknown rule pack, weak password.
    """
    vault = Vault(place.data, key_store())
    if has_office(place.data) or vault.exists():
        raise SystemFaultError(SystemCode.OFFICE_EXISTS)
    load_pack(command.rule_pack)
    make_folder(place.data)
    passphrase = command.passphrase or place.passphrase()
    key, recovery_key = vault.create(passphrase)
    try:
        store = create_store(place.database, key, clock(), machine=machine_name())
        try:
            bare = replace(command, passphrase=None)
            office = set_up(store, clock(), ids(), bare, practice=practice)
            with store.unit_of_work() as work:
                receipt_key(work)
                work.commit()
        finally:
            store.close()
        return Made(office, recovery_key, key_store=not vault.needs_passphrase())
    except BaseException:
        _undo(place)
        raise


def _undo(place: Place) -> None:
    """Remove what a set-up that failed has made; it holds nobody's data yet."""
    for end in _LEFT_OVERS:
        place.database.with_name(place.database.name + end).unlink(missing_ok=True)
    (place.data / VAULT_FILE).unlink(missing_ok=True)


def back_up(place: Place, store: Store, target: Path) -> Path:
    """Write a checked copy and, beside it, what the recovery key opens; return that.

    Raises:
        StoreError: ``store.backup_failed``, ``store.backup_bad``.
    """
    store.backup(str(target))
    beside = target.with_name(target.name + VAULT_BESIDE)
    Vault(place.data, key_store()).export(beside)
    return beside


def restore_data(place: Place, source: Path, recovery: str | None) -> None:
    """Put a backup into a folder without an office.

    Args:
        place: where to; its own vault is used when it still has one.
        source: the backup.
        recovery: the recovery key; needed where the folder has no vault, and then
            the vault that lies beside the backup is taken over.

    Raises:
        SystemFaultError: ``system.recovery_needed``, ``system.unlock_file``.
        StoreError: wrong key, damaged copy.
    """
    make_folder(place.data)
    vault = Vault(place.data, key_store())
    passphrase = place.passphrase()
    if vault.exists():
        key = vault.open(passphrase, recovery)
    elif recovery is None:
        raise SystemFaultError(SystemCode.RECOVERY_NEEDED)
    else:
        beside = source.with_name(source.name + VAULT_BESIDE)
        key = vault.adopt(beside, recovery, passphrase)
    restore(source, place.database, key)
