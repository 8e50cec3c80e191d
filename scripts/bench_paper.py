"""Measure papers: ``scripts/bench paper``. Goals G21 and G23 in seconds and bytes.

Fonts are loaded before the clock starts, as the window does. The last line says
whether every limit holds; the exit code too.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from counter_app.domain.states import Effect, Kind
from printing import samples
from printing.fontset import shared_fonts
from printing.forms import samples as form_samples
from printing.forms.registry import FORMS
from printing.forms.render import render
from printing.press import ReportlabPress
from printing.thermal import as_escpos

ROUNDS = 60
PEOPLE = 5000
CASES = 1000


@dataclass(frozen=True, slots=True)
class Limit:
    """Most seconds and bytes of a paper; 0 sets no limit."""

    seconds: float
    size: int = 0


LIMITS = {
    "receipt A5": Limit(0.080, 60 * 1024),
    "receipt with rare characters": Limit(0.080, 60 * 1024),
    "receipt 80 mm": Limit(0.080, 60 * 1024),
    "80 mm as dots": Limit(0.5),
    "daily report, 1,000 cases": Limit(1.5),
    "signature sheet, 5,000 rows": Limit(5.0),
}


def p95(make: Callable[[], bytes], rounds: int) -> tuple[float, float, float, int]:
    """Return median and 95th percentile in seconds, CPU seconds, and bytes."""
    taken = []
    busy = time.process_time()
    for _ in range(rounds):
        start = time.perf_counter()
        made = make()
        taken.append(time.perf_counter() - start)
    taken.sort()
    worst = taken[min(len(taken) - 1, round(0.95 * len(taken)))]
    busy = (time.process_time() - busy) / rounds
    return statistics.median(taken), worst, busy, len(made)


def thousand_cases() -> dict[str, object]:
    """Return the figures of a day with a thousand cases by forty clerks."""
    kinds, effects = list(Kind), (Effect.EFFECTIVE, Effect.PENDING, Effect.REFUSED)
    counts = [
        {
            "business": kinds[n % len(kinds)].value,
            "effect": effects[n % 3].value,
            "count": 1,
            "channel": "pcsc",
            "clerk": f"c{n % 40:02d}",
            "clerk_name": "张敏",
            "bank": f"银行{n % 12}",
        }
        for n in range(CASES)
    ]
    return samples.daily() | {"counts": counts}


def papers() -> dict[str, tuple[Callable[[], bytes], int]]:
    """Return what is measured, and how often."""
    press, fonts = ReportlabPress(), shared_fonts()
    facts = samples.receipt(Kind.REISSUE_LOST, Effect.PENDING, combined=True).to_json()
    rare = samples.rare().to_json()
    strip = facts | {"form": "80mm"}
    drawn = press.receipt(strip)
    day = thousand_cases()
    sheet = FORMS["unit_signatures"]
    people = form_samples.form(sheet, rows=PEOPLE)
    return {
        "receipt A5": (lambda: press.receipt(facts), ROUNDS),
        "receipt with rare characters": (lambda: press.receipt(rare), ROUNDS),
        "receipt 80 mm": (lambda: press.receipt(strip), ROUNDS),
        "80 mm as dots": (lambda: as_escpos(drawn), 10),
        "daily report, 1,000 cases": (lambda: press.daily_report(day), 5),
        "signature sheet, 5,000 rows": (
            lambda: render(sheet, [people], fonts),
            3,
        ),
    }


def main() -> int:
    """Print one line for each paper; 1 when a limit does not hold."""
    parser = argparse.ArgumentParser(prog="scripts/bench paper", description=__doc__)
    parser.parse_args()
    shared_fonts().load_all()
    held = True
    print(f"{'paper':32}{'p50 ms':>9}{'p95 ms':>9}{'cpu ms':>9}{'KB':>8}  limit")
    for name, (make, rounds) in papers().items():
        make()
        median, worst, busy, size = p95(make, rounds)
        limit = LIMITS[name]
        fits = worst <= limit.seconds and (not limit.size or size <= limit.size)
        held &= fits
        told = f"{limit.seconds * 1000:.0f} ms" + (
            f", {limit.size // 1024} KB" if limit.size else ""
        )
        mark = "ok" if fits else "TOO MUCH"
        print(
            f"{name:32}{median * 1000:9.1f}{worst * 1000:9.1f}"
            f"{busy * 1000:9.1f}{size / 1024:8.1f}"
            f"  {told}  {mark}"
        )
    print("every limit holds" if held else "a limit does not hold")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
