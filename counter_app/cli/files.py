"""``backup`` and ``restore``: encrypted copies of the office."""

from __future__ import annotations

from contextlib import closing

from counter_app import bootstrap
from counter_app.cli.arguments import Arguments, file_path
from counter_app.cli.trail import office_store, place_of, record_now
from counter_app.cli.verb import Answer, Call, Verb
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError


def _file_argument(arguments: Arguments) -> None:
    arguments.add("file", type=file_path, metavar="FILE", text="file")


def backup(call: Call) -> Answer:
    """Write a checked, encrypted copy; an existing file is never overwritten.

    Raises:
        SystemFaultError: ``system.file_exists``, ``system.file_unwritable``.
        StoreError: ``store.backup_failed``, ``store.backup_bad``.
    """
    target = call.args.file.absolute()
    for path in bootstrap.backup_files(target):
        bootstrap.check_target(path)
        if path.exists():
            raise SystemFaultError(SystemCode.FILE_EXISTS, file=path.name)
    with closing(office_store(call)) as store:
        record_now(store, "backup")
        beside = bootstrap.back_up(place_of(call), store, target)
    return Answer(
        {
            "ok": True,
            "file": str(target),
            "vault": str(beside),
            "bytes": target.stat().st_size,
        }
    )


def _restore_arguments(arguments: Arguments) -> None:
    _file_argument(arguments)
    arguments.add(
        "--recovery-file",
        type=file_path,
        metavar="F",
        text="recovery_file",
        default=None,
    )


def restore(call: Call) -> Answer:
    """Put a backup into a data folder without an office; a new incarnation begins.

    The key comes from this machine's key store or passphrase, or from the recovery
    key in ``--recovery-file``.

    Raises:
        SystemFaultError: ``system.office_exists``, ``system.file_unreadable``.
        StoreError: the key is wrong or the copy is damaged.
    """
    source = call.args.file.absolute()
    if bootstrap.has_office(call.data):
        raise SystemFaultError(SystemCode.OFFICE_EXISTS)
    if not source.is_file():
        raise SystemFaultError(
            SystemCode.FILE_UNREADABLE, file=source.name, reason="missing"
        )
    named = call.args.recovery_file
    recovery = None if named is None else bootstrap.read_text(named).strip()
    bootstrap.restore_data(place_of(call), source, recovery)
    with closing(office_store(call)) as store:
        record_now(store, "restore")
    return Answer({"ok": True, "file": str(source), "data": str(call.data)})


VERBS = (
    Verb("backup", backup, _file_argument),
    Verb("restore", restore, _restore_arguments),
)
