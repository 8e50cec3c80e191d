"""A sync report in words: what stands beside what, and in which colour; no Tk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from counter_app.domain.linewords import Headline
from counter_app.ports.center import LineState
from counter_app.services.syncing import SyncReport
from views.messages import Words
from views.palette import Tone
from views.sync.presenter import SyncState

_TONES = {
    Headline.UNKNOWN: Tone.AMBER,
    Headline.REFUSED: Tone.RED,
    Headline.DOUBTFUL: Tone.RED,
    Headline.OVERDUE: Tone.RED,
    Headline.LOADING: Tone.MUTED,
    Headline.ALL_SENT: Tone.GREEN,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: its name, its value, its colour."""

    name: str
    value: str
    tone: Tone = Tone.PLAIN


def headline_of(state: SyncState, words: Words, hotline: str) -> tuple[Tone, str]:
    """Return the one sentence above the figures; it never says more than is true."""
    report = state.report
    if report is None or state.unread is not None:
        return Tone.AMBER, words("view.sync.head.unknown")
    head = report.headline
    counts = {
        Headline.REFUSED: report.outbox.refused,
        Headline.DOUBTFUL: report.outbox.doubtful,
    }
    number = counts.get(head, report.outbox.waiting + report.parcels)
    text = words(f"view.sync.head.{head}", n=number, hotline=hotline)
    return _TONES.get(head, Tone.AMBER), text


def lines_of(report: SyncReport, words: Words) -> tuple[Line, ...]:
    """Return the figures in their order."""
    return (*_counts(report, words), *_line(report, words), *_data(report, words))


def _counts(report: SyncReport, words: Words) -> tuple[Line, ...]:
    outbox = report.outbox
    oldest = words("view.sync.none")
    if outbox.oldest_waiting is not None:
        oldest = words.age(_seconds(outbox.oldest_waiting, report.at))
    return (
        _count("waiting", outbox.waiting, Tone.AMBER),
        Line("oldest", oldest, Tone.RED if report.overdue else Tone.PLAIN),
        Line("sent", str(report.sent_today)),
        _count("refused", outbox.refused, Tone.RED),
        _count("doubtful", outbox.doubtful, Tone.RED),
        _count("parcels", report.parcels, Tone.AMBER),
    )


def _count(name: str, count: int, tone: Tone) -> Line:
    return Line(name, str(count), tone if count else Tone.PLAIN)


def _line(report: SyncReport, words: Words) -> tuple[Line, ...]:
    line = report.line
    contact = words("view.sync.never")
    if line.last_contact is not None:
        contact = words.moment(line.last_contact)
    skew = words("view.unknown")
    if line.skew_s is not None:
        msgid = "view.sync.skew_wrong" if report.clock_wrong else "view.sync.skew_s"
        skew = words(msgid, n=f"{line.skew_s:+.0f}")
    fault = words("view.sync.none")
    if line.fault is not None:
        fault = words.error(line.fault)[0]
    return (
        Line("contact", contact, Tone.PLAIN if line.online else Tone.AMBER),
        Line("next", _next_try(line, report.at, words)),
        Line("fault", fault, Tone.AMBER if line.fault else Tone.PLAIN),
        Line("skew", skew, Tone.RED if report.clock_wrong else Tone.PLAIN),
    )


def _next_try(line: LineState, now: datetime, words: Words) -> str:
    if line.online or line.next_try is None:
        return words("view.none")
    left = _seconds(now, line.next_try)
    return words("view.sync.in_s", n=left) if left else words("view.sync.next_now")


def _data(report: SyncReport, words: Words) -> tuple[Line, ...]:
    as_of = report.line.data_as_of
    data = words.moment(as_of) if as_of else words("view.sync.never")
    return (
        Line("data", data, Tone.PLAIN if as_of else Tone.AMBER),
        Line("load", _load(report, words)),
    )


def _load(report: SyncReport, words: Words) -> str:
    load, here = report.line.load, f"{report.holders:,}"
    if load is None or load.left is None:
        done = report.line.data_as_of is not None
        return words("view.sync.load_done" if done else "view.sync.load_none", n=here)
    left = f"{load.left:,}"
    if load.naming:
        return words("view.sync.load_names", n=here, left=left)
    if load.seconds is None:
        return words("view.sync.load_left", n=here, left=left)
    minutes = max(1, round(load.seconds / 60))
    return words("view.sync.load_time", n=here, left=left, minutes=minutes)


def _seconds(start: datetime, end: datetime) -> int:
    return max(0, int((end - start).total_seconds()))
