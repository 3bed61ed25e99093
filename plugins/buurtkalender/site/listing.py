"""What lists show: activities by day, then what comes later, then what has no fixed time; in pages that stay small."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import msgspec
from markupsafe import Markup

from buurtkalender.domain.facts import audiences_of
from buurtkalender.domain.model import Activity
from buurtkalender.domain.selection import Daily, Facet
from buurtkalender.domain.values import Occurrence
from buurtkalender.feeds.context import Thing
from buurtkalender.site import addresses, linked_data
from buurtkalender.site.cards import CARD, LATER, ROW, Away, Piece
from buurtkalender.site.list_kinds import ListSpec
from buurtkalender.site.model import Site
from buurtkalender.site.publish import FileGroup, Output, parts_digest, value_digest
from buurtkalender.site.render import Frame, PageLink
from buurtkalender.site.subscriptions import Subscription
from buurtkalender.site.theme import DAYS_SCRIPT, MINE_SCRIPT
from buurtkalender.words.dates import ONE_DAY
from buurtkalender.words.patterns import nearly_every_day

CARDS_A_PAGE = 100
"""A card is about nine nodes, and a page may have 1,400 (design: budgets)."""


class Heading(msgspec.Struct, frozen=True, kw_only=True):
    """What stands above a group: a day in three parts, or a text; ``id`` to link to. ``kind`` is how its items look."""

    text: str = ""
    weekday: str = ""
    number: str = ""
    month: str = ""
    iso: str = ""
    kind: str = "cards"
    id: str = ""


class ListSection(msgspec.Struct, frozen=True):
    """A heading and the list below it, as finished HTML."""

    heading: Heading
    items: Markup


class ListView(msgspec.Struct, kw_only=True):
    """What ``list.html`` shows; ``about`` is what pages of one kind show besides the list.

    ``often`` leads to what is on nearly every day. ``subject`` tells programs what the list is about, ``stale`` people
    that the page is of another day.
    """

    groups: list[ListSection]
    number: int
    pages: int
    previous: str = ""
    next: str = ""
    lead: str = ""
    subscription: Subscription | None = None
    about: Any = None
    around: tuple[PageLink, ...] = ()
    often: PageLink | None = None
    subject: tuple[Thing, ...] = ()
    papers: tuple[PageLink, ...] = ()
    stale: Markup = Markup()


class ListItem(NamedTuple):
    """What stands under a heading: a date of an activity, or what is said of it without one (``piece``).

    How a date looks is only worked out when its page is made: ``kind`` is its look, ``away`` whether it is on another
    day or elsewhere, ``why`` it is in a list that it does not say itself.
    """

    heading: Heading
    occurrence: Occurrence | None = None
    kind: str = CARD
    why: str = ""
    away: Away = ""
    piece: Piece | None = None

    @property
    def activity(self) -> str:
        """The identifier of the activity that it is about."""
        one = self.occurrence or self.piece
        assert one  # noqa: S101 - it is one of the two
        return one.activity

    @property
    def off(self) -> bool:
        """Whether nothing takes place: it is cancelled, or on another day or elsewhere."""
        return bool(self.away) or (self.occurrence is not None and self.occurrence.cancelled)

    @property
    def start(self) -> datetime:
        """When it starts, or was planned to on this day."""
        assert self.occurrence  # noqa: S101 - only asked of what has a time
        moved = self.occurrence.moved_from
        return moved if self.away == "day" and moved else self.occurrence.start


_HEADING = itemgetter(0)


def day_heading(site: Site, day: date, *, kind: str = "cards") -> Heading:
    """Return the heading of a day. Whether that is today, a script says: the page may be opened on another day."""
    found: Heading | None = site.kept.get((day, kind))
    if found is None:
        weekday, month = site.words.weekdays[day.weekday()], site.words.months[day.month - 1]
        found = Heading(weekday=weekday, number=str(day.day), month=month, iso=day.isoformat(), kind=kind)
        site.kept[day, kind] = found
    return found


# --- what is in a list ------------------------------------------------------------------------------


def by_day(
    site: Site, first: date, last: date, facets: Sequence[tuple[str, str]] = (), *, kind: str = CARD
) -> list[ListItem]:
    """Return what is on from the first to the last day, in the order of time, under a heading for each day.

    What was moved to another day stands on both: where it was planned, and where it is now. What a list would hold
    were it not held elsewhere this time stands in it with where that is.
    """
    why = reasons(site, facets).get
    items = [
        ListItem(heading, one, kind, why(one.activity, ""))
        for day, some in groupby(
            site.selection.occurrences(*facets, first=first, last=last), key=lambda one: one.start.date()
        )
        for heading in (day_heading(site, day, kind=_LOOKS[kind]),)
        for one in some
    ]
    away = [
        _away(site, occurrence, day, kind, "day")
        for day, gone in site.moved_away.items()
        if first <= day <= last
        for occurrence in gone
        if site.selection.facets_of(occurrence.activity).issuperset(facets)
    ]
    if facets:
        gone = site.selection.elsewhere(*facets, first=first, last=last)
        away += [_away(site, occurrence, occurrence.day, kind, "place") for occurrence in gone]
    if away:
        items = sorted(items + away, key=_planned)
    return items


def reasons(site: Site, facets: Sequence[Facet]) -> Mapping[str, str]:
    """Return why activities are in a list of an audience that they do not name: ``Voor 65 jaar en ouder``, by id."""
    audience = next((one for kind, one in facets if kind == "audience"), None)
    if audience is None:
        return {}
    found: dict[str, str] | None = site.kept.get((reasons, audience))
    if found is None:
        words, calendar = site.words, site.calendar
        parts = {
            one.id: audiences_of(calendar, one).get(audience)
            for one in site.selection.activities(("audience", audience))
        }
        found = {name: words.for_ages(ages) for name, ages in parts.items() if ages}
        site.kept[reasons, audience] = found
    return found


def _away(site: Site, occurrence: Occurrence, day: date, kind: str, away: Away) -> ListItem:
    heading = day_heading(site, day, kind=_LOOKS[kind])
    return ListItem(heading, occurrence, kind, away=away)


_LOOKS = {CARD: "cards", ROW: "rows"}


def _planned(item: ListItem) -> tuple[Any, ...]:
    occurrence = item.occurrence
    return (item.start, occurrence.activity, occurrence.pattern) if occurrence else ()


def daily_apart(  # noqa: PLR0913 - items, of which list, and how they look
    site: Site,
    items: Iterable[ListItem],
    first: date,
    last: date,
    facets: Sequence[Facet] = (),
    *,
    kind: str = CARD,
) -> list[ListItem]:
    """Return the items of these days, with what is on nearly every day once, after the days, in a part of its own.

    A date of it that is not like the others stays on its day.
    """
    kept: list[ListItem] = []
    found: dict[str, Daily] = {}
    often = site.selection.often
    for item in items:
        one = item.occurrence
        on = site.selection.daily(one, first, last) if one and one.activity in often and not item.away else None
        if one and on:
            found[one.activity] = on
        else:
            kept.append(item)
    heading = often_heading(site, "cards" if kind is CARD else "rows later")
    why = reasons(site, facets)
    once = (_once(site, name, on, (first, last), kind, why.get(name, "")) for name, on in found.items())
    return kept + [ListItem(heading, piece=piece) for piece in once]


def often_heading(site: Site, kind: str = "cards") -> Heading:
    """Return the heading of what is on nearly every day."""
    return Heading(text=site.words.gettext("Every day, or nearly every day"), kind=kind, id=OFTEN)


OFTEN = "bijna-elke-dag"
"""Where a page tells what is on nearly every day."""


def daily_in_words(site: Site, activity: str, on: Daily, days: tuple[date, date]) -> tuple[str, str, str]:
    """Return when something is in these days that is on nearly every day (:func:`nearly_every_day`)."""
    without = site.selection.left_out(activity, on, *days)
    return nearly_every_day(site.words, site.calendar.activities[activity], on, days, without)


def _once(  # noqa: PLR0913, PLR0917 - as above
    site: Site, activity: str, on: Daily, days: tuple[date, date], kind: str, why: str
) -> Piece:
    key = (OFTEN, activity, days, kind, why)
    found: Piece | None = site.kept.get(key)
    if found is None:
        said = daily_in_words(site, activity, on, days)
        found = site.kept[key] = site.cards.daily(site.calendar.activities[activity], said, kind, why=why)
    return found


def items_of(site: Site, spec: ListSpec) -> list[ListItem]:
    """Return a list's items: the coming days, what is nearly always, what comes later, and what has no fixed time."""
    _ = site.words.gettext
    first, last = site.list_days
    items = daily_apart(site, by_day(site, first, last, spec.facets), first, last, spec.facets)
    why = reasons(site, spec.facets)
    later: list[Occurrence] = []
    undated: list[Activity] = []
    shown = {item.activity for item in items if not item.off}
    for activity in site.selection.activities(*spec.facets):
        if activity.id not in shown and (found := site.selection.next_held(activity.id, last + ONE_DAY, *spec.facets)):
            later.append(found)
        if activity.id in site.selection.undated:
            undated.append(activity)
    for occurrence in site.selection.visiting(*spec.facets, first=last + ONE_DAY):
        if occurrence.activity not in shown:
            shown.add(occurrence.activity)
            later.append(occurrence)
    if later:
        later.sort(key=lambda occurrence: (occurrence.start, occurrence.activity))
        heading = Heading(text=_("Later"), kind="rows later")
        items += [
            ListItem(heading, piece=site.cards.piece(occurrence, LATER, why=why.get(occurrence.activity, "")))
            for occurrence in later
        ]
    if undated:
        heading = Heading(text=_("Without a fixed time"))
        items += [
            ListItem(heading, piece=site.cards.undated(activity, why=why.get(activity.id, ""))) for activity in undated
        ]
    return items


def groups(site: Site, items: Iterable[ListItem]) -> list[ListSection]:
    """Join the items under each heading."""
    return [ListSection(heading, items_html(site, some)) for heading, some in groupby(items, key=_HEADING)]


def items_html(site: Site, items: Iterable[ListItem]) -> Markup:
    """Join how the items look."""
    made, rows = site.cards.piece, []
    kept: dict[int, Piece] = site.kept.setdefault(items_html, {})
    for heading, one, kind, why, away, piece in items:
        found = piece or kept.get(id(one))
        if one and (found is None or why or away or kind is not CARD):
            found = made(one, kind, away=away, why=why)
            if heading.iso and not why and not away and kind is CARD:  # in a dozen lists, all others on one page
                kept[id(one)] = found
        if found:
            rows.append(found.html)
    return Markup("".join(rows))  # noqa: S704 - made by our own templates


def shown_by(site: Site, items: Sequence[ListItem]) -> bytes:
    """Return what changes with how the items look, below the same headings: a part of the key of what shows them.

    As long as no date of an activity changes, its dates under a heading differ by which of them is the first.
    """
    keys, far = site.activity_keys, site.far_moves
    shown = [one.key if one else keys[date.activity] if date else b"" for _heading, date, *_how, one in items]
    moved = [far[one.activity] for one in items if one.activity in far] if far else ()
    return b"".join([*shown, value_digest(items[0].start if items and items[0].occurrence else None, moved)])


# --- pages ------------------------------------------------------------------------------------------


def paged(  # noqa: PLR0913 - a list page is made of these
    site: Site,
    frame: Frame,
    items: list[ListItem],
    *,
    template: str = "list.html",
    key: bytes = b"",
    size: int = CARDS_A_PAGE,
    view: Callable[[], dict[str, Any]] = dict,
) -> Iterator[Output]:
    """Yield the pages of a list, each with at most ``size`` items.

    ``view`` gives the rest of what the template shows, when a page is made; ``key`` is a digest of that rest.
    """
    pages = max(1, -(-len(items) // size))
    often = _often(site, frame, items, size)
    for number in range(1, pages + 1):
        some = items[(number - 1) * size : number * size]
        shown = shown_by(site, some)
        days = value_digest([(heading, len(list(below))) for heading, below in groupby(some, key=_HEADING)])
        yield _page(site, template, frame, some, (number, pages), often, view, key, shown, days)


def group(  # noqa: PLR0913 - a list page is made of these
    site: Site,
    frame: Frame,
    items: Callable[[], list[ListItem]],
    keys: Iterable[bytes],
    *,
    key: bytes = b"",
    size: int = CARDS_A_PAGE,
    view: Callable[[], dict[str, Any]] = dict,
) -> FileGroup:
    """Return the pages of a list (:func:`paged`) as a group, whose ``items`` are only looked up when something changed.

    ``keys`` tell what it shows of the activities that it may show: nothing else about activities counts.
    """
    return FileGroup(
        frame.path,
        parts_digest(site.shell_digest, value_digest(frame, size), key, b"".join(keys)),
        lambda: paged(site, frame, items(), key=key, size=size, view=view),
    )


def _often(site: Site, frame: Frame, items: list[ListItem], size: int) -> PageLink | None:
    """Return the way from the first page to what is on nearly every day, which stands after all days."""
    places = [place for place, item in enumerate(items) if item.heading.id == OFTEN]
    if not places or len(places) == len(items):
        return None
    number = places[0] // size + 1
    page = addresses.numbered(frame.path, number) if number > 1 else ""
    return PageLink(f"{page}#{OFTEN}", items[places[0]].heading.text, site.words.activities(len(places)))


def _further(site: Site, script: str) -> str:
    """Return what a further page of a list runs: it does not ask whose neighbourhood it is."""
    return site.renderer.theme.asked_with_digest(DAYS_SCRIPT) if script.startswith(MINE_SCRIPT) else script


def _page(  # noqa: PLR0913, PLR0917
    site: Site,
    template: str,
    frame: Frame,
    items: list[ListItem],
    place: tuple[int, int],
    often: PageLink | None,
    view: Callable[[], dict[str, Any]],
    *made_from: object,
) -> Output:
    number, pages = place
    first = frame.path
    if number > 1:
        title = site.words.gettext("{title}, page {number}").format(title=frame.heading, number=number)
        path, scripts = addresses.numbered(first, number), tuple(_further(site, one) for one in frame.scripts)
        frame = msgspec.structs.replace(frame, path=path, title=title, scripts=scripts)

    def listing() -> ListView:
        return ListView(
            groups=groups(site, items),
            number=number,
            pages=pages,
            previous=addresses.numbered(first, number - 1) if number > 1 else "",
            next=addresses.numbered(first, number + 1) if number < pages else "",
            often=often if number == 1 else None,
            **view(),
        )

    def things(shown: ListView) -> list[Thing]:
        subject = shown.subject if number == 1 else ()
        return linked_data.of_list(site, frame, [item.activity for item in items], subject)

    return site.page(template, frame, listing, place, often, *made_from, things=things)
