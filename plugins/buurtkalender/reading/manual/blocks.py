"""What a chapter of the manual is made of. All texts are English msgids, in Markdown."""

from __future__ import annotations

from typing import NamedTuple


class Table(NamedTuple):
    """A table of fields. ``keys`` are those of them that it shows; none is all.

    ``path`` is a kind of content file and the keys that lead to the record in it: ``activity``, ``activity.location``.
    """

    path: str
    keys: tuple[str, ...] = ()


class Example(NamedTuple):
    """An example by its name, with the sentence above it. ``file`` is the kind of content file that it is of."""

    name: str
    caption: str
    file: str = "activity"


class Chapter(NamedTuple):
    """A heading with what stands below it: a text is a paragraph, several together are the points of a list.

    Tables come last, wherever they stand here: people copy first, and look up later.
    """

    heading: str
    blocks: tuple[str | tuple[str, ...] | Table | Example, ...]
    level: int = 2
