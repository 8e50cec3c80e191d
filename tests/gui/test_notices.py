"""What a clerk reads when the line, the clock or the file is not as it should be.

For each: cause and remedy on the sync page in both languages, a word in the status
bar, and lawful work goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from counter_app import i18n
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.codes.system import SystemCode
from counter_app.ports.center import Aside
from counter_app.services.notices import Notice
from tests.gui.driver import Gui, labels
from tests.labs.xvfb import Xvfb
from views.sync.notices import sentences

WAYS = (Aside("R-0001", CenterCode.SERVER_FAULT), Aside("R-0002", CenterCode.BUSY))


@dataclass(frozen=True, slots=True)
class Trouble:
    """One trouble: how it is made, what the page must say, a word of the bar."""

    notice: str
    make: Callable[[Gui], None]
    bar: dict[str, str]


def told(*, online: bool = False, **line: Any) -> Callable[[Gui], None]:
    """Let the line tell something."""

    def make(gui: Gui) -> None:
        gui.desk.online = online
        gui.desk.line_told = line

    return make


def restored(gui: Gui) -> None:
    """The office began anew from a copy; the center has told that it is older."""
    gui.desk.restored = True
    gui.desk.syncing.contradicted = "812"


TROUBLES = {
    "restored": Trouble(
        RuleCode.MUST_PULL, restored,
        {"zh_CN": "备份恢复", "en": "restored"},
    ),
    "contradicted": Trouble(
        SystemCode.AUDIT_CONTRADICTED, restored, {"zh_CN": "网络", "en": "Online"},
    ),
    "revoked": Trouble(
        CenterCode.REVOKED, told(fault=CenterCode.REVOKED.value),
        {"zh_CN": "已被中心停用", "en": "Shut out by the center"},
    ),
    "portal": Trouble(
        CenterCode.HTML_ANSWER, told(fault=CenterCode.HTML_ANSWER.value),
        {"zh_CN": "需先上网认证", "en": "Network log-in needed"},
    ),
    "clock": Trouble(
        SystemCode.CLOCK_SKEW, told(online=True, skew_s=7200.0),
        {"zh_CN": "时钟 不准", "en": "Clock wrong"},
    ),
    "aside": Trouble(
        CenterCode.SET_ASIDE, told(online=True, aside=WAYS),
        {"zh_CN": "2 笔受阻", "en": "2 do not get through"},
    ),
}  # fmt: skip


def read(gui: Gui) -> str:
    """Return every text that can be seen."""
    shown = labels(gui.window.root)
    return "\n".join(str(one.cget("text")) for one in shown)


@pytest.fixture(scope="module")
def windows(screen: Xvfb, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One window for each language, opened when first asked for."""
    opened: dict[str, Gui] = {}
    i18n.catalogue.cache_clear()

    def window(language: str) -> Gui:
        for other in list(opened):
            if other != language:
                opened.pop(other).close()
        if language not in opened:
            folder: Path = tmp_path_factory.mktemp(language)
            opened[language] = Gui(screen, folder, language=language, size=(1366, 700))
            opened[language].log_in()
        return opened[language]

    yield window
    for gui in opened.values():
        gui.close()
    i18n.catalogue.cache_clear()


@pytest.mark.parametrize("name", TROUBLES)
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_trouble_is_named_with_its_remedy(
    windows: Callable[[str], Gui], language: str, name: str
) -> None:
    """Cause and remedy are on the page, a word is in the bar, all of it fits."""
    gui, trouble = windows(language), TROUBLES[name]
    gui.desk.online, gui.desk.line_told = True, {}
    gui.desk.restored, gui.desk.syncing.contradicted = False, ""
    trouble.make(gui)
    gui.window.conductor.poll()
    gui.key("ctrl+s")
    gui.until(lambda s: s.screen == "sync" and not s.busy)
    found = {one.code: one for one in gui.desk.syncing.report().notices}
    cause, remedy = sentences(found[trouble.notice], gui.window.kit.words)
    assert cause
    assert remedy
    assert "{" not in cause + remedy
    gui.until(lambda _: cause in read(gui))
    assert remedy in read(gui)
    gui.until(lambda _: trouble.bar[language] in read(gui))
    gui.check_fit(f"{name}-{language}")
    gui.key("Escape")
    gui.screen_is("search")


@pytest.mark.parametrize("name", TROUBLES)
def test_a_loss_is_recorded_whatever_the_trouble(
    windows: Callable[[str], Gui], name: str
) -> None:
    """What needs no line goes on: the loss is there, pending where the line is away."""
    gui = windows("zh_CN")
    gui.desk.online, gui.desk.line_told = True, {}
    TROUBLES[name].make(gui)
    before = len(gui.desk.commands)
    person = list(gui.desk.people.values())[list(TROUBLES).index(name)]
    gui.window.conductor.open_holder(person.holder.ssn)
    gui.screen_is("case")
    gui.window.keyboard.do("loss")
    if gui.state().screen == "form":
        gui.window.conductor.top.set("papers_checked", True)
        gui.window.conductor.top.enter()
        gui.screen_is("confirm")
        gui.window.conductor.top.commit()
        gui.screen_is("result")
        assert len(gui.desk.commands) == before + 1
    gui.window.conductor.next_person()
    gui.screen_is("search")


def test_three_troubles_at_once_stay_on_the_page(
    windows: Callable[[str], Gui],
) -> None:
    """The two gravest are shown, a person's duty first; the page stays whole."""
    gui = windows("en")
    restored(gui)
    told(fault=CenterCode.HTML_ANSWER.value, skew_s=-9000.0, aside=WAYS)(gui)
    gui.key("ctrl+s")
    gui.until(lambda s: s.screen == "sync" and not s.busy)
    report = gui.desk.syncing.report()
    assert report.notices[0].code == SystemCode.AUDIT_CONTRADICTED
    assert len(report.notices) == 5
    gui.until(lambda _: "log-in page" in read(gui))
    gui.check_fit("three-troubles")
    gui.key("Escape")
    gui.screen_is("search")


def test_a_reason_is_told_in_words() -> None:
    """An act that stands aside says which, and why, without a code."""
    from views.messages import Words

    words = Words("en", "Asia/Shanghai")
    aside = Notice(
        CenterCode.SET_ASIDE, {"n": 1, "receipts": "R-1"}, CenterCode.SERVER_FAULT
    )
    cause, _ = sentences(aside, words)
    assert "R-1" in cause
    assert "internal fault" in cause
    assert "center." not in cause
