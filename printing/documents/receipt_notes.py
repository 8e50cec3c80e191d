"""What a receipt tells the person: the effect in words, cautions, what to bring.

Every sentence follows from the frozen facts; the city's own clauses come on top of
these and are printed as the rule pack has them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from counter_app.domain.rulepack import FormalLift
from counter_app.domain.states import (
    GIVING_KINDS,
    LOSS_KINDS,
    PIN_KINDS,
    REPLACING_KINDS,
    REWRITE_KINDS,
    Effect,
    Kind,
)
from printing.content import ReceiptContent
from printing.words import Words


def is_accepted_only(content: ReceiptContent) -> bool:
    """Tell whether the application was taken but no card was made yet (R-07)."""
    return content.promised_date is not None and not content.new_card_no


def effect_sentence(content: ReceiptContent, words: Words) -> str:
    """Return what the effect means for this business."""
    effect = content.effect
    if effect not in {Effect.EFFECTIVE, Effect.PENDING}:
        return words.text(f"say.{effect.value}")
    if is_accepted_only(content):
        return words.text(f"say.{effect.value}.accepted")
    name = content.kind.value
    if content.kind in REPLACING_KINDS and LOSS_KINDS & set(content.kinds):
        name = "combined"
    return words.text(f"say.{effect.value}.{name}")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the card: is it stopped, and what to do about it (R-29)."""

    name: str
    state: str
    detail: str
    stopped: bool


def parts_stopped(content: ReceiptContent, words: Words) -> tuple[Part, ...]:
    """Return both parts of the card where a loss was reported (business.md 2.3).

    A loss at the counter stops the social security function alone; the bank's part
    must be reported to the bank.
    """
    standing = content.effect in {Effect.EFFECTIVE, Effect.PENDING}
    if not LOSS_KINDS & set(content.kinds) or not standing:
        return ()
    done = content.effect is Effect.EFFECTIVE
    social = Part(
        words.text("part.social"),
        words.text("part.stopped" if done else "part.stopping"),
        words.text("part.center_done")
        if done
        else words.text("part.center", hotline=content.hotline),
        stopped=done,
    )
    bank = Part(
        words.text("part.bank"),
        words.text("part.running"),
        words.text("part.call", bank=content.bank_name, phone=content.bank_phone)
        if content.bank_phone
        else content.bank_name,
        stopped=False,
    )
    return (social, bank)


def notes(content: ReceiptContent, words: Words) -> tuple[str, ...]:
    """Return the cautions of this business, most pressing first."""
    if content.effect not in {Effect.EFFECTIVE, Effect.PENDING}:
        return ()
    return tuple(_notes(content, words))


def _notes(content: ReceiptContent, words: Words) -> Iterator[str]:
    if content.kind in LOSS_KINDS:
        yield from _loss_notes(content, words)
    elif content.kind is Kind.LOSS_LIFT:
        yield words.text("note.lifted.bank")
        yield words.text("note.lifted.pin")
    elif content.kind in PIN_KINDS:
        yield words.text("note.pin.own")
    elif content.kind in GIVING_KINDS and not is_accepted_only(content):
        yield words.text("note.new.pin")
        yield words.text("note.new.bank", bank=content.bank_name)
    if content.kind in REPLACING_KINDS:
        if content.old_card_policy is not None:
            yield words.text(f"note.old.{content.old_card_policy.value}")
        yield words.text("note.old.bank")
    if content.effect is Effect.PENDING:
        yield words.text("note.pending.ask", hotline=content.hotline)


def _loss_notes(content: ReceiptContent, words: Words) -> Iterator[str]:
    if content.kind is Kind.LOSS_TEMP:
        if content.loss_expires_at is not None:
            end = words.moment(content.local(content.loss_expires_at))
            fate = content.temp_loss_end
            name = f"note.loss_temp.{fate.value if fate else 'ends'}"
            yield words.text(name, end=end)
        yield words.text("note.lift.temp")
    elif content.lift_rule is not None:
        yield words.text(f"note.lift.{content.lift_rule.value}")


def bring(content: ReceiptContent, words: Words) -> str:
    """Return what to bring for the next step, "" where nothing is left to do."""
    standing = content.effect in {Effect.EFFECTIVE, Effect.PENDING}
    if not standing or content.kind in PIN_KINDS | REWRITE_KINDS:
        return ""
    if is_accepted_only(content):
        return words.text("bring.collect")
    if content.kind in GIVING_KINDS:
        return words.text("bring.new_card")
    if content.kind is Kind.LOSS_LIFT:
        return words.text("bring.after_lift")
    formal = content.kind is Kind.LOSS_FORMAL
    if formal and content.lift_rule is FormalLift.NEVER:
        return words.text("bring.after_loss")
    needs_card = content.lift_needs_card
    if needs_card is None:
        needs_card = formal  # the cities that say nothing ask for it
    return words.text(f"bring.after_loss_lift{'_card' if needs_card else ''}")
