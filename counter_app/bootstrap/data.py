"""The office's database: made, opened, restored; its key comes from the vault."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Thread

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


class KeyAhead:
    """The key of an office's database, asked for while other things are done.

    Deriving it from a passphrase takes a noticeable part of a second on purpose, and
    the key store of a machine its own time; neither needs this process's thread.
    """

    def __init__(self, place: Place) -> None:
        self._found: list[bytes] = []
        self._fault: BaseException | None = None
        self._thread = Thread(target=self._run, args=(place,), name="key", daemon=True)
        self._thread.start()

    def _run(self, place: Place) -> None:
        try:
            self._found.append(_key_of(place))
        except BaseException as exc:  # noqa: BLE001 - told to whoever wants the key
            self._fault = exc

    def __call__(self) -> bytes:
        """Return the key, or raise what asking for it raised, as :func:`open_data`."""
        self._thread.join()
        if self._fault is not None:
            raise self._fault
        return self._found[0]


def open_data(place: Place, key: Callable[[], bytes] | None = None) -> SqlStore:
    """Open the office's database.

    Args:
        place: the data folder.
        key: tells the key where somebody asked for it already.

    Raises:
        SystemFaultError: ``system.no_office``, ``system.unlock_file``.
        StoreError: the key or the file is at fault.
    """
    if not has_office(place.data):
        raise SystemFaultError(SystemCode.NO_OFFICE)
    told = (key or partial(_key_of, place))()
    return open_store(place.database, told, clock(), machine=machine_name())


def _key_of(place: Place) -> bytes:
    return Vault(place.data, key_store()).open(place.passphrase())


def renew_recovery_key(place: Place) -> str:
    """Make a new recovery key, shown once; backups made before keep the old one.

    Raises:
        SystemFaultError: ``system.no_office``, ``system.unlock_file``.
        StoreError: the vault cannot be opened or written.
    """
    if not has_office(place.data):
        raise SystemFaultError(SystemCode.NO_OFFICE)
    vault = Vault(place.data, key_store())
    return vault.renew_recovery(vault.open(place.passphrase()))


def asks_passphrase(place: Place) -> bool:
    """Tell whether only a typed passphrase makes or opens the office of this place.

    Raises:
        SystemFaultError: ``system.unlock_file``.
        StoreError: ``store.vault_missing``, ``store.vault_damaged``.
    """
    if place.passphrase() is not None:
        return False
    if has_office(place.data):
        return Vault(place.data, key_store()).needs_passphrase()
    return not key_store().available()


def try_passphrase(place: Place, passphrase: str) -> None:
    """See whether a passphrase opens the vault.

    Raises:
        StoreError: ``store.passphrase_wrong``.
    """
    Vault(place.data, key_store()).open(passphrase)


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
        discard_office(place)
        raise


def discard_office(place: Place) -> None:
    """Remove what a set-up that failed has made; it holds nobody's data yet."""
    for path in _files(place):
        path.unlink(missing_ok=True)


def _files(place: Place) -> list[Path]:
    database = place.database
    ends = [database.with_name(database.name + end) for end in _LEFT_OVERS]
    return [*ends, place.data / VAULT_FILE]


def back_up(place: Place, store: Store, target: Path) -> Path:
    """Write a checked copy and, beside it, what the recovery key opens; return that.

    Raises:
        StoreError: ``store.backup_failed``, ``store.backup_bad``.
    """
    copy, beside = backup_files(target)
    store.backup(str(copy))
    try:
        Vault(place.data, key_store()).export(beside)
    except BaseException:  # a copy that nothing opens is none
        copy.unlink(missing_ok=True)
        raise
    return beside


def backup_files(target: Path) -> tuple[Path, Path]:
    """Return the files a backup consists of: the copy and the vault beside it."""
    return target, target.with_name(target.name + VAULT_BESIDE)


def restore_data(place: Place, source: Path, recovery: str | None) -> None:
    """Put a backup into a folder without an office; all of it or nothing.

    It counts once it has been opened: a new incarnation begins.

    Args:
        place: where to; its own vault is used when it still has one.
        source: the backup.
        recovery: the recovery key; needed where the folder has no vault, and then
            the vault that lies beside the backup is taken over.

    Raises:
        SystemFaultError: ``system.recovery_needed``, ``system.unlock_file``.
        StoreError: wrong key, damaged copy.
    """
    new = not place.data.exists()
    vault = place.data / VAULT_FILE
    before = vault.read_bytes() if vault.is_file() else None
    made = [path for path in _files(place) if not path.exists()]
    passphrase = place.passphrase()
    if before is None and recovery is None:
        raise SystemFaultError(SystemCode.RECOVERY_NEEDED)
    make_folder(place.data)
    try:
        restore(source, place.database, _key(place, source, recovery, passphrase))
        open_data(place).close()
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        if before is not None:
            vault.write_bytes(before)
        if new:
            with suppress(OSError):
                place.data.rmdir()
        raise


def _key(
    place: Place, source: Path, recovery: str | None, passphrase: str | None
) -> bytes:
    vault = Vault(place.data, key_store())
    if vault.exists() or recovery is None:
        return vault.open(passphrase, recovery)
    return vault.adopt(backup_files(source)[1], recovery, passphrase)
