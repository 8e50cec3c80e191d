"""``self-test`` (is the program whole?) and ``doctor`` (is this site ready?)."""

from __future__ import annotations

from collections.abc import Sequence

from counter_app import bootstrap
from counter_app.bootstrap.checking import Check
from counter_app.bootstrap.selftest import self_test
from counter_app.cli.trail import place_of
from counter_app.cli.verb import Answer, Call, Verb


def run_self_test(call: Call) -> Answer:
    """Check the program; needs no reader, printer, center or data folder."""
    return _answer(call, self_test())


def run_doctor(call: Call) -> Answer:
    """Check reader, driver, printer, clock, key store, database and center."""
    return _answer(call, bootstrap.doctor(place_of(call)))


def _answer(call: Call, checks: Sequence[Check]) -> Answer:
    rows = [_row(call, check) for check in checks]
    good = all(check.ok for check in checks)
    lines = [line for row in rows for line in _lines(call, row)]
    return Answer({"ok": good, "checks": rows}, tuple(lines), ok=good)


def _row(call: Call, check: Check) -> dict[str, object]:
    if check.fault is not None:
        detail, remedy = call.words.error_text(check.fault.code, check.fault.params)
        return {"code": check.code, "ok": False, "detail": detail, "remedy": remedy}
    found = check.found
    detail = call.text(found.note, **found.params) if found is not None else ""
    return {"code": check.code, "ok": True, "detail": detail, "remedy": None}


def _lines(call: Call, row: dict[str, object]) -> list[str]:
    mark = call.text("cli.check.ok" if row["ok"] else "cli.check.bad")
    lines = [f"{row['code']:<14} {mark}  {row['detail']}"]
    if row["remedy"]:
        lines.append(f"{'':<14} {row['remedy']}")
    return lines


VERBS = (Verb("self-test", run_self_test), Verb("doctor", run_doctor))
