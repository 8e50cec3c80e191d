"""A few invented people for the window's tests: region codes 9999xx only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stdnum.iso7064 import mod_11_2

from counter_app.domain.identity import card_no_check_character
from counter_app.domain.records import Card, CardNo, CardUid, Holder, Ssn
from counter_app.domain.states import AppStatus, StockState


@dataclass(frozen=True, slots=True)
class Fakes:
    """One person with at most one card."""

    holder: Holder
    card: Card | None


def ssn_of(birth: date, serial: int) -> Ssn:
    """Return a number of the unassigned division 999901 with a valid check digit."""
    body = f"999901{birth:%Y%m%d}{serial:03d}"
    return Ssn(body + mod_11_2.calc_check_digit(body))


def card_no_of(serial: int) -> CardNo:
    """Return a card number with a valid ninth character."""
    body = f"F{serial:07d}"
    return CardNo(body + card_no_check_character(body))


def uid_of(serial: int) -> CardUid:
    """Return an identification code of this division."""
    return CardUid(f"999901{serial:026d}")


_ROWS = (
    # name, sex, birth, status, stock
    ("王小明", "male", date(1981, 1, 1), AppStatus.NORMAL, StockState.HANDED_OUT),
    ("李静怡", "female", date(1992, 6, 15), AppStatus.DORMANT, StockState.WAITING),
    ("张三丰", "male", date(1957, 12, 2), AppStatus.LOST_FORMAL, StockState.HANDED_OUT),
    ("欧阳娜", "female", date(1988, 3, 8), AppStatus.LOST_TEMP, StockState.HANDED_OUT),
    ("𠮷田𰻝", "male", date(1975, 7, 7), AppStatus.NORMAL, StockState.HANDED_OUT),
    ("陈一", "male", date(2015, 9, 1), AppStatus.NORMAL, StockState.HANDED_OUT),
    ("孙注销", "male", date(1950, 5, 5), AppStatus.CANCELLED, StockState.HANDED_OUT),
    ("赵无卡", "female", date(2000, 2, 29), None, None),
    (
        "阿卜杜热依木·买买提明·阿卜杜克里木",
        "male",
        date(1966, 11, 30),
        AppStatus.NORMAL,
        StockState.HANDED_OUT,
    ),
)


def people() -> dict[Ssn, Fakes]:
    """Return the cast, by number."""
    found = {}
    for serial, (name, sex, birth, status, stock) in enumerate(_ROWS, 1):
        number = ssn_of(birth, serial)
        minor = birth.year > 2010
        holder = Holder(
            ssn=number,
            name=name,
            sex=sex,
            ethnicity="01",
            birth_date=birth,
            birth_place="999901",
            phone=f"1380000{serial:04d}",
            unit="演练造船厂总装二车间",
            bank="95580",
            guardian_name="陈大" if minor else "",
            guardian_id=ssn_of(date(1985, 4, 4), 701) if minor else "",
        )
        found[number] = Fakes(holder, _card(serial, holder, status, stock))
    return found


def _card(
    serial: int, holder: Holder, status: AppStatus | None, stock: StockState | None
) -> Card | None:
    if status is None or stock is None:
        return None
    return Card(
        card_no=card_no_of(serial),
        region="999901",
        card_uid=uid_of(serial),
        ssn=holder.ssn,
        app_status=status,
        stock_state=stock,
        bank="95580",
        issue_date=date(2020, 4, 3),
        expiry_date=date(2030, 4, 3),
        box_position="0012-03-02-117" if stock is StockState.WAITING else "",
        status_before_loss=AppStatus.NORMAL,
    )
