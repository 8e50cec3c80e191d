"""All verbs in the order ``--help`` shows them; the first is the default."""

from __future__ import annotations

from counter_app.cli import (
    apply,
    books,
    campaign,
    card,
    checks,
    files,
    handout,
    handout_day,
    lists,
    office,
    operators,
    papers,
    photos,
    practice,
    receipts,
    stock,
    support,
    sync,
    window,
)
from counter_app.cli.verb import Verb

VERBS: tuple[Verb, ...] = (
    *window.VERBS,
    *checks.VERBS,
    *support.VERBS,
    *office.VERBS,
    *operators.VERBS,
    *card.VERBS,
    *sync.VERBS,
    *receipts.VERBS,
    *papers.VERBS,
    *books.VERBS,
    *lists.VERBS,
    *stock.VERBS,
    *handout.VERBS,
    *photos.VERBS,
    *apply.VERBS,
    *campaign.VERBS,
    *handout_day.VERBS,
    *files.VERBS,
    *practice.VERBS,
)
