"""What the pages for coordinators share: how they are framed, and how they name things."""

from __future__ import annotations

from buurtkalender.domain.coverage.verdicts import Edit, Priority
from buurtkalender.site import addresses
from buurtkalender.site.gaps.starting import form_address
from buurtkalender.site.model import Site
from buurtkalender.site.render import FeedLink, Frame, Link
from buurtkalender.words.remedies import priority_sentence, worked_on


def framed(site: Site, path: str, heading: str, description: str = "", feeds: tuple[FeedLink, ...] = ()) -> Frame:
    """Return the frame of a page below the first page of the gaps."""
    _ = site.words.gettext
    in_general = _("Where the offer of activities falls short of what the municipality wants, and why.")
    return Frame(
        path=path,
        heading=heading,
        description=description or in_general,
        crumbs=(Link(addresses.GAPS, _("What is missing")),),
        section=addresses.GAPS,
        feeds=feeds,
    )


def link_to(site: Site, identifier: str) -> Link:
    """Return a link to an activity, with its organisation as the note."""
    activity = site.calendar.activities[identifier]
    return Link(addresses.activity(identifier), activity.title, site.organisation(activity).name)


def link_of_edit(site: Site, sentence: str, edit: Edit, home: str) -> Link:
    """Return a link to what an edit is about, with its sentence as the note; without an address, if to nothing.

    Something new has no page: it is handed in with the form, for the neighbourhood ``home``.
    """
    calendar, _ = site.calendar, site.words.gettext
    if edit.kind == "start":
        return Link(form_address(edit, home, calendar), _("Start this"), sentence)
    url, title = "", ""
    if edit.activity in calendar.activities:
        url, title = addresses.activity(edit.activity or ""), calendar.activities[edit.activity or ""].title
    elif edit.venue in calendar.venues:
        url, title = addresses.venue(edit.venue or ""), calendar.venues[edit.venue or ""].name
    return Link(url, _("See {title}").format(title=title), sentence)


def links_of_priorities(site: Site) -> tuple[Link, ...]:
    """Return the edits that help most people as sentences, each with a link to what it is about."""
    return tuple(_link_of_priority(site, one) for one in site.priorities)


def _link_of_priority(site: Site, priority: Priority) -> Link:
    said = (of(priority, site.calendar, site.translator) for of in (priority_sentence, worked_on))
    first = min(priority.effects, key=lambda effect: effect.norm != priority.edit.norm)
    return link_of_edit(site, " ".join(filter(None, said)), priority.edit, first.neighbourhood)
