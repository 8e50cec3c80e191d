"""Random lawful acts through the real services: training material and load.

What is lawful is not decided here: a holder is opened as a clerk would open them, and
one of the acts that the services offer is carried out.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from counter_app.domain.codes.practice import PracticeCode
from counter_app.domain.errors import RuleError, SystemFaultError
from counter_app.domain.records import CardNo, CardUid, Holder, Ssn
from counter_app.domain.states import LOSS_KINDS, AppStatus, Collector, Kind
from counter_app.practice.people import BANKS, REGION, citizen_number, years_before
from counter_app.services.commands import (
    Bearer,
    FaceChecks,
    HandOut,
    IssueInstant,
    LiftLoss,
    ReissueLost,
    Replace,
    ReportLoss,
)
from counter_app.services.desk import Desk
from counter_app.services.results import CaseResult, HolderFile

READ_S = 40.0  # at most; pcscd looks every 0.4 s, a busy machine less often
FRUITLESS = 400  # people opened in a row without any lawful act
WEIGHTS = {
    Kind.HAND_OUT: 4,
    Kind.INSTANT: 3,
    Kind.LOSS_TEMP: 4,
    Kind.LOSS_FORMAL: 3,
    Kind.LOSS_LIFT: 5,
    Kind.REISSUE_LOST: 2,
    Kind.REPLACE: 2,
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One act the services offer for one person now."""

    kind: Kind
    card_no: CardNo | None = None
    card_uid: CardUid | None = None
    lost: bool = False  # the card is lost: it must be found to be lifted
    combined: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """What the random clerk does with cards: lay one, lay a blank, take it off."""

    lay: Callable[[CardUid], None]
    lay_blank: Callable[[], None]
    take_off: Callable[[], None]


class RandomClerk:
    """Opens people at random and carries out what may be done for them."""

    def __init__(
        self, desk: Desk, reader: Reader, people: Sequence[Ssn], seed: int
    ) -> None:
        self._desk = desk
        self._reader = reader
        self._people = people
        self._rng = random.Random(seed)  # noqa: S311 - training, no secret

    def acts(self, count: int, done: Callable[[CaseResult], None]) -> None:
        """Carry out ``count`` acts, telling each.

        Raises:
            SystemFaultError: ``practice.no_lawful_act`` when nobody is left for whom
                anything may be done.
        """
        fruitless = 0
        while count:
            result = self._one()
            if result is not None and not result.repeated:
                fruitless = 0
                count -= 1
                done(result)
                continue
            fruitless += 1
            if fruitless > FRUITLESS:
                raise SystemFaultError(PracticeCode.NO_LAWFUL_ACT)

    def _one(self) -> CaseResult | None:
        ssn = self._rng.choice(self._people)
        try:
            file = self._desk.open_holder(ssn)
        except RuleError:  # not in this office's slice of the roll
            return None
        offers = offers_of(file)
        if not offers:
            return None
        weights = [WEIGHTS[offer.kind] for offer in offers]
        offer = self._rng.choices(offers, weights)[0]
        try:
            return self._carry_out(offer, file.holder, minor=file.minor)
        finally:
            self._reader.take_off()

    def _carry_out(self, offer: Offer, holder: Holder, *, minor: bool) -> CaseResult:
        key = f"practice-{uuid.uuid4().hex}"  # a seed used again files new forms
        bearer = guardian_of(holder) if minor else Bearer(papers_checked=True)
        number = offer.card_no or CardNo("")
        bank = holder.bank or BANKS[0]
        act = {
            Kind.HAND_OUT: self._hand_out,
            Kind.LOSS_LIFT: self._lift,
            Kind.REPLACE: self._replace,
        }.get(offer.kind)
        if act is not None:
            return act(key, holder, offer, bearer)
        if offer.kind in LOSS_KINDS:
            formal = offer.kind is Kind.LOSS_FORMAL
            loss = ReportLoss(key, holder.ssn, number, formal, bearer)
            return self._desk.report_loss(loss)
        self._reader.lay_blank()
        self._desk.read_card(READ_S)
        if offer.kind is Kind.INSTANT:
            return self._desk.issue_instant(IssueInstant(key, holder.ssn, bank, bearer))
        again = ReissueLost(key, holder.ssn, number, bank, bearer, offer.combined)
        return self._desk.reissue_lost(again)

    def _hand_out(
        self, key: str, holder: Holder, offer: Offer, bearer: Bearer
    ) -> CaseResult:
        self._show(offer)
        face = FaceChecks(name_same=True, number_same=True, photo_is_holder=True)
        number = offer.card_no or CardNo("")
        return self._desk.hand_out(HandOut(key, holder.ssn, number, bearer, face))

    def _lift(
        self, key: str, holder: Holder, offer: Offer, bearer: Bearer
    ) -> CaseResult:
        self._show(offer)
        number = offer.card_no or CardNo("")
        return self._desk.lift_loss(LiftLoss(key, holder.ssn, number, bearer))

    def _replace(
        self, key: str, holder: Holder, offer: Offer, bearer: Bearer
    ) -> CaseResult:
        uid = self._show(offer)
        self._reader.take_off()
        self._reader.lay_blank()
        self._desk.read_card(READ_S)
        reason = self._rng.choice(self._desk.pack.replace_reasons)
        return self._desk.replace(
            Replace(
                submit_key=key,
                ssn=holder.ssn,
                card_no=offer.card_no or CardNo(""),
                old_uid=uid,
                old_unreadable=False,
                reason=reason,
                bank=holder.bank or BANKS[0],
                bearer=bearer,
            )
        )

    def _show(self, offer: Offer) -> str | None:
        """Lay the offered card on the reader and read it as the window would."""
        if offer.card_uid is None:
            raise SystemFaultError(PracticeCode.NO_LAWFUL_ACT)
        self._reader.lay(offer.card_uid)
        return self._desk.read_card(READ_S).reading.card_uid


def offers_of(file: HolderFile) -> list[Offer]:
    """Return what the services allow for this person now."""
    found = [Offer(p.kind) for p in file.possible if p.allowed]
    for row in file.cards:
        card = row.card
        lost = row.shown_status in (AppStatus.LOST_TEMP, AppStatus.LOST_FORMAL)
        found += [
            Offer(p.kind, card.card_no, card.card_uid, lost, p.combined)
            for p in row.possible
            if p.allowed and (card.card_uid or p.kind not in _NEED_THE_CARD)
        ]
    return found


_NEED_THE_CARD = frozenset({Kind.HAND_OUT, Kind.LOSS_LIFT, Kind.REPLACE})


def guardian_of(holder: Holder) -> Bearer:
    """Return the guardian on record, or an invented one who shows their papers."""
    born = years_before(holder.birth_date, 31)
    return Bearer(
        kind=Collector.GUARDIAN,
        name=holder.guardian_name or "监护人样例",
        id_no=holder.guardian_id or citizen_number(REGION, born, 501),
        phone=holder.phone,
        papers_checked=True,
    )
