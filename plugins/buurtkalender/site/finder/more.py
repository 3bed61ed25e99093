"""What the finder tells of an activity besides what the search does: mostly what comes on the card to hand over."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import msgspec

from buurtkalender.domain.coverage.scopes import of_neighbourhood
from buurtkalender.domain.coverage.sessions import parts_of_day
from buurtkalender.domain.model import Activity, ActivityStatus, Occurrence
from buurtkalender.domain.places import DateFacts
from buurtkalender.domain.quality.facts import reached
from buurtkalender.site import addresses
from buurtkalender.site.cards import other_access
from buurtkalender.site.facts import walk_in
from buurtkalender.site.files_dates import first_to_come
from buurtkalender.site.model import Site
from buurtkalender.site.outputs import digest, digest_of
from buurtkalender.site.search_index import by_place, flat
from buurtkalender.site.tree import Output
from buurtkalender.site.whereabouts import Place, place_of
from buurtkalender.words.facts import FACT_WORDS, LISTED, NEEDED

Moment = tuple[str, int, tuple[int, ...], str]
"""When it starts (only the day when it lasts all day), how many minutes it lasts, in which parts of the day it is (1 is
the morning, 2 the afternoon, 3 the evening), and what is different then."""

PARTS = ("morning", "afternoon", "evening")

LOOKED_AT = 26
"""How many coming dates are looked at: half a year of something weekly."""

_FACTS = {FACT_WORDS[key].short: key for key in NEEDED if key not in LISTED}
"""The facts that the search does not tell, by their key in the file."""

EACH = 3
"""How many dates are told of each time in the week: two come on the card, and one may be over when it is made."""


class More(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An activity.

    ``placed`` is whether it has a place of its own, and ``fetches`` are the neighbourhoods from which people are
    brought there. ``appointment`` is whether people agree on a time. ``dates`` are the first ones to come of each time
    in the week. ``summary`` is whole: the search cuts it short. ``walkin`` answers whether one can walk in. ``facts``
    are written as fields of the activity itself. What an activity does not say is left out.
    """

    summary: str = ""
    placed: bool = False
    online: bool = False
    appointment: bool = False
    dates: tuple[Moment, ...] = ()
    fetches: tuple[str, ...] = ()
    facts: dict[str, bool] = {}
    referral: str = ""
    where: tuple[str, ...] = ()
    transport: str = ""
    email: str = ""
    walkin: str = ""


def nothing() -> dict[str, object]:
    """Return what an activity says that the two files leave out of it."""
    found: dict[str, object] = {"serves": ()}
    for name in More.__struct_fields__:
        found |= dict.fromkeys(_FACTS) if name == "facts" else {name: getattr(More(), name)}
    return found


def more_file(site: Site) -> Output:
    """Return the file as an output of the build: by activity, those of the search."""
    people = (site.organisation_digest(one) for one in sorted(site.calendar.organisations))
    key = digest(digest_of(site.today), *people, *(key for _, key in sorted(site.activity_keys.items())))
    return Output(addresses.FINDER_DATA, key, lambda: _file(more(site)))


def _file(known: dict[str, More]) -> bytes:
    return msgspec.json.encode({name: flat(one) for name, one in known.items()}) + b"\n"


def more(site: Site) -> dict[str, More]:
    """Return what the file holds."""
    return {
        name: _of(site, there)
        for activity in site.selection.activities()
        for name, there, _dates in by_place(site, activity)
    }


def _of(site: Site, there: DateFacts) -> More:
    activity, where = there.activity, place_of(site, there)
    return More(
        summary=activity.summary or "",
        placed=there.placed,
        online=activity.online is not None,
        appointment=there.usual and activity.by_appointment and activity.status is ActivityStatus.ACTIVE,
        dates=tuple(_dates(site, there)),
        fetches=_fetches(site, activity) if there.usual and there.placed and activity.serves else (),
        facts=_facts(there),
        referral=_referral(site, activity),
        where=_lines(where) if where else (),
        transport=there.transport or "",
        email=reached(activity, site.organisation(activity))[1] or "",
        walkin=walk_in(site.words, activity),
    )


def _facts(there: DateFacts) -> dict[str, bool]:
    found = ((short, there.fact(key)) for short, key in _FACTS.items())
    return {short: holds for short, holds in found if holds is not None}


def _lines(where: Place) -> tuple[str, ...]:
    """Return where it is as on an envelope: the house with its room, and the address."""
    return tuple(filter(None, (", ".join(filter(None, (where.name, where.room))), where.address)))


def _dates(site: Site, there: DateFacts) -> Iterator[Moment]:
    """Yield the first dates to come of each time in the week; at the usual place with those that are elsewhere."""
    activity = there.activity
    dates = site.selection.of_activity(activity.id)
    coming = (
        one
        for one in dates[first_to_come(site, dates) :]
        if not one.cancelled and (there.usual or site.places.at(activity, one) is there)
    )
    told: dict[tuple[int, tuple[str, ...]], int] = {}
    for one in islice(coming, LOOKED_AT):
        parts = parts_of_day(one, walk_in=bool(activity.drop_in))
        slot = one.start.weekday(), parts
        told[slot] = told.get(slot, 0) + 1
        if told[slot] <= EACH:
            start = f"{one.start:%Y-%m-%d}" if one.all_day else f"{one.start:%Y-%m-%dT%H:%M}"
            lasts = 0 if one.all_day else round((one.end - one.start).total_seconds() / 60)
            yield start, lasts, tuple(PARTS.index(part) + 1 for part in parts), _different(site, there, one)


def _different(site: Site, at: DateFacts, one: Occurrence) -> str:
    """Say what somebody with a card in the hand has to know of one date: another place, or what its note tells."""
    text = (one.note or "").strip()
    there = site.places.at(at.activity, one)
    if there is at:
        return text
    where = place_of(site, there)
    moved = site.words.gettext("At another place: {place}.").format(place=", ".join(_lines(where)) if where else "?")
    return " ".join(filter(None, (moved, other_access(site.words, there), text)))


def _fetches(site: Site, activity: Activity) -> tuple[str, ...]:
    areas = site.calendar.neighbourhoods.values()
    return tuple(area.id for area in areas if not of_neighbourhood(area).areas.isdisjoint(activity.serves))


def _referral(site: Site, activity: Activity) -> str:
    """Say that somebody has to refer, and who may."""
    if activity.referral is None or not activity.referral.required:
        return ""
    _ = site.words.gettext
    by = activity.referral.by
    return _("A referral is needed, from {by}.").format(by=by) if by else _("A referral is needed.")
