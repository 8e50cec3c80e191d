"""Whose photo is it: number first, then name, then name and unit."""

from __future__ import annotations

from counter_app.domain.photos import Listed, by_person

WANG = Listed("999901198002290013", "王明", "机械厂")
OTHER = Listed("999901198102290011", "王明", "纺织厂")
LONG = Listed("99990119820229001X", "王明月", "机械厂")
EVERYBODY = (WANG, OTHER, LONG)


def test_the_number_decides() -> None:
    """A number in the file's name is the person, whatever else stands there."""
    found, left = by_person(
        ["a/999901198002290013.jpg", "王明月 99990119820229001x.png"], EVERYBODY
    )
    assert found == {
        WANG.ssn: "a/999901198002290013.jpg",
        LONG.ssn: "王明月 99990119820229001x.png",
    }
    assert not left


def test_a_name_needs_its_unit_where_two_have_it() -> None:
    """王明 of two units is shown side by side; with the unit it is one person."""
    found, left = by_person(["王明.jpg", "纺织厂/王明.jpg"], EVERYBODY)
    assert found == {OTHER.ssn: "纺织厂/王明.jpg"}
    assert left == {"王明.jpg": (WANG, OTHER)}


def test_the_longer_name_is_meant() -> None:
    """王明月 is not 王明."""
    assert by_person(["王明月.jpg"], EVERYBODY)[0] == {LONG.ssn: "王明月.jpg"}


def test_two_photos_of_one_person_and_strangers_are_left_to_people() -> None:
    """Nothing is chosen by chance and nothing vanishes."""
    names = ["999901198002290013.jpg", "999901198002290013 (2).jpg", "猫.jpg"]
    found, left = by_person(names, EVERYBODY)
    assert found == {}
    assert left == {names[0]: (WANG,), names[1]: (WANG,), "猫.jpg": ()}
