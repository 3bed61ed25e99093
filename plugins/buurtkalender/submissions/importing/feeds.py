"""`buurtkalender import`: what was asked on the command line, and the feeds that are taken over every night.

What this never does: write over what a person changed, delete a file, cancel something at the first time that it is
missing, or believe a feed that lost most of its events. What a night cannot do stays as it was, and is told.
"""

from __future__ import annotations

import argparse
import os
from datetime import date
from pathlib import Path
from typing import NamedTuple

from buurtkalender.domain.model import (
    Calendar,
    Organisation,
)
from buurtkalender.reading.storage import create, write_all
from buurtkalender.submissions.http import FetchLimits
from buurtkalender.submissions.importing import one_feed as ledgers
from buurtkalender.submissions.importing.drafting import Defaults
from buurtkalender.submissions.importing.importer import CalendarImport, checked_defaults, import_ics, import_sheet
from buurtkalender.submissions.importing.matching import PlaceMatcher
from buurtkalender.submissions.importing.one_feed import ImportedFile, ImportLedger, OneFeed
from buurtkalender.submissions.importing.report import Certainty, ImportedActivity, ReportItem, SourcePlace, lines_of
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.values import CannotReadError, Message


class Night(NamedTuple):
    """What a night comes to: its report with the files to write, and the ledgers."""

    done: CalendarImport
    ledgers: dict[Path, bytes]


def import_feeds(calendar: Calendar, content: Path, today: date, texts: Translator, reach: FetchLimits) -> Night:
    """Work out what all feeds come to, without writing anything. What goes wrong is told, and stays as it was."""
    taken: list[ImportedActivity] = []
    items: list[ReportItem] = []
    files: dict[Path, bytes] = {}
    books: dict[Path, bytes] = {}
    wrong = False
    for organisation in calendar.organisations.values():
        if not organisation.feeds:
            continue
        path = ledgers.path_of(content, organisation.id)
        try:
            book = ledgers.read(path)
        except CannotReadError as error:
            items.append(ReportItem(Certainty.CHECK, SourcePlace(0), error.message))
            wrong = True
            continue
        feeds = dict(book.feeds)
        places = PlaceMatcher(calendar)
        for feed in organisation.feeds:
            one = OneFeed(organisation, feed, feeds, calendar, places, content, today, texts)
            made = _night(one, reach)
            if isinstance(made, Message):
                items.append(ReportItem(Certainty.CHECK, SourcePlace(0), _of(organisation, made, texts)))
                wrong = True
                continue
            feeds[feed.url] = made
            if one.moved_from is not None:
                del feeds[one.moved_from]
            taken += one.taken
            items += [item._replace(message=_of(organisation, item.message, texts)) for item in one.items]
            files |= one.files
        octets = ledgers.written(ImportLedger(feeds))
        if feeds and (not path.exists() or path.read_bytes() != octets):
            books[path] = octets
    if not any(one.feeds for one in calendar.organisations.values()):
        items.append(
            ReportItem(Certainty.CHECK, SourcePlace(0), Message(N_("no organisation has `feeds` in its file")))
        )
    return Night(CalendarImport(tuple(lines_of(taken, items, texts)), files, wrong), books)


def _night(one: OneFeed, reach: FetchLimits) -> dict[str, ImportedFile] | Message:
    """Return what is to be remembered of a feed, or why it cannot be read: no feed may stop those of others."""
    try:
        return one.night(reach)
    except CannotReadError as error:
        return error.message
    except Exception as error:
        if os.environ.get("BUURTKALENDER_DEBUG"):
            raise
        return Message(_UNFORESEEN, {"error": f"{type(error).__name__}: {error}"})


_UNFORESEEN = N_("something went wrong that we did not foresee: {error}. Set BUURTKALENDER_DEBUG=1 to see where.")


def _of(organisation: Organisation, told: Message, texts: Translator) -> Message:
    return Message(N_("{organisation}: {text}"), {"organisation": organisation.id, "text": told.shown(texts)})


def save(night: Night) -> None:
    """Write the files, and then the ledgers that tell of them. Each is there whole, or as it was."""
    write_all({**night.done.files, **night.ledgers})


# --- command ---------------------------------------------------------------------------------------------
# `buurtkalender import`: what was asked on the command line, done.

ANYWHERE = "BUURTKALENDER_IMPORT_ANYWHERE"
"""An environment variable for tests: also read http, other ports, and computers that are not public."""


def run(
    options: argparse.Namespace, calendar: Calendar, content: Path, today: date, texts: Translator
) -> CalendarImport:
    """Import what the options ask for, and write it unless it is a dry run. Raises CannotReadError."""
    reach = FetchLimits(anywhere=os.environ.get(ANYWHERE) == "1")
    if options.kind == "feeds":
        kept = import_feeds(calendar, content, today, texts, reach)
        if not options.dry_run:
            save(kept)
        return kept.done
    defaults = Defaults(options.organisation, options.venue, tuple(options.theme), tuple(options.audience))
    checked_defaults(calendar, defaults)
    take = import_ics if options.kind == "ics" else import_sheet
    found = take(options.source, defaults, calendar, content, today, texts, reach, frozenset(options.yes))
    if not options.dry_run:
        try:
            for path, octets in found.files.items():
                create(path, octets)
        except OSError as error:
            raise CannotReadError(
                N_("{file}: {reason}"), file=error.filename or "", reason=error.strerror or error
            ) from error
    return found
