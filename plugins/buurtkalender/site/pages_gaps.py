"""The gaps: what every neighbourhood should have by the municipality's norms, and what it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from math import floor

import msgspec
from markupsafe import Markup

from buurtkalender.domain.edits import Edit
from buurtkalender.domain.model import Activity
from buurtkalender.domain.verdicts import KINDS, Verdict
from buurtkalender.site import addresses, area_map, coverage_words, remedy_words
from buurtkalender.site.model import Site
from buurtkalender.site.outputs import Output, digest, digest_of
from buurtkalender.site.render import Frame, Link
from buurtkalender.site.words import Words

OLD_DAYS = 180
MOST_NAMED = 100
BAD = frozenset({"gap", "data-gap", "fragile", "seasonal"})


class Cell(msgspec.Struct, frozen=True):
    """One verdict in the matrix: a class to colour it by, its word, its sum, and where it is explained."""

    kind: str
    word: str
    number: str
    url: str


class Row(msgspec.Struct, frozen=True):
    """A neighbourhood in the matrix, with a cell for each norm (None where the norm does not hold)."""

    area: Link
    cells: tuple[Cell | None, ...]


class Notes(msgspec.Struct, frozen=True, kw_only=True):
    """What coordinators have to look at."""

    problems: tuple[str, ...]
    left_out: tuple[str, ...]
    duplicates: tuple[tuple[Link, Link, str], ...]
    double_bookings: tuple[tuple[str, Link, Link, str], ...]
    closed_venues: tuple[tuple[Link, str, str], ...]
    unconfirmed: tuple[Link, ...]
    unconfirmed_count: int


class MatrixView(msgspec.Struct, frozen=True, kw_only=True):
    """What ``gaps.html`` shows."""

    norms: tuple[Link, ...]
    rows: tuple[Row, ...]
    counts: tuple[tuple[str, str, int, str], ...]
    map: Markup
    helping: str
    picks: tuple[Link, ...]
    notes: Notes


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """One verdict with its whole sum."""

    id: str
    title: Link
    kind: str
    word: str
    sentence: str
    severity: str
    counted: tuple[Link, ...]
    near_misses: tuple[Link, ...]
    remedies: tuple[Link, ...]


class GapsView(msgspec.Struct, frozen=True):
    """What ``gaps_of.html`` shows: the verdicts of a neighbourhood or a norm, the worst first."""

    lead: str
    verdicts: tuple[Explained, ...]
    more: Link | None


def gap_pages(site: Site) -> Iterator[Output]:
    """Yield the matrix, and a page for each neighbourhood and norm."""
    yield _matrix(site)
    by_area: dict[str, list[Verdict]] = {}
    by_norm: dict[str, list[Verdict]] = {}
    for verdict in site.verdicts:
        by_area.setdefault(verdict.neighbourhood, []).append(verdict)
        by_norm.setdefault(verdict.norm, []).append(verdict)
    _ = site.words.gettext
    for identifier, verdicts in by_area.items():
        area = site.calendar.neighbourhoods[identifier]
        heading = _("What is missing in {place}").format(place=area.name)
        more = Link(addresses.neighbourhood(identifier), _("Activities in {place}").format(place=area.name))
        yield _explained(site, addresses.gaps_of_neighbourhood(identifier), heading, "", verdicts, more)
    for identifier, verdicts in by_norm.items():
        norm = site.calendar.norms[identifier]
        lead = _("This is a norm that the municipality set. Per neighbourhood you see how it stands.")
        yield _explained(site, addresses.gaps_of_norm(identifier), norm.title, lead, verdicts, None)


def meanings(words: Words) -> dict[str, str]:
    """What each verdict means, the most pressing first."""
    _ = words.gettext
    return {
        "gap": _("There is too little, also when everything that we do not know would be all right."),
        "data-gap": _("We do not know enough. Perhaps there is enough: ask the organisations."),
        "fragile": _("There is enough, but it was not confirmed lately, or it hangs on one organisation."),
        "seasonal": _("There is enough, but not in every week."),
        "covered": _("There is enough."),
        "too-few-residents": _("Too few people of this age live here to judge."),
    }


def short_sum(words: Words, verdict: Verdict) -> str:
    """``1 van 2``: what there certainly is of what there should be; ``1 tot 3 van 2`` when part is not known."""
    _ = words.gettext
    lower, upper = plain(words, verdict.lower), plain(words, verdict.upper)
    found = lower if lower == upper else _("{lower} to {upper}").format(lower=lower, upper=upper)
    return _("{found} of {required}").format(found=found, required=plain(words, verdict.required))


def plain(words: Words, number: float) -> str:
    """Return a number with at most one decimal, as the language writes it; rounded down, so nothing looks enough."""
    text = f"{floor(number * 10 + 1e-6) / 10:.1f}".removesuffix(".0")
    return text.replace(".", words.translator.pgettext("decimal mark", "."))


# --- the matrix -------------------------------------------------------------------------------------


def _matrix(site: Site) -> Output:
    words, calendar = site.words, site.calendar
    _ = words.gettext
    norms = list(dict.fromkeys(verdict.norm for verdict in site.verdicts))
    by_area: dict[str, dict[str, Verdict]] = {}
    for verdict in site.verdicts:
        by_area.setdefault(verdict.neighbourhood, {})[verdict.norm] = verdict
    worst = sorted(by_area.items(), key=lambda item: (-sum(one.severity for one in item[1].values()), item[0]))
    rows = tuple(
        Row(
            Link(addresses.gaps_of_neighbourhood(area), calendar.neighbourhoods[area].name),
            tuple(_cell(site, found.get(norm)) for norm in norms),
        )
        for area, found in worst
    )
    kinds = [verdict.verdict for verdict in site.verdicts]
    explained = meanings(words)
    named = {one.verdict: coverage_words.name(one, site.translator) for one in site.verdicts}
    counts = tuple((kind, named[kind], kinds.count(kind), explained[kind]) for kind in KINDS if kind in named)
    cells = []
    for area, found in by_area.items():
        number = sum(one.verdict in BAD for one in found.values())
        kind = min((one.verdict for one in found.values()), key=KINDS.index)
        word = words.ngettext("{n} norm not met", "{n} norms not met", number).format(n=number)
        cells.append(
            area_map.Area(calendar.neighbourhoods[area], addresses.gaps_of_neighbourhood(area), number, kind, word)
        )
    view = MatrixView(
        norms=tuple(Link(addresses.gaps_of_norm(norm), calendar.norms[norm].title) for norm in norms),
        rows=rows,
        counts=counts,
        map=area_map.draw(cells, _("Map with the number of norms that each neighbourhood does not meet.")),
        helping=remedy_words.heading(len(site.picks), site.translator),
        picks=tuple(
            _with_link(site, remedy_words.pick_sentence(pick, calendar, site.translator), pick.edit)
            for pick in site.picks
        ),
        notes=_notes(site),
    )
    frame = Frame(
        path=addresses.GAPS,
        heading=_("What is missing, per neighbourhood"),
        description=_("Where the offer of activities falls short of what the municipality wants, and why."),
        section=addresses.GAPS,
    )
    key = digest(site.shell_digest, digest_of(frame, view))
    return Output(addresses.GAPS, key, lambda: site.renderer.render("gaps.html", frame, view))


def _cell(site: Site, verdict: Verdict | None) -> Cell | None:
    if verdict is None:
        return None
    number = "" if verdict.verdict == "too-few-residents" else short_sum(site.words, verdict)
    url = f"{addresses.gaps_of_neighbourhood(verdict.neighbourhood)}#{verdict.norm}"
    return Cell(verdict.verdict, coverage_words.name(verdict, site.translator), number, url)


# --- for coordinators -------------------------------------------------------------------------------


def _link(site: Site, identifier: str) -> Link:
    activity = site.calendar.activities[identifier]
    return Link(addresses.activity(identifier), activity.title, site.organisation(activity).name)


def _days(words: Words, days: Sequence[date]) -> str:
    """Say up to three days, or how many there are and from when."""
    if len(days) <= 3:
        return words.all_of(words.day(day) for day in days)
    said = words.ngettext("{n} day, from {day}", "{n} days, from {day}", len(days))
    return said.format(n=len(days), day=words.day(days[0]))


def _notes(site: Site) -> Notes:
    words = site.words
    _ = words.gettext
    old = [activity for activity in site.selection.activities() if is_old(activity, site.today)]
    old.sort(key=lambda activity: (activity.confirmed or date.min, activity.id))
    bookings = []
    for booking in site.double_bookings:
        venue = site.venue(booking.venue)
        room = next((room.name for room in venue.rooms if room.id == booking.room), "") if venue else ""
        days = _days(words, booking.days)
        place = ", ".join(filter(None, (venue.name if venue else booking.venue, room)))
        first, second = _link(site, booking.first.activity), _link(site, booking.second.activity)
        bookings.append((place, first, second, days))
    return Notes(
        problems=tuple(f"{problem.path}:{problem.line}: {problem.text(site.translator)}" for problem in site.problems),
        left_out=tuple(site.left_out),
        duplicates=tuple(
            (_link(site, one.first), _link(site, one.second), words.whole_day(one.day)) for one in site.duplicates
        ),
        double_bookings=tuple(bookings),
        closed_venues=tuple(
            (_link(site, one.activity), site.calendar.venues[one.venue].name, _days(words, one.days))
            for one in site.closed_venues
        ),
        unconfirmed=tuple(
            Link(
                addresses.activity(activity.id),
                activity.title,
                words.date(activity.confirmed) if activity.confirmed else _("never confirmed"),
            )
            for activity in old[:MOST_NAMED]
        ),
        unconfirmed_count=len(old),
    )


def is_old(activity: Activity, today: date) -> bool:
    """Whether nobody confirmed an activity in the last half year."""
    return activity.confirmed is None or (today - activity.confirmed).days > OLD_DAYS


# --- one neighbourhood, one norm --------------------------------------------------------------------


def _explained(  # noqa: PLR0913, PLR0917
    site: Site, path: str, heading: str, lead: str, verdicts: list[Verdict], more: Link | None
) -> Output:
    _ = site.words.gettext
    verdicts = sorted(verdicts, key=lambda one: (-one.severity, one.verdict not in BAD, one.neighbourhood, one.norm))
    frame = Frame(
        path=path, heading=heading, crumbs=(Link(addresses.GAPS, _("What is missing")),), section=addresses.GAPS
    )
    mentioned = {one.activity for verdict in verdicts for one in verdict.counted}
    mentioned |= {one.activity for verdict in verdicts for one in verdict.near_misses}
    named = [_link(site, name) for name in sorted(mentioned)]
    people = {one.id: one.name for one in site.calendar.organisations.values()}
    helping = [_helping(site, verdict) for verdict in verdicts]
    key = digest(site.shell_digest, digest_of(frame, lead, verdicts, more, named, people, site.calendar.norms, helping))

    def make() -> bytes:
        by_norm = path.startswith(addresses.gaps_of_norm("")[:-1])
        view = GapsView(lead, tuple(_explain(site, verdict, by_norm=by_norm) for verdict in verdicts), more)
        return site.renderer.render("gaps_of.html", frame, view)

    return Output(path, key, make)


def _helping(site: Site, verdict: Verdict) -> tuple[Link, ...]:
    """Return the remedies of a verdict as sentences, each with where to read more; two pages show them."""
    known = site.kept.setdefault("remedies", {})
    spot = verdict.norm, verdict.neighbourhood
    if spot not in known:
        known[spot] = tuple(
            _with_link(site, remedy_words.sentence(one, site.calendar, site.translator), one.edit)
            for one in verdict.remedies
        )
    found: tuple[Link, ...] = known[spot]
    return found


def _with_link(site: Site, sentence: str, edit: Edit) -> Link:
    """Return a link to what an edit is about, with its sentence as the note; without an address, if to nothing."""
    calendar = site.calendar
    url, title = "", ""
    if edit.kind != "start" and edit.activity in calendar.activities:
        url, title = addresses.activity(edit.activity), calendar.activities[edit.activity].title
    elif edit.venue in calendar.venues:
        url, title = addresses.venue(edit.venue), calendar.venues[edit.venue].name
    return Link(url, site.words.gettext("See {title}").format(title=title), sentence)


def _explain(site: Site, verdict: Verdict, *, by_norm: bool) -> Explained:
    words, calendar = site.words, site.calendar
    _ = words.gettext
    area = calendar.neighbourhoods[verdict.neighbourhood]
    if by_norm:
        title = Link(addresses.gaps_of_neighbourhood(area.id), area.name)
    else:
        title = Link(addresses.gaps_of_norm(verdict.norm), calendar.norms[verdict.norm].title)
    counted = []
    for one in sorted(verdict.counted, key=lambda one: (-one.amount, one.activity)):
        activity = calendar.activities[one.activity]
        note = plain(words, one.amount * one.share)
        if not one.certain:
            note = _("{number}, not certain").format(number=note)
        counted.append(Link(addresses.activity(activity.id), activity.title, note))
    severity = ""
    if said := coverage_words.severity_sum(verdict, calendar, site.translator):
        word = coverage_words.severity(verdict, site.translator)
        severity = _("How serious: {word} ({sum})").format(word=word, sum=said)
    return Explained(
        id=verdict.neighbourhood if by_norm else verdict.norm,
        title=title,
        kind=verdict.verdict,
        word=coverage_words.name(verdict, site.translator),
        sentence=coverage_words.sentence(verdict, calendar, site.translator),
        severity=severity,
        counted=tuple(counted),
        near_misses=tuple(
            Link(addresses.activity(near.activity), coverage_words.near_miss_sentence(near, calendar, site.translator))
            for near in verdict.near_misses
        ),
        remedies=_helping(site, verdict),
    )
