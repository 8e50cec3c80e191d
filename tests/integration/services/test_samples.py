"""What ``practice samples`` writes can be tried: a list that imports, real findings."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from counter_app.domain.errors import CounterError
from counter_app.photos import Room
from counter_app.practice import record, samples
from counter_app.practice.people import make_roll
from counter_app.services import unit_import
from counter_app.services.photo_import import PhotoOrder
from counter_app.services.photos import PhotoWork
from counter_app.services.unit_import import UnitOrder
from counter_app.sheets import read_sheet
from tests.integration.services.desk import Bench
from tests.integration.services.test_photos import BOSS

TODAY = date(2026, 11, 20)


def test_a_newcomer_can_try_both_rooms(bench: Bench, tmp_path: Path) -> None:
    """Every row of the list is taken; the photos give one of each kind of finding."""
    data, out = tmp_path / "practice", tmp_path / "samples"
    record.folder_of(data).mkdir(parents=True)
    record.save(data, record.Record((), "", TODAY, 1, 100, 1))
    made = samples.write(data, out)
    roll = make_roll(TODAY, seed=1, crowd=100)
    with bench.store.unit_of_work() as uow:
        uow.holders.put_many([one.holder for one in roll.people])
        for one in roll.people:
            if one.card is not None:
                uow.cards.put(one.card)
        uow.commit()
    parts = replace(bench.counter.parts, photos=Room(), read_sheet=read_sheet)
    order = UnitOrder(out / samples.LIST, "练习机械厂", TODAY, "食堂")
    listed = unit_import.look_through(parts, order)
    assert (len(listed.packed), listed.bad) == (made.listed, ())
    desk = PhotoWork(parts, lambda: BOSS)
    done = desk.take_in(PhotoOrder(out / samples.PHOTOS))
    assert (done.total, done.taken) == (made.photos, 13)
    faults = Counter(one.fault.value for one in done.bad)
    assert faults == {
        "twice": 2, "nobody": 1, "too_dark": 1, "blurred": 1, "too_small": 1,
        "several_faces": 1, "no_face": 1, "ambiguous": 1,
    }  # fmt: skip


def test_only_a_practice_office(tmp_path: Path) -> None:
    """Samples are of invented people; a real office has none."""
    with pytest.raises(CounterError) as refused:
        samples.write(tmp_path, tmp_path / "out")
    assert refused.value.code == "system.not_practice"
