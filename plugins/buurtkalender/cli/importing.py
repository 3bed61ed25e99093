"""`buurtkalender import` and `residents import`: what somebody has already, and figures of Statistics Netherlands."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from buurtkalender.cli.common import (
    CLEAN,
    PROBLEMS,
    CommandError,
    Commands,
    Say,
    SharedParsers,
    content_of,
    settings_of,
    short,
    texts_of,
    today_of,
    with_content,
)
from buurtkalender.site.settings import FILE
from buurtkalender.words.catalogues import N_

if TYPE_CHECKING:
    from datetime import date

    from buurtkalender.reading.content import Read
    from buurtkalender.site.settings import Settings
    from buurtkalender.submissions.importing.importer import CalendarImport
    from buurtkalender.words.catalogues import Translator


def add(commands: Commands, shared: SharedParsers, _: Say) -> None:
    """Add the subcommand with its own, and their help."""
    one = commands.add_parser(
        "import",
        help=_("make files of a calendar or a sheet that an organisation has already"),
        description=_("Makes activity files of what an organisation has already. Say what: ics, sheet or feeds."),
    )
    found = one.add_subparsers(title=_("subcommands"), metavar="", required=True)
    kinds = {
        "ics": (_("a calendar (iCal)"), _("a file, or an address that begins with https:// or webcal://")),
        "sheet": (_("a sheet: CSV or XLSX, a row an activity"), _("a file, or an address that begins with https://")),
    }
    for kind, (what, source) in kinds.items():
        inner = found.add_parser(
            kind,
            parents=[shared.project, shared.dated],
            help=what,
            description=_(
                "Writes a file for each activity, and tells what it understood, what it guessed, and what it left "
                "out and why. A file that is there is never written over. Look at the guesses before you publish. "
                "Exit code: 0 done, 1 something to look at, 2 cannot run."
            ),
        )
        inner.add_argument("source", metavar=_("FILE-OR-ADDRESS"), help=source)
        inner.add_argument(
            "--organisation", metavar="ID", required=kind == "ics", default="", help=_("whose activities they are")
        )
        inner.add_argument("--venue", metavar="ID", help=_("where they are held when that is not told"))
        inner.add_argument(
            "--theme", metavar="ID", action="append", default=[], help=_("what they are about, where that is not told")
        )
        inner.add_argument(
            "--audience", metavar="ID", action="append", default=[], help=_("for whom they are, where that is not told")
        )
        inner.add_argument(
            "--yes",
            metavar="KEY",
            action="append",
            default=[],
            help=_("yes to a question of the report, by its key; “all” is yes to all of them"),
        )
        _add_trial(inner, _)
        inner.set_defaults(run=run, kind=kind)
    inner = found.add_parser(
        "feeds",
        parents=[shared.project, shared.dated],
        help=_("all calendars that stand in the files of organisations"),
        description=_(
            "Reads every calendar in the `feeds` of the organisations, and keeps the files that it makes of them up to "
            "date. A file that somebody changed is left alone. What is gone twice in a row is cancelled, never "
            "deleted. Meant for every night. Exit code: 0 done, 1 something to look at, 2 cannot run."
        ),
    )
    _add_trial(inner, _)
    inner.set_defaults(run=run, kind="feeds")


def _add_trial(inner: argparse.ArgumentParser, _: Say) -> None:
    inner.add_argument(
        "--dry-run",
        action="store_true",
        help=_("only tell what would be written, and make a page (HTML) to look it through, row by row"),
    )
    inner.add_argument(
        "--page", type=Path, metavar="FILE.html", help=_("where that page comes (default: {file})").format(file=PAGE)
    )


def run(options: argparse.Namespace) -> int:
    """Make files of what is there, and tell what was understood."""
    watched = gc.isenabled()
    gc.disable()  # nearly all that is read lives until the end, so looking for garbage only costs time
    try:
        return _run(options)
    finally:
        if watched:
            gc.enable()


def _run(options: argparse.Namespace) -> int:
    from buurtkalender.words.values import CannotReadError, words_of

    settings = settings_of(options)
    texts = texts_of(settings)
    page = _page_of(options, settings, texts)
    today = today_of(options, settings)
    try:
        calendar, found = with_content(
            settings, lambda read: (read.calendar, _imported(options, read, settings.content, today, texts))
        )
    except OSError as error:
        said = texts.gettext(N_("{file}: {reason}"))
        raise CommandError(said.format(file=error.filename or "", reason=error.strerror or error)) from error
    except CannotReadError as error:
        raise CommandError(error.message.shown(texts)) from error
    said = texts.gettext(N_("{path} would be written.") if options.dry_run else N_("Written: {path}"))
    print(*found.report, *(said.format(path=short(path)) for path in list(found.files)[:MOST_NAMED]), sep="\n")
    if len(found.files) > MOST_NAMED:
        print(words_of(texts).and_more(len(found.files) - MOST_NAMED))
    if page is not None:
        from buurtkalender.reading.storage import write
        from buurtkalender.submissions.importing.page import import_page

        try:
            write(page, import_page(found.parts, calendar, today, texts, _command(options)))
        except OSError as error:
            text = texts.gettext(N_("{file}: {reason}"))
            raise CommandError(text.format(file=short(page), reason=error.strerror or error)) from error
        print(texts.gettext(N_("Look it through, row by row: {address}")).format(address=page.as_uri()))
    return PROBLEMS if found.wrong else CLEAN


def _imported(options: argparse.Namespace, read: Read, content: Path, today: date, texts: Translator) -> CalendarImport:
    """Import what the options ask for, and write it unless it is a dry run. Raises CannotReadError and OSError."""
    from buurtkalender.reading.storage import create
    from buurtkalender.submissions.http import FetchLimits
    from buurtkalender.submissions.importing.drafting import Defaults

    reach = FetchLimits(anywhere=os.environ.get(ANYWHERE) == "1")
    if options.kind == "feeds":
        from buurtkalender.submissions.importing.feeds import import_feeds, save

        night = import_feeds(read.calendar, content, today, texts, reach, read.problems)
        if not options.dry_run:
            save(night)
        return night.done
    from buurtkalender.submissions.importing.importer import checked_defaults, import_ics, import_sheet

    defaults = Defaults(options.organisation, options.venue, tuple(options.theme), tuple(options.audience))
    checked_defaults(read.calendar, defaults)
    take = import_ics if options.kind == "ics" else import_sheet
    found = take(options.source, defaults, read.calendar, content, today, texts, reach, frozenset(options.yes))
    if not options.dry_run:
        for path, octets in found.files.items():
            create(path, octets)
    return found


ANYWHERE = "BUURTKALENDER_IMPORT_ANYWHERE"
"""An environment variable for tests: also read http, other ports, and computers that are not public."""

MOST_NAMED = 200
"""So many files are named that were written."""

PAGE = ".cache/import.html"
"""Where the page of a dry run comes, unless the settings keep their cache elsewhere: it is never published."""


def _page_of(options: argparse.Namespace, settings: Settings, texts: Translator) -> Path | None:
    """Return where the page is to come; None where nobody asks for one. Raises CommandError for where it may not."""
    if not options.dry_run:
        if options.page is None:
            return None
        raise CommandError(texts.gettext(N_("--page goes with --dry-run.")))
    if options.page is None:
        return (settings.cache / Path(PAGE).name).resolve()
    page: Path = options.page.resolve()
    if page.suffix not in {".html", ".htm"} or page.is_dir():
        raise CommandError(texts.gettext(N_("{file}: the name of the page ends in .html.")).format(file=options.page))
    for folder in (settings.content, settings.output):
        if page.is_relative_to(folder.resolve()):
            text = texts.gettext(
                N_("{file}: the page may not stand where things are published. Choose another folder.")
            )
            raise CommandError(text.format(file=options.page))
    return page


def _command(options: argparse.Namespace) -> list[str]:
    """Return what to run to write what was tried. An address may be a secret: of it the host alone is told."""
    parts = ["buurtkalender", "import", options.kind]
    if options.kind != "feeds":
        head, slashes, rest = options.source.partition("://")
        parts.append(f"{head}://{rest.partition('/')[0].rpartition('@')[2]}/…" if slashes else options.source)
        for name in ("organisation", "venue"):
            if value := getattr(options, name):
                parts += [f"--{name}", value]
        for name in ("theme", "audience", "yes"):
            for value in getattr(options, name):
                parts += [f"--{name}", value]
    for name, usual in (("settings", Path(FILE)), ("content", None)):
        if (value := getattr(options, name)) not in {usual, None}:
            parts += [f"--{name}", str(value)]
    return parts


# --- residents -------------------------------------------------------------------------------------------
# `buurtkalender residents import`: take over how many people live in each neighbourhood.


def add_residents(commands: Commands, shared: SharedParsers, _: Say) -> None:
    """Add the subcommand, and its help."""
    one = commands.add_parser(
        "residents",
        help=_("how many people live in each neighbourhood, from a file of CBS"),
        description=_("Numbers of residents per neighbourhood. Say what to do with them: import."),
    )
    deeper = one.add_subparsers(title=_("subcommands"), metavar="", required=True)
    inner = deeper.add_parser(
        "import",
        parents=[shared.project],
        help=_("take over the numbers of a year"),
        description=_(
            "Takes over the residents per age band from the key figures of CBS (Kerncijfers wijken en buurten, "
            "kwb-YYYY.xlsx), by the code of each neighbourhood. All else in your files stays as you wrote it. When "
            "something is wrong, nothing is written."
        ),
    )
    inner.add_argument("file", type=Path, metavar="FILE.xlsx", help=_("the file that you downloaded from cbs.nl"))
    inner.add_argument("--year", type=_year, metavar="YYYY", help=_("year of the figures, when its name does not say"))
    inner.add_argument("--dry-run", action="store_true", help=_("only tell what would change"))
    inner.set_defaults(run=run_residents)


def run_residents(options: argparse.Namespace) -> int:
    """Take the numbers over, and tell what that changed."""
    from buurtkalender.reading.storage import write_all
    from buurtkalender.submissions.importing.residents import take_over
    from buurtkalender.words.values import CannotReadError

    settings = settings_of(options)
    texts = texts_of(settings)
    if sys.stderr.isatty():
        print(texts.gettext(N_("Reading {file} …")).format(file=options.file.name), file=sys.stderr)
    try:
        found = take_over(options.file, options.year, content_of(settings), settings.content, texts)
        if not options.dry_run:
            write_all(found.files)
    except CannotReadError as error:
        raise CommandError(error.message.shown(texts)) from error
    if found.wrong:
        print(*found.report, texts.gettext(N_("Nothing was written.")), sep="\n", file=sys.stderr)
        return PROBLEMS
    said = N_("{path} would change.") if options.dry_run else N_("Written: {path}")
    ends = [texts.gettext(said).format(path=short(path)) for path in found.files]
    print(*found.report, *(ends or [texts.gettext(N_("There is nothing to change."))]), sep="\n")
    return CLEAN


def _year(text: str) -> int:
    if text.isdecimal() and 1995 <= int(text) <= 2100:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text}: write a year as 2024")
