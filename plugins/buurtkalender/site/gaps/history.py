"""The page that shows how the gaps went: how many of each by month, and what opened and closed by week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import msgspec
from markupsafe import Markup, escape

from buurtkalender.domain.coverage.difference import SHORT, Move, PastPoint, PastWeek, move_of_kind
from buurtkalender.domain.coverage.people import concerned
from buurtkalender.domain.coverage.verdicts import VERDICT_KINDS, VerdictKind
from buurtkalender.feeds.formats import NEWS
from buurtkalender.site import addresses
from buurtkalender.site.gaps.analysis import PAST_WEEKS
from buurtkalender.site.gaps.section import framed
from buurtkalender.site.model import Site
from buurtkalender.site.publish import Output
from buurtkalender.site.render import PageLink, feed_links
from buurtkalender.words.catalogues import capital
from buurtkalender.words.changes import change_counts, change_sentence, change_title
from buurtkalender.words.verdicts import verdict_kind_name

# --- bars -----------------------------------------------------------------------------------------------
# A row of bars as SVG, made at build time: how a number went from month to month.
#
# One number a picture, so that nothing hangs on colour; its title and the table beside it say the same in words.

WIDTH, HIGHEST = 340, 104
"""How wide a picture is, and how high a bar of the most there can be."""

EDGE, ABOVE, BELOW = 4, 24, 22
"""What is left free at the sides, and above and below the bars for numbers and months."""

DIGIT = 10
"""How wide a digit is, at most."""

NEAR = 55
"""How far a year stands from the first and the last month, at least: they are written at the same height."""


class Bar(NamedTuple):
    """How much there was on a day."""

    day: date
    much: int


def draw(bars: Sequence[Bar], most: int, title: str, kind: str, names: tuple[str, str]) -> Markup:
    """Return the picture, with bars as high as their share of ``most``; a month without a bar stays empty.

    ``kind`` is a class to colour it by; ``names`` are what stands below the first and the last bar. The picture is no
    higher than its own bars are.
    """
    first = bars[0].day
    slots = [_months(first, bar.day) for bar in bars]
    slots[-1] = max([slots[-1], *(slot + 1 for slot in slots[:-1])])  # today comes after the first of this month
    step = (WIDTH - 2 * EDGE) / (slots[-1] + 1)
    heights = [HIGHEST * bar.much / most if most else 0.0 for bar in bars]
    floor = ABOVE + max(heights)
    below = floor + BELOW - 5
    box, said = f"0 0 {WIDTH} {floor + BELOW:.0f}", escape(title)
    parts = [
        f'<svg class="bars {escape(kind)}" viewBox="{box}" role="img" aria-label="{said}"><title>{said}</title>',
    ]
    for slot, height in zip(slots, heights, strict=True):
        if height:
            x, wide = EDGE + (slot + 0.1) * step, 0.8 * step
            parts.append(f'<rect x="{x:.1f}" y="{floor - height:.1f}" width="{wide:.1f}" height="{height:.1f}"/>')
    parts.append(f'<path d="M{EDGE} {floor:.1f}H{WIDTH - EDGE}"/>')
    for number, anchor, x, name in ((0, "start", EDGE, names[0]), (-1, "end", WIDTH - EDGE, names[1])):
        much = str(bars[number].much)
        covered = [
            height
            for slot, height in zip(slots, heights, strict=True)
            if abs(slot - slots[number]) * step < DIGIT * len(much)
        ]
        parts.append(
            f'<text class="much" x="{x}" y="{floor - max(covered) - 6:.1f}" text-anchor="{anchor}">{much}</text>'
        )
        parts.append(f'<text x="{x}" y="{below:.1f}" text-anchor="{anchor}">{escape(name)}</text>')
    for slot in range(slots[-1]):
        year, month = divmod(first.year * 12 + first.month - 1 + slot, 12)
        x = EDGE + (slot + 0.5) * step
        if month == 0 and x - NEAR / 2 > EDGE + NEAR and x + NEAR / 2 < WIDTH - NEAR:
            parts.append(f'<text x="{x:.1f}" y="{below:.1f}" text-anchor="middle">{year}</text>')
    parts.append("</svg>")
    return Markup("".join(parts))  # noqa: S704 - names are escaped above


def _months(first: date, day: date) -> int:
    return (day.year - first.year) * 12 + day.month - first.month


DRAWN: tuple[VerdictKind, ...] = ("gap", "data-gap", "fragile", "seasonal")
"""The verdicts that have a picture; the table has all of them."""

A_MONTH = timedelta(28)
"""How long ago the point is, at least, that today is compared with."""


class HistoryRow(msgspec.Struct, frozen=True):
    """A row of the table: the month, how many there were of each verdict, for how many people, and a remark."""

    month: str
    counts: tuple[int, ...]
    people: int
    note: str


class HistoryChart(msgspec.Struct, frozen=True):
    """One number by month: what it is in words, and its bars."""

    caption: str
    bars: Markup


class Moved(msgspec.Struct, frozen=True):
    """What moved in a week: each a link to where it is explained, with its sum and its causes as the note."""

    heading: str
    moves: tuple[PageLink, ...]


class HistoryView(msgspec.Struct, frozen=True, kw_only=True):
    """What ``gaps_history.html`` shows. ``lead`` says how it went, or why nobody knows."""

    lead: str
    known: bool
    holes: str
    kinds: tuple[str, ...]
    rows: tuple[HistoryRow, ...]
    pictures: tuple[HistoryChart, ...]
    weeks: tuple[Moved, ...]
    quiet: str


def history_page(site: Site) -> Output:
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
        quiet=_("Nothing opened or closed in the last {n} weeks.").format(n=PAST_WEEKS),
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
    moves = [move_of_kind(was[norm, area], kind) for norm, area, kind in now.kinds if (norm, area) in was]
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


def _short(point: PastPoint) -> Iterator[tuple[str, str]]:
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


def _row(site: Site, point: PastPoint, people: int) -> HistoryRow:
    kinds = [kind for _norm, _area, kind in point.kinds]
    note = ""
    if point.left_out:
        note = site.words.ngettext("{n} file not read", "{n} files not read", point.left_out).format(n=point.left_out)
    return HistoryRow(site.words.date(point.day), tuple(kinds.count(kind) for kind in VERDICT_KINDS), people, note)


def _pictures(site: Site, people: list[int]) -> Iterator[HistoryChart]:
    """Yield a picture for each verdict, all to one measure, and one for people."""
    points = site.past.points
    counts = {kind: [sum(one == kind for _n, _a, one in point.kinds) for point in points] for kind in DRAWN}
    most = max(max(some) for some in counts.values())
    for kind, some in counts.items():
        yield _picture(site, capital(verdict_kind_name(kind, site.translator)), some, most, kind)
    name = site.words.gettext("People for whom something is missing")
    yield _picture(site, name, people, max(people), "people")


def _picture(site: Site, name: str, much: list[int], most: int, kind: str) -> HistoryChart:
    _ = site.words.gettext
    points, known = site.past.points, site.words
    text, first, last = _("{name}: {before} on {day}, {now} on {today}."), points[0].day, points[-1].day
    caption = text.format(name=name, before=much[0], day=known.date(first), now=much[-1], today=known.date(last))
    highest = _("At most {most}.").format(most=max(much))
    start, end = (f"{known.months_short[day.month - 1]} {day.year}" for day in (first, last))
    drawn = [Bar(point.day, one) for point, one in zip(points, much, strict=True)]
    return HistoryChart(caption, draw(drawn, most, f"{caption} {highest}", kind, (start, end)))


def _weeks(site: Site) -> Iterator[Moved]:
    """Yield the weeks in which something moved, newest first."""
    past, known = site.past, site.words
    if past.since and past.since.moves:
        text = known.gettext("Since {day}")
        yield _moved(site, text.format(day=known.whole_day(past.since.since)), past.since.moves)
    for week in past.weeks:
        if week.moves:
            yield _moved(site, _heading(site, week), week.moves)


def _heading(site: Site, week: PastWeek) -> str:
    if week.until - week.since == timedelta(weeks=1):
        return capital(site.words.week(week.since))
    text = site.words.gettext("From {first} to {last}")
    return text.format(first=site.words.date(week.since), last=site.words.date(week.until))


def _moved(site: Site, heading: str, moves: Iterable[Move]) -> Moved:
    links = [
        PageLink(
            explained_at(move),
            change_title(move, site.calendar, site.translator),
            change_sentence(move, site.calendar, site.translator),
        )
        for move in moves
    ]
    return Moved(heading, tuple(links))
