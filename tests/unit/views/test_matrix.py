"""The matrix of papers (business.md 3.2): who may stand here, and with what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from counter_app.domain.bearing import MATRIX, PAPERS, may_stand, needed
from counter_app.domain.packs import load_pack
from counter_app.domain.states import Collector, Kind
from tests.unit.views.stagehand import Stagehand
from views.service.build import bearer_of
from views.service.check import faults_of
from views.service.presenter import FormPresenter
from views.service.state import Service

SELF, GUARDIAN = Collector.SELF, Collector.GUARDIAN
AGENT, UNIT = Collector.AGENT, Collector.UNIT_AGENT
PACK = load_pack("cn-js-taizhou")
GUANGDONG = load_pack("cn-gd-sg")


@pytest.mark.parametrize("kind", list(MATRIX))
def test_a_minor_comes_with_a_guardian_only(kind: Kind) -> None:
    """R-04: below the age the guardian acts, with both papers and the relation."""
    assert may_stand(PACK, kind, minor=True) == (GUARDIAN,)
    assert needed(PACK, kind, GUARDIAN, minor=True) == (
        "guardian_id",
        "holder_id",
        "relation",
    )


@pytest.mark.parametrize(
    ("kind", "who"),
    [
        (Kind.HAND_OUT, (SELF, GUARDIAN, AGENT, UNIT)),
        (Kind.LOSS_FORMAL, (SELF, GUARDIAN, AGENT)),
        (Kind.REPLACE, (SELF, GUARDIAN, AGENT)),
        (Kind.PIN_RESET, (SELF, GUARDIAN)),
        (Kind.PIN_CHANGE, (SELF, GUARDIAN)),
    ],
)
def test_who_may_act_for_an_adult(kind: Kind, who: tuple[Collector, ...]) -> None:
    """Agents not at the PIN, units for collecting only."""
    assert may_stand(PACK, kind, minor=False) == who


def test_the_city_changes_the_matrix() -> None:
    """R-20, 3.2: no collecting agent; PIN by an agent with a mandate; a mandate."""
    closed = replace(PACK, collect_agent=False)
    assert AGENT not in may_stand(closed, Kind.HAND_OUT, minor=False)
    open_ = replace(PACK, pin_agent=True)
    assert needed(open_, Kind.PIN_RESET, AGENT, minor=False) == (
        "holder_id",
        "agent_id",
        "mandate",
    )
    assert "mandate" not in (needed(PACK, Kind.LOSS_FORMAL, AGENT, minor=False) or ())
    lost = needed(GUANGDONG, Kind.LOSS_FORMAL, AGENT, minor=False)
    assert lost is not None
    assert "mandate" in lost


def test_every_cell_names_known_papers() -> None:
    """A paper has words: no cell holds a code nobody can read."""
    cells = [row for table in (MATRIX, GUANGDONG.act_papers) for row in table.values()]
    assert {code for row in cells for papers in row.values() for code in papers} <= (
        PAPERS
    )


def form(name: str, service: Service) -> tuple[Stagehand, FormPresenter]:
    hand = Stagehand()
    hand.open(name)
    hand.lead.start_service(service)
    page = hand.top
    assert isinstance(page, FormPresenter)
    return hand, page


def test_a_units_agent_gives_the_unit_and_a_second_signer() -> None:
    """7.1: Jilin wants two people; the same person does not sign twice."""
    hand, page = form("李静怡", Service.ISSUE)
    assert page.state.kind is Kind.HAND_OUT
    hand.lead.visit.facts = replace(
        hand.lead.visit.facts, pack=replace(hand.desk.pack, unit_agents=2)
    )
    page.set("bearer", UNIT)
    assert {"unit", "name", "id_no", "phone", "second_name", "second_id"} <= set(
        faults_of(page.state, hand.lead.visit)
    )
    assert page.papers == ("authorisation", "agent_id", "list")
    typed = {
        "unit": "泰州机床厂", "name": "冯代办", "id_no": "999901198002290013",
        "phone": "13800000000", "second_name": "褚代办",
        "second_id": "999901198002290013",
    }  # fmt: skip
    for field, value in typed.items():
        page.set(field, value)
    faults = faults_of(page.state, hand.lead.visit)
    assert faults["second_id"] == "view.fault.second"
    page.set("second_id", "999901197001010015")
    assert not {"unit", "second_name", "second_id"} & set(
        faults_of(page.state, hand.lead.visit)
    )
    bearer = bearer_of(page.state)
    assert (bearer.unit, bearer.second_name) == ("泰州机床厂", "褚代办")


def test_a_refused_bearer_stops_the_form() -> None:
    """Who was chosen before the business changed is checked again on Enter."""
    _, page = form("王小明", Service.LOSS)
    page.set("bearer", UNIT)
    page.enter()
    assert page.state.faults["bearer"] == "view.fault.agent_forbidden"
