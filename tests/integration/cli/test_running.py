"""The composition root: an office starts with nothing around it and ends whole."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from counter_app import bootstrap
from counter_app.bootstrap import Place
from counter_app.config import Config, KeysConfig, KeySource, load_config
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError
from counter_app.domain.records import BlankCard, CardNo, CardUid, Holder, Intent, Ssn
from counter_app.domain.states import IntentState, Kind
from tests.labs.cli import CommandLine

BLANK = CardUid("999901D15600000500000001FFFFFFFF")
PERSON = Holder(
    ssn=Ssn("999901198002290013"),
    name="测试人",
    sex="male",
    ethnicity="01",
    birth_date=date(1980, 2, 29),
    birth_place="999901",
)


def place_of(office: CommandLine, config: Config | None = None) -> Place:
    config = config or load_config(office.data, {})
    return Place(office.data, config, {}, office.unlock)


@pytest.fixture
def no_reader(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Config:
    """A configuration without any reader: the direct form with nothing laid."""
    monkeypatch.setenv("COUNTER_READER_ROLE", "direct")
    return load_config(tmp_path, {"COUNTER_READER_ROLE": "direct"})


def test_starts_with_nothing_around_it(office: CommandLine, no_reader: Config) -> None:
    """No card, no center, no key store: it starts, and the status says so."""
    before = set(threading.enumerate())
    with bootstrap.open_office(place_of(office, no_reader)) as opened:
        status = opened.desk.status()
        assert status.line.enrolled is False
        assert status.line.online is False
        assert status.reader.card_present is False
        assert status.outbox.waiting == 0
        assert status.printer_ready is True
    left = [t for t in threading.enumerate() if t not in before and t.is_alive()]
    assert left == []


def test_one_running_office_per_folder(office: CommandLine, no_reader: Config) -> None:
    """A second one is refused while the first runs, and may start after it."""
    place = place_of(office, no_reader)
    with bootstrap.open_office(place), pytest.raises(SystemFaultError) as caught:
        bootstrap.open_office(place)
    assert caught.value.code == SystemCode.OFFICE_IN_USE
    bootstrap.open_office(place).close()


def test_headless_verbs_work_beside_it(office: CommandLine, no_reader: Config) -> None:
    """Lists, backups and checks need not wait for the window to close."""
    with bootstrap.open_office(place_of(office, no_reader)):
        assert office.json("sync", "status").code == 0
        assert office.json("audit", "verify").code == 0


def test_failed_start_gives_everything_back(
    office: CommandLine, no_reader: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A start that fails half-way leaves neither lock nor threads behind."""
    before = set(threading.enumerate())
    place = place_of(office, no_reader)
    with monkeypatch.context() as patch:
        patch.setattr("counter_app.bootstrap.office.Runtime", None)
        with pytest.raises(TypeError):
            bootstrap.open_office(place)
    assert [t for t in threading.enumerate() if t not in before] == []
    bootstrap.open_office(place).close()


def test_practice_keys_are_refused_in_a_real_office(
    office: CommandLine, no_reader: Config
) -> None:
    """Invented keys never meet real cards (card.md, Keys)."""
    config = replace(no_reader, keys=KeysConfig((KeySource.PRACTICE,)))
    with pytest.raises(SystemFaultError) as caught:
        bootstrap.open_office(place_of(office, config))
    assert caught.value.code == SystemCode.CONFIG_INVALID


def test_unfinished_write_is_looked_at_at_start(
    office: CommandLine, no_reader: Config
) -> None:
    """What a kill cut off is resolved or doubtful before anybody can act."""
    intent = Intent(
        intent_id="0199b2c4-7d1e-7a33-9c10-2f6a8e01d5aa",
        case_id="0199b2c4-7d1e-7a33-9c10-2f6a8e01d5ab",
        kind=Kind.INSTANT,
        ssn=PERSON.ssn,
        card_uid=BLANK,
        card_no=CardNo("A00000003"),
        command="{}",
        made_at=datetime(2026, 11, 22, tzinfo=UTC),
        clerk="anna",
    )
    place = place_of(office, no_reader)
    with closing(bootstrap.open_data(place)) as store, store.unit_of_work() as work:
        work.holders.put_many([PERSON])
        work.allotments.add_blanks([BlankCard(BLANK)])
        work.journal.open(intent)
        work.commit()
    with bootstrap.open_office(place) as opened:
        assert [doubt.intent_id for doubt in opened.desk.doubts()] == [intent.intent_id]
        with opened.store.unit_of_work() as work:
            found = work.journal.get(intent.intent_id)
    assert found is not None
    assert found.state is IntentState.DOUBTFUL
    assert office.json("sync", "status").json["doubtful"] == 1


def test_lost_device_key_is_no_reason_not_to_start(
    office: CommandLine, no_reader: Config
) -> None:
    """An enrolled office whose device key is gone works offline and says why."""
    place = place_of(office, no_reader)
    with closing(bootstrap.open_data(place)) as store, store.unit_of_work() as work:
        known = work.settings.office()
        assert known is not None
        work.settings.put_office(
            replace(known, workstation="w1", center_url="http://127.0.0.1:9")
        )
        work.settings.put("sync.center_key", "00" * 32)
        work.commit()
    with bootstrap.open_office(place) as opened:
        assert opened.desk.status().line.fault == "center.key_missing"
    ran = office.json("doctor")
    center = next(row for row in ran.json["checks"] if row["code"] == "center")
    assert center["ok"] is False


def test_window_without_display_is_coded(
    office: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No X display (the suite runs on Linux): coded, with the verb named or not."""
    monkeypatch.delenv("DISPLAY", raising=False)
    for words in ((), ("window",)):
        ran = office.json(*words)
        assert (ran.code, ran.fault) == (1, "system.no_display")


def test_window_on_a_dead_display_is_coded(
    office: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A display that is named but does not answer: coded, and the office closes."""
    monkeypatch.setenv("DISPLAY", ":987")
    monkeypatch.setenv("COUNTER_READER_ROLE", "direct")
    ran = office.json()
    assert (ran.code, ran.fault) == (1, "system.no_display")
    assert office.json("sync", "status").code == 0
