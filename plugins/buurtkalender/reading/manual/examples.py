"""The examples of the manual: real YAML, in a file for each kind of content file.

Each stands behind a line ``---`` and a comment with its name. All but those that are called ``whole`` and ``smallest``
are parts of a file: what a file cannot do without, and they do not say, is that of ``smallest``.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "examples"
SMALLEST = "smallest"

COMMENT = re.compile(r"(?<=  # ).+$", re.MULTILINE)
"""What is said beside a line: an English msgid."""

_KEY = re.compile(r"^(\w+):", re.MULTILINE)
_PLACES = {"venue", "location", "online", "serves"}


@cache
def examples(name: str) -> dict[str, str]:
    """Return the examples of one kind of content file, such as ``activity``, by name and in order."""
    found = {}
    for document in (FOLDER / f"{name}.yaml").read_text(encoding="utf-8").split("---\n"):
        first, _, text = document.partition("\n")
        found[first.removeprefix("# ")] = text
    return found


def completed(name: str, example: str) -> str:
    """Return an example as a whole file: with what a file of its kind cannot do without."""
    known = examples(name)
    text = known[example]
    keys = set(_KEY.findall(text))
    if keys & _PLACES:
        keys |= {"venue"}
    parts = re.split(r"(?m)^(?=\w)", known.get(SMALLEST, ""))
    return text + "".join(part for part in parts if part and part.partition(":")[0] not in keys)
