"""Which view shows which presenter of the applications."""

from __future__ import annotations

import tkinter as tk

from views.apply.batch import BatchPresenter
from views.apply.batch_view import BatchPage
from views.apply.confirm import ApplyConfirm
from views.apply.confirm_view import ApplyConfirmPage
from views.apply.listing import ListPresenter
from views.apply.listing_view import ListPage
from views.apply.presenter import ApplyFormPresenter
from views.apply.view import ApplyFormPage
from views.apply.way import WayPresenter
from views.apply.way_view import WayPage
from views.flow.screens import Presenter
from views.widgets.base import Kit


def apply_page(parent: tk.Misc, kit: Kit, presenter: Presenter) -> tk.Frame:
    """Build the view of a presenter."""
    match presenter:
        case ListPresenter():
            return ListPage(parent, kit, presenter)
        case ApplyFormPresenter():
            return ApplyFormPage(parent, kit, presenter)
        case ApplyConfirm():
            return ApplyConfirmPage(parent, kit, presenter)
        case WayPresenter():
            return WayPage(parent, kit, presenter)
        case BatchPresenter():
            return BatchPage(parent, kit, presenter)
    raise LookupError(presenter.screen)
