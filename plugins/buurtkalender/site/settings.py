"""The site's settings: one page of Python, ``pelican.conf.py``, read the same way with and without Pelican."""

from __future__ import annotations

import re
import runpy
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from buurtkalender.clock import YEARS
from buurtkalender.domain.holidays import PUBLIC_HOLIDAYS
from buurtkalender.reading.problems import manual_address
from buurtkalender.words.catalogues import languages, spoken

FILE = "pelican.conf.py"

Url = Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s/]\S*$")]
UidHost = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9.-]+$")]
PublicHoliday = Annotated[str, msgspec.Meta(pattern=f"^({'|'.join(PUBLIC_HOLIDAYS)})$")]
Count = Annotated[int, msgspec.Meta(ge=0, le=36_525)]
"""Days, up to a hundred years: what is further away no calendar can hold."""


class SettingsError(Exception):
    """The settings cannot be read; the text says what to do about it."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What a municipality decides about its calendar.

    The capitals in ``pelican.conf.py`` that each field comes from stand in :data:`SETTING_NAMES`. Paths are absolute.
    All ``*_days`` count from today and are inclusive; those ``*_after_days`` from when somebody last said that an
    activity is still right, and 0 is never. ``languages`` are all that residents' pages come in, in the order of the
    menu; the site's own is always one of them. ``public_holidays`` are those that `skip: [public-holidays]` leaves out,
    by their names in :data:`buurtkalender.domain.holidays.PUBLIC_HOLIDAYS`; None is all. ``residents_host`` is the
    identifier of the organisation that stands in for residents who start something without an organisation of their
    own.
    """

    name: str
    url: Url
    calendar_id: UidHost
    anchor: date
    language: str = "nl"
    languages: tuple[str, ...] = ()
    zone: Literal["Europe/Amsterdam"] = "Europe/Amsterdam"  # the one that feeds are written in
    email: str | None = None
    repository: str | None = None
    branch: str = "main"
    submission_url: Url | None = None
    residents_host: str | None = None
    demo: bool = False
    papers: bool = False
    content: Path
    output: Path
    theme: Path
    tokens: Path | None = None
    cache: Path
    past_days: Count = 28
    ahead_days: Count = 371
    pages_ahead_days: Count = 92
    list_days: Count = 14
    feed_past_days: Count = 183
    public_holidays: tuple[PublicHoliday, ...] | None = None
    remind_after_days: Count = 150
    mark_after_days: Count = 540
    hide_after_days: Count = 730
    file: Path | None = None
    """The file that they were read from, where that is known."""

    @property
    def manual(self) -> str:
        """The address of the manual of the format, in the site's language; empty where there is no repository."""
        return manual_address(self.repository, self.branch, self.language)


SETTING_NAMES = {
    "name": "SITENAME",
    "url": "SITEURL",
    "calendar_id": "CALENDAR_ID",
    "anchor": "CALENDAR_START",
    "language": "DEFAULT_LANG",
    "languages": "LANGUAGES",
    "zone": "TIMEZONE",
    "email": "CONTACT_EMAIL",
    "repository": "REPOSITORY",
    "branch": "REPOSITORY_BRANCH",
    "submission_url": "SUBMISSION_URL",
    "residents_host": "RESIDENTS_HOST",
    "demo": "DEMO",
    "papers": "PAPERS",
    "content": "PATH",
    "output": "OUTPUT_PATH",
    "theme": "THEME",
    "tokens": "TOKENS",
    "cache": "CACHE_PATH",
    "past_days": "PAST_DAYS",
    "ahead_days": "AHEAD_DAYS",
    "pages_ahead_days": "PAGES_AHEAD_DAYS",
    "list_days": "LIST_DAYS",
    "feed_past_days": "FEED_PAST_DAYS",
    "public_holidays": "PUBLIC_HOLIDAYS",
    "remind_after_days": "REMIND_AFTER_DAYS",
    "mark_after_days": "MARK_AFTER_DAYS",
    "hide_after_days": "HIDE_AFTER_DAYS",
}
_PATHS = {"content": "content", "output": "output", "theme": "theme", "cache": ".cache"}


def load_site_settings(file: Path) -> Settings:
    """Read ``pelican.conf.py``. Relative paths in it start at its own folder.

    Raises SettingsError when there is no such file, or when Python cannot run it.
    """
    if not file.is_file():
        raise SettingsError(
            f"{file}: there is no such settings file. Start in the folder that holds {FILE}, or use --settings."
        )
    try:
        values = runpy.run_path(str(file))
    except (Exception, SystemExit) as error:
        raise SettingsError(f"{file}: {type(error).__name__}: {error}") from error
    return msgspec.structs.replace(from_mapping(values, file.resolve().parent), file=file.resolve())


def from_mapping(values: Mapping[str, Any], folder: Path) -> Settings:
    """Take the calendar's settings from the capitals of ``values``; ``folder`` is where relative paths start.

    Raises SettingsError that names every setting that is missing or of the wrong kind.
    """
    found: dict[str, Any] = {
        field: values[name] for field, name in SETTING_NAMES.items() if values.get(name) is not None
    }
    for field in (*_PATHS, *({"tokens"} & found.keys())):
        try:
            found[field] = (folder / str(found.get(field, _PATHS.get(field)))).resolve()
        except (ValueError, RuntimeError) as error:  # a sign that no name can hold; links that go round
            raise SettingsError(f"{FILE}: {SETTING_NAMES[field]}: {error}.") from error
    missing = [SETTING_NAMES[field] for field in ("name", "url", "calendar_id", "anchor") if not found.get(field)]
    if missing:
        raise SettingsError(f"{FILE}: {', '.join(missing)} must be given.")
    try:
        settings = msgspec.convert(found, Settings)
    except msgspec.ValidationError as error:
        text, _, field = str(error).partition(" - at `$.")
        raise SettingsError(
            f"{FILE}: {SETTING_NAMES.get(re.sub(r'[^a-z_].*', '', field), 'settings')}: {text}"
        ) from error
    if settings.anchor.year not in YEARS:
        raise SettingsError(f"{FILE}: {SETTING_NAMES['anchor']}: write a day from {YEARS[0]} to {YEARS[-1]}.")
    if settings.public_holidays and set(settings.public_holidays) == set(PUBLIC_HOLIDAYS):
        settings = msgspec.structs.replace(
            settings, public_holidays=None
        )  # written out: no other calendar than without
    if settings.language not in (known := languages()):
        raise SettingsError(
            f"{FILE}: DEFAULT_LANG: there is no catalogue {settings.language!r}, only {', '.join(known)}."
        )
    if unknown := [one for one in settings.languages if one not in spoken()]:
        raise SettingsError(
            f"{FILE}: LANGUAGES: there is no catalogue {', '.join(map(repr, unknown))}, only {', '.join(spoken())}."
        )
    chosen = dict.fromkeys(settings.languages)
    every = tuple(chosen) if settings.language in chosen else (settings.language, *chosen)
    return msgspec.structs.replace(settings, url=settings.url.rstrip("/"), languages=every)
