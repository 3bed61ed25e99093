"""A project that was built once, and stands for each test as it was then: for tests of what is built after that."""

from __future__ import annotations

import os
import shutil
from datetime import date

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
        shutil.rmtree(self.made.folder, ignore_errors=True)
        shutil.copytree(self.aside.folder, self.made.folder, symlinks=True, copy_function=_copy)
        return self.made


def _copy(source: str, target: str) -> None:
    """Link what builds only ever replace, which is quicker, and copy what they and tests write into."""
    if f"{os.sep}output{os.sep}" in source and not source.endswith((MARK, LEDGER)):
        os.link(source, target)
    else:
        shutil.copy2(source, target)
