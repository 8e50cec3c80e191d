"""A virtual card for any vpcd: a plain client of a reader that others start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from card_io import commands
from card_io.simulator.face import PROFILES as _PROFILES
from card_io.simulator.faults import Fault
from card_io.simulator.vpcd import DEFAULT_PORT as _PORT

PROFILES = tuple(_PROFILES)
DEFAULT_PORT = _PORT  # vpcd's own
#: Reads one fault of a script, e.g. ``status@12:6581``; ValueError for none.
one_fault = Fault.parse


@dataclass(frozen=True, slots=True)
class Simulation:
    """What card to simulate and where."""

    profile: str
    port: int = DEFAULT_PORT
    keys: Path | None = None
    state: Path | None = None
    faults: tuple[Fault, ...] = ()


def simulate(wanted: Simulation, say: Callable[[str], None]) -> None:
    """Keep the card in the reader until SIGTERM; ``say`` gets the one ready line.

    Raises:
        CardError: ``card.keys_file``, ``card.state_file``.
    """
    card = commands.make_chip(wanted.profile, wanted.keys, wanted.state)
    commands.break_down(card, wanted.faults)
    commands.lay(card, wanted.profile, wanted.port, say)
