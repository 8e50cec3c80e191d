"""How pages follow each other; no display is needed for any of this."""

from __future__ import annotations

from counter_app.domain.errors import CardError
from counter_app.domain.states import Collector, Kind
from counter_app.runtime import Lane
from tests.fakes.reader import Chip, blank_chip, chip_of
from tests.unit.views.stagehand import Stagehand
from views.case.presenter import CasePresenter
from views.flow.screens import Screen
from views.flow.visit import Match
from views.service.confirm import ConfirmPresenter
from views.service.presenter import FormPresenter
from views.service.state import Service


def form_of(hand: Stagehand) -> FormPresenter:
    """Return the form on top."""
    assert isinstance(hand.top, FormPresenter)
    return hand.top


def ready(hand: Stagehand, service: Service = Service.LOSS) -> ConfirmPresenter:
    """Open a service for 王小明 up to the confirm page."""
    hand.open("王小明")
    hand.lead.start_service(service)
    form_of(hand).set("papers_checked", True)
    hand.top.enter()
    assert isinstance(hand.top, ConfirmPresenter)
    return hand.top


def test_login_leads_to_search() -> None:
    """After the login the search page is at the foot of the stack."""
    hand = Stagehand()
    assert hand.top.screen is Screen.SEARCH
    assert hand.lead.visit.session is not None


def test_a_first_password_comes_before_everything() -> None:
    """An operator who must change the password gets no other page."""
    hand = Stagehand("new", "first-time")
    assert hand.top.screen is Screen.PASSWORD
    hand.lead.go(Screen.TODAY)
    assert hand.top.screen is Screen.PASSWORD
    assert not hand.lead.inside


def test_stale_answers_of_a_search_are_dropped() -> None:
    """The answer to an earlier text never replaces that of the later one."""
    hand = Stagehand()
    hand.backstage.held = True
    hand.lead.search_for("王")
    hand.lead.search_for("李")
    hand.backstage.release()
    assert [row.name for row in hand.lead.search.state.rows] == ["李静怡"]


def test_enter_before_the_answer_opens_when_it_comes() -> None:
    """A scanner sends Enter right behind the number; the person still opens."""
    hand = Stagehand()
    hand.backstage.held = True
    hand.lead.search_for("王小明")
    hand.lead.search.enter()
    assert hand.top.screen is Screen.SEARCH
    hand.backstage.release()
    assert hand.top.screen is Screen.CASE


def test_a_card_opens_its_holder_but_never_leaves_an_open_case() -> None:
    """With a case open another card is compared, not opened (desk.md)."""
    hand = Stagehand()
    hand.lay("李静怡")
    assert hand.lead.visit.match() is Match.SAME
    hand.desk.reader.take_off()
    hand.lay("王小明")
    assert hand.lead.visit.ssn == hand.ssn("李静怡")
    assert hand.lead.visit.match() is Match.OTHER
    hand.lead.read_card()
    assert hand.lead.visit.ssn == hand.ssn("王小明")


def test_an_unreadable_card_is_told() -> None:
    """A fault of reading is kept for the panel, and nothing is opened."""
    hand = Stagehand()
    good = chip_of(hand.desk.people[hand.ssn("王小明")])
    hand.desk.reader.lay(Chip(good.reading, broken=True))
    assert hand.top.screen is Screen.SEARCH
    assert hand.lead.visit.match() is Match.UNREADABLE
    assert hand.lead.visit.card_fault is not None
    assert hand.lead.visit.card_fault.code == "card.mute"


def test_old_news_of_the_reader_is_ignored() -> None:
    """A poll that was asked before the card came must not take it away."""
    hand = Stagehand()
    before = hand.desk.reader.state
    hand.lay("王小明")
    hand.lead.senses.follower.reader_is(before)
    assert hand.lead.visit.match() is Match.SAME


def test_the_reader_is_left_alone_while_an_act_uses_it() -> None:
    """Events of the reader during a write start no reading; later ones are caught."""
    hand = Stagehand()
    confirm = ready(hand, Service.RENEW)
    hand.desk.reader.lay(blank_chip(1))
    hand.backstage.held = True
    confirm.commit()
    reads = hand.backstage.lanes.count(Lane.CARD)
    hand.desk.reader.lay(blank_chip(2))
    assert hand.backstage.lanes.count(Lane.CARD) == reads
    hand.backstage.release()
    assert hand.backstage.lanes.count(Lane.CARD) > reads


def test_commit_is_sent_once() -> None:
    """G31 in the presenter: twenty calls, one job."""
    hand = Stagehand()
    confirm = ready(hand)
    hand.backstage.held = True
    for _ in range(20):
        confirm.commit()
    hand.backstage.release()
    assert len(hand.desk.commands) == 1
    assert hand.top.screen is Screen.RESULT


def test_a_failed_act_stays_on_its_page_with_its_key() -> None:
    """The fault is shown, the same form can be sent again."""
    hand = Stagehand()
    confirm = ready(hand)
    hand.desk.fail = CardError("card.removed", outcome_unknown=True)
    confirm.commit()
    assert confirm.fault is not None
    assert confirm.fault.outcome_unknown
    key = confirm.state.submit_key
    confirm.commit()
    assert hand.desk.commands[0].submit_key == key


def test_drafts_live_until_the_act_or_the_logout() -> None:
    """A draft survives Esc and another person; the act and a logout end it."""
    hand = Stagehand()
    hand.open("王小明")
    hand.lead.start_service(Service.LOSS)
    form_of(hand).set("bearer", Collector.AGENT)
    form_of(hand).set("name", "冯代办")
    hand.lead.back()
    hand.lead.back()
    hand.open("李静怡")
    hand.lead.back()
    hand.open("王小明")
    hand.lead.start_service(Service.LOSS)
    assert form_of(hand).state.name == "冯代办"
    hand.lead.lock()
    hand.lead.go(Screen.LOGIN)
    assert hand.lead.drafts.count() == 0


def test_another_business_of_a_form_is_another_act() -> None:
    """Changing formal to temporary loss makes a new submit key."""
    hand = Stagehand()
    hand.open("王小明")
    hand.lead.start_service(Service.LOSS)
    first = form_of(hand).state
    hand.top.choose(2)
    second = form_of(hand).state
    assert (first.kind, second.kind) == (Kind.LOSS_FORMAL, Kind.LOSS_TEMP)
    assert first.submit_key != second.submit_key


def test_a_service_without_a_person_does_nothing() -> None:
    """F4 to F7 need an open person."""
    hand = Stagehand()
    for service in Service:
        hand.lead.start_service(service)
    assert hand.top.screen is Screen.SEARCH


def test_a_refusal_is_shown_on_the_persons_page() -> None:
    """The rule's code reaches the page; choosing a card takes it away."""
    hand = Stagehand()
    hand.open("孙注销")
    hand.lead.start_service(Service.RENEW)
    case = hand.top
    assert isinstance(case, CasePresenter)
    assert case.error_code() == "rule.card_cancelled"
    case.choose(1)
    assert case.error_code() is None


def test_enter_suggests_the_hand_out_only_where_it_is_possible() -> None:
    """Enter on the person's page starts what the person came for."""
    hand = Stagehand()
    hand.open("李静怡")
    hand.top.enter()
    assert form_of(hand).state.kind is Kind.HAND_OUT
    hand.lead.next_person()
    hand.open("王小明")
    hand.top.enter()
    assert hand.top.screen is Screen.CASE


def test_lists_stay_below_an_opened_person() -> None:
    """Esc on a person opened from today's list leads back to the list."""
    hand = Stagehand()
    confirm = ready(hand)
    confirm.commit()
    hand.top.enter()
    hand.lead.go(Screen.TODAY)
    hand.open("王小明")
    hand.lead.back()
    assert hand.top.screen is Screen.TODAY


def test_locked_means_blind() -> None:
    """While locked no card is shown, no page opens, no service starts."""
    hand = Stagehand()
    hand.lead.lock()
    hand.lay("王小明")
    hand.lead.go(Screen.TODAY)
    assert hand.top.screen is Screen.LOCK
    assert hand.lead.visit.file is None
    hand.lead.back()
    assert hand.top.screen is Screen.CASE


def test_the_status_is_unknown_when_it_cannot_be_had() -> None:
    """A failing status line is told as unknown, never shown as it was."""
    hand = Stagehand()
    hand.desk.status = lambda: 1 / 0  # type: ignore[method-assign, assignment, return-value]
    hand.lead.poll()
    assert hand.lead.visit.status_fault is not None
