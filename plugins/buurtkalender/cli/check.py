"""`buurtkalender check`: every problem of every content file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Container
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from buurtkalender.cli.ending import CLEAN, PROBLEMS
from buurtkalender.cli.options import Commands, Say, Shared, today_of
from buurtkalender.cli.project import content_at, content_of, settings_of
from buurtkalender.cli.speech import asked_language, texts_of
from buurtkalender.reading.manual.addresses import place
from buurtkalender.site.settings import Settings
from buurtkalender.words.catalogues import N_

if TYPE_CHECKING:
    from buurtkalender.reading.content import Read
    from buurtkalender.reading.problems import Problem


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
    from buurtkalender.reading.problems import as_github, as_json, as_sarif, as_text

    settings = settings_of(options)
    now, today = content_of(settings), today_of(options)
    before = content_at(settings, options.base) if options.base else None
    known = before.calendar.activities if before else {}
    new = now.calendar.activities.keys() - known.keys() if known else frozenset()
    problems = problems_of(settings, now, today, new)
    if before:
        old = {problem.apart_from_place for problem in problems_of(settings, before, today)}
        problems = tuple(problem for problem in problems if problem.apart_from_place not in old)
    if options.format == "sarif":
        sys.stdout.write(as_sarif(problems, manual=settings.manual))
    else:
        sys.stdout.write({"text": as_text, "github": as_github, "json": as_json}[options.format](problems))
    errors = sum(problem.is_error for problem in problems)
    if options.format == "text":
        texts = texts_of(settings)
        found = texts.ngettext("{n} problem found.", "{n} problems found.", errors).format(n=errors)
        print(found if errors else texts.gettext(N_("No problems found.")))
        if errors:
            print(texts.gettext(N_("How to write a file: {place}")).format(place=_manual(settings, options.settings)))
    return PROBLEMS if errors else CLEAN


def problems_of(settings: Settings, found: Read, today: date, new: Container[str] = ()) -> tuple[Problem, ...]:
    """Return what is wrong in the content, on this day, and in what has to follow it; ``new`` are new activities."""
    from buurtkalender.reading.problems import in_order
    from buurtkalender.reading.today import on_day
    from buurtkalender.submissions.issues import template

    dated = on_day(settings.content, found.calendar, today, new)
    return in_order([*found.problems, *dated, *template.problems(settings.content.parent, found.calendar)])


def _manual(settings: Settings, file: Path) -> str:
    """Return where the manual can be read: at the forge, else beside the settings, else by asking the command."""
    page = place(asked_language(settings))
    return settings.manual or (page if (file.parent / page).is_file() else "buurtkalender schema --format markdown")
