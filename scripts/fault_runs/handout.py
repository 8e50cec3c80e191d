"""A unit day on four offline laptops with planted mistakes (business.md 7).

    scripts/faults handout [--people N] [--laptops N] [--seed N]

List, boxes, papers, hand-out, merge and center are the product's own. What the players
did, what the job says and what the center holds must be equal to the person. The last
line is JSON; the exit code is 1 where one total differs.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from tests.labs import unitday


def main() -> int:
    """Play the day and compare the totals."""
    parser = argparse.ArgumentParser(prog="scripts/faults handout")
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--laptops", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="unit-day-") as place:
        size = max(20, args.people // 50)
        wishes = unitday.Wishes(args.people, args.laptops, size, args.seed)
        day = unitday.play(Path(place), wishes)
        try:
            found = unitday.report(day)
        finally:
            day.close()
    wrong = unitday.wrong_totals(found)
    for line in wrong:
        print(f"BROKEN  {line}")
    spent = round(time.perf_counter() - began, 1)
    print(json.dumps({**found, "wrong": wrong, "seconds": spent}, ensure_ascii=False))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
