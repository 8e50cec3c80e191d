"""What a row of the lists says, and by which rules a list is made; no Tk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from counter_app.domain.campaigns import Campaign, Due, Exchange
from counter_app.domain.masking import mask_name
from counter_app.domain.rulepack import RulePack
from counter_app.ports.book import UncollectedRow
from views.messages import Words
from views.palette import Tone

_TONES = {
    Exchange.OPEN: Tone.AMBER, Exchange.DONE: Tone.GREEN,
    Exchange.LOST: Tone.RED, Exchange.GONE: Tone.MUTED,
}  # fmt: skip


def line_of(
    words: Words, row: Due | Campaign | UncollectedRow, pack: RulePack
) -> tuple[Sequence[str], Tone]:
    """Return the cells of a row and its tone; people are masked."""
    if isinstance(row, Campaign):
        return _campaign(words, row), Tone.PLAIN
    if isinstance(row, Due):
        return _due(words, row), _TONES.get(row.state, Tone.PLAIN)
    return _waiting(words, row, pack), Tone.PLAIN


def rule_of(words: Words, pack: RulePack, *, waiting: bool) -> str:
    """Say by which rules of the city a list is made (R-31, R-34, R-36)."""
    if waiting:
        return words(
            "campaigns.rule.waiting",
            warn=pack.uncollected_warn_days,
            days=pack.uncollected_days,
        )
    policy = words(f"campaigns.policy.{pack.old_card_policy}")
    return words("campaigns.rule.exchange", days=pack.renew_before_days, policy=policy)


def _due(words: Words, row: Due) -> Sequence[str]:
    return (
        mask_name(row.name),
        words.ssn(row.ssn),
        row.unit,
        words.card_no(row.card_no),
        words.day(row.expiry_date),
        words(f"campaign.state.{row.state}"),
        str(row.reminders or ""),
    )


def _campaign(words: Words, row: Campaign) -> Sequence[str]:
    span = f"{words.day(row.first)} – {words.day(row.until)}"
    unit = row.unit or words("campaigns.all_units")
    return (row.name, unit, span, words.moment(row.made_at))


def _waiting(words: Words, row: UncollectedRow, pack: RulePack) -> Sequence[str]:
    keep = None
    if row.arrived_on is not None:
        keep = row.arrived_on + timedelta(days=pack.uncollected_days)
    return (
        mask_name(row.name),
        words.ssn(row.ssn),
        row.unit,
        words.card_no(row.card_no),
        words.day(row.arrived_on),
        words.day(keep),
        row.box_position,
    )
