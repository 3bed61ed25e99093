"""The flyer of an activity, to hand out or to pin up: when, where, what it costs, whether one can just come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial

import msgspec

from buurtkalender.domain.facts import contacts_of
from buurtkalender.domain.model import Activity
from buurtkalender.domain.values import Dates, Occurrence, Weekly
from buurtkalender.site import addresses, details
from buurtkalender.site.details import place_of
from buurtkalender.site.model import Site
from buurtkalender.site.pages.activity import pattern_sentences
from buurtkalender.site.paper.sheet import PaperSheet, from_guess, height, sheet, updated, wheelchair
from buurtkalender.site.subscriptions import first_to_come
from buurtkalender.words.catalogues import capital
from buurtkalender.words.dates import dated, in_short

DATES = 6
"""How many of the coming dates stand on a flyer of what is not simply every week."""

CHANGES = 4
"""Of how many coming dates a flyer tells what is different: it is not for later ones."""


SIZES = (14.0, 13.0, 12.0, 11.0, 10.0, 9.5)
"""Letters of a flyer, in points."""

WIDTH, BESIDE_QR, HALF, HEIGHT = 357.0, 250.0, 168.0, 600.0
"""The page between its margins, the column beside the QR code and half a page, in points (A5); and how high a flyer may
be guessed to be: the guess is on the safe side, and up to here nine in ten of the demo's fit."""


class FlyerAnswer(msgspec.Struct, frozen=True):
    """A question with its answer."""

    question: str
    answer: str


class Flyer(PaperSheet, frozen=True, kw_only=True):
    """What ``theme/print/flyer.typ`` shows, in letters of ``size`` points."""

    size: float
    when_title: str
    when: list[str]
    dates_title: str
    dates: list[str]
    changes: list[str]
    where_title: str
    where: list[str]
    answers: list[FlyerAnswer]
    call: str
    telephone: str
    mail: str
    email: str
    by: str
    more: str
    rest: bool = False
    """Whether not all has room; ``more`` then says where the rest is."""


WIDEST = 0.84
"""How wide a letter of a title's longest word may be, as a part of the size that is guessed for it."""

LONG = 40
"""From how many letters on a title is set smaller."""


class Coming(msgspec.Struct, frozen=True):
    """The dates that a flyer tells of, and the last day before them that it had to tell something else."""

    shown: list[Occurrence]
    changed: list[Occurrence]
    since: date | None


def flyer_dates(site: Site, activity: Activity) -> Coming:
    """Return which of its dates the flyer of an activity tells of."""
    dates = site.selection.of_activity(activity.id)
    first = first_to_come(site, dates)
    ahead = dates[first:]
    shown = [] if _every_week(activity) else [one for one in ahead if site.places.of(one).held][:DATES]
    changed = [one for one in ahead[:CHANGES] if site.places.changed(activity, one)]
    passed = [one for one in dates[:first] if shown or site.places.changed(activity, one)]
    return Coming(shown, changed, passed[-1].day if passed else None)


def flyer(site: Site, activity: Activity, dates: Coming, day: date) -> Flyer:
    """Return the flyer of an activity; ``day`` is when it was last brought up to date."""
    words = site.words
    _ = words.gettext
    organisation = site.organisation(activity)
    partners = [
        site.calendar.organisations[one].name for one in activity.partners if one in site.calendar.organisations
    ]
    contact = activity.contact
    number, email = contacts_of(activity, organisation)
    return Flyer(
        size=SIZES[0],
        **sheet(site, addresses.activity(activity.id), activity.title, activity.summary or "", day),
        when_title=_("When?"),
        when=pattern_sentences(site, activity),
        dates_title=_("The next dates"),
        dates=list(_days(site, dates.shown)),
        changes=list(_changes(site, dates.changed)),
        where_title=_("Where?"),
        where=_where(site, activity),
        answers=list(_answers(site, activity)),
        call=_("Call {name}").format(name=contact.name) if contact and contact.name else _("Call us"),
        telephone=number or "",
        mail=_("Mail us"),
        email=email or "",
        more=_("More about this stands on {url}."),
        by=_("By {names}").format(names=words.people(activity.host, [organisation.name, *partners])),
    )


def brought_up_to_date(site: Site, activity: Activity, dates: Coming) -> date:
    """Return the day on which its flyer was last brought up to date: at the latest the first of this month.

    A date of long ago would make people doubt what is still right; one of today would make every flyer anew each night.
    """
    first = site.today.replace(day=1)
    if dates.since:
        first = max(first, dates.since + timedelta(days=1))
    return updated(site, [activity.id], min(first, site.today))


def _every_week(activity: Activity) -> bool:
    """Whether the rule says it all: which weeks, or which loose days (no more than a sentence names)."""
    return all(
        (isinstance(one, Weekly) and one.every == 1) or (isinstance(one, Dates) and len(one.dates) <= 3)
        for one in activity.when
    )


def _days(site: Site, shown: Sequence[Occurrence]) -> Iterator[str]:
    words = site.words
    same = len({words.time_of(one) for one in shown}) == 1
    for one in shown:
        there = site.places.of(one)
        yield words.day(one.day) if same and not in_short(words, there) else dated(words, one, there)


def _changes(site: Site, changed: Iterable[Occurrence]) -> Iterator[str]:
    for one in changed:
        view = site.cards.view(one)
        yield f"{view.day}: {view.off or site.cards.different(one)}"


def _where(site: Site, activity: Activity) -> list[str]:
    _ = site.words.gettext
    found = place_of(site, site.places.usual(activity))
    if found:
        lines = [found.name, found.room, found.address]
    else:
        areas = [area.text for area in map(site.area, activity.serves) if area]
        lines = [_("In {places}").format(places=site.words.all_of(areas)) if areas else ""]
    if activity.online:
        lines.append(_("Online: the address is on the page"))
    return [line for line in lines if line]


def _answers(site: Site, activity: Activity) -> Iterator[FlyerAnswer]:
    """Yield what is asked most, the most important first: the last ones go where there is no room."""
    _ = site.words.gettext
    known, _unknown = details.facts_of(site, activity)
    entered = wheelchair(site, activity)
    told = [FlyerAnswer(one.question, " ".join([one.answer, *_how(one)])) for one in known]
    if entered:
        told.insert(min(4, len(told)), FlyerAnswer(_("Can I come in a wheelchair?"), f"{capital(entered)}."))
    yield from told


def _how(fact: details.Answered) -> Iterator[str]:
    """Yield what belongs to an answer and makes sense on paper: a number or an address, not a link."""
    for url, text in fact.more:
        if not url.startswith("http"):
            yield f"{text}."


def flyer_sizes(one: Flyer) -> Iterator[Flyer]:
    """Yield the ways to fit a flyer on its page: in smaller letters, then with less, and where the rest is.

    What is different about a coming date always stands there: who does not read it comes for nothing.
    """
    for size in from_guess(SIZES, partial(_height, one), HEIGHT):
        yield msgspec.structs.replace(one, size=size)
    small = msgspec.structs.replace(one, size=SIZES[-1], rest=True)
    for few in range(len(one.answers) - 1, -1, -1):
        yield msgspec.structs.replace(small, answers=one.answers[:few])
    bare = msgspec.structs.replace(small, answers=[], lead="")
    yield bare
    for most in (3, 1):
        yield msgspec.structs.replace(bare, when=one.when[:most], dates=one.dates[:most])


def _height(one: Flyer, size: float) -> float:
    """Guess how high a flyer is in letters of this size."""
    longest = max(map(len, one.title.split()), default=1)
    title = min(size * (2.0 if len(one.title) > LONG else 2.7), (WIDTH - 34) / longest / WIDEST)
    top = height(one.title, title, WIDTH - 34) + height(one.lead, size * 1.1, WIDTH - 34) + 34
    beside = [*one.when, ", ".join(one.dates), *one.changes, *one.where]
    middle = sum(height(text, size, BESIDE_QR) for text in beside) + 6 * size
    cells = [height(each.question, size, HALF) + height(each.answer, size, HALF) for each in one.answers]
    rows = sum(max(cells[number : number + 2]) + 0.8 * size for number in range(0, len(cells), 2))
    call = 1.7 * size + 24 if one.telephone else (size + 24) * bool(one.email)
    foot = height(f"{one.by}. {one.updated}. {one.shown}", size, WIDTH)
    return top + height(one.demo, size * 0.85, WIDTH) + max(middle, 100 + 2 * size) + rows + call + foot + 3 * size
