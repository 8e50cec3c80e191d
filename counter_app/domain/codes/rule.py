"""Codes of refusals by rule; the comment names the rule or the 6.7 case."""

from enum import StrEnum


class RuleCode(StrEnum):
    """Why an act is not allowed."""

    HAS_LIVE_CARD = "rule.has_live_card"  # R-01, 6.7-1
    APPLICATION_RUNS = "rule.application_runs"  # R-02, 6.7-2, 6.7-4
    HOLDER_DEAD = "rule.holder_dead"
    NAME_MISMATCH = "rule.name_mismatch"  # R-03, 6.7-18
    GUARDIAN_MISSING = "rule.guardian_missing"  # R-04, 6.7-19
    BANK_UNKNOWN = "rule.bank_unknown"
    ALREADY_HANDED_OUT = "rule.already_handed_out"  # R-10, 6.7-9
    STOCK_STATE = "rule.stock_state"
    PROBLEM_CARD = "rule.problem_card"  # R-11, 6.7-10
    RETAINED_CARD = "rule.retained_card"
    CARD_LOST = "rule.card_lost"
    AGENT_INCOMPLETE = "rule.agent_incomplete"  # 6.7-11
    AGENT_FORBIDDEN = "rule.agent_forbidden"
    UNIT_INCOMPLETE = "rule.unit_incomplete"  # 7.1
    AGENT_DAILY_MAX = "rule.agent_daily_max"
    UNCOLLECTED_EXPIRED = "rule.uncollected_expired"
    ALREADY_SO = "rule.already_so"
    NOT_ENABLED_TEMP_LOSS = "rule.not_enabled_temp_loss"
    NOT_LOST = "rule.not_lost"  # 6.6
    LIFT_NEVER = "rule.lift_never"  # R-24, 6.7-6
    LIFT_REISSUED = "rule.lift_reissued"  # R-25, 6.7-5
    LIFT_NEEDS_CARD = "rule.lift_needs_card"
    FORMAL_LOSS_FIRST = "rule.formal_loss_first"  # R-30, 6.7-3
    OLD_CARD_NEEDED = "rule.old_card_needed"  # R-32, 6.7-22
    CARD_CANCELLED = "rule.card_cancelled"  # R-43, 6.7-7
    NOT_MINE = "rule.not_mine"  # 6.7-8
    STATUS_MOVED = "rule.status_moved"  # 6.7-23
    FUTURE_DATE = "rule.future_date"  # 6.7-25
    BEFORE_ARRIVAL = "rule.before_arrival"  # 6.7-25
    TRANSITION = "rule.transition"  # 6.6, any other pair
    NO_SUCH_CARD = "rule.no_such_card"
    NO_SUCH_HOLDER = "rule.no_such_holder"
    NO_CARD_TO_HAND_OUT = "rule.no_card_to_hand_out"
    WRONG_CARD = "rule.wrong_card"  # chip and case differ
    CARD_NOT_BLANK = "rule.card_not_blank"
    BLANK_NOT_ALLOTTED = "rule.blank_not_allotted"
    NO_ALLOTMENT = "rule.no_allotment"  # architecture, offline table
    OFFLINE_REFUSED = "rule.offline_refused"  # architecture, offline table
    CHECKS_INCOMPLETE = "rule.checks_incomplete"  # face and papers
    PAPERS_INCOMPLETE = "rule.papers_incomplete"
    WEAK_PIN = "rule.weak_pin"  # R-38, 6.7-20
    NOT_ALLOWED = "rule.not_allowed"  # role
    NOT_LOGGED_IN = "rule.not_logged_in"
    DOUBTFUL_OPEN = "rule.doubtful_open"  # an unresolved card write of this holder
    REASON_UNKNOWN = "rule.reason_unknown"
    MODULE_OFF = "rule.module_off"  # the pack has no such business
    CARD_NUMBER_TAKEN = "rule.card_number_taken"  # R-01, double use of a number
    LOGIN_WRONG = "rule.login_wrong"
    LOGIN_LOCKED = "rule.login_locked"
    PASSWORD_WEAK = "rule.password_weak"  # noqa: S105 - a code, no secret
    PASSWORD_CHANGE = "rule.password_change"  # noqa: S105 - a code, no secret
    NO_SUCH_REFUSAL = "rule.no_such_refusal"
    NO_SUCH_DRAFT = "rule.no_such_draft"
    NOTE_NEEDED = "rule.note_needed"
    NO_SUCH_WRITE = "rule.no_such_write"
    PIN_MISMATCH = "rule.pin_mismatch"  # the new PIN typed twice differs
    PIN_NOT_LOCKED = "rule.pin_not_locked"  # nothing to unlock
    PIN_NOT_ENABLED = "rule.pin_not_enabled"  # R-15, the initial PIN still stands
    PIN_DOUBT = "rule.pin_doubt"  # this doubt is not settled by a PIN
    APPROVAL_NEEDED = "rule.approval_needed"
    APPROVAL_SELF = "rule.approval_self"  # R-50, 6.7-24
    APPROVAL_ROLE = "rule.approval_role"
    APPROVAL_REASON = "rule.approval_reason"
    NOTHING_TO_WRITE = "rule.nothing_to_write"
    EXPIRY_NOT_LATER = "rule.expiry_not_later"
    ONLINE_NEEDS_CARD = "rule.online_needs_card"
    NOT_LAWFUL = "rule.not_lawful"  # no lawful way for this refusal
    MUST_PULL = "rule.must_pull"  # restored: numbers used since are not known yet
    HOLDER_DEPARTED = "rule.holder_departed"  # no longer in this office's slice
    PACK_INVALID = "rule.pack_invalid"
