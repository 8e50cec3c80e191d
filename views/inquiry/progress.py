"""How far a card is read: counted on the card thread, shown by the window's."""

from __future__ import annotations

from counter_app.ports.cards import Progress


class Count:
    """Files looked at, of all there are; ``(0, 0)`` while nobody can tell.

    The card thread replaces one value; the window looks when it likes. What an
    earlier reading still tells is not heard any more.
    """

    def __init__(self) -> None:
        self.now = (0, 0)
        self._reading = 0

    def begin(self) -> Progress:
        """Forget what was counted; return who counts the next reading."""
        self._reading += 1
        self.now = (0, 0)
        reading = self._reading

        def told(done: int, total: int) -> None:
            if reading == self._reading:
                self.now = (done, total)

        return told
