"""Files that a person downloads for `start`: found where browsers put them, read once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from buurtkalender.form.choices import RefusedError, plain
from buurtkalender.submissions.importing.kwb import read_kwb, year_of
from buurtkalender.submissions.starting.centres import read_centres
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.messages import CannotReadError

LIST_ADDRESS = "https://download.cbs.nl/regionale-kaarten/kwb-2024.xlsx"
"""Where CBS has the list. It adds a year now and then; an earlier list does not go away."""

YEAR = 2024

_LISTS = ("kwb*.xlsx", "KWB*.xlsx")
_MAPS = ("*.json", "*.geojson")
_MAP_NAME = re.compile(r"items|buurt|neighbourhood", re.IGNORECASE)
_DONE = frozenset({"klaar", "gedaan", "ja", "done", "ok"})
_LARGEST_LOOK = 64 * 1024 * 1024

kwb_at = lru_cache(maxsize=2)(read_kwb)
"""The list in a file; it has some 18,000 rows, and every question about it needs them."""

centres_at = lru_cache(maxsize=2)(read_centres)


class Downloads:
    """The folders in which to look: where the person is, and where the browser puts what it downloads."""

    def __init__(
        self, folders: Iterable[Path], texts: Translator, say: Callable[[str], None], named: Path | None = None
    ) -> None:
        self._folders = tuple(dict.fromkeys(folders))
        self._texts = texts
        self._say = say
        self._named = named

    def lists(self) -> Path | None:
        """Return the list of CBS that was named, else the newest that is there."""
        if self._named is not None:
            return self._named
        found = list(self._found(_LISTS))
        return max(found, key=lambda path: (year_of(path) or 0, path.stat().st_mtime), default=None)

    def maps(self, code: str) -> Path | None:
        """Return the newest file with the boundaries of this municipality (GM0352)."""
        wanted = f'"{code}"'.encode()
        found = [path for path in self._found(_MAPS) if _MAP_NAME.search(path.name) and _holds(path, wanted)]
        return max(found, key=lambda path: path.stat().st_mtime, default=None)

    def list_of(self, text: str) -> Path:
        """Take what somebody typed for the list of CBS: a file, or that it is there now."""
        path = self._path(text, self.lists(), N_("There is no kwb-….xlsx in {folders} yet."))
        self._say("  " + self._texts.gettext(N_("Reading {file} …")).format(file=path.name))
        try:
            kwb_at(path)
        except CannotReadError as error:
            raise RefusedError("{said}", said=error.message.shown(self._texts)) from error
        return path

    def map_of(self, text: str, code: str) -> Path:
        """Take what somebody typed for the map of a municipality: a file, or that it is there now."""
        path = self._path(text, self.maps(code), N_("There is no map of your municipality in {folders} yet."))
        try:
            found = centres_at(path)
        except CannotReadError as error:
            raise RefusedError("{said}", said=error.message.shown(self._texts)) from error
        if not any(key[2:6] == code[2:] for key in found):
            raise RefusedError(N_("{file} has no neighbourhood of {code}."), file=path.name, code=code)
        return path

    def _path(self, text: str, found: Path | None, nothing: str) -> Path:
        if plain(text) in _DONE:
            if found is None:
                raise RefusedError(nothing, folders=", ".join(str(folder) for folder in self._folders))
            return found
        path = Path(text.strip().strip("\"'")).expanduser()
        if not path.is_file():
            raise RefusedError(N_("There is no file {file}. Write where it is, or: done."), file=text)
        return path

    def _found(self, patterns: Iterable[str]) -> Iterator[Path]:
        for folder in self._folders:
            for pattern in patterns:
                yield from (path for path in folder.glob(pattern) if path.is_file())


def _holds(path: Path, wanted: bytes) -> bool:
    if path.stat().st_size > _LARGEST_LOOK:
        return False
    return wanted in path.read_bytes()
