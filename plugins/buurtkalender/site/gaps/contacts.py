"""Whom to call about an edit: the organisation that can make it, and the venue that it needs."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from buurtkalender.domain.coverage.verdicts import Edit
from buurtkalender.domain.model import Activity, Calendar, Contact
from buurtkalender.site.marking import tel


class Call(msgspec.Struct, frozen=True):
    """Somebody to call or write to; what is not known is empty. ``tel`` is the address behind the number."""

    name: str
    phone: str
    tel: str
    email: str


def whom_to_call(edit: Edit, calendar: Calendar) -> tuple[Call, ...]:
    """Return who can make an edit: its organisation first, then the venue of which it needs a room or a fact.

    Also who cannot be reached, as far as the calendar knows: that is then to be found out.
    """
    return tuple(_asked(edit, calendar))


def _asked(edit: Edit, calendar: Calendar) -> Iterator[Call]:
    activity = calendar.activities.get(edit.activity or "")
    if activity is not None:
        yield _organisation(activity, calendar)
    venue = calendar.venues.get(edit.venue or "")
    if venue is not None:
        booking = venue.booking
        phone = (booking.phone if booking else None) or venue.phone
        yield _call(venue.name, phone, (booking.email if booking else None) or venue.email)


def _organisation(activity: Activity, calendar: Calendar) -> Call:
    """What may be published for the activity itself goes first; the organisation's own fills in what lacks."""
    organisation = calendar.organisations.get(activity.organisation)
    contact = activity.contact or Contact()
    phone, email = contact.phone, contact.email
    if organisation is not None:
        phone, email = phone or organisation.phone, email or organisation.email
    return _call(organisation.name if organisation else activity.organisation, phone, email)


def _call(name: str, phone: str | None, email: str | None) -> Call:
    return Call(name, phone or "", tel(phone) if phone else "", email or "")
