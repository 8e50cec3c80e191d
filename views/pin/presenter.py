"""F8: state of the PIN, and what may be done about it; no Tk."""

from __future__ import annotations

from counter_app.domain.chip import PinState
from counter_app.domain.states import Kind
from counter_app.services.desk import Desk
from counter_app.services.pins import PinLook
from views.cardact.form import ActPresenter
from views.cardact.state import VERIFY, ActOption
from views.flow.screens import Presenter, Screen
from views.pin.confirm import PinConfirm


class PinPresenter(ActPresenter[PinLook]):
    """Change, reset, unlock or verify; the PINs are typed on the confirm page."""

    screen = Screen.PIN
    acts = (Kind.PIN_CHANGE, Kind.PIN_RESET, Kind.PIN_UNLOCK, VERIFY)

    def ask(self, desk: Desk) -> PinLook:
        return desk.pins.look()

    def options(self) -> tuple[ActOption, ...]:
        look = self.look
        if look is None:
            return tuple(ActOption(act, allowed=False) for act in self.acts)
        known = {p.kind.value: p for p in look.possible}
        found = []
        for act in self.acts:
            one = known.get(act)
            if act == VERIFY:
                found.append(self._verify(look))
            elif one is None:
                found.append(ActOption(act, allowed=False))
            elif act == Kind.PIN_CHANGE and look.pin.state is PinState.LOCKED:
                found.append(ActOption(act, allowed=False, code="card.pin_locked"))
            else:
                found.append(ActOption(act, one.allowed, one.code, one.params))
        return tuple(found)

    def preferred(self, first: str) -> str:
        """A locked PIN is what the person came for; else the change is."""
        locked = self.look is not None and self.look.pin.state is PinState.LOCKED
        wish = Kind.PIN_UNLOCK if locked else Kind.PIN_CHANGE
        allowed = {o.act for o in self.options() if o.allowed}
        return wish if wish in allowed else first

    def confirm(self) -> Presenter:
        return PinConfirm(self._ctx, self)

    @property
    def needs_papers(self) -> bool:
        """A change is proved by the old PIN; reset and unlock by papers (3.2)."""
        return self.state.act in (Kind.PIN_RESET, Kind.PIN_UNLOCK)

    @staticmethod
    def _verify(look: PinLook) -> ActOption:
        if look.not_enabled:
            return ActOption(VERIFY, allowed=False, code="rule.pin_not_enabled")
        refusals = {
            PinState.NONE: "card.pin_none",
            PinState.LOCKED: "card.pin_locked",
        }
        code = refusals.get(look.pin.state) if look.pin.state else None
        return ActOption(VERIFY, code is None, code)
