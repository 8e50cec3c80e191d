"""Drafts in the encrypted store: whose they are, how long they live."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from counter_app.domain.errors import RuleError
from counter_app.services.commands import ReportLoss
from counter_app.services.keeping import KEPT_FOR, KeptForm
from tests.integration.services.desk import CHILD, ME, PASSWORD, SSN, Bench


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.close()


def form(key: str = "k1", **content: object) -> KeptForm:
    fields = {"kind": "loss_formal", "name": "李四"} | content
    return KeptForm(SSN, "loss", key, fields)


def test_a_draft_survives_logout_and_restart(bench: Bench) -> None:
    """What was typed is there for the same operator after the program ended."""
    bench.counter.drafts.keep([form(phone="13900000000")])
    bench.counter.logout()
    (kept,) = bench.start().drafts.mine()
    assert kept.content["phone"] == "13900000000"
    assert (kept.ssn, kept.service, kept.submit_key) == (SSN, "loss", "k1")
    assert kept.checks_hold


def test_one_draft_per_person_and_service(bench: Bench) -> None:
    """A later state replaces the earlier one; it never becomes two drafts."""
    bench.counter.drafts.keep([form(name="李")])
    bench.counter.drafts.keep([form(name="李四"), form()])
    (kept,) = bench.counter.drafts.mine()
    assert kept.content["name"] == "李四"


def test_another_clerk_sees_nothing_a_supervisor_all(bench: Bench) -> None:
    """A draft belongs to its operator; a supervisor may take it, on record."""
    bench.counter.drafts.keep([form()])
    bench.counter.login("boss", PASSWORD)
    assert bench.counter.drafts.mine() == ()
    (row,) = bench.counter.drafts.listing().rows
    assert (row.login, row.name) == ("li", "欧阳小明")
    taken = bench.counter.drafts.take("li", SSN, "loss")
    assert taken.content["name"] == "李四"
    assert not taken.checks_hold
    with bench.store.unit_of_work() as uow:
        assert uow.drafts.of_operator("li") == ()
        assert [d.ssn for d in uow.drafts.of_operator("boss")] == [SSN]
    bench.counter.login("li", PASSWORD)
    assert bench.counter.drafts.listing().rows == ()
    for refused in (bench.counter.drafts.take, bench.counter.drafts.forget):
        with pytest.raises(RuleError) as caught:
            refused("boss", SSN, "loss")
        assert caught.value.code == "rule.not_allowed"


def test_a_done_form_is_no_draft(bench: Bench) -> None:
    """A crash between the case and its draft's end leaves no draft behind."""
    card = bench.live()
    bench.counter.drafts.keep([form("once")])
    bench.counter.report_loss(ReportLoss("once", SSN, card.card_no, False, ME))
    assert bench.counter.drafts.mine() == ()


def test_old_drafts_go(bench: Bench) -> None:
    """Drafts hold personal data: after a week they are deleted."""
    bench.counter.drafts.keep([form()])
    bench.clock.at += KEPT_FOR - timedelta(hours=1)
    (kept,) = bench.counter.drafts.mine()
    assert not kept.checks_hold  # what was ticked that long ago is ticked anew
    bench.clock.at += timedelta(hours=2)
    assert bench.counter.drafts.mine() == ()


def test_only_fields_of_a_form_are_kept(bench: Bench) -> None:
    """A PIN cannot get into a draft: unknown names are left out."""
    bench.counter.drafts.keep([form(pin="123456")])
    (kept,) = bench.counter.drafts.mine()
    assert "pin" not in kept.content


def test_an_act_makes_the_persons_drafts_stale(bench: Bench) -> None:
    """All drafts of the person go, those of other people stay."""
    other = KeptForm(CHILD, "issue", "k2", {"kind": "instant"})
    bench.counter.drafts.keep([form(), other])
    bench.counter.drafts.done(SSN)
    assert [kept.ssn for kept in bench.counter.drafts.mine()] == [CHILD]
