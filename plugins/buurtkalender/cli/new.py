"""`buurtkalender new`: ask, and write a valid file."""

from __future__ import annotations

import argparse
import contextlib
import sys

from buurtkalender.cli.ending import CLEAN, PROBLEMS
from buurtkalender.cli.options import Commands, Say, Shared, today_of
from buurtkalender.cli.project import content_of, settings_of
from buurtkalender.cli.speech import short, texts_of
from buurtkalender.words.catalogues import N_


def add(commands: Commands, shared: Shared, _: Say) -> None:
    """Add the subcommand, and its help."""
    one = commands.add_parser(
        "new",
        parents=[shared.project, shared.dated],
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
    if sys.stdin.isatty():
        with contextlib.suppress(ImportError):
            import readline  # noqa: F401 - with it, the arrow keys move in the line
    written = ask(options.kind, content_of(settings).calendar, settings.content, texts, today_of(options))
    for path in written:
        print(texts.gettext(N_("Written: {path}")).format(path=short(path)))
    return CLEAN if written else PROBLEMS
