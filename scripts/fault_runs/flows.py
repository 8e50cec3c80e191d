"""Every flow that writes on a card, with what it should leave behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from card_io.simulator.card import VirtualCard
from card_io.simulator.face import CardBody, CardFace
from card_io.simulator.image import twin
from card_io.simulator.pad import VirtualPad
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
FIRST = replace(HOLDER, name="迪丽热巴·阿布都热合曼")  # 30 bytes are all of a 1.00 card
LATER = date(2044, 1, 2)
OLD_PIN, NEW_PIN = "258036", "314159"

Journal = Callable[[WriteStep], None]


class SteadyPad(VirtualPad):
    """A holder who always types the PIN the display asks for."""

    def next_entry(self, what: str) -> str:
        """Return the old PIN or the new one."""
        return OLD_PIN if what == "present" else NEW_PIN


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
    return VirtualCard(twin(card.image))


def holder_card(profile: str, pin: str = OLD_PIN) -> VirtualCard:
    """Return a finished card with a PIN and few folders."""
    holder = _holder(profile)
    card = VirtualCard.personalised(
        profile, CardFace(holder, CardBody.fresh(), folders=("DF05",))
    )
    card.set_pin(pin)
    return card


def _holder(profile: str) -> Personalisation:
    return FIRST if profile == "v1-des" else HOLDER


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
    holder = _holder(profile)
    return (
        Flow(
            f"personalise {profile}",
            _blank(blank),
            lambda desk, uid, journal: desk.personalise(uid, holder, journal),
            lambda card: card.holds(holder),
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


def _pad_flows(profile: str) -> tuple[Flow, ...]:
    """Flows in which the holder types on the reader."""
    return (
        Flow(
            f"change PIN on the pad {profile}",
            _finished(profile),
            lambda desk, uid, journal: desk.change_pin(
                uid, PinUse.on_pad(), Secret(b""), journal
            ),
            _has_pin(NEW_PIN),
        ),
        Flow(
            f"reset PIN on the pad {profile}",
            lambda: _locked(profile),
            lambda desk, uid, journal: desk.reset_pin(uid, None, journal),
            _has_pin(NEW_PIN),
        ),
    )


#: Through any reader.
PLAIN_FLOWS = (
    *_flows("v1-des", "v1-des"),
    *_flows("v2-des", "blank"),
    *_flows("v3-sm4", "v3-sm4"),
    *_flows("v3-sm4-contactless", "v3-sm4-contactless"),
)
#: With a pad: on the direct form only, for the virtual reader of pcscd has none.
PAD_FLOWS = (*_pad_flows("v2-des"), *_pad_flows("v3-sm4"))
FLOWS = (*PLAIN_FLOWS, *PAD_FLOWS)


def on_pad(flow: Flow) -> bool:
    """Tell whether the flow needs a reader with a pad."""
    return "on the pad" in flow.name


def writing(flow: Flow) -> bool:
    """Tell whether the flow writes records."""
    return "PIN" not in flow.name
