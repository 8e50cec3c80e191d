"""A private pcscd with virtual readers, in namespaces of its own (Linux only).

vpcd listens on every interface of its network namespace; in one of its own there
is nothing but loopback. Clients find the service by ``PCSCLITE_CSOCK_NAME``, which
the PC/SC library reads once a process: set it before the first PC/SC call.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from card_io.simulator.chip import Chip
from card_io.simulator.namespaces import dial
from card_io.simulator.vpcd import DEFAULT_PORT, CardServer, Gap
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError

ENVIRONMENT = "PCSCLITE_CSOCK_NAME"
READER = "Virtual Counter Reader"
_MAX_SOCKET_PATH = 107
_START_SECONDS = 10.0
_STOP_SECONDS = 5.0
_POLL_SECONDS = 0.01
_TOOLS = ("unshare", "setpriv", "ip", "mount", "sh", "pcscd")
_SYSTEM_PATH = "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"
# A bind mount gives the service's fixed folder /run/pcscd to us alone.
_SCRIPT = """
ip link set lo up || exit 97
mkdir -p /run/pcscd 2>/dev/null || { mount -t tmpfs none /run && mkdir /run/pcscd; }
mount --bind "$1/run" /run/pcscd || exit 97
exec "$2" --foreground --config "$1/conf" --error
"""


class PcscLab:
    """Start and stop a pcscd of our own; restart keeps the same socket path.

    ``die_with_parent`` ends pcscd with the thread that started it, so start the
    lab from a thread that lives as long as the program. ``reader_name`` may be
    changed before a restart: then another reader is plugged in.
    """

    def __init__(
        self, folder: Path | None = None, *, die_with_parent: bool = True
    ) -> None:
        self.reader_name = READER
        self._own = folder is None
        self.folder = folder or Path(tempfile.mkdtemp(prefix="pcsc-"))
        self._die = die_with_parent
        self._gaps = (Gap(), Gap())
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def socket_path(self) -> str:
        """Value for ``PCSCLITE_CSOCK_NAME``."""
        return str(self.folder / "run" / "pcscd.comm")

    @property
    def running(self) -> bool:
        """Tell whether pcscd runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Process id of pcscd; ``card.lab_failed`` when it does not run."""
        if self._process is None or not self.running:
            raise CardError(CardCode.LAB_FAILED, detail="stopped")
        return self._process.pid

    def start(self) -> PcscLab:
        """Start pcscd and wait until it accepts clients.

        Raises:
            CardError: ``card.lab_missing`` for what is not installed,
                ``card.lab_forbidden`` where the system allows no namespaces,
                ``card.lab_failed`` for anything else.
        """
        driver = _driver()
        pcscd = _need_tools()
        if len(self.socket_path) > _MAX_SOCKET_PATH:
            raise CardError(CardCode.LAB_FAILED, detail="path")
        self._prepare(driver)
        self._spawn(pcscd)
        self._wait_ready()
        return self

    def stop(self, sig: signal.Signals = signal.SIGTERM) -> None:
        """Stop pcscd; the folder stays for a restart."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(sig)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        with suppress(OSError):
            Path(self.socket_path).unlink()

    def close(self) -> None:
        """Stop pcscd and delete the folder if it was made here."""
        self.stop()
        if self._own:
            shutil.rmtree(self.folder, ignore_errors=True)

    def server(self, card: Chip, slot: int = 0) -> CardServer:
        """Return the server that puts a card into slot 0 or 1 of this lab."""
        return CardServer(
            card, lambda: dial(DEFAULT_PORT + slot, self.pid), self._gaps[slot]
        )

    @contextmanager
    def inserted(self, card: Chip, slot: int = 0) -> Iterator[CardServer]:
        """Keep a card on a reader for the length of a block."""
        server = self.server(card, slot)
        server.insert()
        try:
            yield server
        finally:
            server.remove()

    def _prepare(self, driver: Path) -> None:
        for name in ("run", "conf"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "conf" / "vpcd").write_text(
            f'FRIENDLYNAME "{self.reader_name}"\nDEVICENAME /dev/null:{DEFAULT_PORT}\n'
            f"LIBPATH {driver}\nCHANNELID {DEFAULT_PORT}\n",
            encoding="ascii",
        )

    def _spawn(self, pcscd: str) -> None:
        rootless = [] if os.geteuid() == 0 else ["--map-root-user"]
        dying = ["setpriv", "--pdeathsig", "KILL"] if self._die else []
        command = [*dying, "unshare", *rootless, "--mount", "--net", "sh", "-c"]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 -- fixed words, own folder
                [*command, _SCRIPT, "lab", str(self.folder), pcscd],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=_environment(),
                start_new_session=not self._die,
            )

    def _wait_ready(self) -> None:
        pause = threading.Event()
        for _ in range(int(_START_SECONDS / _POLL_SECONDS)):
            if self._accepts():
                return
            if not self.running:
                break
            pause.wait(_POLL_SECONDS)
        raise self._failure()

    def _accepts(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(self.socket_path)
            except OSError:
                return False
        return True

    def _failure(self) -> CardError:
        text = (self.folder / "log").read_text(encoding="utf-8", errors="replace")
        self.stop(signal.SIGKILL)
        if any(word in text for word in ("unshare", "not permitted", "denied")):
            return CardError(CardCode.LAB_FORBIDDEN)
        return CardError(CardCode.LAB_FAILED, detail="pcscd")


def _environment() -> dict[str, str]:
    """Return the environment for system programs.

    A frozen program's library path would make them load our libraries.
    """
    clean = {k: v for k, v in os.environ.items() if k != "LD_LIBRARY_PATH"}
    if "LD_LIBRARY_PATH_ORIG" in clean:
        clean["LD_LIBRARY_PATH"] = clean.pop("LD_LIBRARY_PATH_ORIG")
    clean["PATH"] = clean.get("PATH", "") + ":" + _SYSTEM_PATH
    clean["LC_ALL"] = "C"
    return clean


def _need_tools() -> str:
    """Return the path of pcscd; ``card.lab_missing`` names what is not there."""
    if not sys.platform.startswith("linux"):
        raise CardError(CardCode.LAB_FORBIDDEN)
    path = _environment()["PATH"]
    missing = [tool for tool in _TOOLS if shutil.which(tool, path=path) is None]
    if missing:
        raise CardError(CardCode.LAB_MISSING, what=", ".join(missing))
    return shutil.which("pcscd", path=path) or "pcscd"


def _driver() -> Path:
    """Return the driver of vsmartcard-vpcd."""
    folder = Path("/usr/lib/pcsc/drivers/serial")
    found = sorted(folder.glob("libifdvpcd.so*")) if folder.is_dir() else []
    if not found:
        raise CardError(CardCode.LAB_MISSING, what="vsmartcard-vpcd")
    return found[0].resolve()
