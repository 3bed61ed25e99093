"""`buurtkalender residents import`: take over how many people live in each neighbourhood."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from buurtkalender.cli.ending import CLEAN, PROBLEMS, CommandError
from buurtkalender.cli.options import Commands, Say, Shared
from buurtkalender.cli.project import content_of, settings_of
from buurtkalender.cli.speech import short, texts_of
from buurtkalender.words.catalogues import N_


def add(commands: Commands, shared: Shared, _: Say) -> None:
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
    inner.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Take the numbers over, and tell what that changed."""
    from buurtkalender.reading.storage import write_all
    from buurtkalender.submissions.importing.residents import take_over
    from buurtkalender.words.messages import CannotReadError

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
