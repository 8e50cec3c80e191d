"""Every paper there is, by name, drawn from its samples: to look at, to test, to train.

Receipts are named ``receipt-<kind>`` (A5) and ``strip-<kind>`` (80 mm): a kind of
operation, or ``combined`` for loss and replacement in one act. Forms and lists bear
the names of :data:`printing.forms.registry.FORMS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from counter_app.config import ReceiptForm
from counter_app.domain.states import Effect, Kind
from printing import samples
from printing.content import ReceiptContent
from printing.documents import daily_report, fallback_form, receipt, strip
from printing.documents.fallback_form import FormsContent
from printing.fontset import FontSet
from printing.forms import render as forms
from printing.forms import samples as form_samples
from printing.forms.registry import FORMS, Form
from printing.report_content import DailyContent

Draw = Callable[[FontSet, str], bytes]


def render_receipt(content: ReceiptContent, fonts: FontSet) -> bytes:
    """Return a receipt on the sheet it was made for."""
    if content.form is ReceiptForm.STRIP:
        return strip.render(content, fonts)
    return receipt.render(content, fonts)


def _receipt(fonts: FontSet, language: str, *, kind: str, form: ReceiptForm) -> bytes:
    both = kind == "combined"
    business = Kind.REISSUE_LOST if both else Kind(kind)
    content = samples.receipt(business, Effect.EFFECTIVE, combined=both)
    return render_receipt(replace(content, form=form, language=language), fonts)


def _form(fonts: FontSet, language: str, *, form: Form) -> bytes:
    return forms.render(form, [form_samples.form(form, language=language)], fonts)


def _daily(fonts: FontSet, language: str) -> bytes:
    content = DailyContent.from_json({**samples.daily(), "language": language})
    return daily_report.render(content, fonts)


def _monthly(fonts: FontSet, language: str) -> bytes:
    content = DailyContent.from_json({**samples.monthly(), "language": language})
    return daily_report.render(content, fonts)


def _blank(fonts: FontSet, language: str) -> bytes:
    numbers = tuple(f"P017F3A{n:05d}" for n in range(1, 3))
    office = form_samples.OFFICE
    content = FormsContent(office_name=office, numbers=numbers, language=language)
    return fallback_form.render(content, fonts)


def _receipts() -> dict[str, Draw]:
    kinds = (*(kind.value for kind in Kind), "combined")
    sheets = {"receipt": ReceiptForm.A5, "strip": ReceiptForm.STRIP}
    return {
        f"{name}-{kind}": partial(_receipt, kind=kind, form=form)
        for name, form in sheets.items()
        for kind in kinds
    }


PAPERS: Mapping[str, Draw] = {
    **_receipts(),
    **{name: partial(_form, form=form) for name, form in FORMS.items()},
    "blank_form": _blank,
    "daily_report": _daily,
    "monthly_report": _monthly,
}
