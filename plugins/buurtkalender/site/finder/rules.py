"""The constants of the finder. The rules themselves are written once, in ``theme/static/js/fitting.js``.

How far something is and from which age people come by themselves is as for the gaps: all of it goes to the script from
here, so that nobody has to keep two numbers equal.
"""

from __future__ import annotations

import msgspec

from buurtkalender.domain.coverage.people import ADULT
from buurtkalender.domain.coverage.reach import METRES_PER_DEGREE
from buurtkalender.domain.model import Calendar
from buurtkalender.site.search_index import WITHOUT_END
from buurtkalender.words.facts import FACT_WORDS, NEEDED


class Points(msgspec.Struct, frozen=True, rename="camel"):
    """What ranks an activity: points off for each minute of walking and each day of waiting, up to a most.

    ``wait_unknown`` is for how many days something counts that has no date but an appointment. On top come points for
    each interest that it shares, when it says that it is meant for these people, when their language is spoken, and
    when it says that it welcomes who comes alone. Off go points for each fact that nobody knows, and for each that is
    against it.
    """

    start: int = 100
    walk: int = 1
    walk_most: int = 40
    wait: int = 1
    wait_most: int = 28
    wait_unknown: int = 7
    theme: int = 10
    meant: int = 20
    language: int = 25
    welcome: int = 5
    unknown: int = 15
    against: int = 30


class Rules(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What ``fitting.js`` gets. ``groups`` are the audiences that are no range of ages, ``centres`` of which areas.

    ``facts`` are those that can be asked for: by the word that stands for it in an address, its key in the data.
    """

    groups: tuple[str, ...]
    centres: dict[str, dict[str, float]]
    facts: dict[str, str]
    walking_kmh: float
    detour: float
    metres_per_degree: float = METRES_PER_DEGREE
    adult: int = ADULT
    oldest: int = WITHOUT_END
    points: Points = Points()


def rules(calendar: Calendar) -> Rules:
    """Return the rules for a calendar."""
    centres = {
        area.id: {"lat": area.centre.lat, "lon": area.centre.lon}
        for area in calendar.neighbourhoods.values()
        if area.centre is not None
    }
    return Rules(
        groups=tuple(term.id for term in calendar.audiences.values() if term.ages is None),
        centres=centres,
        facts={needed.slug: FACT_WORDS[key].short for key, needed in NEEDED.items()},
        walking_kmh=calendar.measure.walking_kmh,
        detour=calendar.measure.detour,
    )
