"""A clerk at the keyboard: every act of the day as key presses (docs/keys.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from counter_app.domain.states import Kind
from scripts.practice_day.window import State, StuckError, Window

SERVICE_KEY: Mapping[Kind, str] = {
    Kind.HAND_OUT: "F4",
    Kind.INSTANT: "F4",
    Kind.LOSS_TEMP: "F5",
    Kind.LOSS_FORMAL: "F5",
    Kind.LOSS_LIFT: "F6",
    Kind.REISSUE_LOST: "F7",
    Kind.REPLACE: "F7",
    Kind.PIN_CHANGE: "F8",
    Kind.PIN_RESET: "F8",
}
CHOICE_KEY: Mapping[Kind, str] = {
    Kind.HAND_OUT: "alt+1",
    Kind.INSTANT: "alt+2",
    Kind.LOSS_FORMAL: "alt+1",
    Kind.LOSS_TEMP: "alt+2",
    Kind.LOSS_LIFT: "alt+1",
    Kind.REISSUE_LOST: "alt+1",
    Kind.REPLACE: "alt+2",
    Kind.PIN_CHANGE: "alt+1",
    Kind.PIN_RESET: "alt+2",
}
WRITES = frozenset({Kind.INSTANT, Kind.REISSUE_LOST, Kind.REPLACE})
TICKS = frozenset({"papers_checked", "name_same", "number_same", "photo_same"})
ROUNDS = 12  # Enter, mend the first fault, Enter ...


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody who acts for the holder, with their papers."""

    name: str
    id_no: str
    phone: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What one person comes for."""

    kind: Kind
    ssn: str
    card_id: str = ""  # the card the person brings, by its place in the tray
    agent: Agent | None = None


class Clerk:
    """Works the window; each method waits for what it has caused."""

    def __init__(self, window: Window) -> None:
        self._window = window

    def log_in(self, account: int = 1) -> None:
        """Take a practice account by its key and log in."""
        self._window.on("login")
        self._window.press(f"alt+{account}")
        self._window.press("Return")
        self._window.on("search")

    def find(self, ssn: str) -> State:
        """Type the number and open the person."""
        window = self._window
        window.press("F2")
        window.wait("search box", lambda s: s["focus"] == "search")
        window.type(ssn)
        window.wait("one answer", _answered)
        window.press("Return")
        return window.on("case")

    def lay(self, card_id: str, wanted: str) -> None:
        """Lay a card from the tray on the reader; ``wanted`` is what it must be."""
        window = self._window
        window.press("alt+k")
        window.wait("tray", lambda s: s["focus"] == "tray")
        window.type(card_id)
        window.press("Return")
        window.wait(f"card {wanted}", lambda s: s["card"] == wanted and not s["busy"])

    def take_off(self) -> None:
        """Take the card off the reader."""
        self._window.press("ctrl+k")
        self._window.wait(
            "empty reader", lambda s: s["card"] == "none" and not s["tray"]
        )

    def open_form(self, wish: Wish) -> None:
        """Open the service and choose the business."""
        window = self._window
        window.press(SERVICE_KEY[wish.kind])
        state = window.on("form")
        if state["kind"] != wish.kind:
            window.press(CHOICE_KEY[wish.kind])
            window.wait(f"business {wish.kind}", lambda s: s["kind"] == wish.kind)
        if wish.agent is not None:
            self._name_agent(wish.agent)

    def fill(self) -> State:
        """Press Enter and mend what the form asks for, until it is content."""
        window = self._window
        for _ in range(ROUNDS):
            self._press_and_see("Return")
            state = window.on("form", "confirm")
            if state["screen"] == "confirm":
                return state
            while state["faults"]:
                state = self._mend(state)
        raise StuckError(f"form never content: {dict(window.state())}")

    def open_pin(self, wish: Wish) -> None:
        """Open the page of the PIN, once the card has been looked at."""
        window = self._window
        window.press(SERVICE_KEY[wish.kind])
        window.wait("the PIN's state", lambda s: s["screen"] == "pin" and not s["busy"])
        window.press(CHOICE_KEY[wish.kind])
        window.wait(f"business {wish.kind}", lambda s: s["kind"] == wish.kind)
        if wish.kind is Kind.PIN_RESET:
            window.press("alt+c")
        window.press("Return")
        window.on("card_confirm")

    def type_fields(self, first: str, *texts: str) -> None:
        """Type into fields that follow each other, beginning with ``first``."""
        self._focus(first)
        for number, text in enumerate(texts):
            if number:
                self._press_and_see("Tab")
            self._window.type(text)

    def refuse_self(self, login: str) -> str:
        """Try to approve an act alone; empty the field again and return the fault."""
        self._press_and_see("ctrl+Return")
        state = self._window.wait("a refusal", lambda s: "login" in s["faults"])
        self._focus("login")
        self._window.press(*["BackSpace"] * len(login))
        return str(state["error"])

    def look_at_card(self) -> State:
        """F11: read everything on the card that lies there."""
        self._window.press("F11")
        return self._window.wait(
            "the card's files",
            lambda s: s["screen"] == "inquiry" and not s["busy"] and bool(s["rows"]),
        )

    def ask_the_center(self) -> State:
        """Alt+2: chip, record and center side by side."""
        self._window.press("alt+2")
        return self._window.wait(
            "three sides",
            lambda s: s["kind"] == "sides" and not s["busy"] and bool(s["rows"]),
        )

    def commit(self) -> State:
        """Carry the act out and return the result page."""
        self._window.wait("ready to commit", lambda s: s["ready"])
        self._window.press("ctrl+Return")
        return self._window.on("result")

    def next_person(self) -> None:
        """Leave the result page."""
        if self._window.state()["card"] != "none":
            self.take_off()
        self._window.press("Return")
        self._window.on("search")

    def refused(self, ssn: str, *keys: str) -> str:
        """Try what may not be done; return the code that the page shows."""
        self.find(ssn)
        self._window.press(*keys)
        state = self._window.wait("a refusal", lambda s: bool(s["error"]))
        self.step_back()
        return str(state["error"])

    def step_back(self) -> None:
        """Leave the person without doing anything."""
        for _ in range(ROUNDS):
            if self._window.state()["screen"] == "search":
                return
            self._press_and_see("Escape")

    def _name_agent(self, agent: Agent) -> None:
        window = self._window
        window.press("alt+a")
        for name in ("name", "id_no", "phone"):
            self._focus(name)
            window.type(getattr(agent, name))
            window.press("Tab")

    def _focus(self, name: str) -> None:
        self._window.wait(f"field {name}", lambda s: s["focus"] == name)

    def _press_and_see(self, key: str) -> None:
        """Press a key and wait until the window has answered to it."""
        before = self._window.state()["change"]
        self._window.press(key)
        self._window.wait(f"an answer to {key}", lambda s: s["change"] > before)

    def _mend(self, state: State) -> State:
        """Tick the check that has the cursor; Space goes on to the next one."""
        faults = state["faults"]
        if not set(faults) <= TICKS:
            raise StuckError(f"form asks for {faults}")
        field = self._window.wait("a check", lambda s: s["focus"] in s["faults"])[
            "focus"
        ]
        self._window.press("space")
        return self._window.wait(f"{field} ticked", lambda s: field not in s["faults"])


def _answered(state: State) -> bool:
    return state["screen"] == "search" and state["rows"] == 1 and not state["busy"]
