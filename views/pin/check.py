"""What is wrong with typed PINs before they are sent; no Tk, nothing kept."""

from __future__ import annotations

from collections.abc import Mapping

from views.pin.build import AGAIN, NEW, OLD

LEAST_OLD = 4  # an old PIN has 4 to 16 digits (card.md 10)
WEAK = "card.pin.reason."


def field_faults(typed: Mapping[str, str], digits: int, known: str) -> dict[str, str]:
    """Return field -> message id.

    Args:
        typed: what stands in the fields of this act.
        digits: how many a new PIN has.
        known: what was found wrong with the new PIN when it was weighed (R-38).
    """
    found: dict[str, str] = {}
    if OLD in typed and len(typed[OLD]) < LEAST_OLD:
        found[OLD] = "view.pinact.fault.old"
    if NEW in typed and len(typed[NEW]) != digits:
        found[NEW] = f"{WEAK}not_six_digits"
    elif known.startswith(WEAK):
        found[NEW] = known
    if AGAIN in typed and typed[NEW] != typed[AGAIN]:
        found[AGAIN] = "view.pinact.fault.again"
    return found
