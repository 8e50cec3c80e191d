"""All verbs in the order ``--help`` shows them; the first is the default."""

from __future__ import annotations

from counter_app.cli import (
    card,
    checks,
    files,
    handout,
    office,
    operators,
    practice,
    receipts,
    sync,
    window,
)
from counter_app.cli.verb import Verb

VERBS: tuple[Verb, ...] = (
    *window.VERBS,
    *checks.VERBS,
    *office.VERBS,
    *operators.VERBS,
    *card.VERBS,
    *sync.VERBS,
    *receipts.VERBS,
    *handout.VERBS,
    *files.VERBS,
    *practice.VERBS,
)
