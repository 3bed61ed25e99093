"""The page of one activity: everything that somebody who thinks of going wants to know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import islice
from typing import NamedTuple

import msgspec
from markupsafe import Markup

from buurtkalender.domain.facts import audiences_of, open_roles, signup_end
from buurtkalender.domain.lifecycle import public_holidays_left_out
from buurtkalender.domain.model import Activity, Signup
from buurtkalender.domain.values import Contact, Monthly, Occurrence, Weekly
from buurtkalender.feeds.context import Thing
from buurtkalender.feeds.formats import CALENDAR
from buurtkalender.site import addresses, details, linked_data, photos
from buurtkalender.site.details import ContactView, described, place_of, reach_of, reachable
from buurtkalender.site.marking import as_ever, joined, plain, usual
from buurtkalender.site.model import Site, has_feed
from buurtkalender.site.publish import Output
from buurtkalender.site.render import Frame, PageLink, feed_links
from buurtkalender.site.subscriptions import (
    OPEN_DATES,
    Subscription,
    dates_to_add,
    first_to_come,
    flyer_of,
    has_flyer,
    pictured,
    subscription,
)
from buurtkalender.site.theme import DATES_SCRIPT
from buurtkalender.words.dates import ended, off
from buurtkalender.words.patterns import sentence
from buurtkalender.words.values import Words

BLANK = "\0"
"""Where an address goes in what is the same but for that."""


class Date(NamedTuple):
    """A date of an activity; ``off`` is whether it is struck through, ``note`` what is different or why not.

    ``file`` is where the address of the file of this date goes, if it has one. ``deadline`` is until when one can sign
    up for it, where that is so long before.
    """

    time: Markup
    off: bool
    note: str
    file: str = ""
    deadline: str = ""


class ActivityView(msgspec.Struct, kw_only=True):
    """What ``activity.html`` shows. ``soonest`` is the first of several dates that is on; later ones are by month.

    ``usually`` is whether one of the dates that it shows is at another place than ``place``.
    """

    summary: str
    notice: str
    off: tuple[Date, ...]
    when: list[str]
    soonest: Date | None
    place: Markup
    usually: bool
    online: str
    serves: tuple[PageLink, ...]
    host: str
    organiser: PageLink
    partners: tuple[PageLink, ...]
    reach: Markup
    facts: Markup
    access: Markup
    unknown: str
    photo: photos.Photo | None
    description: Markup
    next: Markup
    later: Markup
    past: Markup
    later_count: int
    series: Subscription | None
    repeats: bool
    volunteers: tuple[details.RoleView, ...]
    programme: str
    programme_url: str
    links: list[PageLink]
    papers: tuple[PageLink, ...]
    qr: str
    tags: Markup
    confirmed: str
    wrong: str
    share: str
    whatsapp: str


def activity_pages(site: Site) -> Iterator[Output]:
    """Yield the page of every activity, ended ones too: their addresses were given to people."""
    for activity in site.calendar.activities.values():
        dates = site.selection.of_activity(activity.id)
        window = (dates[0].start, dates[-1].start, len(dates)) if dates else ()
        first = first_to_come(site, dates)
        yield site.page(
            "activity.html",
            _frame(site, activity, dated=first < len(dates) or details.lapses(site, activity)),
            partial(view_of, site, activity),
            site.activity_keys[activity.id],
            photos.key_of(site, photos.of_activity(activity)),
            [site.organisation_digest(one) for one in (activity.organisation, *activity.partners)],
            (
                window,
                first,
                _far(site, dates, first),
                [name for _, name in dates_to_add(site, activity.id)],
            ),
            site.doubts.get(activity.id),
            [list(days) for days in _left_out(site, activity)] if _skips(activity) else (),
            details.lapsed(site, activity),
            things=partial(_things, site, activity),
        )


def _skips(activity: Activity) -> bool:
    return any(isinstance(one, Weekly | Monthly) and one.skip.public_holidays for one in activity.when)


def _far(site: Site, dates: Sequence[Occurrence], first: int) -> date | None:
    """Return from when on a day is told with its year, where the page tells such a day of one of its dates.

    Those are the first that stand open, and the first that is held. What comes after them stands under its month.
    """
    far = site.words.years_from
    held = next((one for one in islice(dates, first, None) if not one.cancelled), None)
    told = [*dates[first : first + OPEN_DATES], *([held] if held else ())]
    return far if any(max(one.start, one.moved_from or one.start).date() >= far for one in told) else None


def _frame(site: Site, activity: Activity, *, dated: bool) -> Frame:
    organisation = site.organisation(activity)
    path = addresses.activity(activity.id)
    return Frame(
        path=path,
        heading=activity.title,
        description=activity.summary or plain(joined((*pattern_sentences(site, activity), organisation.name))),
        foreign=site.words.foreign,
        picture=addresses.picture(path if pictured(activity) else addresses.HOME),
        crumbs=(PageLink(addresses.organisation(organisation.id), site.words.own(organisation.name)),),
        feeds=feed_links(site.words, path, activity.title, [CALENDAR] if has_feed(activity) else ()),
        scripts=(site.renderer.theme.asked_with_digest(DATES_SCRIPT),) if dated else (),
    )


def _things(site: Site, activity: Activity, _view: ActivityView) -> list[Thing]:
    dates = site.selection.of_activity(activity.id)
    first = first_to_come(site, dates)
    return linked_data.of_activity(site, activity, dates[first : first + OPEN_DATES])


def pattern_sentences(site: Site, activity: Activity) -> list[str]:
    """Return a sentence for each pattern of its dates."""
    found: list[str] | None = site.kept.get(("sentences", activity.id))
    if found is None:
        found = site.kept["sentences", activity.id] = [sentence(site.words, pattern) for pattern in activity.when]
    return found


def _left_out(site: Site, activity: Activity) -> list[dict[date, str]]:
    """Return for each pattern the public holidays of the coming year on which it is not, with their names."""
    kept: list[dict[date, str]] | None = site.shared.get(("left out", activity.id))
    if kept is not None:
        return kept
    planned = {one.planned.date() for one in site.selection.of_activity(activity.id)}
    days = site.today, site.today + timedelta(days=site.settings.ahead_days)
    found = (public_holidays_left_out(site.calendar, pattern, *days) for pattern in activity.when)
    left_out = [{day: name for day, name in some.items() if day not in planned} for some in found]
    site.shared["left out", activity.id] = left_out
    return left_out


def _when(site: Site, activity: Activity) -> list[str]:
    """Return a sentence for each pattern, with the dates on which public holidays leave it out."""
    words = site.words
    told = []
    for line, days in zip(
        pattern_sentences(site, activity),
        _left_out(site, activity) if _skips(activity) else [{}] * len(activity.when),
        strict=True,
    ):
        text = words.capital(words.not_on(words.short_named_days(days))) + "." if days else ""
        told.append(joined(filter(None, (line, text))))
    return told


def view_of(site: Site, activity: Activity) -> ActivityView:
    """Work out what the page of an activity says."""
    words = site.words
    _ = words.gettext
    dates = site.selection.of_activity(activity.id)
    first = first_to_come(site, dates)
    past, coming = dates[:first], dates[first:]
    time = site.dates.always(coming)
    clock = time or usual(coming)
    # beside the page; a page in another language stands elsewhere
    at = partial(addresses.date_of, activity.id) if words.foreign else addresses.date_file
    named = {(one.pattern, one.planned): at(name) for one, name in dates_to_add(site, activity.id)}
    files = [named.get((one.pattern, one.planned), "") for one in coming[:OPEN_DATES]]
    signup = activity.signup if activity.signup and activity.signup.before and activity.signup.required else None
    dates_open = [
        Date(site.dates.time(one), False, "", file and BLANK)  # noqa: FBT003
        if time and signup is None
        else _date(site, one, file and BLANK, signup)
        for one, file in zip(coming, files, strict=False)
    ]
    organisation = site.organisation(activity)
    path = addresses.activity(activity.id)
    here = site.renderer.versions.address(path, words.language)
    title, url = addresses.quoted(activity.title), addresses.quoted(site.settings.url + here)
    known, unknown = details.facts_of(site, activity)
    return ActivityView(
        summary=words.own(activity.summary or ""),
        notice=_doubt(site, activity) or _notice(words, activity, coming),
        off=tuple(date for date in dates_open if date.off),
        when=_when(site, activity),
        soonest=next((date for date in dates_open if not date.off), None) if len(coming) > 1 else None,
        place=_place(site, activity),
        usually=site.places.may_change(activity) and any(not site.places.at(activity, one).usual for one in coming),
        online=activity.online or "",
        serves=tuple(filter(None, (site.area(area) for area in activity.serves))),
        host=words.own(activity.host.name) if activity.host else "",
        organiser=PageLink(addresses.organisation(organisation.id), words.own(organisation.name)),
        partners=tuple(_partner(site, partner) for partner in activity.partners),
        reach=site.renderer.kept("parts/reach.html", _reach(site, activity)),
        facts=_joined(site, "parts/question.html", known),
        access=_access(site, activity),
        unknown=unknown,
        photo=photos.photo(site, photos.of_activity(activity)),
        description=described(words, activity.description),
        next=_listed(site, dates_open, files),
        later=site.dates.by_month(coming[OPEN_DATES:], clock),
        past=site.dates.by_month(past, clock),
        later_count=max(0, len(coming) - OPEN_DATES),
        series=subscription(site, path, activity.title) if coming else None,
        repeats=len(dates) > 1,
        volunteers=details.of_roles(site, open_roles(activity, site.today), reachable(activity, organisation)),
        programme=words.own(_programme(activity)),
        programme_url=(activity.programme.source or "") if activity.programme else "",
        links=[PageLink(link.url, words.own(link.title)) for link in activity.links],
        papers=flyer_of(site, activity),
        qr=addresses.qr_of(path) if has_flyer(site, activity) else "",
        tags=_tags(site, activity),
        confirmed=_confirmed(words, activity),
        wrong=addresses.changing(activity.id),
        share=f"mailto:?subject={title}&body={url}",
        whatsapp=f"https://wa.me/?text={title}%20{url}",
    )


def _joined(site: Site, template: str, values: Iterable[object]) -> Markup:
    """Join what a template makes of each value; most values are the same for many activities."""
    return Markup("".join([site.renderer.kept(template, value) for value in values]))  # noqa: S704 - our template


def _listed(site: Site, dates: Iterable[Date], files: Iterable[str]) -> Markup:
    """Join dates; the address of the file of each is put into what is the same for many activities."""
    kept = site.renderer.kept
    rows = [str.replace(kept("parts/date.html", one), BLANK, file) for one, file in zip(dates, files, strict=True)]
    return Markup("".join(rows))  # noqa: S704 - our template, and our own address


def _place(site: Site, activity: Activity) -> Markup:
    there = site.places.usual(activity)
    found: Markup | None = site.kept.get(there.where)
    if found is None:
        shown = place_of(site, there)
        found = site.kept[there.where] = site.renderer.kept("parts/place.html", shown) if shown else Markup()
    return found


def _access(site: Site, activity: Activity) -> Markup:
    """Return what is known about access; of what is at the same place that is mostly the same."""
    key = "access", activity.venue, activity.room, activity.location is None, tuple(activity.access.items())
    found: Markup | None = site.kept.get(key)
    if found is None:
        answers = tuple(details.of_access(site, activity))
        found = site.kept[key] = site.renderer.kept("parts/access.html", answers) if answers else Markup()
    return found


def _date(site: Site, occurrence: Occurrence, file: str, signup: Signup | None) -> Date:
    """Return a date; ``signup`` is that of the activity, where it ends so long before each date."""
    said, there = site.dates.time(occurrence), site.places.of(occurrence)
    if signup is None and as_ever(there):  # nearly always
        return Date(said, False, "", file)  # noqa: FBT003
    if not there.held:
        return Date(said, True, off(site.words, there))  # noqa: FBT003
    deadline = _deadline(site, signup, occurrence) if signup and not there.full else ""
    note = site.cards.different(occurrence)
    return Date(said, False, ended(note) if deadline else note, file, deadline)  # noqa: FBT003


def _deadline(site: Site, signup: Signup, occurrence: Occurrence) -> str:
    """Say until which day people can sign up for a date."""
    ends = msgspec.structs.replace(signup, opens=None, until=signup_end(signup, occurrence))
    return f"{site.words.signup_briefly(ends)}."


def _reach(site: Site, activity: Activity) -> ContactView:
    """Return how to reach somebody about it: its own contact, else where to sign up, else the organisation."""
    organisation, contact = site.organisation(activity), activity.contact or Contact()
    found = reachable(activity, organisation)
    return reach_of(msgspec.structs.replace(found, name=site.words.own(contact.name or "")))


def _partner(site: Site, identifier: str) -> PageLink:
    found = site.calendar.organisations.get(identifier)
    return (
        PageLink(addresses.organisation(identifier), site.words.own(found.name)) if found else PageLink("", identifier)
    )


def _doubt(site: Site, activity: Activity) -> str:
    """Return what has to be known of an activity that nobody confirmed for long."""
    _ = site.words.gettext
    doubt, since = site.doubts.get(activity.id, ("", None))
    if since is None:
        return ""
    day = site.words.date(since)
    if doubt == "hidden":
        return _("Not confirmed since {day}. We do not know whether this is still there: call or write first.").format(
            day=day
        )
    return _("Not confirmed since {day}. Call or write first, to be sure that it goes on.").format(day=day)


def _notice(words: Words, activity: Activity, coming: list[Occurrence]) -> str:
    """Return what has to be known before all else: that it stopped, has no dates to come, or no places left."""
    _ = words.gettext
    if activity.status.value == "ended":
        return _("This activity has stopped.")
    if activity.status.value == "paused":
        return _("This activity has stopped for a while.")
    held = next((one for one in coming if not one.cancelled), None)
    if held is None and not activity.by_appointment:
        return _("There are no dates to come.")
    if activity.full:
        return words.no_places
    if held is not None and held.day >= words.years_from:
        return _("The next time is not until {day}.").format(day=words.day(held.day))
    return ""


def _programme(activity: Activity) -> str:
    if activity.programme is None:
        return ""
    return ". ".join(part.rstrip(".") for part in (activity.programme.name, activity.programme.evidence) if part)


def _tags(site: Site, activity: Activity) -> Markup:
    """Return the lists that it is in, to look further; most are in the same as many others."""
    calendar, words = site.calendar, site.words
    known = activity.themes, activity.audiences, activity.ages, activity.goals
    found: Markup | None = site.kept.get(("tags", known))
    if found is None:
        links = [
            PageLink(at(identifier), words.shown(terms[identifier]))
            for names, terms, at in (
                (activity.themes, calendar.themes, addresses.theme),
                (audiences_of(calendar, activity), calendar.audiences, addresses.audience),
                (activity.goals, calendar.goals, addresses.goal),
            )
            for identifier in names
            if identifier in terms
        ]
        found = site.kept["tags", known] = _joined(site, "parts/tag.html", links)
    return found


def _confirmed(words: Words, activity: Activity) -> str:
    _ = words.gettext
    if activity.confirmed is None:
        return _("The organisation has not yet confirmed that this is still right.")
    return _("The organisation confirmed this on {day}.").format(day=words.date(activity.confirmed))
