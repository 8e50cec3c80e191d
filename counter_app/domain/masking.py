"""Masks for personal data on paper and screen (business.md 11, GB/T 35273 7.2).

A mask keeps what a person needs to recognise their own entry and no more. All
functions are total: any text comes back masked, never unmasked by surprise.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

STAR = "*"
_SEPARATORS = "·•‧・．. -'’　"

# 复姓 in use today; a name of three characters or more that starts with one of
# them keeps both.
COMPOUND_SURNAMES = frozenset(
    """
    欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊
    赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文
    司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正
    宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 梁丘
    左丘 西门 第五 南荣 东里 即墨 达奚 褚师 纳兰 完颜 耶律 哥舒 贺兰 歐陽
    東方 獨孤 萬俟 聞人 諸葛 尉遲 赫連 澹臺 濮陽 鍾離 長孫 鮮于 閭丘 亓官
    顓孫 壤駟 樂正 穀梁 軒轅 東郭 南門 梁丘 左丘 西門 賀蘭
    """.split()  # noqa: SIM905 - a list of 100 names reads better so
)


def mask_name(name: str) -> str:
    """Keep the surname: ``张*``, ``王**``, ``欧阳**``.

    Names with separators (``阿迪力·买买提``) and Latin names keep the first character
    and every separator. A character with its variation selector counts as one.
    """
    clusters = list(_clusters(unicodedata.normalize("NFC", name.strip())))
    if not clusters:
        return ""
    if len(clusters) == 1:
        return clusters[0] if clusters[0] in _SEPARATORS else STAR
    kept = 1
    if len(clusters) > 2 and "".join(clusters[:2]) in COMPOUND_SURNAMES:  # noqa: PLR2004 - surname and a given name
        kept = 2
    masked = [
        cluster if cluster in _SEPARATORS else STAR for cluster in clusters[kept:]
    ]
    return "".join(clusters[:kept] + masked)


def mask_ssn(number: str) -> str:
    """Keep the first 6 and last 4 of an 18-place number: ``110101********1234``.

    Other numbers (passports and permits) keep the first and the last two places.
    """
    text = number.strip()
    if len(text) == 18:  # noqa: PLR2004 - GB 11643
        return text[:6] + STAR * 8 + text[-4:]
    return _ends(text, 1, 2)


def mask_phone(number: str) -> str:
    """Keep the first 3 and last 4 places: ``137****8670``."""
    return _ends(number.strip(), 3, 4)


def mask_card(number: str) -> str:
    """Keep the series letter and the last 4 of a card number: ``C****1234``."""
    return _ends(number.strip(), 1, 4)


def mask_bank(number: str) -> str:
    """Keep the last 4 places of a bank account, in a fixed width: ``****1234``."""
    text = number.strip()
    return STAR * 4 + text[-4:] if len(text) > 8 else STAR * len(text)  # noqa: PLR2004 - at least half is hidden


def card_tail(number: str) -> str:
    """Return the last 4 places of a card number, as lists print it."""
    text = number.strip()
    return text[-4:] if len(text) > 4 else STAR * len(text)  # noqa: PLR2004 - a tail of something


def mask_address(text: str) -> str:
    """Keep the first three characters, as a rule the province or city."""
    return text.strip()[:3] + STAR * 3


#: Items of a card that tell who somebody is; other items need no mask.
ITEM_MASKS: dict[str, Callable[[str], str]] = {
    "ssn": mask_ssn,
    "name": mask_name,
    "contact": mask_name,
    "card_no": mask_card,
    "card_uid": mask_bank,
    "account_no": mask_bank,
    "medical_no": mask_bank,
    "person_id": mask_bank,
    "phone": mask_phone,
    "contact_phone": mask_phone,
    "household_address": mask_address,
    "living_address": mask_address,
}


def mask_item(name_id: str, value: str | None) -> str | None:
    """Mask the value of a card item, named by its message id (``card_files``)."""
    mask = ITEM_MASKS.get(name_id.rpartition(".")[2])
    return mask(value) if mask and value else value


def _ends(text: str, first: int, last: int) -> str:
    """Keep both ends when at least two places between them are hidden."""
    hidden = len(text) - first - last
    if hidden < 2:  # noqa: PLR2004 - one hidden place is guessed in ten tries
        return STAR * len(text)
    return text[:first] + STAR * hidden + text[-last:]


def _clusters(text: str) -> Iterator[str]:
    """Split into characters, each with the marks and selectors that follow it."""
    cluster = ""
    for char in text:
        if cluster and not (unicodedata.combining(char) or _is_selector(char)):
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
