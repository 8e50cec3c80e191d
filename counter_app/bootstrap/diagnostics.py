"""One file for support: what is installed, set and waiting, and nobody's data (G27).

Figures and codes only; the log's tail goes through the same redaction a second time.
Names of files are plain words, so that not even they name anybody.
"""

from __future__ import annotations

import io
import json
import platform
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing

from counter_app.bootstrap.data import open_data
from counter_app.bootstrap.flatten import flat
from counter_app.bootstrap.machine import clock
from counter_app.bootstrap.place import Place, has_office
from counter_app.domain.errors import CounterError
from counter_app.logs import LOG_NAME, redact
from counter_app.ports.store import Store
from counter_app.ports.workbench import Workbench

LOG_TAIL = 200_000  # bytes
#: Settings that lead to a secret, or name a folder of somebody's.
_HIDDEN = ("file", "folder", "passphrase_file", "center_url", "pcscd_socket", "tray")
Facts = dict[str, object]


def diagnostics(place: Place, bench: Workbench) -> bytes:
    """Return the zip of a data folder that no window has open."""
    return support_zip(place, bench, lambda: _figures(place))


def support_zip(place: Place, bench: Workbench, figures: Callable[[], Facts]) -> bytes:
    """Return the zip; a part that cannot be had is told by its code."""
    parts: dict[str, Callable[[], object]] = {
        "versions.json": lambda: _versions(bench),
        "settings.json": lambda: _settings(place),
        "readers.json": lambda: list(bench.readers()),
        "figures.json": figures,
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, make in parts.items():
            text = json.dumps(_had(make), ensure_ascii=False, indent=1, sort_keys=True)
            archive.writestr(name, redact(text))
        archive.writestr("log.txt", "\n".join(_log(place)))
    return held.getvalue()


def _had(make: Callable[[], object]) -> object:
    try:
        return make()
    except CounterError as exc:
        return {"fault": str(exc.code)}


def _versions(bench: Workbench) -> Facts:
    found: Facts = {v.part: v.version for v in bench.versions()}
    found["machine"] = platform.machine()
    found["made_at"] = clock().now().isoformat(timespec="seconds")
    return found


def _settings(place: Place) -> Facts:
    said = flat(place.config)
    return {
        key: "[set]" if key.rpartition(".")[2] in _HIDDEN and value else value
        for key, value in said.items()
    }


def _figures(place: Place) -> Facts:
    if not has_office(place.data):
        return {"office": False}
    with closing(open_data(place)) as store:
        return counted(store)


def counted(store: Store) -> Facts:
    """Return how much of everything there is, of nobody in particular."""
    with store.reading() as read:
        outbox = read.operations.state()
        blanks, numbers = read.allotments.left()
        waiting = len(read.print_jobs.waiting(1000))
        found: Facts = {
            "office": True,
            "holders": read.holders.count(),
            "blanks": blanks,
            "numbers": numbers,
            "waiting": outbox.waiting,
            "refused": outbox.refused,
            "doubtful": outbox.doubtful,
            "papers_waiting": waiting,
            "audit_rows": read.audit.rows(),
        }
    oldest = outbox.oldest_waiting
    return found | {"oldest_waiting": oldest.isoformat() if oldest else None}


def _log(place: Place) -> Iterator[str]:
    path = place.data / "logs" / LOG_NAME
    try:
        with path.open("rb") as file:
            size = file.seek(0, io.SEEK_END)
            file.seek(max(0, size - LOG_TAIL))
            tail = file.read().decode("utf-8", "replace")
    except OSError:
        return
    lines = tail.splitlines()
    for line in lines[1:] if size > LOG_TAIL else lines:
        yield redact(line)
