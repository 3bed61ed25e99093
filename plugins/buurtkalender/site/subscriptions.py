"""What one can take along of a list or an activity: subscriptions, QR codes, sheets, one date as a file."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import lru_cache, partial
from itertools import takewhile
from operator import attrgetter

import msgspec

from buurtkalender.domain.model import Activity, ActivityStatus
from buurtkalender.domain.values import Occurrence
from buurtkalender.feeds.calendars import single, single_names
from buurtkalender.feeds.context import Context
from buurtkalender.feeds.formats import RSS
from buurtkalender.site import addresses
from buurtkalender.site.list_kinds import ListSpec
from buurtkalender.site.lists import lists
from buurtkalender.site.model import Site
from buurtkalender.site.publish import Output, parts_digest
from buurtkalender.site.render import PageLink
from buurtkalender.words.dates import ONE_DAY

# --- sheets and pictures --------------------------------------------------------------------------------
# Which sheets and pictures there are, and what a page says of those that belong to it.


def has_papers(site: Site, spec: ListSpec) -> bool:
    """Whether there are sheets of a list. They stay where they are when nothing is on: others link to them."""
    return site.settings.papers and spec.kind.papers and not spec.place


def has_flyer(site: Site, activity: Activity) -> bool:
    """Whether an activity has a flyer: nobody hands out one of what has stopped."""
    return site.settings.papers and activity.status is ActivityStatus.ACTIVE


def has_picture(spec: ListSpec) -> bool:
    """Whether a list has a picture of its own; all other pages share that of the site."""
    return not spec.place and spec.kind.picture


def pictured(activity: Activity) -> bool:
    """Whether an activity has a picture: of one that has stopped, links are no longer sent around."""
    return activity.status is not ActivityStatus.ENDED


POSTER_WEEKS = 5
"""So that on whatever day of the week a poster is hung up, it reaches at least four weeks."""


def papers_of(site: Site, spec: ListSpec) -> tuple[PageLink, ...]:
    """Return the sheets of a list, as links that say what one gets; none where nothing ever is."""
    if not has_papers(site, spec) or not site.selection.concerned(*spec.facets):
        return ()
    words, today = site.words, site.today
    _ = words.gettext
    links = [
        PageLink(addresses.paper(spec.path, name + size), text.format(week=words.week(day)), _("PDF, A4"))
        for name, day in ((addresses.THIS_WEEK, today), (addresses.NEXT_WEEK, today + 7 * ONE_DAY))
        for size, text in (
            ("", _("Programme of {week}")),
            (addresses.LARGE, _("Programme of {week}, in large letters")),
        )
    ]
    if spec.kind.poster:
        poster = addresses.paper(spec.path, addresses.THIS_MONTH)
        text = _("Poster of {days}").format(days=words.weeks(today, POSTER_WEEKS))
        links.append(PageLink(poster, text, _("PDF, 1 page A4")))
    return tuple(links)


def flyer_of(site: Site, activity: Activity) -> tuple[PageLink, ...]:
    """Return the flyer of an activity, if it has one."""
    if not has_flyer(site, activity):
        return ()
    _ = site.words.gettext
    return (
        PageLink(addresses.paper(addresses.activity(activity.id), addresses.FLYER), _("Flyer"), _("PDF, 1 page A5")),
    )


GOOGLE = "https://calendar.google.com/calendar/r?cid="
OUTLOOK = "https://outlook.live.com/calendar/0/addfromweb"
OUTLOOK_AT_WORK = "https://outlook.office.com/calendar/0/addfromweb"

QUIET = 4
"""How many modules a QR code keeps free around it (ISO/IEC 18004)."""

_RUN = re.compile(b"\1+")


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """The ways to subscribe to the list (or the activity) at ``page``.

    ``work`` is Outlook for accounts of an employer or a school, which have another address than people's own.
    ``parts`` are the further calendars of a list that is too large for one.
    """

    title: str
    page: str
    webcal: str
    google: str
    outlook: str
    work: str
    address: str
    rss: str = ""
    qr: str = ""
    parts: tuple[PageLink, ...] = ()


def subscription(site: Site, path: str, title: str) -> Subscription:
    """Return the ways to subscribe to the calendar that stands beside the page at ``path``.

    Google takes the webcal address: an https one it opens only for calendars of its own. Outlook takes the https one.
    """
    url, feed = site.settings.url, addresses.calendar_of(path)
    webcal, address = addresses.webcal(url, feed), addresses.absolute(url, feed)
    asked = f"?url={addresses.quoted(address)}&name={addresses.quoted(title)}"
    return Subscription(
        title=title,
        page=path,
        webcal=webcal,
        google=GOOGLE + addresses.quoted(webcal),
        outlook=OUTLOOK + asked,
        work=OUTLOOK_AT_WORK + asked,
        address=address,
    )


def list_subscription(site: Site, spec: ListSpec) -> Subscription:
    """Return the ways to subscribe to a list, with its news and its QR code."""
    qr = addresses.qr_of(spec.path) if has_qr(spec) else ""
    ways = subscription(site, spec.path, spec.title)
    return msgspec.structs.replace(
        ways, rss=addresses.feed_of(spec.path, RSS), qr=qr, parts=tuple(_parts(site, spec.path))
    )


def _parts(site: Site, path: str) -> Iterator[PageLink]:
    _ = site.words.gettext
    for number in range(2, site.parts.get(path, 1) + 1):
        url = addresses.webcal(site.settings.url, addresses.calendar_of(path, number))
        yield PageLink(url, _("Part {number}").format(number=number))


def has_qr(spec: ListSpec) -> bool:
    """Whether a list has a QR code."""
    return spec.kind.qr and not spec.place


def qr_codes(site: Site) -> Iterator[Output]:
    """Yield the QR codes of the lists, and of the activities that are printed and handed out.

    That of a list holds the address of the list's own page, where it tells how to subscribe, and not the webcal
    address: that only an iPhone knows what to do with. On Android nothing opens it, and the camera shows an address
    that leads nowhere. The page works on every phone, shows what one would subscribe to, and has the link that fits.
    That of an activity leads to its page: for a person who stands beside you, and on paper when the page is printed.
    """
    for spec in lists(site):
        if has_qr(spec):
            yield _qr_code(site, spec.path, addresses.subscribing(spec.path))
    for activity in site.calendar.activities.values():
        if has_flyer(site, activity):
            path = addresses.activity(activity.id)
            yield _qr_code(site, path, path)


def _qr_code(site: Site, path: str, leads_to: str) -> Output:
    text = addresses.absolute(site.settings.url, leads_to)
    return Output(addresses.qr_of(path), parts_digest(b"qr", text.encode()), partial(_qr, text))


@lru_cache(maxsize=1024)  # a list has five sheets with the same one, and an activity's stands beside its flyer
def qr_code(text: str) -> str:
    """Return the QR code of a text as SVG; black on white whatever the page's colours, because cameras need that.

    Any of the eight masks can be read; trying all of them to find the best one takes eight times as long. The lowest
    level of correction (raised where that takes no room) makes it the least fine: it is read from a screen or from
    paper, not from a box that was scratched on the way. segno's own SVG is as large, and takes as long as the code.
    """
    import segno

    code = segno.make(text, error="l", micro=False, mask=4)
    size = len(code.matrix) + 2 * QUIET
    runs = [
        f"M{run.start() + QUIET} {line}h{run.end() - run.start()}"
        for line, row in enumerate(code.matrix, QUIET)
        for run in _RUN.finditer(bytes(row))
    ]
    white = f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
    black = f'<path stroke="#000" d="{"".join(runs)}" transform="translate(0 .5)"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">{white}{black}</svg>'


def _qr(text: str) -> bytes:
    return qr_code(text).encode()


# --- dates as files -------------------------------------------------------------------------------------
# The coming dates of an activity as files, for whoever wants one date in an agenda and not the whole series.

OPEN_DATES = 8
"""How many dates stand open on the page of an activity; a date further away has no place for a link."""

NEAR = timedelta(days=14)
MOST = 4

_START = attrgetter("start")


def date_files(site: Site, context: Context, keys: Mapping[str, bytes]) -> Iterator[Output]:
    """Yield a file for each date that an activity's page offers.

    ``keys`` are digests, by activity, of all that feeds show of it: of its dates, too, wherever in them today is.
    """
    for activity in site.calendar.activities.values():
        for occurrence, name in dates_to_add(site, activity.id):
            path = addresses.date_of(activity.id, name)
            yield Output(path, keys[activity.id], partial(single, context, activity, occurrence))


def dates_to_add(site: Site, identifier: str) -> Sequence[tuple[Occurrence, str]]:
    """Return the dates of an activity that have a file, and what it is called.

    Those are the next that takes place, whenever that is, and the others of the coming fortnight: at most four.
    """
    found: Sequence[tuple[Occurrence, str]] | None = site.shared.get(("dates", identifier))
    if found is None:
        found = site.shared["dates", identifier] = _dates_to_add(site, identifier)
    return found


def _dates_to_add(site: Site, identifier: str) -> Sequence[tuple[Occurrence, str]]:
    dates = site.selection.of_activity(identifier)
    first = first_to_come(site, dates)
    near = site.today + NEAR
    held = [one for one in dates[first : first + OPEN_DATES] if not one.cancelled]
    chosen = [*held[:1], *takewhile(lambda one: one.day < near, held[1:MOST])]
    if not chosen:
        return ()
    last = chosen[-1].day
    named = single_names(takewhile(lambda one: one.day <= last, dates[first:]))
    # Named with the cancelled ones among them: a name stays what it is when another date of that day is called off.
    return [(one, name) for one, name in named if one in chosen]


def first_to_come(site: Site, dates: Sequence[Occurrence]) -> int:
    """Return where in the dates today begins."""
    return bisect_left(dates, datetime.combine(site.today, time()), key=_START)
