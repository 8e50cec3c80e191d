"""What must hold when the day is over. Each check returns what is wrong, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from counter_app.domain.states import REWRITE_KINDS, Effect, Kind
from counter_app.practice.people import Roll
from counter_app.practice.record import Record, folder_of
from scripts.practice_day.books import OfficeBooks, center_rows
from scripts.practice_day.ledger import DoneAct, Ledger
from scripts.practice_day.programs import pdf_fonts, pdf_text, verb

LEAST_ACTS = 12
LEAST_PENDING = 3
#: Every kind of act but those that need a day of their own.
KINDS = set(Kind) - REWRITE_KINDS - {Kind.PIN_UNLOCK, Kind.APPLY_NEW}
_SMALLEST_PICTURE = 20_000  # bytes; an empty screen is smaller


@dataclass(frozen=True, slots=True)
class Day:
    """What the checks look at."""

    out: Path
    data: Path
    ledger: Ledger
    roll: Roll
    record: Record
    pictures: tuple[Path, ...]

    @property
    def acts(self) -> list[DoneAct]:
        """The acts of the day."""
        return self.ledger.acts

    def paper(self, receipt_no: str) -> Path:
        """Return the receipt's PDF as it came out of the printer."""
        found = sorted((self.out / "receipts").glob(f"*{receipt_no}*.pdf"))
        if not found:
            raise LookupError(f"no paper {receipt_no}")
        return found[0]


def check_all(day: Day) -> None:
    """Run every check that needs the office or its center's database."""
    check = day.ledger.check
    check("acts.enough", lambda: _enough(day), good=f"{len(day.acts)} acts")
    check("acts.kinds", lambda: _kinds(day))
    check("receipts.one_each", lambda: _one_receipt_each(day))
    check("receipts.papers", lambda: _papers(day))
    check("receipts.fonts", lambda: _fonts(day))
    check("effects.printed", lambda: _printed(day))
    check("effects.end", lambda: _all_effective(day))
    check("center.each_once", lambda: _each_once(day))
    check("center.nothing_else", lambda: _nothing_else(day))
    check("sync.nothing_waiting", lambda: _nothing_waiting(day))
    check("audit.verify", lambda: _audit(day))
    check("pictures.exist", lambda: _pictures(day), good=f"{len(day.pictures)} files")
    check("logs.no_personal_data", lambda: _logs(day))
    check("program.self_test", lambda: _self_test(day))


def _enough(day: Day) -> str:
    pending = [a for a in day.acts if a.effect_when_printed == Effect.PENDING]
    if len(day.acts) < LEAST_ACTS:
        return f"only {len(day.acts)} acts"
    return "" if len(pending) >= LEAST_PENDING else f"only {len(pending)} pending"


def _kinds(day: Day) -> str:
    missing = KINDS - {Kind(act.kind) for act in day.acts}
    return f"missing {sorted(missing)}" if missing else ""


def _one_receipt_each(day: Day) -> str:
    made = Counter(act.receipt_no for act in day.acts)
    rows = OfficeBooks(day.data).receipts()
    listed = Counter(str(row["receipt_no"]) for row in rows)
    if made != listed or set(made.values()) != {1}:
        return f"acts {len(made)}, receipts {len(listed)}"
    return _first(
        f"{row['receipt_no']} has {row['copies']} copies"
        for row in rows
        if row["copies"] != 1 or not row["printed_at"]
    )


def _papers(day: Day) -> str:
    """Each paper names its number, its effect and that it is practice."""
    words = {"pending": "待上传", "effective": "已生效"}
    wrong = []
    for act in day.acts:
        text = pdf_text(day.paper(act.receipt_no)).replace(" ", "")
        wanted = (act.receipt_no, words[act.effect_when_printed], "PRACTICE")
        wrong += [f"{act.id} without {word}" for word in wanted if word not in text]
        people = [p.holder for p in day.roll.people if p.holder.ssn in text]
        wrong += [f"{act.id} shows a whole number" for _ in people]
    return _first(wrong)


def _fonts(day: Day) -> str:
    return _first(
        f"{act.id} {row[0]} is not embedded"
        for act in day.acts
        for row in pdf_fonts(day.paper(act.receipt_no))
        if row[-5] != "yes"  # the column "emb"
    )


def _printed(day: Day) -> str:
    """Offline papers say pending, papers of the day online say effective."""
    return _first(
        f"{act.id} offline={act.offline} printed {act.effect_when_printed}"
        for act in day.acts
        if (act.effect_when_printed == Effect.PENDING) != act.offline
    )


def _all_effective(day: Day) -> str:
    return _first(
        f"{act.id} ended {act.effect_at_end}"
        for act in day.acts
        if act.effect_at_end != Effect.EFFECTIVE
    )


def _operations(day: Day) -> Counter[tuple[str, int, str]]:
    books = OfficeBooks(day.data)
    return Counter(
        (act.receipt_no, op.sequence, op.kind.value)
        for act in day.acts
        for op in books.case(act.receipt_no).operations
    )


def _at_center(day: Day) -> Counter[tuple[str, int, str]]:
    return Counter(
        (str(row["receipt_no"]), int(row["sequence"]), str(row["kind"]))
        for row in center_rows(day.ledger.center_database)
    )


def _each_once(day: Day) -> str:
    """Every operation of every act stands at the center once, and was applied."""
    there = _at_center(day)
    wrong = [f"{op}: {there[op]} times" for op in _operations(day) if there[op] != 1]
    wrong += [
        f"{row['receipt_no']} {row['outcome']}"
        for row in center_rows(day.ledger.center_database)
        if row["outcome"] != "applied" or not row["applied_at"]
    ]
    return _first(wrong)


def _nothing_else(day: Day) -> str:
    extra = set(_at_center(day)) - set(_operations(day))
    return f"unknown to the office: {sorted(extra)[:3]}" if extra else ""


def _nothing_waiting(day: Day) -> str:
    said = verb("counter-app", "sync", "status", "--data", str(day.data))
    left = {k: said[k] for k in ("waiting", "refused", "doubtful") if said[k]}
    return str(left) if left else ""


def _audit(day: Day) -> str:
    said = verb("counter-app", "audit", "verify", "--data", str(day.data))
    return "" if said["ok"] and said["rows"] else str(said)


def _self_test(day: Day) -> str:
    said = verb("counter-app", "self-test", "--data", str(day.data))
    return "" if said["ok"] else str(said)


def _pictures(day: Day) -> str:
    return _first(
        p.name
        for p in day.pictures
        if not p.is_file() or p.stat().st_size < _SMALLEST_PICTURE
    )


def _logs(day: Day) -> str:
    """No number, name or card of a person, and no password, stands in any log."""
    secrets = [account.password for account in day.record.accounts]
    secrets.append(day.record.recovery_key)
    for person in day.roll.people:
        secrets += [person.holder.ssn, person.holder.name, person.holder.phone]
        if person.card:
            secrets += [person.card.card_no, str(person.card.card_uid)]
    wanted = [word for word in secrets if len(word) > 2]  # noqa: PLR2004 - common pairs
    logs = [*(day.data / "logs").rglob("*"), *(folder_of(day.data) / "logs").rglob("*")]
    logs += (day.out / "logs").rglob("*")
    return _first(
        f"{log.name} holds personal data"
        for log in logs
        if log.is_file() and _holds(log, wanted)
    )


def _holds(log: Path, words: Iterable[str]) -> bool:
    text = log.read_text(encoding="utf-8", errors="replace")
    return any(word in text for word in words)


def _first(wrong: Iterable[str]) -> str:
    """Return the first few complaints."""
    found = list(wrong)
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""  # noqa: PLR2004
    return "; ".join(found[:3]) + more
