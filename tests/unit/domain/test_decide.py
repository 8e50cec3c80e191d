"""The center's decisions and the named conflict rules."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.decide import decide, first_use
from counter_app.domain.decision import Act, CenterView, Outcome
from counter_app.domain.losses import expire_loss, loss_end
from counter_app.domain.packs import load_pack
from counter_app.domain.records import Card, CardNo, Json
from counter_app.domain.rulepack import TempLossUnit
from counter_app.domain.settle import merge_card, settle
from counter_app.domain.states import AppStatus, Effect, Event, Kind, StockState
from tests.unit.domain.people import (
    CARD,
    HOLDER,
    NOW,
    PACK,
    SSN,
    UID,
    WAITING,
    operation,
)

NEW_UID = "321200D15600000500000002FFFFFFFF"
NEW_NO = CardNo("B12345671")
NEW: Json = {"card_uid": NEW_UID, "new_card_no": NEW_NO, "bank": "95580",
             "issue_date": "2026-11-20", "expiry_date": "2036-11-20"}  # fmt: skip
LOST = replace(CARD, app_status=AppStatus.LOST_FORMAL,
               status_before_loss=AppStatus.NORMAL)  # fmt: skip


def act(kind: Kind, detail: Json | None = None, card: Card = CARD) -> Act:
    """An act on the usual card."""
    return Act(kind, SSN, card.card_no, card.version, detail or {})


def view(card: Card | None, *foreign: Event, new: Card | None = None) -> CenterView:
    """What the center knows of the usual holder."""
    cards = () if card is None else (card,)
    return CenterView(HOLDER, card, cards, new, foreign, "321200")


def test_loss_beats_everything_but_cancellation() -> None:
    """Conflict rule: whatever happened meanwhile, a loss is applied."""
    for status in (AppStatus.NORMAL, AppStatus.LOCKED, AppStatus.LOST_TEMP):
        moved = replace(CARD, app_status=status, version=99)
        done = decide(act(Kind.LOSS_FORMAL), view(moved, *Event), PACK, NOW)
        assert done.outcome is Outcome.APPLIED
        assert done.cards[0].app_status is AppStatus.LOST_FORMAL
    gone = replace(CARD, app_status=AppStatus.CANCELLED)
    refused = decide(act(Kind.LOSS_FORMAL), view(gone), PACK, NOW)
    assert refused.code == "rule.card_cancelled"


def test_loss_repeated_is_already_so() -> None:
    """R-28: answer 01, no second record; a weaker loss changes nothing."""
    for kind in (Kind.LOSS_FORMAL, Kind.LOSS_TEMP):
        done = decide(act(kind), view(LOST), PACK, NOW)
        assert (done.outcome, done.events) == (Outcome.ALREADY, ())


def test_lift_gives_back_what_was_before() -> None:
    """6.6: temporary, then formal, then lifted: the status before both."""
    temp = decide(act(Kind.LOSS_TEMP), view(CARD), PACK, NOW).cards[0]
    formal = decide(act(Kind.LOSS_FORMAL), view(temp), PACK, NOW).cards[0]
    lift = act(Kind.LOSS_LIFT, {"found_card_uid": UID})
    lifted = decide(lift, view(formal), PACK, NOW).cards[0]
    assert lifted.app_status is AppStatus.NORMAL
    dormant = replace(WAITING, handed_out_on=None)
    lost = decide(act(Kind.LOSS_FORMAL), view(dormant), PACK, NOW).cards[0]
    assert decide(lift, view(lost), PACK, NOW).cards[0].app_status is AppStatus.DORMANT


@pytest.mark.parametrize(
    ("detail", "foreign", "pack", "code"),
    [
        ({"found_card_uid": UID}, (), "cn-js-taizhou", None),
        ({}, (), "cn-js-taizhou", "rule.lift_needs_card"),
        ({"found_card_uid": NEW_UID}, (), "cn-js-taizhou", "rule.lift_needs_card"),
        ({"found_card_uid": UID}, (Event.LOSS_FORMAL,), "cn-js-taizhou",
         "rule.status_moved"),
        ({"found_card_uid": UID}, (), "cn-jl", "rule.lift_never"),
    ],
)  # fmt: skip
def test_lift(
    detail: Json, foreign: tuple[Event, ...], pack: str, code: str | None
) -> None:
    """R-24, R-26; a lift yields to a newer loss."""
    done = decide(
        act(Kind.LOSS_LIFT, detail), view(LOST, *foreign), load_pack(pack), NOW
    )
    assert done.code == code


def test_lift_after_replacement_is_refused() -> None:
    """R-25, 6.7-5."""
    replaced = replace(LOST, replaced_by=NEW_NO)
    lift = act(Kind.LOSS_LIFT, {"found_card_uid": UID})
    assert decide(lift, view(replaced), PACK, NOW).code == "rule.lift_reissued"


def test_hand_out_enables_once() -> None:
    """0 -> 1 at the first hand-out; the second one is refused (6.7-9)."""
    done = decide(act(Kind.HAND_OUT), view(WAITING), PACK, NOW)
    assert done.cards[0].app_status is AppStatus.NORMAL
    again = decide(act(Kind.HAND_OUT), view(done.cards[0]), PACK, NOW)
    assert again.code == "rule.already_handed_out"


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (replace(WAITING, region="330100"), "rule.not_mine"),
        (replace(WAITING, app_status=AppStatus.LOST_FORMAL), "rule.card_lost"),
        (replace(WAITING, app_status=AppStatus.CANCELLED), "rule.card_cancelled"),
        (None, "rule.no_such_card"),
    ],
)
def test_hand_out_refusals(card: Card | None, code: str) -> None:
    """R-12, 6.7-7, 6.7-8: enabling is strict about city and status."""
    assert decide(act(Kind.HAND_OUT), view(card), PACK, NOW).code == code


def test_hand_out_of_tomorrow_is_refused() -> None:
    """6.7-25: dated in the future, unless the sender's clock is known to run ahead."""
    late = act(Kind.HAND_OUT, {"handed_out_on": "2026-11-22"})
    assert decide(late, view(WAITING), PACK, NOW).code == "rule.future_date"
    known = replace(late, skew_s=172_800.0)
    assert decide(known, view(WAITING), PACK, NOW).outcome is Outcome.APPLIED


def test_first_applied_stands() -> None:
    """Conflict rule: the second first card is refused, a repeat is already so."""
    instant = Act(Kind.INSTANT, SSN, NEW_NO, 0, NEW)
    done = decide(instant, view(None), PACK, NOW)
    made = done.cards[0]
    assert (made.app_status, made.card_uid) == (AppStatus.NORMAL, NEW_UID)
    repeat = decide(instant, view(made, new=made), PACK, NOW)
    assert repeat.outcome is Outcome.ALREADY
    other = replace(
        instant, detail=NEW | {"card_uid": UID}, card_no=CardNo("C00001238")
    )
    assert decide(other, view(made), PACK, NOW).code == "rule.has_live_card"
    taken = replace(instant, detail=NEW | {"card_uid": UID})
    code = decide(taken, view(made, new=made), PACK, NOW).code
    assert code == "rule.card_number_taken"


@pytest.mark.parametrize(
    ("pack", "status"),
    [
        ("cn-js-taizhou", AppStatus.LOST_FORMAL),
        ("cn-jl", AppStatus.CANCELLED),
    ],
)
def test_old_card_after_reissue(pack: str, status: AppStatus) -> None:
    """R-31: on_first_use leaves the old status, on_enable cancels it."""
    done = decide(act(Kind.REISSUE_LOST, NEW), view(LOST), load_pack(pack), NOW)
    new, old = done.cards
    assert new.previous_card_no == old.card_no
    assert (old.app_status, old.replaced_by) == (status, NEW_NO)


def test_first_use_of_the_new_card_ends_the_old_one() -> None:
    """R-31 variant A, T3."""
    new, old = decide(act(Kind.REPLACE, NEW), view(CARD), PACK, NOW).cards
    assert old.app_status is AppStatus.NORMAL
    used = first_use(new, (new, old), PACK)
    assert used.cards[0].app_status is AppStatus.CANCELLED
    assert first_use(new, (new, used.cards[0]), PACK).outcome is Outcome.ALREADY


def test_first_use_ends_the_whole_line() -> None:
    """R-01, R-31: the card before a new card that was lost unused ends as well."""
    second, first = decide(act(Kind.REPLACE, NEW), view(CARD), PACK, NOW).cards
    lost = replace(second, app_status=AppStatus.LOST_FORMAL, version=1)
    third = replace(second, card_no=CardNo("C00001238"), previous_card_no=NEW_NO)
    used = first_use(third, (third, lost, first), PACK)
    assert {card.card_no for card in used.cards} == {NEW_NO, CARD.card_no}
    assert {card.app_status for card in used.cards} == {AppStatus.CANCELLED}


def test_enabling_a_factory_made_replacement_ends_the_old_card() -> None:
    """R-31 on_enable holds for a replacement that came from the factory, too."""
    made = replace(WAITING, card_no=NEW_NO, previous_card_no=CARD.card_no)
    both = replace(view(made), cards=(made, CARD))
    hand = act(Kind.HAND_OUT, card=made)
    ended = {
        c.card_no: c.app_status
        for c in decide(hand, both, load_pack("cn-jl"), NOW).cards
    }
    assert ended == {NEW_NO: AppStatus.NORMAL, CARD.card_no: AppStatus.CANCELLED}
    kept = decide(hand, both, PACK, NOW).cards
    assert [card.card_no for card in kept] == [NEW_NO]


def test_running_application_closes_new_cards_at_the_center() -> None:
    """R-02, 6.7-2: not only the office's cached row guards it."""
    busy = replace(HOLDER, application_running=True)
    instant = Act(Kind.INSTANT, SSN, NEW_NO, 0, NEW)
    code = decide(instant, replace(view(None), holder=busy), PACK, NOW).code
    assert code == "rule.application_runs"
    lost = replace(view(LOST), holder=busy)
    assert decide(act(Kind.REISSUE_LOST, NEW), lost, PACK, NOW).code == code


def test_end_of_a_temporary_loss_is_no_surprise() -> None:
    """R-22: the counter foresees it, so an exchange after it is not refused."""
    done = decide(act(Kind.REPLACE, NEW), view(CARD, Event.TEMP_EXPIRED), PACK, NOW)
    assert done.outcome is Outcome.APPLIED


@pytest.mark.parametrize(
    ("kind", "card", "foreign", "code"),
    [
        (Kind.REISSUE_LOST, CARD, (), "rule.formal_loss_first"),
        (Kind.REISSUE_LOST, CARD, (Event.LIFT,), "rule.status_moved"),
        (Kind.REISSUE_LOST, LOST, (Event.LOSS_FORMAL,), None),
        (Kind.REPLACE, CARD, (Event.ENABLE,), "rule.status_moved"),
        (Kind.REPLACE, LOST, (Event.LOSS_FORMAL,), "rule.status_moved"),
        (Kind.REPLACE, LOST, (), "rule.card_lost"),
        (Kind.REPLACE, replace(CARD, replaced_by=CardNo("C00001238")), (),
         "rule.application_runs"),
        (Kind.REPLACE, replace(CARD, region="330100"), (), "rule.not_mine"),
    ],
)  # fmt: skip
def test_replacement_conflicts(
    kind: Kind, card: Card, foreign: tuple[Event, ...], code: str | None
) -> None:
    """R-30, 6.7-4, 6.7-8, 6.7-23."""
    assert decide(act(kind, NEW), view(card, *foreign), PACK, NOW).code == code


def test_temporary_loss_runs_out() -> None:
    """R-21, R-22: after its days, and by the pack back to normal or cancelled."""
    temp = decide(act(Kind.LOSS_TEMP), view(CARD), PACK, NOW).cards[0]
    assert temp.loss_expires_at == NOW + timedelta(days=15)
    assert expire_loss(temp, PACK, NOW + timedelta(days=14)) is None
    late = NOW + timedelta(days=15)
    ended = expire_loss(temp, PACK, late)
    assert ended is not None
    assert ended.cards[0].app_status is AppStatus.NORMAL
    cancelled = expire_loss(temp, load_pack("cn-gd-sg"), late)
    assert cancelled is not None
    assert cancelled.cards[0].app_status is AppStatus.CANCELLED


def test_units_of_the_temporary_loss() -> None:
    """R-21: calendar days, working days (over a weekend), hours."""
    friday = NOW
    working = replace(PACK, temp_loss_unit=TempLossUnit.WORKING, temp_loss_days=3)
    hours = replace(PACK, temp_loss_unit=TempLossUnit.HOURS, temp_loss_days=24)
    assert loss_end(friday, working) == friday + timedelta(days=5)
    assert loss_end(friday, hours) == friday + timedelta(hours=24)


@given(
    st.sampled_from(Kind),
    st.sampled_from(AppStatus),
    st.lists(st.sampled_from(Event), max_size=3),
    st.booleans(),
    st.sampled_from(["cn-js-taizhou", "cn-jl", "cn-gd-sg"]),
)
def test_every_act_is_decided(
    kind: Kind, status: AppStatus, foreign: list[Event], known: bool, pack: str
) -> None:
    """Whatever comes, the center answers with a word and a lawful state."""
    card = replace(CARD, app_status=status) if known else None
    done = decide(act(kind, NEW), view(card, *foreign), load_pack(pack), NOW)
    assert (done.code is None) == (done.outcome is not Outcome.REFUSED)
    if done.outcome is Outcome.REFUSED:
        assert done.cards == ()
    cancelled = status is AppStatus.CANCELLED and kind is not Kind.INSTANT
    assert not (cancelled and known) or done.outcome is Outcome.REFUSED


def test_a_row_from_the_center_keeps_what_the_office_knows() -> None:
    """Status layers stay apart: stock and box are the office's."""
    local = replace(WAITING, box_position="1-1-1-7")
    told = replace(CARD, stock_state=StockState.HANDED_OUT, version=4)
    merged = merge_card(local, told)
    assert (merged.stock_state, merged.box_position) == (StockState.WAITING, "1-1-1-7")
    assert (merged.app_status, merged.version) == (AppStatus.NORMAL, 4)
    assert merge_card(merged, replace(told, version=2)) == merged


def test_settled_hand_out_moves_the_stock() -> None:
    """R-13, R-14: 6 becomes 7 when the center enabled or had enabled the card."""
    given_out = replace(WAITING, stock_state=StockState.TO_ENABLE)
    op = operation(Kind.HAND_OUT, given_out)
    rows = {given_out.card_no: given_out}
    enabled = replace(given_out, app_status=AppStatus.NORMAL, version=4)
    done = settle(op, Outcome.APPLIED, None, (enabled,), rows)
    assert done.effect is Effect.EFFECTIVE
    assert done.cards[0].stock_state is StockState.HANDED_OUT
    refused = settle(op, Outcome.REFUSED, "rule.card_lost", (), rows)
    assert (refused.effect, refused.refusal) == (Effect.REFUSED, "rule.card_lost")
    assert refused.cards[0].stock_state is StockState.SEARCHED
    assert refused.cards[0].handed_out_on is None


def test_refused_new_card_is_recalled() -> None:
    """A card the center never made blocks nothing and can be used for nothing."""
    ghost = replace(WAITING, stock_state=StockState.TO_ENABLE, version=0)
    op = operation(Kind.INSTANT, ghost)
    done = settle(op, Outcome.REFUSED, "rule.has_live_card", (), {ghost.card_no: ghost})
    assert done.cards[0].app_status is AppStatus.CANCELLED
    assert done.cards[0].stock_state is StockState.PROBLEM


def test_refused_exchange_gives_the_old_card_back() -> None:
    """R-32: the old card is void only once the center took the exchange."""
    old = replace(CARD, stock_state=StockState.VOIDED)
    op = operation(Kind.REPLACE, old, new_card_no="B12345671")
    done = settle(op, Outcome.REFUSED, "rule.status_moved", (), {old.card_no: old})
    assert done.cards[0].stock_state is StockState.HANDED_OUT
