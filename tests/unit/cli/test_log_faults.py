"""A log that cannot be written never disturbs the work (full disk)."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest

from counter_app.logs import LOG_NAME, close_logs, set_up_logs


def test_a_full_disk_silences_the_log(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Writing and closing raise nothing and print no traceback."""
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # of tests before
    (tmp_path / LOG_NAME).symlink_to("/dev/full")
    set_up_logs(tmp_path, "info")
    logging.getLogger("test").warning("a row that does not fit")
    close_logs()
    assert capsys.readouterr().err == ""
    left = logging.getLogger().handlers
    assert not any(isinstance(one, RotatingFileHandler) for one in left)
