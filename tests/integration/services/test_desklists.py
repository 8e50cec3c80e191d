"""The desk's lists over the real store: who sees what, and how a list leaves."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from counter_app.domain.codes.closing import CloseFault
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.states import AppStatus, Effect
from counter_app.ports.desklists import ListName, ListQuery, ListRow
from counter_app.services.commands import ReportLoss
from counter_app.services.counter import Counter
from counter_app.services.desklists import ListExport
from counter_app.services.keeping import KeptForm
from counter_app.sheets import list_sheet
from tests.integration.services.desk import ME, PASSWORD, SSN, Bench, person

OTHER = "999901199203080042"
EVIL = "=1+1"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """An office with a case of today, a card that waits, one under loss, a draft."""
    folder: Path = tmp_path_factory.mktemp("lists")
    table = Bench(folder)
    parts = replace(table.counter.parts, write_sheet=list_sheet)
    table.counter = Counter(parts)
    table.counter.login("li", PASSWORD)
    card = table.live(1)
    long_ago = parts.today() - timedelta(days=400)
    waits = table.stock(2, person(OTHER, "王𠮷", phone="13800001234", unit=EVIL))
    ends = parts.now() + timedelta(days=2)
    lost = replace(
        card, card_no="T00000777", card_uid=None, app_status=AppStatus.LOST_TEMP,
        loss_expires_at=ends,
    )  # fmt: skip
    with table.store.unit_of_work() as work:
        work.cards.put_many([replace(waits, arrived_on=long_ago), lost])
        work.commit()
    table.counter.report_loss(ReportLoss("f1", SSN, card.card_no, True, ME))
    form = KeptForm(SSN, "loss", "form-2", {"name": "x"})
    table.counter.drafts.keep([form])
    yield table
    table.close()


def line(row: ListRow) -> list[str]:
    return [str(value) for value in row.values.values()]


def export(bench: Bench, name: ListName, form: str, **more: str) -> bytes:
    query = ListQuery(name, **more)
    page = bench.counter.lists.page(query)
    headings = list(page.rows[0].values) if page.rows else ["nothing"]
    return bench.counter.lists.export(ListExport(query, form, headings, line))


def as_(bench: Bench, login: str) -> None:
    bench.counter.login(login, PASSWORD)


def test_each_list_has_its_row(bench: Bench) -> None:
    """What was done, waits, runs out or was begun stands on its list."""
    as_(bench, "li")
    counts = bench.counter.lists.counts()
    assert counts[ListName.DOUBTFUL] == counts[ListName.REFUSED] == 0
    case = bench.counter.lists.page(ListQuery(ListName.TODAY)).rows[0]
    assert case.values["effect"] in {e.value for e in Effect}
    assert case.ssn == SSN
    lost = bench.counter.lists.page(ListQuery(ListName.LOSSES)).rows
    assert [row.values["card_no"] for row in lost] == ["T00000777"]
    waits = bench.counter.lists.page(ListQuery(ListName.UNCOLLECTED)).rows
    assert [row.values["name"] for row in waits] == ["王𠮷"]
    drafts = bench.counter.lists.page(ListQuery(ListName.DRAFTS)).rows
    assert [row.text("login") for row in drafts] == ["li"]


def test_drafts_are_ones_own_or_a_supervisors_matter(bench: Bench) -> None:
    """A supervisor sees everybody's drafts; nobody logged in sees nothing at all."""
    as_(bench, "boss")
    assert bench.counter.lists.page(ListQuery(ListName.DRAFTS)).total == 1
    bench.counter.logout()
    with pytest.raises(RuleError, match=RuleCode.NOT_LOGGED_IN):
        bench.counter.lists.page(ListQuery(ListName.DRAFTS))
    as_(bench, "li")


def test_a_clerk_takes_no_list_out(bench: Bench) -> None:
    """Only a supervisor exports, only in known forms, and only that is on record."""
    as_(bench, "li")
    with pytest.raises(RuleError, match=RuleCode.NOT_ALLOWED):
        export(bench, ListName.UNCOLLECTED, "csv")
    as_(bench, "boss")
    with pytest.raises(RuleError, match=CloseFault.FORMAT):
        export(bench, ListName.UNCOLLECTED, "exe")
    assert exports(bench) == []


def exports(bench: Bench) -> list[tuple[str, str, str]]:
    with bench.store.unit_of_work() as work:
        rows = work.session.plain(
            "SELECT actor, subject, detail FROM audit WHERE event = 'list.export'"
        )
    return [tuple(row) for row in rows]


def test_what_leaves_is_masked_and_on_record(bench: Bench) -> None:
    """Names, numbers and phones are masked in both forms; no cell is a formula."""
    as_(bench, "boss")
    before = len(exports(bench))
    text = export(bench, ListName.UNCOLLECTED, "csv", wanted="王").decode("utf-8-sig")
    heads, row = csv.reader(io.StringIO(text))
    told = dict(zip(heads, row, strict=True))
    assert told["name"] == "王*"
    assert OTHER not in text
    assert "13800001234" not in text
    assert told["unit"] == f"'{EVIL}"
    book = export(bench, ListName.UNCOLLECTED, "xlsx")
    with ZipFile(io.BytesIO(book)) as inside:
        words = inside.read("xl/sharedStrings.xml").decode()
        assert b"<f>" not in inside.read("xl/worksheets/sheet1.xml")
    assert OTHER not in words
    assert "13800001234" not in words
    assert exports(bench)[before:] == [
        ("boss", "uncollected", "csv 1 plain=False"),
        ("boss", "uncollected", "xlsx 1 plain=False"),
    ]


def test_lists_do_not_wait_for_a_writer(bench: Bench) -> None:
    """While another thread's act holds the lock, every list is read at once."""
    as_(bench, "li")
    with bench.store.unit_of_work() as work:
        work.settings.put("held", "1")
        for name in ListName:
            bench.counter.lists.page(ListQuery(name))
        assert bench.counter.lists.counts()
        assert bench.counter.lists.place_of_refusal("nobody", 50) == 0
