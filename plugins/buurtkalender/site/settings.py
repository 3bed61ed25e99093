"""The site's settings: one page of Python, ``pelican.conf.py``, read the same way with and without Pelican."""

from __future__ import annotations

import runpy
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

FILE = "pelican.conf.py"


class SettingsError(Exception):
    """The settings cannot be read; the text says what to do about it."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What a municipality decides about its calendar.

    The capitals in ``pelican.conf.py`` that each field comes from stand in :data:`NAMES`. Paths are absolute.
    All ``*_days`` count from today and are inclusive.
    """

    name: str
    url: str
    calendar_id: str
    anchor: date
    language: str = "nl"
    zone: str = "Europe/Amsterdam"
    email: str | None = None
    repository: str | None = None
    demo: bool = False
    content: Path
    output: Path
    theme: Path
    cache: Path
    past_days: int = 28
    ahead_days: int = 371
    pages_ahead_days: int = 92
    list_days: int = 14
    feed_past_days: int = 183


NAMES = {
    "name": "SITENAME",
    "url": "SITEURL",
    "calendar_id": "CALENDAR_ID",
    "anchor": "CALENDAR_START",
    "language": "DEFAULT_LANG",
    "zone": "TIMEZONE",
    "email": "CONTACT_EMAIL",
    "repository": "REPOSITORY",
    "demo": "DEMO",
    "content": "PATH",
    "output": "OUTPUT_PATH",
    "theme": "THEME",
    "cache": "CACHE_PATH",
    "past_days": "PAST_DAYS",
    "ahead_days": "AHEAD_DAYS",
    "pages_ahead_days": "PAGES_AHEAD_DAYS",
    "list_days": "LIST_DAYS",
    "feed_past_days": "FEED_PAST_DAYS",
}
_PATHS = {"content": "content", "output": "output", "theme": "theme", "cache": ".cache"}


def load(file: Path) -> Settings:
    """Read ``pelican.conf.py``. Relative paths in it start at its own folder.

    Raises SettingsError when there is no such file, or when Python cannot run it.
    """
    if not file.is_file():
        raise SettingsError(
            f"{file}: there is no such settings file. Start in the folder that holds {FILE}, or use --settings."
        )
    try:
        values = runpy.run_path(str(file))
    except Exception as error:
        raise SettingsError(f"{file}: {type(error).__name__}: {error}") from error
    return from_mapping(values, file.resolve().parent)


def from_mapping(values: Mapping[str, Any], folder: Path) -> Settings:
    """Take the calendar's settings from the capitals of ``values``; ``folder`` is where relative paths start.

    Raises SettingsError that names every setting that is missing or of the wrong kind.
    """
    found: dict[str, Any] = {field: values[name] for field, name in NAMES.items() if values.get(name) is not None}
    for field, default in _PATHS.items():
        found[field] = (folder / str(found.get(field, default))).resolve()
    missing = [NAMES[field] for field in ("name", "url", "calendar_id", "anchor") if not found.get(field)]
    if missing:
        raise SettingsError(f"{FILE}: {', '.join(missing)} must be given.")
    found["url"] = str(found["url"]).rstrip("/")
    try:
        return msgspec.convert(found, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{FILE}: {error}") from error
