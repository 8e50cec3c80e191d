"""What journal and card tell of a PIN act that was cut off, without spending a try."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

import pytest

from counter_app.domain.chip import Pin, PinState
from counter_app.domain.records import CardNo, CardUid, Intent, Ssn
from counter_app.domain.states import Kind
from counter_app.services.commands import Bearer
from counter_app.services.drafts import CaseDraft
from counter_app.services.parts import Parts
from counter_app.services.pins_saga import PinDraft, happened, to_text

SSN, CARD = Ssn("999901198002290013"), CardNo("A00000003")
NONE, LOCKED, SET = Pin(PinState.NONE), Pin(PinState.LOCKED, 0), Pin(PinState.SET, 6)


def cut(kind: Kind, before: Pin, last: str, *, pad: bool = False) -> Intent:
    """An act in the journal, cut off after ``last``."""
    case = CaseDraft(kind, SSN, CARD, "key", Bearer(), ())
    draft = PinDraft(case, "UID", str(before.state), pad=pad)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    intent = Intent("i", "c", kind, SSN, CardUid("UID"), CARD, "", at, "li")
    return replace(intent, command=to_text(draft), last_step=last)


def told(intent: Intent, now: Pin) -> bool | None:
    """Ask, with a card on the reader that answers the empty VERIFY."""
    cards = SimpleNamespace(pin_state=lambda _uid: now)
    return happened(cast("Parts", SimpleNamespace(cards=cards)), intent, 0.0)


@pytest.mark.parametrize(
    ("kind", "last", "before", "now", "wanted"),
    [
        (Kind.PIN_CHANGE, "", SET, SET, False),
        (Kind.PIN_CHANGE, "PIN/change:start", SET, SET, None),
        (Kind.PIN_CHANGE, "PIN/change:start", NONE, SET, True),
        (Kind.PIN_CHANGE, "PIN/change:start", NONE, NONE, False),
        (Kind.PIN_CHANGE, "PIN/change:done", SET, SET, True),
        (Kind.PIN_RESET, "PIN/reset:start", LOCKED, SET, True),
        (Kind.PIN_RESET, "PIN/reset:start", LOCKED, LOCKED, False),
        (Kind.PIN_UNLOCK, "PIN/unblock:start", LOCKED, SET, True),
        (Kind.PIN_UNLOCK, "PIN/unblock:start", LOCKED, Pin(), None),
    ],
)
def test_typed_in_fields(
    kind: Kind, last: str, before: Pin, now: Pin, wanted: bool | None
) -> None:
    """A PIN that was set and is set tells nothing; the journal's end tells all."""
    assert told(cut(kind, before, last), now) is wanted


@pytest.mark.parametrize(
    ("kind", "last", "now", "wanted"),
    [
        (Kind.PIN_RESET, "PIN/reset:start", LOCKED, False),
        (Kind.PIN_RESET, "PIN/reset:start", SET, None),
        (Kind.PIN_RESET, "PIN/reset:done", SET, None),
        (Kind.PIN_RESET, "PIN/pad:start", SET, None),
        (Kind.PIN_RESET, "PIN/pad:done", SET, True),
        (Kind.PIN_CHANGE, "PIN/change:done", SET, True),
    ],
)
def test_typed_on_the_pad(kind: Kind, last: str, now: Pin, wanted: bool | None) -> None:
    """Half a reset on the pad is never filed: nobody knows the PIN it left."""
    assert told(cut(kind, LOCKED, last, pad=True), now) is wanted
