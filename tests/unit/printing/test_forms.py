"""The registry of forms: every field has a label, a sample and a way to be shown."""

from __future__ import annotations

import pytest

from counter_app.domain.errors import PrintError
from counter_app.domain.packs import load_pack
from printing.catalog import PAPERS
from printing.forms import samples
from printing.forms.blocks import Grid, Rows, Ticks
from printing.forms.content import FormContent
from printing.forms.fields import FORM_FIELDS
from printing.forms.labels import Labels
from printing.forms.registry import FORMS, SERVICES
from printing.words import Words

HEAD = {"office_name": "海陵区网点", "made_at": "2026-11-22T09:00:00+08:00"}
PACKS = ("cn-jl", "cn-gd-sg", "cn-js-taizhou")


def names_of(form: str) -> set[str]:
    """Return the fields a form prints."""
    found: set[str] = set()
    for block in FORMS[form].blocks:
        if isinstance(block, Grid):
            found |= set(block.names)
        elif isinstance(block, Rows):
            found |= {column.name for column in block.columns}
        elif isinstance(block, Ticks):
            found.add(block.field)
        elif isinstance(block, Labels):
            found |= set(block.names)
    return found


def test_forms_print_registered_fields_only() -> None:
    """A field that no form prints, or that is not registered, is a slip."""
    assert set().union(*map(names_of, FORMS)) == set(FORM_FIELDS)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_field_has_a_label_and_shows_its_sample(language: str) -> None:
    """Label, sample, evaluate: each form can be drawn from samples alone."""
    words = Words(language)
    for one in FORM_FIELDS.values():
        assert one.label(words)
        shown = one.evaluate({one.name: one.sample}, words)
        assert bool(shown) == (one.sample != "" and one.name != "services"), one.name
        assert one.evaluate({}, words) == ""


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_form_and_service_has_a_name(language: str) -> None:
    """Where a city says nothing, the catalogue has the title."""
    words = Words(language)
    assert all(words.has(f"form.{name}") for name in FORMS)
    assert all(words.has(f"service.{name}") for name in SERVICES)


@pytest.mark.parametrize("pack", PACKS)
def test_titles_come_from_the_rule_pack(pack: str) -> None:
    """Local titles differ (9): each city's pack names each of its papers."""
    assert set(FORMS) <= set(load_pack(pack).titles)


def test_numbers_of_people_are_masked() -> None:
    """business.md 11: lists show who, never the whole number."""
    words = Words("zh_CN")
    shown = FORM_FIELDS["person_ssn"].evaluate(
        {"person_ssn": "999901198101011112"}, words
    )
    assert shown == "999901********1112"
    assert FORM_FIELDS["card_tail"].evaluate({"card_tail": "C00001103"}, words) == (
        "…1103"
    )


def test_a_fault_names_the_field_and_not_the_value() -> None:
    """What cannot be understood is told without the person's data."""
    with pytest.raises(PrintError) as caught:
        FORM_FIELDS["birth_date"].evaluate({"birth_date": "王小明"}, Words("en"))
    assert caught.value.code == "printing.content"
    assert "王小明" not in str(caught.value)
    with pytest.raises(PrintError) as caught:
        FormContent.from_json({"rows": 5})
    told = str(caught.value.params["listing"])
    assert set(told.split(", ")) == {"office_name", "made_at", "rows"}


def test_an_unknown_code_is_printed_as_it_is() -> None:
    """A city may add reasons and acts of its own."""
    words = Words("zh_CN")
    assert FORM_FIELDS["replace_reason"].evaluate(
        {"replace_reason": "flood"}, words
    ) == ("flood")


def test_samples_have_as_many_rows_as_asked() -> None:
    """The bench asks for five thousand."""
    assert len(samples.form(FORMS["unit_signatures"], rows=7).rows) == 7
    assert samples.form(FORMS["application"], rows=7).rows == ()


def test_the_catalogue_holds_every_document_of_the_office() -> None:
    """9.1: the papers a counter hands out and a supervisor signs."""
    wanted = {
        *("receipt-loss_temp", "receipt-loss_lift", "receipt-reissue_lost"),
        *("receipt-hand_out", "receipt-pin_reset", "strip-loss_formal"),
        *FORMS,
        *("blank_form", "daily_report"),
    }
    assert wanted <= set(PAPERS)
