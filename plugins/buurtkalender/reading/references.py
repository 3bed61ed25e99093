"""Who mentions whom: what is known, what is known to be broken, and what to say of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from buurtkalender.domain.values import Term
from buurtkalender.reading.cache import CachedFile
from buurtkalender.reading.files import PictureFile
from buurtkalender.reading.problems import DECLARES, Problem, Ref, problem
from buurtkalender.reading.suggest import as_typed, closest
from buurtkalender.reading.syntax import parse
from buurtkalender.reading.yaml import MOST_FILE_BYTES, Items, MappingNode, Node

_MOST_NAMED = 12
# Kinds that need nothing to be there: they are checked in another way.
_FREE = frozenset({"formerly", "change"})


class References:
    """The identifiers of everything that can be referred to."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._ids: dict[str, set[str]] = {}
        self._broken: dict[str, set[str]] = {}
        self._all: set[str] = set()
        self._names: dict[tuple[str, str], str] = {}
        self.blind: set[str] = set()
        self.refused: dict[str, PictureFile] = {}
        """The pictures that are there but cannot be shown."""

    def add(self, kind: str, identifiers: Iterable[str]) -> None:
        """Make these known."""
        found = list(identifiers)
        self._ids.setdefault(kind, set()).update(found)
        self._all.update(f"{kind} {identifier}" for identifier in found)

    def named(self, kind: str, made: Mapping[str, Any]) -> None:
        """Remember what these are called, for those who write a name where an identifier is due."""
        for identifier, one in made.items():
            for name in one.label.values() if isinstance(one, Term) else (one.name,):
                self._names[kind, name.casefold()] = identifier

    def broken(self, kind: str, identifiers: Iterable[str]) -> None:
        """Remember that these are there, but cannot be used: what needs them is left out without a word."""
        self._broken.setdefault(kind, set()).update(identifiers)

    def broken_ids(self, kind: str) -> set[str]:
        """Return what is there and cannot be used, as far as it has not become known since."""
        return self._broken.get(kind, set()) - self._ids.get(kind, set())

    def declare(self, path: str, entry: CachedFile[Any]) -> None:  # noqa: ARG002
        """Take down what a file declares, right or wrong; what is right becomes known later."""
        for declared in entry.declares:
            kind, _, identifier = declared.partition(" ")
            self.broken(kind, [identifier])
            if kind == "neighbourhood":
                self.broken("area", [identifier])
            if kind == "facility":
                self.broken("fact", [identifier])

    def known(self, kind: str, identifier: str) -> bool:
        """Whether this can be used."""
        return identifier in self._ids.get(kind, ())

    def all_known(self, needs: Iterable[str]) -> bool:
        """Whether all of these, written ``kind identifier``, can be used."""
        return self._all.issuperset(needs)

    def check(self, path: str, refs: Iterable[Ref]) -> tuple[set[tuple[str, str]], list[Problem]]:
        """Return which mentions come to nothing, and the problems of those that nobody told before."""
        lacking: set[tuple[str, str]] = set()
        problems = []
        for ref in refs:
            if ref.kind in _FREE or ref.kind.startswith(DECLARES) or self.known(ref.kind, ref.id):
                continue
            if ref.kind == "room" and not self.known("venue", ref.id.partition("/")[0]):
                continue
            lacking.add((ref.kind, ref.id))
            if ref.kind in self.blind or ref.id in self.broken_ids(ref.kind):
                continue
            problems.append(self._unknown(path, ref))
        return lacking, problems

    def _unknown(self, path: str, ref: Ref) -> Problem:
        at = (f"{self._folder}/{path}", ref.line, ref.column)
        if ref.kind == "file" and (seen := self.refused.get(ref.id)):
            return problem(*at, seen.refused, id=ref.id.rpartition("/")[2], most=seen.reason)
        if ref.kind == "file":
            return problem(*at, "no-such-file", id=ref.id.rpartition("/")[2], suggestion=self._beside(ref.id))
        if ref.kind == "room":
            venue, _, room = ref.id.partition("/")
            rooms = {name.partition("/")[2] for name in self._ids.get("room", ()) if name.startswith(f"{venue}/")}
            return problem(
                *at, "unknown-room", id=room, venue=venue, suggestion=closest(room, rooms) or "", known=_some(rooms)
            )
        known = self._ids.get(ref.kind, set()) | self.broken_ids(ref.kind)
        if several := _several(ref.id, known):
            return problem(*at, "several-in-one", value=ref.id, suggestion=f"[{', '.join(several)}]")
        meant = self._names.get((ref.kind, as_typed(ref.id).casefold())) or closest(ref.id, known) or ""
        return problem(*at, f"unknown-{ref.kind}", id=ref.id, suggestion=meant, known=_some(known))

    def _beside(self, path: str) -> str:
        folder, _, name = path.rpartition("/")
        beside = {other.rpartition("/")[2] for other in self._ids.get("file", ()) if other.rpartition("/")[0] == folder}
        return closest(name, beside) or ""

    def no_organisation(self, path: str, folder: str) -> Problem:
        """Return the problem of a folder of activities without an organisation of that name."""
        known = self._ids.get("organisation", set())
        return problem(
            f"{self._folder}/{path}", 1, 1, "no-organisation", id=folder, suggestion=closest(folder, known) or ""
        )


def _several(text: str, known: set[str]) -> list[str]:
    """Return the identifiers of which a text consists: ``ontmoeten bewegen``, or ``-ontmoeten -bewegen``."""
    words = [word.strip("-–•*;,") for word in text.lower().split()]
    found = [word for word in words if word not in {"", "en", "and"}]
    return found if len(found) > 1 and known.issuperset(found) else []


def _some(known: Iterable[str]) -> str:
    """Return what there is to choose from, as far as it fits in a sentence."""
    names = sorted(known)
    more = " …" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more


# --- where ----------------------------------------------------------------------------------------------
# Where a value stands in a content file that was read before: only the file that has a problem is read again.


def position_of(file: Path, *keys: str | int) -> tuple[int, int]:
    """Return line and column (from 1) of the value behind these keys, each within the one before.

    In a list a number chooses a part, from 0; without one the last part that has the next key counts. The beginning of
    the file, where it is not found.
    """
    try:
        with file.open("rb") as opened:
            node: Node | None = parse(opened.read(MOST_FILE_BYTES + 1), lambda *_place, **_params: None)
    except OSError:
        node = None
    for key in keys:
        if isinstance(key, int):
            parts = node.items if isinstance(node, Items) else []
            node = parts[key] if key < len(parts) else None
            continue
        if isinstance(node, Items):
            inside = [one for one in node.items if isinstance(one, MappingNode) and key in one.entries]
            node = inside[-1] if inside else None
        if not isinstance(node, MappingNode) or key not in node.entries:
            return 1, 1
        node = node.entries[key][1]
    if isinstance(node, Items) and node.items:
        node = node.items[-1]
    return (1, 1) if node is None else (node.line, node.column)
