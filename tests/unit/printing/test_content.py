"""Frozen facts: what goes into the store comes back the same."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from counter_app.domain.errors import PrintError
from counter_app.domain.states import Effect, Kind
from printing import samples
from printing.content import ReceiptContent
from printing.fields import FIELDS
from printing.report_content import DailyContent, Movement
from printing.words import Words

FULL = samples.receipt(Kind.REISSUE_LOST, Effect.PENDING, combined=True)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("effect", Effect)
def test_json_gives_the_same_facts_back(kind: Kind, effect: Effect) -> None:
    """G22: the frozen text holds everything the paper needs."""
    content = samples.receipt(kind, effect)
    frozen = json.loads(json.dumps(content.to_json(), ensure_ascii=False))
    assert ReceiptContent.from_json(frozen) == content


def test_all_faults_are_told_at_once_and_no_value_is() -> None:
    """A content that cannot be printed names its keys, never what stood in them."""
    broken = FULL.to_json() | {
        "holder_name": "",
        "made_at": "2026-11-21T02:42:00",  # no offset
        "kind": "unknown-王小明",
        "offline": "yes",
        "time_zone": "Nowhere/王小明",
        "clauses": "one text",
        "promised_date": "soon",
    }
    with pytest.raises(PrintError) as caught:
        ReceiptContent.from_json(broken)
    assert caught.value.code == "printing.content"
    named = set(str(caught.value.params["listing"]).split(", "))
    expected = {"holder_name", "made_at", "kind", "offline", "time_zone"}
    assert named == expected | {"clauses", "promised_date"}


def test_half_a_character_is_refused() -> None:
    """A lone surrogate from a form cannot be printed or stored."""
    with pytest.raises(PrintError):
        ReceiptContent.from_json(FULL.to_json() | {"holder_name": "王\udfb7"})


def test_missing_facts_have_defaults() -> None:
    """None and absent mean the same; one kind is its own list."""
    least = {
        key: value
        for key, value in FULL.to_json().items()
        if key in {"receipt_no", "kind", "effect", "made_at", "office_name", "title"}
        or key in {"holder_name", "ssn"}
    }
    content = ReceiptContent.from_json(least | {"bank_phone": None})
    assert content.kinds == (Kind.REISSUE_LOST,)
    assert (content.bank_phone, content.language) == ("", "zh_CN")


def test_a_newer_layout_is_not_guessed() -> None:
    """A reprint must be byte-identical, or it is not made."""
    with pytest.raises(PrintError) as caught:
        ReceiptContent.from_json(FULL.to_json() | {"layout": 99})
    assert caught.value.code == "printing.layout_unknown"


@pytest.mark.parametrize("field", [f for f in FIELDS.values() if f.sample])
def test_a_field_looks_like_its_sample(field) -> None:
    """The registry shows truly what a field prints."""
    assert field.evaluate(FULL, Words("zh_CN")) == field.sample


def test_no_field_shows_personal_data_in_full() -> None:
    """business.md 11: name, id number and card numbers are masked on paper."""
    content = replace(FULL, collector_name="李晓华")
    words = Words("zh_CN")
    printed = " ".join(field.evaluate(content, words) for field in FIELDS.values())
    hidden = (content.ssn, content.holder_name, content.collector_name)
    for text in (*hidden, content.card_no, content.new_card_no):
        assert text not in printed


def test_stock_differences_are_found() -> None:
    """business.md 8: opening + received - gone = closing, or the difference shows."""
    line = Movement(kind="blanks", opening=50, received=0, issued=14, returned=0)
    assert replace(line, voided=1, closing=35).difference == 0
    assert replace(line, voided=1, closing=34).difference == -1
    assert line.difference is None


def test_a_broken_report_names_its_rows() -> None:
    """A row that is not understood is told by the list it stands in."""
    broken = samples.daily() | {"counts": [{"business": "loss_temp"}], "waiting": "7"}
    with pytest.raises(PrintError) as caught:
        DailyContent.from_json(broken)
    assert caught.value.params == {"listing": "counts, waiting"}
