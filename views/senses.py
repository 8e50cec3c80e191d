"""What reaches the window from outside: card, reader, status line; no Tk."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from counter_app.domain.records import Ssn
from counter_app.domain.rulepack import RulePack
from counter_app.ports.cards import ReaderState
from counter_app.runtime import Event, Topic
from views.flow.backstage import Backstage
from views.flow.follow import ReaderFollower
from views.flow.poll import StatusPoll
from views.flow.screens import ACTS_ON_CARD, LISTS, Presenter, Screen
from views.flow.visit import Match, Visit
from views.result.presenter import ResultPresenter
from views.search.presenter import SearchPresenter


class Lead(Protocol):
    """The conductor as its senses see it."""

    visit: Visit
    search: SearchPresenter

    @property
    def top(self) -> Presenter: ...
    @property
    def inside(self) -> bool: ...
    @property
    def acting(self) -> bool: ...
    def open_holder(self, ssn: Ssn) -> None: ...
    def frame(self) -> None: ...


class Senses:
    """Follows reader and status, and decides what a card that was laid down means."""

    def __init__(self, lead: Lead, backstage: Backstage) -> None:
        self._lead = lead
        self._visit = lead.visit
        self.follower = ReaderFollower(
            lead.visit, backstage, self._card_moved, self._card_read
        )
        self._status = StatusPoll(lead.visit, backstage, self._status_known)
        self._counts: tuple[int, int] | None = None  # waiting and refused

    def event(self, event: Event) -> None:
        """Take news from the house."""
        if event.topic is Topic.READER and isinstance(event.payload, ReaderState):
            self.follower.reader_is(event.payload)
            self._lead.frame()
            return
        if event.topic is Topic.RULES and isinstance(event.payload, RulePack):
            self._visit.facts = replace(self._visit.facts, pack=event.payload)
        self.poll()

    def poll(self) -> None:
        """Ask for the status line, once somebody is logged in."""
        if self._visit.session is not None:
            self._status.ask()

    def read_card(self) -> None:
        """F3: read again; a known holder is opened even over an open case."""
        if not self._lead.inside or self._lead.acting:
            return
        if self._visit.match() is Match.OTHER and self._open_card_holder():
            return
        self.follower.read_now()

    def read_if_present(self) -> None:
        """Read what lies on the reader, if anything does."""
        if self._visit.reader and self._visit.reader.card_present:
            self.follower.read_now()

    def mind_the_act(self) -> None:
        """Leave the card to an act that uses it, and follow again afterwards."""
        top = self._lead.top
        if top.busy and top.screen in ACTS_ON_CARD:
            self.follower.hold()
        else:
            self.follower.release()

    # -- card --------------------------------------------------------------
    def _card_moved(self) -> None:
        if self._lead.inside:
            self._lead.search.card_gone()
        if self._lead.inside or self._lead.top.screen is Screen.KIOSK:
            self._lead.top.refresh()
        self._lead.frame()

    def _card_read(self) -> None:
        if self._lead.top.screen is Screen.KIOSK:
            self._lead.top.refresh()
        if not self._lead.inside:
            return
        screen = self._lead.top.screen
        if screen in LISTS or (screen is Screen.RESULT and self._other_person()):
            self._open_card_holder()
        self._lead.top.refresh()
        self._lead.frame()

    def _other_person(self) -> bool:
        card, done = self._visit.card, self._lead.top
        if card is None or not isinstance(done, ResultPresenter):
            return False
        return card.holder is not None and card.holder.ssn != done.holder.ssn

    def _open_card_holder(self) -> bool:
        card = self._visit.card
        if card is None or card.reading.blank:
            return False
        if card.holder is None:
            self._lead.search.stray_card()
            return False
        self._lead.open_holder(card.holder.ssn)
        return True

    # -- status ------------------------------------------------------------
    def _status_known(self) -> None:
        status, top = self._visit.status, self._lead.top
        if status is not None and self._visit.status_fault is None:
            self.follower.reader_is(status.reader)
            counts = (status.outbox.waiting, status.outbox.refused)
            if self._counts not in (None, counts) and self._lead.inside:
                top.news()
            self._counts = counts
        if top.screen in (Screen.CONFIRM, Screen.CARD_CONFIRM):
            top.refresh()
        self._lead.frame()
