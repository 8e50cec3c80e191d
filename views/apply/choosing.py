"""A photo chosen from a file while the form is open; no Tk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from counter_app.domain.codes.apply import PhotoCode
from counter_app.domain.records import Ssn
from counter_app.runtime import Lane
from counter_app.services.desk import Desk
from views.flow.backstage import Backstage
from views.flow.fault import Fault

NUMBER_FIRST = "apply.photo.number_first"


class Choosing:
    """Lets the office judge and keep a file; typing goes on meanwhile.

    Attributes:
        busy: a file is looked at.
        said: message id and params of why the last file was not taken.
    """

    def __init__(
        self, backstage: Backstage, taken: Callable[[Ssn, bytes | None], None]
    ) -> None:
        self._backstage = backstage
        self._taken = taken
        self.busy = False
        self.said: tuple[str, dict[str, object]] | None = None

    def forget(self) -> None:
        """Another number: what was said of the last file is nothing of it."""
        self.said = None

    def take(self, path: str, number: Ssn | None, changed: Callable[[], None]) -> None:
        """Have a file made the photo of this number (``Deciding.choose``)."""
        if self.busy or not path:
            return
        self.said = (NUMBER_FIRST, {}) if number is None else None
        if number is not None:
            self.busy = True
            self._run(Path(path), number, changed)
        changed()

    def _run(self, path: Path, number: Ssn, changed: Callable[[], None]) -> None:
        def choose(desk: Desk) -> bytes | None:
            return desk.photos.deciding.choose(path, number).jpeg

        def done(jpeg: bytes | None) -> None:
            self.busy = False
            self._taken(number, jpeg)

        def failed(fault: Fault) -> None:
            self.busy = False
            self.said = _said(fault)
            changed()

        self._backstage.run(Lane.WORK, choose, done, failed)


def _said(fault: Fault) -> tuple[str, dict[str, object]]:
    if fault.code == PhotoCode.NOT_A_PHOTO:
        return f"photo.fault.{fault.params['fault']}", {}
    return f"error.{fault.code}.cause", dict(fault.params)
