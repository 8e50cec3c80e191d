"""Search keys of names: pinyin, initials, characters as words.

Names are read character by character: the commonest reading, except that surnames
have readings of their own (单 is *shan*). Further readings are kept as words beside
the name, so that a clerk who types another reading finds the person too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

UNIT_MARK = "u"
_MOST_READINGS = 3
_MOST_COMBINATIONS = 8

# Surnames whose reading is not the commonest one of the character.
SURNAMES = {
    "万俟": ("mo", "qi"), "尉迟": ("yu", "chi"), "长孙": ("zhang", "sun"),
    "单于": ("chan", "yu"), "澹台": ("tan", "tai"), "单": ("shan",), "仇": ("qiu",),
    "解": ("xie",), "区": ("ou",), "查": ("zha",), "曾": ("zeng",), "盖": ("ge",),
    "朴": ("piao",), "任": ("ren",), "华": ("hua",), "缪": ("miao",), "员": ("yun",),
    "召": ("shao",), "黑": ("he",), "秘": ("bi",), "冼": ("xian",), "折": ("she",),
    "种": ("chong",), "翟": ("zhai",), "乐": ("yue",), "燕": ("yan",), "尹": ("yin",),
    "卜": ("bu",), "车": ("che",), "晁": ("chao",), "覃": ("qin",), "洗": ("xian",),
    "繁": ("po",), "宓": ("mi",), "褚": ("chu",), "瞿": ("qu",), "隗": ("wei",),
    "逄": ("pang",), "牟": ("mu",), "宁": ("ning",), "令狐": ("ling", "hu"),
}  # fmt: skip

# Characters that names read otherwise than other words do.
IN_NAMES = {"卜": "bu", "茜": "qian", "盛": "sheng", "晟": "sheng", "朝": "chao"}


@dataclass(frozen=True, slots=True)
class NameKeys:
    """What is stored to find a name by letters.

    Attributes:
        pinyin: the reading without spaces or tones, ü as v: ``zhangsan``.
        initials: first letters: ``zs``.
        others: further readings and their initials as words.
    """

    pinyin: str
    initials: str
    others: str


@lru_cache(maxsize=8192)
def _readings(character: str) -> tuple[str, ...]:
    """Return readings without tone, commonest first; letters read as themselves."""
    if character.isascii():
        return (character.lower(),) if character.isalnum() else ("",)
    from pypinyin import Style, lazy_pinyin, pinyin  # noqa: PLC0415 - 0.2 s

    first = lazy_pinyin(character, errors="ignore")
    if not first or not first[0]:
        return ("",)
    every = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
    usual = IN_NAMES.get(character, first[0])
    return tuple(dict.fromkeys((usual, *every)))[:_MOST_READINGS]


def _each(name: str) -> list[tuple[str, ...]]:
    read = [_readings(character) for character in name]
    head = next((s for s in (name[:2], name[:1]) if s in SURNAMES), "")
    if not head and read:
        read[0] = read[0][:1]  # 王 may be read "yu", but nobody is called so
    for at, reading in enumerate(SURNAMES.get(head, ())):
        read[at] = tuple(dict.fromkeys((reading, *read[at])))
    return [readings for readings in read if readings != ("",)]


class _First(dict[str, str]):
    """The commonest reading of each character met so far."""

    def __missing__(self, character: str) -> str:
        self[character] = _readings(character)[0]
        return self[character]


_FIRST = _First()
_HEADS = frozenset(surname[0] for surname in SURNAMES)
_ASCII = re.compile(r"[\x00-\x7f]")


def first_keys(name: str) -> tuple[str, str]:
    """Return pinyin and initials alone (``name_keys`` without the further readings)."""
    if name[:1] not in _HEADS:  # no surname with a reading of its own: a first load
        whole = [_FIRST[character] for character in name]
        return "".join(whole), "".join([reading[:1] for reading in whole])
    first = [readings[0] for readings in _each(name)]
    return "".join(first), "".join([reading[0] for reading in first])


def name_keys(name: str) -> NameKeys:
    """Return the keys of one name; none for characters nobody can read."""
    read = _each(name)
    if all(len(readings) == 1 for readings in read):
        return NameKeys(*first_keys(name), "")
    every = list(islice(product(*read), _MOST_COMBINATIONS))
    whole = ["".join(parts) for parts in every]
    short = ["".join(part[0] for part in parts) for parts in every]
    others = dict.fromkeys((*whole[1:], *short[1:]))
    others.pop(whole[0], None)
    others.pop(short[0], None)
    return NameKeys(whole[0], short[0], " ".join(others))


def spaced(text: str) -> str:
    """Return the text with spaces around each character that is not ASCII."""
    if text and _ASCII.search(text) is None:
        return f" {'  '.join(text)} "
    return "".join(c if c.isascii() else f" {c} " for c in text)


@lru_cache(maxsize=4096)
def unit_words(text: str) -> str:
    """Return a unit's words, marked so that they are never taken for names.

    Nearly every unit holds 有限公司: unmarked, those characters would make a search
    for a name with one of them walk through the whole roll.
    """
    return " ".join(UNIT_MARK + word for word in spaced(text).split())
