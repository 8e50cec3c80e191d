"""Receipt numbers of many offline workstations never meet (goal G10).

    scripts/faults numbers [--workstations N] [--days N] [--receipts N]

Each workstation numbers its receipts alone, as ``services.filing`` does, for weeks
without a network; one in ten is restored from a backup in between and goes on in a new
incarnation. All numbers of all of them are compared. The last line is JSON.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
from collections.abc import Sequence
from datetime import date, timedelta

from counter_app.domain.receipt_no import Series, is_valid, receipt_no
from counter_app.domain.states import Kind

_TERMINALS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_KINDS = tuple(Kind)


def numbers_of(place: int, days: int, receipts: int, chance: random.Random) -> set[str]:
    """Return the numbers one workstation gives."""
    first, second = divmod(place, len(_TERMINALS))
    terminal = _TERMINALS[first] + _TERMINALS[second]
    restored_on = chance.randrange(days) if chance.random() < 0.1 else -1  # noqa: PLR2004
    series, running, found = _series(terminal, chance), 0, set[str]()
    for day in range(days):
        if day == restored_on:
            series, running = _series(terminal, chance), 0
        for _ in range(receipts):
            running += 1
            at = date(2026, 3, 1) + timedelta(days=day)
            found.add(receipt_no(series, at, chance.choice(_KINDS), running))
    return found


def _series(terminal: str, chance: random.Random) -> Series:
    incarnation = base64.b32encode(chance.randbytes(10)).decode()
    return Series("99990101", terminal, incarnation)


def main(words: Sequence[str] | None = None) -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workstations", type=int, default=50)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--receipts", type=int, default=500, help="a day")
    args = parser.parse_args(words)
    chance = random.Random(10)
    wanted = args.workstations * args.days * args.receipts
    every: set[str] = set()
    for place in range(args.workstations):
        every |= numbers_of(place, args.days, args.receipts, chance)
    invalid = sum(not is_valid(number) for number in random.Random(1).sample(
        sorted(every), min(1000, len(every))))  # fmt: skip
    found = {"numbers": wanted, "collisions": wanted - len(every), "invalid": invalid}
    print(json.dumps(found))
    return int(bool(found["collisions"] or invalid))


if __name__ == "__main__":
    raise SystemExit(main())
