"""The catalogues are read by a small reader; a general one must find the same."""

from __future__ import annotations

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.i18n import LANGUAGES, catalogue_files, read_po

TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters='\n\t"\\'),
    max_size=120,
)


def of_polib(source: str) -> dict[str, str]:
    """Return what the general reader finds."""
    found = [entry for entry in polib.pofile(source) if entry.translated()]
    assert not any(entry.msgctxt or entry.msgid_plural for entry in found)
    return {entry.msgid: entry.msgstr for entry in found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_text_is_read_as_translators_see_it(language: str) -> None:
    """No text is lost, cut or changed by the small reader."""
    files = [entry.read_text(encoding="utf-8") for entry in catalogue_files(language)]
    assert files
    for source in files:
        assert read_po(source) == of_polib(source)


@given(st.dictionaries(TEXT.filter(bool), TEXT, max_size=6), st.integers(20, 100))
def test_any_text_comes_back(texts: dict[str, str], width: int) -> None:
    """Quotes, backslashes, line ends and wrapped lines, as tools write them."""
    book = polib.POFile(wrapwidth=width)
    book.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    book.extend(polib.POEntry(msgid=key, msgstr=text) for key, text in texts.items())
    assert read_po(str(book)) == of_polib(str(book))


def test_what_is_not_settled_is_left_out() -> None:
    """Fuzzy and obsolete texts, and those without a translation, are not shown."""
    source = (
        'msgid ""\nmsgstr ""\n"Language: en\\n"\n\n'
        '#. note\n#, fuzzy\nmsgid "a"\nmsgstr "A"\n\n'
        '#~ msgid "b"\n#~ msgstr "B"\n\nmsgid "c"\nmsgstr ""\n\n'
        '# fuzzy, says a translator\nmsgid "d"\nmsgstr "D"\n'
    )
    assert read_po(source) == of_polib(source) == {"d": "D"}
