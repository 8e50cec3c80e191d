"""The box of virtual cards: one state file each, named by the card's serial number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from card_io.core.values import decode_name
from card_io.simulator.card import VirtualCard
from card_io.simulator.face import CardBody, CardFace
from card_io.simulator.image import Counter, save
from counter_app.domain.chip import Personalisation
from counter_app.domain.codes.practice import PracticeCode
from counter_app.domain.errors import SystemFaultError
from counter_app.domain.records import Card, CardUid, Holder
from counter_app.ports.tray import TrayCard
from counter_app.practice.people import Person, Roll, Story, card_no

_PROFILES = {"1.00": "v1-des", "2.00": "v2-des", "3.00": "v3-sm4"}
_SERIAL = slice(16, 24)  # of the card identification code (card.md 3.1)
_NAME, _NAME_REST, _CARD_NO = 0x09, 0x4E, 0x07
INITIAL_PIN = "123456"  # of new cards
HOLDERS_PIN = "258036"  # of every practice card in use
_NO_PIN_EVERY, _LOCKED_EVERY = 11, 7
FOREIGN = CardUid("999981D1560000057FFF0001FFFFFFFF")  # another office's card


def card_id(uid: str) -> str:
    """Return the box's name for a card: its eight-digit serial."""
    return uid[_SERIAL]


def make_cards(folder: Path, roll: Roll) -> int:
    """Make a state file for every card of the roll and return their number."""
    folder.mkdir(parents=True, exist_ok=True)
    made = 0
    for person in roll.people:
        if person.card is not None and person.card.card_uid is not None:
            face = CardFace(_chip_data(person), CardBody(uid=person.card.card_uid))
            profile = _PROFILES[person.card.spec_version]
            path = folder / f"{card_id(person.card.card_uid)}.json"
            card = VirtualCard.personalised(profile, face)
            _give_pin(card, made, in_use=person.card.handed_out_on is not None)
            save(card.image, path)
            made += 1
    for blank in roll.blanks:
        path = folder / f"{card_id(blank.card_uid)}.json"
        fresh = VirtualCard.blank(blank.card_uid)
        fresh.set_pin(INITIAL_PIN)
        save(fresh.image, path)
    _make_foreign(folder, roll.people[0])
    return made + len(roll.blanks) + 1


def _give_pin(card: VirtualCard, running: int, *, in_use: bool) -> None:
    """Give a card a PIN as cards have them: most set, some none, some locked.

    A card that still waits for its holder has the initial one.
    """
    if in_use and running % _NO_PIN_EVERY == 0:
        return
    card.set_pin(HOLDERS_PIN if in_use else INITIAL_PIN)
    if in_use and running % _LOCKED_EVERY == 1:
        card.image.pin_counter = Counter(0, card.image.pin_counter.maximum)


def _chip_data(person: Person) -> Personalisation:
    holder, card = person.holder, person.card
    if card is None or card.issue_date is None or card.expiry_date is None:
        raise ValueError(person.story)
    name = holder.name
    if person.story is Story.PROBLEM:  # the maker left out a character
        name = name[:-1]
    return _personal(replace(holder, name=name), card, card.issue_date)


def _personal(holder: Holder, card: Card, issued: date) -> Personalisation:
    return Personalisation(
        card_no=card.card_no,
        issue_date=issued,
        expiry_date=card.expiry_date or issued,
        ssn=holder.ssn,
        name=holder.name,
        sex=holder.sex,
        ethnicity=holder.ethnicity,
        birth_place=holder.birth_place,
        birth_date=holder.birth_date,
    )


def _make_foreign(folder: Path, like: Person) -> None:
    """Make the card of somebody this office does not know."""
    data = replace(
        _chip_data(like),
        card_no=card_no(8000001),
        ssn="99990119900307005X",
        name="外地人",
        birth_date=date(1990, 3, 7),
    )
    face = CardFace(data, CardBody(uid=FOREIGN))
    path = folder / f"{card_id(FOREIGN)}.json"
    VirtualCard.personalised("v2-des", face, state_file=path)


class CardBox:
    """The virtual cards of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: dict[str, tuple[int, TrayCard]] = {}

    def cards(self) -> tuple[TrayCard, ...]:
        """Return all cards: finished ones by name, then the blanks."""
        found = [self._card(path) for path in self._folder.glob("*.json")]
        return tuple(sorted(found, key=lambda c: (c.blank, c.card_id)))

    def take(self, wanted: str) -> VirtualCard:
        """Take a card out of the box.

        Raises:
            SystemFaultError: ``practice.no_such_card``.
        """
        path = self._folder / f"{wanted}.json"
        if not wanted.isalnum() or not path.is_file():
            raise SystemFaultError(PracticeCode.NO_SUCH_CARD, card=wanted)
        return VirtualCard.from_file(path)

    def blank(self) -> str:
        """Return the first blank card.

        Raises:
            SystemFaultError: ``practice.no_blank``.
        """
        for card in self.cards():
            if card.blank:
                return card.card_id
        raise SystemFaultError(PracticeCode.NO_BLANK)

    def _card(self, path: Path) -> TrayCard:
        stamp = path.stat().st_mtime_ns
        known = self._seen.get(path.stem)
        if known is None or known[0] != stamp:
            known = (stamp, _described(path))
            self._seen[path.stem] = known
        return known[1]


def _described(path: Path) -> TrayCard:
    image = VirtualCard.from_file(path).image
    records = image.records
    rows = dict(records["EF06"])
    name = decode_name(rows[_NAME], rows.get(_NAME_REST, b""))
    if not name:
        return TrayCard(path.stem, f"空白卡 Blank {path.stem[-4:]}", blank=True)
    number = dict(records["EF05"])[_CARD_NO].decode("ascii", "replace")
    remark = "" if image.pin else " 无密码 no PIN"
    if image.pin and not image.pin_counter.left:
        remark = " 锁定 locked"
    return TrayCard(path.stem, f"{name} {number}{remark}", blank=False)
