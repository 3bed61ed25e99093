"""The small values that everything else is made of."""

from __future__ import annotations

from datetime import date

import msgspec


class Value(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """Base of all values: immutable, compared by content, cheap to keep in the content cache."""


class Source(Value, frozen=True):
    """The file that a value was read from: its path below the content folder, and a digest of its bytes."""

    path: str = ""
    digest: str = ""


class Days(Value, frozen=True):
    """A range of days, both inclusive."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


class Ages(Value, frozen=True):
    """Ages in years, both inclusive; ``highest`` is None for "and older"."""

    lowest: int = 0
    highest: int | None = None

    def __contains__(self, age: int) -> bool:
        return age >= self.lowest and (self.highest is None or age <= self.highest)


class Point(Value, frozen=True):
    """A place on earth in WGS 84 degrees."""

    lat: float
    lon: float


class Contact(Value, frozen=True):
    """How to reach somebody, as far as it may be published."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    url: str | None = None


class Link(Value, frozen=True):
    """A titled link; ``url`` is https, mailto or tel."""

    title: str
    url: str


class Image(Value, frozen=True):
    """A picture beside the content file, with the text for those who do not see it."""

    file: str
    alt: str


class Term(Value, frozen=True):
    """A word of the vocabulary: a theme, goal, audience, facility or language.

    ``label`` maps a language code to the word; ``ages`` is what an audience means when an activity
    names the audience and no ages of its own.
    """

    id: str
    label: dict[str, str]
    icon: str | None = None
    ages: Ages | None = None
    description: dict[str, str] = {}
