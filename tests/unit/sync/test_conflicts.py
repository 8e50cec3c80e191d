"""The named conflict rules against a second model (G12)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from counter_app.domain.decision import Outcome
from counter_app.domain.states import AppStatus, Kind
from scripts.fault_runs import conflicts
from scripts.fault_runs.conflicts import BAD, NAMED, Center, Office, play
from tests.labs.centers import card, holder

PROTOCOL = Path(__file__).parents[3] / "docs" / "protocol.md"


def test_three_thousand_schedules() -> None:
    """Replicas equal, both acts decided, every conflict by a named rule (G12)."""
    total = play(3_000, 1)
    assert {name: total[name] for name in BAD} == dict.fromkeys(BAD, 0)
    assert total["acts"] > 15_000
    assert {code for code in NAMED if not total[code]} == set(), "a rule never met"


def test_a_broken_rule_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second model can fail: a center that refuses losses is caught."""
    real = conflicts.decide  # type: ignore[attr-defined]  # the real one

    def broken(act, view, pack, now):  # type: ignore[no-untyped-def]  # as decide has it
        made = real(act, view, pack, now)
        if act.kind is Kind.LOSS_TEMP and made.outcome is Outcome.ALREADY:
            return replace(made, outcome=Outcome.REFUSED, code="rule.card_lost")
        return made

    monkeypatch.setattr(conflicts, "decide", broken)
    assert play(50, 1)["wrong"] > 0


def test_every_rule_is_written_down() -> None:
    """``docs/protocol.md`` names each code with an example."""
    text = PROTOCOL.read_text("utf-8")
    rules = text.partition("## Named conflict rules")[2].partition("\n## ")[0]
    assert set(re.findall(r"rule\.[a-z_]+", rules)) >= NAMED


def test_a_second_first_card_is_recalled_at_its_office() -> None:
    """First applied stands: the loser's card is void at its own office."""
    person = holder(1)
    center = Center({person.ssn: person}, {}, conflicts.PACKS[0])
    first, second = Office("a", {}), Office("b", {})
    for running, office in ((101, first), (102, second)):
        office.act(Kind.INSTANT, card(person, 1), running)
        new = card(person, running, AppStatus.DORMANT, version=0)
        office.cards[new.card_no] = new
    tally = Counter[str]()
    for office in (first, second):
        conflicts.deliver(office, center, tally)
    assert [op.refusal for op in first.done] == [None]
    assert [op.refusal for op in second.done] == ["rule.has_live_card"]
    (recalled,) = second.cards.values()
    assert recalled.app_status is AppStatus.CANCELLED
