"""Verbs for photos: how many there are, and one person's picture."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from center import photos
from center.answers import Json, show_rows
from center.verbs import Verb, opened
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from counter_app.domain.identity import normal_ssn


def _list(args: Namespace) -> None:
    with opened(args) as database:
        rows = database.read(photos.counts)
    show_rows({"ok": True}, "rows", rows, as_json=args.json)


def _show(args: Namespace) -> Json:
    with opened(args) as database:
        jpeg = database.read(lambda tx: photos.newest(tx, normal_ssn(args.ssn)))
    try:
        args.out.write_bytes(jpeg)
        args.out.chmod(0o600)
    except OSError as exc:
        raise CenterError(CenterCode.FILE_UNWRITABLE, file=args.out.name) from exc
    return {"ok": True, "file": str(args.out), "bytes": len(jpeg)}


def _show_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("ssn", metavar="NUMBER", help="of the person")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")


VERBS = {
    "photo list": Verb(_list, "how many photos each office sent"),
    "photo show": Verb(_show, "write a person's newest photo", _show_arguments),
}
