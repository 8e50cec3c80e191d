"""Names and sketches of the practice people, rare and long ones among them."""

from __future__ import annotations

import random
from dataclasses import dataclass

HAN, MIAO, UYGHUR, TIBETAN = "01", "06", "05", "04"  # GB 3304


@dataclass(frozen=True, slots=True)
class Sketch:
    """A person before numbers are given: ``story`` is a value of people.Story."""

    story: str
    name: str
    sex: str
    age: int
    ethnicity: str = HAN
    guardian: str = ""


CAST: tuple[Sketch, ...] = (
    Sketch("waiting", "王𠮷祥", "male", 41),
    Sketch("waiting", "李䶮", "female", 29),
    Sketch("waiting", "迪丽热巴·阿布都热合曼·吐尔逊江·买买提", "female", 33, UYGHUR),
    Sketch("waiting", "陈小禾", "female", 8, guardian="陈大田"),
    Sketch("waiting", "赵一一", "male", 10),  # no guardian recorded
    Sketch("no_card", "周望舒", "female", 24),
    Sketch("no_card", "阿依古丽·玉素甫", "female", 19, UYGHUR),
    Sketch("no_card", "孙一", "male", 67),
    Sketch("live", "吴青山", "male", 52),
    Sketch("live", "郑晓月", "female", 36),
    Sketch("live", "扎西顿珠", "male", 45, TIBETAN),
    Sketch("live", "欧阳知秋", "female", 71),
    Sketch("live", "司马长河", "male", 39),
    Sketch("live", "冯远", "male", 58),
    Sketch("live", "褚明玉", "female", 27),
    Sketch("live", "卫国安", "male", 63),
    Sketch("lost_temp", "蒋文", "male", 34),
    Sketch("lost_temp", "沈如意", "female", 48),
    Sketch("lost_formal", "韩冬雪", "female", 55),
    Sketch("lost_formal", "杨柳青", "female", 22),
    Sketch("lost_formal", "朱砂", "male", 31),
    Sketch("expired", "秦岭", "male", 61),
    Sketch("expired", "尤溪", "female", 44),
    Sketch("problem", "许多多", "female", 26),
    Sketch("retained", "何处寻", "male", 37),
    Sketch("uncollected", "吕久候", "male", 50),
    Sketch("dead", "施故", "male", 88),
    Sketch("applying", "张待办", "female", 28),
)
UNITS = ("样例纺织厂", "样例中学", "样例镇卫生院", "灵活就业", "样例造船有限公司", "")

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN = "一山川云月青禾木林溪文安宁远舟帆星晨雨雪松竹兰芳明玉石田英华嘉慧思睿子涵"
_DOUBLE = ("欧阳", "司马", "诸葛", "上官", "尉迟")
_UYGHUR_MALE = ("艾力", "吐尔逊", "买买提", "阿不都拉")
_UYGHUR_FEMALE = ("古丽娜尔", "阿依夏木", "帕提古丽", "热依汗")


def draw(rng: random.Random) -> tuple[str, str, str]:
    """Return an invented name with its sex and ethnicity code."""
    sex = rng.choice(("male", "female"))
    lot = rng.random()
    if lot < 0.06:  # noqa: PLR2004 - share of names with an interpunct
        first = rng.choice(_UYGHUR_MALE if sex == "male" else _UYGHUR_FEMALE)
        return f"{first}·{rng.choice(_UYGHUR_MALE)}", sex, UYGHUR
    surname = rng.choice(_DOUBLE) if lot > 0.96 else rng.choice(_SURNAMES)  # noqa: PLR2004 - share
    given = "".join(rng.choices(_GIVEN, k=rng.choice((1, 2, 2, 2))))
    return surname + given, sex, MIAO if lot > 0.93 and lot < 0.96 else HAN  # noqa: PLR2004 - share
