"""The carry file: any order with the network, each act once (G15)."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from center import carry, ledger
from center.database import Tx
from center.offices import revoke
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from counter_app.domain.records import Operation
from counter_app.domain.states import Effect, Kind
from sync.carry import export_waiting
from sync.line import sync_once
from sync.wire import BatchAnswer
from tests.integration.sync.conftest import Counter, Town
from tests.labs.examples import tried

STEPS = st.lists(
    st.sampled_from(["act", "export", "import oldest", "import newest", "sync"]),
    max_size=14,
)


def take_in(town: Town, data: bytes) -> dict[str, object]:
    """Bring a file to the center."""
    center = town.lab.center()
    return carry.take_in(center.database, center.facts, data, center.clock())


def exported(counter: Counter, file: Path) -> bytes:
    """Export and return the file's bytes."""
    export_waiting(counter.parts, file)
    return file.read_bytes()


@settings(
    max_examples=tried(10),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_stick_and_network_in_any_order_add_nothing_twice(
    town: Town, steps: list[str]
) -> None:
    """However files and exchanges mix, every act has one effect."""
    name = f"c{len(list(town.folder.iterdir()))}"
    counter = town.counter(name)
    sync_once(counter.parts)
    before = town.lab.rows("SELECT count(*) FROM operation")[0][0]
    files: list[bytes] = []
    acts: list[Operation] = []
    for step in steps:
        if step == "act":
            one = town.people[len(acts) % 12][1]
            lost = len(acts) % 2 == 0
            kind = Kind.LOSS_TEMP if lost else Kind.LOSS_FORMAL
            acts.append(counter.act(kind, one))
        elif step == "export":
            files.append(exported(counter, town.folder / f"{name}.carry"))
        elif step == "sync":
            sync_once(counter.parts)
        elif files:
            take_in(town, files[0 if step == "import oldest" else -1])
    sync_once(counter.parts)
    for data in files:
        take_in(town, data)
    after = town.lab.rows("SELECT count(*) FROM operation")[0][0]
    assert after - before == len(acts)
    assert all(effect is Effect.EFFECTIVE for effect, _ in counter.effects(*acts))
    assert town.lab.rows("SELECT count(*) FROM alarm") == [(0,)]


def test_the_network_learns_what_the_stick_did(town: Town) -> None:
    """The file is applied; the later exchange brings the recorded word."""
    counter = town.counter()
    sync_once(counter.parts)
    acts = [counter.act(Kind.LOSS_TEMP, one) for _, one in town.people]
    data = exported(counter, town.folder / "x.carry")
    assert take_in(town, data)["applied"] == 12
    assert counter.waiting() == 12
    sync_once(counter.parts)
    assert counter.effects(*acts) == [(Effect.EFFECTIVE, None)] * 12
    assert town.lab.rows("SELECT count(*) FROM card_event") == [(12,)]


@pytest.mark.parametrize(
    "field", ["workstation", "recipient", "ephemeral", "nonce", "content", "signature"]
)
def test_a_changed_file_is_refused_whole(town: Town, field: str) -> None:
    """No byte of it can be changed; nothing is taken in and nothing is readable."""
    counter = town.counter()
    sync_once(counter.parts)
    person, one = town.people[0]
    counter.act(Kind.LOSS_TEMP, one)
    data = exported(counter, town.folder / "x.carry")
    assert person.ssn.encode() not in data
    fields = msgspec.json.decode(data)
    raw = fields[field]
    if field == "content":
        raw = base64.b64encode(base64.b64decode(raw)[::-1]).decode()
    else:
        raw = raw[:-1] + ("0" if raw[-1] != "0" else "1")
    fields[field] = raw
    with pytest.raises(CenterError) as caught:
        take_in(town, msgspec.json.encode(fields))
    assert caught.value.code == CenterCode.CARRY_FILE
    assert town.lab.rows("SELECT count(*) FROM operation") == [(0,)]


def test_a_revoked_workstations_file_is_refused(town: Town) -> None:
    """Whoever was shut out brings nothing in by another door."""
    counter = town.counter()
    sync_once(counter.parts)
    counter.act(Kind.LOSS_TEMP, town.people[0][1])
    data = exported(counter, town.folder / "x.carry")
    name = str(town.lab.rows("SELECT workstation FROM workstation")[0][0])
    town.lab.database.write(lambda tx: revoke(tx, name, 1))
    with pytest.raises(CenterError) as caught:
        take_in(town, data)
    assert caught.value.code == CenterCode.REVOKED


def shut_out_at(town: Town, counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the workstation be revoked between two transactions of a file."""
    name = str(town.lab.rows("SELECT workstation FROM workstation")[0][0])
    real = ledger.apply_batch

    def once(tx: Tx, **rest: Any) -> BatchAnswer:
        answer = real(tx, **rest)
        revoke(tx, name, 1)
        return answer

    monkeypatch.setattr(ledger, "apply_batch", once)
    monkeypatch.setattr(carry, "_BATCH", 5)
    assert counter.waiting() == 12


def test_a_workstation_shut_out_in_mid_file_brings_in_no_more(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each transaction of a file looks at the revocation itself."""
    counter = town.counter()
    sync_once(counter.parts)
    for _, one in town.people:
        counter.act(Kind.LOSS_TEMP, one)
    data = exported(counter, town.folder / "x.carry")
    shut_out_at(town, counter, monkeypatch)
    with pytest.raises(CenterError) as caught:
        take_in(town, data)
    assert caught.value.code == CenterCode.REVOKED
    assert town.lab.rows("SELECT count(*) FROM operation") == [(5,)]


def test_a_refusal_holds_its_person_through_the_whole_file(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a file's parts are cut makes no difference to what waits; losses never."""
    monkeypatch.setattr(carry, "_BATCH", 2)
    counter = town.counter()
    sync_once(counter.parts)
    first, other = town.people[0][1], town.people[1][1]
    counter.act(Kind.HAND_OUT, first, handed_out_on="2026-03-02")  # long handed out
    for _, one in town.people[2:6]:
        counter.act(Kind.EXPIRY, one, card_uid=one.card_uid, expiry_date="2031-01-01")
    held = counter.act(
        Kind.EXPIRY, first, card_uid=first.card_uid, expiry_date="2031-01-01"
    )
    counter.act(Kind.LOSS_FORMAL, other)
    data = exported(counter, town.folder / "x.carry")
    told = take_in(town, data)
    assert (told["refused"], told["later"], told["applied"]) == (1, 1, 5)
    known = town.lab.rows("SELECT 1 FROM operation WHERE op_id = ?", held.op_id)
    assert not known
