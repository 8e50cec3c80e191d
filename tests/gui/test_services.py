"""Every service by keyboard alone, as docs/keys.md writes it down (G32)."""

from __future__ import annotations

import pytest

from counter_app.domain.states import Collector, Kind
from counter_app.services.commands import (
    HandOut,
    IssueInstant,
    LiftLoss,
    ReissueLost,
    Replace,
    ReportLoss,
)
from tests.gui.driver import Gui


def commit(gui: Gui, kind: Kind) -> None:
    """Ctrl+Enter, the result page, and the next person."""
    assert gui.until(lambda s: s.screen == "confirm" and s.ready).kind == kind
    gui.key("ctrl+Return")
    seen = gui.screen_is("result")
    assert seen.kind == kind
    assert seen.result == {
        "receipt_no": gui.desk.cases[-1].receipt_no,
        "effect": "effective",
    }
    gui.key("Return")
    gui.until(lambda s: s.screen == "search" and s.focus == "search" and not s.holder)


def test_hand_out(gui: Gui) -> None:
    """A waiting card is read, compared, ticked off and handed out (2.2)."""
    gui.lay("李静怡")
    gui.screen_is("case")
    gui.key("F4")
    gui.until(lambda s: s.screen == "form" and s.focus == "papers_checked")
    gui.key("space", "space", "space", "space", "Return")
    commit(gui, Kind.HAND_OUT)
    [command] = gui.desk.commands
    assert isinstance(command, HandOut)
    assert command.face.complete
    assert command.bearer.papers_checked


def test_instant(gui: Gui) -> None:
    """A person without a card gets one written on a blank (2.5)."""
    gui.open("赵无卡")
    gui.key("F4")
    gui.screen_is("form")
    gui.key("space", "Return")
    gui.screen_is("confirm")
    gui.lay("blank-1")
    commit(gui, Kind.INSTANT)
    [command] = gui.desk.commands
    assert isinstance(command, IssueInstant)
    assert command.bank == "95580"


@pytest.mark.parametrize(
    ("choice", "formal"), [("", True), ("alt+1", True), ("alt+2", False)]
)
def test_loss(gui: Gui, choice: str, formal: bool) -> None:
    """F5 is the formal loss; Alt+2 makes it temporary (2.3)."""
    gui.open("王小明")
    gui.key("F5")
    gui.screen_is("form")
    if choice:
        gui.key(choice)
    gui.key("space", "Return")
    commit(gui, Kind.LOSS_FORMAL if formal else Kind.LOSS_TEMP)
    [command] = gui.desk.commands
    assert isinstance(command, ReportLoss)
    assert command.formal is formal


def test_lift_of_a_temporary_loss_needs_no_card(gui: Gui) -> None:
    """R-26: only the formal loss asks for the found card."""
    gui.open("欧阳娜")
    gui.key("F6")
    gui.screen_is("form")
    gui.key("space", "Return")
    commit(gui, Kind.LOSS_LIFT)
    assert isinstance(gui.desk.commands[0], LiftLoss)


def test_lift_of_a_formal_loss_asks_for_the_card(gui: Gui) -> None:
    """R-26: without the found card on the reader the form does not go on."""
    gui.open("张三丰")
    gui.key("F6")
    gui.screen_is("form")
    gui.key("space", "Return")
    assert gui.state().faults == ("card",)
    gui.lay("张三丰")
    gui.until(lambda s: s.card == "same" and not s.faults)
    gui.key("Return")
    commit(gui, Kind.LOSS_LIFT)


def test_loss_and_replacement_in_one_act(gui: Gui) -> None:
    """R-30: a card that is not yet lost is reported and replaced together."""
    gui.open("王小明")
    gui.key("F7")
    gui.screen_is("form")
    gui.key("alt+1", "space", "Return")
    gui.screen_is("confirm")
    gui.lay("blank-1")
    commit(gui, Kind.REISSUE_LOST)
    [command] = gui.desk.commands
    assert isinstance(command, ReissueLost)
    assert command.with_loss


def test_replacement_after_a_formal_loss(gui: Gui) -> None:
    """R-30: after the formal loss only the replacement is left to do."""
    gui.open("张三丰")
    gui.key("F7")
    gui.screen_is("form")
    gui.key("space", "Return")
    gui.screen_is("confirm")
    gui.lay("blank-2")
    commit(gui, Kind.REISSUE_LOST)
    command = gui.desk.commands[0]
    assert isinstance(command, ReissueLost)
    assert not command.with_loss


def test_exchange_reads_the_old_card_then_the_blank(gui: Gui) -> None:
    """R-32: the old card's identification is noted, then the blank is written."""
    gui.lay("王小明")
    gui.screen_is("case")
    gui.key("F7")
    assert gui.screen_is("form").kind == Kind.REPLACE
    gui.key("space", "Return")
    gui.screen_is("confirm")
    assert not gui.state().ready
    gui.key("ctrl+k")
    gui.until(lambda s: s.card == "none")
    gui.lay("blank-1")
    commit(gui, Kind.REPLACE)
    [command] = gui.desk.commands
    assert isinstance(command, Replace)
    assert command.old_uid == "99990100000000000000000000000001"
    assert not command.old_unreadable
    assert command.reason == "damage"


def test_exchange_of_a_card_whose_chip_is_dead(gui: Gui) -> None:
    """A worn chip is replaced by comparing the printed number."""
    gui.open("王小明")
    gui.key("F7")
    gui.screen_is("form")
    gui.key("alt+2", "space", "Return")
    assert gui.until(lambda s: bool(s.faults)).faults == ("card",)
    gui.key("alt+o", "Return")
    gui.screen_is("confirm")
    gui.lay("blank-1")
    commit(gui, Kind.REPLACE)
    command = gui.desk.commands[0]
    assert isinstance(command, Replace)
    assert command.old_unreadable
    assert command.old_uid is None


def test_an_agent_names_himself(gui: Gui) -> None:
    """3.2: an agent's name, number and phone go with the act."""
    gui.open("王小明")
    gui.key("F5")
    gui.screen_is("form")
    gui.key("alt+a")
    gui.until(lambda s: s.focus == "name")
    gui.type("冯代办")
    gui.key("Tab")
    gui.type("999901198002290013")
    gui.key("Tab")
    gui.type("19900009999")
    gui.key("alt+c", "Return")
    commit(gui, Kind.LOSS_FORMAL)
    bearer = gui.desk.commands[0].bearer
    assert bearer.kind is Collector.AGENT
    assert (bearer.name, bearer.id_no) == ("冯代办", "999901198002290013")
    assert bearer.phone == "19900009999"


def test_a_minor_is_served_through_the_guardian(gui: Gui) -> None:
    """R-04: under 16 the guardian acts, named as the record has it."""
    gui.open("陈一")
    gui.key("F5")
    gui.screen_is("form")
    gui.key("alt+s", "alt+a")
    gui.key("alt+c", "Return")
    commit(gui, Kind.LOSS_FORMAL)
    bearer = gui.desk.commands[0].bearer
    assert bearer.kind is Collector.GUARDIAN
    assert bearer.name == "陈大"


def test_today_prints_again_and_opens_the_person(gui: Gui) -> None:
    """F9 lists the case, Ctrl+P counts a copy, Enter opens its holder."""
    gui.open("王小明")
    gui.key("F5")
    gui.screen_is("form")
    gui.key("space", "Return")
    commit(gui, Kind.LOSS_FORMAL)
    gui.key("F9")
    assert gui.until(lambda s: s.screen == "today" and s.rows == 1).focus == "today"
    gui.key("ctrl+p")
    gui.until(lambda s: not s.busy)
    assert gui.desk.paper(gui.desk.cases[0].receipt_no).copies == 2
    gui.key("Return")
    assert gui.screen_is("case").allowed == ("loss_lift", "reissue_lost")
