"""What a form asks the services to do: frozen commands (views build them)."""

from __future__ import annotations

from dataclasses import dataclass, field

from counter_app.domain.records import CardNo, Ssn
from counter_app.domain.states import Collector


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who stands at the window: the holder, a guardian or an agent (3.2)."""

    kind: Collector = Collector.SELF
    name: str = ""
    id_no: str = ""
    phone: str = ""
    paper_type: str = "A"  # paper shown by whoever stands here
    papers_checked: bool = False  # the clerk saw the originals that are required
    unit: str = ""  # whose agent this is (7.1)
    second_name: str = ""  # where two sign for a unit
    second_id: str = ""


@dataclass(frozen=True, slots=True)
class FaceChecks:
    """Printed face compared by the person and the clerk (2.2 step 3)."""

    name_same: bool = False
    number_same: bool = False
    photo_is_holder: bool = False

    @property
    def complete(self) -> bool:
        """All three hold."""
        return self.name_same and self.number_same and self.photo_is_holder


@dataclass(frozen=True, slots=True)
class HandOut:
    """Hand out a card that waits in stock; it lies on the reader (a)."""

    submit_key: str  # one per form: the same key twice is one case (G31)
    ssn: Ssn
    card_no: CardNo
    bearer: Bearer
    face: FaceChecks


@dataclass(frozen=True, slots=True)
class IssueInstant:
    """First card, written now on a blank of the allotment (b)."""

    submit_key: str
    ssn: Ssn
    bank: str
    bearer: Bearer


@dataclass(frozen=True, slots=True)
class ReportLoss:
    """Temporary (``formal=False``) or formal loss of one card."""

    submit_key: str
    ssn: Ssn
    card_no: CardNo
    formal: bool
    bearer: Bearer


@dataclass(frozen=True, slots=True)
class LiftLoss:
    """Lift the running loss of one card; the found card may lie on the reader."""

    submit_key: str
    ssn: Ssn
    card_no: CardNo
    bearer: Bearer


@dataclass(frozen=True, slots=True)
class ReissueLost:
    """补领: replace a lost card, written now.

    ``with_loss``: loss and replacement in one act (one case, two operations).
    """

    submit_key: str
    ssn: Ssn
    card_no: CardNo  # the lost card
    bank: str
    bearer: Bearer
    with_loss: bool = False


@dataclass(frozen=True, slots=True)
class Replace:
    """换领: exchange a card in hand; step 1 reads the old card on the reader.

    ``old_uid`` is what :meth:`Desk.read_card` showed for the old card; the blank is
    laid on the reader afterwards.
    """

    submit_key: str
    ssn: Ssn
    card_no: CardNo  # the old card
    old_uid: str | None
    old_unreadable: bool  # worn chip: number compared on the face instead
    reason: str  # code of the rule pack's ``replace_reasons``
    bank: str
    bearer: Bearer


@dataclass(frozen=True, slots=True)
class Enrol:
    """Bind this workstation to a center."""

    center_url: str
    code: str


@dataclass(frozen=True, slots=True)
class SetUp:
    """Make an office on this machine."""

    office_name: str
    admin_login: str
    admin_name: str
    admin_password: str
    passphrase: str | None = None
    rule_pack: str = "cn-js-taizhou"
    extra: dict[str, str] = field(default_factory=dict)
