"""Every method of photos, applications and campaigns and their reads, called once."""

from __future__ import annotations

from datetime import date
from typing import Any

from counter_app.domain.applications import Application, Progress, Step
from counter_app.domain.campaigns import Campaign, CampaignPerson
from counter_app.ports.applications import ApplicationBatch, BatchState, Find
from counter_app.ports.campaigns import Look, LookWaiting, Order
from counter_app.ports.photos import Finding, Night, PhotoRow
from tests.contract.store import making
from tests.contract.store.making import START

DAY = date(2026, 11, 20)


def use_apply(work: Any) -> None:
    """Call every method of the three repositories."""
    digest = "d" * 64
    work.photos.put(PhotoRow(digest, "x.jpg", making.ssn(), "", b"x", START, "li"))
    work.photos.by_digest(digest)
    work.photos.of_person(making.ssn())
    work.photos.named(["张三", "李四"])
    work.photos.to_upload(10)
    work.photos.uploaded([digest], START)
    work.photos.purge(START, START)
    work.photos.refused(digest)
    finding = Finding("/usb", "x.jpg", "twice", START, making.ssn())
    work.photos.forget_files(START)
    work.photo_findings.note([finding])
    work.photo_findings.purge(START)
    work.photo_findings.beside(finding)
    work.photo_findings.leave([1], "li", START)
    work.photo_findings.get(1)
    work.photo_findings.decided("/usb")
    work.photo_findings.settle("/usb", ["x.jpg"])
    work.photo_findings.night(Night("/usb", 1, 1, 1, 0, START, "li"))
    applied = Application("R9", making.ssn(), "张三", "95580", Progress.ACCEPTED, START)
    work.applications.add(applied)
    step = Step(Progress.APPLIED, START)
    work.applications.told(applied, (step,))
    work.applications.told(applied, (step,))
    assert work.applications.steps("R9") == (step,)
    work.applications.put_batch(
        ApplicationBatch("d" * 64, "x.xlsx", "厂", {}, 5, 1, 1, 0,
                         BatchState.RUNNING, START, "li")
    )  # fmt: skip
    campaign = Campaign("k1", "x", "", DAY, DAY, START, "li")
    person = CampaignPerson("k1", making.ssn(), making.card_no())
    work.campaigns.add(campaign, [person])
    work.campaigns.reminded("k1", [making.ssn()], START)


def use_apply_reads(queries: Any) -> None:
    """Call every read."""
    queries.photo_rows(0)
    queries.photo_rows(0, faulty=True)
    queries.photo_count()
    queries.photo_findings(0)
    queries.photo_findings(0, fault="twice")
    queries.photo_faults()
    queries.photo_nights()
    for find in (
        Find(),
        Find(state="accepted"),
        Find(text="9999"),
        Find(text="张"),
        Find(unit="厂"),
        Find(late_on=DAY),
        Find(state="accepted", unit="厂", text="张"),
    ):
        queries.applications(find, 0)
    queries.batches(5)
    queries.application(making.ssn())
    queries.due(DAY, DAY, "", 10)
    queries.campaigns(0)
    queries.campaign("k1")
    queries.campaign_people("k1")
    for look in (Look(DAY, DAY), Look(DAY, DAY, campaign_id="k1", order=Order.NAME)):
        queries.exchange_rows(look, 0)
        queries.exchange_counts(look)
    waiting = LookWaiting(DAY, "x", Order.UNIT)
    queries.waiting_rows(waiting, 0)
    queries.waiting_count(waiting)
