"""A whole counter on real parts: encrypted store, virtual card, real receipts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from card_io.core.softkeys import PRACTICE_REGION, SoftwareKeys
from card_io.simulator.card import VirtualCard
from card_io.simulator.face import CardBody, CardFace
from card_io.worker import DirectDesk
from counter_app.domain.chip import Personalisation
from counter_app.domain.identity import card_no_check_character
from counter_app.domain.packs import load_pack
from counter_app.domain.records import (
    BlankCard,
    Card,
    CardNo,
    CardUid,
    Holder,
    Office,
    Ssn,
)
from counter_app.domain.states import AppStatus, Effect, Kind, Role, StockState
from counter_app.ports.desklists import ListName, ListQuery
from counter_app.ports.store import Store
from counter_app.services.commands import Bearer, FaceChecks, SetUp
from counter_app.services.counter import Counter
from counter_app.services.parts import Parts
from counter_app.services.setup import set_up
from counter_app.system import RandomIds
from db import create_store
from printing.press import ReportlabPress
from tests.fakes.cases import TodayRow
from tests.fakes.line import FakeLine

PASSWORD = "Practice-2026"
SSN = Ssn("999901198002290013")
CHILD = Ssn("999901201512310019")
ME = Bearer(papers_checked=True)
FACE = FaceChecks(name_same=True, number_same=True, photo_is_holder=True)


@dataclass
class FakeClock:
    """A clock that moves only when told."""

    at: datetime = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def forward(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class FakePrinter:
    """Keeps what was printed; can be switched off."""

    papers: list[tuple[str, bytes]] = field(default_factory=list)
    away: bool = False

    def ready(self) -> tuple[bool, str]:
        return not self.away, "printing.target_away" if self.away else ""

    def send(self, name: str, pdf: bytes) -> None:
        from counter_app.domain.errors import PrintError

        if self.away:
            raise PrintError("printing.target_away")
        self.papers.append((name, pdf))


def number(n: int) -> CardNo:
    """The n-th invented card number."""
    body = f"T{n:07d}"
    return CardNo(body + card_no_check_character(body))


def person(ssn: Ssn = SSN, name: str = "欧阳小明", **more: object) -> Holder:
    """An invented holder."""
    born = date(int(ssn[6:10]), int(ssn[10:12]), int(ssn[12:14]))
    values: dict[str, object] = {
        "ssn": ssn, "name": name, "sex": "male", "ethnicity": "01",
        "birth_date": born, "birth_place": "999901",
    }  # fmt: skip
    return Holder(**(values | more))


def cases_today(counter: Counter) -> tuple[TodayRow, ...]:
    """Return what stands on today's list, the newest first."""
    found = []
    for row in counter.lists.page(ListQuery(ListName.TODAY)).rows:
        values = dict(row.values)
        found.append(
            TodayRow(
                case_id=row.key, ssn=row.ssn, receipt_no=row.text("receipt_no"),
                business=Kind(row.text("kind")), name=row.text("name"),
                card_no=CardNo(row.text("card_no")), clerk=row.text("clerk"),
                made_at=values["at"], effect=Effect(values["effect"]),
                refusal=row.text("refusal") or None, printed=bool(values["printed"]),
                copies=int(str(values["copies"])),
            )
        )  # fmt: skip
    return tuple(found)


class Bench:
    """Counter, center, card and printer on one table."""

    def __init__(self, folder: Path, pack: str = "cn-js-taizhou") -> None:
        self.clock, self.printer = FakeClock(), FakePrinter()
        self.folder = folder
        self.store: Store = create_store(folder / "office.db", b"k" * 32, self.clock)
        self.ids = RandomIds()
        command = SetUp("海陵练习网点", "boss", "周主管", PASSWORD, rule_pack=pack)
        office = set_up(self.store, self.clock, self.ids, command)
        self.office = replace(
            office, office_code="99990101", terminal="A1", workstation="w1",
            region=PRACTICE_REGION,
        )  # fmt: skip
        self.pack = load_pack(pack)
        self.line = FakeLine(self.store, self.pack, self.clock)
        self.cards = DirectDesk(SoftwareKeys())
        self._people()
        self.counter = self.start()

    def _people(self) -> None:
        with self.store.unit_of_work() as uow:
            uow.settings.put_office(self.office)
            for login, role in (("boss", Role.SUPERVISOR), ("li", Role.CLERK)):
                operator = uow.operators.get("boss")
                assert operator is not None
                uow.operators.put(replace(operator, login=login, role=role,
                                          must_change=False))  # fmt: skip
            uow.holders.put_many([person(), person(CHILD, "王𠮷")])
            uow.allotments.add_numbers([number(n) for n in range(100, 110)])
            uow.commit()

    def start(self) -> Counter:
        """Start the program on what is on disk."""
        with self.store.unit_of_work() as uow:
            office = uow.settings.office()
        assert office is not None
        counter = Counter(self.parts(office))
        counter.login("li", PASSWORD)
        return counter

    def parts(self, office: Office) -> Parts:
        return Parts(
            store=self.store, cards=self.cards, line=self.line, press=_PRESS,
            printer=self.printer, clock=self.clock, ids=self.ids, pack=self.pack,
            office=office, receipt_mac=lambda _no: "ABCD2345",
        )  # fmt: skip

    def stock(self, n: int = 1, holder: Holder | None = None) -> Card:
        """Put a finished card into the cabinet and into the center."""
        holder = holder or person()
        body = CardBody(serial=n)
        card = Card(
            card_no=number(n), region=PRACTICE_REGION, card_uid=CardUid(body.card_uid),
            ssn=holder.ssn, app_status=AppStatus.DORMANT,
            stock_state=StockState.IN_CABINET, bank="95580",
            issue_date=date(2026, 11, 1), expiry_date=date(2036, 11, 1),
            arrived_on=date(2026, 11, 10), version=1,
        )  # fmt: skip
        with self.store.unit_of_work() as uow:
            uow.holders.put_many([holder])
            uow.cards.put(card)
            uow.commit()
        self.line.know(card)
        return card

    def live(self, n: int = 1, status: AppStatus = AppStatus.NORMAL) -> Card:
        """A card in the person's hand."""
        card = replace(
            self.stock(n), app_status=status, stock_state=StockState.HANDED_OUT,
            handed_out_on=date(2026, 11, 11), version=2,
        )  # fmt: skip
        with self.store.unit_of_work() as uow:
            uow.cards.put(card)
            uow.commit()
        self.line.know(card)
        return card

    def chip(self, card: Card, name: str = "欧阳小明") -> VirtualCard:
        """The plastic that belongs to a card row."""
        return VirtualCard.personalised("v2-des", self.face(card, name))

    def face(self, card: Card, name: str = "欧阳小明") -> CardFace:
        """What the maker put on the card of a row."""
        holder = person(card.ssn, name)
        assert card.issue_date is not None
        assert card.expiry_date is not None
        data = Personalisation(
            card_no=card.card_no, issue_date=card.issue_date,
            expiry_date=card.expiry_date, ssn=holder.ssn, name=holder.name,
            sex=holder.sex, ethnicity=holder.ethnicity,
            birth_place=holder.birth_place, birth_date=holder.birth_date,
        )  # fmt: skip
        return CardFace(data, CardBody(uid=card.card_uid))

    def blank(self, serial: int = 900, *, allotted: bool = True) -> VirtualCard:
        """A blank card, allotted to this office."""
        card = VirtualCard.blank(uid=CardBody(serial=serial).card_uid)
        if allotted:
            with self.store.unit_of_work() as uow:
                uow.allotments.add_blanks([BlankCard(CardUid(card.card_uid))])
                uow.commit()
        return card

    def lay(self, card: VirtualCard) -> VirtualCard:
        """Lay a card on the reader."""
        self.cards.remove()
        self.cards.insert(card)
        return card

    def close(self) -> None:
        self.cards.close()
        self.store.close()


_PRESS = ReportlabPress()
