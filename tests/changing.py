"""A copy of the package with a change in it, and what somebody sees who runs that: for what a change costs."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from projects import ROOT, started

PLUGINS = "plugins/buurtkalender"

Edits = Mapping[str, tuple[str, str]]
"""What is changed: by the path of a file below the repository, a text that stands in it once, and what comes after it.
An empty text is the end of the file, which need not be there."""


class Changed:
    """The package as it is after a change, in a folder of its own."""

    def __init__(self, folder: Path, edits: Edits) -> None:
        self.folder = folder
        # With what Python compiled, so that only what is edited takes time.
        shutil.copytree(ROOT / PLUGINS, folder / PLUGINS)
        shutil.copy(ROOT / "pyproject.toml", folder)
        for path, (before, after) in edits.items():
            file = folder / path
            text = file.read_text(encoding="utf-8") if file.exists() else ""
            assert text.count(before) == 1 or not before, path
            file.write_text(text.replace(before, before + after) if before else text + after, encoding="utf-8")

    def see(self, looking: Callable[[Path], Any]) -> Any:
        """Return what a function of a module of tests returns that runs with this package, in a process of its own.

        It is given a folder to work in; what it returns goes as JSON.
        """
        module, name = looking.__module__.removeprefix("tests."), looking.__name__
        code = f"import json, sys, {module} as it; print(json.dumps(it.{name}(it.Path(sys.argv[1]))))"
        paths = os.pathsep.join((str(self.folder / "plugins"), str(ROOT / "tests")))
        done = started(sys.executable, "-c", code, str(self.folder / "work"), folder=self.folder, PYTHONPATH=paths)
        assert done.code == 0, done.said
        return json.loads(done.out.splitlines()[-1])
