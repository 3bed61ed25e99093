"""What is known of each activity, as answers to the form: a file for each organisation, which the form fetches."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice

import msgspec

from buurtkalender.domain.model import Activity, Occurrence
from buurtkalender.form.of_activity import answers_of
from buurtkalender.site import addresses
from buurtkalender.site.files_dates import first_to_come
from buurtkalender.site.model import Site
from buurtkalender.site.outputs import digest, digest_of
from buurtkalender.site.tree import Output

MOST_DATES = 16
"""How many of the coming dates of an activity there are to choose from; for one after those there is the message."""


def form_files(site: Site) -> Iterator[Output]:
    """Yield these files."""
    activities: dict[str, list[Activity]] = {identifier: [] for identifier in sorted(site.calendar.organisations)}
    for activity in (site.whole or site.calendar).activities.values():  # what is hidden can still be confirmed
        activities.setdefault(activity.organisation, []).append(activity)
    for organisation, own in activities.items():
        facts = [(activity, _coming(site, activity)) for activity in own]
        windows = [(str(dates[0].start), str(dates[-1].start), len(dates)) if dates else () for _, dates in facts]
        key = digest(*(site.activity_keys[activity.id] for activity in own), digest_of(windows))
        yield Output(addresses.form_data(organisation), key, partial(_file, site, facts))


def _file(site: Site, facts: list[tuple[Activity, list[Occurrence]]]) -> bytes:
    rows = [
        {
            "id": activity.id,
            "title": activity.title,
            "answers": answers_of(activity),
            "dates": [(_planned(one, coming), site.words.when(one)) for one in coming],
        }
        for activity, coming in facts
    ]
    rows.sort(key=lambda row: str(row["title"]).casefold())
    return msgspec.json.encode(rows) + b"\n"


def _coming(site: Site, activity: Activity) -> list[Occurrence]:
    """Return the dates to come that are not off yet."""
    dates = site.selection.of_activity(activity.id)
    found = (one for one in dates[first_to_come(site, dates) :] if not one.cancelled)
    return list(islice(found, MOST_DATES))


def _planned(occurrence: Occurrence, others: list[Occurrence]) -> str:
    """Return by what a file knows this date: the planned day, with the time where one day has several."""
    planned = occurrence.planned
    several = sum(one.planned.date() == planned.date() for one in others) > 1
    return f"{planned:%Y-%m-%dT%H:%M}" if several else f"{planned:%Y-%m-%d}"
