"""Code tables of card items; their words stand in the catalogue.

Sources: card.md 2.3 and 2.5 where they list values; GB 3304 ethnic groups, GB/T 2260
regions (through ``stdnum``), GB/T 4658 education, GB/T 4762 political status,
GB/T 2659 for China; kinds of insurance and household as MOHRSS numbers them. A
code outside its table is shown as it is, never explained by guessing.
"""

from __future__ import annotations

import re

from stdnum import numdb

REGION = "region"
_REGION_DIGITS = 6
_PERIOD = re.compile(r"\[(\d*)-(\d*)\]([^,\[]+)")
_GROUPS = tuple(f"{number:02d}" for number in range(1, 57))

TABLES: dict[str, tuple[str, ...]] = {
    "category": ("1", "2", "3", "4"),
    "sex": ("male", "female", "unknown"),
    "ethnicity": (*_GROUPS, "97", "98", "99"),
    "household": ("10", "20"),
    "employment": ("1", "2", "3", "4", "5", "6", "7", "8"),
    "marriage": ("1", "2", "3", "4", "9"),
    "nationality": ("156", "CHN"),
    "political": tuple(f"{number:02d}" for number in range(1, 14)),
    "education": tuple(f"{number}0" for number in range(1, 10)),
    "insurance": ("110", "120", "210", "310", "410", "510"),
}


def meaning(table: str, code: str) -> str | None:
    """Return the message id of a code, None for one the table has not."""
    if code in TABLES.get(table, ()):
        return f"card.code.{table}.{code}"
    return None


def region_name(code: str) -> str | None:
    """Return the Chinese name of a region (GB/T 2260), None for an unknown one."""
    if not (code.isascii() and code.isdigit() and len(code) == _REGION_DIGITS):
        return None
    names: list[str] = []
    for _, properties in numdb.get("cn/loc").info(code):
        words = (properties.get("province"), properties.get("county"))
        names.extend(_current(word) for word in words if word)
    return "".join(dict.fromkeys(names)) or None


def _current(word: str) -> str:
    """Return the latest of several names: ``[1996-]name`` or ``[-1996]old,...``."""
    periods = _PERIOD.findall(word)
    if not periods:
        return word
    return str(max(periods, key=lambda found: (not found[1], found[0]))[2])
