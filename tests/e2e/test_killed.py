"""The program is killed between commit 1 and commit 2 of an issuance."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from counter_app import bootstrap
from counter_app.domain.records import Intent
from counter_app.domain.states import AppStatus, IntentState, Kind
from counter_app.practice import office, record
from counter_app.practice.cards import card_id
from counter_app.practice.center_side import CenterSide
from counter_app.practice.people import Person, Story, make_roll
from scripts.practice_day.books import OfficeBooks, center_rows
from scripts.practice_day.programs import environment

ROUNDS, ROUND_S = 1200, 0.05
THIRD = "EF06/0A:start"  # two records are written, the third is under way


def person(data: Path) -> Person:
    """Somebody of the practice office without a card."""
    made = record.load(data)
    roll = make_roll(made.made_on, seed=made.seed, crowd=made.crowd)
    return roll.of(Story.NO_CARD)[0]


def desk(*words: str) -> subprocess.Popen[bytes]:
    """Start a counter without a window."""
    command = [sys.executable, "-m", "tests.e2e.desk", *words]
    return subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE)


def journal(data: Path, intent_id: str = "") -> Sequence[Intent]:
    """Return the unfinished card writes, or the one named."""
    place = office.place_of(data, {})
    with closing(bootstrap.open_data(place)) as store, store.unit_of_work() as uow:
        if intent_id:
            found = uow.journal.get(intent_id)
            return [found] if found else []
        return list(uow.journal.unfinished())


def kill_in_the_middle(data: Path, ssn: str) -> Intent:
    """Start an issuance, wait until the card is half written, kill the program."""
    pause = threading.Event()
    with desk("issue", str(data), ssn) as writer:
        try:
            for _ in range(ROUNDS):
                found = [i for i in journal(data) if i.last_step == THIRD]
                if found:
                    return found[0]
                assert writer.poll() is None, "the counter ended by itself"
                pause.wait(ROUND_S)
        finally:
            writer.kill()
    raise AssertionError("no step was journalled")


def recover(data: Path, intent: Intent) -> dict[str, Any]:
    """Start the counter again with the half-written card on the reader."""
    with desk("recover", str(data), card_id(intent.card_uid)) as counter:
        said, _ = counter.communicate(timeout=90)
    assert counter.returncode == 0
    told: dict[str, Any] = json.loads(said)
    return told


@pytest.mark.pcsc
def test_a_killed_issuance_is_finished_once(practice: Path) -> None:
    """Doubtful at the next start, finished with the card, once at the center."""
    ssn = person(practice).holder.ssn
    intent = kill_in_the_middle(practice, ssn)
    assert intent.kind is Kind.INSTANT
    told = recover(practice, intent)
    assert told == {
        "doubts_before": [intent.intent_id],
        "doubts_after": 0,
        "operations": 1,
    }
    (closed,) = journal(practice, intent.intent_id)
    assert closed.state is IntentState.DONE
    card = OfficeBooks(practice).card_status(ssn)
    assert card == (intent.card_no, AppStatus.NORMAL)
    database = CenterSide(record.folder_of(practice)).database
    there = [r for r in center_rows(database) if r["card_no"] == intent.card_no]
    assert [row["outcome"] for row in there] == ["applied"]
