"""`buurtkalender submissions`: what came in, who may change what, and what is asked of organisations."""

from __future__ import annotations

import argparse

from buurtkalender.cli import issue, ownership, reminders, tracking
from buurtkalender.cli.ending import CLEAN
from buurtkalender.cli.options import Commands, Say, Shared
from buurtkalender.cli.project import loaded
from buurtkalender.cli.receiver import receiver
from buurtkalender.cli.speech import texts_of
from buurtkalender.clock import now


def add(commands: Commands, shared: Shared, _: Say) -> None:
    """Add the subcommand with its own, and their help."""
    one = commands.add_parser(
        "submissions",
        help=_("what came in with the forms: look at it, release it, make links"),
        description=_("What came in with the forms. Say what to do with it."),
    )
    deeper = one.add_subparsers(title=_("subcommands"), metavar="", required=True)
    texts = {
        "list": _("everything that came in, and how it stands"),
        "show": _("all of one submission, also what is for the editors alone"),
        "release": _("let a branch be made of one that waits"),
        "reject": _("let nothing be made of one that waits"),
        "links": _("links with which an organisation confirms, changes or cancels its activities"),
    }
    for name, text in texts.items():
        inner = deeper.add_parser(name, parents=[shared.project, shared.receiving], help=text, description=text)
        inner.set_defaults(run=run, what=name)
        if name in {"show", "release", "reject"}:
            inner.add_argument("id", metavar="ID", help=_("the number that the sender was given"))
        if name == "links":
            inner.add_argument("--organisation", required=True, metavar="ID", help=_("whose activities"))
    for each in (ownership.add, issue.add, reminders.add, tracking.add):
        each(deeper, shared, _)


def run(options: argparse.Namespace) -> int:
    """Look at what came in, decide about it, or make links."""
    settings = loaded(options)
    with receiver() as taking:
        from buurtkalender.submissions.receiving.settings import load

        file = load(options.receiver)
        print(*taking.answer(options, settings, file, texts_of(settings), now()), sep="\n")
    return CLEAN
