"""Registry of printable fields: a label, a sample, and how the value is found.

A document names the fields it prints; what a field is called, looks like and hides
is decided here once. An empty value means that the field does not apply: documents
leave it out. Personal data is masked here and nowhere else (business.md 11).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from counter_app.domain.masking import mask_card, mask_name, mask_ssn
from counter_app.domain.receipt_no import grouped
from counter_app.domain.states import (
    GIVING_KINDS,
    REPLACING_KINDS,
    Collector,
    Kind,
)
from printing.content import ReceiptContent
from printing.words import Words

DASH = "—"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a paper can say.

    Attributes:
        name: stable id; the label's text is ``field.<name>``.
        sample: the printed value for :func:`printing.samples.receipt`, in Chinese.
        evaluate: returns the printed value, "" where it does not apply.
    """

    name: str
    sample: str
    evaluate: Callable[[ReceiptContent, Words], str]

    def label(self, words: Words) -> str:
        """Return what the field is called."""
        return words.text(f"field.{self.name}")


def joined_kinds(content: ReceiptContent, words: Words) -> str:
    """Return the operations of the case in words."""
    return " + ".join(words.text(f"kind.{kind.value}") for kind in content.kinds)


def groups_of_four(text: str) -> str:
    """Return a short code in groups for the eye."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _made_at(content: ReceiptContent, words: Words) -> str:
    return words.moment(content.local(content.made_at))


def _holder(content: ReceiptContent, _words: Words) -> str:
    return mask_name(content.holder_name)


def _card(content: ReceiptContent, _words: Words) -> str:
    if content.kind in REPLACING_KINDS:
        return ""
    return mask_card(content.card_no or content.new_card_no)


def _old_card(content: ReceiptContent, _words: Words) -> str:
    return mask_card(content.card_no) if content.kind in REPLACING_KINDS else ""


def _new_card(content: ReceiptContent, _words: Words) -> str:
    if content.kind not in REPLACING_KINDS:
        return ""
    return mask_card(content.new_card_no) or DASH


def _old_fate(content: ReceiptContent, words: Words) -> str:
    if content.kind is not Kind.REPLACE:
        return ""
    return words.text("old.taken_back" if content.old_taken_back else "old.kept")


def _bank(content: ReceiptContent, _words: Words) -> str:
    return content.bank_name


def _validity(content: ReceiptContent, words: Words) -> str:
    if content.expiry_date is None or content.kind not in GIVING_KINDS:
        return ""
    if content.issue_date is None:
        return words.text("validity.until", end=words.day(content.expiry_date))
    start = words.day(content.issue_date)
    return words.text("validity.span", start=start, end=words.day(content.expiry_date))


def _loss_expires(content: ReceiptContent, words: Words) -> str:
    if content.loss_expires_at is None or Kind.LOSS_TEMP not in content.kinds:
        return ""
    return words.moment(content.local(content.loss_expires_at))


def _promised(content: ReceiptContent, words: Words) -> str:
    return words.day(content.promised_date) if content.promised_date else ""


def _reason(content: ReceiptContent, words: Words) -> str:
    if not content.reason:
        return ""
    return words.or_self("reason", content.reason)


def _collector(content: ReceiptContent, words: Words) -> str:
    kind = words.text(f"collector.{content.collector_kind.value}")
    if content.collector_kind is Collector.SELF or not content.collector_name:
        return kind
    return f"{kind}  {mask_name(content.collector_name)}"


def _place(content: ReceiptContent, words: Words) -> str:
    if not content.terminal:
        return content.office_name
    terminal = words.text("place.terminal", terminal=content.terminal)
    return f"{content.office_name} · {terminal}"


def _clerk(content: ReceiptContent, _words: Words) -> str:
    names = dict.fromkeys((content.clerk, content.clerk_name))
    return "  ".join(name for name in names if name)


_ALL = (
    Field(
        "receipt_no",
        "32120001 20261121 31 011A2B 000042B",
        lambda content, _words: grouped(content.receipt_no) or content.receipt_no,
    ),
    Field("seal", "KZ5T QW2M", lambda content, _words: groups_of_four(content.mac)),
    Field("operations", "正式挂失 + 遗失补领", joined_kinds),
    Field("holder", "王**", _holder),
    Field("ssn", "999901********1112", lambda content, _words: mask_ssn(content.ssn)),
    Field("card", "", _card),
    Field("old_card", "C****1103", _old_card),
    Field("new_card", "C****2215", _new_card),
    Field("bank", "中国建设银行", _bank),
    Field("validity", "2026年11月21日 至 2036年11月20日", _validity),
    Field("reason", "遗失", _reason),
    Field("old_fate", "", _old_fate),
    Field("loss_expires", "", _loss_expires),
    Field("promised", "", _promised),
    Field("made_at", "2026年11月21日 10:42", _made_at),
    Field("collector", "代办人  欧阳**", _collector),
    Field("place", "海陵区网点 · 终端 01", _place),
    Field("clerk", "zm03  张敏", _clerk),
)
FIELDS: Mapping[str, Field] = {field.name: field for field in _ALL}
