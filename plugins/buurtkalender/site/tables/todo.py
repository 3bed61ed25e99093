"""The table of what organisations can do, in the order in which it does something for residents."""

from __future__ import annotations

from buurtkalender.domain.quality.todo import Todo
from buurtkalender.feeds.spreadsheet import Column, Value
from buurtkalender.site import addresses
from buurtkalender.site.gaps.quality import problems_of, quality
from buurtkalender.site.gaps.todo_pages import title_of
from buurtkalender.site.model import Site
from buurtkalender.site.tables.columns import HELPED, NARROW, SENTENCES, WIDE, Contents, address, organisation
from buurtkalender.words.catalogues import N_
from buurtkalender.words.tasks import task_fields, task_kind_name, task_outcome, task_sentence

COLUMNS = (
    Column(
        N_("Organisation"), N_("Who can do it. Empty for a place: nobody says which organisation runs it."), width=WIDE
    ),
    Column(N_("Telephone"), N_("The telephone number of the organisation, or of the place."), width=18),
    Column(N_("E-mail"), N_("The e-mail address of the organisation, or of the place."), width=28),
    Column(N_("Kind"), N_("Confirm, fill in, extend or put right."), width=NARROW),
    Column(N_("About"), N_("The activity, place or file that it is about."), width=WIDE),
    Column(N_("What to do"), N_("What there is to do, and why."), width=SENTENCES),
    Column(
        N_("What comes of it"),
        N_("What changes for residents when it is done. Empty where we do not know."),
        width=SENTENCES,
    ),
    HELPED,
    Column(
        N_("Date"),
        N_("When it was last confirmed, when the last time is, or the first day that is not right."),
        "date",
        NARROW,
    ),
    Column(N_("In the file"), N_("What somebody who edits files can write: one of these."), width=WIDE),
    Column(N_("File"), N_("The file of the calendar, below the content folder."), width=40),
    Column(N_("Form"), N_("Where it can be changed without a file."), "link", 30),
)


def todo(site: Site) -> Contents:
    """Return the table."""
    return Contents(N_("To do"), COLUMNS, (_row(site, one) for one in quality(site).todos))


def _row(site: Site, one: Todo) -> tuple[Value, ...]:
    calendar, translator = site.calendar, site.translator
    known = calendar.organisations.get(one.organisation or "")
    asked = known or (calendar.venues.get(one.venue or "") if one.organisation is None else None)
    form = addresses.changing(one.activity) if one.activity in calendar.activities else ""
    return (
        organisation(one.organisation, calendar) if one.organisation else None,
        asked.phone if asked else None,
        asked.email if asked else None,
        task_kind_name(one.kind, translator),
        title_of(site, one).text,
        task_sentence(one, calendar, translator, problems_of(site, one.file)),
        task_outcome(one, calendar, translator),
        one.residents or None,
        one.since,
        "\n".join(task_fields(one, calendar, translator)),
        one.file,
        address(site, form) if form else None,
    )
