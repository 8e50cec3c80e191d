"""Prove the card room against faults: ``scripts/faults card [--full] [--seed N]``.

G16: card removed, reader out, service restarted, program killed, 6581, lost answer,
swapped card, at every command of every write flow: all on the direct form, a seeded
choice through a real pcscd (``--full``: all of them). G17: silent write failures. G18:
random PIN work with crashes. G19: replug and restart. Ends with code 1 at a broken
promise. The full set through pcscd mostly waits for it: several runs with
``--without-direct --part K/N`` go well side by side.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from scripts.fault_runs.cases import (
    BrokenPromiseError,
    Case,
    all_cases,
    run_direct,
)
from scripts.fault_runs.chips import Break
from scripts.fault_runs.flows import on_pad
from scripts.fault_runs.pcscd import Operator, run_pcscd
from scripts.fault_runs.pin_flows import run_pin_flows
from scripts.fault_runs.replug import check, replug_direct, replug_pcscd
from scripts.fault_runs.silent import run_silent

SILENT, PIN_FLOWS, CYCLES, CHOSEN = 1000, 10_000, 100, 42


def choose(cases: list[Case], count: int, seed: int) -> list[Case]:
    """Return a seeded choice with every kind of fault in it."""
    dice = random.Random(seed)
    by_kind = [[case for case in cases if case.kind is kind] for kind in Break]
    share = -(-count // len(by_kind))
    return [case for group in by_kind for case in dice.sample(group, share)]


def walk(cases: Iterable[Case], run: Callable[[Case], None]) -> list[str]:
    """Run cases and return the promises they broke."""
    broken = []
    for case in cases:
        try:
            run(case)
        except BrokenPromiseError as exc:
            broken.append(str(exc))
            print("  BROKEN", exc)
    return broken


def main() -> int:
    """Run everything and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="every case through pcscd")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without-pcscd", action="store_true")
    parser.add_argument("--without-direct", action="store_true")
    parser.add_argument(
        "--part", default="1/1", help="K/N: only each N-th case through pcscd"
    )
    args = parser.parse_args()
    cases = list(all_cases())
    real = [case for case in cases if not on_pad(case.flow)]
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        folder = Path(name)
        broken = [] if args.without_direct else _direct(cases, args.seed, folder)
        if not args.without_pcscd:
            broken += _through_pcscd(real, args, folder)
    print(f"seed {args.seed}: {broken or 'all promises held'}")
    return 1 if broken else 0


def _direct(cases: list[Case], seed: int, folder: Path) -> list[str]:
    """Everything that needs no pcscd."""

    def pins() -> str:
        return (
            f"{PIN_FLOWS} flows, {run_pin_flows(PIN_FLOWS, seed)} tries, none unasked"
        )

    runs: dict[str, Callable[[], list[str]]] = {
        f"G16 direct, {len(cases)} cases": lambda: walk(
            cases, lambda case: run_direct(case, folder)
        ),
        "G17": lambda: _promise(lambda: f"{run_silent(SILENT, seed)} noticed"),
        "G18": lambda: _promise(pins),
        "G19 direct": lambda: _promise(lambda: check(replug_direct(CYCLES), "direct")),
    }
    return [fault for name, run in runs.items() for fault in _told(name, run)]


def _through_pcscd(
    cases: list[Case], args: argparse.Namespace, folder: Path
) -> list[str]:
    chosen = cases if args.full else choose(cases, CHOSEN, args.seed)
    number, parts = map(int, args.part.split("/"))
    chosen = chosen[number - 1 :: parts]
    operator = Operator()
    runs: dict[str, Callable[[], list[str]]] = {
        f"G16 pcscd, {len(chosen)} of {len(cases)} cases": lambda: walk(
            chosen, lambda case: run_pcscd(case, operator, folder)
        ),
        "G19 pcscd": lambda: _promise(
            lambda: check(replug_pcscd(CYCLES, operator.lab), "pcscd")
        ),
    }
    try:
        return [fault for name, run in runs.items() for fault in _told(name, run)]
    finally:
        operator.close()


def _promise(run: Callable[[], str]) -> list[str]:
    try:
        print("  " + run())
    except BrokenPromiseError as exc:
        return [str(exc)]
    return []


def _told(name: str, run: Callable[[], list[str]]) -> list[str]:
    begun = time.monotonic()
    broken = run()
    verdict = f"{len(broken)} BROKEN" if broken else "held"
    print(f"{name}: {verdict} ({time.monotonic() - begun:.1f} s)", flush=True)
    return broken


if __name__ == "__main__":
    sys.exit(main())
