"""`buurtkalender import` and `residents import`: what somebody has already, and figures of Statistics Netherlands."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from buurtkalender.cli.common import (
    CLEAN,
    PROBLEMS,
    CommandError,
    Commands,
    Say,
    SharedParsers,
    content_of,
    settings_of,
    short,
    texts_of,
    today_of,
)
from buurtkalender.words.catalogues import N_


def add(commands: Commands, shared: SharedParsers, _: Say) -> None:
    """Add the subcommand with its own, and their help."""
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
    for kind, (what, source) in kinds.items():
        inner = found.add_parser(
            kind,
            parents=[shared.project, shared.dated],
            help=what,
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
        inner.add_argument(
            "--yes",
            metavar="KEY",
            action="append",
            default=[],
            help=_("yes to a question of the report, by its key; “all” is yes to all of them"),
        )
        inner.add_argument("--dry-run", action="store_true", help=_("only tell what would be written"))
        inner.set_defaults(run=run, kind=kind)
    inner = found.add_parser(
        "feeds",
        parents=[shared.project, shared.dated],
        help=_("all calendars that stand in the files of organisations"),
        description=_(
            "Reads every calendar in the `feeds` of the organisations, and keeps the files that it makes of them up to "
            "date. A file that somebody changed is left alone. What is gone twice in a row is cancelled, never "
            "deleted. Meant for every night. Exit code: 0 done, 1 something to look at, 2 cannot run."
        ),
    )
    inner.add_argument("--dry-run", action="store_true", help=_("only tell what would be written"))
    inner.set_defaults(run=run, kind="feeds")


def run(options: argparse.Namespace) -> int:
    """Make files of what is there, and tell what was understood."""
    from buurtkalender.submissions.importing.feeds import run as taken
    from buurtkalender.words.values import CannotReadError

    settings = settings_of(options)
    texts = texts_of(settings)
    try:
        found = taken(options, content_of(settings).calendar, settings.content, today_of(options, settings), texts)
    except CannotReadError as error:
        raise CommandError(error.message.shown(texts)) from error
    said = N_("{path} would be written.") if options.dry_run else N_("Written: {path}")
    print(*found.report, *(texts.gettext(said).format(path=short(path)) for path in found.files), sep="\n")
    return PROBLEMS if found.wrong else CLEAN


# --- residents -------------------------------------------------------------------------------------------
# `buurtkalender residents import`: take over how many people live in each neighbourhood.


def add_residents(commands: Commands, shared: SharedParsers, _: Say) -> None:
    """Add the subcommand, and its help."""
    one = commands.add_parser(
        "residents",
        help=_("how many people live in each neighbourhood, from a file of CBS"),
        description=_("Numbers of residents per neighbourhood. Say what to do with them: import."),
    )
    deeper = one.add_subparsers(title=_("subcommands"), metavar="", required=True)
    inner = deeper.add_parser(
        "import",
        parents=[shared.project],
        help=_("take over the numbers of a year"),
        description=_(
            "Takes over the residents per age band from the key figures of CBS (Kerncijfers wijken en buurten, "
            "kwb-YYYY.xlsx), by the code of each neighbourhood. All else in your files stays as you wrote it. When "
            "something is wrong, nothing is written."
        ),
    )
    inner.add_argument("file", type=Path, metavar="FILE.xlsx", help=_("the file that you downloaded from cbs.nl"))
    inner.add_argument("--year", type=_year, metavar="YYYY", help=_("year of the figures, when its name does not say"))
    inner.add_argument("--dry-run", action="store_true", help=_("only tell what would change"))
    inner.set_defaults(run=run_residents)


def run_residents(options: argparse.Namespace) -> int:
    """Take the numbers over, and tell what that changed."""
    from buurtkalender.reading.storage import write_all
    from buurtkalender.submissions.importing.residents import take_over
    from buurtkalender.words.values import CannotReadError

    settings = settings_of(options)
    texts = texts_of(settings)
    if sys.stderr.isatty():
        print(texts.gettext(N_("Reading {file} …")).format(file=options.file.name), file=sys.stderr)
    try:
        found = take_over(options.file, options.year, content_of(settings), settings.content, texts)
        if not options.dry_run:
            write_all(found.files)
    except CannotReadError as error:
        raise CommandError(error.message.shown(texts)) from error
    if found.wrong:
        print(*found.report, texts.gettext(N_("Nothing was written.")), sep="\n", file=sys.stderr)
        return PROBLEMS
    said = N_("{path} would change.") if options.dry_run else N_("Written: {path}")
    ends = [texts.gettext(said).format(path=short(path)) for path in found.files]
    print(*found.report, *(ends or [texts.gettext(N_("There is nothing to change."))]), sep="\n")
    return CLEAN


def _year(text: str) -> int:
    if text.isdecimal() and 1995 <= int(text) <= 2100:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text}: write a year as 2024")
