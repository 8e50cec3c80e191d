"""Between a form of the window and the draft the store keeps; pure."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from counter_app.domain.records import CardNo, Json, Ssn
from counter_app.domain.states import Collector, Kind
from counter_app.services.keeping import FIELDS, KeptForm
from views.service.state import FormState, Service

#: Statements of the clerk about originals and faces: they are made anew after a while.
CHECKS = ("papers_checked", "name_same", "number_same", "photo_same")
_NAMES = tuple(field.name for field in fields(FormState) if field.name in FIELDS)


def kept_of(ssn: Ssn, form: FormState) -> KeptForm:
    """Return what is written down of a form: text that can be stored, no faults."""
    content: Json = {}
    for name in _NAMES:
        value = getattr(form, name)
        if isinstance(value, str):
            value = value.encode("utf-8", "ignore").decode()  # half a character
        content[name] = value
    return KeptForm(ssn, form.service.value, form.submit_key, content)


def form_of(kept: KeptForm) -> FormState | None:
    """Return the form of a draft; None for one this program cannot read."""
    content: dict[str, Any] = {
        name: kept.content[name] for name in _NAMES if name in kept.content
    }
    if not kept.checks_hold:
        content |= dict.fromkeys(CHECKS, False)
    try:
        given = FormState(Service(kept.service), Kind(content["kind"]), "")
        card_no = content.get("card_no")
        typed: dict[str, Any] = {
            "service": given.service,
            "kind": given.kind,
            "submit_key": kept.submit_key,
            "bearer": Collector(content.get("bearer", given.bearer)),
            "card_no": CardNo(card_no) if card_no else None,
        }
        return FormState(**(content | typed))
    except (KeyError, TypeError, ValueError):
        return None
