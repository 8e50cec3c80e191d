"""Which presenter a screen begins with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from views.about.presenter import AboutPresenter
from views.apply.batch import BatchPresenter
from views.apply.listing import ListPresenter
from views.campaigns.presenter import CampaignsPresenter
from views.close.presenter import ClosePresenter
from views.flow.navigator import Context, Stage
from views.flow.screens import Presenter, Screen
from views.help.presenter import HelpPresenter
from views.inquiry.presenter import InquiryPresenter
from views.lists.presenter import ListsPresenter
from views.photos.presenter import PhotosPresenter
from views.queue.presenter import QueuePresenter
from views.reports.presenter import ReportsPresenter
from views.search.presenter import SearchPresenter
from views.service.drafts import Drafts
from views.settings.presenter import SettingsPresenter
from views.stock.presenter import StockPresenter
from views.sync.presenter import SyncPresenter
from views.today.presenter import TodayPresenter
from views.todo.presenter import TodoPresenter
from views.units.jobs import JobsPresenter


class Lead(Protocol):
    """What stays while pages come and go."""

    ctx: Context
    drafts: Drafts
    search: SearchPresenter
    batch: BatchPresenter

    @property
    def top(self) -> Presenter: ...


def made(screen: Screen, lead: Lead, stage: Stage) -> Presenter:
    """Return a page that a key or the rail leads to."""
    makers: dict[Screen, Callable[[], Presenter]] = {
        Screen.SEARCH: lambda: lead.search,
        Screen.TODAY: lambda: TodayPresenter(lead.ctx),
        Screen.LISTS: lambda: ListsPresenter(lead.ctx),
        Screen.SETTLE: lambda: TodoPresenter(lead.ctx),
        Screen.HELP: lambda: HelpPresenter(lead.top.screen),
        Screen.INQUIRY: lambda: InquiryPresenter(lead.ctx),
        Screen.SYNC: lambda: SyncPresenter(lead.ctx),
        Screen.REPORTS: lambda: ReportsPresenter(lead.ctx),
        Screen.CLOSE: lambda: ClosePresenter(lead.ctx),
        Screen.STOCK: lambda: StockPresenter(lead.ctx),
        Screen.QUEUE: lambda: QueuePresenter(lead.ctx),
        Screen.UNITS: lambda: JobsPresenter(lead.ctx),
        Screen.PHOTOS: lambda: PhotosPresenter(lead.ctx),
        Screen.CAMPAIGNS: lambda: CampaignsPresenter(lead.ctx),
        Screen.APPLY: lambda: ListPresenter(lead.ctx, lead.drafts),
        Screen.APPLY_BATCH: lambda: lead.batch,
        Screen.SETTINGS: lambda: SettingsPresenter(lead.ctx, stage),
        Screen.ABOUT: lambda: AboutPresenter(lead.ctx),
    }
    return makers[screen]()
