"""A private PostgreSQL server: loopback only, a temporary folder, a free port."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psycopg

from tests.labs.ports import free_port

_VERSIONS = Path("/usr/lib/postgresql")


def binaries() -> Path | None:
    """Return the folder of the newest installed server, or None."""
    found = sorted(_VERSIONS.glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    return found[-1].parent if found else None


class PrivatePostgres:
    """One server; every test gets a database of its own from a template."""

    def __init__(self, *, durable: bool = False, settings: Sequence[str] = ()) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="counter-pg-"))
        self.folder.chmod(0o755)
        self.port = free_port()
        self.durable = durable
        self.settings = tuple(settings)  # name=value
        self._made = 0
        self.killed = False
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(self.folder, "postgres", "postgres")

    def start(self) -> PrivatePostgres:
        """Make the cluster at the first start, and run it."""
        data = self.folder / "data"
        if not data.exists():
            self._tool(
                "initdb", "-D", str(data), "-U", "postgres", "-A", "trust",
                "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
            )  # fmt: skip
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        if not self.durable:
            options += " -c fsync=off -c full_page_writes=off"
        options += "".join(f" -c {one}" for one in self.settings)
        log = self.folder / "log"
        self._tool("pg_ctl", "-D", str(data), "-w", "-o", options, "-l", str(log),
                   "start")  # fmt: skip
        return self

    def stop(self, mode: str = "immediate") -> None:
        """Stop the server; ``immediate`` is as a crash."""
        self._tool("pg_ctl", "-D", str(self.folder / "data"), "-m", mode, "-w", "stop")

    def kill(self) -> None:
        """Kill the server's first process (SIGKILL); its children die of it."""
        file = self.folder / "data" / "postmaster.pid"
        os.kill(int(file.read_text().splitlines()[0]), signal.SIGKILL)
        self.killed = True

    def standby(self, *settings: str) -> PrivatePostgres:
        """Return a running copy that follows this server by streaming."""
        copy = PrivatePostgres(durable=self.durable, settings=settings)
        self._tool(
            "pg_basebackup", "-d", self.address(), "-D", str(copy.folder / "data"),
            "-R", "-X", "stream", "-c", "fast", "--no-sync",
        )  # fmt: skip
        return copy.start()

    def promote(self) -> None:
        """Make a standby the primary."""
        self._tool("pg_ctl", "-D", str(self.folder / "data"), "-w", "promote")

    def cpu_seconds(self) -> float:
        """Return processor seconds of the server with all its children until now."""
        file = self.folder / "data" / "postmaster.pid"
        first = int(file.read_text().splitlines()[0])
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                fields = stat.read_text("ascii", "replace").rsplit(")", 1)[1].split()
                if int(stat.parent.name) == first:
                    ticks += sum(map(int, fields[11:15]))
                elif int(fields[1]) == first:
                    ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """Stop and remove everything."""
        if not self.killed:
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def address(self, database: str = "postgres") -> str:
        """Return the URL of a database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def new_database(self, template: str = "template1") -> str:
        """Make a database and return its URL."""
        self._made += 1
        name = f"test_{self._made}"
        with psycopg.connect(self.address(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.address(name)

    def drop(self, address: str) -> None:
        """Drop a database that :meth:`new_database` made."""
        name = address.rpartition("/")[2]
        with psycopg.connect(self.address(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _tool(self, name: str, *words: str) -> None:
        folder = binaries()
        assert folder is not None, "PostgreSQL is not installed"
        prefix: Sequence[str] = ()
        if os.geteuid() == 0:
            prefix = ("runuser", "-u", "postgres", "--")
        subprocess.run(
            [*prefix, str(folder / name), *words],
            check=True,
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
