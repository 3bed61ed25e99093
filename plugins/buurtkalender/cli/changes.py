"""`buurtkalender changes` and `gaps`: what a change does, for residents and for the gaps; and the gaps themselves."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from buurtkalender.cli.common import (
    CLEAN,
    CommandError,
    Commands,
    Say,
    SharedParsers,
    content_at,
    content_of,
    settings_of,
    texts_of,
    today_of,
    unknown,
    with_base,
    with_content,
)
from buurtkalender.site.settings import Settings
from buurtkalender.words.catalogues import N_, Translator

if TYPE_CHECKING:
    from buurtkalender.reading.content import Read
    from buurtkalender.site.settings import Settings


def add(commands: Commands, shared: SharedParsers, _: Say) -> None:
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
    from buurtkalender.reading.content import despite
    from buurtkalender.reading.past import RevisionError

    settings = settings_of(options)
    about = ChangeContext(options.base, options.author, today_of(options, settings), settings)

    def told(left: Mapping[str, str]) -> str:
        old, now = content_at(settings, options.base, left), content_of(settings, unforeseen=left)
        return pull_request_text(old, now, about, options.format, texts_of(settings))

    try:
        sys.stdout.write(despite(told, (CommandError, RevisionError)))
    except RevisionError as error:
        raise unknown(error, settings) from error
    return CLEAN


# --- pull request ----------------------------------------------------------------------------------------
# All that a change does in one text, as it stands below a pull request.

AHEAD = timedelta(weeks=13)
MOST_FILES = 20


class ChangeContext(NamedTuple):
    """What a change was compared with, who proposes it (None where nobody asked), and on which day."""

    base: str
    author: str | None
    today: date
    settings: Settings


def pull_request_text(old: Read, now: Read, about: ChangeContext, form: str, texts: Translator) -> str:
    """Return what the change does as ``text`` or ``markdown``; raises RevisionError."""
    from buurtkalender.domain.changes import announced
    from buurtkalender.domain.recurrence import Window
    from buurtkalender.site.changes import ChangeReport, changes_markdown, changes_text

    last = about.today + AHEAD
    found = announced(old.calendar, now.calendar, Window(about.today, last))
    residents = ChangeReport(old.calendar, now.calendar, found, last)
    if form == "text":
        return changes_text(residents, texts)
    parts = [
        _agreed(about, texts),
        _wrong(old, now, texts),
        changes_markdown(residents, texts),
        _gaps(old, now, about, texts),
    ]
    return "\n".join(part for part in parts if part)


def _agreed(about: ChangeContext, texts: Translator) -> str:
    """Return who has to agree with the change."""
    if not about.author:
        return ""
    from buurtkalender.reading.past import revisions
    from buurtkalender.site.gaps.report import escaped
    from buurtkalender.submissions.ownership import permissions, why_not

    _ = texts.gettext
    verdicts = permissions(revisions(about.settings.content, about.base, "HEAD"), about.author)
    refused = [one for one in verdicts if not one.allowed]
    lines = [f"### {escaped(_(N_('Who has to agree')))}\n"]
    if not refused:
        text = _(N_("{author} may change all of this."))
        return "\n".join([*lines, escaped(text.format(author=about.author)), ""])
    lines += [f"- **{escaped(one.path)}** {escaped(why_not(one, texts))}" for one in refused[:MOST_FILES]]
    if len(refused) > MOST_FILES:
        more = len(refused) - MOST_FILES
        lines.append(f"- {texts.ngettext('{n} more file', '{n} more files', more).format(n=more)}")
    return "\n".join([*lines, ""])


def _wrong(old: Read, now: Read, texts: Translator) -> str:
    """Return how many mistakes the change brings; where they are, stands beside the lines."""
    from buurtkalender.site.gaps.report import escaped

    known = Counter(problem.apart_from_place for problem in old.problems)
    brought = sum((Counter(one.apart_from_place for one in now.problems if one.is_error) - known).values())
    if not brought:
        return ""
    text = texts.ngettext(
        "There is {n} mistake in it: see the line that it stands beside. Until it is mended, that file does not count.",
        "There are {n} mistakes in it: see the lines that they stand beside. Until they are mended, those files do not "
        "count.",
        brought,
    )
    return f"**{escaped(text.format(n=brought))}**\n"


def _gaps(old: Read, now: Read, about: ChangeContext, texts: Translator) -> str:
    from buurtkalender.domain.coverage.difference import snapshot_difference
    from buurtkalender.domain.coverage.evaluation import take_snapshot
    from buurtkalender.site.gaps.report import Compared, gaps_markdown

    before, after = (take_snapshot(one.calendar, about.today) for one in (old, now))
    compared = Compared(
        about.base, now.calendar, before, after, snapshot_difference(before, after), (old.left_out, now.left_out)
    )
    return gaps_markdown(compared, texts)


# --- gaps ------------------------------------------------------------------------------------------------
# `buurtkalender gaps`: the verdicts and what helps, or what a change does to them.


def add_gaps(commands: Commands, shared: SharedParsers, _: Say) -> None:
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
    one.set_defaults(run=run_gaps)


def run_gaps(options: argparse.Namespace) -> int:
    """Print the verdicts, and what helps; or what changed in them."""
    settings = settings_of(options)
    today = today_of(options, settings)
    if options.base:
        return _changed(settings, options.base, today, options.format)
    if options.format == "markdown":
        text = N_("--format markdown tells what a change does: say with --base what to compare with.")
        raise CommandError(texts_of(settings).gettext(text))
    return _found(settings, today, options.format)


def _found(settings: Settings, today: date, form: str) -> int:
    """Print the verdicts."""
    from buurtkalender.domain.coverage.prevention import PREVENTION_WEEKS, prevention_cells
    from buurtkalender.domain.coverage.sessions import last_day_counted
    from buurtkalender.domain.recurrence import Window, occurrences
    from buurtkalender.domain.remedies.advice import advise
    from buurtkalender.feeds.open_data import coverage_csv, coverage_json

    def told(read: Read) -> str:
        calendar = read.calendar
        last = max(last_day_counted(calendar.norms.values(), today), today + timedelta(weeks=PREVENTION_WEEKS))
        coming = occurrences(calendar, Window(today, last))
        found = advise(calendar, coming, today)
        if form in {"json", "csv"}:
            return (coverage_json if form == "json" else coverage_csv)(calendar, found.verdicts).decode()
        from buurtkalender.site.gaps.report import report

        return report(found, calendar, texts_of(settings), prevention_cells(calendar, coming, today)) + "\n"

    sys.stdout.write(with_content(settings, told))
    return CLEAN


def _changed(settings: Settings, base: str, today: date, form: str) -> int:
    """Print what the change from a revision to the content as it is now does to the verdicts."""
    from buurtkalender.domain.coverage.difference import snapshot_difference
    from buurtkalender.domain.coverage.evaluation import take_snapshot
    from buurtkalender.site.gaps.report import Compared, change_csv, change_json, gaps_markdown, gaps_text

    def told(old: Read | None, now: Read) -> str:
        before, after = (take_snapshot(one.calendar, today) for one in (old or now, now))
        found = snapshot_difference(before, after)
        if form in {"json", "csv"}:
            octets = change_json(base, before, after, found) if form == "json" else change_csv(after, found)
            return octets.decode()
        left_out = (old or now).left_out, now.left_out
        compared = Compared(base, now.calendar, before, after, found, left_out)
        return (gaps_markdown if form == "markdown" else gaps_text)(compared, texts_of(settings))

    sys.stdout.write(with_base(settings, base, told))
    return CLEAN
