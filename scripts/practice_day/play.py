"""Plays the story in the window and writes the ledger."""

from __future__ import annotations

from pathlib import Path

from card_io.simulator.card import VirtualCard
from counter_app.domain.states import Kind
from counter_app.practice import office, record
from counter_app.practice.cards import HOLDERS_PIN
from scripts.practice_day.books import OfficeBooks
from scripts.practice_day.clerk import WRITES, Clerk
from scripts.practice_day.ledger import DoneAct, DoneRefusal, Ledger
from scripts.practice_day.story import Act, Cut, Look, PinAct, Refusal, Step
from scripts.practice_day.window import Window


class Stage:
    """One window, one clerk, one book."""

    def __init__(self, window: Window, data: Path, ledger: Ledger, out: Path) -> None:
        self._window = window
        self._clerk = Clerk(window)
        self._books = OfficeBooks(data)
        made = record.load(data)
        self._accounts = made.accounts
        self._box = record.folder_of(data) / record.CARDS
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
        elif isinstance(step, PinAct):
            self._pin_act(step)
        elif isinstance(step, Look):
            self._look(step)
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
        self._finish(act, offline=offline, before=before)

    def _finish(self, act: Act, *, offline: bool, before: int | None) -> DoneAct:
        """Commit what stands on the confirm page and write it down."""
        result = self._clerk.commit()["result"]
        if act.picture:
            self.picture(act.picture)
        case = self._books.case(result["receipt_no"])
        done = DoneAct(
            id=f"act-{len(self._ledger.acts) + 1:02d}",
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
        self._clerk.next_person()
        return done

    def _pin_act(self, step: PinAct) -> None:
        """A PIN act as the window asks for it; the chip must hold the new PIN."""
        wish, clerk = step.act.wish, self._clerk
        _, before = self._books.card_status(wish.ssn)
        clerk.find(wish.ssn)
        clerk.lay(wish.card_id, "same")
        clerk.open_pin(wish)
        if wish.kind is Kind.PIN_CHANGE:
            clerk.type_fields("pin_old", HOLDERS_PIN, step.new, step.new)
        else:
            self._approve(step.new)
        self.picture(f"{step.act.picture}-form")
        done = self._finish(step.act, offline=False, before=before)
        self._check_pin(done, step)

    def _approve(self, new: str) -> None:
        """Nobody approves their own reset; the supervisor does (R-50)."""
        clerk, (first, second, *_) = self._clerk, self._accounts
        clerk.type_fields("pin_new", new, new, first.login, first.password, "忘记密码")
        fault = clerk.refuse_self(first.login)
        self._ledger.check(
            "pin_reset.not_alone",
            lambda: "" if fault == "view.approve.fault.self" else fault,
            good=fault,
        )
        clerk.type_fields("login", second.login, second.password)

    def _check_pin(self, done: DoneAct, step: PinAct) -> None:
        held = VirtualCard.from_file(self._box / f"{step.act.wish.card_id}.json").image
        self._ledger.check(
            f"{done.id}.pin_on_card",
            lambda: "" if held.pin.hex() == step.new else "another PIN",
        )
        if step.act.wish.kind is Kind.PIN_RESET:
            detail = self._books.case(done.receipt_no).operations[0].detail
            boss = self._accounts[1].login
            self._ledger.check(
                f"{done.id}.second_operator",
                lambda: "" if detail.get("approved_by") == boss else str(detail),
                good=boss,
            )

    def _look(self, step: Look) -> None:
        """A card tells whose it is: all of its files, then the three sides."""
        clerk = self._clerk
        clerk.lay(step.card_id, "same")
        found = clerk.look_at_card()
        self.picture("card-files")
        sides = clerk.ask_the_center()
        self.picture("three-sides")
        self._ledger.check(
            "inquiry.files",
            lambda: str(found["error"] or ""),
            good=f"{found['rows']} folders",
        )
        self._ledger.check(
            "inquiry.three_sides",
            lambda: str(sides["error"] or ""),
            good=f"{sides['rows']} lines",
        )
        clerk.step_back()
        clerk.take_off()

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
