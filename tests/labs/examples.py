"""How many examples a property is tried on.

``pytest`` alone tries few, ``pytest --hypothesis-profile=thorough`` ten times as many.
A continuous run tries the same examples each time; elsewhere hypothesis draws new ones
and keeps what failed in ``.hypothesis``, so that the next run tries that first.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

USUAL = 50
THOROUGH = 1000


def register_profiles() -> None:
    """Name the profiles and take the usual one; the command line may take another."""
    slow = [HealthCheck.too_slow]  # other programs of the machine are no fault
    steady = "CI" in os.environ
    for name, count in (("usual", USUAL), ("thorough", THOROUGH)):
        settings.register_profile(
            name,
            max_examples=count,
            deadline=None,
            derandomize=steady and name == "usual",
            suppress_health_check=slow,
            print_blob=True,
        )
    settings.load_profile("usual")


def tried(count: int) -> int:
    """Return how often this run tries what usually is tried ``count`` times."""
    return max(1, count * settings().max_examples // USUAL)
