"""A project that was built once, and stands for each test as it was then: for tests of what is built after that."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path
from stat import S_ISDIR

from buurtkalender.site.publish import LEDGER, MARK
from projects import Project
from town import TODAY


class Built:
    """A project as it was built on a day.

    What a build remembers belongs to the folder in which its output stands. So there is one such folder, and whoever
    wants the project has it to himself until somebody asks for it :meth:`again`.
    """

    def __init__(self, made: Project, today: date = TODAY) -> None:
        done = made.build(today=today)
        assert done.code == 0, done.said
        self.made = made
        self.aside = Project(made.folder.with_name(f"{made.folder.name}-aside"))
        made.folder.rename(self.aside.folder)
        self.site = self.aside.tree()

    def again(self) -> Project:
        """Put the project in its place, as it was built."""
        _restore(self.aside.folder, self.made.folder)
        return self.made


def _restore(source: str | Path, target: str | Path) -> None:
    """Make a folder equal to another one, and touch only what is not: most of it is as the last test found it."""
    wanted, there = _entries(source), _entries(target)
    extra = [name for name, one in there.items() if name not in wanted or not _same(wanted[name], one)]
    for name in extra:
        one = there.pop(name)
        shutil.rmtree(one) if one.is_dir(follow_symlinks=False) else Path(one).unlink()
    for name, one in wanted.items():
        if one.is_dir(follow_symlinks=False):
            _restore(one.path, f"{target}{os.sep}{name}")
        elif name not in there:
            _copy(one, f"{target}{os.sep}{name}")
    if not there or extra or wanted.keys() - there.keys():
        shutil.copystat(source, target)


def _entries(folder: str | Path) -> dict[str, os.DirEntry[str]]:
    """What stands in a folder, which is made if there is none."""
    try:
        with os.scandir(folder) as found:
            return {one.name: one for one in found}
    except FileNotFoundError:
        Path(folder).mkdir()
        return {}


def _same(one: os.DirEntry[str], other: os.DirEntry[str]) -> bool:
    """Whether two entries are equal; folders are when both are folders."""
    if _is_linked(one):
        return one.inode() == other.inode()
    if one.is_symlink() and other.is_symlink():
        return Path(one).readlink() == Path(other).readlink()
    ours, theirs = one.stat(follow_symlinks=False), other.stat(follow_symlinks=False)
    if S_ISDIR(ours.st_mode):
        return S_ISDIR(theirs.st_mode)
    return (ours.st_mode, ours.st_size, ours.st_mtime_ns) == (theirs.st_mode, theirs.st_size, theirs.st_mtime_ns)


def _is_linked(one: os.DirEntry[str]) -> bool:
    """Whether it is linked, which is quicker: what builds only ever replace; what they and tests write into is not."""
    return f"{os.sep}output{os.sep}" in one.path and not one.path.endswith((MARK, LEDGER)) and one.is_file()


def _copy(one: os.DirEntry[str], target: str) -> None:
    if _is_linked(one):
        os.link(one, target)
    else:
        shutil.copy2(one, target, follow_symlinks=False)
