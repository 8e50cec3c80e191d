"""换卡: who is due, campaigns, letters; and cards that nobody collects."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pypdfium2
import pytest

from counter_app.domain.errors import CounterError
from counter_app.domain.records import Card, CardNo, Ssn
from counter_app.domain.states import AppStatus, StockState
from counter_app.services.campaign_desk import Span
from counter_app.services.campaigns import CampaignWork
from counter_app.services.results import Session
from tests.integration.services.desk import Bench, number, person
from tests.integration.services.test_units import ssn

CLERK = Session("li", "李", "clerk")  # type: ignore[arg-type]
TODAY = date(2026, 11, 20)


def ends(bench: Bench, n: int, days: int, **more: object) -> Card:
    """A card in use that ends so many days from now."""
    values: dict[str, object] = {
        "card_no": number(n), "region": "999901", "card_uid": None, "ssn": ssn(n),
        "app_status": AppStatus.NORMAL, "stock_state": StockState.HANDED_OUT,
        "expiry_date": TODAY + timedelta(days=days), "bank": "95580",
        "handed_out_on": date(2017, 1, 1), "version": 1,
    }  # fmt: skip
    card = Card(**(values | more))  # type: ignore[arg-type]
    with bench.store.unit_of_work() as uow:
        unit = "东风机械" if n % 2 else "海陵中学"
        uow.holders.put_many([person(Ssn(ssn(n)), f"换卡{n}", unit=unit)])
        uow.cards.put(card)
        uow.commit()
    return card


@pytest.fixture
def work(bench: Bench) -> CampaignWork:
    return CampaignWork(bench.counter.parts, lambda: CLERK)


def numbers(rows: tuple[object, ...]) -> list[str]:
    return [row.card_no for row in rows]  # type: ignore[attr-defined]


def test_the_window_decides_who_is_due(work: CampaignWork, bench: Bench) -> None:
    """R-36: from the pack's days before the end; not later, not what is replaced."""
    days = bench.pack.renew_before_days
    last = ends(bench, 1, days)
    past = ends(bench, 2, -10)
    ends(bench, 3, days + 1)
    ends(bench, 4, 5, replaced_by=number(99))
    ends(bench, 5, 5, app_status=AppStatus.CANCELLED)
    ends(bench, 6, 5, handed_out_on=None, stock_state=StockState.IN_CABINET)
    assert numbers(work.due(Span())) == [past.card_no, last.card_no]
    assert numbers(work.due(Span(unit="东风机械"))) == [last.card_no]
    wide = Span(first=TODAY, until=TODAY + timedelta(days=days + 1))
    assert numbers(work.due(wide)) == [last.card_no, number(3)]


def test_a_campaign_follows_its_people(work: CampaignWork, bench: Bench) -> None:
    """Open, waiting, done, lost: as the cards stand, not as anybody ticked them."""
    for n in range(1, 5):
        ends(bench, n, n)
    campaign, count = work.make("十一月换卡", Span())
    assert count == 4
    new = CardNo(number(50))
    with bench.store.unit_of_work() as uow:
        for n, state in ((1, StockState.IN_CABINET), (2, StockState.HANDED_OUT)):
            successor = CardNo(number(50 + n))
            old = uow.cards.get(number(n))
            assert old is not None
            given = TODAY if state is StockState.HANDED_OUT else None
            uow.cards.put(
                replace(old, card_no=successor, handed_out_on=given, stock_state=state)
            )
            uow.cards.put(replace(old, replaced_by=successor))
        third = uow.cards.get(number(3))
        assert third is not None
        uow.cards.put(replace(third, app_status=AppStatus.LOST_FORMAL))
        uow.commit()
    assert new
    _campaign, people = work.show(campaign.campaign_id)
    assert [one.state.value for one in people] == ["waiting", "done", "lost", "open"]


def test_letters_go_to_those_who_have_not_come(
    work: CampaignWork, bench: Bench
) -> None:
    """One page each, counted; the others get none."""
    for n in range(1, 4):
        ends(bench, n, n)
    campaign, _count = work.make("十一月换卡", Span())
    with bench.store.unit_of_work() as uow:
        gone = uow.cards.get(number(2))
        assert gone is not None
        uow.cards.put(replace(gone, app_status=AppStatus.CANCELLED))
        uow.commit()
    letters = work.remind(campaign.campaign_id)
    pdf = pypdfium2.PdfDocument(letters.pdf)
    texts = [page.get_textpage().get_text_range() for page in pdf]
    assert (letters.count, len(texts)) == (2, 2)
    assert "换卡1" in texts[0]
    assert "换卡3" in texts[1]
    _campaign, people = work.show(campaign.campaign_id)
    assert [one.reminders for one in people] == [1, 0, 1]


def test_the_old_card_is_told_in_the_letters_language(bench: Bench) -> None:
    """R-31: the city's Chinese clause, or its policy in the language of the letter."""
    ends(bench, 1, 1)
    for language, said in (("zh_CN", "新卡首次使用后旧卡"), ("en", "The old card's")):
        parts = replace(bench.counter.parts, language=language)
        work = CampaignWork(parts, lambda: CLERK)
        campaign, _count = work.make(language, Span())
        pdf = pypdfium2.PdfDocument(work.remind(campaign.campaign_id).pdf)
        text = pdf[0].get_textpage().get_text_range()
        assert said in text
        assert ("旧卡" in text) is (language == "zh_CN")


def test_nobody_is_due(work: CampaignWork) -> None:
    """A campaign of nobody and a turned span are refused."""
    with pytest.raises(CounterError) as nobody:
        work.make("空", Span())
    assert nobody.value.code == "campaign.nobody_due"
    with pytest.raises(CounterError) as turned:
        work.due(Span(first=TODAY, until=TODAY - timedelta(days=1)))
    assert turned.value.code == "campaign.span"
    with pytest.raises(CounterError) as unknown:
        work.show("none")
    assert unknown.value.code == "campaign.no_campaign"


def test_uncollected_and_overdue(work: CampaignWork, bench: Bench) -> None:
    """R-34: a warning before the last day, and the last day itself."""
    pack = bench.pack
    waits = {"handed_out_on": None, "stock_state": StockState.IN_CABINET,
             "app_status": AppStatus.DORMANT}  # fmt: skip
    warned = TODAY - timedelta(days=pack.uncollected_warn_days + 1)
    ended = TODAY - timedelta(days=pack.uncollected_days + 1)
    ends(bench, 1, 900, arrived_on=warned, **waits)
    ends(bench, 2, 900, arrived_on=ended, **waits)
    ends(bench, 3, 900, arrived_on=TODAY, **waits)
    assert sorted(numbers(work.uncollected())) == sorted([number(1), number(2)])
    assert numbers(work.uncollected(overdue=True)) == [number(2)]
    assert work.uncollected_letters().count == 2
