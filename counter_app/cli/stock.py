"""``stock ...``: balances, the book, its acts, counts, boxes of blanks."""

from __future__ import annotations

from counter_app.bootstrap.books import open_books
from counter_app.cli.arguments import (
    Arguments,
    number_from,
    some_text,
)
from counter_app.cli.second import second_arguments, second_of
from counter_app.cli.trail import place_of
from counter_app.cli.verb import Answer, Call, Verb
from counter_app.domain.stock import BLANK_ACTS, CARD_ACTS, Account, ActKind
from counter_app.services.stock_commands import (
    CountStock,
    MoveStock,
    ReceiveBlanks,
)

_ACTS = [str(kind) for kind in (*CARD_ACTS, *sorted(BLANK_ACTS))]


def show(call: Call) -> Answer:
    """Show the stock by account, state and keeper."""
    with open_books(place_of(call)) as (books, _store):
        found = books.balances()
    states = [
        {
            "state": state,
            "state_name": call.text(f"paper.stock_state.{state}"),
            "count": count,
        }
        for state, count in sorted(found.cards.items())
    ]
    boxes = [
        {"box": b.box, "serials": f"{b.prefix}{b.first}-{b.last}", "count": b.count}
        for b in found.boxes
    ]
    keepers = [
        {"keeper": who or call.text("cli.stock.safe"), "blanks": n}
        for who, n in sorted(found.blanks.items())
    ]
    return Answer(
        {**found.accounts, "states": states, "keepers": keepers, "boxes": boxes}
    )


def _page_argument(arguments: Arguments) -> None:
    arguments.add("--page", type=number_from(1), default=1, metavar="N", text="page")


def moves(call: Call) -> Answer:
    """Show a page of the book, newest first."""
    with open_books(place_of(call)) as (books, _store):
        found = books.moves(int(call.args.page) - 1)
    rows = [
        {
            "at": row.at,
            "act": row.kind.value,
            "card_no" if row.item == "card" else "card_uid": row.number,
            "before": row.before,
            "after": row.after,
            "place": row.place_after,
            "who": row.actor,
            "second": row.second,
            "paper_no": row.paper_no,
            "receipt_no": row.receipt_no,
            "reason": row.reason,
        }
        for row in found.rows
    ]
    return Answer({"rows": rows, "page": found.number + 1, "more": found.more})


def _second_arguments(arguments: Arguments) -> None:
    second_arguments(arguments)
    arguments.add("--paper", default="", metavar="NO", text="paper_no")


def _act_arguments(arguments: Arguments) -> None:
    arguments.add("act", choices=_ACTS, metavar="ACT", text="stock_act")
    arguments.add(
        "--card", action="append", default=[], metavar="NO", text="stock_card"
    )
    arguments.add("--box", default="", metavar="BOX", text="stock_box")
    arguments.add("--place", default="", metavar="PLACE", text="stock_place")
    arguments.add("--counted", type=number_from(0), default=None, text="stock_counted")
    arguments.add("--keeper", default="", metavar="LOGIN", text="stock_keeper")
    arguments.add("--amount", type=number_from(0), default=0, text="stock_amount")
    _second_arguments(arguments)


def act(call: Call) -> Answer:
    """Carry out one act of the book.

    Raises:
        RuleError: ``stock.*``, ``rule.approval_*``.
    """
    args = call.args
    command = MoveStock(
        kind=ActKind(args.act),
        numbers=tuple(args.card),
        box=args.box,
        place=args.place,
        counted=None if args.counted is None else int(args.counted),
        keeper=args.keeper,
        amount=int(args.amount),
        paper_no=args.paper,
        reason=args.reason,
        second=second_of(call),
    )
    with open_books(place_of(call)) as (books, _store):
        done = books.move(command)
    return Answer(
        {
            "ok": True,
            "act": done.kind.value,
            "count": len(done.numbers),
            "second": done.second,
            "act_id": done.act_id,
        }
    )


def _count_arguments(arguments: Arguments) -> None:
    accounts = [str(account) for account in Account]
    arguments.add("account", choices=accounts, metavar="ACCOUNT", text="stock_account")
    arguments.add("counted", type=number_from(0), metavar="N", text="stock_counted")
    arguments.add("--box", default="", metavar="BOX", text="stock_box")
    _second_arguments(arguments)


def count(call: Call) -> Answer:
    """Lay a count beside the book; a difference needs its reason.

    Raises:
        RuleError: ``stock.reason_needed``, ``stock.second_needed``.
    """
    args = call.args
    command = CountStock(
        account=Account(args.account),
        counted=int(args.counted),
        box=args.box,
        reason=args.reason,
        second=second_of(call),
    )
    with open_books(place_of(call)) as (books, _store):
        made = books.count(command)
    return Answer(
        {
            "ok": True,
            "account": made.account.value,
            "box": made.box,
            "book": made.book,
            "counted": made.counted,
            "difference": made.counted - made.book,
        }
    )


def _box_arguments(arguments: Arguments) -> None:
    arguments.add("box", type=some_text, metavar="BOX", text="blank_box")
    arguments.add("prefix", metavar="PREFIX", text="serial_prefix")
    arguments.add("first", type=number_from(0), metavar="FIRST", text="serial_first")
    arguments.add("last", type=number_from(0), metavar="LAST", text="serial_last")
    _second_arguments(arguments)


def blank_box(call: Call) -> Answer:
    """Register a box of blanks with its serial numbers.

    Raises:
        RuleError: ``stock.serial_overlap``, ``stock.box_known`` ...
    """
    args = call.args
    command = ReceiveBlanks(
        box=args.box,
        prefix=args.prefix,
        first=int(args.first),
        last=int(args.last),
        paper_no=args.paper,
        second=second_of(call),
    )
    with open_books(place_of(call)) as (books, _store):
        made = books.receive_blanks(command)
    return Answer({"ok": True, "box": made.box, "count": made.count})


VERBS = (
    Verb("stock show", show),
    Verb("stock moves", moves, _page_argument),
    Verb("stock act", act, _act_arguments),
    Verb("stock count", count, _count_arguments),
    Verb("stock blank-box", blank_box, _box_arguments),
)
