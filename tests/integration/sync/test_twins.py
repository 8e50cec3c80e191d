"""Two machines with one identity, and one machine set back in time."""

from __future__ import annotations

import itertools
import shutil
from dataclasses import replace

from counter_app.domain.states import Effect, Kind
from counter_app.ports.store import MUST_PULL
from db import open_store
from sync.line import sync_once
from tests.integration.sync.conftest import Counter, Town
from tests.labs.centers import Clock

REUSED = (Effect.REFUSED, "center.sequence_reused")
DONE = (Effect.EFFECTIVE, None)


def twin_of(town: Town, counter: Counter) -> Counter:
    """Copy the whole data folder, marker and all, and open it as it was."""
    folder = town.folder / "twin"
    folder.mkdir()
    for file in town.folder.glob("a.db*"):
        shutil.copy(file, folder / file.name)
    store = open_store(folder / "a.db", b"k" * 32, Clock())
    town.stack.callback(store.close)
    with store.reading() as read, counter.parts.store.reading() as own:
        assert read.audit.incarnation() == own.audit.incarnation()
    made = Counter(replace(counter.parts, store=store), counter.office_code)
    made.running = next(_NAMES)
    return made


_NAMES = itertools.count(10_000)


def test_a_twin_costs_one_round_of_refusals_and_no_more(town: Town) -> None:
    """The second to speak is refused once, begins anew, and is its own from then on.

    Nothing is lost unseen: what was refused is listed, the center keeps an alarm.
    """
    first = town.counter()
    sync_once(first.parts)
    second = twin_of(town, first)
    people = [one for _, one in town.people]
    good = [first.act(Kind.LOSS_FORMAL, one) for one in people[:4]]
    sync_once(first.parts)
    lost = [second.act(Kind.LOSS_FORMAL, one) for one in people[4:6]]
    sync_once(second.parts)
    assert first.effects(*good) == [DONE] * 4
    assert second.effects(*lost) == [REUSED] * 2
    again = [second.act(Kind.LOSS_FORMAL, one) for one in people[4:8]]
    more = [first.act(Kind.LOSS_FORMAL, one) for one in people[8:]]
    for counter in (second, first, second):
        sync_once(counter.parts)
    assert second.effects(*again) == [DONE] * 4
    assert first.effects(*more) == [DONE] * 4
    (kinds,) = zip(*town.lab.rows("SELECT DISTINCT kind FROM alarm"), strict=True)
    assert "center.sequence_reused" in kinds


def test_no_card_is_written_before_the_twin_has_read_the_feed(town: Town) -> None:
    """Numbers and blanks the other one used are known only then."""
    first = town.counter()
    sync_once(first.parts)
    second = twin_of(town, first)
    first.act(Kind.LOSS_FORMAL, town.people[0][1])
    sync_once(first.parts)
    second.act(Kind.LOSS_FORMAL, town.people[1][1])
    seen: list[str] = []
    real = second.parts.transport
    assert real is not None
    handle = real.handle_request

    def look(request):  # type: ignore[no-untyped-def]  # httpx's own shape
        if request.url.path == "/v1/changes":
            with second.parts.store.reading() as read:
                seen.append(read.settings.get(MUST_PULL) or "")
        return handle(request)

    real.handle_request = look  # type: ignore[method-assign]
    sync_once(second.parts)
    assert seen == ["numbers reused"]
    with second.parts.store.reading() as read:
        assert not read.settings.get(MUST_PULL)
