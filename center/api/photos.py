"""The endpoint that takes card photos."""

from __future__ import annotations

from center import photos
from center.api.endpoint import Call, Endpoint
from center.service import Center
from sync.wire.photos import PhotoAnswers, PhotoBatch


def _take(center: Center, call: Call) -> PhotoAnswers:
    batch, now = call.message(PhotoBatch), center.now_ms()
    return center.database.write(lambda tx: photos.take(tx, call.who, batch, now))


PHOTO_ENDPOINTS = (
    Endpoint(
        "/v1/photos",
        "POST",
        "Keep card photos, each once; every photo has its own answer",
        PhotoAnswers,
        _take,
        request=PhotoBatch,
    ),
)
