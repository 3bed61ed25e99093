"""The search page. Without a script it is every list with its count, and every activity from A to Z.

With one it finds while somebody types, and by any choice of facts together: the form for that is in the page, and so is
all that the script says. What there is to find is in a file of its own (:mod:`buurtkalender.site.search_index`).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from babel import Locale

from buurtkalender.domain.model import Activity
from buurtkalender.site import addresses
from buurtkalender.site.list_kinds import Narrowing
from buurtkalender.site.lists import KINDS, choices_of
from buurtkalender.site.marking import joined, plain, tongue
from buurtkalender.site.model import Site
from buurtkalender.site.publish import Output
from buurtkalender.site.render import Frame, PageLink
from buurtkalender.site.theme import SEARCH_CSS, SEARCH_ENGINE, SEARCH_FINDING, SEARCH_SCRIPT

NAMES_A_PAGE = 150

DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")


class SearchOption(msgspec.Struct, frozen=True):
    """Something to choose: what stands in the address, what it says, and its language where that is not the page's."""

    value: str
    text: str
    foreign: str = ""


class SearchOptions(msgspec.Struct, frozen=True):
    """Some of what there is to choose, under a heading of its own or none."""

    heading: str
    options: tuple[SearchOption, ...]
    foreign: str = ""


class SearchQuestion(msgspec.Struct, frozen=True):
    """What can be chosen: by its name in the address, from a list, or by boxes of which several may be ticked.

    ``every`` is what the first line of a list says: that nothing was chosen.
    """

    name: str
    label: str
    options: tuple[SearchOptions, ...]
    every: str = ""


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """The form. ``say`` is what the script needs: texts and measures; ``engine`` a digest of what it searches with."""

    lists: tuple[SearchQuestion, ...]
    boxes: tuple[SearchQuestion, ...]
    facts: tuple[SearchOption, ...]
    areas: tuple[SearchOption, ...]
    say: str
    engine: str
    stylesheet: str


class SearchView(msgspec.Struct, frozen=True, kw_only=True):
    """What ``search.html`` shows: on its first page the form and the ways to go on, and everything by its letter."""

    form: Form | None
    choices: tuple[Narrowing, ...]
    names: tuple[Narrowing, ...]
    number: int
    pages: int
    previous: str = ""
    next: str = ""


def search_pages(site: Site) -> Iterator[Output]:
    """Yield the page, and those with the rest of what there is from A to Z."""
    _ = site.words.gettext
    activities = site.listed()
    pages = max(1, -(-len(activities) // NAMES_A_PAGE))
    facets = (
        Narrowing(_("When?"), _days(site)),
        *(
            Narrowing(joined((_("Where?"), choice.title)), choice.links) if kind.mine else choice
            for kind in KINDS.values()
            if kind.searched
            for choice in choices_of(site, kind.key)
        ),
    )
    for number in range(1, pages + 1):
        some = activities[(number - 1) * NAMES_A_PAGE : number * NAMES_A_PAGE]
        title = _("Search") if number == 1 else _("{title}, page {number}").format(title=_("Search"), number=number)
        frame = Frame(
            path=addresses.numbered(addresses.SEARCH, number),
            heading=_("Search"),
            title=title,
            description=_("All activities from A to Z"),
            section=addresses.SEARCH,
            scripts=(site.renderer.theme.asked_with_digest(SEARCH_SCRIPT),) if number == 1 else (),
        )
        view = SearchView(
            form=form(site) if number == 1 else None,
            choices=facets if number == 1 else (),
            names=tuple(_letters(site, some)),
            number=number,
            pages=pages,
            previous=addresses.numbered(addresses.SEARCH, number - 1) if number > 1 else "",
            next=addresses.numbered(addresses.SEARCH, number + 1) if number < pages else "",
        )
        yield site.page("search.html", frame, view)


def _days(site: Site) -> tuple[PageLink, ...]:
    _ = site.words.gettext
    return (
        PageLink(addresses.TODAY, _("Today")),
        PageLink(addresses.TOMORROW, _("Tomorrow")),
        PageLink(addresses.WEEKEND, _("This weekend")),
        PageLink(addresses.week(site.today), site.words.capital(site.words.week(site.today))),
    )


def _letters(site: Site, activities: list[Activity]) -> Iterator[Narrowing]:
    """Yield the activities under the first letter of their titles, each with its organisation."""
    own = site.words.own
    by_letter: dict[str, list[PageLink]] = {}
    for activity in activities:
        letter = activity.title[:1].upper()
        link = PageLink(addresses.activity(activity.id), own(activity.title), own(site.organisation(activity).name))
        by_letter.setdefault(letter if letter.isalpha() else "#", []).append(link)
    for letter, links in by_letter.items():
        yield Narrowing(own(letter), tuple(links))


# --- the form ---------------------------------------------------------------------------------------


def form(site: Site) -> Form:
    """Return the form with everything that can be chosen; how much there is of each the script counts."""
    words = site.words
    _ = words.gettext
    areas, themes, audiences, facts = (choices_of(site, key) for key in ("neighbourhood", "theme", "audience", "fact"))
    days = tuple(SearchOption(day, words.capital(name)) for day, name in zip(DAYS, words.weekdays, strict=True))
    dayparts = (("ochtend", _("Morning")), ("middag", _("Afternoon")), ("avond", _("Evening")))
    return Form(
        lists=(
            SearchQuestion("buurt", _("Neighbourhood"), tuple(map(_options, areas)), _("All neighbourhoods")),
            SearchQuestion("thema", _("Theme"), (SearchOptions("", _of_links(themes[0])),), _("All themes")),
            SearchQuestion("doelgroep", _("For whom"), (SearchOptions("", _of_links(audiences[0])),), _("Everybody")),
        ),
        boxes=(
            SearchQuestion("dag", _("On which day?"), (SearchOptions("", days),)),
            SearchQuestion(
                "deel", _("At what time?"), (SearchOptions("", tuple(SearchOption(*part) for part in dayparts)),)
            ),
        ),
        facts=tuple(SearchOption(link.url.strip("/"), link.text) for link in facts[0].links),
        areas=tuple(
            SearchOption(area.id, area.name, words.foreign)
            for area in site.calendar.neighbourhoods.values()
            if area.centre and area.kind != "industrial"
        ),
        say=msgspec.json.encode(_say(site)).decode(),
        engine=site.renderer.theme.asked_with_digest(SEARCH_ENGINE).partition("?")[2],
        stylesheet=site.renderer.theme.asked_with_digest(SEARCH_CSS),
    )


def _options(choice: Narrowing) -> SearchOptions:
    return SearchOptions(plain(choice.title), _of_links(choice), tongue(choice.title))


def _of_links(choice: Narrowing) -> tuple[SearchOption, ...]:
    return tuple(
        SearchOption(link.url.rstrip("/").rpartition("/")[2], plain(link.text), tongue(link.text))
        for link in choice.links
    )


def _say(site: Site) -> dict[str, object]:
    """Return what the script says, and the measures by which it tells how far something is: those of the gaps.

    ``written`` is the language of what organisations wrote, where that is not the page's.
    """
    words = site.words
    _ = words.gettext
    measure = site.calendar.measure
    unsure, full = _("Not certain yet: ask first whether it goes on."), _("There is no place left.")
    return {
        "written": words.foreign,
        "comma": words.comma,
        "detour": measure.detour,
        "pace": measure.walking_kmh,
        "found": _plural(site, "{n} activity found", "{n} activities found"),
        "look": _plural(site, "Look at {n} activity", "Look at {n} activities"),
        "more": _plural(site, "Show {n} more", "Show {n} more"),
        "minutes": _plural(site, "{n} minute", "{n} minutes"),
        "partly": _("Nothing has all of these words. This has some of them:"),
        "nothing": _("Nothing found."),
        "without": _("without “{what}”: {n}"),
        "drop": _("Take away: {what}"),
        "metres": _("About {n} metres on foot, {minutes}"),
        "kilometres": _("About {n} kilometres on foot, {minutes}"),
        "far": _("About {n} kilometres away"),
        "leeftijd": _("{v} years old"),
        "vanaf": _("Near {v}"),
        "here": _("Distances are from where you are now. Your device keeps that to itself."),
        "from": _("Distances are from the middle of {place}."),
        "asking": _("Your device is looking up where you are …"),
        "refused": _("Your device does not tell where you are. Choose a neighbourhood to see what is near there."),
        "failed": _("The list could not be fetched. Choose below instead."),
        "mine": _("You see your own neighbourhood first."),
        "passend": _("What fits best"),
        "afstand": _("What is closest"),
        "undated": _("Without a fixed time"),
        "zone": site.calendar.zone,
        "beside": site.renderer.base + addresses.SEARCH_WORDS,
        "finding": site.renderer.theme.asked_with_digest(SEARCH_FINDING).partition("?")[2],
        "days": [words.capital(name) for name in words.weekdays],
        "marks": ["", unsure, full, unsure],
        "weekend:0": words.small(_("This weekend")),
        "week:0": words.small(_("This week")),
        "today": words.today,
        "tomorrow": words.tomorrow,
        "clock": words.a_clock,
        "times": words.some_times,
        "allday": words.capital(words.all_day),
        "wheelchair": _("Wheelchair: yes"),
        "signup": _("Sign up first"),
        "dropin": _("Just walk in"),
    }


def _plural(site: Site, one: str, many: str) -> dict[str, str]:
    """Return the forms for a number, by the name that browsers give to each (CLDR: Intl.PluralRules)."""
    rule = Locale.parse(site.words.language).plural_form
    return {rule(n): site.words.ngettext(one, many, n) for n in reversed(range(200))}
