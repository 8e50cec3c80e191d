"""``practice samples``: a unit's list and a folder of photos to try the rooms with.

The list names people of this practice office whose cards lie in stock; the photos are
drawn, and some of them have the faults that are met in life.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError
from counter_app.practice import portraits, record
from counter_app.practice.people import Person, Roll, Story, make_roll
from counter_app.practice.portraits import portrait
from counter_app.sheets import list_sheet

LIST, PHOTOS = "单位名单.xlsx", "照片"
HEADINGS = ("序号", "姓名", "社会保障号码", "社保卡号", "车间", "班组")
_SHOPS = (("总装车间", "一班"), ("总装车间", "二班"), ("铸造车间", "甲班"))
_GOOD = 12
_MOST_LISTED = 60


@dataclass(frozen=True, slots=True)
class Samples:
    """What was written."""

    folder: Path
    listed: int
    photos: int


def write(data: Path, folder: Path) -> Samples:
    """Write the samples of a practice office into a folder.

    Raises:
        SystemFaultError: ``system.not_practice``, ``system.file_unwritable``.
    """
    if not record.is_practice(data):
        raise SystemFaultError(SystemCode.NOT_PRACTICE)
    made = record.load(data)
    roll = make_roll(made.made_on, seed=made.seed, crowd=made.crowd)
    rows = list(_rows(roll))
    photos = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / LIST).write_bytes(list_sheet("xlsx", HEADINGS, rows))
        for name, picture in _pictures(roll):
            file = folder / PHOTOS / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(portraits.packed(picture))
            photos += 1
    except OSError as exc:
        raise SystemFaultError(
            SystemCode.FILE_UNWRITABLE, file=folder.name, reason=type(exc).__name__
        ) from exc
    return Samples(folder, len(rows), photos)


def _rows(roll: Roll) -> Iterator[tuple[str, ...]]:
    """Yield people whose finished cards wait, spread over workshops and teams."""
    waiting = roll.of(Story.WAITING)[:_MOST_LISTED]
    for at, one in enumerate(waiting, 1):
        holder, card = one.holder, one.card
        if card is not None:
            shop, team = _SHOPS[at % len(_SHOPS)]
            yield (str(at), holder.name, holder.ssn, card.card_no, shop, team)


def _pictures(roll: Roll) -> Iterator[tuple[str, Image.Image]]:
    """Yield good photos by number, then one of every kind that needs a person."""
    people = [p for p in roll.people if p.story is not Story.DEAD]
    names = Counter(one.holder.name for one in people)
    alone = [one for one in people if names[one.holder.name] == 1]
    for seed, one in enumerate(alone[:_GOOD]):
        yield f"{one.holder.ssn}.jpg", portrait(seed)
    twice, *faulty = alone[_GOOD:]
    by_name = next(one for one in faulty if one.holder.unit)
    faulty.remove(by_name)
    holder = by_name.holder
    yield f"{holder.unit}/{holder.name}.jpg", portrait(50)
    yield f"{twice.holder.ssn}.jpg", portrait(51)
    yield f"{twice.holder.ssn}-2.jpg", portrait(52)
    yield "IMG_0001.jpg", portrait(53)
    yield from _faulty(faulty)
    yield f"{_two_people(alone)}.jpg", portrait(54)


def _two_people(people: list[Person]) -> str:
    """Return a file name that may mean either of two people."""
    first = people[0].holder.name
    other = next(
        one.holder.name for one in people[1:] if len(one.holder.name) == len(first)
    )
    return f"{first} {other}"


def _faulty(people: list[Person]) -> Iterator[tuple[str, Image.Image]]:
    pictures = (
        portraits.dark(portrait(60)),
        portraits.blurred(portrait(61)),
        portraits.far(portrait(62)),
        portraits.together(portrait(63), portrait(64)),
        Image.new("RGB", portraits.SIZE, "white"),
    )
    for one, picture in zip(people, pictures, strict=False):
        yield f"{one.holder.ssn}.jpg", picture
