"""The program is killed while the card obeys a PIN command (R-39, card.md 10)."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from card_io.simulator.card import VirtualCard
from card_io.simulator.image import CardImage
from counter_app.practice import record
from counter_app.practice.cards import HOLDERS_PIN, card_id
from counter_app.practice.people import Story, make_roll
from scripts.practice_day.programs import environment
from tests.e2e.pin_desk import NEW
from tests.e2e.test_killed import ROUND_S, ROUNDS, journal


def card_of(data: Path, number: int) -> str:
    """A card in use with a PIN; 7 is one with SM4, the others have DES."""
    made = record.load(data)
    roll = make_roll(made.made_on, seed=made.seed, crowd=made.crowd)
    card = roll.of(Story.LIVE)[number].card
    assert card is not None
    return card_id(str(card.card_uid))


def image(data: Path, card: str) -> CardImage:
    folder = record.folder_of(data) / record.CARDS
    return VirtualCard.from_file(folder / f"{card}.json").image


def desk(*words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.e2e.pin_desk", *words]
    return subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE)


def kill_in_the_act(data: Path, act: str, card: str, when: str) -> None:
    """Begin the act, wait until the card has the command, kill the program."""
    pause = threading.Event()
    with desk(act, str(data), card, when) as victim:
        try:
            for _ in range(ROUNDS):
                sent = any(i.last_step == f"PIN/{act}:start" for i in journal(data))
                obeyed = image(data, card).pin.hex() == NEW
                if sent and obeyed is (when == "after"):
                    return
                assert victim.poll() is None, "the counter ended by itself"
                pause.wait(ROUND_S)
        finally:
            victim.kill()
    raise AssertionError("no step was journalled")


def answer(*words: str) -> dict[str, Any]:
    with desk(*words) as counter:
        said, _ = counter.communicate(timeout=90)
    assert counter.returncode == 0
    told: dict[str, Any] = json.loads(said)
    return told


@pytest.mark.pcsc
@pytest.mark.parametrize(
    ("act", "number", "when"),
    [("change", 0, "before"), ("change", 1, "after"),
     ("reset", 7, "before"), ("reset", 5, "after")],
)  # fmt: skip
def test_a_killed_pin_act_waits_for_the_holder(
    practice: Path, act: str, number: int, when: str
) -> None:
    """The journal tells of it; no VERIFY by itself; one typed PIN settles it."""
    card = card_of(practice, number)
    kill_in_the_act(practice, act, card, when)
    before = image(practice, card)
    assert before.pin.hex() == (NEW if when == "after" else HOLDERS_PIN)
    told = answer("recover", str(practice), card, "-")
    assert told["doubts"] == [[f"pin_{act}", f"PIN/{act}:start", "rule.pin_doubt"]]
    assert told["tries"] == 0
    assert image(practice, card) == before
    right = "new" if when == "after" else "old"
    settled = answer("prove", str(practice), card, right)
    assert settled == {
        "filed": f"pin_{act}" if when == "after" else None,
        "doubts": 0,
        "tries": 1,
    }
