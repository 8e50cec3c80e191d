"""Every method of photos, applications and campaigns and their reads, called once."""

from __future__ import annotations

from datetime import date
from typing import Any

from counter_app.domain.applications import Application, Progress
from counter_app.domain.campaigns import Campaign, CampaignPerson
from counter_app.ports.photos import PhotoRow
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
    applied = Application("R9", making.ssn(), "张三", "95580", Progress.ACCEPTED, START)
    work.applications.add(applied)
    work.applications.told(applied)
    campaign = Campaign("k1", "x", "", DAY, DAY, START, "li")
    person = CampaignPerson("k1", making.ssn(), making.card_no())
    work.campaigns.add(campaign, [person])
    work.campaigns.reminded("k1", [making.ssn()], START)


def use_apply_reads(queries: Any) -> None:
    """Call every read."""
    queries.photo_rows(0)
    queries.photo_rows(0, faulty=True)
    queries.photo_count()
    queries.applications("", 0)
    queries.applications("accepted", 0)
    queries.application(making.ssn())
    queries.due(DAY, DAY, "", 10)
    queries.campaigns(0)
    queries.campaign("k1")
    queries.campaign_people("k1")
