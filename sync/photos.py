"""Card photos travel to the center when nothing else waits: the lowest place in line.

Each photo is acknowledged by its digest, so a broken line costs one request. What the
center refuses is forgotten here and listed for a person; what it keeps is purged later
by the rule pack's days.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC

from counter_app.domain.photos import PhotoFault
from counter_app.ports.photos import Finding, PhotoRow
from counter_app.ports.store import Store, UnitOfWork
from sync.station import Station
from sync.wire.photos import (
    LARGEST_PHOTO,
    MOST_PHOTOS,
    PhotoAnswer,
    PhotoBatch,
    PhotoWord,
    WirePhoto,
)

BUDGET_S = 5.0  # then the feed has its turn
MOST_BYTES = 1_500_000  # of one request, before base64
FROM_CENTER = "center:"  # stands for the folder of what the center refused
ACTOR = "center"


def any_waiting(store: Store) -> bool:
    """Tell whether a photo waits and no act does."""
    with store.reading() as at:
        return bool(at.photos.to_upload(1)) and not at.operations.state().waiting


def send(station: Station, store: Store) -> bool:
    """Send photos for a few seconds; acts and the feed go first.

    Raises:
        CenterError: the exchange failed; what was acknowledged stays so.
    """
    until = station.monotonic() + BUDGET_S
    while any_waiting(store) and station.open:
        rows = _some(store)
        answers = station.client.photos(PhotoBatch(tuple(map(_wired, rows)))).photos
        _heard(station, store, rows, answers)
        if station.monotonic() >= until or not answers:
            break
    return False


def _some(store: Store) -> list[PhotoRow]:
    with store.reading() as at:
        found = at.photos.to_upload(MOST_PHOTOS)
    taken: list[PhotoRow] = []
    size = 0
    for row in found:
        size += len(row.jpeg or b"")
        if taken and size > MOST_BYTES:
            break
        taken.append(row)
    return taken


def _wired(row: PhotoRow) -> WirePhoto:
    jpeg = (row.jpeg or b"")[:LARGEST_PHOTO]
    return WirePhoto(
        digest=hashlib.sha256(jpeg).hexdigest(),
        ssn=row.ssn,
        taken_at=row.made_at.astimezone(UTC),
        by=row.clerk,
        jpeg=jpeg,
    )


def _heard(
    station: Station,
    store: Store,
    rows: Sequence[PhotoRow],
    answers: Sequence[PhotoAnswer],
) -> None:
    with store.unit_of_work() as uow:
        kept = []
        for row, answer in zip(rows, answers, strict=False):
            if answer.word is PhotoWord.REFUSED:
                _refused(station, uow, row, answer.code)
            else:
                kept.append(row.digest)
        uow.photos.uploaded(kept, station.clock.now())
        uow.audit.append(
            at=station.clock.now(),
            actor=ACTOR,
            event="photo.uploaded",
            detail=f"{len(kept)} {len(answers) - len(kept)}",
        )
        uow.commit()


def _refused(station: Station, uow: UnitOfWork, row: PhotoRow, code: str) -> None:
    now = station.clock.now()
    uow.photos.refused(row.digest)
    uow.photo_findings.note(
        [Finding(FROM_CENTER, row.source, PhotoFault.REFUSED, now, row.ssn)]
    )
    uow.audit.append(at=now, actor=ACTOR, event="photo.refused", detail=code)
