"""The verdicts of one neighbourhood or norm, each with its whole sum, its weeks, the room, and what helps."""

from __future__ import annotations

import msgspec

from buurtkalender.domain.coverage.catchment import Catchment
from buurtkalender.domain.coverage.verdicts import FALLS_SHORT, Verdict, VerdictWeek
from buurtkalender.feeds.formats import NEWS
from buurtkalender.site import addresses
from buurtkalender.site.gaps.analysis import without_remedies
from buurtkalender.site.gaps.section import Beginning, beginning, framed, link_of_edit, link_to
from buurtkalender.site.model import Site
from buurtkalender.site.publish import Output
from buurtkalender.site.render import PageLink, feed_links
from buurtkalender.words.catalogues import Translator
from buurtkalender.words.norms import picked_up_sentences, severity_sentence
from buurtkalender.words.remedies import remedy_sentence
from buurtkalender.words.verdicts import (
    counted_amount,
    from_to,
    holes,
    near_miss_sentence,
    part_of,
    verdict_name,
    verdict_sentence,
    week_names,
    week_word,
    weeks_summary,
)

# --- weeks -----------------------------------------------------------------------------------------------
# Week by week: a cell for each week that a norm looks at, and which holidays make the holes.

_KINDS = {True: "covered", None: "data-gap", False: "gap"}


class WeekCell(msgspec.Struct, frozen=True):
    """One week or month: a class to colour it by, when it is, how much there is, and whether that is enough."""

    kind: str
    when: str
    much: str
    word: str


class Strip(msgspec.Struct, frozen=True):
    """All weeks of a verdict; ``summary`` counts those that hold, ``holes`` are sentences about the others.

    Where every week holds there are no cells but one ``row``: a norm has a page with dozens of neighbourhoods.
    """

    summary: str
    row: str
    cells: tuple[WeekCell, ...]
    holes: tuple[str, ...]


def strip(verdict: Verdict, translator: Translator) -> Strip | None:
    """Return the weeks of a verdict; None where it has none, or where nobody says whether there is enough."""
    if not verdict.weeks or verdict.verdict == "too-few-residents":
        return None
    summary = weeks_summary(verdict, translator)
    cells = tuple(_cell(week, verdict, translator) for week in verdict.weeks)
    if all(week.holds for week in verdict.weeks):
        return Strip(summary, " · ".join(f"{cell.when}: {cell.much}" for cell in cells), (), ())
    return Strip(summary, "", cells, tuple(holes(verdict, translator)))


def _cell(week: VerdictWeek, verdict: Verdict, translator: Translator) -> WeekCell:
    when = week_names([week.first], verdict.per, translator)
    much = from_to(week.lower, week.upper, translator)
    return WeekCell(_KINDS[week.holds], when, much, week_word(week, verdict, translator))


# --- capacity --------------------------------------------------------------------------------------------
# How much room there is for how many residents, per neighbourhood: a table on the page of a norm.

SOURCE = "https://doi.org/10.1068/b29120"
FOR = 100
"""For how many residents the number is told: for one it would be some hundredths."""


class CapacityRow(msgspec.Struct, frozen=True):
    """A neighbourhood: its place-hours, and how many of the activities within reach are in that number."""

    area: PageLink
    number: str
    counted: str


class CapacityView(msgspec.Struct, frozen=True, kw_only=True):
    """What ``parts/capacity.html`` shows: ``column`` heads the numbers, ``note`` says why some are too high."""

    rows: tuple[CapacityRow, ...]
    caption: str
    column: str
    note: str
    source: str = SOURCE


def capacity_of(site: Site, norm: str) -> CapacityView | None:
    """Return the table of a norm, the neighbourhood with the least room first; None for a norm without one."""
    found = [one for one in site.catchments if one.norm == norm]
    if not found:
        return None
    _ = site.words.gettext
    found.sort(key=lambda one: (one.place_hours is None, one.place_hours or 0.0, one.neighbourhood))
    return CapacityView(
        rows=tuple(_row(site, one) for one in found),
        caption=(_("Place-hours in a month") if found[0].per == "month" else _("Place-hours in a week")),
        column=_("For {n} residents").format(n=FOR),
        note=_note(site, {area for one in found for area in one.without_residents}),
    )


def _note(site: Site, missing: set[str]) -> str:
    if not missing:
        return ""
    text = site.words.ngettext(
        "Of {n} neighbourhood we do not know how many people live there. Near it the true number is lower.",
        "Of {n} neighbourhoods we do not know how many people live there. Near these the true number is lower.",
        len(missing),
    )
    return text.format(n=len(missing))


def _row(site: Site, one: Catchment) -> CapacityRow:
    _ = site.words.gettext
    area = site.calendar.neighbourhoods[one.neighbourhood]
    known, all_of_them = len(one.counted), len(one.counted) + len(one.without_capacity)
    return CapacityRow(
        PageLink(addresses.gaps_of_neighbourhood(area.id), area.name),
        _number(site, one),
        part_of(known, all_of_them, site.translator) if all_of_them else _("none"),
    )


def _number(site: Site, one: Catchment) -> str:
    """Return the number with one decimal, and in words what a number cannot say."""
    _ = site.words.gettext
    if one.place_hours is None:
        return site.words.yes_no(None)
    much = one.place_hours * FOR
    if 0 < much < 0.05:
        return _("less than {number}").format(number=site.words.number(0.1))
    text = site.words.number(much, 1, all_of_them=True) if much else "0"
    return _("at most {number}").format(number=text) if one.without_residents else text


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """One verdict with its whole sum."""

    id: str
    title: PageLink
    kind: str
    word: str
    sentence: str
    severity: str
    picked_up: tuple[str, ...]
    weeks: Strip | None
    counted: tuple[PageLink, ...]
    near_misses: tuple[PageLink, ...]
    remedies: tuple[PageLink, ...]
    beginning: Beginning | None


class GapsView(msgspec.Struct, frozen=True):
    """What ``gaps_of.html`` shows: the verdicts of a neighbourhood or a norm, the worst first."""

    lead: str
    verdicts: tuple[Explained, ...]
    more: tuple[PageLink, ...]
    capacity: CapacityView | None = None


def explained_page(  # noqa: PLR0913, PLR0917
    site: Site, path: str, heading: str, lead: str, verdicts: list[Verdict], more: tuple[PageLink, ...]
) -> Output:
    """Return the page of these verdicts, the worst first."""
    verdicts = sorted(
        verdicts, key=lambda one: (-one.severity, one.verdict not in FALLS_SHORT, one.neighbourhood, one.norm)
    )
    by_norm = path.startswith(addresses.gaps_of_norm("")[:-1])
    feeds = () if by_norm else tuple(one for one in NEWS if one.everywhere)
    frame = framed(site, path, heading, feeds=feed_links(site.words, path, heading, feeds))
    mentioned = {one.activity for verdict in verdicts for one in verdict.counted}
    mentioned |= {one.activity for verdict in verdicts for one in verdict.near_misses}
    named = [link_to(site, name) for name in sorted(mentioned)]
    people = {one.id: one.name for one in site.calendar.organisations.values()}
    helping = [(_helping(site, verdict), _beginning(site, verdict)) for verdict in verdicts]
    working = site.calendar.picked_up
    room = capacity_of(site, verdicts[0].norm) if by_norm else None
    made_from = (lead, without_remedies(verdicts), more, named, people, site.calendar.norms, helping, working, room)

    def view() -> GapsView:
        return GapsView(lead, tuple(_explain(site, verdict, by_norm=by_norm) for verdict in verdicts), more, room)

    return site.page("gaps_of.html", frame, view, *made_from)


def _helping(site: Site, verdict: Verdict) -> tuple[PageLink, ...]:
    """Return the remedies of a verdict as sentences, each with where to read more; two pages show them."""
    known = site.kept.setdefault("remedies", {})
    spot = verdict.norm, verdict.neighbourhood
    if spot not in known:
        known[spot] = tuple(
            link_of_edit(site, remedy_sentence(one, site.calendar, site.translator), one.edit, verdict.neighbourhood)
            for one in verdict.remedies
        )
    found: tuple[PageLink, ...] = known[spot]
    return found


def _beginning(site: Site, verdict: Verdict) -> Beginning | None:
    """Return how to start what a verdict misses; two pages show it."""
    if verdict.verdict not in FALLS_SHORT:
        return None
    known = site.kept.setdefault("beginnings", {})
    spot = verdict.norm, verdict.neighbourhood
    if spot not in known:
        known[spot] = beginning(verdict, site.calendar, site.translator)
    found: Beginning = known[spot]
    return found


def _explain(site: Site, verdict: Verdict, *, by_norm: bool) -> Explained:
    words, calendar = site.words, site.calendar
    _ = words.gettext
    area = calendar.neighbourhoods[verdict.neighbourhood]
    if by_norm:
        title = PageLink(addresses.gaps_of_neighbourhood(area.id), area.name)
    else:
        title = PageLink(addresses.gaps_of_norm(verdict.norm), calendar.norms[verdict.norm].title)
    counted = []
    for one in sorted(verdict.counted, key=lambda one: (-one.amount, one.activity)):
        activity = calendar.activities[one.activity]
        counted.append(
            PageLink(addresses.activity(activity.id), activity.title, counted_amount(one, calendar, site.translator))
        )
    return Explained(
        id=verdict.neighbourhood if by_norm else verdict.norm,
        title=title,
        kind=verdict.verdict,
        word=verdict_name(verdict, site.translator),
        sentence=verdict_sentence(verdict, calendar, site.translator),
        severity=severity_sentence(verdict, calendar, site.translator),
        picked_up=picked_up_sentences(verdict.norm, verdict.neighbourhood, calendar, site.translator),
        weeks=strip(verdict, site.translator),
        counted=tuple(counted),
        near_misses=tuple(
            PageLink(addresses.activity(near.activity), near_miss_sentence(near, calendar, site.translator))
            for near in verdict.near_misses
        ),
        remedies=_helping(site, verdict),
        beginning=_beginning(site, verdict),
    )
