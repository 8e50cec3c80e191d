"""The city's daily issuance report: all offices, or one, on paper (business.md 9.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from center import days
from center.database import Database, Tx
from center.packs import pack_of, packs_of
from center.rows import to_ms
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError, PrintError
from counter_app.domain.states import Effect, Kind
from printing.press import ReportlabPress

_COUNTS = """
    SELECT o.kind, o.outcome, o.clerk, coalesce(n.bank, c.bank, ''), f.region, count(*)
    FROM operation o JOIN office f ON f.office_code = o.office_code
    LEFT JOIN card c ON c.card_no = o.card_no
    LEFT JOIN card n ON n.card_no = c.replaced_by
      AND o.kind IN ('reissue_lost', 'replace')
    WHERE o.applied_at >= ? AND o.applied_at < ? AND (? = '' OR o.office_code = ?)
    GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
"""
_REFUSED = """
    SELECT code, count(*) FROM operation
    WHERE applied_at >= ? AND applied_at < ? AND (? = '' OR office_code = ?)
      AND outcome = 'refused' AND code IS NOT NULL GROUP BY code ORDER BY code
"""
_PRACTICE = "9999"
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Wish:
    """Which day, who makes it, in which language, of one office or of all."""

    day: date
    maker: str = ""
    language: str = "zh_CN"
    office: str = ""


def content(tx: Tx, wish: Wish, now: datetime) -> Json:
    """Return the report's figures as ``printing`` takes them."""
    start, end = days.bounds(wish.day)
    place = (start, end, wish.office, wish.office)
    offices = tx.rows("SELECT office_code, name, region FROM office ORDER BY 1")
    chosen = [row for row in offices if wish.office in {"", row[0]}]
    keys = packs_of(tx, [str(row[0]) for row in chosen], to_ms(now)).values()
    packs = [pack_of(key) for key in sorted(set(keys))]
    banks = {bank.code: bank.name for pack in packs for bank in pack.banks}
    counted = tx.rows(_COUNTS, place)
    waiting = tx.row("SELECT coalesce(sum(waiting), 0) FROM workstation_state")
    return {
        "office_name": _name(wish, chosen, [pack.city for pack in packs]),
        "date": wish.day.isoformat(),
        "printed_at": now.isoformat(),
        "maker": wish.maker,
        "language": wish.language,
        "counts": [_count(row, banks) for row in counted if row[0] in set(Kind)],
        "exceptions": [{"code": r[0], "count": r[1]} for r in tx.rows(_REFUSED, place)],
        "uploaded": sum(int(row[5]) for row in counted),
        "waiting": int(waiting[0]) if waiting and not wish.office else 0,
        "refused": sum(int(row[5]) for row in counted if row[1] == "refused"),
        "practice": any(str(row[2]).startswith(_PRACTICE) for row in chosen),
    }


def _count(row: tuple[object, ...], banks: dict[str, str]) -> Json:
    kind, outcome, clerk, bank, _region, count = row
    refused = outcome == "refused"
    return {
        "business": kind,
        "effect": (Effect.REFUSED if refused else Effect.EFFECTIVE).value,
        "clerk": clerk,
        "clerk_name": clerk,
        "bank": banks.get(str(bank), str(bank)),
        "count": int(str(count)),
    }


def _name(wish: Wish, chosen: list[tuple[object, ...]], cities: list[str]) -> str:
    if wish.office:
        return str(chosen[0][1]) if chosen else wish.office
    return f"{'、'.join(dict.fromkeys(cities))} ({len(chosen)})"


def paper(database: Database, wish: Wish, now: datetime) -> bytes:
    """Return the report as PDF.

    Raises:
        CenterError: ``center.no_paper`` where the fonts or figures are not at hand.
    """
    figures = database.read(lambda tx: content(tx, wish, now))
    try:
        return ReportlabPress().daily_report(figures)
    except PrintError as exc:
        raise CenterError(CenterCode.NO_PAPER, reason=exc.code) from exc
