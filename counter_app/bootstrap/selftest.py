"""``self-test``: is the program itself whole? Needs no reader, printer or center.

Runs in the frozen program as well, where a forgotten data file would show.
"""

from __future__ import annotations

import pkgutil
import secrets
import string
import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date
from enum import StrEnum
from importlib import import_module
from pathlib import Path

import polib

from card_io.commands import make_card
from card_io.core.softkeys import SoftwareKeys
from counter_app.bootstrap.checking import Check, Found, Wanted, do_checks
from counter_app.bootstrap.machine import clock, has_display
from counter_app.bootstrap.virtual import PROFILES
from counter_app.domain import codes
from counter_app.domain.chip import Personalisation
from counter_app.domain.codes.store import StoreCode
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import StoreError, SystemFaultError
from counter_app.i18n import LANGUAGES, catalogue_files
from db import create_store, open_store
from db.connect import KEY_BYTES, connection
from db.schema import MIGRATIONS, bring_up_to_date

_PLAIN_HEAD = b"SQLite format 3\x00"
_MARK = "plain-text-mark"
_CARD_WAIT_S = 10.0


def self_test() -> tuple[Check, ...]:
    """Check fonts, theme, migrations, cipher, translations and virtual card."""
    return do_checks(
        (
            Wanted("fonts", _fonts, SystemCode.FONT_BROKEN),
            Wanted("theme", _theme, SystemCode.THEME_BROKEN),
            Wanted("migrations", _migrations, SystemCode.MIGRATIONS_BROKEN),
            Wanted("cipher", _cipher, SystemCode.CIPHER_BROKEN),
            Wanted("translations", _translations, SystemCode.TRANSLATION_MISSING),
            Wanted("virtual_card", _virtual_card, SystemCode.VIRTUAL_CARD_BROKEN),
        )
    )


def _fonts() -> Found:
    """Render a sample receipt with a rare character and find its fonts inside."""
    from counter_app.bootstrap.papers import sample_receipt  # noqa: PLC0415 - slow

    pdf = sample_receipt()
    count = pdf.count(b"/FontFile2")
    if not pdf.startswith(b"%PDF") or not count:
        raise SystemFaultError(SystemCode.FONT_BROKEN, reason="not embedded")
    return Found("cli.check.fonts", {"count": count})


def _theme() -> Found:
    from views import theme, tkb  # noqa: PLC0415 - Tk is loaded for this check only
    from views.palette import LookName  # noqa: PLC0415

    theme.declare(LookName.LIGHT)
    if not has_display():
        return Found("cli.check.theme_no_display")
    root = tkb.App(title="self-test")
    try:
        root.withdraw()
        theme.Look(root)
        root.update()
    finally:
        root.destroy()
    return Found("cli.check.theme")


def _in_new_database(look: Callable[[Path, bytes], Found]) -> Found:
    with tempfile.TemporaryDirectory(prefix="counter-check-") as folder:
        path, key = Path(folder) / "check.db", secrets.token_bytes(KEY_BYTES)
        with (
            closing(create_store(path, key, clock())) as store,
            store.unit_of_work() as work,
        ):
            work.settings.put("check", _MARK)
            work.commit()
        return look(path, key)


def _migrations() -> Found:
    def look(path: Path, key: bytes) -> Found:
        with closing(connection(path, key)) as database:
            left = bring_up_to_date(database)
        if left:
            raise SystemFaultError(SystemCode.MIGRATIONS_BROKEN, reason=left[0])
        steps = len(list(MIGRATIONS.glob("[0-9]*.py")))
        return Found("cli.check.migrations", {"count": steps})

    return _in_new_database(look)


def _cipher() -> Found:
    def look(path: Path, key: bytes) -> Found:
        with closing(connection(path, key)) as database:
            row = database.execute_sql("PRAGMA cipher_version").fetchone()
        raw = path.read_bytes()
        if not row or raw.startswith(_PLAIN_HEAD) or _MARK.encode() in raw:
            raise SystemFaultError(SystemCode.CIPHER_BROKEN, reason="plain text")
        _refuse_wrong_key(path)
        return Found("cli.check.cipher", {"version": row[0]})

    return _in_new_database(look)


def _refuse_wrong_key(path: Path) -> None:
    try:
        open_store(path, secrets.token_bytes(KEY_BYTES), clock()).close()
    except StoreError as exc:
        if exc.code == StoreCode.WRONG_KEY:
            return
        raise
    raise SystemFaultError(SystemCode.CIPHER_BROKEN, reason="wrong key accepted")


def _translations() -> Found:
    texts = {language: _texts(language) for language in LANGUAGES}
    everywhere = set.union(*(set(known) for known in texts.values()))
    needed = set(_error_ids())
    if not needed:  # a frozen program that cannot list its own code modules
        raise SystemFaultError(
            SystemCode.TRANSLATION_MISSING, count=0, example="error.*"
        )
    wanted = everywhere | needed
    missing = sorted(
        msgid
        for msgid in wanted
        for known in texts.values()
        if not known.get(msgid) or _places(known[msgid]) != _places_of(texts, msgid)
    )
    if missing:
        raise SystemFaultError(
            SystemCode.TRANSLATION_MISSING, count=len(set(missing)), example=missing[0]
        )
    return Found("cli.check.translations", {"count": len(wanted)})


def _texts(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for source in catalogue_files(language):
        entries = polib.pofile(source.read_text(encoding="utf-8"))
        found |= {entry.msgid: entry.msgstr for entry in entries}
    return found


def _places(text: str) -> frozenset[str]:
    fields = (name for _, name, _, _ in string.Formatter().parse(text))
    return frozenset(name for name in fields if name)


def _places_of(texts: Mapping[str, Mapping[str, str]], msgid: str) -> frozenset[str]:
    return frozenset().union(
        *(_places(known.get(msgid, "")) for known in texts.values())
    )


def _error_ids() -> list[str]:
    """Return the text ids that every code needs (G35)."""
    found: list[str] = []
    for module in pkgutil.iter_modules(codes.__path__):
        area = import_module(f"{codes.__name__}.{module.name}")
        for enum in vars(area).values():
            if (
                isinstance(enum, type)
                and issubclass(enum, StrEnum)
                and enum is not StrEnum
            ):
                found += [f"error.{code}.{part}" for code in enum for part in _PARTS]
    return found


_PARTS = ("cause", "remedy")


def _virtual_card() -> Found:
    from card_io.worker import DirectDesk  # noqa: PLC0415 - loads the PC/SC library

    for profile in PROFILES:
        with closing(DirectDesk(SoftwareKeys())) as desk:
            desk.insert(make_card(profile))
            reading = desk.read(wait_s=_CARD_WAIT_S)
            if reading.blank:
                data = _holder(reading.region or "999901")
                desk.personalise(reading.card_uid or "", data, lambda _step: None)
                reading = desk.read(wait_s=_CARD_WAIT_S)
        if not (reading.ssn and reading.name and reading.card_no):
            raise SystemFaultError(SystemCode.VIRTUAL_CARD_BROKEN, reason=profile)
    return Found("cli.check.virtual_card", {"count": len(PROFILES)})


def _holder(region: str) -> Personalisation:
    return Personalisation(
        card_no="A00000003",
        issue_date=date(2026, 1, 1),
        expiry_date=date(2036, 1, 1),
        ssn="999901198002290013",
        name="张练习",
        sex="male",
        ethnicity="01",
        birth_place=region,
        birth_date=date(1980, 2, 29),
    )
