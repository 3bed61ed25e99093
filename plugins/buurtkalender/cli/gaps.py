"""`buurtkalender gaps`: the verdicts and what helps, or what a change does to them."""

from __future__ import annotations

import argparse
import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING

from buurtkalender.cli.ending import CLEAN, CommandError
from buurtkalender.cli.options import Commands, Say, Shared, today_of
from buurtkalender.cli.project import content_at, content_of, settings_of
from buurtkalender.cli.speech import texts_of
from buurtkalender.words.catalogues import N_

if TYPE_CHECKING:
    from buurtkalender.site.settings import Settings


def add(commands: Commands, shared: Shared, _: Say) -> None:
    """Add the subcommand, and its help."""
    one = commands.add_parser(
        "gaps",
        parents=[shared.project, shared.dated],
        help=_("what falls short, per norm and neighbourhood"),
        description=_("Prints the verdict of every norm in every neighbourhood, the worst first."),
    )
    one.add_argument(
        "--format", choices=("text", "json", "csv", "markdown"), default="text", help=_("how to write the verdicts")
    )
    one.add_argument(
        "--base", metavar="REV", help=_("what the change since this git revision opens, closes or makes fragile")
    )
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the verdicts, and what helps; or what changed in them."""
    settings = settings_of(options)
    today = today_of(options)
    if options.base:
        return _changed(settings, options.base, today, options.format)
    if options.format == "markdown":
        text = N_("--format markdown tells what a change does: say with --base what to compare with.")
        raise CommandError(texts_of(settings).gettext(text))
    return _found(settings, today, options.format)


def _found(settings: Settings, today: date, form: str) -> int:
    """Print the verdicts."""
    from buurtkalender.domain.coverage.prevention import WEEKS, prevention
    from buurtkalender.domain.coverage.sessions import last_day
    from buurtkalender.domain.recurrence import Window, occurrences
    from buurtkalender.domain.remedies.advice import advise
    from buurtkalender.feeds.open_data import coverage, coverage_csv

    calendar = content_of(settings).calendar
    last = max(last_day(calendar.norms.values(), today), today + timedelta(weeks=WEEKS))
    coming = occurrences(calendar, Window(today, last))
    found = advise(calendar, coming, today)
    if form == "json":
        sys.stdout.write(coverage(calendar, found.verdicts).decode())
    elif form == "csv":
        sys.stdout.write(coverage_csv(calendar, found.verdicts).decode())
    else:
        from buurtkalender.site.gaps.report import report

        print(report(found, calendar, texts_of(settings), prevention(calendar, coming, today)))
    return CLEAN


def _changed(settings: Settings, base: str, today: date, form: str) -> int:
    """Print what the change from a revision to the content as it is now does to the verdicts."""
    from buurtkalender.domain.coverage.difference import difference
    from buurtkalender.domain.coverage.snapshot import take_snapshot

    old, now = content_at(settings, base), content_of(settings)
    before, after = (take_snapshot(one.calendar, today) for one in (old, now))
    found = difference(before, after)
    if form in {"json", "csv"}:
        from buurtkalender.feeds.change_data import change_csv, change_json

        octets = change_json(base, before, after, found) if form == "json" else change_csv(after, found)
        sys.stdout.write(octets.decode())
        return CLEAN
    from buurtkalender.site.gaps.change_report import Compared, as_markdown, as_text

    compared = Compared(base, now.calendar, before, after, found, (old.left_out, now.left_out))
    sys.stdout.write((as_markdown if form == "markdown" else as_text)(compared, texts_of(settings)))
    return CLEAN
