"""From a refusal at a counter to the console and back to the counter's list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest

from center.console.accounts import ConsoleRole
from counter_app.domain.records import Card, Operation
from counter_app.domain.review import Review, Ruling, Way, read_ruling
from counter_app.domain.states import AppStatus, Effect, Kind, Role
from counter_app.ports.reviews import CLOSED
from counter_app.services.results import RefusedRow
from counter_app.services.reviews import close_resent, list_refused, settle_refusal
from sync.line import sync_once
from sync.wire import EnrolRequest
from sync.wire.decisions import DecisionQuery
from sync.wire.sign import SigningKey
from tests.integration.center.conftest import PASSWORD, make_account, served
from tests.integration.sync.conftest import Counter, Town
from tests.labs.centers import NOON, in_process, sqlite_lab
from tests.labs.operations import Window


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """Three people, two windows to come, and a supervisor in the city."""
    lab = sqlite_lab(tmp_path)
    make_account(lab, "super", ConsoleRole.SUPERVISOR)
    with ExitStack() as stack:
        transport = stack.enter_context(in_process(lab.center()))
        made = Town(lab, transport, tmp_path, stack)
        made.settle(3)
        yield made
    lab.database.close()


def a_conflict(town: Town, one: Card) -> tuple[Counter, Operation]:
    """Let a lift meet a newer loss of another window; return the refused act."""
    first, other = town.counter("a"), town.counter("b")
    sync_once(first.parts)
    first.act(Kind.LOSS_TEMP, one)
    sync_once(first.parts)
    sync_once(other.parts)
    lift = first.act(Kind.LOSS_LIFT, one, found_card_uid=one.card_uid)
    other.act(Kind.LOSS_FORMAL, one)
    sync_once(other.parts)
    sync_once(first.parts)
    assert first.effects(lift) == [(Effect.REFUSED, "rule.status_moved")]
    return first, lift


def row_of(counter: Counter) -> RefusedRow:
    """Return the only line of the counter's review list, as its screen gets it."""
    parts = cast("Any", SimpleNamespace(store=counter.parts.store))
    (row,) = list_refused(parts, 0).rows
    return row


@contextmanager
def supervisor(town: Town) -> Iterator[httpx.Client]:
    """Lend a browserless client that is logged in at the served console."""
    with served(town.lab.center()) as url, httpx.Client(base_url=url) as made:
        form = {"login": "super", "password": PASSWORD}
        assert made.post("/console/login", data=form).status_code == 303
        yield made


def decide(made: httpx.Client, op_id: str, choice: str, note: str) -> None:
    """Decide through the console's own form."""
    page = made.get(f"/console/refused/{op_id}").text
    token = re.search(r'name="csrf" value="([^"]+)"', page)
    assert token is not None
    form = {"choice": choice, "note": note, "csrf": token[1]}
    assert made.post(f"/console/refused/{op_id}", data=form).status_code == 303


@pytest.mark.parametrize("asked", [True, False])
def test_done_anew_by_the_city_comes_home(town: Town, *, asked: bool) -> None:
    """The card, the word and the supervisor's note reach the list that waited."""
    _, one = town.people[0]
    counter, lift = a_conflict(town, one)
    if asked:
        review = Review(lift.op_id, Way.ESCALATE, "请核实", "zhang", NOON)
        with counter.parts.store.unit_of_work() as uow:
            uow.reviews.put(review)
            uow.commit()
        sync_once(counter.parts)
    with supervisor(town) as made:
        decide(made, lift.op_id, "apply", "本人到场核实")
        assert "escalated" in made.get("/console/escalated").text
    sync_once(counter.parts)
    told = row_of(counter).review
    assert told is not None
    assert read_ruling(told.reply or "") == (Ruling.ANEW, "本人到场核实")
    assert told.reply_by == "super先生"
    assert row_of(counter).owner == "zhang"
    card = counter.card(one.card_no)
    assert card is not None
    assert card.app_status is AppStatus.NORMAL
    open_questions = "SELECT count(*) FROM escalation WHERE replied_at IS NULL"
    assert town.lab.rows(open_questions) == [(0,)]


def test_an_upheld_refusal_comes_home_once(town: Town) -> None:
    """Nothing moves but the word; asking again writes nothing again."""
    _, one = town.people[1]
    counter, lift = a_conflict(town, one)
    with supervisor(town) as made:
        decide(made, lift.op_id, "uphold", "新的挂失有效")
    for _ in range(2):
        sync_once(counter.parts)
    told = row_of(counter).review
    assert told is not None
    assert read_ruling(told.reply or "") == (Ruling.STANDS, "新的挂失有效")
    with counter.parts.store.unit_of_work() as uow:
        rows = uow.session.plain(  # type: ignore[attr-defined]  # the real store
            "SELECT count(*) FROM audit WHERE event = 'refusal.decided'"
        )
    assert rows == [(1,)]


def test_a_choice_made_meanwhile_is_kept(town: Town) -> None:
    """The decision is a reply to it; withdrawing closes the line as before."""
    _, one = town.people[2]
    counter, lift = a_conflict(town, one)
    mine = Review(lift.op_id, Way.RESEND, "改正中", "li", NOON)
    with counter.parts.store.unit_of_work() as uow:
        uow.reviews.put(mine)
        uow.commit()
    with supervisor(town) as made:
        decide(made, lift.op_id, "uphold", "不同意")
    sync_once(counter.parts)
    told = row_of(counter).review
    assert told is not None
    assert replace(told, told_at=None, reply=None, reply_by=None,
                   replied_at=None) == mine  # fmt: skip


@pytest.mark.parametrize("way", [Way.WITHDRAW, Way.RESEND])
def test_what_a_person_closed_here_the_city_does_not_do(town: Town, way: Way) -> None:
    """The console learns of it at the next contact and offers it no more."""
    _, one = town.people[0]
    counter, lift = a_conflict(town, one)
    store, told = counter.parts.store, SimpleNamespace(wake=lambda: None)
    parts = cast("Any", SimpleNamespace(store=store, now=lambda: NOON, line=told))
    boss = cast("Any", SimpleNamespace(login="boss", role=Role.SUPERVISOR))
    settle_refusal(parts, boss, lift.op_id, "本人不要了", way)
    if way is Way.RESEND:
        again = counter.act(Kind.LOSS_LIFT, one, found_card_uid=one.card_uid)
        with store.unit_of_work() as uow:
            case = uow.cases.get(again.case_id)
            assert case is not None
            close_resent(uow, parts, case, (again,))
            uow.commit()
    with supervisor(town) as made:
        assert 'value="apply"' in made.get(f"/console/refused/{lift.op_id}").text
        sync_once(counter.parts)
        page = made.get(f"/console/refused/{lift.op_id}").text
        assert 'value="apply"' not in page
        assert "boss" in page or way is Way.RESEND
        assert lift.op_id not in made.get("/console/refused").text
        assert lift.op_id in made.get("/console/refused?which=decided").text
    with store.reading() as read:
        assert not read.settings.get(CLOSED)


def test_another_workstation_learns_nothing(town: Town) -> None:
    """Decisions are told to the workstation whose act it was."""
    _, one = town.people[0]
    _, lift = a_conflict(town, one)
    with supervisor(town) as made:
        decide(made, lift.op_id, "uphold", "不同意")
    center, key = town.lab.center(), SigningKey.generate()
    code = str(town.lab.new_office("别处")["code"])
    bound = center.enrol(EnrolRequest(code=code, public_key=key.public_hex))
    stranger = Window(center, bound.workstation, bound.office_code)
    query = DecisionQuery((lift.op_id,))
    assert center.decided(stranger.sender, query).decisions == ()
