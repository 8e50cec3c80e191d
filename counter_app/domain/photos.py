"""The card's photo: size, window of bytes, and why a picture is not one (2.1-3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from counter_app.domain.identity import check_citizen_number, normal_ssn

WIDTH, HEIGHT, DPI = 358, 441, 350
LEAST_FRAME = 120  # pixels across; fewer would be blown up too far for the card
MOST_FILE_BYTES = 40 * 1024 * 1024
_NUMBER = re.compile(r"\d{17}[\dXx]")


class PhotoFault(StrEnum):
    """Why a picture was not taken; words are ``photo.fault.<value>``."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"  # more pixels or bytes than a photo has
    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    TOO_SMALL = "too_small"  # the face has too few pixels for the card
    TOO_CLOSE = "too_close"  # the head is cut by the edge
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    BLURRED = "blurred"
    BACKGROUND = "background"  # not white
    BYTES = "bytes"  # cannot be packed into the city's window
    ENCRYPTED = "encrypted"  # inside its archive
    BAD_PATH = "bad_path"  # leads out of its archive
    KIND = "kind"  # no picture by its name
    NOBODY = "nobody"  # the roll has no such person
    AMBIGUOUS = "ambiguous"  # may be several people
    TWICE = "twice"  # several files of one person
    SAME_PICTURE = "same_picture"  # another person's, byte for byte
    REFUSED = "refused"  # by the center; its code stands in the audit


#: A person may settle these; the picture itself was not judged.
BY_HAND = frozenset({PhotoFault.NOBODY, PhotoFault.AMBIGUOUS, PhotoFault.TWICE})


@dataclass(frozen=True, slots=True)
class PhotoRule:
    """What the city asks of a photo file.

    Attributes:
        least_bytes, most_bytes: window of the JPEG's size.
        white_background: a coloured ground is refused.
    """

    least_bytes: int = 5 * 1024
    most_bytes: int = 50 * 1024
    white_background: bool = True


@dataclass(frozen=True, slots=True)
class Frame:
    """Which part of a picture becomes the photo, in pixels of the upright picture.

    Attributes:
        left, top: of the corner; may lie outside, what is missing becomes white.
        width: the height follows from the photo's shape.
    """

    left: int
    top: int
    width: int

    @property
    def height(self) -> int:
        """As the card's photo wants it."""
        return round(self.width * HEIGHT / WIDTH)

    def moved(self, right: float, down: float) -> Frame:
        """Return the frame shifted by parts of its own width."""
        step = self.width
        return replace(
            self,
            left=self.left + round(right * step),
            top=self.top + round(down * step),
        )

    def zoomed(self, factor: float) -> Frame:
        """Return a frame around the same middle; under 1 shows less, larger."""
        width = max(LEAST_FRAME, round(self.width * factor))
        new = Frame(0, 0, width)
        return replace(
            new,
            left=self.left + (self.width - width) // 2,
            top=self.top + (self.height - new.height) // 2,
        )


@dataclass(frozen=True, slots=True)
class Cut:
    """A photo for the card, or why there is none.

    Attributes:
        jpeg: the file, None with a fault.
        fault: None with a photo.
        faces: boxes (x, y, width, height) in the picture, for the screen.
        frame: what was cut, or would be: where a person goes on by hand.
        proof: the cut picture for the screen, whatever its fault; None without one.
    """

    jpeg: bytes | None
    fault: PhotoFault | None
    faces: tuple[tuple[int, int, int, int], ...] = ()
    frame: Frame | None = None
    proof: bytes | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A person who waits for a photo."""

    ssn: str
    name: str
    unit: str


def is_whole(number: str) -> bool:
    """A number without a slip may belong to somebody who applies tomorrow."""
    checked = check_citizen_number(number)
    return checked.fault is None and "check_digit" not in checked.warnings


def match(filename: str, people: Iterable[Listed]) -> tuple[Listed, ...]:
    """Return who a file may belong to: one is a match, several are shown side by side.

    The number in the name decides; otherwise the name, with the unit where both
    stand in the file's path.

    Args:
        filename: path inside the folder or archive.
        people: who may be meant.
    """
    everybody = list(people)
    number = _NUMBER.search(normal_ssn(filename))
    if number is not None:
        wanted = number[0].upper()
        return tuple(person for person in everybody if person.ssn == wanted)
    stem = filename.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    named = [person for person in everybody if person.name and person.name in stem]
    longest = max((len(person.name) for person in named), default=0)
    named = [person for person in named if len(person.name) == longest]
    in_unit = [person for person in named if person.unit and person.unit in filename]
    return tuple(in_unit or named)


def by_person(
    files: Iterable[str], people: Iterable[Listed]
) -> tuple[Mapping[str, str], Mapping[str, tuple[Listed, ...]]]:
    """Return file by social security number, and the files a person must look at.

    Two files of one person are both left to a person, and so is a file of nobody.
    """
    everybody = list(people)
    found: dict[str, list[str]] = {}
    open_files: dict[str, tuple[Listed, ...]] = {}
    for name in files:
        who = match(name, everybody)
        if len(who) == 1:
            found.setdefault(who[0].ssn, []).append(name)
        else:
            open_files[name] = who
    one = {ssn: names[0] for ssn, names in found.items() if len(names) == 1}
    known = {person.ssn: person for person in everybody}
    for ssn, names in found.items():
        if len(names) > 1:
            open_files |= dict.fromkeys(names, (known[ssn],))
    return one, open_files
