"""The press: makes papers from frozen facts, the same bytes every time."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock

from printing import reporting
from printing.catalog import PAPERS, render_receipt
from printing.content import LAYOUT, ReceiptContent
from printing.documents import daily_report
from printing.fontset import FontSet, shared_fonts
from printing.forms.content import FormContent
from printing.forms.registry import FORMS
from printing.forms.render import render as render_form
from printing.report_content import DailyContent


class ReportlabPress:
    """:class:`counter_app.ports.printer.Press` on reportlab.

    May be called from any thread: fonts load at the first paper (about a quarter of a
    second, once per process), and one document is drawn at a time, because reportlab
    keeps font state per process.
    """

    layout = LAYOUT
    _drawing = Lock()

    def __init__(self, fonts: FontSet | None = None) -> None:
        self._fonts = fonts or shared_fonts()

    def receipt(self, content: Mapping[str, object]) -> bytes:
        facts = ReceiptContent.from_json(content)
        with self._drawing:
            return render_receipt(facts, self._fonts)

    def form(self, name: str, *contents: Mapping[str, object]) -> bytes:
        facts = [FormContent.from_json(content) for content in contents]
        with self._drawing:
            return render_form(FORMS[name], facts, self._fonts)

    def sample(self, name: str, language: str) -> bytes:
        """Return a paper of :data:`printing.catalog.PAPERS` from its samples."""
        with self._drawing:
            return PAPERS[name](self._fonts, language)

    def daily_report(self, content: Mapping[str, object]) -> bytes:
        facts = DailyContent.from_json(content)
        with self._drawing:
            return daily_report.render(facts, self._fonts)

    def report(self, content: Mapping[str, object], form: str) -> bytes:
        with self._drawing:
            return reporting.make(content, form, self._fonts)
