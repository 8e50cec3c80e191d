"""Every list of the desk, asked for in every way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from counter_app.ports.desklists import ListBounds, ListQuery
from db.queries.desklists import LISTS
from tests.contract.store.making import START

DAY = timedelta(days=1)


def use_desk_lists(queries: Any) -> None:
    """Call every list by every column, filtered and not."""
    for login in ("", "li"):
        bounds = ListBounds(START, START + DAY, START + DAY, START.date(), login)
        for name, listed in LISTS.items():
            for sort in ("", *listed.columns):
                queries.desk_list(ListQuery(name, sort), bounds)
            queries.desk_list(ListQuery(name, wanted="x", codes=("y",)), bounds)
        queries.desk_counts(bounds)
    queries.refusals_before("op-1")
