"""`buurtkalender new`: ask, and write a valid file."""

from __future__ import annotations

import argparse

from buurtkalender.cli.ending import CLEAN, PROBLEMS
from buurtkalender.cli.options import Commands, Say, Shared
from buurtkalender.cli.project import content_of, settings_of
from buurtkalender.cli.speech import short, texts_of
from buurtkalender.reading.catalogues import N_


def add(commands: Commands, shared: Shared, _: Say) -> None:
    """Add the subcommand, and its help."""
    one = commands.add_parser(
        "new",
        parents=[shared.project],
        help=_("ask, and write the file of an activity, organisation or venue"),
        description=_("Asks what is needed, checks every answer, and writes a valid file."),
    )
    one.add_argument("kind", choices=("activity", "organisation", "venue"))
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Ask, and tell what was written."""
    from buurtkalender.submissions.new import ask

    settings = settings_of(options)
    texts = texts_of(settings)
    path = ask(options.kind, content_of(settings).calendar, settings.content, texts)
    if path is None:
        return PROBLEMS
    print(texts.gettext(N_("Written: {path}")).format(path=short(path)))
    return CLEAN
