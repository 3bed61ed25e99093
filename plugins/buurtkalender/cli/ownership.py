"""`buurtkalender submissions ownership`: who may change the files that a change touches."""

from __future__ import annotations

import argparse

from buurtkalender.cli.ending import CLEAN, PROBLEMS
from buurtkalender.cli.options import Commands, Say, Shared
from buurtkalender.cli.project import settings_of, unknown
from buurtkalender.cli.speech import texts_of


def add(commands: Commands, shared: Shared, _: Say) -> None:
    """Add the subcommand, and its help."""
    one = commands.add_parser(
        "ownership",
        parents=[shared.project],
        help=_("whether somebody may change these files"),
        description=_(
            "Tells for every file that a change touches whether its author may: the maintainers of an organisation "
            "their own files, as the base says, an editor all the rest. Exit code: 0 all is allowed, 1 somebody else "
            "has to agree, 2 cannot run."
        ),
    )
    one.add_argument("--base", metavar="REV", required=True, help=_("the git revision that the change starts from"))
    one.add_argument(
        "--head", metavar="REV", default="HEAD", help=_("the git revision with the change (default: HEAD)")
    )
    one.add_argument("--author", metavar="NAME", required=True, help=_("the account of whoever proposes the change"))
    one.add_argument(
        "--format", choices=("text", "json", "github"), default="text", help=_("how to write the verdicts")
    )
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Tell for each file of the change whether its author may."""
    from buurtkalender.reading.revisions import RevisionError, revisions
    from buurtkalender.submissions.ownership import as_annotations, as_json, as_text, judge

    settings = settings_of(options)
    try:
        verdicts = judge(revisions(settings.content, options.base, options.head), options.author)
    except RevisionError as error:
        raise unknown(error, settings) from error
    if options.format == "json":
        print(as_json(verdicts, options.author), end="")
    elif options.format == "github":
        print(as_annotations(verdicts), end="")
    else:
        print(as_text(verdicts, options.author, texts_of(settings)), end="")
    return CLEAN if all(verdict.allowed for verdict in verdicts) else PROBLEMS
