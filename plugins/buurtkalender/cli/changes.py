"""`buurtkalender changes`: what a change does, for residents and for the gaps."""

from __future__ import annotations

import argparse
import sys

from buurtkalender.cli.ending import CLEAN
from buurtkalender.cli.options import Commands, Say, Shared, today_of
from buurtkalender.cli.project import content_at, content_of, settings_of, unknown
from buurtkalender.cli.speech import texts_of


def add(commands: Commands, shared: Shared, _: Say) -> None:
    """Add the subcommand, and its help."""
    one = commands.add_parser(
        "changes",
        parents=[shared.project, shared.dated],
        help=_("what a change does: dates, places, rooms, mistakes, gaps"),
        description=_(
            "Tells what residents notice of the change since a git revision in the coming thirteen weeks: new, "
            "cancelled and moved dates, double bookings; and as markdown also what it does to the gaps, and who has "
            "to agree."
        ),
    )
    one.add_argument("--base", metavar="REV", required=True, help=_("the git revision that the change starts from"))
    one.add_argument(
        "--author", metavar="NAME", help=_("the account of whoever proposes the change: also tell who has to agree")
    )
    one.add_argument("--format", choices=("text", "markdown"), default="text", help=_("how to write it"))
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Tell what the change does."""
    from buurtkalender.cli.pull_request import About, told
    from buurtkalender.reading.revisions import RevisionError

    settings = settings_of(options)
    old, now = content_at(settings, options.base), content_of(settings)
    about = About(options.base, options.author, today_of(options), settings)
    try:
        sys.stdout.write(told(old, now, about, options.format, texts_of(settings)))
    except RevisionError as error:
        raise unknown(error, settings) from error
    return CLEAN
