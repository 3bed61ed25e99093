"""The page on how good the data are: what is known, what is confirmed, what is not right, and of which areas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from buurtkalender.domain.coverage.people import group_without_ages
from buurtkalender.domain.facts import ASKED, FactAnswer
from buurtkalender.domain.model import Activity, Neighbourhood, Venue
from buurtkalender.domain.tasks import OLD_DAYS
from buurtkalender.site import addresses
from buurtkalender.site.gaps.analysis import quality
from buurtkalender.site.gaps.section import framed, link_to
from buurtkalender.site.model import Site
from buurtkalender.site.publish import Output
from buurtkalender.site.render import PageLink
from buurtkalender.words.catalogues import N_, capital
from buurtkalender.words.facts import FACT_WORDS
from buurtkalender.words.tasks import some_days
from buurtkalender.words.verdicts import part_of

# --- notes -----------------------------------------------------------------------------------------------
# What is not right in the content: files with a problem, what is entered or booked twice, closed doors.

MOST_PROBLEMS = 50
"""How many problems are told here; `check` tells them all."""


class ContentNotes(msgspec.Struct, frozen=True, kw_only=True):
    """What coordinators have to look at."""

    problems: tuple[str, ...]
    problem_count: int
    left_out: tuple[str, ...]
    duplicates: tuple[tuple[PageLink, PageLink, str], ...]
    double_bookings: tuple[tuple[str, PageLink, PageLink, str], ...]
    closed_venues: tuple[tuple[PageLink, str, str], ...]


def wrong(site: Site) -> PageLink:
    """Return a sentence on how many things in the files are not right, and where they stand."""
    words = site.words
    _ = words.gettext
    number = len(site.problems) + len(site.duplicates) + len(site.double_bookings) + len(site.closed_venues)
    said = _("Everything in the files is right.")
    if number:
        said = words.ngettext(
            "{n} thing in the files is not right.", "{n} things in the files are not right.", number
        ).format(n=number)
    return PageLink(addresses.GAPS_DATA, _("How good the data are"), said)


def notes(site: Site) -> ContentNotes:
    """Gather them."""
    words = site.words
    bookings = []
    for booking in site.double_bookings:
        venue = site.venue(booking.venue)
        room = next((room.name for room in venue.rooms if room.id == booking.room), "") if venue else ""
        days = some_days(words, booking.days)
        place = ", ".join(filter(None, (venue.name if venue else booking.venue, room)))
        first, second = link_to(site, booking.first.activity), link_to(site, booking.second.activity)
        bookings.append((place, first, second, days))
    return ContentNotes(
        problems=tuple(
            f"{problem.path}:{problem.line}: {problem.text(site.translator)}"
            for problem in site.problems[:MOST_PROBLEMS]
        ),
        problem_count=len(site.problems),
        left_out=tuple(site.left_out),
        duplicates=tuple(
            (link_to(site, one.first), link_to(site, one.second), words.whole_day(one.day)) for one in site.duplicates
        ),
        double_bookings=tuple(bookings),
        closed_venues=tuple(
            (link_to(site, one.activity), site.calendar.venues[one.venue].name, some_days(words, one.days))
            for one in site.closed_venues
        ),
    )


FRESH_DAYS = 90
"""Up to how many days after it a confirmation counts in full (design: gaps)."""

MOST_NAMED = 5
"""How many things stand behind a number on the page; the files of open data have all of them."""

MOST_ROWS = 40
"""How many organisations stand in the table, the ones of which least is known first."""

TO_DO_LIST = addresses.TABLE_OF_TODO
ALL = "/data/activities.json"
VENUES = "/data/venues.json"

_NAMES = {
    **{key: words.column for key, words in FACT_WORDS.items()},
    "for-whom": N_("For whom or which ages?"),
    "phone": N_("A number to call?"),
    "last-date": N_("When is the last time?"),
}


class Behind(msgspec.Struct, frozen=True):
    """What makes up a number: the first few, and where all of them are when there are more."""

    title: str
    links: tuple[PageLink, ...]
    more: PageLink | None


class DataLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a table: a name, numbers (``–`` where there can be none), and what is behind these."""

    name: str
    numbers: tuple[str, ...]
    said: str
    behind: tuple[Behind, ...]


class Standing(msgspec.Struct, frozen=True):
    """How much is known of the activities of an organisation: ``8 van 10`` of each fact, and of confirmations."""

    link: PageLink
    numbers: tuple[str, ...]


class DataQualityView(msgspec.Struct, frozen=True, kw_only=True):
    """What ``gaps_data.html`` shows."""

    lead: str
    notes: ContentNotes
    facts: tuple[DataLine, ...]
    confirmed: tuple[DataLine, ...]
    columns: tuple[str, ...]
    organisations: tuple[Standing, ...]
    more_organisations: int
    facilities: tuple[DataLine, ...]
    places: tuple[Behind, ...]
    areas: tuple[Behind, ...]
    sources: tuple[tuple[str, str], ...]


def quality_page(site: Site) -> Output:
    """Return the page."""
    _ = site.words.gettext
    frame = framed(
        site,
        addresses.GAPS_DATA,
        _("How good the data are"),
        _("What is known of activities, venues and neighbourhoods, what was confirmed, and what is not right."),
    )
    known = quality(site).answers
    organisations = _organisations(site)
    view = DataQualityView(
        lead=_lead(site),
        notes=notes(site),
        facts=tuple(_fact(site, name) for name in ASKED),
        confirmed=_confirmed(site, [site.calendar.activities[key] for key in known]),
        columns=tuple(_(_NAMES[name]) for name in ASKED),
        organisations=organisations[:MOST_ROWS],
        more_organisations=max(0, len(organisations) - MOST_ROWS),
        facilities=_facilities(site),
        places=_places(site),
        areas=_areas(site),
        sources=tuple(
            (one.name, one.population_source or site.words.yes_no(None))
            for one in site.calendar.municipalities.values()
        ),
    )
    return site.page("gaps_data.html", frame, view)


def _lead(site: Site) -> str:
    """Say how it all stands, in one breath."""
    _ = site.words.gettext
    known = quality(site).answers
    every = [answer for said in known.values() for answer in said.values()]
    fresh = sum(_age(site, site.calendar.activities[key]) <= OLD_DAYS for key in known)
    text = _(
        "Of what people want to know of an activity, {share}% is known. "
        "Of {all} activities {fresh} were confirmed in the last half year."
    )
    share = _share(len(every) - every.count("unknown"), len(every))
    return f"{text.format(share=share, all=len(known), fresh=fresh)} {wrong(site).note}"


def _share(some: int, every: int) -> int:
    """Return how many of a hundred that is, rounded down: only all is a hundred. Of nothing everything is known."""
    return 100 * some // every if every else 100


def _age(site: Site, activity: Activity) -> int:
    """Return how many days ago an activity was confirmed; of one that never was, more than any number of days."""
    return (site.today - (activity.confirmed or date.min)).days


# --- activities -------------------------------------------------------------------------------------


def _fact(site: Site, name: str) -> DataLine:
    words = site.words
    _ = words.gettext
    by_answer: dict[FactAnswer, list[str]] = {"yes": [], "no": [], "unknown": []}
    for key, said in quality(site).answers.items():
        if name in said:
            by_answer[said[name]].append(key)
    yes, no, unknown = by_answer.values()
    asked = len(yes) + len(no) + len(unknown)
    never_no = name not in FACT_WORDS
    numbers = (str(len(yes)), "–" if never_no else str(len(no)), str(len(unknown)), f"{_share(len(yes + no), asked)}%")
    behind = (
        _behind(site, _("Not known"), unknown, TO_DO_LIST),
        _behind(site, _("No"), no, ALL),
        _behind(site, _("Known") if never_no else _("Yes"), yes, addresses.FACT_LISTS.get(name, ALL)),
    )
    return _counted(_(_NAMES[name]), numbers, behind)


def _counted(name: str, numbers: tuple[str, ...], behind: Iterable[Behind | None]) -> DataLine:
    some = tuple(filter(None, behind))
    return DataLine(name=name, numbers=numbers, said=", ".join(one.title for one in some), behind=some)


def _behind(site: Site, title: str, activities: Sequence[str], rest: str) -> Behind | None:
    return _named(site, title, [link_to(site, key) for key in activities[:MOST_NAMED]], len(activities), rest)


def _named(site: Site, title: str, links: Iterable[PageLink], number: int, rest: str) -> Behind | None:
    """Return the first few of a number of things, and where the rest is; None when there are none."""
    if not number:
        return None
    more = site.words.gettext("All {n}").format(n=number)
    return Behind(
        f"{title}: {number}" if title else "", tuple(links), PageLink(rest, more) if number > MOST_NAMED else None
    )


def _confirmed(site: Site, activities: Sequence[Activity]) -> tuple[DataLine, ...]:
    words = site.words
    _ = words.gettext
    some: dict[str, list[Activity]] = {
        _("In the last {n} days").format(n=FRESH_DAYS): [],
        _("{first} to {last} days ago").format(first=FRESH_DAYS + 1, last=OLD_DAYS): [],
        _("Longer ago"): [],
        _("Never"): [],
    }
    fresh, older, old, never = some.values()
    for activity in activities:
        age = _age(site, activity)
        group = (
            never if activity.confirmed is None else fresh if age <= FRESH_DAYS else older if age <= OLD_DAYS else old
        )
        group.append(activity)
    rows = []
    for name, group in some.items():
        group.sort(key=lambda one: (one.confirmed or date.min, one.id))
        behind = _behind(site, "", [one.id for one in group], ALL if group is fresh or group is older else TO_DO_LIST)
        numbers = str(len(group)), f"{_share(len(group), len(activities))}%"
        said = words.activities(len(group))
        rows.append(DataLine(name=name, numbers=numbers, said=said, behind=(behind,) if behind else ()))
    return tuple(rows)


def _organisations(site: Site) -> tuple[Standing, ...]:
    """Return how much is known by organisation, least first."""
    _ = site.words.gettext
    found: dict[str, list[str]] = {}
    for key in quality(site).answers:
        found.setdefault(key.partition("/")[0], []).append(key)
    rows = []
    for identifier, keys in found.items():
        said = [quality(site).answers[key] for key in keys]
        every = [answer for answers in said for answer in answers.values()]
        asked = ([answers[name] for answers in said if name in answers] for name in ASKED)
        fresh = sum(_age(site, site.calendar.activities[key]) <= OLD_DAYS for key in keys)
        numbers = (
            *(_of(site, len(some) - some.count("unknown"), len(some)) for some in asked),
            _of(site, fresh, len(keys)),
        )
        name = site.organisation(site.calendar.activities[keys[0]]).name
        rows.append(
            (
                every.count("unknown") / len(every),
                identifier,
                Standing(PageLink(addresses.todo_of(identifier), name), numbers),
            )
        )
    rows.sort(key=lambda row: (-row[0], row[1]))
    return tuple(standing for _, _, standing in rows)


def _of(site: Site, some: int, every: int) -> str:
    return part_of(some, every, site.translator) if every else "–"


# --- venues and areas -------------------------------------------------------------------------------


def _facilities(site: Site) -> tuple[DataLine, ...]:
    words = site.words
    _ = words.gettext
    rows = []
    for term in site.calendar.facilities.values():
        answers = {key: venue.access.get(term.id) for key, venue in sorted(site.calendar.venues.items())}
        yes, no, unknown = (
            [site.calendar.venues[key] for key, answer in answers.items() if answer is wanted]
            for wanted in (True, False, None)
        )
        numbers = str(len(yes)), str(len(no)), str(len(unknown)), f"{_share(len(yes + no), len(answers))}%"
        titles = ((_("Not known"), unknown, TO_DO_LIST), (_("No"), no, VENUES), (_("Yes"), yes, VENUES))
        behind = (_venues(title, some, rest, site) for title, some, rest in titles)
        rows.append(_counted(capital(words.label(term)), numbers, behind))
    return tuple(rows)


def _venues(title: str, venues: Sequence[Venue], rest: str, site: Site) -> Behind | None:
    links = [PageLink(addresses.venue(one.id), one.name) for one in venues[:MOST_NAMED]]
    return _named(site, title, links, len(venues), rest)


def _places(site: Site) -> tuple[Behind, ...]:
    """Return the places of which nobody said where they are on the map, and whose rooms nobody shares."""
    _ = site.words.gettext
    calendar = site.calendar
    venues = [calendar.venues[key] for key in sorted(calendar.venues)]
    loose = [
        key
        for key in quality(site).answers
        if (where := calendar.activities[key].location)
        and where.point is None
        and calendar.activities[key].venue is None
    ]
    found = (
        _venues(_("Venues that are not on the map"), [one for one in venues if one.point is None], TO_DO_LIST, site),
        _behind(site, _("Activities at a place that is not on the map"), loose, ALL),
        _venues(
            _("Venues with rooms that do not say when others may use them"),
            [one for one in venues if one.rooms and not one.available],
            TO_DO_LIST,
            site,
        ),
    )
    return tuple(filter(None, found))


def _areas(site: Site) -> tuple[Behind, ...]:
    """Return the neighbourhoods of which something is not known without which coverage cannot be counted."""
    words = site.words
    _ = words.gettext
    homes = [area for _, area in sorted(site.calendar.neighbourhoods.items()) if area.kind != "industrial"]
    some: list[tuple[str, list[Neighbourhood]]] = [
        (_("Nobody counted who lives here"), [area for area in homes if not area.residents]),
        (_("Without a centre to walk from"), [area for area in homes if area.centre is None]),
    ]
    groups = dict.fromkeys(group_without_ages(site.calendar, norm) for norm in site.calendar.norms.values())
    for group in filter(None, groups):
        title = _("Nobody counted how many of “{who}” live here").format(
            who=capital(words.label(site.calendar.audiences[group]))
        )
        some.append((title, [area for area in homes if not area.audiences.get(group)]))
    found = []
    for title, areas in some:
        links = [PageLink(addresses.neighbourhood(area.id), area.name) for area in areas]
        found.append(_named(site, title, links, len(areas), addresses.NEIGHBOURHOODS))
    return tuple(filter(None, found))
