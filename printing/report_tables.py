"""The tables of a report: one source for paper, workbook and text file (9.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from counter_app.domain.states import GIVING_KINDS, LOSS_KINDS, Effect, Kind, StockState
from printing.fields import DASH
from printing.paper import Align
from printing.report_content import CaseCount, DailyContent
from printing.table import Column, Table
from printing.words import Words

RESULTS = (Effect.EFFECTIVE, Effect.PENDING, Effect.REFUSED, Effect.REVERSED)
_STANDING = frozenset({Effect.EFFECTIVE, Effect.PENDING})
_AT_OFFICE = frozenset(StockState) - {
    *(StockState.TO_ENABLE, StockState.HANDED_OUT, StockState.BACK_ENTERED),
    *(StockState.RETURNED, StockState.DESTROYED),
}


def all_tables(content: DailyContent, words: Words) -> tuple[tuple[str, Table], ...]:
    """Return every table with its heading; those of A to F always, others if filled."""
    lettered = (
        ("a", by_business(content.counts, words)),
        ("b", stock(content, words)),
        ("b_account", movements(content, words)),
        ("b_person", by_person(content, words)),
        ("c", by_clerk(content.counts, words)),
        ("d", by_bank(content.counts, words)),
        ("units", by_unit(content, words)),
        ("e", exceptions(content, words)),
        ("differences", differences(content, words)),
        ("sensitive", sensitive(content, words)),
        ("days", by_day(content, words)),
        ("f", upload(content, words)),
    )
    return tuple(
        (words.text(f"report.{name}"), table)
        for name, table in lettered
        if table.rows or len(name) == 1
    )


def by_business(counts: tuple[CaseCount, ...], words: Words) -> Table:
    """Return table A: business by result, and by channel where channels are said."""
    order = {kind: number for number, kind in enumerate(Kind)}
    found = {(row.business, row.channel) for row in counts}
    rows = []
    for kind, channel in sorted(found, key=lambda key: (order[key[0]], key[1])):
        mine = [row for row in counts if (row.business, row.channel) == (kind, channel)]
        names = (words.text(f"kind.{kind.value}"), words.or_self("channel", channel))
        rows.append((*names, *_by_result(mine)))
    heads = [Column(words.text("report.business"), 2.4, Align.LEFT)]
    heads.append(Column(words.text("report.channel"), 1.6, Align.LEFT))
    heads += [Column(words.text(f"report.{result.value}")) for result in RESULTS]
    heads.append(Column(words.text("report.total")))
    foot = (words.text("report.total"), "", *_by_result(counts))
    table = Table(tuple(heads), tuple(rows), foot)
    if any(channel for _, channel in found):
        return table
    without = [(head, *rest) for head, _, *rest in table.rows]
    columns = (heads[0], *heads[2:])
    return Table(columns, tuple(without), (foot[0], *foot[2:]))


def _by_result(rows: Iterable[CaseCount]) -> list[str]:
    totals = results(rows)
    return [*(_figure(totals[result]) for result in RESULTS), str(totals.total())]


def movements(content: DailyContent, words: Words) -> Table:
    """Return table B: the stock account; a difference shows at once."""
    names = ("opening", "received", "issued", "returned", "voided", "closing")
    heads = [Column(words.text("report.stock"), 2.0, Align.LEFT)]
    heads += [Column(words.text(f"report.{n}")) for n in (*names, "difference")]
    rows = [
        (
            words.or_self("stock", line.kind),
            *(_known(getattr(line, name)) for name in names),
            _known(line.difference),
        )
        for line in content.movements
    ]
    alarms = {
        (number, len(heads) - 1)
        for number, line in enumerate(content.movements)
        if line.difference
    }
    return Table(tuple(heads), tuple(rows), alarms=frozenset(alarms))


def stock(content: DailyContent, words: Words) -> Table:
    """Return table B: the cards here now by state, and what is left to write."""
    found = [
        (words.or_self("stock_state", str(line.state)), str(line.count))
        for line in content.stock
    ]
    here = sum(line.count for line in content.stock if line.state in _AT_OFFICE)
    found.append((words.text("stock.cards"), str(here)))
    found += [
        (words.text(f"report.{name}"), _known(getattr(content, name)))
        for name in ("blanks_left", "numbers_left")
    ]
    heads = tuple(Column(head) for head, _ in found)
    return Table(heads, (tuple(figure for _, figure in found),))


def by_clerk(counts: tuple[CaseCount, ...], words: Words) -> Table:
    """Return table C: what each clerk did."""
    heads = (
        Column(words.text("report.clerk"), 2.6, Align.LEFT),
        *(Column(words.text(f"report.{n}")) for n in _WORK),
    )
    names = {row.clerk: row.clerk_name for row in counts}
    rows = [
        (
            "  ".join(part for part in dict.fromkeys((clerk, names[clerk])) if part),
            *_work(row for row in counts if row.clerk == clerk),
        )
        for clerk in sorted(names)
    ]
    return Table(heads, tuple(rows), (words.text("report.total"), *_work(counts)))


def by_bank(counts: tuple[CaseCount, ...], words: Words) -> Table:
    """Return table D: what went to each bank's cards."""
    heads = (
        Column(words.text("report.bank"), 2.6, Align.LEFT),
        *(Column(words.text(f"report.{n}")) for n in _WORK),
    )
    rows = [
        (
            bank or words.text("report.unknown"),
            *_work(row for row in counts if row.bank == bank),
        )
        for bank in sorted({row.bank for row in counts})
    ]
    return Table(heads, tuple(rows), (words.text("report.total"), *_work(counts)))


def exceptions(content: DailyContent, words: Words) -> Table:
    """Return table E: refusals and faults by code."""
    heads = (
        Column(words.text("report.code"), 2.2, Align.LEFT),
        Column(words.text("report.cause"), 5.0, Align.LEFT),
        Column(words.text("report.count")),
    )
    rows = tuple(
        (line.code, words.error_cause(line.code), str(line.count))
        for line in content.exceptions
    )
    return Table(heads, rows)


def upload(content: DailyContent, words: Words) -> Table:
    """Return table F: what the center has and what still waits."""
    names = ("uploaded", "waiting", "refused", "doubtful")
    heads = tuple(Column(words.text(f"report.{n}")) for n in (*names, "oldest"))
    age = DASH
    if content.oldest_waiting_s is not None:
        age = words.text("report.minutes", minutes=content.oldest_waiting_s // 60)
    return Table(heads, ((*(_known(getattr(content, name)) for name in names), age),))


_WORK: Mapping[str, frozenset[Kind]] = {
    "cases": frozenset(Kind),
    "cards": GIVING_KINDS,
    "losses": LOSS_KINDS,
    "lifts": frozenset({Kind.LOSS_LIFT}),
}


def _work(rows: Iterable[CaseCount]) -> list[str]:
    """Return the figures of ``_WORK``: every case, but only cards that stand."""
    mine = list(rows)
    standing = [row for row in mine if row.effect in _STANDING]
    sums = {
        name: sum(row.count for row in standing if row.business in kinds)
        for name, kinds in _WORK.items()
    }
    sums["cases"] = sum(row.count for row in mine)
    return [_figure(number) for number in sums.values()]


def results(rows: Iterable[CaseCount]) -> Counter[Effect]:
    """Sum cases by their effect."""
    found: Counter[Effect] = Counter()
    for row in rows:
        found[row.effect] += row.count
    return found


def by_person(content: DailyContent, words: Words) -> Table:
    """Return what each person took from the stock, and the blanks in hand."""
    hand = ("opening_hand", "drawn", "good", "spoilt", "given_back", "closing_hand")
    names = ("cards_out", "blanks_good", "blanks_spoilt", "old_back", *hand)
    heads = (
        Column(words.text("report.person"), 2.2, Align.LEFT),
        *(Column(words.text(f"report.{name}")) for name in names),
    )
    rows = tuple(
        (
            "  ".join(p for p in dict.fromkeys((row.person, row.person_name)) if p),
            *(_figure(getattr(row, name)) for name in names),
        )
        for row in content.persons
    )
    return Table(heads, rows)


def by_unit(content: DailyContent, words: Words) -> Table:
    """Return the units whose people came."""
    heads = (
        Column(words.text("report.unit"), 4.0, Align.LEFT),
        Column(words.text("report.cases")),
        Column(words.text("report.cards")),
    )
    rows = tuple((u.unit, _figure(u.cases), _figure(u.cards)) for u in content.units)
    return Table(heads, rows)


def differences(content: DailyContent, words: Words) -> Table:
    """Return the differences of the close with their explanations."""
    heads = (
        Column(words.text("report.cause"), 4.0, Align.LEFT),
        Column(words.text("report.about"), 2.6, Align.LEFT),
        Column(words.text("report.expected")),
        Column(words.text("report.found")),
        Column(words.text("report.note"), 3.4, Align.LEFT),
    )
    rows = tuple(
        (
            words.error_cause(row.code),
            words.or_self("stock", row.key) if row.key else DASH,
            str(row.expected),
            str(row.found),
            row.note,
        )
        for row in content.differences
    )
    return Table(heads, rows, alarms=frozenset((n, 3) for n in range(len(rows))))


def sensitive(content: DailyContent, words: Words) -> Table:
    """Return the acts a second operator approved."""
    heads = (
        Column(words.text("report.act"), 2.6, Align.LEFT),
        Column(words.text("report.checker"), 2.0, Align.LEFT),
        Column(words.text("report.count")),
    )
    rows = tuple(
        (words.or_self("act", row.act), row.checker, str(row.count))
        for row in content.sensitive
    )
    return Table(heads, rows)


def by_day(content: DailyContent, words: Words) -> Table:
    """Return the days of a period."""
    heads = (
        Column(words.text("report.day"), 2.6, Align.LEFT),
        Column(words.text("report.cases")),
        Column(words.text("report.cards")),
    )
    rows = tuple(
        (row.day.isoformat(), _figure(row.cases), _figure(row.cards))
        for row in content.days
    )
    total = (
        words.text("report.total"),
        str(sum(row.cases for row in content.days)),
        str(sum(row.cards for row in content.days)),
    )
    return Table(heads, rows, total if rows else ())


def _figure(number: int) -> str:
    return str(number) if number else DASH


def _known(number: int | None) -> str:
    return DASH if number is None else str(number)
