"""Where the bytes of the folders' vectors come from: the rules of card.md 2.4."""

from __future__ import annotations

AN_RULE = "an of card.md 2.4: GBK bytes, filled with 00"
CN_RULE = "cn of card.md 2.4: digits, filled with F"
DAY_RULE = "cn4 of card.md 2.4: YYYYMMDD"
NESTED_RULE = "inner tag, length, value strung together, card.md 2.4"
ROW_RULE = "items of the record strung together, card.md 2.4"
OPAQUE = "the inner items of this length are in no open source: bytes only"
