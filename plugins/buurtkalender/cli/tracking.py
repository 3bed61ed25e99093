"""`buurtkalender submissions tracking`: the issue that tells who has to confirm something."""

from __future__ import annotations

import argparse

from buurtkalender.cli.ending import CLEAN
from buurtkalender.cli.options import Commands, Say, Shared, today_of
from buurtkalender.cli.project import content_of, settings_of
from buurtkalender.cli.speech import texts_of


def add(commands: Commands, shared: Shared, _: Say) -> None:
    """Add the subcommand, and its help."""
    one = commands.add_parser(
        "tracking",
        parents=[shared.project, shared.dated],
        help=_("the text of the issue that tells who has to confirm something"),
        description=_(
            "Prints, as Markdown, which organisations have something to confirm or to put right, and what is marked "
            "or hidden because nobody confirmed it for long."
        ),
    )
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the text of the issue."""
    from buurtkalender.site.doubting import doubted
    from buurtkalender.site.reminding.due import due
    from buurtkalender.site.reminding.tracking import tracking

    settings = settings_of(options)
    read, today = content_of(settings), today_of(options)
    dues = due(read, today, settings.remind_after_days)
    doubts = doubted(settings, read.calendar, today)
    print(tracking(dues, doubts, read.calendar, settings, today, texts_of(settings)), end="")
    return CLEAN
