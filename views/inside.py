"""Which view shows which presenter: all pages but those before the work begins."""

from __future__ import annotations

import tkinter as tk

from views.about.presenter import AboutPresenter
from views.about.view import AboutPage
from views.apply.pages import apply_page
from views.campaigns.presenter import CampaignsPresenter
from views.campaigns.view import CampaignsPage
from views.cardact.confirm import ActConfirm
from views.cardact.form import ActPresenter
from views.case.presenter import CasePresenter
from views.case.view import CasePage
from views.close.presenter import ClosePresenter
from views.close.view import ClosePage
from views.flow.screens import Presenter
from views.help.presenter import HelpPresenter
from views.help.view import HelpPage
from views.inquiry.presenter import InquiryPresenter
from views.inquiry.view import InquiryPage
from views.kiosk.presenter import KioskPresenter
from views.kiosk.view import KioskPage
from views.lists.presenter import ListsPresenter
from views.lists.view import ListsPage
from views.lock.presenter import LockPresenter
from views.lock.view import LockPage
from views.photos.finding import FindingPresenter
from views.photos.finding_view import FindingPage
from views.photos.presenter import PhotosPresenter
from views.photos.view import PhotosPage
from views.pick.presenter import PickPresenter
from views.pick.view import PickPage
from views.pin.confirm import PinConfirm
from views.pin.confirm_view import PinConfirmPage
from views.pin.presenter import PinPresenter
from views.pin.prove import ProvePresenter
from views.pin.prove_view import ProvePage
from views.pin.view import PinPage
from views.queue.presenter import QueuePresenter
from views.queue.view import QueuePage
from views.reports.presenter import ReportsPresenter
from views.reports.view import ReportsPage
from views.result.presenter import ResultPresenter
from views.result.view import ResultPage
from views.rewrite.presenter import RewriteConfirm, RewritePresenter
from views.rewrite.view import RewriteConfirmPage, RewritePage
from views.search.presenter import SearchPresenter
from views.search.view import SearchPage
from views.service.confirm import ConfirmPresenter
from views.service.confirm_view import ConfirmPage
from views.service.presenter import FormPresenter
from views.service.view import FormPage
from views.settings.presenter import SettingsPresenter
from views.settings.view import SettingsPage
from views.sheet.presenter import SheetPresenter
from views.sheet.view import SheetPage
from views.stock.presenter import StockPresenter
from views.stock.view import StockPage
from views.surroundings import Surroundings
from views.sync.presenter import SyncPresenter
from views.sync.view import SyncPage
from views.today.presenter import TodayPresenter
from views.today.view import TodayPage
from views.todo.presenter import TodoPresenter
from views.todo.view import TodoPage
from views.units.job import JobPresenter
from views.units.job_view import JobPage
from views.units.jobs import JobsPresenter
from views.units.jobs_view import JobsPage
from views.units.onsite import OnSitePresenter
from views.units.onsite_view import OnSitePage
from views.widgets.base import Kit


def inside_page(
    parent: tk.Misc, kit: Kit, presenter: Presenter, around: Surroundings
) -> tk.Frame:
    """Build the view of a presenter; the view registers itself there."""
    for room in (_case_page, _book_page, _unit_page, _help_page):
        made = room(parent, kit, presenter, around)
        if made is not None:
            return made
    return _machine_page(parent, kit, presenter, around)


def _case_page(  # noqa: PLR0911 - one line per page
    parent: tk.Misc, kit: Kit, presenter: Presenter, around: Surroundings
) -> tk.Frame | None:
    """Build what belongs to the person at the window."""
    zone = around.time_zone
    match presenter:
        case SearchPresenter():
            return SearchPage(parent, kit, presenter)
        case CasePresenter():
            return CasePage(parent, kit, presenter, zone)
        case FormPresenter():
            return FormPage(parent, kit, presenter, zone)
        case ConfirmPresenter():
            return ConfirmPage(parent, kit, presenter, zone)
        case ResultPresenter():
            return ResultPage(parent, kit, presenter, around.papers_folder)
        case InquiryPresenter():
            return InquiryPage(parent, kit, presenter)
        case ProvePresenter():
            return ProvePage(parent, kit, presenter)
        case ActPresenter() | ActConfirm():
            return _act_page(parent, kit, presenter, zone)
    return None


def _book_page(  # noqa: PLR0911 - one line per page
    parent: tk.Misc, kit: Kit, presenter: Presenter, around: Surroundings
) -> tk.Frame | None:
    """Build the office's lists, books and reports."""
    match presenter:
        case ReportsPresenter():
            return ReportsPage(parent, kit, presenter, around.folder("reports"))
        case ClosePresenter():
            return ClosePage(parent, kit, presenter)
        case StockPresenter():
            return StockPage(parent, kit, presenter)
        case ListsPresenter():
            return ListsPage(parent, kit, presenter, around.folder("lists"))
        case TodayPresenter():
            return TodayPage(parent, kit, presenter)
        case TodoPresenter():
            return TodoPage(parent, kit, presenter)
    return None


def _unit_page(
    parent: tk.Misc, kit: Kit, presenter: Presenter, around: Surroundings
) -> tk.Frame | None:
    """Build what belongs to a unit's day."""
    match presenter:
        case JobsPresenter():
            return JobsPage(parent, kit, presenter)
        case JobPresenter():
            return JobPage(parent, kit, presenter, around.folder("units"))
        case OnSitePresenter():
            return OnSitePage(parent, kit, presenter)
    return None


def _help_page(
    parent: tk.Misc, kit: Kit, presenter: Presenter, around: Surroundings
) -> tk.Frame | None:
    """Build what may come over any page."""
    match presenter:
        case LockPresenter():
            return LockPage(parent, kit, presenter)
        case PickPresenter():
            return PickPage(parent, kit, presenter)
        case SheetPresenter():
            return SheetPage(parent, kit, presenter)
        case HelpPresenter():
            return HelpPage(parent, kit, presenter, practice=around.practice)
    return None


def _machine_page(
    parent: tk.Misc, kit: Kit, presenter: Presenter, around: Surroundings
) -> tk.Frame:
    """Build what belongs to the workstation, not to a case."""
    match presenter:
        case KioskPresenter():
            return KioskPage(parent, kit, presenter, around.office)
        case SettingsPresenter():
            return SettingsPage(parent, kit, presenter)
        case AboutPresenter():
            folder = around.folder("support")
            return AboutPage(parent, kit, presenter, folder)
        case QueuePresenter():
            return QueuePage(parent, kit, presenter)
        case SyncPresenter():
            return SyncPage(parent, kit, presenter)
    return _mass_page(parent, kit, presenter, around)


def _mass_page(
    parent: tk.Misc, kit: Kit, presenter: Presenter, around: Surroundings
) -> tk.Frame:
    """Build what belongs to many people."""
    match presenter:
        case PhotosPresenter():
            folder = around.folder("photos")
            return PhotosPage(parent, kit, presenter, folder)
        case FindingPresenter():
            return FindingPage(parent, kit, presenter)
        case CampaignsPresenter():
            folder = around.folder("letters")
            return CampaignsPage(parent, kit, presenter, folder)
    return apply_page(parent, kit, presenter)


def _act_page(parent: tk.Misc, kit: Kit, presenter: Presenter, zone: str) -> tk.Frame:
    match presenter:
        case PinPresenter():
            return PinPage(parent, kit, presenter, zone)
        case PinConfirm():
            return PinConfirmPage(parent, kit, presenter, zone)
        case RewritePresenter():
            return RewritePage(parent, kit, presenter, zone)
        case RewriteConfirm():
            return RewriteConfirmPage(parent, kit, presenter, zone)
    raise LookupError(presenter.screen)
