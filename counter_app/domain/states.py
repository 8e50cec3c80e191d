"""The status layers of a card and its business, kept apart (business.md 6).

The application status belongs to the center; stock, effect and production are
layers of their own. Mixing them is the usual design error of such systems.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum


class AppStatus(IntEnum):
    """应用状态 AAZ502, owned by the center (business.md 6.1)."""

    DORMANT = 0  # 封存: made or collected, social function not enabled
    NORMAL = 1  # 正常
    LOST_FORMAL = 2  # 正式挂失
    LOCKED = 3  # 应用锁定
    LOST_TEMP = 4  # 临时挂失
    CANCELLED = 9  # 注销, final


class StockState(IntEnum):
    """入库状态 of a finished card at the point (business.md 6.5)."""

    TO_CABINET = 1
    IN_CABINET = 2
    WAITING = 3  # 待发卡
    RETAINED = 4  # 滞留卡
    PROBLEM = 5  # 问题卡
    TO_ENABLE = 6  # 待激活: handed out, not yet enabled at the center
    HANDED_OUT = 7
    SEARCHED = 8  # 待找卡
    BACK_ENTERED = 10
    RETURNED = 11
    VOIDED = 12
    DESTROYED = 13


class BlankState(IntEnum):
    """State of a blank or pre-made card of the allotment (business.md 6.5)."""

    IN_STOCK = 0
    USED = 1
    LOST = 2
    SPOILT = 3
    TAKEN_BACK = 4
    RESERVED = 10  # taken for a case whose card write is open


class Effect(StrEnum):
    """What a counter's act has achieved so far (architecture, Consistency)."""

    PENDING = "pending"
    EFFECTIVE = "effective"
    REFUSED = "refused"
    REVERSED = "reversed"


class Kind(StrEnum):
    """Kinds of operation a counter carries out; wire and receipts use them."""

    HAND_OUT = "hand_out"
    INSTANT = "instant"
    LOSS_TEMP = "loss_temp"
    LOSS_FORMAL = "loss_formal"
    LOSS_LIFT = "loss_lift"
    REISSUE_LOST = "reissue_lost"
    REPLACE = "replace"
    PIN_CHANGE = "pin_change"  # 密码修改: the holder knows the old PIN
    PIN_RESET = "pin_reset"  # 密码重置
    PIN_UNLOCK = "pin_unlock"  # 密码解锁
    INFO_CHANGE = "info_change"  # 信息变更: the record written to the chip
    EXPIRY = "expiry"  # 有效期更新
    APPLY_NEW = "apply_new"  # 申领: the card is made later, by the center


PIN_KINDS = frozenset({Kind.PIN_CHANGE, Kind.PIN_RESET, Kind.PIN_UNLOCK})
REWRITE_KINDS = frozenset({Kind.INFO_CHANGE, Kind.EXPIRY})
LOSS_KINDS = frozenset({Kind.LOSS_TEMP, Kind.LOSS_FORMAL})
REPLACING_KINDS = frozenset({Kind.REISSUE_LOST, Kind.REPLACE})
MAKING_KINDS = REPLACING_KINDS | {Kind.INSTANT}  # a blank becomes a card at the counter
GIVING_KINDS = MAKING_KINDS | {Kind.HAND_OUT}  # the person leaves with a card


class Event(StrEnum):
    """Events of the application status (business.md 6.6)."""

    CREATED = "created"
    ENABLE = "enable"
    LOSS_TEMP = "loss_temp"
    LOSS_FORMAL = "loss_formal"
    LIFT = "lift"
    TEMP_EXPIRED = "temp_expired"
    LOCK = "lock"
    UNLOCK = "unlock"
    REPLACED = "replaced"  # the new card was enabled, first used or applied for
    CANCEL = "cancel"


class Collector(StrEnum):
    """Who takes the card or acts (领卡类型, business.md 4.3)."""

    SELF = "1"
    AGENT = "2"
    UNIT = "3"
    UNIT_AGENT = "4"
    GUARDIAN = "5"


class Role(StrEnum):
    """Roles of local operators."""

    CLERK = "clerk"
    SUPERVISOR = "supervisor"


class IntentState(StrEnum):
    """State of a journalled card write (architecture, one request)."""

    OPEN = "open"
    DONE = "done"
    DOUBTFUL = "doubtful"  # a person must decide; on the doubtful list
    ABANDONED = "abandoned"  # proved untouched, the blank went back
    SPOILT = "spoilt"  # given up by a supervisor, the blank is spoilt
