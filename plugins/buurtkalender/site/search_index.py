"""What can be found, in one file: the script of the search page, and that of the finder, look it all up in it.

Each activity has what its card shows and all that it can be chosen by. Facts are true, false or null, which is "nobody
said". The file says nothing that the pages do not say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from math import ceil

import msgspec

from buurtkalender.domain.coverage.people import EVERYBODY, admitted
from buurtkalender.domain.coverage.reach import LEFT_OUT
from buurtkalender.domain.coverage.sessions import PARTS, parts_of_day
from buurtkalender.domain.facts import FACTS, LAST_AGE, audiences_of, contacts_of, most_paid, signup_over
from buurtkalender.domain.model import Activity
from buurtkalender.domain.places import NOWHERE, DateFacts
from buurtkalender.domain.values import Occurrence, Term
from buurtkalender.site import addresses
from buurtkalender.site.cache import SharedPieces, refreshed
from buurtkalender.site.cards import families
from buurtkalender.site.marking import plain
from buurtkalender.site.model import Site
from buurtkalender.site.publish import Output, parts_digest, value_digest
from buurtkalender.site.subscriptions import first_to_come
from buurtkalender.words.dates import in_short, unsure
from buurtkalender.words.facts import FACT_WORDS, LISTED
from buurtkalender.words.patterns import brief

NEXT = 3
"""How many coming dates of an activity are told, whatever they are; its page has them all."""

MOST_DATES = 8
"""How many there are at most, with the first one of each further day of the week and part of the day."""

LOOKED_AT = 26
"""How many coming dates tell on which days of the week it is: half a year of something weekly."""

WITHOUT_END = 120
"""The highest age of what has none: no reader of the file needs a case of its own for it."""

PLACES = 4
"""Decimals of a degree: 11 metres, less than the width of a venue."""

SUMMARY = 42
"""How many characters of a summary are told at most, in whole words. Nothing else costs as much: a phone fetches all of
the file before it finds anything."""

LINE = 120
"""How many characters may tell when something is: the printed card of the finder has no room for more."""

MANY = 1_000
"""A calendar of more activities than this tells no summaries at all."""


class Word(msgspec.Struct, frozen=True):
    """A word of the vocabulary."""

    id: str
    name: str


class SearchArea(msgspec.Struct, frozen=True):
    """A neighbourhood, and its centre if that is known."""

    id: str
    name: str
    lat: float | None
    lon: float | None


_Facts = dict[str, bool | None]
"""Facts by their key in the file (:attr:`buurtkalender.words.facts.FactWords.short`)."""


class SearchRow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An activity at its usual place, or at another place where it is for once: so each date is found where it is.

    The ``id`` of such another row says at which place it is; its ``url`` is the same.
    What an organisation says alike of all of its activities stands together, and numbers beside
    numbers: so it compresses better.

    ``hood`` is the neighbourhood of its place; what has no place of its own is found in all that it ``serves``. Where a
    place has no point, ``lat`` and ``lon`` are its neighbourhood's centre. ``audiences`` are those that it names, and
    ``also`` others of which it is part by its ``ages``, which are both inclusive. ``days`` are those of the week (1 is
    Monday), and ``slots`` these with the part of the day: 21 is Tuesday morning, 22 afternoon, 23 evening. ``next`` are
    the first coming dates, and after these the first one for each slot that they leave out (all day: without a time);
    ``minutes`` is how long each of them lasts, the last one told for all that follow. ``said`` is by its number what
    has to be known of one of them: that it is not sure, or full. ``unsure`` are the numbers of those that are not sure:
    they are offered after what is. ``note`` is what a card says instead of a date when there is none. ``price`` is the
    lowest, ``most`` the highest where not all pay the same. ``full`` is whether all places of all dates are taken,
    ``further`` what else a card says: when one can sign up, and what holds for families. ``access`` and ``facts`` are
    written as fields of the row itself (:func:`flat`): what holds of its place, and what the organisation says of the
    activity.

    Left out when there are none: also, serves, slots, minutes, said, unsure, note, most, full, further.
    """

    id: str
    url: str
    organisation: str
    by: str
    phone: str | None
    venue: str
    hood: str | None
    lat: float | None
    lon: float | None
    access: _Facts
    summary: str
    themes: tuple[str, ...]
    audiences: tuple[str, ...]
    also: tuple[str, ...] = ()
    ages: tuple[int, int] | None
    price: float | None
    most: float | None = None
    price_text: str
    full: bool = False
    further: tuple[str, ...] = ()
    facts: _Facts
    languages: tuple[str, ...]
    serves: tuple[str, ...] = ()
    title: str
    when: str
    minutes: tuple[int, ...] = ()
    days: tuple[int, ...]
    slots: tuple[int, ...] = ()
    parts: tuple[str, ...]
    note: str = ""
    next: tuple[str, ...]
    said: dict[str, str] = {}
    unsure: tuple[int, ...] = ()


class SearchHead(msgspec.Struct, frozen=True, kw_only=True):
    """What the file begins with. ``built`` is the day of which it tells: dates before it are not in it.

    ``facts`` are those that can be chosen: by the word that stands for it in an address, its key in the rows.
    """

    built: date
    facts: dict[str, str]
    neighbourhoods: tuple[SearchArea, ...]
    themes: tuple[Word, ...]
    audiences: tuple[Word, ...]
    languages: tuple[Word, ...]


def index_file(site: Site, fragments: SharedPieces | None = None, jobs: int = 1) -> Output:
    """Return the file, with all that lists hold: so also what is stopped for a while or by appointment.

    The rows that the last build made serve as long as what they tell is the same (``fragments``); on another day none
    does. Without fragments they are made with the file.
    """
    calendar = site.calendar
    living = sorted(site.listed(), key=lambda one: one.id)
    told = told_of(site)
    shared = value_digest(site.today, site.settings.language, site.settings.url, calendar.neighbourhoods, told)
    keys = {
        one.id: parts_digest(shared, site.activity_keys[one.id], site.organisation_digest(one.organisation))
        for one in living
    }

    def made(name: str) -> bytes:
        return b",".join([msgspec.json.encode(flat(one)) for one in rows(site, calendar.activities[name], told)])

    key = parts_digest(parts_digest(site.shell_digest, shared), *keys.values())
    if fragments is None:
        return Output(addresses.SEARCH_INDEX, key, lambda: _file(head(site), {name: made(name) for name in keys}, keys))
    found = refreshed(fragments.found, keys, made, jobs)
    return Output(addresses.SEARCH_INDEX, key, lambda: _file(head(site), found, keys))


def told_of(site: Site) -> int:
    """Return how many characters of a summary the file tells at most."""
    return SUMMARY if len(site.listed()) <= MANY else 0


def _file(first: SearchHead, rows: Mapping[str, bytes], names: Iterable[str]) -> bytes:
    return b'%b,"activities":[%b]}\n' % (msgspec.json.encode(first)[:-1], b",".join([rows[name] for name in names]))


def head(site: Site) -> SearchHead:
    """Return the names of all that can be chosen."""
    calendar = site.calendar
    counts = site.counts("neighbourhood")
    areas = calendar.neighbourhoods.values()
    shown = [area for area in areas if area.kind != LEFT_OUT]
    shown += [area for area in areas if area.kind == LEFT_OUT and area.id in counts]
    return SearchHead(
        built=site.today,
        facts={listed.slug: FACT_WORDS[key].short for key, listed in LISTED.items()},
        neighbourhoods=tuple(
            SearchArea(area.id, area.name, *((area.centre.lat, area.centre.lon) if area.centre else (None, None)))
            for area in shown
        ),
        themes=_terms(site, calendar.themes),
        audiences=_terms(site, calendar.audiences),
        languages=_terms(site, calendar.languages),
    )


def _terms(site: Site, terms: dict[str, Term]) -> tuple[Word, ...]:
    return tuple(Word(term.id, site.words.label(term)) for term in terms.values())


def rows_by_place(site: Site, activity: Activity) -> list[tuple[str, DateFacts, list[Occurrence]]]:
    """Return the coming dates of an activity by where they are, each with a name: the usual place first.

    What has no place of its own comes to people, so its own row has all of its dates.
    """
    return coming_by_place(site, activity, LOOKED_AT)


def coming_by_place(
    site: Site, activity: Activity, most: int | None = None
) -> list[tuple[str, DateFacts, list[Occurrence]]]:
    """Return the coming dates on which an activity takes place, or so many of them, by where they are."""
    coming = list(islice(_held(site, activity), most))
    usual = site.places.usual(activity)
    found = {usual: coming if usual.where == NOWHERE else []}
    for one in coming:
        there = site.places.place_at(activity, one)
        if there is not usual or usual.where != NOWHERE:
            found.setdefault(there, []).append(one)
    return [(_name(there), there, dates) for there, dates in found.items()]


def _name(there: DateFacts) -> str:
    if there.usual:
        return there.activity.id
    venue, room, location = there.where
    return f"{there.activity.id}@{'/'.join(filter(None, (venue, room))) or (location.name if location else '')}"


def rows(site: Site, activity: Activity, told: int = SUMMARY) -> list[SearchRow]:
    """Return what the file tells of an activity, with at most so many characters ``told`` of its summary."""
    return [_row(site, *one, told) for one in rows_by_place(site, activity)]


def _row(site: Site, name: str, there: DateFacts, coming: list[Occurrence], told: int) -> SearchRow:
    activity, words = there.activity, site.words
    point = there.near
    slots = [_slots(site, one, walk_in=bool(activity.drop_in)) for one in coming]
    every = set[int]().union(*slots)
    areas = site.selection.facets_of(activity.id) if there.usual and not there.neighbourhood else ()
    cost = activity.cost
    organisation = site.organisation(activity)
    dates = _first(coming, slots)
    return SearchRow(
        id=name,
        url=site.renderer.base + site.renderer.versions.address(addresses.activity(activity.id), words.language),
        title=activity.title,
        summary=shortened(activity.summary or "", told),
        by=plain(words.people(activity.host, [organisation.name])),
        venue=plain(site.cards.place(there)),
        hood=there.neighbourhood,
        serves=tuple(sorted(identifier for kind, identifier in areas if kind == "neighbourhood")),
        lat=round(point.lat, PLACES) if point else None,
        lon=round(point.lon, PLACES) if point else None,
        themes=activity.themes,
        audiences=activity.audiences,
        also=tuple(one for one, part in audiences_of(site.calendar, activity).items() if part),
        ages=_ages(site, activity),
        price=cost.cents / 100 if cost else None,
        most=most_paid(cost) / 100 if cost and most_paid(cost) != cost.cents else None,
        full=bool(activity.full),
        further=tuple(map(plain, (*_window(site, activity), *families(words, activity)))),
        price_text=plain(words.capital(words.price(cost))) if cost else "",
        access=_facts(there, of_place=True),
        facts=_facts(there, of_place=False),
        languages=activity.languages,
        when=_when(site, there, coming),
        days=tuple(sorted({slot // 10 for slot in every})),
        parts=tuple(part for n, part in enumerate(PARTS, 1) if any(slot % 10 == n for slot in every)),
        slots=tuple(sorted(every)),
        next=tuple(_moment(site, one) for one in dates),
        minutes=_lengths(dates),
        said={str(n): said for n, one in enumerate(dates) if (said := _said(site, one))},
        unsure=tuple(n for n, one in enumerate(dates) if site.places.of(one).tentative),
        note="" if dates else _undated(site, there),
        phone=contacts_of(activity, organisation)[0],
        organisation=activity.organisation,
    )


def _window(site: Site, activity: Activity) -> Iterator[str]:
    """Yield from when or until when one can sign up, where there is a time for it that is not over."""
    signup = activity.signup
    if signup and signup.required and (signup.opens or signup.until) and not signup_over(signup, site.today):
        yield site.words.signup_briefly(signup)


def _facts(there: DateFacts, *, of_place: bool) -> _Facts:
    """Return the facts that have a list, by their key in the file; of those that few activities say what is known."""
    some = [one for one in FACTS.values() if one.of_place is of_place and one.key in LISTED]
    told = {one.key: there.fact(one.key) for one in some}
    return {FACT_WORDS[one.key].short: told[one.key] for one in some if told[one.key] is not None or not one.nested}


def flat(row: msgspec.Struct) -> dict[str, object]:
    """Return a row as it is written: its facts are fields among the others."""
    found: dict[str, object] = {}
    for name, value in msgspec.to_builtins(row).items():
        found |= value if name in {"access", "facts"} else {name: value}
    return found


def _when(site: Site, there: DateFacts, coming: list[Occurrence]) -> str:
    """Say when it is: in few sentences, each of them whole, and that there are more times."""
    words = site.words
    if there.usual:
        told = [plain(brief(words, pattern)) for pattern in there.activity.when]
        ways = [" ".join(told[:n]) for n in range(len(told), 0, -1)]
    else:
        days = [words.day(one.day) for one in coming]
        ways = [plain(words.capital(words.all_of(days[:n]))) for n in range(len(days), 0, -1)]
    more = words.gettext("More times are on the page.")
    ways[1:] = [f"{text.rstrip('.')}. {more}" for text in ways[1:]]
    return next((text for text in ways if len(text) <= LINE), ways[-1] if ways else "")


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many characters, cut between words."""
    if len(text) <= most:
        return text
    return text[: most - 1].rpartition(" ")[0].rstrip(",;:.") + "…" if most else ""


def _held(site: Site, activity: Activity) -> Iterable[Occurrence]:
    """Yield the coming dates on which it takes place."""
    dates = site.selection.of_activity(activity.id)
    return (one for one in dates[first_to_come(site, dates) :] if site.places.of(one).held)


def _undated(site: Site, there: DateFacts) -> str:
    full = site.words.capital(in_short(site.words, there))
    return ". ".join(filter(None, (site.cards.unplanned(there.activity).time, full)))


def _said(site: Site, occurrence: Occurrence) -> str:
    """Say that a date is not sure, or full; else that nobody can sign up for it any more."""
    words, there = site.words, site.places.of(occurrence)
    if there.tentative:
        return plain(" ".join(filter(None, (unsure(words, there), words.gettext("Full") + "." if there.full else ""))))
    over = signup_over(there.activity.signup, site.today)
    return plain(words.capital(in_short(words, there))) or (words.gettext("You can no longer sign up.") if over else "")


def _slots(site: Site, occurrence: Occurrence, *, walk_in: bool) -> frozenset[int]:
    """Return the day of the week and the parts of the day that something is in: 21 for Tuesday morning."""
    start, end = occurrence.start, occurrence.end
    day = start.isoweekday() * 10
    same = ("slots", day, start.hour, start.minute, end - start if walk_in else None, occurrence.all_day)
    found: frozenset[int] | None = site.kept.get(same)
    if found is None:
        found = frozenset(day + PARTS.index(part) + 1 for part in parts_of_day(occurrence, walk_in=walk_in))
        site.kept[same] = found
    return found


def _first(coming: list[Occurrence], slots: list[frozenset[int]]) -> list[Occurrence]:
    """Return the dates to tell: who looks for something on a Friday has to read on which one it is."""
    known: set[int] = set()
    found: list[Occurrence] = []
    for one, own in zip(coming, slots, strict=True):
        if len(found) < NEXT or (len(found) < MOST_DATES and not own <= known):
            found.append(one)
            known |= own
    return found


def _moment(site: Site, occurrence: Occurrence) -> str:
    """``2026-11-24T10:00+01:00``; only the day when it lasts all day."""
    text = site.dates.iso(occurrence)
    return text if occurrence.all_day else text[:16] + text[19:]


def _lengths(dates: list[Occurrence]) -> tuple[int, ...]:
    """Return how long each lasts in minutes, without the end of the list as far as it only repeats itself."""
    found = [0 if one.all_day else ceil((one.end - one.start).total_seconds() / 60) for one in dates]
    while len(found) > 1 and found[-1] == found[-2]:
        found.pop()
    return tuple(found)


def _ages(site: Site, activity: Activity) -> tuple[int, int] | None:
    """Return the lowest and the highest age that it admits (:func:`admitted`); None when it is for everybody."""
    years = admitted(site.calendar, activity)
    if years == EVERYBODY:
        return None
    lowest, highest = (years & -years).bit_length() - 1, years.bit_length() - 1
    return lowest, WITHOUT_END if highest == LAST_AGE else highest
