"""From an empty folder to an open office, one question at a time; no Tk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol, TypeVar

from counter_app.ports.cards import ReaderState
from counter_app.services.firstrun import (
    AtCenter,
    FirstSteps,
    LoadNow,
    MadeOffice,
    NewOffice,
)
from views.flow.fault import Fault

T = TypeVar("T")
TAIL = 4  # characters of the recovery key that are asked back
SECRETS = ("passphrase", "passphrase_again")


class Step(StrEnum):
    """The pages of the assistant in their order."""

    CHOICE = "choice"
    PRACTICE = "practice"
    OFFICE = "office"
    KEY = "key"
    CENTER = "center"
    DEVICES = "devices"
    LOAD = "load"


@dataclass(frozen=True, slots=True)
class FirstState:
    """One picture of the assistant.

    Attributes:
        values: what stands in the fields, by their names.
        missing: fields that must be filled in.
        told: message id of good news, with ``about`` in its place.
    """

    step: Step = Step.CHOICE
    values: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    busy: bool = False
    fault: Fault | None = None
    told: str = ""
    about: str = ""
    made: MadeOffice | None = None
    center: AtCenter | None = None
    readers: tuple[str, ...] = ()
    load: LoadNow | None = None
    asks_passphrase: bool = False


class FirstView(Protocol):
    """The assistant's face."""

    def render(self, state: FirstState) -> None: ...
    def finished(self) -> None:
        """There is an office: the assistant goes."""


class Work(Protocol):
    """Runs a job away from the window's thread."""

    def __call__(
        self,
        job: Callable[[FirstSteps], T],
        done: Callable[[T], None],
        failed: Callable[[Fault], None],
    ) -> None: ...


class FirstPresenter:
    """Asks, does, shows; nothing is done twice."""

    def __init__(
        self, work: Work, rules: tuple[str, ...], *, asks_passphrase: bool = False
    ) -> None:
        self._work = work
        self.rules = rules
        self.state = FirstState(
            asks_passphrase=asks_passphrase,
            values={
                "rules": rules[0],
                "printer.target": "folder",
                "printer.folder": "prints",
                "printer.name": "",
                "printer.receipt": "a5",
                "reader.name": "",
            },
        )
        self.view: FirstView | None = None

    def edit(self, name: str, value: str) -> None:
        """Take what is in a field."""
        said = value if name in SECRETS else value.strip()
        values = {**self.state.values, name: said}
        missing = tuple(one for one in self.state.missing if one != name)
        self.state = replace(self.state, values=values, missing=missing)

    # -- steps -------------------------------------------------------------
    def real(self) -> None:
        """A workstation of a real office."""
        self._to(Step.OFFICE)

    def practice(self) -> None:
        """An office of invented people to learn in."""
        if not self.state.busy:
            self._set(step=Step.PRACTICE, fault=None)
            self._do(lambda steps: steps.practice(), lambda _: self._finish())

    def back(self) -> None:
        """To the first question, as long as nothing was made."""
        if not self.state.busy and self.state.made is None:
            self._to(Step.CHOICE)

    def go(self) -> None:
        """The next step of this page (Enter)."""
        acts: dict[Step, Callable[[], None]] = {
            Step.CHOICE: self.real,
            Step.OFFICE: self._make,
            Step.KEY: self._confirm_key,
            Step.CENTER: self._enrol,
            Step.DEVICES: self._keep_devices,
            Step.LOAD: self._finish,
        }
        act = acts.get(self.state.step)
        if act is not None and not self.state.busy:
            act()

    def _make(self) -> None:
        said = self.state.values
        secret = SECRETS if self.state.asks_passphrase else ()
        if not self._asked("office", "login", "person", *secret):
            return
        if secret and said[secret[0]] != said[secret[1]]:
            self._set(missing=secret[1:])
            return
        order = NewOffice(
            said["office"],
            said["login"],
            said["person"],
            said["rules"],
            passphrase=said[secret[0]] if secret else "",
        )
        self._do(lambda steps: steps.make(order), self._made)

    def _made(self, made: MadeOffice) -> None:
        kept = {k: v for k, v in self.state.values.items() if k not in SECRETS}
        self._set(made=made, step=Step.KEY, values=kept)

    def _confirm_key(self) -> None:
        """The key was written down: its end is typed back."""
        made, typed = self.state.made, self.state.values.get("tail", "")
        if made is None:
            return
        whole = "".join(made.recovery_key.split()).replace("-", "")
        if typed.upper() == whole[-TAIL:].upper():
            self._set(made=replace(made, password="", recovery_key=""))
            self._to(Step.CENTER)
        else:
            self._set(missing=("tail",))

    def _enrol(self) -> None:
        said = self.state.values
        if self.state.center is not None:
            self._devices()
        elif self._asked("address", "code"):
            self._do(
                lambda steps: steps.enrol(said["address"], said["code"]),
                lambda center: self._set(center=center),
            )

    def later(self) -> None:
        """Work without a center for the time being."""
        if self.state.step is Step.CENTER and not self.state.busy:
            self._devices()

    def _devices(self) -> None:
        self._to(Step.DEVICES)
        self._do(lambda steps: steps.bench.readers(), self._readers_known)

    def _readers_known(self, readers: tuple[str, ...]) -> None:
        self._set(readers=readers)

    def try_reader(self) -> None:
        """Look at the reader that stands in the field."""
        name = self.state.values["reader.name"]
        self._do(lambda steps: steps.bench.try_reader(name), self._reader_seen)

    def _reader_seen(self, found: ReaderState) -> None:
        if not found.service or found.reader is None:
            self._failed(Fault(found.fault or "card.no_reader"))
            return
        told = "reader_card" if found.card_present else "reader_empty"
        self._set(told=f"view.settings.{told}", about=found.reader)

    def try_printer(self) -> None:
        """Print a sample on the printer that stands in the fields."""
        values = self._devices_said("printer.")
        self._do(
            lambda steps: steps.bench.try_printer(values),
            lambda name: self._set(told="view.settings.printed", about=name),
        )

    def _keep_devices(self) -> None:
        values = self._devices_said("printer.") | self._devices_said("reader.")
        self._do(lambda steps: steps.bench.change(values), lambda _: self._loading())

    def _loading(self) -> None:
        self._to(Step.LOAD)
        self.look_at_load()

    def look_at_load(self) -> None:
        """Ask how far the first load is; the window asks again every second."""
        if self.state.step is Step.LOAD and not self.state.busy:
            self._do(lambda steps: steps.load(), lambda load: self._set(load=load))

    def _finish(self) -> None:
        if self.view is not None:
            self.view.finished()

    # -- inside ------------------------------------------------------------
    def _devices_said(self, prefix: str) -> dict[str, str]:
        said = self.state.values
        return {key: said[key] for key in said if key.startswith(prefix)}

    def _asked(self, *names: str) -> bool:
        missing = tuple(n for n in names if not self.state.values.get(n))
        self._set(missing=missing)
        return not missing

    def _to(self, step: Step) -> None:
        self._set(step=step, fault=None, told="", missing=())

    def _do(self, job: Callable[[FirstSteps], T], done: Callable[[T], None]) -> None:
        if self.state.busy:
            return
        quiet = self.state.step is Step.LOAD
        self._set(busy=True, told="", fault=self.state.fault if quiet else None)

        def ended(value: T) -> None:
            self._set(busy=False, fault=None)
            done(value)

        self._work(job, ended, self._failed)

    def _failed(self, fault: Fault) -> None:
        self._set(busy=False, fault=fault)
        if self.state.step is Step.PRACTICE:
            self._set(step=Step.CHOICE)

    def _set(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]  # by name
        if self.view is not None:
            self.view.render(self.state)
