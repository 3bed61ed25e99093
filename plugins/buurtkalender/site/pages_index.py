"""Pages that lead to other pages: home, and the lists of neighbourhoods, themes, venues …."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
from markupsafe import Markup

from buurtkalender.domain.model import Term
from buurtkalender.site import addresses, area_map, linked_data
from buurtkalender.site.choices import Choice
from buurtkalender.site.listing import by_day
from buurtkalender.site.model import Site
from buurtkalender.site.outputs import Output, digest, digest_of
from buurtkalender.site.render import Frame, Link
from buurtkalender.site.stale import script, stale
from buurtkalender.site.theme import MINE_SCRIPT
from buurtkalender.words.dates import DAY

TODAY_ON_HOME = 8


class Pictured(Link, frozen=True):
    """A link with a picture before its words: a symbol of the theme's ``icons.svg``."""

    icon: str = ""


class Leaf(msgspec.Struct, frozen=True, kw_only=True):
    """One of the first days on the home page: today, tomorrow or the weekend, with how much there is to do."""

    url: str
    name: str
    number: str
    day: str
    activities: str


class HomeView(msgspec.Struct, frozen=True, kw_only=True):
    """What ``home.html`` shows."""

    leaves: tuple[Leaf, ...]
    day: str
    iso: str
    areas: tuple[Choice, ...]
    themes: Choice
    items: Markup
    total: int
    shown: int
    empty: bool
    days: tuple[Link, ...]
    choices: tuple[Choice, ...]
    stale: Markup


class IndexView(msgspec.Struct, frozen=True, kw_only=True):
    """What ``index.html`` shows: ways to go on."""

    choices: tuple[Choice, ...]
    lead: str = ""
    map: Markup = Markup()


def home_page(site: Site) -> Output:
    """Return the home page: today, tomorrow and the weekend first, and then every other way in."""
    words = site.words
    _ = words.gettext
    pieces = [item.piece for item in by_day(site, site.today, site.today)]
    shown = pieces[:TODAY_ON_HOME]
    leaves = tuple(_leaves(site))
    week = [site.today + n * DAY for n in range(2, 8)]
    days = (
        *(
            Link(addresses.day(day), words.capital(words.weekdays[day.weekday()]), words.short_date(day))
            for day in week
        ),
        Link(addresses.week(site.today), _("This week")),
        Link(addresses.week(site.today + timedelta(days=7)), _("Next week")),
    )
    areas = tuple(area_choices(site))
    what = themes(site)
    choices = (fact_choice(site), audiences(site))
    frame = Frame(
        path=addresses.HOME,
        heading=_("What is on near you?"),
        title=site.settings.name,
        description=_("All activities in the neighbourhood in one calendar: when, where, for whom and what it costs."),
        feed=addresses.calendar_of(addresses.HOME),
        rss=addresses.rss_of(addresses.HOME),
        atom=addresses.atom_of(addresses.HOME),
        json=addresses.json_feed_of(addresses.HOME),
        week=addresses.week_feed_of(addresses.HOME),
        section=addresses.HOME,
        scripts=(*script(site), site.renderer.theme.asked_with_digest(MINE_SCRIPT)),
    )
    note = stale(site, "today")
    empty = not site.calendar.activities

    def make() -> bytes:
        view = HomeView(
            leaves=leaves,
            day=words.day(site.today),
            iso=site.today.isoformat(),
            areas=areas,
            themes=what,
            items=Markup("".join(piece.html for piece in shown)),  # noqa: S704 - made by our own templates
            total=len(pieces),
            shown=len(shown),
            empty=empty,
            days=days,
            choices=choices,
            stale=note,
        )
        return site.renderer.render("home.html", frame, view, linked_data.of_home(site))

    keys = b"".join(piece.key for piece in shown)
    return Output(
        addresses.HOME,
        digest(site.shell_digest, keys, digest_of(frame, note, len(pieces), empty, leaves, areas, what, choices, days)),
        make,
    )


def _leaves(site: Site) -> Iterator[Leaf]:
    """Yield today, tomorrow and the weekend."""
    words = site.words
    _ = words.gettext
    saturday = site.today + (5 - min(site.today.weekday(), 5)) * DAY
    if site.today.weekday() == 6:
        saturday = site.today - DAY
    for url, name, days in (
        (addresses.TODAY, _("Today"), (site.today,)),
        (addresses.TOMORROW, _("Tomorrow"), (site.today + DAY,)),
        (addresses.WEEKEND, _("This weekend"), (saturday, saturday + DAY)),
    ):
        yield Leaf(
            url=url,
            name=name,
            number="–".join(str(day.day) for day in days),
            day=words.together(days),
            activities=words.activities(_taking_place(site, days[0], days[-1])),
        )


def _taking_place(site: Site, first: date, last: date) -> int:
    return sum(not one.cancelled for one in site.selection.occurrences(first=first, last=last))


# --- choices ----------------------------------------------------------------------------------------


def area_choices(site: Site) -> Iterator[Choice]:
    """Yield the neighbourhoods of each district with how many activities they have."""
    counts = site.selection.counts("neighbourhood")
    calendar = site.calendar
    for district in calendar.districts.values():
        links = tuple(
            Link(addresses.neighbourhood(area.id), site.words.own(area.name), str(counts.get(area.id, 0)))
            for area in calendar.neighbourhoods.values()
            if area.district == district.id and (area.kind != "industrial" or counts.get(area.id))
        )
        if links:
            yield Choice(site.words.own(district.name), links)


def themes(site: Site) -> Choice:
    """The themes that have activities."""
    return _terms(site, site.words.gettext("What would you like to do?"), "theme", site.calendar.themes)


def audiences(site: Site) -> Choice:
    """The audiences that have activities."""
    return _terms(site, site.words.gettext("For whom?"), "audience", site.calendar.audiences)


def goals(site: Site) -> Choice:
    """The goals of prevention that have activities."""
    return _terms(site, site.words.gettext("Goals"), "goal", site.calendar.goals)


def _terms(site: Site, title: str, kind: str, terms: dict[str, Term]) -> Choice:
    at = {"theme": addresses.theme, "audience": addresses.audience, "goal": addresses.goal}[kind]
    counts = site.selection.counts(kind)
    return Choice(
        title,
        tuple(
            _pictured(site, term, Link(at(term.id), site.words.shown(term), str(counts[term.id])))
            for term in terms.values()
            if term.id in counts
        ),
    )


def _pictured(site: Site, term: Term, link: Link) -> Link:
    """Give a term's link its picture, when the theme has one of that name."""
    if term.icon is None or term.icon not in _icons(site):
        return link
    return Pictured(link.url, link.text, link.note, term.icon)


def _icons(site: Site) -> frozenset[str]:
    """Return the names of the pictures that the theme has."""
    found: frozenset[str] | None = site.kept.get("icons.svg")
    if found is None:
        file = site.renderer.theme.static / "icons.svg"
        names = re.findall(r'<symbol id="([^"]+)"', file.read_text("utf-8")) if file.exists() else ()
        found = site.kept["icons.svg"] = frozenset(names)
    return found


def fact_choice(site: Site) -> Choice:
    """The lists of facts, with counts."""
    _ = site.words.gettext
    counts = site.selection.counts("fact")
    names = {
        "free": _("Free"),
        "wheelchair": _("With a wheelchair"),
        "drop-in": _("Just walk in"),
        "come-alone": _("Come alone"),
        "no-signup": _("Without signing up"),
    }
    return Choice(
        _("What matters to you?"),
        tuple(Link(path, names[name], str(counts.get(name, 0))) for name, path in addresses.FACTS.items()),
    )


# --- lists of lists ---------------------------------------------------------------------------------


def index_pages(site: Site) -> Iterator[Output]:
    """Yield the pages that list neighbourhoods, themes, audiences, venues and organisations."""
    _ = site.words.gettext
    towards = goals(site)
    areas = tuple(area_choices(site))
    counts = site.selection.counts("neighbourhood")
    cells = [
        area_map.Area(area, addresses.neighbourhood(area.id), counts.get(area.id, 0), "")
        for area in site.calendar.neighbourhoods.values()
    ]
    title = _("Map of the neighbourhoods. The same neighbourhoods are in the list.")
    for path, heading, lead, choices, map_ in (
        (
            addresses.NEIGHBOURHOODS,
            _("Neighbourhoods"),
            _("Choose your neighbourhood."),
            (*areas, *_wider(site)),
            cells,
        ),
        (addresses.THEMES, _("Themes"), "", (themes(site), *([towards] if towards.links else [])), None),
        (addresses.AUDIENCES, _("For whom"), "", (audiences(site), fact_choice(site)), None),
        (addresses.VENUES, _("Venues"), _("Where activities are held."), tuple(_venues(site)), None),
        (
            addresses.ORGANISATIONS,
            _("Organisations"),
            _("Who organises activities."),
            tuple(_organisations(site)),
            None,
        ),
    ):
        frame = Frame(path=path, heading=heading, description=site.words.about(heading), section=path)
        drawn = area_map.draw(map_, title, site.calendar.municipalities) if map_ else Markup()
        view = IndexView(choices=choices, lead=lead, map=drawn)
        key = digest(site.shell_digest, digest_of(frame, lead, choices, str(drawn)))
        yield Output(path, key, lambda frame=frame, view=view: site.renderer.render("index.html", frame, view))  # type: ignore[misc]


def _wider(site: Site) -> Iterator[Choice]:
    """Yield the lists of whole districts and municipalities."""
    _ = site.words.gettext
    calendar = site.calendar
    links = [Link(addresses.district(one.id), site.words.own(one.name)) for one in calendar.districts.values()]
    links += [
        Link(addresses.municipality(one.id), _("The municipality of {name}").format(name=one.name))
        for one in calendar.municipalities.values()
    ]
    yield Choice(_("Larger areas"), tuple(links))


def _venues(site: Site) -> Iterator[Choice]:
    counts = site.selection.counts("venue")
    by_area: dict[str, list[Link]] = {}
    for venue in sorted(site.calendar.venues.values(), key=lambda venue: (venue.name.casefold(), venue.id)):
        number = counts.get(venue.id, 0)
        by_area.setdefault(venue.neighbourhood, []).append(
            Link(addresses.venue(venue.id), site.words.own(venue.name), str(number))
        )
    for area in site.calendar.neighbourhoods.values():
        if area.id in by_area:
            yield Choice(site.words.own(area.name), tuple(by_area[area.id]))


def _organisations(site: Site) -> Iterator[Choice]:
    _ = site.words.gettext
    kinds = {
        "residents": _("Residents"),
        "volunteers": _("Volunteers"),
        "welfare": _("Welfare"),
        "church": _("Churches and faith"),
        "sports": _("Sports"),
        "culture": _("Culture"),
        "library": _("Libraries"),
        "school": _("Schools"),
        "care": _("Care"),
        "municipality": _("Municipality"),
        "other": _("Others"),
    }
    counts = site.selection.counts("organisation")
    by_kind: dict[str, list[Link]] = {}
    for one in sorted(site.calendar.organisations.values(), key=lambda one: (one.name.casefold(), one.id)):
        link = Link(addresses.organisation(one.id), site.words.own(one.name), str(counts.get(one.id, 0)))
        by_kind.setdefault(one.kind if one.kind in kinds else "other", []).append(link)
    for kind, title in kinds.items():
        if kind in by_kind:
            yield Choice(title, tuple(by_kind[kind]))
