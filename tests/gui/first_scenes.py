"""Every page of the first start, led to without doing anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from counter_app.services.firstrun import AtCenter, LoadNow, MadeOffice
from views.firstrun.presenter import Step
from views.firstrun.window import FirstWindow
from views.flow.fault import Fault

MADE = MadeOffice(
    "zhou", "Ab3d-Ef5g-Hi7j-Kl9m", "7QK4-M2XH-9TBD-VN3F-P6RA-8WJC-5YGE-ZS1U"
)
CENTER = AtCenter(
    "演练省第一演练市海陵区社会保障卡服务中心（北厂区）",
    "W-0017",
    " ".join(["0F1E"] * 16),
)
READERS = ("Alcor Micro AU9540 Smart Card Reader 00 00", "Virtual PCD 00 01")


def _page(step: Step, **changes: object) -> Callable[[FirstWindow], None]:
    def lead(window: FirstWindow) -> None:
        clean: dict[str, object] = {
            "fault": None, "told": "", "about": "", "missing": (), "center": None,
            "busy": False, "made": None, "asks_passphrase": False, "load": None,
        }  # fmt: skip
        window.presenter._set(**clean | {"step": step} | changes)

    return lead


#: Name -> what leads there.
FIRST: Mapping[str, Callable[[FirstWindow], None]] = {
    "first-choice": _page(Step.CHOICE),
    "first-office": _page(
        Step.OFFICE,
        asks_passphrase=True,
        missing=("office", "login", "person", "passphrase", "passphrase_again"),
    ),
    "first-key": _page(Step.KEY, made=MADE, missing=("tail",)),
    "first-center": _page(Step.CENTER, fault=Fault("center.unreachable")),
    "first-enrolled": _page(Step.CENTER, center=CENTER),
    "first-devices": _page(
        Step.DEVICES,
        readers=READERS,
        told="view.settings.reader_card",
        about=READERS[0],
    ),
    "first-load": _page(
        Step.LOAD, busy=True, load=LoadNow(150_112, 1_200_000, 240, False, None)
    ),
    "first-practice": _page(Step.PRACTICE, busy=True),
}
