"""What a site is made of, watched for changes while it is served."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from buurtkalender.site.settings import Settings

if TYPE_CHECKING:
    from watchfiles.main import FileChange

PROGRAM = Path(__file__).parents[1]
"""The folder of the program itself."""

TICK = 100
"""Milliseconds after which watching says that nothing changed."""

STEP = 150
"""Milliseconds in which nothing may change before a change is told: who saves several files saves them within that."""

Marks = tuple[tuple[Path, int | None], ...]


class Watch:
    """Watches the files that a site is made of, from when it is made; nothing between two questions is missed.

    Files that stand by themselves (the settings, a file of colours) are watched through their folders: an editor that
    puts a new file in the place of the old one would else be followed once.
    """

    def __init__(self, settings: Settings, file: Path) -> None:
        """Begin to watch what these settings name; ``file`` holds them."""
        self._files, self._named = _files(settings, file), (settings.content, settings.theme)
        self._marks = self._marked()
        folders = [folder for folder in (*self._named, PROGRAM) if folder.is_dir()]
        self._watches = [_watch(folders, recursive=True)]
        if beside := {one.parent for one in self._files if one.parent.is_dir()}:
            self._watches.append(_watch(beside, recursive=False))
        for one in self._watches:
            next(one)  # from here on it watches

    def changed(self) -> set[Path]:
        """Return what changed since this was asked before, after some time in which nothing did; a tick at most."""
        from watchfiles import DefaultFilter

        wanted = DefaultFilter()
        tree, *beside = ({(change, path) for change, path in next(one)} for one in self._watches)
        found = {Path(path) for change, path in tree if wanted(change, path)}
        return found | ({Path(path) for some in beside for _, path in some} & self._files)

    def is_of(self, settings: Settings, file: Path) -> bool:
        """Whether it watches what these settings name, and all of it is where it was: no folder came, went or moved."""
        return (_files(settings, file), (settings.content, settings.theme), self._marked()) == (
            self._files,
            self._named,
            self._marks,
        )

    def close(self) -> None:
        """Watch no longer."""
        for one in self._watches:
            one.close()

    def _marked(self) -> Marks:
        return tuple((one, _inode(one)) for one in (*self._named, *sorted(file.parent for file in self._files)))


def _files(settings: Settings, file: Path) -> set[Path]:
    """Return the files that count and may stand in no watched folder."""
    return {file.resolve(), *([settings.tokens] if settings.tokens else [])}


def _inode(folder: Path) -> int | None:
    try:
        return folder.stat().st_ino
    except OSError:
        return None


def _watch(folders: Iterable[Path], *, recursive: bool) -> Generator[set[FileChange], None, None]:
    from watchfiles import watch

    return watch(*folders, watch_filter=None, step=STEP, rust_timeout=TICK, yield_on_timeout=True, recursive=recursive)
