"""The ways to subscribe to a list or to an activity: links for agenda programs, the address to copy; QR codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial
from urllib.parse import quote

import msgspec

from buurtkalender.feeds.formats import RSS
from buurtkalender.site import addresses
from buurtkalender.site.list_kinds import ListSpec
from buurtkalender.site.lists import lists
from buurtkalender.site.model import Site
from buurtkalender.site.outputs import digest
from buurtkalender.site.paper_links import has_flyer
from buurtkalender.site.render import Link
from buurtkalender.site.tree import Output

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
    parts: tuple[Link, ...] = ()


def subscription(site: Site, path: str, title: str) -> Subscription:
    """Return the ways to subscribe to the calendar that stands beside the page at ``path``.

    Google takes the webcal address: an https one it opens only for calendars of its own. Outlook takes the https one.
    """
    url, feed = site.settings.url, addresses.calendar_of(path)
    webcal, address = addresses.webcal(url, feed), addresses.absolute(url, feed)
    asked = f"?url={quote(address, safe='')}&name={quote(title, safe='')}"
    return Subscription(
        title=title,
        page=path,
        webcal=webcal,
        google=GOOGLE + quote(webcal, safe=""),
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


def _parts(site: Site, path: str) -> Iterator[Link]:
    _ = site.words.gettext
    for number in range(2, site.parts.get(path, 1) + 1):
        url = addresses.webcal(site.settings.url, addresses.calendar_of(path, number))
        yield Link(url, _("Part {number}").format(number=number))


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
    return Output(addresses.qr_of(path), digest(b"qr", text.encode()), partial(_qr, text))


@lru_cache(maxsize=256)
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
