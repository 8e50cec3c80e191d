"""A full disk stops a step with a code; what was acknowledged stays."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from counter_app.domain.codes.store import StoreCode

ROOT = Path(__file__).parents[3]
SCRIPT = 'mount -t tmpfs -o size=2m tmpfs "$1" && exec "$0" -m "$2" "$1"'
MODULE = "tests.integration.db.small_disk"


def test_a_full_disk_is_coded_and_nothing_is_lost(tmp_path: Path) -> None:
    """The failing step is not kept, the ones before are; with room it goes on."""
    own = ["unshare", "--mount"]
    if os.geteuid():
        own += ["--user", "--map-root-user"]
    inner = ["sh", "-c", SCRIPT, sys.executable, str(tmp_path), MODULE]
    ended = subprocess.run(
        [*own, *inner], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert told["code"] == StoreCode.DISK_FULL
    assert told["backup_code"] == StoreCode.DISK_FULL
    assert told["next"] == told["kept"] == told["done"] + 1
    assert told["bad"] is None
