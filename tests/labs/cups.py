"""A private print service: real cupsd on loopback, and printers that listen.

Nothing of the system's CUPS is touched: own folders, own socket, own port.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from tests.labs.ports import free_port

_FILES = """\
ServerRoot {d}/config
StateDir {d}/state
CacheDir {d}/cache
RequestRoot {d}/spool
TempDir {d}/spool/tmp
ServerKeychain {d}/config/ssl
AccessLog {d}/log/access
ErrorLog {d}/log/error
PageLog {d}/log/page
SystemGroup root lpadmin
User lp
Group lp
"""
_DAEMON = """\
LogLevel warn
Listen 127.0.0.1:{port}
Listen {d}/cups.sock
Browsing No
WebInterface No
IdleExitTimeout 0
ErrorPolicy retry-job
JobRetryInterval 1
DefaultAuthType None
<Location />
  Order allow,deny
  Allow localhost
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""


def wait_for(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait until a condition holds; fail loudly when it does not."""
    end = time.monotonic() + seconds
    pause = Event()
    while not condition():
        assert time.monotonic() < end, "the condition did not come true"
        pause.wait(0.02)


class SocketPrinter:
    """A raw network printer on loopback; can be switched off and on again.

    Attributes:
        papers: what came out.
        printing: while cleared, the printer takes a connection and then stalls.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.papers: list[bytes] = []
        self.printing = Event()
        self.printing.set()
        self._listening: socket.socket | None = None

    def switch_on(self) -> None:
        """Accept jobs."""
        listening = socket.create_server(("127.0.0.1", self.port))
        self._listening = listening
        Thread(target=self._serve, args=(listening,), daemon=True).start()

    def switch_off(self) -> None:
        """Refuse connections, as a printer without power."""
        if self._listening is not None:
            self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()
            self._listening = None

    def _serve(self, listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as file:
                self.printing.wait(30)
                paper = file.read()
            if paper:
                self.papers.append(paper)


class PrivateCups:
    """One cupsd of our own."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="counter-cups-"))
        self.socket = self.folder / "cups.sock"
        self._daemon: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """Environment in which ``lp`` and its kin talk to this service."""
        return {**os.environ, "CUPS_SERVER": str(self.socket), "LC_ALL": "C"}

    def start(self) -> PrivateCups:
        """Write the configuration at the first start, and run the service."""
        if not (self.folder / "config").exists():
            self._lay_out()
        config = self.folder / "config"
        self._daemon = subprocess.Popen(
            [
                *("setpriv", "--pdeathsig", "KILL", "cupsd", "-f"),
                *(
                    "-c",
                    str(config / "cupsd.conf"),
                    "-s",
                    str(config / "cups-files.conf"),
                ),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for(self._answers)
        return self

    def stop(self) -> None:
        """End the service; queues and jobs stay in its folder."""
        if self._daemon is not None:
            self._daemon.terminate()
            self._daemon.wait(30)
            self._daemon = None

    def close(self) -> None:
        """Stop and remove everything."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def add_queue(self, name: str, uri: str) -> None:
        """Make a raw queue that is enabled and accepts jobs."""
        self.tool(
            "lpadmin", "-p", name, "-E", "-v", uri, "-o", "printer-is-shared=false"
        )

    def tool(self, *command: str) -> str:
        """Run a CUPS command against this service and return what it says."""
        done = subprocess.run(
            command, env=self.environment, check=True, capture_output=True, timeout=60
        )
        return done.stdout.decode()

    def _answers(self) -> bool:
        command = ["lpstat", "-r"]
        done = subprocess.run(
            command, env=self.environment, check=False, capture_output=True, timeout=60
        )
        return b"is running" in done.stdout

    def _lay_out(self) -> None:
        for name in ("config/ssl", "config/ppd", "spool/tmp", "cache", "state", "log"):
            (self.folder / name).mkdir(parents=True)
        self.folder.chmod(0o755)
        for name, mode in (("spool", 0o710), ("spool/tmp", 0o1770), ("cache", 0o770)):
            shutil.chown(self.folder / name, "root", "lp")
            (self.folder / name).chmod(mode)
        values = {"d": self.folder, "port": free_port()}
        config = self.folder / "config"
        (config / "cups-files.conf").write_text(_FILES.format(**values))
        (config / "cupsd.conf").write_text(_DAEMON.format(**values))
