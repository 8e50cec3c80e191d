"""Metrics, logs, readiness and limits: how an operator watches an instance."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from center.api import app as api
from center.console import words
from center.logs import JsonFormatter, TextFormatter, describe
from tests.labs.centers import Lab, in_process, sqlite_lab

SECRET = "999901198001010014"


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    """A center on SQLite."""
    made = sqlite_lab(tmp_path)
    yield made
    made.database.close()


def record(exc: BaseException) -> logging.LogRecord:
    """Return a record as a library would write it."""
    found = (type(exc), exc, exc.__traceback__)
    return logging.LogRecord("x", logging.ERROR, "f", 1, "it failed", (), found)


def failed() -> BaseException:
    """Return a fault whose text holds personal data."""
    try:
        try:
            {}[SECRET]
        except KeyError as inner:
            raise ValueError(f"bad {SECRET}") from inner
    except ValueError as exc:
        return exc


def test_a_log_line_holds_types_and_places_only() -> None:
    """Whatever handler writes it, the text of an exception stays out."""
    exc = failed()
    for formatter in (JsonFormatter(), TextFormatter()):
        line = formatter.format(record(exc))
        assert SECRET not in line
        assert "ValueError at test_watching.py" in line
        assert "KeyError at" in line
    assert SECRET not in describe(exc)


def test_a_json_line_carries_its_facts() -> None:
    """One object a line, with what the record was given."""
    made = logging.LogRecord("x", logging.INFO, "f", 1, "request", (), None)
    made.facts = {"path": "/v1/time", "status": 200}
    told = json.loads(JsonFormatter().format(made))
    assert (told["event"], told["path"], told["status"]) == ("request", "/v1/time", 200)


def test_metrics_count_requests_and_read_like_prometheus(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counters, a histogram with its sum, gauges of the database; not for everyone."""
    monkeypatch.setenv("COUNTER_CENTER_METRICS_TOKEN", "t0ken")
    with (
        in_process(lab.center()) as transport,
        httpx.Client(transport=transport, base_url="http://center") as client,
    ):
        client.get("/v1/time")
        client.get("/v1/changes")
        assert client.get("/metrics").status_code == 403
        headers = {"authorization": "Bearer t0ken"}
        text = client.get("/metrics", headers=headers).text
    lines = text.splitlines()
    assert 'center_requests_total{path="/v1/time",status="200"} 1.0' in lines
    assert 'center_refusals_total{code="center.signature"} 1.0' in lines
    assert 'center_request_seconds_bucket{le="+Inf",path="/v1/time"} 1.0' in lines
    assert "center_database_up 1.0" in lines
    assert all(line.startswith("#") or len(line.rsplit(" ", 1)) == 2 for line in lines)


def test_readiness_follows_the_schema(lab: Lab) -> None:
    """Healthy and ready are two questions."""
    with (
        in_process(lab.center()) as transport,
        httpx.Client(transport=transport, base_url="http://center") as client,
    ):
        assert client.get("/readyz").json()["ok"] is True
        lab.database.write(lambda tx: tx.run("DELETE FROM schema_step"))
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200


def test_a_request_that_stalls_is_dropped(lab: Lab) -> None:
    """A body that does not come holds nothing for long."""
    import anyio

    impatient = api.Manners(patience_s=0.05)
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        await anyio.sleep(30)
        return {}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1",
        "method": "POST", "scheme": "http", "path": "/v1/enrol",
        "raw_path": b"/v1/enrol",
        "query_string": b"", "root_path": "", "headers": [], "client": ("c", 1),
        "server": ("center", 80),
    }  # fmt: skip
    anyio.run(api.create_app(lab.center(), impatient), scope, receive, send)
    assert sent[0]["status"] == 408


def test_both_languages_hold_the_same_words() -> None:
    """Every text of the console is there twice, with the same places to fill."""
    import re

    zh, en = (words._catalogue(name) for name in ("zh_CN", "en"))
    used = set()
    folder = Path(words.__file__).parent
    for file in (*folder.glob("templates/*.html"), *folder.glob("*.py")):
        used |= set(re.findall(r"\bt\('([a-z_.]+[a-z_])'", file.read_text("utf-8")))
    assert len(used) > 100
    assert used <= zh.keys() & en.keys()
    for name, text in zh.items():
        places = set(re.findall(r"\{\w+\}", text))
        if name in used:
            assert places == set(re.findall(r"\{\w+\}", en[name])), name
