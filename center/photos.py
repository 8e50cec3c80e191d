"""Card photos that the counters send: checked, kept once, read by the card's maker."""

from __future__ import annotations

import hashlib
import io

from PIL import Image

from center.database import Tx
from center.rows import from_ms, to_ms
from center.world import Sender
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from counter_app.domain.jpeg import is_card_photo
from counter_app.domain.photos import is_whole
from sync.wire.photos import (
    PhotoAnswer,
    PhotoAnswers,
    PhotoBatch,
    PhotoWord,
    WirePhoto,
)

_PUT = (  # one by one: many rows at once travel as JSON, which has no bytes
    "INSERT INTO photo (digest, ssn, office_code, workstation, taken_at, by_clerk, "
    "at, jpeg) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_NEWEST = "SELECT jpeg, digest FROM photo WHERE ssn = ? ORDER BY taken_at DESC LIMIT 1"
_COUNTS = (
    "SELECT office_code, count(*), max(at) FROM photo "
    "GROUP BY office_code ORDER BY office_code"
)


def take(tx: Tx, sender: Sender, batch: PhotoBatch, now_ms: int) -> PhotoAnswers:
    """Keep photos; each has its own answer."""
    return PhotoAnswers(tuple(_one(tx, sender, one, now_ms) for one in batch.photos))


def _one(tx: Tx, sender: Sender, photo: WirePhoto, now_ms: int) -> PhotoAnswer:
    known = tx.row("SELECT ssn FROM photo WHERE digest = ?", (photo.digest,))
    if known is not None:
        if str(known[0]) == photo.ssn:
            return PhotoAnswer(digest=photo.digest, word=PhotoWord.ALREADY)
        return _refused(photo, CenterCode.PHOTO_OF_ANOTHER)
    if not _is_whole(photo):
        return _refused(photo, CenterCode.PHOTO_INVALID)
    home = tx.row("SELECT office_code FROM holder WHERE ssn = ?", (photo.ssn,))
    if home is not None and str(home[0]) != sender.office_code:
        return _refused(photo, CenterCode.PHOTO_ELSEWHERE)
    if home is None and not is_whole(photo.ssn):
        return _refused(photo, CenterCode.PHOTO_INVALID)
    facts = (photo.digest, photo.ssn, sender.office_code, sender.workstation)
    taken = to_ms(photo.taken_at)
    tx.run(_PUT, (*facts, taken, photo.by, now_ms, photo.jpeg))
    return PhotoAnswer(digest=photo.digest, word=PhotoWord.STORED)


def _refused(photo: WirePhoto, code: CenterCode) -> PhotoAnswer:
    return PhotoAnswer(digest=photo.digest, word=PhotoWord.REFUSED, code=code.value)


def _is_whole(photo: WirePhoto) -> bool:
    """Only the picture that the digest names, of the card's size, and nothing else."""
    if hashlib.sha256(photo.jpeg).hexdigest() != photo.digest:
        return False
    if not is_card_photo(photo.jpeg):
        return False
    try:
        with Image.open(io.BytesIO(photo.jpeg), formats=("JPEG",)) as picture:
            picture.load()
    except (OSError, ValueError, SyntaxError):
        return False
    return True


def newest(tx: Tx, ssn: str) -> bytes:
    """Return a person's newest photo.

    Raises:
        CenterError: ``center.no_photo``.
    """
    row = tx.row(_NEWEST, (ssn,))
    if row is None:
        raise CenterError(CenterCode.NO_PHOTO)
    return bytes(row[0])


def counts(tx: Tx) -> list[dict[str, object]]:
    """Return how many photos each office sent, and when the last one came."""
    return [
        {
            "office_code": row[0],
            "photos": int(row[1]),
            "last_at": from_ms(row[2]).isoformat(),
        }
        for row in tx.rows(_COUNTS)
    ]
