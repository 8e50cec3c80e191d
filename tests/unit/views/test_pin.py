"""The PIN pages without a display: what is sent, what is wiped, what never changes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from counter_app.domain.errors import CardError, RuleError
from counter_app.domain.states import Kind
from counter_app.practice.cards import HOLDERS_PIN, INITIAL_PIN
from counter_app.services.pins import InitialPin
from counter_app.services.results import Doubt
from tests.unit.views.stagehand import Stagehand
from views.approve.presenter import Typed, faults_of
from views.flow.screens import Screen
from views.inquiry.presenter import InquiryPresenter
from views.messages import Words
from views.pin.build import AGAIN, NEW, OLD
from views.pin.confirm import PinConfirm
from views.pin.presenter import PinPresenter
from views.pin.prove import ProvePresenter

PIN, FRESH, WRONG = "246813", "907152", "350748"


class BareFields:
    """The confirm page without a window: what the holder typed, and who approves."""

    def __init__(self, page: PinConfirm) -> None:
        self.fields = {OLD: "", NEW: "", AGAIN: ""}
        self.second = Typed("", "", "")
        self.cursor = ""
        page.view = self

    def render(self) -> None: ...
    def focus_field(self, name: str) -> None:
        self.cursor = name

    def digits(self, name: str) -> str:
        return self.fields[name]

    def approval(self) -> Typed:
        return self.second

    def forget(self) -> None:
        self.fields = dict.fromkeys(self.fields, "")
        self.second = Typed(self.second.login, "", self.second.reason)


@pytest.fixture
def hand() -> Stagehand:
    """A clerk with 王小明's card on the reader."""
    made = Stagehand()
    made.lay("王小明")
    return made


def form(hand: Stagehand) -> PinPresenter:
    """Press F8."""
    hand.lead.on_card(PinPresenter)
    assert isinstance(hand.top, PinPresenter)
    return hand.top


def confirm(hand: Stagehand, number: int = 1) -> tuple[PinConfirm, BareFields]:
    """Choose an act of F8 and go on to where the holder types."""
    page = form(hand)
    page.choose(number)
    if page.needs_papers:
        page.set("papers_checked", True)
    page.enter()
    assert isinstance(hand.top, PinConfirm), page.state.faults
    return hand.top, BareFields(hand.top)


def wiped(hand: Stagehand) -> bool:
    """Tell whether every PIN and password that was handed over is gone."""
    return bool(hand.desk.pins.secrets) and not any(hand.desk.pins.secrets)


def test_f8_needs_an_open_person() -> None:
    """Without a person there is nothing to do; no page is opened."""
    hand = Stagehand()
    hand.lead.on_card(PinPresenter)
    assert hand.top.screen is Screen.SEARCH


def test_a_change_sends_each_pin_once_and_wipes_it(hand: Stagehand) -> None:
    """The fields are empty before the card is asked; the case is the result."""
    page, view = confirm(hand)
    assert page.act == Kind.PIN_CHANGE
    view.fields = {OLD: PIN, NEW: FRESH, AGAIN: FRESH}
    page.commit()
    assert hand.desk.pins.typed == [FRESH, FRESH, PIN]
    assert wiped(hand)
    assert set(view.fields.values()) == {""}
    assert hand.top.screen is Screen.RESULT


def test_secrets_are_wiped_when_the_act_fails(hand: Stagehand) -> None:
    """A wrong PIN tells the tries; the cursor is in the first, empty field."""
    page, view = confirm(hand)
    view.fields = {OLD: WRONG, NEW: FRESH, AGAIN: FRESH}
    page.commit()
    assert page.error_code() == "card.pin_wrong"
    assert page.look.pin.tries_left == 5
    assert hand.lead.visit.card is page.look.seen
    assert wiped(hand)
    assert set(view.fields.values()) == {""}
    assert hand.top is page


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        (("", FRESH, FRESH), OLD),
        ((PIN, "12", "12"), NEW),
        ((PIN, FRESH, WRONG), AGAIN),
    ],
)
def test_incomplete_fields_send_nothing(
    hand: Stagehand, typed: tuple[str, str, str], fault: str
) -> None:
    """The cursor goes to the fault; the card is not asked."""
    page, view = confirm(hand)
    view.fields = dict(zip((OLD, NEW, AGAIN), typed, strict=True))
    page.commit()
    assert page.fault_fields() == (fault,)
    assert view.cursor == fault
    assert hand.desk.pins.secrets == []


def test_a_weak_pin_is_told_while_it_is_typed(hand: Stagehand) -> None:
    """R-38: six digits are weighed at once; the reason stands at the field."""
    page, view = confirm(hand)
    view.fields[NEW] = "111111"
    page.typed(NEW)
    assert page.faults == {NEW: "card.pin.reason.all_same"}
    page.commit()
    assert hand.desk.pins.typed == []
    view.fields[NEW] = FRESH
    page.typed(NEW)
    assert page.faults.get(NEW) is None


def test_an_answer_about_an_earlier_pin_is_dropped(hand: Stagehand) -> None:
    """The holder typed on: what was weighed before is no longer there."""
    page, view = confirm(hand)
    hand.backstage.held = True
    view.fields[NEW] = "111111"
    page.typed(NEW)
    view.fields[NEW] = FRESH
    page.typed(NEW)
    hand.backstage.release()
    assert page.faults == {}


def test_the_services_word_on_a_weak_pin_stands_at_the_field(hand: Stagehand) -> None:
    """Whatever the page overlooked is refused by the rule, with its reason."""
    page, view = confirm(hand)
    view.fields = {OLD: PIN, NEW: FRESH, AGAIN: FRESH}
    hand.desk.pins.fail = RuleError("rule.weak_pin", reason="phone")
    page.commit()
    assert page.faults == {NEW: "card.pin.reason.phone"}
    assert page.fault is None


def test_the_last_try_needs_a_yes(hand: Stagehand) -> None:
    """R-39: no call without it, and Esc takes the question back."""
    hand.desk.pins.tries = 1
    page, view = confirm(hand, 4)
    view.fields[OLD] = PIN
    page.commit()
    assert page.asking
    assert hand.desk.pins.secrets == []
    hand.lead.back()
    assert hand.top is page
    assert not page.asking
    view.fields[OLD] = PIN
    page.commit()
    page.spend_last_try()
    assert page.note == "view.pinact.right"
    assert wiped(hand)


def test_a_card_that_tells_no_tries_is_asked_for_too(hand: Stagehand) -> None:
    """R-39: the card's own word that this is the last try leads to the question."""
    page, view = confirm(hand, 4)
    view.fields[OLD] = PIN
    hand.desk.pins.fail = CardError("card.last_try")
    page.commit()
    assert page.error_code() == "card.last_try"
    assert not page.asking
    view.fields[OLD] = PIN
    page.commit()
    assert page.asking
    page.spend_last_try()
    assert page.note == "view.pinact.right"


def test_what_is_confirmed_is_never_exchanged(hand: Stagehand) -> None:
    """A PIN that locks under the clerk's hand makes no unlock out of a check."""
    hand.desk.pins.tries = 1
    page, view = confirm(hand, 4)
    view.fields[OLD] = WRONG
    page.commit()
    page.spend_last_try()
    assert page.act == "pin_verify"
    assert page.obstacle() == "view.act.no_longer"
    page.commit()
    assert hand.desk.commands == []


def test_a_reset_needs_papers_and_another_operator(hand: Stagehand) -> None:
    """R-50: the clerk's own login is refused on the page, and the papers before."""
    page = form(hand)
    page.choose(2)
    page.enter()
    assert page.fault_fields() == ("papers_checked",)
    confirmed, view = confirm(hand, 2)
    view.fields = {OLD: "", NEW: FRESH, AGAIN: FRESH}
    view.second = Typed("zhang", "practice-1", "forgotten")
    confirmed.commit()
    assert confirmed.fault_fields() == ("login",)
    view.second = Typed("wang", "practice-2", "forgotten")
    confirmed.commit()
    assert hand.desk.pins.approvals == ["wang"]
    assert wiped(hand)
    assert hand.top.screen is Screen.RESULT


def test_a_refused_approval_keeps_login_and_reason(hand: Stagehand) -> None:
    """Only the password goes; the refusal stands at its field."""
    page, view = confirm(hand, 2)
    view.fields = {OLD: "", NEW: FRESH, AGAIN: FRESH}
    view.second = Typed("wang", "nonsense", "forgotten")
    hand.desk.pins.fail = RuleError("rule.login_wrong")
    page.commit()
    assert page.faults == {"password": "error.rule.login_wrong.cause"}
    assert page.error_code() == "rule.login_wrong"
    assert view.second == Typed("wang", "", "forgotten")


def test_an_approval_is_complete_or_told() -> None:
    """Each missing part has its own word."""
    assert set(faults_of(Typed("", "", " "), "zhang")) == {
        "login",
        "password",
        "reason",
    }
    assert "secret" not in repr(Typed("wang", "secret", "why"))


def test_a_pad_gets_no_fields_and_no_secrets(hand: Stagehand) -> None:
    """Where the reader has keys nothing is typed here; the digits stay unknown."""
    hand.desk.pins.pad = True
    page, _ = confirm(hand)
    assert page.fields == ()
    page.commit()
    assert hand.desk.pins.secrets == []
    assert hand.top.screen is Screen.RESULT


def test_a_locked_pin_offers_the_unlock(hand: Stagehand) -> None:
    """Change and check are refused with the state; unlock is chosen."""
    hand.desk.pins.tries = 0
    page = form(hand)
    allowed = {option.act: option.allowed for option in page.options()}
    assert allowed == {
        Kind.PIN_CHANGE: False,
        Kind.PIN_RESET: True,
        Kind.PIN_UNLOCK: True,
        "pin_verify": False,
    }
    assert page.state.act == Kind.PIN_UNLOCK


def test_an_unchanged_initial_pin_proves_nothing(hand: Stagehand) -> None:
    """R-15: it counts as not enabled; the change comes first."""
    hand.desk.pins.initial = InitialPin.UNCHANGED
    page = form(hand)
    codes = {option.act: option.code for option in page.options()}
    assert codes["pin_verify"] == "rule.pin_not_enabled"
    assert page.state.act == Kind.PIN_CHANGE


def test_another_card_stops_the_act(hand: Stagehand) -> None:
    """The card was exchanged on the confirm page: nothing is sent."""
    page, view = confirm(hand)
    view.fields = {OLD: PIN, NEW: FRESH, AGAIN: FRESH}
    hand.desk.reader.take_off()
    hand.lay("李静怡")
    page.commit()
    assert page.error_code() == "view.case.other_card"
    assert hand.desk.pins.secrets == []


def test_leaving_the_page_empties_it(hand: Stagehand) -> None:
    """A lock, a language or another page takes the typed digits along."""
    page, view = confirm(hand)
    view.fields[OLD] = PIN
    page.left()
    assert view.fields[OLD] == ""


def doubt(hand: Stagehand, kind: Kind = Kind.PIN_CHANGE) -> Doubt:
    """A change whose answer was lost."""
    card = hand.lead.visit.card
    assert card is not None
    return Doubt(
        intent_id="i1",
        case_id="c1",
        kind=kind,
        ssn=hand.ssn("王小明"),
        name="王小明",
        card_uid=card.reading.card_uid or "",
        made_at=datetime.now(UTC),
        last_step="PIN/change:start",
        note="",
    )


def test_a_lost_answer_leads_to_the_proof(hand: Stagehand) -> None:
    """Nobody knows which PIN the card has: the holder types one of them, once."""
    page, view = confirm(hand)
    view.fields = {OLD: PIN, NEW: FRESH, AGAIN: FRESH}
    hand.desk.pins.fail = CardError("card.removed", outcome_unknown=True)
    hand.desk.doubtful = [doubt(hand)]
    page.commit()
    assert page.doubtful
    page.prove()
    proof = hand.top
    assert isinstance(proof, ProvePresenter)
    proof.commit()
    assert proof.fault_fields() == ("pin_new",)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_newcomer_is_told_the_practice_pins(language: str) -> None:
    """The page of a practice office names the PINs its cards really have."""
    told = Words(language, "Asia/Shanghai")("view.pinact.practice")
    assert HOLDERS_PIN in told
    assert INITIAL_PIN in told


def test_a_card_without_a_file_is_inquired_all_the_same() -> None:
    """F11 needs nobody to be open; Esc leads back to where the clerk was."""
    hand = Stagehand()
    hand.lead.go(Screen.INQUIRY)
    page = hand.top
    assert isinstance(page, InquiryPresenter)
    assert page.files is None
    hand.lay("王小明")
    assert page.files is not None
    page.choose(2)
    assert page.sides is not None
    hand.lead.back()
    assert hand.top.screen is Screen.SEARCH
