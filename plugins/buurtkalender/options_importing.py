"""What can be said to `buurtkalender import`, and its help."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import Any


def add_importing(
    commands: Any,
    parents: list[argparse.ArgumentParser],
    run: Mapping[str, Callable[..., int]],
    _: Callable[[str], str],
) -> Mapping[str, argparse.ArgumentParser]:
    """Add the subcommands of ``import``, and return them by their names."""
    one = commands.add_parser(
        "import",
        help=_("make files of a calendar or a sheet that an organisation has already"),
        description=_("Makes activity files of what an organisation has already. Say what: ics, sheet or feeds."),
    )
    found = one.add_subparsers(title=_("subcommands"), metavar="", required=True)
    kinds = {
        "ics": (_("a calendar (iCal)"), _("a file, or an address that begins with https:// or webcal://")),
        "sheet": (_("a sheet: CSV or XLSX, a row an activity"), _("a file, or an address that begins with https://")),
    }
    for kind, (short, source) in kinds.items():
        inner = found.add_parser(
            kind,
            parents=parents,
            help=short,
            description=_(
                "Writes a file for each activity, and tells what it understood, what it guessed, and what it left "
                "out and why. A file that is there is never written over. Look at the guesses before you publish. "
                "Exit code: 0 done, 1 something to look at, 2 cannot run."
            ),
        )
        inner.add_argument("source", metavar=_("FILE-OR-ADDRESS"), help=source)
        inner.add_argument(
            "--organisation", metavar="ID", required=kind == "ics", default="", help=_("whose activities they are")
        )
        inner.add_argument("--venue", metavar="ID", help=_("where they are held when that is not told"))
        inner.add_argument(
            "--theme", metavar="ID", action="append", default=[], help=_("what they are about, where that is not told")
        )
        inner.add_argument(
            "--audience", metavar="ID", action="append", default=[], help=_("for whom they are, where that is not told")
        )
        inner.add_argument("--dry-run", action="store_true", help=_("only tell what would be written"))
        inner.set_defaults(run=run["import"], kind=kind)
    inner = found.add_parser(
        "feeds",
        parents=parents,
        help=_("all calendars that stand in the files of organisations"),
        description=_(
            "Reads every calendar in the `feeds` of the organisations, and keeps the files that it makes of them up to "
            "date. A file that somebody changed is left alone. What is gone twice in a row is cancelled, never "
            "deleted. Meant for every night. Exit code: 0 done, 1 something to look at, 2 cannot run."
        ),
    )
    inner.add_argument("--dry-run", action="store_true", help=_("only tell what would be written"))
    inner.set_defaults(run=run["import"], kind="feeds")
    made: Mapping[str, argparse.ArgumentParser] = found.choices
    return made
