"""`buurtkalender check`: every problem of every content file."""

from __future__ import annotations

import argparse
import sys

from buurtkalender.cli.clock import today_of
from buurtkalender.cli.ending import CLEAN, PROBLEMS
from buurtkalender.cli.options import Commands, Say, Shared
from buurtkalender.cli.project import content_at, content_of, settings_of
from buurtkalender.cli.speech import texts_of
from buurtkalender.reading.catalogues import N_


def add(commands: Commands, shared: Shared, _: Say) -> None:
    """Add the subcommand, and its help."""
    one = commands.add_parser(
        "check",
        parents=[shared.project, shared.dated],
        help=_("tell every problem in the content, with its place and its mend"),
        description=_(
            "Reads all content files and tells every problem at once. Exit code: 0 clean, 1 problems, 2 cannot run."
        ),
    )
    one.add_argument(
        "--format", choices=("text", "github", "json", "sarif"), default="text", help=_("how to write the problems")
    )
    one.add_argument("--base", metavar="REV", help=_("only problems that were not there yet in this git revision"))
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Tell the problems."""
    from buurtkalender.reading.problems import as_github, as_json, as_sarif, as_text, in_order
    from buurtkalender.reading.today import on_day

    settings = settings_of(options)
    now, today = content_of(settings), today_of(options)
    before = content_at(settings, options.base) if options.base else None
    known = before.calendar.activities if before else {}
    new = now.calendar.activities.keys() - known.keys() if known else frozenset()
    problems = in_order((*now.problems, *on_day(settings.content, now.calendar, today, new)))
    if before:
        old = (*before.problems, *on_day(settings.content, before.calendar, today, ()))
        told = {problem.apart_from_place for problem in old}
        problems = tuple(problem for problem in problems if problem.apart_from_place not in told)
    write = {"text": as_text, "github": as_github, "json": as_json, "sarif": as_sarif}[options.format]
    sys.stdout.write(write(problems))
    errors = sum(problem.is_error for problem in problems)
    if options.format == "text":
        texts = texts_of(settings)
        found = texts.ngettext("{n} problem found.", "{n} problems found.", errors).format(n=errors)
        print(found if errors else texts.gettext(N_("No problems found.")))
    return PROBLEMS if errors else CLEAN
