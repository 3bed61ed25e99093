"""`buurtkalender import feeds`: the calendars that organisations keep elsewhere, taken over every night.

What this never does: write over what a person changed, delete a file, cancel something at the first time that it is
missing, or believe a feed that lost most of its events. What a night cannot do stays as it was, and is told.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import NamedTuple

from buurtkalender.domain.model import (
    Calendar,
    Organisation,
)
from buurtkalender.reading.storage import write_all
from buurtkalender.submissions.http import Reach
from buurtkalender.submissions.importing import ledger as ledgers
from buurtkalender.submissions.importing.ledger import Entry, Ledger
from buurtkalender.submissions.importing.matching import Places
from buurtkalender.submissions.importing.one_feed import OneFeed
from buurtkalender.submissions.importing.report import Item, Kind, Place, Taken, lines_of
from buurtkalender.submissions.importing.taking import Import
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.messages import CannotReadError, Message


class Night(NamedTuple):
    """What a night comes to: its report with the files to write, and the ledgers."""

    done: Import
    ledgers: dict[Path, bytes]


def import_feeds(calendar: Calendar, content: Path, today: date, texts: Translator, reach: Reach) -> Night:
    """Work out what all feeds come to, without writing anything. What goes wrong is told, and stays as it was."""
    taken: list[Taken] = []
    items: list[Item] = []
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
            items.append(Item(Kind.CHECK, Place(0), error.message))
            wrong = True
            continue
        feeds = dict(book.feeds)
        places = Places(calendar)
        for feed in organisation.feeds:
            one = OneFeed(organisation, feed, feeds, calendar, places, content, today, texts)
            made = _night(one, reach)
            if isinstance(made, Message):
                items.append(Item(Kind.CHECK, Place(0), _of(organisation, made, texts)))
                wrong = True
                continue
            feeds[feed.url] = made
            if one.moved_from is not None:
                del feeds[one.moved_from]
            taken += one.taken
            items += [item._replace(message=_of(organisation, item.message, texts)) for item in one.items]
            files |= one.files
        octets = ledgers.written(Ledger(feeds))
        if feeds and (not path.exists() or path.read_bytes() != octets):
            books[path] = octets
    if not any(one.feeds for one in calendar.organisations.values()):
        items.append(Item(Kind.CHECK, Place(0), Message(N_("no organisation has `feeds` in its file"))))
    return Night(Import(tuple(lines_of(taken, items, texts)), files, wrong), books)


def _night(one: OneFeed, reach: Reach) -> dict[str, Entry] | Message:
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
