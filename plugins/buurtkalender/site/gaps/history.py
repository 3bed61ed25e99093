"""The page that shows how the gaps went: how many of each by month, and what opened and closed by week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

import msgspec
from markupsafe import Markup

from buurtkalender.domain.coverage.difference import SHORT, Move, Point, Week, of_kind
from buurtkalender.domain.coverage.people import concerned
from buurtkalender.domain.coverage.verdicts import VERDICT_KINDS, VerdictKind
from buurtkalender.feeds.formats import NEWS
from buurtkalender.site import addresses
from buurtkalender.site.gaps import bars
from buurtkalender.site.gaps.past import WEEKS
from buurtkalender.site.gaps.section import framed
from buurtkalender.site.model import Site
from buurtkalender.site.render import Link, feed_links
from buurtkalender.site.tree import Output
from buurtkalender.words.changes import change_counts, change_sentence, change_title
from buurtkalender.words.grammar import capital
from buurtkalender.words.verdicts import verdict_kind_name

DRAWN: tuple[VerdictKind, ...] = ("gap", "data-gap", "fragile", "seasonal")
"""The verdicts that have a picture; the table has all of them."""

A_MONTH = timedelta(28)
"""How long ago the point is, at least, that today is compared with."""


class Row(msgspec.Struct, frozen=True):
    """A row of the table: the month, how many there were of each verdict, for how many people, and a remark."""

    month: str
    counts: tuple[int, ...]
    people: int
    note: str


class Picture(msgspec.Struct, frozen=True):
    """One number by month: what it is in words, and its bars."""

    caption: str
    bars: Markup


class Moved(msgspec.Struct, frozen=True):
    """What moved in a week: each a link to where it is explained, with its sum and its causes as the note."""

    heading: str
    moves: tuple[Link, ...]


class HistoryView(msgspec.Struct, frozen=True, kw_only=True):
    """What ``gaps_history.html`` shows. ``lead`` says how it went, or why nobody knows."""

    lead: str
    known: bool
    holes: str
    kinds: tuple[str, ...]
    rows: tuple[Row, ...]
    pictures: tuple[Picture, ...]
    weeks: tuple[Moved, ...]
    quiet: str


def history(site: Site) -> Output:
    """Return the page."""
    _ = site.words.gettext
    past = site.past
    people = [concerned(site.calendar, _short(point)) for point in past.points]
    view = HistoryView(
        lead=since_then(site) or _nothing(site),
        known=past.known,
        holes=_holes(site),
        kinds=tuple(capital(verdict_kind_name(kind, site.translator)) for kind in VERDICT_KINDS),
        rows=tuple(reversed([_row(site, *both) for both in zip(past.points, people, strict=True)])),
        pictures=tuple(_pictures(site, people)) if len(past.points) > 2 else (),
        weeks=tuple(_weeks(site)),
        quiet=_("Nothing opened or closed in the last {n} weeks.").format(n=WEEKS),
    )
    heading = _("How it went")
    frame = framed(
        site,
        addresses.GAPS_HISTORY,
        heading,
        _("How many gaps there were from month to month, and what opened and closed."),
        feed_links(site.words, addresses.GAPS, heading, NEWS),
    )
    return site.page("gaps_history.html", frame, view)


def since_then(site: Site) -> str:
    """``Sinds 1 oktober 2026: 3 hiaten erbij, 2 dicht.``; nothing where nobody knows how it was."""
    now = site.past.points[-1] if site.past.points else None
    before = next((one for one in reversed(site.past.points) if now and now.day - one.day >= A_MONTH), None)
    if now is None or before is None:
        return ""
    was = {(norm, area): kind for norm, area, kind in before.kinds}
    moves = [of_kind(was[norm, area], kind) for norm, area, kind in now.kinds if (norm, area) in was]
    counts = change_counts(moves.count("opens"), moves.count("closes"), site.translator)
    text = site.words.gettext("Since {day}: {counts}.")
    return text.format(day=site.words.date(before.day), counts=counts)


def explained_at(move: Move) -> str:
    """Where a verdict is explained, with what helps."""
    return f"{addresses.gaps_of_neighbourhood(move.neighbourhood)}#{move.norm}"


def _nothing(site: Site) -> str:
    _ = site.words.gettext
    if not site.past.known:
        return _("How it was before is not known here: that is read from the history of the content in git.")
    return _("There is less than a month of history. Come back later to see how it goes.")


def _short(point: Point) -> Iterator[tuple[str, str]]:
    return ((norm, area) for norm, area, kind in point.kinds if kind in SHORT)


def _holes(site: Site) -> str:
    """Say of which months between the first and the last nothing is known."""
    known = {(point.day.year, point.day.month) for point in site.past.points}
    first, last = (site.past.points[number].day for number in (0, -1)) if site.past.points else (None, None)
    missing = []
    while first and last and first < last:
        if (first.year, first.month) not in known:
            missing.append(site.words.month(first))
        first = (first.replace(day=1) + timedelta(31)).replace(day=1)
    text = site.words.gettext("Nothing is known of {months}: the content of then cannot be read.")
    return text.format(months=site.words.all_of(missing)) if missing else ""


def _row(site: Site, point: Point, people: int) -> Row:
    kinds = [kind for _norm, _area, kind in point.kinds]
    note = ""
    if point.left_out:
        note = site.words.ngettext("{n} file not read", "{n} files not read", point.left_out).format(n=point.left_out)
    today = site.words.gettext("Today")
    month = site.words.date(point.day) if point.day != site.today else f"{today}, {site.words.date(point.day)}"
    return Row(month, tuple(kinds.count(kind) for kind in VERDICT_KINDS), people, note)


def _pictures(site: Site, people: list[int]) -> Iterator[Picture]:
    """Yield a picture for each verdict, all to one measure, and one for people."""
    points = site.past.points
    counts = {kind: [sum(one == kind for _n, _a, one in point.kinds) for point in points] for kind in DRAWN}
    most = max(max(some) for some in counts.values())
    for kind, some in counts.items():
        yield _picture(site, capital(verdict_kind_name(kind, site.translator)), some, most, kind)
    name = site.words.gettext("People for whom something is missing")
    yield _picture(site, name, people, max(people), "people")


def _picture(site: Site, name: str, much: list[int], most: int, kind: str) -> Picture:
    _ = site.words.gettext
    points, known = site.past.points, site.words
    text = _("{name}: {before} on {day}, {now} today.")
    caption = text.format(name=name, before=much[0], day=known.date(points[0].day), now=much[-1])
    highest = _("At most {most}.").format(most=max(much))
    months = f"{known.months_short[points[0].day.month - 1]} {points[0].day.year}", known.today
    drawn = [bars.Bar(point.day, one) for point, one in zip(points, much, strict=True)]
    return Picture(caption, bars.draw(drawn, most, f"{caption} {highest}", kind, months))


def _weeks(site: Site) -> Iterator[Moved]:
    """Yield the weeks in which something moved, newest first."""
    past, known = site.past, site.words
    if past.since and past.since.moves:
        text = known.gettext("Since {day}")
        yield _moved(site, text.format(day=known.whole_day(past.since.since)), past.since.moves)
    for week in past.weeks:
        if week.moves:
            yield _moved(site, _heading(site, week), week.moves)


def _heading(site: Site, week: Week) -> str:
    if week.until - week.since == timedelta(weeks=1):
        return capital(site.words.week(week.since))
    text = site.words.gettext("From {first} to {last}")
    return text.format(first=site.words.date(week.since), last=site.words.date(week.until))


def _moved(site: Site, heading: str, moves: Iterable[Move]) -> Moved:
    links = [
        Link(
            explained_at(move),
            change_title(move, site.calendar, site.translator),
            change_sentence(move, site.calendar, site.translator),
        )
        for move in moves
    ]
    return Moved(heading, tuple(links))
