"""Faults of forms and the commands they become."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.states import Collector, Kind
from counter_app.services.commands import HandOut
from tests.unit.views.stagehand import Stagehand
from views.entryfix import neighbour
from views.service.build import bearer_of
from views.service.check import encodable, faults_of, id_warning
from views.service.offer import best_option, needs_card, options
from views.service.presenter import FormPresenter
from views.service.state import FormState, NeedCard, Service

AGENT = FormState(
    service=Service.LOSS,
    kind=Kind.LOSS_FORMAL,
    submit_key="k",
    bearer=Collector.AGENT,
    name="冯代办",
    id_no="999901198002290013",
    phone="13800000000",
    papers_checked=True,
)


@pytest.fixture
def hand() -> Stagehand:
    """Return a stagehand with 王小明 open."""
    made = Stagehand()
    made.open("王小明")
    return made


@pytest.mark.parametrize(
    ("field", "value", "msgid"),
    [
        ("name", "  ", "view.fault.name"),
        ("name", "王" * 51, "view.fault.name"),
        ("name", "王\ud842", "view.fault.name"),
        ("id_no", "", "view.fault.id_missing"),
        ("id_no", "123", "view.fault.id_length"),
        ("id_no", "99990119800229001A", "view.fault.id_shape"),
        ("id_no", "999901198102290010", "view.fault.id_date"),
        ("phone", "abc", "view.fault.phone"),
        ("papers_checked", False, "view.fault.papers"),
    ],
)
def test_each_field_says_what_is_wrong(
    hand: Stagehand, field: str, value: object, msgid: str
) -> None:
    """A bad value is named beside its own field, and only there."""
    state = replace(AGENT, **{field: value})
    assert faults_of(state, hand.lead.visit) == {field: msgid}


def test_a_good_form_has_no_faults(hand: Stagehand) -> None:
    """What the faults above start from is in order."""
    assert faults_of(AGENT, hand.lead.visit) == {}


def test_a_failing_check_digit_only_warns(hand: Stagehand) -> None:
    """business.md 3: an official paper with a wrong digit exists; it stops nothing."""
    doubtful = replace(AGENT, id_no="999901198002290010")
    assert faults_of(doubtful, hand.lead.visit) == {}
    pack = hand.lead.visit.facts.pack
    assert id_warning(doubtful, pack) == "view.warn.id_check_digit"
    assert id_warning(AGENT, pack) is None


def test_a_passport_is_no_citizen_number(hand: Stagehand) -> None:
    """3.1: the citizen check runs for citizen papers only."""
    passport = replace(AGENT, paper="C", id_no="E12345678")
    assert faults_of(passport, hand.lead.visit) == {}


def test_an_agent_is_somebody_else(hand: Stagehand) -> None:
    """The holder's own number is not an agent's."""
    same = replace(AGENT, id_no=hand.ssn("王小明"))
    found = faults_of(same, hand.lead.visit)
    assert found == {"id_no": "view.fault.id_is_holder"}


def test_a_minor_needs_the_guardian() -> None:
    """R-04: neither the child nor an agent may act."""
    hand = Stagehand()
    hand.open("陈一")
    for bearer in (Collector.SELF, Collector.AGENT):
        found = faults_of(replace(AGENT, bearer=bearer), hand.lead.visit)
        assert found == {"bearer": "view.fault.minor"}
    guardian = replace(AGENT, bearer=Collector.GUARDIAN, phone="")
    assert faults_of(guardian, hand.lead.visit) == {}


def test_the_holders_bearer_fields_stay_empty() -> None:
    """What was typed for an agent does not travel with the holder's own act."""
    bearer = bearer_of(replace(AGENT, bearer=Collector.SELF))
    assert (bearer.name, bearer.id_no, bearer.phone) == ("", "", "")
    assert bearer.papers_checked


def test_what_must_lie_on_the_reader(hand: Stagehand) -> None:
    """R-26, R-32: own card, blank, or the old card first."""
    pack = hand.lead.visit.facts.pack
    hand.open("张三丰")
    lost = hand.lead.visit.file
    assert lost is not None
    card = lost.cards[0]
    assert needs_card(Kind.LOSS_LIFT, card, pack) is NeedCard.OWN
    assert needs_card(Kind.LOSS_LIFT, None, pack) is NeedCard.NONE
    assert needs_card(Kind.HAND_OUT, card, pack) is NeedCard.OWN
    assert needs_card(Kind.REPLACE, card, pack) is NeedCard.OLD
    assert needs_card(Kind.INSTANT, None, pack) is NeedCard.BLANK
    assert needs_card(Kind.LOSS_TEMP, card, pack) is NeedCard.NONE


def test_a_chosen_card_goes_first_but_never_hides_an_allowed_one(
    hand: Stagehand,
) -> None:
    """With two cards the chosen one is preferred when it allows the act."""
    file = hand.lead.visit.file
    assert file is not None
    other = replace(file.cards[0].card, card_no="F00000026")
    refused = tuple(replace(p, allowed=False) for p in file.cards[0].possible)
    second = replace(file.cards[0], card=other, possible=refused)
    both = replace(file, cards=(second, file.cards[0]))
    found = best_option(both, Kind.LOSS_FORMAL, other.card_no)
    assert found is not None
    assert found.card_no == file.cards[0].card.card_no
    kinds = [option.kind for option in options(both, Service.LOSS, None)]
    assert kinds == [Kind.LOSS_FORMAL, Kind.LOSS_TEMP]


def test_a_hand_out_carries_the_three_checks() -> None:
    """2.2 step 3: name, number and photo travel as they were ticked."""
    hand = Stagehand()
    hand.lay("李静怡")
    hand.lead.start_service(Service.ISSUE)
    form = hand.top
    assert isinstance(form, FormPresenter)
    form.enter()
    assert set(form.state.faults) == {
        "papers_checked",
        "name_same",
        "number_same",
        "photo_same",
    }
    for name in tuple(form.state.faults):
        form.set(name, True)
    form.enter()
    hand.top.commit()
    [command] = hand.desk.commands
    assert isinstance(command, HandOut)
    assert command.face.complete


def test_the_exchange_remembers_the_old_card() -> None:
    """R-32: the old card's identification stays when it is taken off."""
    hand = Stagehand()
    hand.lay("王小明")
    hand.lead.start_service(Service.RENEW)
    form = hand.top
    assert isinstance(form, FormPresenter)
    hand.desk.reader.take_off()
    form.set("papers_checked", True)
    form.enter()
    act = hand.top
    assert act.error_code() is None
    act.commit()
    assert act.error_code() == "view.blank.lay"
    assert hand.desk.commands == []
    assert form.state.old_uid == "99990100000000000000000000000001"


texts = st.text(st.characters(codec="utf-8"), max_size=20)


@given(texts)
def test_the_cursor_never_stands_inside_a_character(text: str) -> None:
    """Walking right, then left, visits each character boundary once."""
    bounds = [0]
    for char in text:
        bounds.append(bounds[-1] + (2 if ord(char) > 0xFFFF else 1))
    here, seen = 0, [0]
    while here < bounds[-1]:
        here = neighbour(text, here, +1)
        seen.append(here)
    assert seen == bounds
    while here > 0:
        here = neighbour(text, here, -1)
        assert here in bounds


@given(st.text(max_size=10))
def test_half_characters_are_recognised(text: str) -> None:
    """Lone surrogates are refused at the form's edge, everything else is taken."""
    broken = any(0xD800 <= ord(char) < 0xE000 for char in text)
    assert encodable(text) is not broken
