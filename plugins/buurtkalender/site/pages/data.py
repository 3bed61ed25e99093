"""The page about the open data: what there is, in which words, under which licence, and how to keep up with it."""

from __future__ import annotations

import msgspec

from buurtkalender.feeds import openactive, schema_org
from buurtkalender.feeds.context import Thing
from buurtkalender.feeds.schemas import data_schemas
from buurtkalender.site import addresses
from buurtkalender.site.files import SERVICES, SESSIONS
from buurtkalender.site.linked_data import linked
from buurtkalender.site.model import Site
from buurtkalender.site.publish import Output
from buurtkalender.site.render import Frame, PageLink

JSON = "application/json"
RPDE = "application/vnd.openactive.rpde+json; version=1"


class Document(msgspec.Struct, frozen=True):
    """A file that programs can fetch: its link, whose note says what is in it, and the address of its schema."""

    link: PageLink
    media: str
    schema: str = ""
    kind: str = ""


class DataView(msgspec.Struct, frozen=True):
    """What ``data.html`` shows."""

    own: tuple[Document, ...]
    tables: tuple[PageLink, ...]
    others: tuple[Document, ...]
    licence: PageLink
    name: str


def open_data_page(site: Site) -> Output:
    """Return the page."""
    _ = site.words.gettext
    frame = Frame(
        path=addresses.DATA,
        heading=_("Open data"),
        description=_("Everything in this calendar, for programs: as files, and in the words of others."),
    )
    view = DataView(
        _own(site), _tables(site), _others(site), PageLink(openactive.LICENSE, "CC BY 4.0"), site.settings.name
    )
    return site.page("data.html", frame, view, things=lambda view: [_dataset(site, frame, view)])


def _own(site: Site) -> tuple[Document, ...]:
    """The calendar's own files."""
    _ = site.words.gettext
    about = {
        "activities": _("Every activity with its facts, one a line."),
        "occurrences": _("Every time that something takes place, with cancellations and moves."),
        "venues": _("Venues and their rooms, with access and opening hours."),
        "organisations": _("Who organises activities."),
        "coverage": _("What every neighbourhood should have, and what it has."),
        "todo": _("What organisations can do to make the calendar better."),
        "prevention": _("What there is towards each prevention goal, for which ages, in each municipality."),
        "capacity": _("How much room there is for how many residents, where that is known."),
    }
    return tuple(
        Document(
            PageLink(f"/data/{name}.json", f"{name}.json", about[name]),
            JSON,
            schema=f"/data/schemas/{name}.schema.json",
        )
        for name in data_schemas()
        if name in about
    )


def _tables(site: Site) -> tuple[PageLink, ...]:
    """The tables of the coordinator."""
    _ = site.words.gettext
    about = {
        addresses.TABLES: _("Excel, LibreOffice and others: a sheet for each of the tables below."),
        addresses.TABLE_OF_GAPS: _("What every neighbourhood should have, what it has, and what helps."),
        addresses.TABLE_OF_TODO: _("What organisations can do to make the calendar better."),
        addresses.TABLE_OF_CAPACITY: _("How much room there is for how many residents, where that is known."),
        addresses.TABLE_OF_PREVENTION: _(
            "What there is towards each prevention goal, for which ages, in each municipality."
        ),
    }
    return tuple(PageLink(path, path.rpartition("/")[2], note) for path, note in about.items())


def _others(site: Site) -> tuple[Document, ...]:
    """The calendar in vocabularies of others."""
    _ = site.words.gettext
    sessions = _("Activities with a time and a place, as sessions.")
    services = _("Every activity as a service, also what has no fixed time.")
    return (
        Document(
            PageLink(f"{SESSIONS}.json", "OpenActive (RPDE)", sessions),
            RPDE,
            kind="https://openactive.io/SessionSeries",
        ),
        Document(PageLink(f"{SERVICES}.json", "Open Referral UK (HSDS 3.0)", services), JSON),
    )


def _dataset(site: Site, frame: Frame, view: DataView) -> Thing:
    """The same for programs that look for data sets."""
    files = [
        schema_org.download(addresses.absolute(site.settings.url, one.link.url), one.link.text, one.media, one.kind)
        for one in (*view.own, *view.others)
    ]
    url = addresses.absolute(site.settings.url, frame.path)
    return schema_org.dataset(linked(site), url, frame.description, openactive.LICENSE, files)
