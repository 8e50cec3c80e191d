"""The second try of ``scripts/test``: what failed once is run again, alone.

The first run writes the names of what failed to a file; the second one takes that file
for its arguments and tells which of them pass now. A counter-example that hypothesis
found is no matter of luck: it is kept (or drawn again, in a continuous run) and fails
the second time too.
"""

from __future__ import annotations

from pathlib import Path

import pytest

FAILED_TO, SECOND = "--failed-to", "--second-try"


def add_options(parser: pytest.Parser) -> None:
    """Add both options."""
    parser.addoption(
        FAILED_TO, type=Path, metavar="FILE", help="write what failed, one a line"
    )
    parser.addoption(
        SECOND, action="store_true", help="name what passes as UNSTEADY: it failed once"
    )


def _names(reporter: pytest.TerminalReporter, *kinds: str) -> list[str]:
    found = [report for kind in kinds for report in reporter.stats.get(kind, [])]
    return list(dict.fromkeys(report.nodeid for report in found))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Write, or tell, before the count, which is pytest's last line."""
    failed = _names(terminalreporter, "failed", "error")
    target = config.getoption(FAILED_TO)
    if target:
        target.write_text("".join(f"{name}\n" for name in failed), encoding="utf-8")
    if config.getoption(SECOND):
        for name in _names(terminalreporter, "passed"):
            if name not in failed:
                terminalreporter.write_line(f"UNSTEADY: {name}", yellow=True)
