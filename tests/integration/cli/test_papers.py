"""``paper ...``: documents and the print queue at the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.labs.cli import CommandLine


def test_every_paper_is_named_and_drawn_without_an_office(
    command_line: CommandLine, tmp_path: Path
) -> None:
    """The catalogue needs no office; each name gives a PDF."""
    rows = command_line.json("paper", "list").json["rows"]
    names = [row["paper"] for row in rows]
    assert {"receipt-loss_temp", "strip-hand_out", "application"} <= set(names)
    out = tmp_path / "x.pdf"
    for language in ("zh_CN", "en"):
        ran = command_line.json(
            "paper", "sample", "loss_register", "--out", str(out), "--lang", language
        )
        assert (ran.code, ran.json["paper"]) == (0, "loss_register")
        assert out.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("name", ["uncollected", "wrong_data", "stock_count"])
def test_a_list_of_a_new_office_is_empty_and_drawn(
    office: CommandLine, tmp_path: Path, name: str
) -> None:
    """Nothing to list is a list to sign as well."""
    out = tmp_path / "x.pdf"
    assert office.json("list", "export", name, "--out", str(out)).code == 0
    assert out.read_bytes().startswith(b"%PDF")


def test_what_cannot_be_made_has_a_code(office: CommandLine, tmp_path: Path) -> None:
    """Unknown paper, unknown receipt, unknown job."""
    out = str(tmp_path / "x.pdf")
    for name in ("unit_handover", "uncollected"):  # one way to each paper
        ran = office.json("paper", "make", name, "--out", out)
        assert ran.fault == "printing.paper_unknown"
    ran = office.json("list", "export", "waiting", "--out", out, "--plain")
    assert ran.fault == "rule.approval_needed"
    ran = office.json("paper", "make", "application", "--receipt", "1", "--out", out)
    assert ran.fault == "store.no_such_row"
    assert office.json("paper", "queue").json == {"rows": [], "more": False}
    assert office.json("paper", "retry", "none").fault == "store.no_such_row"
    assert not (tmp_path / "x.pdf").exists()


def test_a_file_without_code_is_not_called_forged(
    office: CommandLine, tmp_path: Path
) -> None:
    """A picture that shows no receipt says so."""
    file = tmp_path / "photo.png"
    file.write_bytes(b"no picture")
    ran = office.json("receipts", "verify", str(file))
    assert (ran.code, ran.fault) == (1, "printing.no_seal_found")
