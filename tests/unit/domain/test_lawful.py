"""What must be refused at the window (business.md 5, 6.6, 6.7)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from counter_app.domain import lawful
from counter_app.domain.errors import RuleError
from counter_app.domain.lawful import Situation
from counter_app.domain.packs import load_pack
from counter_app.domain.records import Card, CardNo
from counter_app.domain.rulepack import OfflineRule
from counter_app.domain.states import AppStatus, Kind, StockState
from tests.unit.domain.people import CARD, HOLDER, PACK, TODAY, WAITING, at, operation

LOST = replace(CARD, app_status=AppStatus.LOST_FORMAL)
TEMP = replace(CARD, app_status=AppStatus.LOST_TEMP)
CANCELLED = replace(CARD, app_status=AppStatus.CANCELLED)
Check = Callable[[Situation], None]


def refusal(check: Callable[[], None]) -> str | None:
    """Return the code of the refusal, or None when the act is lawful."""
    try:
        check()
    except RuleError as refused:
        return refused.code
    return None


def test_second_card_is_refused_while_one_lives() -> None:
    """R-01, 6.7-1: any status but 9 is a live card; a cancelled one is none."""
    for status in AppStatus:
        card = replace(CARD, app_status=status)
        code = refusal(lambda c=card: lawful.check_instant(at(c)))
        live = status is not AppStatus.CANCELLED
        assert code == ("rule.has_live_card" if live else None)


def test_running_application_is_refused() -> None:
    """R-02, 6.7-2."""
    holder = replace(HOLDER, application_running=True)
    code = refusal(lambda: lawful.check_instant(at(holder=holder)))
    assert code == "rule.application_runs"


def test_the_dead_get_no_card() -> None:
    """R-03: neither a first card, nor a waiting one, nor a replacement."""
    dead = replace(HOLDER, alive=False)
    checks: list[Callable[[], None]] = [
        lambda: lawful.check_instant(at(holder=dead)),
        lambda: lawful.check_hand_out(at(WAITING, holder=dead), WAITING),
        lambda: lawful.check_reissue(at(LOST, holder=dead), LOST, with_loss=False),
        lambda: lawful.check_replace(at(CARD, holder=dead), CARD),
    ]
    assert [refusal(check) for check in checks] == ["rule.holder_dead"] * 4


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (WAITING, None),
        (replace(WAITING, stock_state=StockState.IN_CABINET), None),
        (replace(WAITING, stock_state=StockState.SEARCHED), None),
        (replace(WAITING, stock_state=StockState.PROBLEM), "rule.problem_card"),
        (replace(WAITING, stock_state=StockState.RETAINED), "rule.retained_card"),
        (replace(WAITING, stock_state=StockState.TO_CABINET), "rule.stock_state"),
        (replace(WAITING, stock_state=StockState.TO_ENABLE), "rule.already_handed_out"),
        (
            replace(WAITING, stock_state=StockState.HANDED_OUT),
            "rule.already_handed_out",
        ),
        (replace(WAITING, handed_out_on=TODAY), "rule.already_handed_out"),
        (replace(WAITING, app_status=AppStatus.LOST_FORMAL), "rule.card_lost"),
        (replace(WAITING, app_status=AppStatus.CANCELLED), "rule.card_cancelled"),
        (replace(WAITING, region="330100"), "rule.not_mine"),
        (replace(WAITING, arrived_on=TODAY + timedelta(days=1)), "rule.before_arrival"),
        (
            replace(WAITING, arrived_on=TODAY - timedelta(days=366)),
            "rule.uncollected_expired",
        ),
        (replace(WAITING, arrived_on=TODAY - timedelta(days=365)), None),
    ],
)
def test_hand_out(card: Card, code: str | None) -> None:
    """R-10 to R-12, R-34, 6.7-8, 9, 10, 25."""
    assert refusal(lambda: lawful.check_hand_out(at(card), card)) == code


def test_pending_hand_out_is_not_repeated() -> None:
    """6.7-9: a hand-out that waits for the center counts."""
    given = replace(WAITING, stock_state=StockState.TO_ENABLE)
    pending = (operation(Kind.HAND_OUT, given),)
    code = refusal(lambda: lawful.check_hand_out(at(given, pending=pending), given))
    assert code == "rule.already_handed_out"


@pytest.mark.parametrize(
    ("status", "formal", "code"),
    [
        (AppStatus.NORMAL, False, None),
        (AppStatus.NORMAL, True, None),
        (AppStatus.LOST_TEMP, True, None),
        (AppStatus.LOST_TEMP, False, "rule.already_so"),
        (AppStatus.LOST_FORMAL, True, "rule.already_so"),
        (AppStatus.LOST_FORMAL, False, "rule.already_so"),
        (AppStatus.DORMANT, True, None),
        (AppStatus.DORMANT, False, "rule.not_enabled_temp_loss"),
        (AppStatus.CANCELLED, True, "rule.card_cancelled"),
    ],
)
def test_loss(status: AppStatus, *, formal: bool, code: str | None) -> None:
    """R-27, R-28, 6.7-7."""
    card = replace(CARD, app_status=status)
    assert refusal(lambda: lawful.check_loss(at(card), card, formal=formal)) == code


def test_pending_loss_blocks_at_once() -> None:
    """Architecture: a pending loss counts here, a pending lift does not."""
    loss, lift = operation(Kind.LOSS_FORMAL), operation(Kind.LOSS_LIFT)
    assert lawful.shown_status(CARD, (loss,)) is AppStatus.LOST_FORMAL
    assert lawful.shown_status(LOST, (lift,)) is AppStatus.LOST_FORMAL
    again = refusal(
        lambda: lawful.check_loss(at(CARD, pending=(loss,)), CARD, formal=True)
    )
    assert again == "rule.already_so"


def test_loss_may_follow_a_pending_lift() -> None:
    """Safety: a card lost again before its lift was applied can be reported."""
    pending = (operation(Kind.LOSS_LIFT),)
    code = refusal(
        lambda: lawful.check_loss(at(LOST, pending=pending), LOST, formal=True)
    )
    assert code is None


def test_temporary_loss_of_a_card_just_handed_out() -> None:
    """A waiting enabling is expected to happen, so the loss can be reported."""
    given = replace(WAITING, stock_state=StockState.TO_ENABLE)
    pending = (operation(Kind.HAND_OUT, given),)
    here = at(given, pending=pending)
    assert refusal(lambda: lawful.check_loss(here, given, formal=False)) is None


@pytest.mark.parametrize(
    ("card", "pack", "code"),
    [
        (TEMP, "cn-js-taizhou", None),
        (LOST, "cn-js-taizhou", None),
        (CARD, "cn-js-taizhou", "rule.not_lost"),
        (CANCELLED, "cn-js-taizhou", "rule.card_cancelled"),
        (LOST, "cn-jl", "rule.lift_never"),
        (TEMP, "cn-jl", None),
        (replace(LOST, replaced_by=CardNo("B12345671")), "cn-js-taizhou",
         "rule.lift_reissued"),
    ],
)  # fmt: skip
def test_lift(card: Card, pack: str, code: str | None) -> None:
    """R-23 to R-25, 6.7-5, 6.7-6."""
    here = at(card, pack=load_pack(pack))
    assert refusal(lambda: lawful.check_lift(here, card)) == code


def test_lift_waits_for_no_second_lift_and_no_replacement() -> None:
    """R-25: a pending replacement closes the lift; a lift is asked for once."""
    lift, new = operation(Kind.LOSS_LIFT), operation(Kind.REISSUE_LOST)
    twice = refusal(lambda: lawful.check_lift(at(LOST, pending=(lift,)), LOST))
    after = refusal(lambda: lawful.check_lift(at(LOST, pending=(new,)), LOST))
    assert (twice, after) == ("rule.already_so", "rule.lift_reissued")


def test_card_is_asked_for_by_the_pack() -> None:
    """R-26: formal only in one city, both in another."""
    shaoguan = load_pack("cn-gd-sg")
    assert lawful.lift_needs_card(at(LOST), LOST)
    assert not lawful.lift_needs_card(at(TEMP), TEMP)
    assert lawful.lift_needs_card(at(TEMP, pack=shaoguan), TEMP)


@pytest.mark.parametrize(
    ("card", "with_loss", "code"),
    [
        (LOST, False, None),
        (CARD, False, "rule.formal_loss_first"),
        (TEMP, False, "rule.formal_loss_first"),
        (CARD, True, None),
        (TEMP, True, None),
        (CANCELLED, True, "rule.card_cancelled"),
        (replace(LOST, region="330100"), False, "rule.not_mine"),
        (
            replace(LOST, replaced_by=CardNo("B12345671")),
            False,
            "rule.application_runs",
        ),
    ],
)
def test_reissue(card: Card, *, with_loss: bool, code: str | None) -> None:
    """R-30, 6.7-3, 6.7-4, 6.7-7, 6.7-8."""
    checked = refusal(lambda: lawful.check_reissue(at(card), card, with_loss=with_loss))
    assert checked == code


def test_reissue_twice_is_refused_while_the_first_waits() -> None:
    """6.7-4: also before the center has spoken."""
    pending = (operation(Kind.REISSUE_LOST, LOST),)
    here = at(LOST, pending=pending)
    code = refusal(lambda: lawful.check_reissue(here, LOST, with_loss=False))
    assert code == "rule.application_runs"


def test_combined_act_obeys_the_pack() -> None:
    """R-30: loss and replacement in one act only where the city allows it."""
    strict = replace(PACK, combine_loss_and_reissue=False)
    code = refusal(
        lambda: lawful.check_reissue(at(CARD, pack=strict), CARD, with_loss=True)
    )
    assert code == "rule.formal_loss_first"


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (CARD, None),
        (LOST, "rule.card_lost"),
        (WAITING, "rule.old_card_needed"),
        (CANCELLED, "rule.card_cancelled"),
        (replace(CARD, replaced_by=CardNo("B12345671")), "rule.application_runs"),
    ],
)
def test_replace(card: Card, code: str | None) -> None:
    """R-32, 6.7-22: only a card in the person's hand can be exchanged."""
    assert refusal(lambda: lawful.check_replace(at(card), card)) == code


@pytest.mark.parametrize("left", [{"blanks": 0}, {"numbers": 0}])
def test_writing_needs_an_allotment(left: dict[str, int]) -> None:
    """Architecture, offline table: no blank or no number, no instant card."""
    assert refusal(lambda: lawful.check_instant(at(**left))) == "rule.no_allotment"


def test_offline_table_of_the_pack_is_obeyed() -> None:
    """Architecture: each business has its own row."""
    strict = replace(
        PACK,
        offline={**PACK.offline, Kind.LOSS_LIFT: OfflineRule.REFUSE,
                 Kind.INSTANT: OfflineRule.ACCEPT_ONLY},
    )  # fmt: skip
    here = at(LOST, pack=strict, online=False)
    assert refusal(lambda: lawful.check_lift(here, LOST)) == "rule.offline_refused"
    none = at(pack=strict, online=False)
    assert refusal(lambda: lawful.check_instant(none)) == "rule.no_allotment"
    assert refusal(lambda: lawful.check_lift(at(LOST, pack=strict), LOST)) is None


def test_open_write_blocks_a_second_one() -> None:
    """A doubtful card of this person is settled before another is written."""
    code = refusal(lambda: lawful.check_instant(at(open_write=True)))
    assert code == "rule.doubtful_open"


def test_open_write_blocks_lift_and_hand_out() -> None:
    """R-25: the replacement that is being written may become real any moment."""
    lift = refusal(lambda: lawful.check_lift(at(LOST, open_write=True), LOST))
    here = at(WAITING, open_write=True)
    hand = refusal(lambda: lawful.check_hand_out(here, WAITING))
    assert (lift, hand) == ("rule.doubtful_open", "rule.doubtful_open")
    lose = at(CARD, open_write=True)
    assert refusal(lambda: lawful.check_loss(lose, CARD, formal=True)) is None


def test_reissue_after_a_lift_and_a_newer_loss() -> None:
    """An office's own offline chain: lost, lifted, lost again, then replaced."""
    chain = (operation(Kind.LOSS_LIFT), operation(Kind.LOSS_FORMAL))
    here = at(LOST, pending=chain)
    assert refusal(lambda: lawful.check_reissue(here, LOST, with_loss=False)) is None


def test_minor_is_judged_on_the_offices_day() -> None:
    """R-04: sixteen on the birthday itself."""
    holder = replace(HOLDER, birth_date=date(2010, 11, 20))
    assert not at(holder=holder).minor
    assert at(holder=holder, today=date(2026, 11, 19)).minor
