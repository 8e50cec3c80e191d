"""Registry of the fields of forms and lists: a label, a sample, how it is shown.

The label is the text ``paper.field.<name>``, shared with the receipt's registry. An
empty value stays empty: on a form it is a place to write, in a list an empty cell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from counter_app.domain.codes.printing import PrintCode
from counter_app.domain.errors import PrintError
from counter_app.domain.masking import mask_card, mask_phone, mask_ssn
from printing import reading
from printing.reading import Read
from printing.words import Words

Show = Callable[[object, Words], str]
TAIL = 4


@dataclass(frozen=True, slots=True)
class How:
    """How a JSON value is read and how it is printed.

    Attributes:
        masks: what is printed hides part of the value.
    """

    read: Read
    show: Show
    masks: bool = False


@dataclass(frozen=True, slots=True)
class FormField:
    """One thing a form can say.

    Attributes:
        name: stable id; the label's text is ``field.<name>``.
        sample: a JSON value, so that each form can be looked at without an office.
        how: reading and showing.
    """

    name: str
    sample: object
    how: How

    def label(self, words: Words) -> str:
        """Return what the field is called."""
        return words.text(f"field.{self.name}")

    def evaluate(
        self, values: Mapping[str, object], words: Words, *, plain: bool = False
    ) -> str:
        """Return the printed value, "" where nothing is said; ``plain`` masks nothing.

        Raises:
            PrintError: ``printing.content`` with ``listing``, the field's name.
        """
        said = values.get(self.name)
        if said is None or said == "":
            return ""
        try:
            value = self.how.read(said)
            bare = plain and self.how.masks
            return str(value) if bare else self.how.show(value, words)
        except (ValueError, TypeError) as exc:
            raise PrintError(PrintCode.CONTENT, listing=self.name) from exc


def in_words(area: str) -> How:
    """Return how a code is shown: by its text, or as it is where a city adds one."""
    return How(reading.text, lambda code, words: words.or_self(area, str(code)))


def _stretch(of: object, words: Words) -> str:
    start, end = of if isinstance(of, tuple) else (of, of)
    return words.text("validity.span", start=words.day(start), end=words.day(end))


TEXT = How(reading.text, lambda value, _words: str(value))
DAY = How(reading.day, lambda value, words: words.day(value))  # type: ignore[arg-type]  # read as a day
MOMENT = How(reading.moment, lambda value, words: words.moment(value))  # type: ignore[arg-type]  # read as a moment
NUMBER = How(reading.whole, lambda value, _words: str(value))
SSN = How(reading.text, lambda value, _words: mask_ssn(str(value)), masks=True)
CARD = How(reading.text, lambda value, _words: mask_card(str(value)), masks=True)
PHONE = How(reading.text, lambda value, _words: mask_phone(str(value)), masks=True)
CARD_TAIL = How(reading.text, lambda value, _words: "…" + str(value)[-TAIL:])
YES = How(reading.flag, lambda value, words: words.text("yes" if value else "no"))
SPAN = How(reading.each(reading.day), _stretch)

TICKED = How(reading.each(reading.text), lambda _value, _words: "")

_ALL = (
    # people
    FormField("person", "王小明", TEXT),
    FormField("person_ssn", "999901198101011112", SSN),
    FormField("full_ssn", "999901198101011112", TEXT),
    FormField("sex", "male", in_words("sex")),
    FormField("ethnicity", "汉族", TEXT),
    FormField("birth_date", "1981-01-01", DAY),
    FormField("id_type", "居民身份证", TEXT),
    FormField("id_validity", ["2016-05-01", "2036-05-01"], SPAN),
    FormField("phone", "13800000000", TEXT),
    FormField("person_phone", "13800000000", PHONE),
    FormField("address", "海陵区东风路 18 号 3 栋 502 室", TEXT),
    FormField("unit", "东风机械有限公司", TEXT),
    FormField("guardian", "", TEXT),
    FormField("guardian_id", "", TEXT),
    FormField("guardian_relation", "", TEXT),
    FormField("agent", "李芳", TEXT),
    FormField("agent_id", "999901198503030029", TEXT),
    FormField("agent_phone", "13900000000", TEXT),
    FormField("collector_kind", "2", in_words("collector")),
    FormField("checked_by", "居民身份证原件，本人面容核对一致", TEXT),
    FormField("checker", "王主管", TEXT),
    FormField("face_checked", True, YES),  # noqa: FBT003 - a sample value
    # card and business
    FormField("services", ["issue"], TICKED),
    FormField("card_no", "C00001103", CARD),
    FormField("card_tail", "C00001103", CARD_TAIL),
    FormField("old_card_no", "C00001103", CARD),
    FormField("service_bank", "中国建设银行", TEXT),
    FormField("replace_reason", "lost", in_words("reason")),
    FormField("fee", "免费", TEXT),
    FormField("old_returned", False, YES),  # noqa: FBT003 - a sample value
    FormField("mailing", "自取", TEXT),
    FormField("collect_span", ["2026-12-01", "2027-11-30"], SPAN),
    FormField("collect_place", "海陵区网点 2 号窗口", TEXT),
    FormField("app_status", "2", in_words("app_status")),
    FormField("reported_at", "2026-11-21T10:42:00+08:00", MOMENT),
    FormField("expires_at", "2026-12-06T23:59:00+08:00", MOMENT),
    FormField("upload", "pending", in_words("upload")),
    FormField("clerk_login", "zm03", TEXT),
    # units, boxes, stock
    FormField("batch", "20261101", TEXT),
    FormField("day", "2026-11-21", DAY),
    FormField("running_no", 1, NUMBER),
    FormField("box", "20261101-01", TEXT),
    FormField("box_slot", "01-03-017", TEXT),
    FormField("lies_in", "20261101-01-02-017", TEXT),
    FormField("box_no", "1 / 12", TEXT),
    FormField("span", "1-100", TEXT),
    FormField("groups", "一车间 / 装配 / 甲班", TEXT),
    FormField("ordered", 120, NUMBER),
    FormField("handed", 116, NUMBER),
    FormField("returned", 4, NUMBER),
    FormField("book", 120, NUMBER),
    FormField("counted", 119, NUMBER),
    FormField("difference", -1, NUMBER),
    FormField("expiry_day", "2027-01-10", DAY),
    FormField("keep_until", "2027-03-02", DAY),
    FormField("stock_state", "3", in_words("stock_state")),
    FormField("arrived_on", "2026-03-02", DAY),
    FormField("days_here", 264, NUMBER),
    FormField("data_wrong", "姓名“明”应为“铭”", TEXT),
    FormField("data_right", "王小铭", TEXT),
    FormField("act", "destroyed", in_words("act")),
    FormField("why", "换领收回", TEXT),
    FormField("signature", "", TEXT),
    FormField("remark", "", TEXT),
)
FORM_FIELDS: Mapping[str, FormField] = {one.name: one for one in _ALL}
