"""Plays the story in the window and writes the ledger."""

from __future__ import annotations

from pathlib import Path

from counter_app.domain.states import Kind
from counter_app.practice import office
from scripts.practice_day.books import OfficeBooks
from scripts.practice_day.clerk import WRITES, Clerk
from scripts.practice_day.ledger import DoneAct, DoneRefusal, Ledger
from scripts.practice_day.story import Act, Cut, Refusal, Step
from scripts.practice_day.window import Window


class Stage:
    """One window, one clerk, one book."""

    def __init__(self, window: Window, data: Path, ledger: Ledger, out: Path) -> None:
        self._window = window
        self._clerk = Clerk(window)
        self._books = OfficeBooks(data)
        self._data = data
        self._ledger = ledger
        self._out = out
        self.pictures: list[Path] = []
        self._open: list[tuple[DoneAct, Act]] = []

    def begin(self) -> None:
        """Log in with the first practice account."""
        self._window.on("login")
        self.picture("login")
        self._clerk.log_in()
        self._window.wait("the line", lambda s: s["online"] is True)

    def play(self, step: Step) -> None:
        """Carry out one step."""
        if isinstance(step, Act):
            self._act(step)
        elif isinstance(step, Refusal):
            self._refusal(step)
        else:
            self._cut(step)

    def end(self) -> None:
        """Show today's list, wait until nothing waits, and settle the books."""
        self._window.press("F9")
        self._window.on("today")
        self._window.wait("nothing waiting", lambda s: s["waiting"] == 0)
        self.picture("today")
        self._settle()

    def picture(self, name: str) -> None:
        """Keep what the screen shows."""
        target = self._out / "screenshots" / f"{len(self.pictures) + 1:02d}-{name}.png"
        self._window.shot(target)
        self.pictures.append(target)

    def _act(self, act: Act) -> None:
        wish, clerk = act.wish, self._clerk
        offline = self._window.state()["online"] is False
        _, before = self._books.card_status(wish.ssn)
        if wish.kind is Kind.INSTANT:
            before = None
        number = len(self._ledger.acts) + 1
        clerk.find(wish.ssn)
        clerk.open_form(wish)
        if wish.card_id:
            clerk.lay(wish.card_id, "same")
        if act.picture:
            self.picture(f"{act.picture}-form")
        clerk.fill()
        if wish.kind in WRITES:
            if wish.card_id:
                clerk.take_off()
            clerk.lay("Blank", "blank")
        result = clerk.commit()["result"]
        if act.picture:
            self.picture(act.picture)
        case = self._books.case(result["receipt_no"])
        done = DoneAct(
            id=f"act-{number:02d}",
            kind=case.kind,
            channel=case.channel,
            offline=case.offline,
            receipt_no=result["receipt_no"],
            effect_when_printed=case.printed_effect,
            effect_at_end="",
            card_before=before,
            card_after=None,
        )
        self._check_act(done, act, offline=offline)
        self._ledger.acts.append(done)
        self._open.append((done, act))
        if not offline:
            self._settle()
        clerk.next_person()

    def _check_act(self, done: DoneAct, act: Act, *, offline: bool) -> None:
        self._ledger.check(
            f"{done.id}.as_meant",
            lambda: (
                ""
                if (done.kind, done.offline) == (act.wish.kind, offline)
                else f"kind {done.kind}, offline {done.offline}"
            ),
            good=done.kind,
        )

    def _settle(self) -> None:
        """Write down what became of acts whose outcome is known now."""
        for done, act in self._open:
            self._settle_one(done, act)
        self._open.clear()

    def _settle_one(self, done: DoneAct, act: Act) -> None:
        case = self._books.case(done.receipt_no)
        done.effect_at_end = str(case.effect)
        number = case.operations[0].card_no
        done.card_after = self._books.status_of(number)
        new = self._books.status_of(case.new_card_no) if case.new_card_no else None
        self._ledger.check(
            f"{done.id}.card_state",
            lambda: _state_fault(done, int(act.after), new),
            good=f"{done.card_before} -> {done.card_after}",
        )

    def _refusal(self, step: Refusal) -> None:
        code = self._clerk.refused(step.ssn, *step.keys)
        self._ledger.refusals.append(DoneRefusal(step.about, step.code, code))
        self._ledger.check(
            f"refusal.{step.code}",
            lambda: "" if code == step.code else f"{step.about}: {code}",
            good=step.about,
        )

    def _cut(self, step: Cut) -> None:
        """Stop the center, or start it again and wait until all is sent."""
        if step.held:
            office.stop_center(self._data)
            self._window.wait("offline", lambda s: s["online"] is False)
            self.picture("offline")
            return
        office.start_center(self._data)
        self._window.wait("back online", lambda s: s["online"] is True)
        self._window.wait("all sent", lambda s: s["waiting"] == 0)
        self.picture("back-online")
        self._settle()


def _state_fault(done: DoneAct, wanted: int, new_card: int | None) -> str:
    if done.card_after != wanted:
        return f"card is {done.card_after}, not {wanted}"
    if new_card not in (None, 1):
        return f"new card is {new_card}, not 1"
    return ""
