"""A private PostgreSQL server: loopback only, a temporary folder, a free port."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
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

    def __init__(self, *, durable: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="counter-pg-"))
        self.folder.chmod(0o755)
        self.port = free_port()
        self.durable = durable
        self._made = 0
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
        log = self.folder / "log"
        self._tool("pg_ctl", "-D", str(data), "-w", "-o", options, "-l", str(log),
                   "start")  # fmt: skip
        return self

    def stop(self, mode: str = "immediate") -> None:
        """Stop the server; ``immediate`` is as a crash."""
        self._tool("pg_ctl", "-D", str(self.folder / "data"), "-m", mode, "-w", "stop")

    def close(self) -> None:
        """Stop and remove everything."""
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
