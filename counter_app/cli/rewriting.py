"""``card rewrite``: new data, or a later date of expiry, onto a card in use."""

from __future__ import annotations

from counter_app.cli.arguments import Arguments, iso_day
from counter_app.cli.session import (
    WAIT_S,
    at_the_counter,
    bearer,
    known,
    new_form,
    session_arguments,
)
from counter_app.cli.verb import Answer, Call
from counter_app.domain.masking import mask_item
from counter_app.services.counter import Counter
from counter_app.services.results import CaseResult
from counter_app.services.rewriting import RewriteChip, RewriteLook, UpdateExpiry


def rewrite_arguments(arguments: Arguments) -> None:
    """Add the arguments of ``card rewrite``."""
    session_arguments(arguments)
    arguments.add("--write", action="store_true", text="rewrite_write")
    arguments.add("--expiry", type=iso_day, metavar="YYYY-MM-DD", text="rewrite_expiry")


def rewrite(call: Call) -> Answer:
    """Show what differs; with ``--write`` write it, with ``--expiry`` move the date.

    The operator's password is asked for, or read from standard input. A write that
    was cut off is finished at the next start of the window, with the same card.

    Raises:
        CardError, CenterError, RuleError: as :class:`services.rewriting.RewriteDesk`.
        SystemFaultError: ``system.no_office``, ``system.usage`` without ``--login``.
    """
    with at_the_counter(call) as counter:
        looked = counter.rewriting.look(WAIT_S)
        if not call.args.write and call.args.expiry is None:
            return _shown(call, looked)
        return _told(call, _written(call, counter, looked))


def _written(
    call: Call, counter: Counter, looked: RewriteLook
) -> tuple[CaseResult, ...]:
    ssn, card_no = known(looked.seen)
    uid = looked.seen.reading.card_uid or ""
    done: list[CaseResult] = []
    if call.args.write:
        form = RewriteChip(new_form(), ssn, card_no, uid, bearer(call))
        done.append(counter.rewriting.rewrite(form))
    if call.args.expiry is not None:
        until = call.args.expiry
        renewal = UpdateExpiry(new_form(), ssn, card_no, uid, until, bearer(call))
        done.append(counter.rewriting.update_expiry(renewal))
    return tuple(done)


def _shown(call: Call, looked: RewriteLook) -> Answer:
    changes = [
        {"field": one.field, "chip": one.chip, "record": one.record}
        for one in looked.changes
    ]
    fields = {"allowed": looked.allowed, "code": looked.code, "changes": changes}
    lines = []
    for one in looked.changes:
        name = f"card.item.{one.field}"
        chip, record = mask_item(name, one.chip), mask_item(name, one.record)
        lines.append(f"{one.field}: {chip or '-'} -> {record or '-'}")
    if looked.code is not None:
        lines.append(call.words.error_text(looked.code, {})[0])
    return Answer(fields, tuple(lines))


def _told(call: Call, cases: tuple[CaseResult, ...]) -> Answer:
    rows = [
        {
            "kind": case.business.value,
            "receipt_no": case.receipt_no,
            "effect": case.effect.value,
            "printed": case.printed,
        }
        for case in cases
    ]
    lines = tuple(
        call.text("cli.rewrite.done", receipt=case.receipt_no) for case in cases
    )
    return Answer({"cases": rows}, lines)
