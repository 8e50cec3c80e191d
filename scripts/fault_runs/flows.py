"""Every flow that writes on a card, with what it should leave behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from card_io.simulator.card import VirtualCard
from card_io.simulator.face import CardBody, CardFace
from card_io.simulator.image import dump, parse
from counter_app.domain.chip import Personalisation
from counter_app.domain.secret import Secret
from counter_app.ports.cards import CardDesk, PinUse, WriteStep

HOLDER = Personalisation(
    card_no="A00000003",
    issue_date=date(2024, 1, 2),
    expiry_date=date(2034, 1, 2),
    ssn="999901198002290013",
    name="迪丽热巴·阿布都热合曼·吐尔逊江",
    sex="male",
    ethnicity="05",
    birth_place="999901",
    birth_date=date(1980, 2, 29),
)
CHANGED = replace(HOLDER, name="张三", ethnicity="01", birth_place="999902")
LATER = date(2044, 1, 2)
OLD_PIN, NEW_PIN = "258036", "314159"

Journal = Callable[[WriteStep], None]


@dataclass(frozen=True, slots=True)
class Flow:
    """One act on one kind of card.

    Attributes:
        make: makes the card it starts from.
        run: carries it out.
        done: tells from the card's memory that all of it happened.
    """

    name: str
    make: Callable[[], VirtualCard]
    run: Callable[[CardDesk, str, Journal], object]
    done: Callable[[VirtualCard], bool]


def other_card(card: VirtualCard) -> VirtualCard:
    """Return a card that differs in its identification code only."""
    image = parse(dump(card.image))
    uid = card.card_uid[:16] + "EEEEEEEE" + card.card_uid[24:]
    rows = image.records["EF05"]
    image.records["EF05"] = [
        (tag, bytes.fromhex(uid) if tag == 0x01 else value) for tag, value in rows
    ]
    return VirtualCard(image)


def holder_card(profile: str, pin: str = OLD_PIN) -> VirtualCard:
    """Return a finished card with a PIN and few folders."""
    holder = replace(HOLDER, name="李四") if profile == "v1-des" else HOLDER
    card = VirtualCard.personalised(
        profile, CardFace(holder, CardBody.fresh(), folders=("DF05",))
    )
    card.set_pin(pin)
    return card


def _blank(profile: str) -> Callable[[], VirtualCard]:
    return lambda: VirtualCard.blank(profile=profile)


def _finished(profile: str) -> Callable[[], VirtualCard]:
    return lambda: holder_card(profile)


def _locked(profile: str) -> VirtualCard:
    card = holder_card(profile)
    card.image.pin_counter.left = 0
    return card


def _use() -> PinUse:
    return PinUse(Secret(OLD_PIN))


def _has_pin(pin: str) -> Callable[[VirtualCard], bool]:
    def check(card: VirtualCard) -> bool:
        counter = card.image.pin_counter
        return card.image.pin.hex() == pin and counter.left == counter.maximum

    return check


def _expires(card: VirtualCard) -> bool:
    return dict(card.image.records["EF05"])[0x06].hex() == f"{LATER:%Y%m%d}"


def _flows(profile: str, blank: str) -> tuple[Flow, ...]:
    return (
        Flow(
            f"personalise {profile}",
            _blank(blank),
            lambda desk, uid, journal: desk.personalise(uid, HOLDER, journal),
            lambda card: card.holds(HOLDER),
        ),
        Flow(
            f"rewrite {profile}",
            _finished(profile),
            lambda desk, uid, journal: desk.rewrite(uid, CHANGED, journal),
            lambda card: card.holds(CHANGED),
        ),
        Flow(
            f"update expiry {profile}",
            _finished(profile),
            lambda desk, uid, journal: desk.update_expiry(
                uid, HOLDER.card_no, LATER, journal
            ),
            _expires,
        ),
        Flow(
            f"change PIN {profile}",
            _finished(profile),
            lambda desk, uid, journal: desk.change_pin(
                uid, _use(), Secret(NEW_PIN), journal
            ),
            _has_pin(NEW_PIN),
        ),
        Flow(
            f"reset PIN {profile}",
            lambda: _locked(profile),
            lambda desk, uid, journal: desk.reset_pin(uid, Secret(NEW_PIN), journal),
            _has_pin(NEW_PIN),
        ),
        Flow(
            f"unblock PIN {profile}",
            lambda: _locked(profile),
            lambda desk, uid, journal: desk.unblock_pin(uid, journal),
            _has_pin(OLD_PIN),
        ),
    )


FLOWS = (*_flows("v2-des", "blank"), *_flows("v3-sm4", "v3-sm4"))


def writing(flow: Flow) -> bool:
    """Tell whether the flow writes records."""
    return "PIN" not in flow.name
