"""The settings by the names they have in ``config.toml``."""

from __future__ import annotations

from counter_app.config import CHECKS, Config


def flat(config: Config) -> dict[str, str]:
    """Return the settings by their keys, as texts."""
    found: dict[str, str] = {}
    for key in CHECKS:
        section, _, name = key.rpartition(".")
        value = getattr(getattr(config, section) if section else config, name)
        listed = isinstance(value, tuple)
        found[key] = ",".join(map(str, value)) if listed else str(value)
    return found
