"""Links with which an organisation confirms, changes or cancels an activity: signed, for one activity, for some weeks.

Whoever has the link may use it, as with a key; so it is about one activity and one thing to do, and ends by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple

from itsdangerous import BadSignature, URLSafeSerializer

from buurtkalender.domain.model import Activity, Calendar

Action = Literal["confirm", "change", "cancel"]
ACTIONS: tuple[Action, ...] = ("confirm", "change", "cancel")
LONGEST = 600


class LinkSettings(NamedTuple):
    """What links are made with: the receiver's secret, its address, and for how many days they are good."""

    secret: bytes
    url: str
    days: int


class Link(NamedTuple):
    """What a link says: which organisation may do what to which activity, up to and including which day."""

    organisation: str
    activity: str
    action: Action
    until: date


def link(settings: LinkSettings, organisation: str, activity: str, action: Action, today: date) -> str:
    """Return the address with which ``organisation`` does ``action`` to ``activity``; good from ``today`` on.

    ``activity`` is the whole identifier, ``organisation/name``. The same arguments give the same address.
    """
    until = today + timedelta(days=settings.days)
    token = _serializer(settings.secret).dumps([organisation, activity, action, until.isoformat()])
    return f"{settings.url.rstrip('/')}/link/{token if isinstance(token, str) else token.decode()}"


def links(
    settings: LinkSettings, calendar: Calendar, organisation: str, today: date
) -> Iterator[tuple[Activity, dict[Action, str]]]:
    """Yield every activity of an organisation with its links, by title."""
    own = [one for one in calendar.activities.values() if one.organisation == organisation]
    for activity in sorted(own, key=lambda one: one.title.casefold()):
        yield activity, {action: link(settings, organisation, activity.id, action, today) for action in ACTIONS}


def opened(settings: LinkSettings, token: str) -> Link | None:
    """Return what a link says; None when it was not made by us. Whether it is still good, is another question."""
    if len(token) > LONGEST:
        return None
    try:
        organisation, activity, action, until = _serializer(settings.secret).loads(token)
        return Link(organisation, activity, action, date.fromisoformat(until))
    except (BadSignature, ValueError, TypeError):
        return None


def refused(found: Link | None, calendar: Calendar, today: date) -> Literal["", "unknown", "expired", "another"]:
    """Return why a link does nothing: it is none, is too old, or the activity is not that organisation's (any more)."""
    if found is None:
        return "unknown"
    if found.until < today:
        return "expired"
    activity = calendar.activities.get(found.activity)
    return "another" if activity is None or activity.organisation != found.organisation else ""


def _serializer(secret: bytes) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="buurtkalender.link", signer_kwargs={"digest_method": hashlib.sha256})
