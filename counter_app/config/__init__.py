"""The configuration of one data folder: frozen, checked, all faults at once.

``DIR/config.toml`` says it, ``COUNTER_<SECTION>_<KEY>`` in the environment says it
louder. Secrets have no place here (architecture, Where things live).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from counter_app.config.checks import CHECKS
from counter_app.config.values import (
    Config,
    KeysConfig,
    KeySource,
    PracticeConfig,
    PrinterConfig,
    PrinterTarget,
    ReaderConfig,
    ReceiptForm,
    SyncConfig,
)
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError

__all__ = [
    "CHECKS",
    "FILE_NAME",
    "Config",
    "KeySource",
    "KeysConfig",
    "PrinterConfig",
    "PrinterTarget",
    "ReceiptForm",
    "load_config",
]

FILE_NAME = "config.toml"
ENV_PREFIX = "COUNTER_"
# Variables of the same family that are no configuration keys.
_ENV_OTHER = ("PASSPHRASE_FILE", "DATA", "CENTER_", "TEST_", "SCREEN_STATE", "STRICT_")
_SECTIONS: Mapping[str, Callable[..., object]] = {
    "printer": PrinterConfig,
    "reader": ReaderConfig,
    "keys": KeysConfig,
    "sync": SyncConfig,
    "practice": PracticeConfig,
}


def load_config(data: Path, environment: Mapping[str, str]) -> Config:
    """Read and check the configuration of ``data``; a missing file means defaults.

    Raises:
        SystemFaultError: ``system.config_unreadable``, or ``system.config_invalid``
            with ``faults``, one ``key: what was expected`` line for each fault.
    """
    path = data / FILE_NAME
    said = _flatten(_file(path)) | _environment(environment)
    faults: list[str] = []
    values: dict[str, object] = {}
    for key, value in said.items():
        check = CHECKS.get(key)
        if check is None:
            faults.append(f"{key}: unknown")
            continue
        try:
            values[key] = check(value)
        except ValueError as exc:
            faults.append(f"{key}: {exc}")
    faults += _crossed(values)
    if faults:
        raise SystemFaultError(
            SystemCode.CONFIG_INVALID,
            file=path.name,
            faults=tuple(faults),
            listing="; ".join(faults),
        )
    return _build(values)


def _file(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise SystemFaultError(
            SystemCode.CONFIG_UNREADABLE, file=path.name, reason=type(exc).__name__
        ) from exc


def _flatten(tables: Mapping[str, object]) -> dict[str, object]:
    flat: dict[str, object] = {}
    for name, value in tables.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{key}": inner for key, inner in value.items()}
        else:
            flat[name] = value
    return flat


def _environment(environment: Mapping[str, str]) -> dict[str, object]:
    names = {key.upper().replace(".", "_"): key for key in CHECKS}
    names["LANG"] = "language"
    said: dict[str, object] = {}
    for variable, value in environment.items():
        name = variable.removeprefix(ENV_PREFIX)
        if name == variable or not value or name.startswith(_ENV_OTHER):
            continue
        said[names.get(name, variable)] = value
    return said


def _crossed(values: Mapping[str, object]) -> list[str]:
    target = values.get("printer.target")
    named = {PrinterTarget.CUPS, PrinterTarget.WINDOWS, PrinterTarget.ESCPOS}
    if target in named and not values.get("printer.name"):
        return ["printer.name: needed for this target"]
    order = values.get("keys.order", ())
    if isinstance(order, tuple) and KeySource.SAM in order:
        if not values.get("keys.sam_reader"):
            return ["keys.sam_reader: needed for the source sam"]
        if values.get("reader.role") == "direct":
            return ["keys.order: sam needs a real reader (reader.role)"]
    return []


def _build(values: Mapping[str, object]) -> Config:
    top: dict[str, object] = {k: v for k, v in values.items() if "." not in k}
    for section, make in _SECTIONS.items():
        prefix = section + "."
        inner = {
            key.removeprefix(prefix): value
            for key, value in values.items()
            if key.startswith(prefix)
        }
        top[section] = make(**inner)
    return Config(**top)  # type: ignore[arg-type]  # every value passed its check
