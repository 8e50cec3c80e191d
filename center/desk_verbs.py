"""Verbs for the console's first account, rule packs, the report and the audit."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from pathlib import Path

from center import days, packs, province, report, restored
from center.answers import LANGUAGES, Json, show_rows
from center.console import accounts, journal
from center.console.accounts import ConsoleRole, NewAccount
from center.database import Tx
from center.facts import facts_of
from center.rows import to_ms
from center.verbs import Verb, now, opened
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError


def _password(login: str, *, from_stdin: bool) -> str:
    """Read a password twice from the terminal, or a line of stdin."""
    if from_stdin:
        return accounts.hashed(login, sys.stdin.readline().rstrip("\r\n"))
    first = getpass.getpass("password: ")
    if getpass.getpass("again: ") != first:
        raise CenterError(CenterCode.PASSWORD_WEAK, shortest=accounts.SHORTEST)
    return accounts.hashed(login, first)


def _account_create(args: Namespace) -> Json:
    with opened(args) as database:
        secret = _password(args.login, from_stdin=args.password_stdin)
        new = NewAccount(
            args.login, args.name or args.login, ConsoleRole(args.role), secret
        )

        def make(tx: Tx) -> None:
            accounts.make(tx, new, to_ms(now()))
            entry = journal.Entry("", "account.made", new.login, new.role.value)
            journal.write(tx, entry, to_ms(now()))

        database.write(make)
    return {"login": new.login, "role": new.role.value}


def _account_password(args: Namespace) -> Json:
    with opened(args) as database:
        secret = _password(args.login, from_stdin=args.password_stdin)

        def change(tx: Tx) -> None:
            accounts.change_password(tx, args.login, secret, must=True)
            entry = journal.Entry("", "account.password", args.login)
            journal.write(tx, entry, to_ms(now()))

        database.write(change)
    return {"login": args.login, "must_change": True}


def _account_list(args: Namespace) -> None:
    with opened(args) as database:
        rows = database.read(accounts.listed)
    shown: list[Json] = [
        {"login": one.login, "role": one.role.value, "active": one.active}
        for one in rows
    ]
    show_rows({"ok": True}, "rows", shown, as_json=args.json)


def _audit_verify(args: Namespace) -> Json:
    with opened(args) as database:
        fault = database.read(journal.first_fault)
    if fault is not None:
        raise CenterError(CenterCode.CONSOLE_AUDIT, number=fault)
    return {"holds": True}


def _restored(args: Namespace) -> Json:
    with opened(args) as database:
        facts_of(database)
        told = database.write(lambda tx: restored.declare(tx, to_ms(now())))
        if database.make != "postgresql":
            return told
    with province.line(args.database) as line:
        return {**told, "left_behind": restored.forget_followers(line)}


def _pack_publish(args: Namespace) -> Json:
    try:
        text = Path(args.file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        name = Path(args.file).name
        raise CenterError(CenterCode.FILE_UNREADABLE, file=name) from exc
    with opened(args) as database:
        pack = database.write(
            lambda tx: packs.publish(tx, text, to_ms(now()), new=args.new)
        )
    from_day = pack.valid_from.isoformat()
    return {"name": pack.name, "version": pack.version, "valid_from": from_day}


def _pack_list(args: Namespace) -> None:
    with opened(args) as database:
        rows = database.read(packs.listed)
    show_rows({"ok": True}, "rows", rows, as_json=args.json)


def _report(args: Namespace) -> Json:
    language = getattr(args, "lang", LANGUAGES[0])
    day = args.day or days.day_of(to_ms(now()))
    wish = report.Wish(day, args.maker, language, args.office)
    with opened(args) as database:
        pdf = report.paper(database, wish, now())
    target = Path(args.out or f"daily-{day.isoformat()}.pdf")
    try:
        target.write_bytes(pdf)
    except OSError as exc:
        raise CenterError(CenterCode.FILE_UNREADABLE, file=target.name) from exc
    return {"file": str(target), "day": day.isoformat(), "bytes": len(pdf)}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError("YYYY-MM-DD") from None


def _create_arguments(parser: ArgumentParser) -> None:
    _login_arguments(parser)
    parser.add_argument("--name", default="", help="the person's name")
    parser.add_argument(
        "--role", choices=[role.value for role in ConsoleRole], default="administrator"
    )


def _login_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("login", metavar="LOGIN")
    parser.add_argument("--password-stdin", action="store_true",
                        help="take the password from a line of stdin")  # fmt: skip


def _pack_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="rule pack (TOML)")
    parser.add_argument("--new", action="store_true",
                        help="a name no office works by yet is meant")  # fmt: skip


def _report_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--day", type=_day, metavar="YYYY-MM-DD",
                        help="today if left out")  # fmt: skip
    parser.add_argument("--office", default="", metavar="CODE",
                        help="one office; all if left out")  # fmt: skip
    parser.add_argument("--maker", default="", help="name of whoever makes it")
    parser.add_argument("--out", default="", metavar="FILE")


VERBS = {
    "account create": Verb(
        _account_create, "make an account of the console", _create_arguments
    ),
    "account password": Verb(
        _account_password, "give an account another password", _login_arguments
    ),
    "account list": Verb(_account_list, "accounts of the console"),
    "audit verify": Verb(_audit_verify, "walk the console's audit chain"),
    "restored": Verb(
        _restored, "after a backup was put back: let every counter tell what is missing"
    ),
    "pack publish": Verb(_pack_publish, "publish a rule pack", _pack_arguments),
    "pack list": Verb(_pack_list, "published rule packs"),
    "report daily": Verb(
        _report, "the city's daily issuance report as PDF", _report_arguments
    ),
}
