"""The verbs of ``counter-center``: each takes arguments and returns an answer."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from center import allotment, carry, desk, offices, province_verbs, receipts, roll
from center.answers import Json, show_rows
from center.database import Database
from center.facts import facts_of
from center.migrations import LATEST, STEPS, current, migrate, require_current
from center.opening import open_database
from center.reading import office_name, region_code
from center.rows import to_ms
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from sync.wire.seal import LARGEST


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb of the command line."""

    run: Callable[[Namespace], Json | None]
    help: str
    arguments: Callable[[ArgumentParser], None] = lambda _parser: None


def now() -> datetime:
    """Return the clock of this machine."""
    return datetime.now(UTC)


@contextmanager
def opened(args: Namespace, *, pool: int = 2, make: bool = False) -> Iterator[Database]:
    """Open the database; a SQLite one in service gets the newest schema now.

    Args:
        args: of the verb.
        pool: most connections.
        make: whether a missing SQLite file is made, and an empty database filled.

    Raises:
        CenterError: ``center.database_missing``, ``center.schema_old`` for an empty
            database or a PostgreSQL one in service.
    """
    database = open_database(args.database, pool=pool, make=make)
    try:
        found = current(database)
        old = found < LATEST
        if old and (make if found == 0 else database.make == "sqlite"):
            migrate(database, STEPS, to_ms(now()))
        require_current(database, LATEST)
        yield database
    finally:
        database.close()


@contextmanager
def _file(name: str) -> Iterator[BinaryIO]:
    try:
        with Path(name).open("rb") as file:
            yield file
    except OSError as exc:
        raise CenterError(CenterCode.FILE_UNREADABLE, file=Path(name).name) from exc


def _migrate(args: Namespace) -> Json:
    database = open_database(args.database, pool=2)
    try:
        applied = migrate(database, STEPS, to_ms(now()))
        return {"schema": require_current(database, LATEST), "applied": applied}
    finally:
        database.close()


def _enrol_office(args: Namespace) -> Json:
    region = args.region or ""
    wish = offices.NewOffice(
        args.name, args.code, region, args.pack, with_pin=args.with_pin
    )
    with opened(args, make=True) as database:
        return database.write(lambda tx: offices.enrol_office(tx, wish, to_ms(now())))


def _offices(args: Namespace) -> None:
    with opened(args) as database:
        rows = database.read(desk.offices)
    show_rows({"ok": True}, "rows", rows, as_json=args.json)


def _operations(args: Namespace) -> None:
    with opened(args) as database:
        rows = desk.operations(database, office=args.office)
        show_rows({"ok": True}, "rows", rows, as_json=args.json)


def _alarms(args: Namespace) -> None:
    with opened(args) as database:
        rows = database.read(desk.alarms)
    show_rows({"ok": True}, "rows", rows, as_json=args.json)


def _roll_import(args: Namespace) -> Json:
    with _file(args.file) as file, opened(args) as database:
        office = database.read(lambda tx: offices.which_office(tx, args.office))
        done = roll.import_rows(database, office, roll.read_lines(file, office))
    return {
        "office_code": office,
        "lines": done.lines,
        "holders": done.holders,
        "cards": done.cards,
        "deleted": done.deleted,
    }


def _allot(args: Namespace) -> Json:
    blanks: list[allotment.BlankLine] = []
    if args.blanks:
        with _file(args.blanks) as file:
            blanks = list(allotment.read_blanks(file))
    numbers = allotment.number_range(args.numbers) if args.numbers else []
    with opened(args) as database:
        office = database.read(lambda tx: offices.which_office(tx, args.office))
        at = to_ms(now())
        done = database.write(
            lambda tx: allotment.allot(tx, office, blanks, numbers, at)
        )
    return {"office_code": office, **done}


def _card_used(args: Namespace) -> Json:
    with opened(args) as database:
        return database.write(lambda tx: desk.card_used(tx, args.card_no, now()))


def _revoke(args: Namespace) -> Json:
    with opened(args) as database:
        database.write(lambda tx: offices.revoke(tx, args.workstation, to_ms(now())))
    return {"workstation": args.workstation, "revoked": True}


def _verify_receipt(args: Namespace) -> Json:
    text = receipts.text_of(args.code)
    with opened(args) as database:
        return database.read(lambda tx: receipts.check(tx, text))


def _receipt_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "code", metavar="FILE|CODE", help="receipt as file, or text of its QR code"
    )


def _enrol_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--name", type=office_name, required=True,
                        help="name of the office")  # fmt: skip
    parser.add_argument("--code", default="", help="office code, eight digits")
    parser.add_argument("--region", type=region_code, help="division, six digits")
    parser.add_argument("--pack", default="cn-js-taizhou", help="rule pack")
    parser.add_argument("--with-pin", action="store_true",
                        help="a PIN beside the one-time code")  # fmt: skip


def _office_argument(parser: ArgumentParser) -> None:
    parser.add_argument("--office", default="", metavar="CODE",
                        help="may be left out where there is one office")  # fmt: skip


def _roll_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="JSON lines")
    _office_argument(parser)


def _allot_arguments(parser: ArgumentParser) -> None:
    _office_argument(parser)
    parser.add_argument("--blanks", default="", metavar="FILE",
                        help="identification codes, one a line")  # fmt: skip
    parser.add_argument("--numbers", default="", metavar="FROM..TO",
                        help="card numbers, both ends included")  # fmt: skip


def _carry_import(args: Namespace) -> Json:
    with _file(args.file) as file, opened(args) as database:
        data = file.read(LARGEST + 1)
        return {"ok": True, **carry.take_in(database, facts_of(database), data, now())}


VERBS = {
    "carry import": Verb(
        _carry_import,
        "take in what a workstation exported to a stick",
        lambda parser: _file_argument(parser, "carry file"),
    ),
    "migrate": Verb(_migrate, "bring the schema up to date"),
    "enrol-office": Verb(
        _enrol_office, "make an office, print a one-time code", _enrol_arguments
    ),
    "offices list": Verb(_offices, "offices, workstations, last contact"),
    "operations list": Verb(
        _operations, "every operation recorded, in order", _office_argument
    ),
    "alarms list": Verb(_alarms, "what needs a person's eye"),
    "roll import": Verb(
        _roll_import, "bring in holders and cards of an office", _roll_arguments
    ),
    "allot": Verb(_allot, "give blanks and numbers to an office", _allot_arguments),
    "receipts verify": Verb(
        _verify_receipt, "tell a true receipt from a forged one", _receipt_arguments
    ),
    "card-used": Verb(
        _card_used,
        "a new card was used for the first time",
        lambda parser: _required(parser, "--card-no"),
    ),
    "province publish": Verb(
        province_verbs.publish,
        "let a province follow this city's database",
        province_verbs.city_argument,
    ),
    "province prepare": Verb(province_verbs.prepare, "make the province's tables"),
    "province join": Verb(
        province_verbs.join, "begin to follow a city", province_verbs.join_arguments
    ),
    "province leave": Verb(
        province_verbs.leave,
        "stop to follow a city and forget its rows",
        province_verbs.city_argument,
    ),
    "province unpublish": Verb(
        province_verbs.unpublish,
        "let no province follow this city any more",
        province_verbs.city_argument,
    ),
    "province cities": Verb(province_verbs.cities, "how old each city's data is"),
    "province inquire": Verb(
        province_verbs.inquire,
        "a person's cards in all cities",
        province_verbs.inquire_arguments,
    ),
    "province duplicates": Verb(
        province_verbs.duplicates, "people with living cards in several cities"
    ),
    "revoke": Verb(
        _revoke,
        "shut a workstation out",
        lambda parser: _required(parser, "--workstation"),
    ),
}


def _file_argument(parser: ArgumentParser, about: str) -> None:
    parser.add_argument("file", metavar="FILE", help=about)


def _required(parser: ArgumentParser, name: str) -> None:
    parser.add_argument(name, required=True)
