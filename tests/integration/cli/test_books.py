"""Reports, close, stock and lists from the command line, end to end."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.labs.cli import CommandLine

COUNTS = ("--count", "finished=0", "--count", "blanks=0", "--count", "scrap=0")


def today() -> str:
    return datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()


def test_a_day_is_reported_closed_and_proved(
    office: CommandLine, tmp_path: Path
) -> None:
    """9.2: report in every format, the close, the digest, the report of the office."""
    for form in ("pdf", "xlsx", "csv", "json"):
        out = tmp_path / f"report.{form}"
        told = office.json("report", "daily", "--date", today(), "--out", str(out)).json
        assert (told["format"], told["closed"]) == (form, False)
        assert out.stat().st_size == told["bytes"] > 0
    assert office.json("close", "list").json["days"] == []
    assert office.json("close", "show", *COUNTS).json["differences"] == []
    over = office.json("close", "show", "--count", "finished=1")
    assert over.code == 1
    assert over.json["differences"][0]["found"] == 1
    closed = office.json("close", "day", *COUNTS).json
    assert office.json("close", "verify").json["sha256"] == closed["sha256"]
    again = office.json("report", "daily", "--out", str(tmp_path / "again.pdf")).json
    assert again["closed"] is True
    windows = [str(tmp_path / "report.json")] * 2
    whole = office.json(
        "report", "office", *windows, "--out", str(tmp_path / "o.xlsx")
    ).json
    assert whole["windows"] == 2
    assert office.json("audit", "verify").json["first_bad"] is None


def test_stock_lists_and_forms(office: CommandLine, tmp_path: Path) -> None:
    """8: an empty stock is shown, an act on nothing refused, lists and forms made."""
    assert office.json("stock", "show").json["finished"] == 0
    assert office.json("stock", "moves").json["rows"] == []
    refused = office.json("stock", "act", "search", "--box", "26-1")
    assert refused.fault == "stock.no_cards"
    made = office.json(
        "list", "export", "waiting", "--out", str(tmp_path / "w.csv")
    ).json
    assert (tmp_path / "w.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert made["ok"]
    office.json("forms", "print", "--count", "3", "--out", str(tmp_path / "f.pdf"))
    assert (tmp_path / "f.pdf").read_bytes().startswith(b"%PDF")
