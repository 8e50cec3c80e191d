"""Rule packs that no program ships, and the change of day in a running window."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from importlib import resources
from types import SimpleNamespace
from typing import Any, cast

import pytest

from center import packs
from center.rows import to_ms
from counter_app.bootstrap import line as bootstrap_line
from counter_app.bootstrap import office as bootstrap_office
from counter_app.bootstrap.rules import rules_in_force
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import CenterError, RuleError
from counter_app.domain.packs import load_pack
from counter_app.domain.records import Office
from db import create_store
from sync.enrol import Enrolment, EnrolOrder, enrol
from sync.line import LineParts, remember_center, sync_once
from tests.integration.sync.conftest import URL, Town
from tests.integration.sync.test_errands import PACK, published
from tests.labs.centers import NOON, REGION, Clock, Keys

OTHER = "cn-xx-neu"


def publish_other(town: Town, day: date, *, new: bool = True) -> None:
    """Publish a pack under a name that no program ships."""
    folder = resources.files("counter_app.domain.packs")
    text = (folder / f"{PACK}.toml").read_text("utf-8")
    text = text.replace(f'"{PACK}"', f'"{OTHER}"')
    text = text.replace("valid_from = 2026-01-01", f"valid_from = {day.isoformat()}")
    now = to_ms(town.lab.clock.now())
    town.lab.database.write(lambda tx: packs.publish(tx, text, now, new=new))


def bound_to_other(town: Town) -> tuple[LineParts, Enrolment, Office]:
    """Enrol a workstation of an office that works by the other pack."""
    code = str(town.lab.new_office("新区", OTHER)["code"])
    clock, keys = Clock(), Keys()
    store = create_store(town.folder / "other.db", b"k" * 32, clock)
    town.stack.callback(store.close)
    made = enrol(EnrolOrder(URL, code, "x"), keys, clock, transport=town.transport)
    parts = LineParts(store, keys, clock, transport=town.transport)
    remember_center(store, made)
    blank = Office("00000000", "测试", "", "00", "INC", REGION, "")
    return parts, made, made.office(blank)


def test_a_pack_nobody_ships_is_fetched_at_enrolment(town: Town) -> None:
    """The office's rules are here before its first case, signed by the center."""
    publish_other(town, NOON.date())
    parts, made, office = bound_to_other(town)
    with pytest.raises(RuleError):
        rules_in_force(parts.store, office, NOON.date())
    bootstrap_line._demand_rules(parts, made, office)
    assert rules_in_force(parts.store, office, NOON.date()).name == OTHER


def test_an_office_needs_a_pack_that_is_in_force(town: Town) -> None:
    """A name by mistake, and rules whose day has not come, found no office."""
    with pytest.raises(CenterError) as caught:
        publish_other(town, NOON.date(), new=False)
    assert caught.value.code == CenterCode.PACK
    publish_other(town, NOON.date() + timedelta(days=3))
    with pytest.raises(CenterError) as caught:
        town.lab.new_office("新区", OTHER)
    assert caught.value.code == CenterCode.PACK


def test_without_rules_there_is_no_office(town: Town) -> None:
    """A pack that is not genuine completes no enrolment."""
    publish_other(town, NOON.date())
    parts, made, office = bound_to_other(town)
    with parts.store.unit_of_work() as uow:
        uow.settings.put("sync.center_key", "0" * 64)
        uow.commit()
    with pytest.raises(RuleError) as caught:
        bootstrap_line._demand_rules(parts, made, office)
    assert caught.value.code == RuleCode.PACK_INVALID


def test_a_running_window_takes_up_the_rules_of_the_new_day(town: Town) -> None:
    """At the change of the day, not before, and without a restart."""
    counter = town.counter()
    published(town, 2, date(2026, 3, 5))
    sync_once(counter.parts)
    store = counter.parts.store
    with store.unit_of_work() as uow:
        office = uow.settings.office()
    days = iter([date(2026, 3, 4)] * 3 + [date(2026, 3, 5)] * 9)
    looks = iter([False] * 6 + [True])
    told: list[Any] = []
    desk = SimpleNamespace(
        pack=load_pack(PACK), parts=SimpleNamespace(today=lambda: next(days))
    )
    desk.take_pack = lambda pack: setattr(desk, "pack", pack)
    window: Any = SimpleNamespace(store=store, office=office, desk=desk)
    kind = cast("Any", bootstrap_office.OpenOffice)
    window._take_rules = lambda: kind._take_rules(window)
    window._rules_taken = told.append
    window._forget_photos = lambda: None
    window.runtime = SimpleNamespace(
        submit=lambda _lane, work, done, _failed: done(work())
    )
    kind._follow_the_day(window, SimpleNamespace(wait=lambda _s: next(looks)))
    assert [pack.version for pack in told] == [2]
    assert desk.pack.version == 2
    assert replace(desk.pack, version=1) != load_pack(PACK)
