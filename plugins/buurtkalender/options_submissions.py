"""What can be said to the subcommands about handing in, and their help."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


def add_fix(
    commands: Any,
    parents: list[argparse.ArgumentParser],
    run: Mapping[str, Callable[..., int]],
    _: Callable[[str], str],
) -> None:
    """Add the subcommand that mends files."""
    one = commands.add_parser(
        "fix",
        parents=parents,
        help=_("mend in content files what can only have been meant in one way"),
        description=_(
            "Mends times, dates, amounts and words that can only have been meant in one way, and tidies the file: "
            "comments and layout stay. What is not certain is told and left to you. Exit code: 0 nothing left, 1 "
            "something left (or, with --check, something to mend), 2 cannot run."
        ),
    )
    one.add_argument("paths", nargs="*", type=Path, metavar="PATH", help=_("files or folders (default: all content)"))
    one.add_argument("--check", action="store_true", help=_("write nothing; tell what would be mended"))
    one.add_argument("--diff", action="store_true", help=_("show what changes, line by line"))
    one.set_defaults(run=run["fix"])
