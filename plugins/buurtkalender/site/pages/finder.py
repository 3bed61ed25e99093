"""The finder's page: what it asks and tells; a form that stays on the device, and lists for who runs no script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice

import msgspec

from buurtkalender.domain.coverage.reach import LEFT_OUT, of_neighbourhood
from buurtkalender.domain.coverage.sessions import parts_of_day
from buurtkalender.domain.facts import FACTS, contacts_of, signup_over
from buurtkalender.domain.model import Activity, ActivityStatus, Calendar, Cost
from buurtkalender.domain.places import DateFacts
from buurtkalender.domain.values import Occurrence, Term
from buurtkalender.site import addresses
from buurtkalender.site.cache import refreshed
from buurtkalender.site.details import PlaceView, place_of, walk_in
from buurtkalender.site.list_kinds import Narrowing
from buurtkalender.site.lists import choices_of, lists
from buurtkalender.site.model import Site
from buurtkalender.site.pages.finder_texts import finder_rules, rules_explained, texts
from buurtkalender.site.pages.form_questions import FormOption
from buurtkalender.site.publish import Output, parts_digest, value_digest
from buurtkalender.site.render import Frame, PageLink
from buurtkalender.site.search_dates import ahead_of, rows_by_place
from buurtkalender.site.search_index import flat
from buurtkalender.site.subscriptions import papers_of
from buurtkalender.site.theme import FINDER_CSS, FINDER_SCRIPT, FORM_CSS, form_policy
from buurtkalender.words.catalogues import capital
from buurtkalender.words.dates import remarks
from buurtkalender.words.facts import FACT_WORDS, LISTED, NEEDED
from buurtkalender.words.values import Words

# --- questions ------------------------------------------------------------------------------------------
# What the finder asks, in groups. The names are Dutch: they stand in the fragment of the address.

WALKS = (5, 10, 15, 20, 30)
"""Minutes on foot to choose from."""

RIDES = (2, 5, 10)
"""Kilometres with a bicycle, a car or a bus."""

PRICES = (2, 5, 10)
"""Euros at most."""


class FinderQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question. ``kind`` is ``number``, ``text``, ``select``, or ``boxes`` (of which any may be chosen)."""

    name: str
    label: str
    kind: str
    hint: str = ""
    options: tuple[FormOption, ...] = ()


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Questions that belong together."""

    title: str
    questions: tuple[FinderQuestion, ...]


def finder_parts(calendar: Calendar, words: Words, areas: Iterable[FormOption]) -> tuple[Part, ...]:
    """Return what is asked, in order; ``areas`` are the neighbourhoods."""
    _ = words.gettext
    return (
        Part(title=_("Who is it about?"), questions=tuple(_who(calendar, words))),
        Part(title=_("Where, and how far?"), questions=tuple(_where(words, areas))),
        Part(title=_("When?"), questions=tuple(_when(words))),
        Part(
            title=_("What do they like?"),
            questions=(_boxes("thema", _("Interests"), _terms(words, calendar.themes.values())),),
        ),
        Part(title=_("What has to be right?"), questions=tuple(_needs(calendar, words))),
    )


def _who(calendar: Calendar, words: Words) -> Iterable[FinderQuestion]:
    _ = words.gettext
    groups = (term for term in calendar.audiences.values() if term.ages is None)
    yield FinderQuestion(name="leeftijd", label=_("Age"), kind="number")
    yield _boxes("groep", _("Belongs to these groups"), _terms(words, groups))
    yield FinderQuestion(
        name="kinderen",
        label=_("Ages of children who come along"),
        kind="text",
        hint=_("Such as: 2, 4"),
    )


def _where(words: Words, areas: Iterable[FormOption]) -> Iterable[FinderQuestion]:
    _ = words.gettext
    any_distance = FormOption("", _("It does not matter"))
    riding = _("{n} kilometres, by bicycle, car or bus")
    far = (
        any_distance,
        *(FormOption(f"lopen-{n}", _on_foot(words, n)) for n in WALKS),
        *(FormOption(f"km-{n}", riding.format(n=n)) for n in RIDES),
    )
    yield FinderQuestion(
        name="buurt",
        label=_("Neighbourhood"),
        kind="select",
        options=(FormOption("", _("Choose from the list")), *areas),
    )
    yield FinderQuestion(
        name="ver",
        label=_("How far can they go?"),
        kind="select",
        hint=_("Does somebody walk slowly? Then choose fewer minutes."),
        options=far,
    )


def _when(words: Words) -> Iterable[FinderQuestion]:
    _ = words.gettext
    days = (FormOption(str(n + 1), capital(name)) for n, name in enumerate(words.weekdays))
    parts_of_day = (FormOption("1", _("Morning")), FormOption("2", _("Afternoon")), FormOption("3", _("Evening")))
    yield _boxes("dag", _("Days"), days)
    yield _boxes("deel", _("Part of the day"), parts_of_day)


def _needs(calendar: Calendar, words: Words) -> Iterable[FinderQuestion]:
    _ = words.gettext
    at_most = _("At most {amount}")
    prices = (
        FormOption("", _("It does not matter")),
        FormOption("0", capital(words.price(Cost(0)))),
        *(FormOption(str(n), at_most.format(amount=words.amount(100 * n))) for n in PRICES),
    )
    needs = (FormOption(needed.slug, _(needed.label)) for needed in NEEDED.values())
    yield FinderQuestion(name="prijs", label=_("What may it cost?"), kind="select", options=prices)
    yield _boxes("nodig", _("Needed"), needs)
    yield _boxes("taal", _("Speaks"), _terms(words, calendar.languages.values()))


def _on_foot(words: Words, minutes: int) -> str:
    return words.ngettext("{n} minute on foot", "{n} minutes on foot", minutes).format(n=minutes)


def _boxes(name: str, label: str, options: Iterable[FormOption]) -> FinderQuestion:
    return FinderQuestion(name=name, label=label, kind="boxes", options=tuple(options))


def _terms(words: Words, terms: Iterable[Term]) -> Iterable[FormOption]:
    return (FormOption(term.id, words.label(term)) for term in terms)


# --- what it tells --------------------------------------------------------------------------------------
# What the finder tells of an activity besides what the search does: mostly what comes on the card to hand over.

Moment = tuple[str, int, tuple[int, ...], str] | tuple[str, int, tuple[int, ...], str, bool]
"""When it starts (only the day when it lasts all day), how many minutes it lasts, in which parts of the day it is (1 is
the morning, 2 the afternoon, 3 the evening), and what is different then. Of what is not sure a fifth value says so."""

PARTS = ("morning", "afternoon", "evening")

LOOKED_AT = 26
"""How many coming dates are looked at: half a year of something weekly."""

_FACTS = {FACT_WORDS[key].short: key for key in NEEDED if key not in LISTED}
"""The facts that the search does not tell, by their key in the file."""

EACH = 3
"""How many dates are told of each time in the week: two come on the card, and one may be over when it is made."""


class More(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An activity.

    ``placed`` is whether it has a place of its own, and ``fetches`` are the neighbourhoods from which people are
    brought there. ``appointment`` is whether people agree on a time. ``dates`` are the first ones to come of each time
    in the week. ``summary`` is whole: the search cuts it short. ``walkin`` answers whether one can walk in. ``facts``
    are written as fields of the activity itself. What an activity does not say is left out.
    """

    summary: str = ""
    placed: bool = False
    online: bool = False
    appointment: bool = False
    dates: tuple[Moment, ...] = ()
    fetches: tuple[str, ...] = ()
    facts: dict[str, bool] = {}
    referral: str = ""
    where: tuple[str, ...] = ()
    transport: str = ""
    email: str = ""
    walkin: str = ""


def nothing() -> dict[str, object]:
    """Return what an activity says that the two files leave out of it."""
    found: dict[str, object] = {"serves": ()} | {
        FACT_WORDS[one.key].short: None for one in FACTS.values() if one.nested
    }
    for name in More.__struct_fields__:
        found |= dict.fromkeys(_FACTS) if name == "facts" else {name: getattr(More(), name)}
    return found


def more_file(site: Site, jobs: int = 1) -> Output:
    """Return the file as an output of the build: by activity, those of the search."""
    listed = site.listed()
    shared = value_digest(site.today, site.calendar.neighbourhoods)
    keys = {
        one.id: parts_digest(shared, site.activity_keys[one.id], site.organisation_digest(one.organisation))
        for one in listed
    }

    def made(name: str) -> bytes:
        known = _more(site, site.calendar.activities[name])
        return msgspec.json.encode({place: flat(one) for place, one in known.items()})[1:-1]

    rows = refreshed(site.found.setdefault("finder", {}), keys, made, jobs)
    shown = [rows[one.id] for one in listed]
    return Output(addresses.FINDER_DATA, parts_digest(*shown), lambda: b"{%b}\n" % b",".join(shown))


def more(site: Site) -> dict[str, More]:
    """Return what the file holds."""
    return {name: one for activity in site.listed() for name, one in _more(site, activity).items()}


def _more(site: Site, activity: Activity) -> dict[str, More]:
    """Return what it holds of an activity, by the name of each place where that is."""
    return {name: _of(site, there) for name, there, _dates in rows_by_place(site, activity)}


def _of(site: Site, there: DateFacts) -> More:
    activity, where = there.activity, place_of(site, there)
    return More(
        summary=activity.summary or "",
        placed=there.placed,
        online=activity.online is not None,
        appointment=there.usual and activity.by_appointment and activity.status is ActivityStatus.ACTIVE,
        dates=tuple(_dates(site, there)),
        fetches=_fetches(site, activity) if there.usual and there.placed and activity.serves else (),
        facts=_facts(there),
        referral=_referral(site, activity),
        where=_lines(where) if where else (),
        transport=there.transport or "",
        email=contacts_of(activity, site.organisation(activity))[1] or "",
        walkin=walk_in(site.words, activity, over=signup_over(activity.signup, site.today)),
    )


def _facts(there: DateFacts) -> dict[str, bool]:
    found = ((short, there.fact(key)) for short, key in _FACTS.items())
    return {short: holds for short, holds in found if holds is not None}


def _lines(where: PlaceView) -> tuple[str, ...]:
    """Return where it is as on an envelope: the house with its room, and the address."""
    return tuple(filter(None, (", ".join(filter(None, (where.name, where.room))), where.address)))


def _dates(site: Site, there: DateFacts) -> Iterator[Moment]:
    """Yield the first dates to come of each time in the week; at the usual place with those that are elsewhere."""
    activity = there.activity
    coming = ahead_of(site, activity)
    even = activity.id not in site.places.changing
    if not even:
        coming = (
            one
            for one in coming
            if site.places.of(one).held and (there.usual or site.places.place_at(activity, one) is there)
        )
    told: dict[tuple[int, tuple[str, ...]], int] = {}
    known: dict[int, tuple[str, ...]] = {}
    for one in islice(coming, LOOKED_AT):
        parts = known.get(one.pattern)
        if parts is None:
            parts = parts_of_day(one, walk_in=bool(activity.drop_in))
            if even:  # all dates of an entry are then at the same time
                known[one.pattern] = parts
        slot = one.start.weekday(), parts
        told[slot] = number = told.get(slot, 0) + 1
        if number <= EACH:
            start = f"{one.start:%Y-%m-%d}" if one.all_day else f"{one.start:%Y-%m-%dT%H:%M}"
            lasts = 0 if one.all_day else round((one.end - one.start).total_seconds() / 60)
            found = start, lasts, tuple(PARTS.index(part) + 1 for part in parts), _different(site, there, one)
            yield (*found, False) if site.places.of(one).tentative else found


def _different(site: Site, at: DateFacts, one: Occurrence) -> str:
    """Say what somebody with a card in the hand has to know of one date: not sure, full, elsewhere, its note."""
    there = site.places.of(one)
    if site.places.place_at(at.activity, one) is at:
        return remarks(site.words, there)
    where = place_of(site, there)
    moved = site.words.gettext("At another place: {place}.").format(place=", ".join(_lines(where)) if where else "?")
    return remarks(site.words, there, (moved, site.words.other_access(there)))


def _fetches(site: Site, activity: Activity) -> tuple[str, ...]:
    areas = site.calendar.neighbourhoods.values()
    return tuple(area.id for area in areas if not of_neighbourhood(area).areas.isdisjoint(activity.serves))


def _referral(site: Site, activity: Activity) -> str:
    """Say that somebody has to refer, and who may."""
    if activity.referral is None or not activity.referral.required:
        return ""
    _ = site.words.gettext
    by = activity.referral.by
    return _("A referral is needed, from {by}.").format(by=by) if by else _("A referral is needed.")


MOST_ON_CARD = 3
"""How many activities come on paper at once: more is a list, and lists are read by nobody."""


class FinderView(msgspec.Struct, frozen=True, kw_only=True):
    """What ``finder.html`` shows. ``data`` is what the script needs, ``rules`` how it ranks, in words."""

    policy: str
    script: str
    stylesheets: tuple[str, ...]
    parts: tuple[Part, ...]
    data: str
    rules: tuple[tuple[str, str], ...]
    by_area: tuple[Narrowing, ...]
    choices: tuple[Narrowing, ...]


def finder_pages(site: Site) -> Iterator[Output]:
    """Yield the page, and what its script fetches besides what the search does."""
    _ = site.words.gettext
    lead = _("Which activities suit somebody, and why: for professionals in care and welfare.")
    frame = Frame(path=addresses.FINDER, heading=_("For professionals"), description=lead, section=addresses.FINDER)
    yield site.page("finder.html", frame, _view(site))


def _view(site: Site) -> FinderView:
    theme = site.renderer.theme
    known = finder_rules(site.calendar)
    areas = [FormOption(area.id, area.name) for area in site.calendar.neighbourhoods.values() if area.kind != LEFT_OUT]
    origin = site.settings.url.removesuffix(site.renderer.base)
    data = {
        "rules": known,
        "texts": texts(site.calendar, site.words),
        "empty": nothing(),
        "most": MOST_ON_CARD,
        "origin": origin,
    }
    return FinderView(
        policy=form_policy(""),
        script=theme.asked_with_digest(FINDER_SCRIPT),
        stylesheets=(theme.asked_with_digest(FORM_CSS), theme.asked_with_digest(FINDER_CSS)),
        parts=finder_parts(site.calendar, site.words, sorted(areas, key=lambda area: area.text.casefold())),
        data=msgspec.json.encode(data).decode(),
        rules=tuple(rules_explained(site.words, known.points)),
        by_area=tuple(_by_area(site)),
        choices=tuple(_choices(site)),
    )


def _by_area(site: Site) -> Iterator[Narrowing]:
    """Yield for each neighbourhood the lists of those for whom there is something, and its programme to print."""
    found: dict[str, list[PageLink]] = {}
    papers: dict[str, tuple[PageLink, ...]] = {}
    for spec in lists(site):
        if spec.kind.key == "neighbourhood":
            papers[spec.id] = papers_of(site, spec)[:2]
        if spec.place and spec.kind.key == "audience" and (count := len(site.listed(*spec.facets))):
            found.setdefault(spec.place, []).append(PageLink(spec.path, spec.name, str(count)))
    for area in site.calendar.neighbourhoods.values():
        if area.id in found:
            yield Narrowing(area.name, (*found[area.id], *papers.get(area.id, ())))


def _choices(site: Site) -> Iterator[Narrowing]:
    _ = site.words.gettext
    yield from choices_of(site, "goal")
    yield from choices_of(site, "fact")
    weeks = (site.today, site.today + timedelta(weeks=1))
    links = tuple(PageLink(addresses.week(day), capital(site.words.week(day))) for day in weeks)
    yield Narrowing(_("The week, to print"), links)
