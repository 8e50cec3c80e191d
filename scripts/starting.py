"""Cold starts for ``scripts/bench desk``: source and frozen, beside a bare window (G2).

A start ends when the login page stands on the screen. The frozen program is measured
when ``dist/counter`` is there (``scripts/build`` makes it), on an office of its own
with the same roll, opened by a passphrase, and from a bare environment.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from counter_app.bootstrap.data import open_data
from counter_app.bootstrap.place import Place
from counter_app.config import Config
from db import SqlStore
from tests.labs.xvfb import Xvfb

ROOT = Path(__file__).parents[1]
FROZEN = ROOT / "dist" / "counter" / "counter-app"
_LOOK_S, _PATIENCE_S = 0.005, 120.0
_PHRASE = "a passphrase for this bench"
_BARE = (
    "import ttkbootstrap as t\nw = t.Window()\nt.Label(w, text='x').pack()\n"
    "w.update()\nprint('up', flush=True)"
)
Start = Callable[[], tuple[float, float]]


def starts(
    screen: Xvfb, folder: Path, rounds: int, fill: Callable[[SqlStore], None]
) -> dict[str, object]:
    """Return cold starts in ms beside a bare window's, and memory in MB.

    ``fill`` brings the roll into the frozen program's office.
    """
    child = ["-m", "scripts.bench_desk", "--child", str(folder)]
    ours = {"source": lambda: _started(screen, child)}
    with tempfile.TemporaryDirectory(prefix="frozen-start-") as place:
        if FROZEN.exists():
            ours["frozen"] = _frozen(screen, Path(place), fill)
        return _beside_bare(screen, ours, rounds)


def _beside_bare(
    screen: Xvfb, ours: dict[str, Start], rounds: int
) -> dict[str, object]:
    bare: list[float] = []
    taken: dict[str, list[float]] = {name: [] for name in ours}
    memory = dict.fromkeys(ours, 0.0)
    for _ in range(rounds):  # in turn, so that the machine's load meets all alike
        bare.append(_started(screen, ["-c", _BARE])[0])
        for name, start in ours.items():
            ms, megabytes = start()
            taken[name].append(ms)
            memory[name] = max(memory[name], megabytes)
    told: dict[str, object] = {"bare_p50_ms": round(statistics.median(bare), 1)}
    for name, all_ms in taken.items():
        told[name] = {
            "p50_ms": round(statistics.median(all_ms), 1),
            "p95_ms": round(_p95(all_ms), 1),
            "beside_bare": round(
                statistics.median(all_ms) / statistics.median(bare), 2
            ),
            "rss_mb": round(memory[name], 1),
        }
    return told


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


def _started(screen: Xvfb, words: list[str]) -> tuple[float, float]:
    began = time.perf_counter()
    with _running([sys.executable, *words], screen.environment()) as child:
        assert child.stdout is not None
        line = child.stdout.readline()
        taken = (time.perf_counter() - began) * 1000
        memory = _rss(child.pid)
    if line.strip() != b"up":
        raise RuntimeError("the window did not come up")
    return taken, memory


def _frozen(screen: Xvfb, place: Path, fill: Callable[[SqlStore], None]) -> Start:
    """Set up an office with the frozen program; return what starts its window."""
    data, state, phrase = place / "office", place / "screen.json", place / "phrase"
    phrase.write_text(_PHRASE, "utf-8")
    bare = {
        "PATH": os.defpath, "HOME": str(place), "LANG": "C.UTF-8",
        "COUNTER_PASSPHRASE_FILE": str(phrase),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }  # fmt: skip
    subprocess.run(
        [FROZEN, "setup", "--office", "x", "--admin", "chief", "--data", data],
        env=bare, cwd="/", check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    store = open_data(Place(data, Config(), told=_PHRASE))
    fill(store)
    store.close()
    bare |= {"DISPLAY": screen.display, "COUNTER_SCREEN_STATE": str(state)}

    def start() -> tuple[float, float]:
        state.unlink(missing_ok=True)
        began = time.perf_counter()
        with _running([str(FROZEN), "--data", str(data)], bare) as child:
            _wait_for_login(state, child)
            return (time.perf_counter() - began) * 1000, _rss(child.pid)

    return start


def _wait_for_login(state: Path, child: subprocess.Popen[bytes]) -> None:
    pause, end = threading.Event(), time.monotonic() + _PATIENCE_S
    while time.monotonic() < end and child.poll() is None:
        with suppress(OSError, ValueError):
            if json.loads(state.read_text("utf-8")).get("screen") == "login":
                return
        pause.wait(_LOOK_S)
    raise RuntimeError("the frozen window did not come up")


@contextmanager
def _running(
    command: Sequence[str], environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.PIPE
    ) as child:
        try:
            yield child
        finally:
            child.kill()


def _rss(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    kilobytes = next(
        line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")
    )
    return int(kilobytes) / 1024
