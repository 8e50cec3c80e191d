"""Reports, lists and empty forms from their facts, on paper or as files (9.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from counter_app.domain.codes.printing import PrintCode
from counter_app.domain.errors import PrintError
from printing import tablefiles
from printing.documents import daily_report, fallback_form
from printing.documents.fallback_form import FormsContent
from printing.fontset import FontSet
from printing.forms.content import FormContent
from printing.forms.registry import FORMS, Form
from printing.forms.render import render as render_form
from printing.report_content import DailyContent

Content = Mapping[str, object]
_LISTING, _FORMS = "listing", "forms"


def make(content: Content, form: str, fonts: FontSet) -> bytes:
    """Return the document; the same facts give the same bytes.

    Raises:
        PrintError: ``printing.content`` with ``listing``; ``printing.font_missing``.
    """
    kind = str(content.get("kind") or "")
    made = _MAKERS.get((kind if kind in (_LISTING, _FORMS) else "", form))
    if made is None:
        raise PrintError(PrintCode.CONTENT, listing="kind, form")
    return made(content, fonts)


def _list(content: Content) -> Form:
    """Return the form of a list.

    Raises:
        PrintError: ``printing.paper_unknown`` with ``name``.
    """
    name = str(content.get("list") or "")
    if name not in FORMS:
        raise PrintError(PrintCode.PAPER_UNKNOWN, name=name)
    return FORMS[name]


Maker = Callable[[Content, FontSet], bytes]
_MAKERS: Mapping[tuple[str, str], Maker] = {
    ("", "pdf"): lambda c, f: daily_report.render(DailyContent.from_json(c), f),
    ("", "xlsx"): lambda c, _: tablefiles.report_xlsx(DailyContent.from_json(c)),
    ("", "csv"): lambda c, _: tablefiles.report_csv(DailyContent.from_json(c)),
    (_LISTING, "pdf"): lambda c, f: render_form(
        _list(c), [FormContent.from_json(c)], f
    ),
    (_LISTING, "xlsx"): lambda c, _: tablefiles.listing_xlsx(
        _list(c), FormContent.from_json(c)
    ),
    (_LISTING, "csv"): lambda c, _: tablefiles.listing_csv(
        _list(c), FormContent.from_json(c)
    ),
    (_FORMS, "pdf"): lambda c, f: fallback_form.render(FormsContent.from_json(c), f),
}
