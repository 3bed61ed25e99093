"""What the last build left, for the next one: below the cache folder, one folder for each output folder.

It may be thrown away at any time: the next build is then a full one. One build at a time works with it.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, get_type_hints

import msgspec

from buurtkalender.clock import monotonic, pause
from buurtkalender.reading.problems import Problem
from buurtkalender.reading.storage import Turn, load_cache, marked, sealed, write
from buurtkalender.site.publish import MARK, Manifest, OutputError, published, unwritable
from buurtkalender.site.settings import Settings
from buurtkalender.words.catalogues import N_

if TYPE_CHECKING:
    from buurtkalender.site.cache import SharedPieces

PACKAGE = Path(__file__).parents[1]


PATIENCE = 600.0
"""Seconds that a build waits for another one: long enough for any, so the nightly one is not lost to one by hand."""

BETWEEN = 0.1
"""Seconds between two looks whether the other one is done."""


@contextmanager
def alone_with(settings: Settings, waits: Callable[[], None]) -> Iterator[Turn]:
    """Be the only build with this cache, or into this output. Raises OutputError when another goes on for too long.

    ``waits`` is called when another one is busy.
    """
    try:
        settings.cache.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(settings.cache, error) from error
    if not os.access(settings.cache, os.W_OK):
        raise unwritable(settings.cache, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))
    end, told, turn = monotonic() + PATIENCE, False, Turn()
    try:
        for folder in (settings.cache, settings.output):
            while not turn.take(folder):
                if monotonic() > end:
                    raise OutputError(BUSY, output=settings.output, n=round(PATIENCE / 60))
                if not told:
                    waits()
                told = True
                pause(BETWEEN)
        yield turn
    finally:
        turn.end()


BUSY = N_(
    "Another build has been at work on {output}, or with the same cache, for more than {n} minutes. The last site "
    "stays. If that build hangs, stop it; then build again."
)


class Last(msgspec.Struct):
    """The last build: what it was made from (a fingerprint), its mark, and what was wrong with the content.

    ``files`` is how many it has.
    """

    fingerprint: str
    mark: str
    files: int = 0
    problems: tuple[Problem, ...] = ()
    left_out: tuple[str, ...] = ()
    day: date | None = None
    parts: dict[str, int] = {}
    """In how many parts the calendar of a list came (:attr:`buurtkalender.site.model.Site.parts`)."""


FOR_ALL = ("code", "cards", "analysis")
"""The pieces that a build cannot do without."""

FOR_PAGES = ("found_abroad",)
"""Those that only what lists the pages needs besides."""

FOR_FILES = ("events", "briefs", "taken", "news", "weeks", "rows", "found")
"""Those that only what lists the feeds and data needs."""


class BuildCache:
    """The memory of the builds into ``settings.output``."""

    def __init__(self, settings: Settings) -> None:
        name = blake2b(str(settings.output).encode(), digest_size=8).hexdigest()
        self._output = settings.output
        self.folder = settings.cache / "builds" / name
        self.code = _stats(PACKAGE)
        self.trusted = False
        self._analysis: object = None

    def last(self) -> Last | None:
        """Return the last build if its site still stands, else None."""
        last = load_cache(self.folder / "last", Last)
        return last if last and last.mark == marked(self._output / MARK).build else None

    @property
    def ledger(self) -> Path:
        """Where a copy of the site's ledger is kept."""
        return self.folder / "ledger.json"

    def knows(self) -> bool:
        """Whether something was built into this folder before, as far as anybody can tell."""
        return (self._output / MARK).is_file() or (self.folder / "last").is_file()

    def fragments(self) -> SharedPieces:
        """Return the pieces FOR_ALL of the last build, or none when another version of the package made them."""
        from buurtkalender.site.cache import SharedPieces

        fragments = SharedPieces(self.code, folder=str(self.folder / "files"))
        self.trusted = self._load(fragments, FOR_ALL) and fragments.code == self.code
        if not self.trusted:
            return SharedPieces(self.code, folder=fragments.folder)
        self._analysis = fragments.analysis
        return fragments

    def recall(self, fragments: SharedPieces, *names: str) -> None:
        """Take these pieces of the last build too, as far as they can be trusted: each has a key of its own."""
        if self.trusted:
            self._load(fragments, names)

    def _load(self, fragments: SharedPieces, names: Iterable[str]) -> bool:
        """Take pieces; return whether all of them were there."""
        kinds, all_there = get_type_hints(type(fragments)), True
        for name in names:
            value = load_cache(self.folder / name, kinds[name])
            if value is None:
                all_there = False
            elif isinstance(there := getattr(fragments, name), dict):
                there.clear()
                there.update(value)  # others hold it already
            else:
                setattr(fragments, name, value)
        return all_there

    def distrust(self) -> None:
        """Forget which version made the pieces that could not be taken, before others are put in their place.

        Else that version would take those for its own, if this build should end before its own version is told.
        """
        if not self.trusted:
            with suppress(OSError):
                (self.folder / "code").unlink(missing_ok=True)

    def manifest(self, *, trusted: bool = True) -> Manifest | None:
        """Return what the last site holds, or None when all of it has to be made again."""
        return published(self._output, self.folder / "manifest") if trusted else None

    def save(self, last: Last, fragments: SharedPieces, manifest: Manifest, *, all_pieces: bool = True) -> None:
        """Remember a build that was published; without ``all_pieces`` those that are FOR_ALL, the others being kept."""
        if all_pieces:
            self.keep(fragments, *FOR_PAGES, *FOR_FILES)
        for name in FOR_ALL:
            if name != "analysis" or fragments.analysis is not self._analysis:
                self._write(name, getattr(fragments, name))
        # What tells whether the others can be trusted is written last.
        self._write("manifest", manifest)
        self._write("last", last)

    def keep(self, fragments: SharedPieces, *names: str) -> None:
        """Remember these pieces. Raises OSError."""
        # One file a field: the pieces of thousands of activities need not all be packed in memory at the same time.
        for name in names:
            self._write(name, getattr(fragments, name))

    def _write(self, name: str, value: object) -> None:
        write(self.folder / name, sealed(msgspec.msgpack.encode(value)), durable=False)

    def fingerprint(self, settings: Settings, today: date) -> str:
        """Return a digest of the names, sizes and times of all that a build reads, and of today.

        It costs a few milliseconds for thousands of files, so a build with nothing to do is over before anything
        is read. The head of git's history counts: it dates the feeds.
        """
        head = "".join(_stats(_git_folder(settings.content) / name) for name in ("HEAD", "logs/HEAD", "shallow", *REFS))
        read = [settings.content, settings.theme, *([settings.tokens] if settings.tokens else [])]
        parts = (self.code, *map(_stats, read), head, repr(settings), today.isoformat())
        return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


REFS = ("packed-refs", "refs/heads")
"""Where git keeps what HEAD names, which it does not always write a log of."""


def _git_folder(content: Path) -> Path:
    """Return where git keeps the head of the repository that holds the content, or a path that is not there."""
    for folder in content.parents:
        found = folder / ".git"
        if found.is_dir():
            return found
        if found.is_file():  # a work tree beside the repository, or a submodule, names the place
            return folder / found.read_text(errors="replace").removeprefix("gitdir:").strip()
    return content / ".git"


def _stats(root: Path) -> str:
    """Return a digest of the names, sizes and times of the files in a folder (or of one file)."""
    found: list[str] = []
    folders = [str(root)]
    while folders:
        try:
            entries = list(os.scandir(folders.pop()))
        except NotADirectoryError:
            stat = root.stat()
            entries, found = [], [f"{root} {stat.st_size} {stat.st_mtime_ns}"]
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    folders.append(entry.path)
            else:
                stat = entry.stat(follow_symlinks=False)
                found.append(f"{entry.path} {stat.st_size} {stat.st_mtime_ns} {stat.st_ino}")
    found.sort()
    return blake2b("\n".join(found).encode(), digest_size=16).hexdigest()
