"""What pages tell programs, in the words of schema.org, as JSON-LD (https://www.w3.org/TR/json-ld11/).

One graph a page. It says nothing that the page does not show, and leaves out what nobody said. What it is about has the
address of its page as its name (``@id``), so that pages can refer to each other's things without repeating their facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial

import msgspec

from buurtkalender.domain.facts import OWN_FACTS, signup_end
from buurtkalender.domain.model import Activity, ActivityStatus, Cost, Price, Signup
from buurtkalender.domain.places import DateFacts
from buurtkalender.domain.recurrence import skipped_days
from buurtkalender.domain.values import Monthly, Occurrence, Status, Weekly
from buurtkalender.feeds.context import LinkedCalendar, Thing, one_or_all, thing
from buurtkalender.feeds.rows import PictureRow
from buurtkalender.feeds.schema_org_places import schedule, schema_areas, schema_organisation, schema_place
from buurtkalender.words.dates import remarks
from buurtkalender.words.facts import FACT_WORDS

CONTEXT = "https://schema.org"

_ESCAPES = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
_encode = msgspec.json.Encoder().encode


def script(graph: Sequence[Thing]) -> str:
    """The text of a ``<script type="application/ld+json">``, or nothing for an empty graph.

    Signs that mean something to HTML or JavaScript are escaped, so no text can end the element or open a comment
    (https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements).
    """
    if not graph:
        return ""
    text = _encode({"@context": CONTEXT, "@graph": graph}).decode()
    for sign, escape in _ESCAPES.items():  # a twentieth of what str.translate takes
        text = text.replace(sign, escape)
    return text


def website(linked: LinkedCalendar) -> Thing:
    """The site itself, for the home page."""
    return thing(
        "WebSite",
        linked.urls.home,
        name=linked.name,
        url=linked.urls.home,
        inLanguage=linked.context.language,
        publisher=_publisher(linked),
    )


def collection(url: str, name: str, links: Iterable[str], about: str | None = None) -> Thing:
    """A page that lists activities: each once, in the order in which the page first shows it.

    ``about`` is the name (``@id``) of what the whole list is of. Items are named and no more: with a ListItem and a
    position around each, the page of a busy week was half a kilobyte heavier. ``links`` name them as the page links to
    them, which JSON-LD resolves against the address of the page.
    """
    return thing(
        "CollectionPage",
        url,
        name=name,
        url=url,
        about=about and {"@id": about},
        mainEntity={"@type": "ItemList", "itemListElement": [{"@id": link} for link in dict.fromkeys(links)]},
    )


def dataset(linked: LinkedCalendar, url: str, description: str, licence: str, files: Sequence[Thing]) -> Thing:
    """The open data, for programs that look for data sets; ``files`` are downloads."""
    return thing(
        "Dataset",
        url,
        name=linked.name,
        description=description,
        url=url,
        license=licence,
        inLanguage=linked.context.language,
        isAccessibleForFree=True,
        publisher=_publisher(linked),
        distribution=list(files),
    )


def download(url: str, name: str, media: str, kind: str) -> Thing:
    """A file of a data set; ``kind`` is the type of what is in it, where a vocabulary names one."""
    return thing("DataDownload", name=name, contentUrl=url, encodingFormat=media, additionalType=kind)


def _publisher(linked: LinkedCalendar) -> Thing:
    return thing("Organization", name=linked.name, url=linked.urls.home, email=linked.email)


def crumbs(path: Iterable[tuple[str, str]]) -> Thing:
    """The way from the home page to this one: addresses and names."""
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": url}
        for position, (url, name) in enumerate(path, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


# --- activities -----------------------------------------------------------------------------------------
# An activity in the words of schema.org: a series with its coming dates, loose dates, or a service by appointment.

PLACE = "#plaats"
"""The name by which dates refer to the activity's own place, on its own page."""

CURRENCY = "EUR"


def image_object(picture: PictureRow | None) -> Thing | None:
    """A picture, with who holds the rights."""
    if picture is None:
        return None
    url, alt, by = picture
    return thing("ImageObject", contentUrl=url, caption=alt, creditText=by)


def things(
    linked: LinkedCalendar, activity: Activity, coming: Sequence[Occurrence], picture: PictureRow | None = None
) -> list[Thing]:
    """What the page of an activity tells programs; ``coming`` are the dates that it shows in full.

    Nothing of an activity that has stopped: its page stays for those who were given the address.
    """
    if activity.status is ActivityStatus.ENDED:
        return []
    found = []
    shared, whole = _shared(linked, activity), _whole(linked, activity) | thing(image=image_object(picture))
    rules = any(isinstance(pattern, Weekly | Monthly) for pattern in activity.when)
    events = list(_events(linked, activity, coming, shared, brief=rules))
    if rules:
        full = 0 if activity.full else None
        facts = thing(remainingAttendeeCapacity=full, subEvent=events)
        found.append(_series(linked, activity, coming) | shared | whole | facts)
    else:
        found += [{**event, **whole} for event in events]
    if activity.by_appointment:
        found.append(_service(linked, activity) | ({} if found else thing(image=image_object(picture))))
    return [*found, *_referred_to(linked, activity)] if found else []


def _series(linked: LinkedCalendar, activity: Activity, coming: Sequence[Occurrence]) -> Thing:
    paused = activity.status is ActivityStatus.PAUSED
    return thing(
        "EventSeries",
        linked.urls.activity(activity.id),
        name=activity.title,
        eventStatus="https://schema.org/EventPostponed" if paused else None,
        eventSchedule=one_or_all(_schedules(linked, activity, coming)),
    )


def _schedules(linked: LinkedCalendar, activity: Activity, coming: Sequence[Occurrence]) -> Iterator[Thing]:
    """A Schedule for each rule, with the days that it skips between the dates that are shown."""
    calendar = linked.calendar
    for index, pattern in enumerate(activity.when):
        if isinstance(pattern, Weekly | Monthly):
            skipped: list[date] = []
            if coming:
                planned = [one.planned.date() for one in coming]
                view = min(planned), max(planned)
                skipped = skipped_days(calendar, activity, index, *view, linked.context.days_off)
            yield schedule(calendar, pattern, skipped)


_WHERE = ("location", "eventAttendanceMode")
"""What each date of a series says of itself: search engines require of an event that it has a place."""


def _events(
    linked: LinkedCalendar, activity: Activity, coming: Sequence[Occurrence], shared: Thing, *, brief: bool
) -> Iterator[Thing]:
    """An event for each date; ``brief`` ones, after the next that is held, leave what holds of all to their series."""
    of = (
        linked.places.of
        if linked.calendar.activities.get(activity.id) is activity
        else partial(linked.places.at, activity)
    )
    own = shared
    for one in coming:
        there = of(one)
        event = {"@type": "Event", "name": activity.title, **_when(linked, activity, one, there), **own}
        if brief and there.held and own is shared:
            own = {key: shared[key] for key in _WHERE if key in shared}
        if not there.usual:
            event["location"] = one_or_all(filter(None, (schema_place(linked, there), _online(activity))))
        told = None if there.as_always and not there.full else said_of(linked, there)
        if told:
            event["description"] = told
        if there.full:
            event["remainingAttendeeCapacity"] = 0
        if there.full or activity.full or (activity.signup and signup_end(activity.signup, one)):
            event.pop("offers", None)  # those of all dates: of what is off nothing is sold out
            event |= thing(offers=one_or_all(offers(linked, activity, one)))
        yield event


def said_of(linked: LinkedCalendar, there: DateFacts) -> str | None:
    """What is said of a date in words: its note, and that it is not sure or full, for which no data has a place."""
    return remarks(linked.context.texts.words, there) or None if there.held else there.note


def _when(linked: LinkedCalendar, activity: Activity, one: Occurrence, there: DateFacts) -> Thing:
    """Times with their offset; of all day the first and the last day (an endDate is inclusive)."""
    times = linked.context.times
    found = {
        "startDate": _day(one.start) if one.all_day else times[one.start],
        "endDate": _day(one.end - timedelta(days=1)) if one.all_day else times[one.end],
        "eventStatus": status(there),
    }
    if one.moved_from is not None:
        found["previousStartDate"] = _planned(linked, activity, one)
    return found


_STATUS = {Status.CANCELLED: "EventCancelled", Status.POSTPONED: "EventPostponed"}


def status(there: DateFacts) -> str:
    """What becomes of a date. There is no value for what is not sure: that is told in words."""
    name = _STATUS.get(there.status) or ("EventRescheduled" if there.moved_from else "EventScheduled")
    return f"https://schema.org/{name}"


def _planned(linked: LinkedCalendar, activity: Activity, one: Occurrence) -> str:
    all_day = getattr(activity.when[one.pattern], "time", None) is None
    return _day(one.planned) if all_day else linked.context.times[one.moved_from or one.planned]


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _shared(linked: LinkedCalendar, activity: Activity) -> Thing:
    """What the series and each of its dates say alike."""
    return thing(
        url=linked.urls.activity(activity.id),
        location=_location(linked, activity),
        organizer=one_or_all(_organisers(linked, activity)),
        offers=one_or_all(offers(linked, activity)),
        isAccessibleForFree=activity.cost and activity.cost.free,
        eventAttendanceMode=_mode(activity),
    )


def _whole(linked: LinkedCalendar, activity: Activity) -> Thing:
    """What is said once of the activity as a whole."""
    _ = linked.context.texts.gettext
    return thing(
        description=linked.context.texts.story(activity),
        audience=_audience(linked, activity),
        inLanguage=one_or_all(activity.languages),
        keywords=[_(FACT_WORDS[one.key].condition) for one in OWN_FACTS.values() if one.nested and one.of(activity)],
        maximumAttendeeCapacity=activity.capacity,
    )


def _location(linked: LinkedCalendar, activity: Activity) -> object:
    """Its own place, online, or both; else the areas that it is for, which is as near as anybody knows."""
    found = [{"@id": PLACE} if linked.places.usual(activity).placed else None, _online(activity)]
    return one_or_all(filter(None, found)) or one_or_all(schema_areas(linked, activity.serves))


def _online(activity: Activity) -> Thing | None:
    return {"@type": "VirtualLocation", "url": activity.online} if activity.online else None


def _mode(activity: Activity) -> str | None:
    """Only told of what is online: being somewhere is what everybody expects."""
    if not activity.online:
        return None
    mixed = activity.venue is not None or activity.location is not None
    return f"https://schema.org/{'Mixed' if mixed else 'Online'}EventAttendanceMode"


def _referred_to(linked: LinkedCalendar, activity: Activity) -> Iterator[Thing]:
    """The place and the organisations, to which all else refers: dates are many, and the place is one."""
    where = schema_place(linked, linked.places.usual(activity))
    if where is not None:
        yield {"@id": PLACE, **where}
    yield from (schema_organisation(linked, one) for one in linked.organisers(activity))


def _organisers(linked: LinkedCalendar, activity: Activity) -> Iterator[Thing]:
    """Who does it, which is more than one person as far as anybody said; and the organisations behind it."""
    if activity.host:
        yield thing("Organization", name=activity.host.name)
    yield from ({"@id": linked.urls.organisation(one.id)} for one in linked.organisers(activity))


def priced(cost: Cost) -> tuple[Price, ...]:
    """What taking part costs, for whom; one price without a name where all pay the same."""
    return cost.prices or (Price("", cost.cents, cost.per, cost.note),)


def offers(linked: LinkedCalendar, activity: Activity, one: Occurrence | None = None) -> list[Thing]:
    """What taking part costs, an offer a price, and from when until when there are places: of all dates, or of one."""
    signup, times = activity.signup or Signup(required=False), linked.context.times
    full = one.full if one else bool(activity.full)
    ends = signup_end(signup, one)
    available = thing(
        availability="https://schema.org/SoldOut" if full else None,
        validFrom=signup.opens and times[signup.opens],
        availabilityStarts=signup.opens and times[signup.opens],
        availabilityEnds=ends and times[ends],
    )
    if activity.cost is None:
        return [thing("Offer", **available)] if available else []
    shared = activity.cost.note if activity.cost.prices else None
    return [
        thing(
            "Offer",
            name=price.who,
            price=f"{price.cents / 100:.2f}",
            priceCurrency=CURRENCY,
            description=", ".join(filter(None, (price.per, price.note, shared))),
        )
        | available
        for price in priced(activity.cost)
    ]


def _audience(linked: LinkedCalendar, activity: Activity) -> Thing | None:
    terms, ages = linked.calendar.audiences, activity.ages
    names = [linked.context.texts.words.label(terms[one]) for one in activity.audiences if one in terms]
    if not names and ages is None:
        return None
    return thing(
        "PeopleAudience",
        audienceType=", ".join(names),
        suggestedMinAge=(ages.lowest or None) if ages else None,
        suggestedMaxAge=ages.highest if ages else None,
    )


def _service(linked: LinkedCalendar, activity: Activity) -> Thing:
    """What has no fixed time: who offers it, where it reaches, and how to get it."""
    url = linked.urls.activity(activity.id)
    dated = any(isinstance(pattern, Weekly | Monthly) for pattern in activity.when)
    signup = activity.signup
    channel = thing(
        serviceLocation={"@id": PLACE} if linked.places.usual(activity).placed else None,
        serviceUrl=activity.online or (signup.url if signup else None),
        availableLanguage=one_or_all(activity.languages),
    )
    return thing(
        "Service",
        f"{url}#op-afspraak" if dated else url,
        name=activity.title,
        description=linked.context.texts.story(activity),
        url=url,
        provider=one_or_all(_organisers(linked, activity)),
        areaServed=one_or_all(schema_areas(linked, activity.serves)),
        audience=_audience(linked, activity),
        offers=one_or_all(offers(linked, activity)),
        availableChannel={"@type": "ServiceChannel", **channel} if channel else None,
    )
