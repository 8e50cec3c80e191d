"""The supervisors' pages: overview, refusals, reviews, issuance, alarms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from starlette.responses import Response

from center import days
from center import report as city_report
from center.alarms import close as put_away
from center.alarms import listed as listed_alarms
from center.console import board, journal, refusals, web
from center.console import issuance as counting
from center.console.charts import Bar, bars, columns
from center.console.refusals import Choice, Reply, Verdict
from center.console.web import Visit
from center.database import Tx
from center.packs import pack_of, packs_of
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError

_LONGEST_NOTE = 1000
_HOURS = range(24)
_OPENING, _CLOSING = 8, 18


def overview(visit: Visit) -> Response:
    """Show every office with its workstations."""
    read = visit.center.database.read
    offices, waits = read(board.offices), read(board.to_do)
    today = days.day_of(visit.now)
    counts = read(lambda tx: counting.of_day(tx, today))
    stations = [one for office in offices for one in office.stations]
    silent = sum(s.contact(visit.now) in {"quiet", "silent", "never"} for s in stations)
    return web.show(
        visit, "overview.html", offices=offices, waits=waits, counts=counts,
        silent=silent,
    )  # fmt: skip


def refused(visit: Visit) -> Response:
    """Show refused acts without a decision, or those with one."""
    decided, page = visit.query("which") == "decided", visit.page_number()
    rows = visit.center.database.read(
        lambda tx: refusals.listed(tx, decided=decided, page=page)
    )
    more, rows = len(rows) > refusals.PAGE, rows[: refusals.PAGE]
    return web.show(
        visit, "refused.html", rows=rows, decided=decided, page=page, more=more
    )


def refusal(visit: Visit) -> Response:
    """Show one refused act beside the cards as they are now."""
    op_id = str(visit.request.path_params["op_id"])[:80]
    read = visit.center.database.read
    one = read(lambda tx: refusals.find(tx, op_id))
    cards = read(lambda tx: refusals.cards_of(tx, one.ssn))
    events = read(lambda tx: refusals.history(tx, one.card_no))
    _note(visit, "look", one.op_id)
    return web.show(visit, "refusal.html", one=one, cards=cards, events=events)


def _note(visit: Visit, event: str, subject: str) -> None:
    """Looking leaves a trace too (business.md 11, audit)."""
    entry, now = journal.Entry(visit.login, event, subject), visit.now
    visit.center.database.write(lambda tx: journal.write(tx, entry, now))


def decide(visit: Visit) -> Response:
    """Carry out a decision."""
    op_id, word = str(visit.request.path_params["op_id"])[:80], visit.field("choice")
    note = visit.field("note", _LONGEST_NOTE)
    if word not in set(Choice) or not note:
        raise CenterError(CenterCode.REQUEST_INVALID, detail="note")
    verdict = Verdict(op_id, Choice(word), note, visit.login)
    now = visit.center.clock()
    visit.center.database.write(lambda tx: refusals.decide(tx, verdict, now))
    return web.go("/console/refused?done=decided")


def escalated(visit: Visit) -> Response:
    """Show reviews that counters escalated."""
    replied, page = visit.query("which") == "replied", visit.page_number()
    rows = visit.center.database.read(
        lambda tx: refusals.questions(tx, replied=replied, page=page)
    )
    more, rows = len(rows) > refusals.PAGE, rows[: refusals.PAGE]
    return web.show(
        visit, "escalated.html", rows=rows, replied=replied, page=page, more=more
    )


def reply(visit: Visit) -> Response:
    """Answer a counter."""
    text, account = visit.field("reply", _LONGEST_NOTE), visit.who.account
    if not text:
        raise CenterError(CenterCode.REQUEST_INVALID, detail="reply")
    given = Reply(
        visit.field("workstation"), visit.field("op_id"), text,
        account.login, account.name,
    )  # fmt: skip
    now = visit.now
    visit.center.database.write(lambda tx: refusals.reply(tx, given, now))
    return web.go("/console/escalated?done=replied")


def _day(visit: Visit) -> date:
    today = days.day_of(visit.now)
    try:
        return min(date.fromisoformat(visit.query("day") or today.isoformat()), today)
    except ValueError:
        return today


def issue_charts(
    visit: Visit, counts: counting.Issuance, banks: Mapping[str, str]
) -> dict[str, object]:
    """Return the charts of a day."""
    t = visit.words
    by_bank: Counter[str] = Counter()
    for code, count in counts.by_bank.items():
        by_bank[banks.get(code) or code or t("issuance.no_bank")] += count
    offices = [Bar(name, n) for (_code, name), n in counts.by_office.most_common(20)]
    hours = [h for h in _HOURS if _OPENING <= h < _CLOSING or counts.by_hour[h]]
    return {
        "by_office": bars(t("issuance.by_office"), offices),
        "by_bank": bars(
            t("issuance.by_bank"), [Bar(*bank) for bank in by_bank.most_common(20)]
        ),
        "by_hour": columns(
            t("issuance.by_hour"), [Bar(str(h), counts.by_hour[h]) for h in hours]
        ),
    }


def issuance(visit: Visit) -> Response:
    """Show the issuance of a day."""
    day = _day(visit)
    counts = visit.center.database.read(lambda tx: counting.of_day(tx, day))
    charts = issue_charts(visit, counts, bank_names(visit))
    return web.show(
        visit, "issuance.html", counts=counts, day=day, charts=charts,
        today=days.day_of(visit.now),
    )  # fmt: skip


def bank_names(visit: Visit) -> dict[str, str]:
    """Return bank codes to names, of every pack in force."""
    now = visit.now

    def names(tx: Tx) -> dict[str, str]:
        codes = [str(row[0]) for row in tx.rows("SELECT office_code FROM office")]
        keys = sorted(set(packs_of(tx, codes, now).values()))
        return {bank.code: bank.name for key in keys for bank in pack_of(key).banks}

    return visit.center.database.read(names)


def report(visit: Visit) -> Response:
    """Return the city's daily report as a paper."""
    wish = city_report.Wish(_day(visit), visit.who.account.name, visit.words.language)
    pdf = city_report.paper(visit.center.database, wish, visit.center.clock())
    _note(visit, "report", wish.day.isoformat())
    name = f"daily-{wish.day.isoformat()}.pdf"
    answer = Response(pdf, media_type="application/pdf")
    answer.headers["content-disposition"] = f'attachment; filename="{name}"'
    return answer


def alarms(visit: Visit) -> Response:
    """Show alarms."""
    rows = visit.center.database.read(listed_alarms)
    return web.show(visit, "alarms.html", rows=rows)


def close_alarm(visit: Visit) -> Response:
    """Record that somebody looked into an alarm, and what was found."""
    text, note = visit.field("number", 16), visit.field("note", _LONGEST_NOTE)
    if not (text.isascii() and text.isdigit() and note):
        raise CenterError(CenterCode.REQUEST_INVALID, detail="note")
    login, now = visit.login, visit.now

    def close(tx: Tx) -> None:
        put_away(tx, int(text), login, note, now)
        journal.write(tx, journal.Entry(login, "alarm.closed", text), now)

    visit.center.database.write(close)
    return web.go("/console/alarms?done=saved")
