"""Texts of the console in both languages, and how moments and ages are told."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from center import days
from center.answers import LANGUAGES, texts

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


@cache
def _catalogue(language: str) -> Mapping[str, str]:
    return texts(language, "console")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    language: str

    def __call__(self, name: str, **params: object) -> str:
        """Return a text; a missing one is a fault in tests, its name elsewhere."""
        known = _catalogue(self.language)
        if name not in known:
            if os.environ.get("COUNTER_STRICT_TEXTS"):
                raise KeyError(name)
            return name
        return known[name].format_map(_Given(params))

    def code(self, code: str | None) -> str:
        """Say what a code means; one of a newer counter as it is."""
        name = f"error.{code}.cause"
        return self(name) if name in _catalogue(self.language) else str(code or "")

    def remedy(self, code: str) -> str:
        """Say what to do about a code; nothing for one of a newer counter."""
        name = f"error.{code}.remedy"
        return self(name) if name in _catalogue(self.language) else ""

    def word(self, group: str, value: object) -> str:
        """Return the word of a value of a group; an unknown one as it is."""
        name = f"{group}.{value}"
        return self(name) if name in _catalogue(self.language) else str(value)

    def moment(self, value: int | None) -> str:
        """Say when, in the city's time."""
        return f"{days.local(value):%Y-%m-%d %H:%M}" if value is not None else "–"

    def age(self, value: int | None, now_ms: int) -> str:
        """Say how long ago."""
        return "–" if value is None else self.span(now_ms - value)

    def span(self, length_ms: int | None) -> str:
        """Say how long."""
        if length_ms is None:
            return "–"
        seconds = abs(length_ms) // 1000
        for unit, name in ((_DAY, "days"), (_HOUR, "hours"), (_MINUTE, "minutes")):
            if seconds >= unit:
                return self(f"age.{name}", n=seconds // unit)
        return self("age.seconds", n=seconds)


class _Given(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"


def chosen(wish: str | None) -> str:
    """Return the language wished for, or the first."""
    return wish if wish in LANGUAGES else LANGUAGES[0]
