"""Verbs on an office made without the window: ``setup``, ``enrol``, ``rules check``."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from counter_app import bootstrap
from counter_app.cli.arguments import Arguments, file_path, one_name
from counter_app.cli.trail import office_store, place_of, record_now
from counter_app.cli.verb import Answer, Call, Verb
from counter_app.domain.packfile import SHIPPED, read_pack
from counter_app.services.commands import Enrol, SetUp


def _setup_arguments(arguments: Arguments) -> None:
    named: dict[str, Any] = {"type": one_name, "metavar": "NAME"}
    arguments.add("--office", required=True, text="office", **named)
    arguments.add("--admin", required=True, text="admin", **named)
    arguments.add("--admin-name", text="admin_name", **named)
    arguments.add("--rules", choices=SHIPPED, default=SHIPPED[0], text="rules")


def setup(call: Call) -> Answer:
    """Make an office; password and recovery key are shown once and kept nowhere.

    Raises:
        SystemFaultError: ``system.office_exists``, ``system.data_unwritable``.
        StoreError: ``store.passphrase_needed`` where there is no key store.
    """
    args, place = call.args, place_of(call)
    command = SetUp(
        office_name=args.office,
        admin_login=args.admin,
        admin_name=args.admin_name or args.admin,
        admin_password=bootstrap.new_password(args.admin),
        passphrase=place.passphrase(),
        rule_pack=args.rules,
    )
    made = bootstrap.make_office(place, command)
    with closing(office_store(call)) as store:
        record_now(store, "setup.cli", detail=args.admin)
    lines = [
        call.text("cli.setup.made", office=args.office),
        call.text("cli.setup.login", login=args.admin),
        call.text("cli.setup.password", password=command.admin_password),
        call.text("cli.setup.recovery", recovery=made.recovery_key),
    ]
    if not made.key_store:
        lines.append(call.text("cli.setup.no_key_store"))
    return Answer(
        {
            "ok": True,
            "office": args.office,
            "login": args.admin,
            "password": command.admin_password,
            "recovery_key": made.recovery_key,
            "key_store": made.key_store,
        },
        tuple(lines),
    )


def recovery_key(call: Call) -> Answer:
    """Make a new recovery key where the old paper was lost or seen; audited.

    Raises:
        SystemFaultError: ``system.no_office``.
        StoreError: the vault cannot be opened or written.
    """
    with closing(office_store(call)) as store:
        record_now(store, "recovery_key.cli")
    made = bootstrap.renew_recovery_key(place_of(call))
    lines = (
        call.text("cli.setup.recovery", recovery=made),
        call.text("cli.recovery_key.old"),
    )
    return Answer({"ok": True, "recovery_key": made}, lines)


def _enrol_arguments(arguments: Arguments) -> None:
    arguments.add("--center", required=True, metavar="URL", text="center")
    arguments.add("--code", required=True, metavar="C", text="enrol_code")


def enrol(call: Call) -> Answer:
    """Bind this workstation to a center with a one-time code.

    Raises:
        CenterError: the center is away, or does not accept the code.
    """
    with closing(office_store(call)) as store:
        command = Enrol(call.args.center, call.args.code)
        office = bootstrap.enrol_workstation(place_of(call), store, command)
        record_now(store, "enrol.cli", detail=office.workstation)
    return Answer(
        {
            "ok": True,
            "office": office.office_name,
            "workstation": office.workstation,
            "terminal": office.terminal,
        }
    )


def _file_argument(arguments: Arguments) -> None:
    arguments.add("file", type=file_path, metavar="FILE", text="file")


def check_rules(call: Call) -> Answer:
    """Check a rule pack file; all faults are told at once.

    Raises:
        SystemFaultError: ``system.file_unreadable``.
        RuleError: ``rule.pack_invalid``.
    """
    pack = read_pack(bootstrap.read_text(call.args.file))
    return Answer(
        {
            "ok": True,
            "pack": pack.name,
            "version": pack.version,
            "city": pack.city,
            "region": pack.region,
        }
    )


VERBS = (
    Verb("setup", setup, _setup_arguments),
    Verb("recovery-key", recovery_key),
    Verb("enrol", enrol, _enrol_arguments),
    Verb("rules check", check_rules, _file_argument),
)
