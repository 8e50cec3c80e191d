"""Finished papers, looked at with other programs: text, fonts, pictures, bytes."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import segno
from PIL import Image

from counter_app.domain.rulepack import FormalLift, OldCardPolicy, TempLossEnd
from counter_app.domain.states import Effect, Kind
from printing import samples
from printing.content import ReceiptContent
from printing.documents.receipt import QR_SIDE
from printing.mac import qr_text
from printing.press import ReportlabPress

GOLDEN = Path(__file__).parents[2] / "golden" / "receipt"
PRESS = ReportlabPress()
STANDING = (Effect.PENDING, Effect.EFFECTIVE)
MOST_BYTES = 60 * 1024


def all_receipts() -> dict[str, ReceiptContent]:
    """Return sample facts of every kind, effect and language by name."""
    found = {}
    for language in ("zh_CN", "en"):
        for effect in Effect:
            made = {kind.value: samples.receipt(kind, effect) for kind in Kind}
            combined = samples.receipt(Kind.REISSUE_LOST, effect, combined=True)
            for name, content in (made | {"combined": combined}).items():
                said = replace(content, language=language)
                found[f"{name}-{effect.value}-{language}"] = said
    return found


RECEIPTS = all_receipts()
GOLDENS = {n: c for n, c in RECEIPTS.items() if c.effect in STANDING}


def run(*command: str, data: bytes = b"") -> str:
    """Run a program of the system and return what it prints."""
    done = subprocess.run(
        command, input=data, capture_output=True, check=True, timeout=60
    )
    return done.stdout.decode()


def text_of(pdf: bytes) -> str:
    """Return the text of a PDF as a reader program finds it."""
    return run("pdftotext", "-layout", "-", "-", data=pdf)


def normal(text: str) -> str:
    """Return text without layout: one space between words, no empty lines."""
    lines = (" ".join(line.split()) for line in text.replace("\f", "\n").splitlines())
    return "\n".join(line for line in lines if line) + "\n"


def pages(pdf: bytes) -> int:
    """Return the number of pages."""
    info = run("pdfinfo", "-", data=pdf)
    return int(next(x for x in info.splitlines() if x.startswith("Pages:")).split()[1])


def printed(content: ReceiptContent) -> bytes:
    """Return the receipt of some facts, through the frozen JSON."""
    return PRESS.receipt(content.to_json())


@pytest.mark.parametrize("name", GOLDENS)
def test_the_text_is_the_golden_one(name: str) -> None:
    """Every word of every receipt, as approved (``BLESS=1`` approves anew)."""
    path = GOLDEN / f"{name}.txt"
    found = normal(text_of(printed(GOLDENS[name])))
    if "BLESS" in os.environ:
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


def test_no_golden_is_left_over() -> None:
    """Approved texts belong to receipts that exist."""
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(GOLDENS)


def test_every_receipt_fits_one_sheet_and_sixty_kilobytes() -> None:
    """G21: one A5 page each, practice banner included, at most 60 KB."""
    for name, content in RECEIPTS.items():
        pdf = printed(replace(content, practice=True))
        assert (name, pages(pdf)) == (name, 1)
        assert len(pdf) <= MOST_BYTES, name


@pytest.mark.parametrize("effect", Effect)
def test_the_effect_stands_on_the_paper(effect: Effect) -> None:
    """Architecture: a receipt prints the effect it was made under, and no other."""
    words = {
        Effect.EFFECTIVE: "已生效",
        Effect.PENDING: "待上传（尚未生效）",
        Effect.REFUSED: "中心未受理",
        Effect.REVERSED: "已撤销",
    }
    text = text_of(printed(samples.receipt(Kind.LOSS_FORMAL, effect)))
    headings = [line.strip() for line in text.splitlines() if "状态截至" in line]
    assert len(headings) == 1
    assert headings[0].startswith(words[effect])


def test_a_pending_loss_promises_nothing() -> None:
    """R-29: only recorded here; the hot line; the bank part is not stopped."""
    text = text_of(printed(samples.receipt(Kind.LOSS_TEMP, Effect.PENDING)))
    for words in ("中心生效前", "12333", "未停用，请另行致电银行", "95533"):
        assert words in text
    assert "社会保障功能已停用" not in text


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (FormalLift.NEVER, "正式挂失不能解除"),
        (FormalLift.UNTIL_REISSUE, "在申请补领之前可以解除挂失"),
    ],
)
def test_the_citys_lift_rule_is_told(rule: FormalLift, words: str) -> None:
    """R-24 differs between cities; the paper says this city's."""
    content = samples.receipt(Kind.LOSS_FORMAL, Effect.EFFECTIVE)
    assert words in text_of(printed(replace(content, lift_rule=rule)))


@pytest.mark.parametrize(
    ("end", "words"),
    [(TempLossEnd.LIFT, "自动恢复正常"), (TempLossEnd.CANCEL, "本卡注销")],
)
def test_the_end_of_a_temporary_loss_is_told(end: TempLossEnd, words: str) -> None:
    """R-21, R-22: until when, in the office's time, and what happens then."""
    content = samples.receipt(Kind.LOSS_TEMP, Effect.EFFECTIVE)
    text = text_of(printed(replace(content, temp_loss_end=end)))
    assert words in text
    assert "2026年12月06日 23:59" in text


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (OldCardPolicy.ON_FIRST_USE, "新卡首次使用后"),
        (OldCardPolicy.ON_ENABLE, "新卡启用生效后"),
        (OldCardPolicy.ON_APPLY, "补换申请生效后"),
    ],
)
def test_the_old_cards_fate_is_told(policy: OldCardPolicy, words: str) -> None:
    """R-31: three local variants, all real."""
    content = samples.receipt(Kind.REPLACE, Effect.EFFECTIVE)
    assert words in text_of(printed(replace(content, old_card_policy=policy)))


def test_practice_is_said_in_both_languages() -> None:
    """A practice paper cannot be taken for a real one; a real one says nothing."""
    content = samples.receipt(Kind.HAND_OUT, Effect.EFFECTIVE)
    for language in ("zh_CN", "en"):
        said = replace(content, practice=True, language=language)
        text = text_of(printed(said))
        assert "本回执无效" in text
        assert "NOT A VALID RECEIPT" in text
        assert "PRACTICE" not in text_of(printed(replace(said, practice=False)))


def test_personal_data_is_masked_in_text_and_code() -> None:
    """business.md 11: neither the words nor the QR text hold a person."""
    content = RECEIPTS["combined-pending-zh_CN"]
    text = text_of(printed(content))
    for secret in (content.holder_name, content.ssn, content.card_no):
        assert secret not in text
        assert secret not in qr_text(content.receipt_no, content.mac)
    assert "欧阳**" in text
    assert "欧阳修文" not in text


def test_rare_characters_print_and_are_found() -> None:
    """Extensions A to G and beyond: glyphs on paper, the same text when extracted."""
    pdf = printed(samples.rare())
    text = text_of(pdf)
    for words in ("𠮷**", "䶮𬭼㛃", "𪚥𫖯鿍𰻝服务站"):
        assert words in text
    assert "U+" not in text
    assert len(pdf) <= MOST_BYTES
    assert "U+31350" in text_of(
        printed(replace(samples.rare(), clerk_name="\U00031350"))
    )


def test_every_font_is_embedded_as_a_subset() -> None:
    """A printer or reader needs no font of its own."""
    for pdf in (printed(samples.rare()), PRESS.daily_report(samples.daily())):
        rows = run("pdffonts", "-", data=pdf).splitlines()[2:]
        assert len(rows) >= 2
        for row in rows:
            name, *_, embedded, subset, unicode_map, _number, _generation = row.split()
            assert "+" in name
            assert (embedded, subset, unicode_map) == ("yes", "yes", "yes"), name


def test_long_names_wrap_inside_their_column() -> None:
    """Names of fifty characters and long offices stay on the sheet."""
    content = replace(
        RECEIPTS["combined-pending-en"],
        holder_name="ALEXANDRA " * 5,
        office_name="一二三四五六七八九十" * 4,
        bank_name="某某农村商业银行股份有限公司某某支行" * 2,
        clerk_name="阿卜杜热依木·阿卜杜热合曼·" * 3,
    )
    pdf = printed(content)
    boxes = run("pdftotext", "-bbox", "-", "-", data=pdf)
    edges = [
        float(part.split('"')[1])
        for line in boxes.splitlines()
        if "<word" in line
        for part in line.split()
        if part.startswith("xMax=")
    ]
    assert len(edges) > 50
    assert max(edges) <= 148 / 25.4 * 72
    assert normal(text_of(pdf)).replace("\n", "").count("*") > 40


def test_a_long_receipt_goes_on_to_a_second_page() -> None:
    """Nothing is cut off when a city has many rules; pages are numbered."""
    rules = tuple(f"第{number}条 " + "本市规定" * 12 for number in range(40))
    content = replace(RECEIPTS["combined-pending-zh_CN"], clauses=rules)
    pdf = printed(content)
    text = normal(text_of(pdf))
    assert pages(pdf) > 1
    assert f"第1页共{pages(pdf)}页" in text.replace(" ", "")
    assert all(f"第{number}条" in text for number in range(40))
    assert text.count("业务专用章") == 1


def test_the_same_facts_give_the_same_bytes() -> None:
    """G22: in any order, on any thread, beside other papers."""
    contents = list(GOLDENS.values())[::3]
    first = [printed(content) for content in contents]
    printed(samples.rare())
    assert [printed(content) for content in reversed(contents)] == first[::-1]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(printed, contents)) == first


def test_another_process_makes_the_same_bytes() -> None:
    """G22: tomorrow's reprint is made by another process, with other hash seeds."""
    code = (
        "import sys; from printing import samples; from printing.press import "
        "ReportlabPress; p = ReportlabPress(); "
        "sys.stdout.buffer.write(p.receipt(samples.rare().to_json()))"
    )
    made = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LANG": "C"},
            check=True,
            capture_output=True,
            timeout=60,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "America/Lima"))
    ]
    assert made == [printed(samples.rare())] * 2


def test_the_qr_code_on_the_page_holds_number_and_seal(tmp_path: Path) -> None:
    """Every module stands where it must, with its quiet zone; no personal data."""
    content = RECEIPTS["loss_formal-effective-zh_CN"]
    run("pdftoppm", "-r", "300", "-gray", "-", str(tmp_path / "p"),
        data=printed(content))  # fmt: skip
    with Image.open(next(tmp_path.glob("p*.pgm"))) as page:
        wanted = segno.make(
            qr_text(content.receipt_no, content.mac), error="m", boost_error=False
        )
        rows = [list(row) for row in wanted.matrix_iter(scale=1, border=4)]
        cell = QR_SIDE / (len(rows) - 8)
        left, top = 148 - 11 - QR_SIDE - 4 * cell, 9.0 + 0.6 - 4 * cell
        scale = 300 / 25.4
        found = [
            [
                page.getpixel(
                    (
                        round((left + (x + 0.5) * cell) * scale),
                        round((top + (y + 0.5) * cell) * scale),
                    )
                )
                < 128
                for x in range(len(rows))
            ]
            for y in range(len(rows))
        ]
    assert found == [[bool(module) for module in row] for row in rows]


def test_the_daily_report_adds_up() -> None:
    """9.2: every table of the paper tells of the same day."""
    text = normal(text_of(PRESS.daily_report(samples.daily())))
    counts = samples.daily()["counts"]
    assert isinstance(counts, list)
    total = sum(row["count"] for row in counts)
    sums = [line.split() for line in text.splitlines() if line.startswith("合计 ")]
    assert len(sums) == 4  # the tiles' labels, and tables A, C and D
    assert [line[-1] for line in sums[1:2]] == [str(total)]
    assert [line[1] for line in sums[2:]] == [str(total)] * 2
    assert "含未上传 7 笔" in text
    assert "-1" in text  # the planted difference of the blanks


def test_an_empty_day_has_a_report() -> None:
    """A day without cases, stock or network is still a report to sign."""
    least = {"office_name": "海陵区网点", "date": "2026-11-22"}
    least["printed_at"] = "2026-11-22T09:00:00+00:00"
    pdf = PRESS.daily_report(least | {"practice": True, "language": "en"})
    text = normal(text_of(pdf))
    assert text.count("Nothing on this day") == 4
    assert "NOT A VALID REPORT" in text


def test_a_long_report_repeats_its_heads() -> None:
    """A table that goes on to the next page names its columns there again."""
    row = {"business": "hand_out", "effect": "effective", "count": 1}
    counts = [{**row, "clerk": f"clerk{number:03d}"} for number in range(120)]
    pdf = PRESS.daily_report(samples.daily() | {"counts": counts})
    text = normal(text_of(pdf))
    assert pages(pdf) >= 3
    assert text.count("经办人 笔数 发卡 挂失 解挂") >= 3
    assert all(f"clerk{number:03d}" in text for number in range(120))
