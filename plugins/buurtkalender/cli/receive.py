"""`buurtkalender receive`: take in what people send with the forms."""

from __future__ import annotations

import argparse

from buurtkalender.cli.ending import CLEAN
from buurtkalender.cli.options import Commands, Say, Shared
from buurtkalender.cli.project import loaded
from buurtkalender.cli.receiver import receiver
from buurtkalender.cli.speech import texts_of
from buurtkalender.clock import now


def add(commands: Commands, shared: Shared, _: Say) -> None:
    """Add the subcommand, and its help."""
    one = commands.add_parser(
        "receive",
        parents=[shared.project, shared.receiving],
        help=_("take in what people send with the forms"),
        description=_(
            "Takes in what people send with the forms, keeps it, and makes a branch of each for the editors. "
            "It needs SUBMISSION_URL in the settings, and the packages of the extra `receiver`. Stop with Ctrl+C."
        ),
    )
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Take in, until somebody stops it."""
    settings = loaded(options)
    with receiver() as taking:
        from buurtkalender.submissions.receiving.settings import load

        taking.receive(settings, load(options.receiver), texts_of(settings), now)
    return CLEAN
