"""`buurtkalender import`: what was asked on the command line, done."""

from __future__ import annotations

import argparse
import os
from datetime import date
from pathlib import Path

from buurtkalender.domain.model import Calendar
from buurtkalender.reading.storage import create
from buurtkalender.submissions.http import Reach
from buurtkalender.submissions.importing.drafting import Defaults
from buurtkalender.submissions.importing.taking import Import, checked_defaults, import_ics, import_sheet
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.messages import CannotReadError

ANYWHERE = "BUURTKALENDER_IMPORT_ANYWHERE"
"""An environment variable for tests: also read http, other ports, and computers that are not public."""


def run(options: argparse.Namespace, calendar: Calendar, content: Path, today: date, texts: Translator) -> Import:
    """Import what the options ask for, and write it unless it is a dry run. Raises CannotReadError."""
    reach = Reach(anywhere=os.environ.get(ANYWHERE) == "1")
    if options.kind == "feeds":
        from buurtkalender.submissions.importing.feeds import import_feeds, save

        kept = import_feeds(calendar, content, today, texts, reach)
        if not options.dry_run:
            save(kept)
        return kept.done
    defaults = Defaults(options.organisation, options.venue, tuple(options.theme), tuple(options.audience))
    checked_defaults(calendar, defaults)
    take = import_ics if options.kind == "ics" else import_sheet
    found = take(options.source, defaults, calendar, content, today, texts, reach)
    if not options.dry_run:
        try:
            for path, octets in found.files.items():
                create(path, octets)
        except OSError as error:
            raise CannotReadError(
                N_("{file}: {reason}"), file=error.filename or "", reason=error.strerror or error
            ) from error
    return found
