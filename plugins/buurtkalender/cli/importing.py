"""`buurtkalender import`: files of a calendar or a sheet that somebody has already."""

from __future__ import annotations

import argparse

from buurtkalender.cli.ending import CLEAN, PROBLEMS, CommandError
from buurtkalender.cli.options import Commands, Say, Shared, today_of
from buurtkalender.cli.project import content_of, settings_of
from buurtkalender.cli.speech import short, texts_of
from buurtkalender.words.catalogues import N_


def add(commands: Commands, shared: Shared, _: Say) -> None:
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
    from buurtkalender.submissions.importing.command import run as taken
    from buurtkalender.words.messages import CannotReadError

    settings = settings_of(options)
    texts = texts_of(settings)
    try:
        found = taken(options, content_of(settings).calendar, settings.content, today_of(options), texts)
    except CannotReadError as error:
        raise CommandError(error.message.shown(texts)) from error
    said = N_("{path} would be written.") if options.dry_run else N_("Written: {path}")
    print(*found.report, *(texts.gettext(said).format(path=short(path)) for path in found.files), sep="\n")
    return PROBLEMS if found.wrong else CLEAN
