"""No person, PIN or key reaches a log (G27)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.logs import LOG_NAME, close_logs, redact, set_up_logs

SECRETS = (
    "999901198002290013",
    "99990119900307005X",
    "99990119900307005x",
    "C00001238",
    "HA1046924",
    "D2143569-X",
    "999901D15600000500BF7C7AFFFFFFFF",
    "00 20 00 00 03 12 34 56 00 84 00 00 08",
    "迪丽热巴·阿布都热合曼",
    "𠮷田",
    "13800138000",
    "C0FFEE00112233445566778899AABBCC",
)


@pytest.fixture
def logs(tmp_path: Path) -> Iterator[Path]:
    set_up_logs(tmp_path / "logs", "debug")
    yield tmp_path / "logs" / LOG_NAME
    close_logs()


@pytest.mark.parametrize("secret", SECRETS)
def test_secret_never_reaches_the_file(logs: Path, secret: str) -> None:
    """Message, argument, traceback and exception text are redacted alike."""
    log = logging.getLogger("counter.test")
    log.info("read %s from card", secret)
    log.warning(f"holder={secret}, done")  # noqa: G004 - a careless caller
    try:
        {}[secret]
    except KeyError:
        log.exception("failed for %r", {"who": secret})
    close_logs()
    text = logs.read_text(encoding="utf-8")
    assert "from card" in text
    assert "KeyError" in text
    assert secret not in text
    assert secret[:6] not in text


@pytest.mark.parametrize(
    "line",
    [
        "pin=123456",
        "PIN: '123456'",
        "password = geheim1",
        "passphrase:geheim1",
        "{'pin': '123456'}",
        '{"key": "123456"}',
    ],
)
def test_labelled_secret_is_left_out(line: str) -> None:
    """What is called a PIN, key or password is left out whatever its shape."""
    assert "123456" not in redact(line)
    assert "geheim1" not in redact(line)


def test_what_support_needs_stays() -> None:
    """Codes, case ids and counts survive, else the log helps nobody."""
    line = (
        "case 0199b2c4-7d1e-7a33-9c10-2f6a8e01d5aa card.removed after 14 APDUs 0.28 ms"
    )
    assert redact(line) == line


@given(
    number=st.from_regex(r"\A[0-9]{17}[0-9X]\Z"),
    before=st.text(alphabet=" :='\"(,|", max_size=3),
    after=st.text(alphabet=" :='\"),|", max_size=3),
)
def test_no_id_number_survives(number: str, before: str, after: str) -> None:
    """An 18-place number is found in whatever marks stand around it."""
    assert number not in redact(f"x{before or ' '}{number}{after or ' '}y")


def test_folder_that_cannot_be_made_is_no_reason_to_stop(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The log goes to stderr where its folder cannot be made."""
    (tmp_path / "file").write_text("x", encoding="ascii")
    set_up_logs(tmp_path / "file" / "logs", "info")
    logging.getLogger("counter.test").warning("hello")
    close_logs()
    assert "hello" in capsys.readouterr().err
