"""What most subcommands work on: the settings, the content as it is now, and as it was at a git revision."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from buurtkalender.cli.ending import CommandError
from buurtkalender.cli.speech import short, texts_of
from buurtkalender.site.settings import Settings, load
from buurtkalender.words.catalogues import N_

if TYPE_CHECKING:
    from buurtkalender.reading.content import Read
    from buurtkalender.reading.revisions import RevisionError


def settings_of(options: argparse.Namespace) -> Settings:
    """Return the settings of something that cannot do without the content folder."""
    settings = loaded(options)
    if not settings.content.is_dir():
        text = texts_of(settings).gettext(
            N_("{folder}: there is no such folder. Name the content folder with --content.")
        )
        raise CommandError(text.format(folder=short(settings.content)))
    return settings


def loaded(options: argparse.Namespace) -> Settings:
    """Return the settings, with what the command line says instead of them."""
    settings = load(options.settings)
    changed = {
        name: value.resolve() for name in ("content", "output") if (value := getattr(options, name, None)) is not None
    }
    return msgspec.structs.replace(settings, **changed)


def content_of(settings: Settings, folder: Path | None = None) -> Read:
    """Return what stands in the content folder, or in another ``folder`` of which nothing is remembered."""
    from buurtkalender.reading.content import read
    from buurtkalender.site.editorial import with_problems

    cache = None if folder else settings.cache
    there = msgspec.structs.replace(settings, content=folder or settings.content)
    found = read(there.content, calendar_id=settings.calendar_id, anchor=settings.anchor, cache=cache)
    return with_problems(found, there)


def content_at(settings: Settings, base: str) -> Read:
    """Return what stood in the content folder at a git revision."""
    from buurtkalender.reading.revisions import RevisionError, checked_out

    try:
        with checked_out(settings.content, base) as folder:
            return content_of(settings, folder)
    except RevisionError as error:
        raise unknown(error, settings) from error


def unknown(error: RevisionError, settings: Settings) -> CommandError:
    """Return what to tell when there is nothing to compare with."""
    return CommandError(texts_of(settings).gettext(error.text).format_map(error.params))
