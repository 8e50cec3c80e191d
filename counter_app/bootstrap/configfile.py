"""Changes single settings of ``config.toml``; comments and other lines stay."""

from __future__ import annotations

import json
import re
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path

from counter_app.bootstrap.papers import write_file
from counter_app.bootstrap.place import make_folder
from counter_app.config import CHECKS, FILE_NAME, Config, load_config
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError

_HEAD = re.compile(r"^\s*\[([^\[\]]+)\]\s*(#.*)?$")
_NUMBERS = frozenset({"idle_lock_min", "printed_wait_s"})


def change_config(data: Path, values: Mapping[str, str]) -> Config:
    """Store settings, whole or not at all; return the configuration that counts now.

    Raises:
        SystemFaultError: ``system.config_invalid`` (nothing is changed),
            ``system.config_unreadable``, ``system.file_unwritable``.
    """
    path = data / FILE_NAME
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    after = edited(before, values)
    _check(values, after)
    make_folder(data)
    write_file(path, after.encode("utf-8"))
    return load_config(data, {})


def edited(text: str, values: Mapping[str, str]) -> str:
    """Return a TOML text with these keys set, each in its section."""
    lines = text.splitlines()
    for key, value in values.items():
        section, _, name = key.rpartition(".")
        lines = _with(lines, section, name, f"{name} = {_literal(key, value)}")
    return "\n".join(lines) + "\n"


def _with(lines: list[str], section: str, name: str, line: str) -> list[str]:
    start, end = _span(lines, section)
    if start is None:
        gap = [""] if lines and lines[-1].strip() else []
        return [*lines, *gap, f"[{section}]", line]
    for at in range(start, end):
        if re.match(rf"\s*{re.escape(name)}\s*=", lines[at]):
            note = re.search(r"\s+#[^\"']*$", lines[at])
            return [
                *lines[:at],
                line + (note.group() if note else ""),
                *lines[at + 1 :],
            ]
    while end > start and not lines[end - 1].strip():
        end -= 1  # the new line stands before the empty ones
    return [*lines[:end], line, *lines[end:]]


def _span(lines: list[str], section: str) -> tuple[int | None, int]:
    """Return the lines of a section, behind its head up to the next one."""
    matches = ((at, _HEAD.match(line)) for at, line in enumerate(lines))
    heads = [(at, found.group(1).strip()) for at, found in matches if found]
    if not section:
        return 0, heads[0][0] if heads else len(lines)
    for number, (at, name) in enumerate(heads):
        if name == section:
            behind = heads[number + 1 :]
            return at + 1, behind[0][0] if behind else len(lines)
    return None, len(lines)


def _literal(key: str, value: str) -> str:
    if key in _NUMBERS and re.fullmatch(r"\d+(\.\d+)?", value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _check(values: Mapping[str, str], after: str) -> None:
    """Refuse what the configuration could not be read with afterwards."""
    faults = []
    for key, value in values.items():
        try:
            CHECKS[key](value)
        except (KeyError, ValueError) as exc:
            faults.append(f"{key}: {exc}")
    try:
        tomllib.loads(after)
    except tomllib.TOMLDecodeError as exc:
        faults.append(f"{FILE_NAME}: {type(exc).__name__}")
    if not faults:
        faults = _crossed(after)
    if faults:
        raise SystemFaultError(
            SystemCode.CONFIG_INVALID,
            file=FILE_NAME,
            faults=tuple(faults),
            listing="; ".join(faults),
        )


def _crossed(after: str) -> list[str]:
    """Return what only the whole of the settings shows to be wrong."""
    with tempfile.TemporaryDirectory(prefix="counter-config-") as folder:
        (Path(folder) / FILE_NAME).write_text(after, encoding="utf-8")
        try:
            load_config(Path(folder), {})
        except SystemFaultError as exc:
            found = exc.params.get("faults")
            return list(found) if isinstance(found, tuple) else [str(exc.code)]
    return []
