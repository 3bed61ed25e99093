"""An activity's card, row and line in lists: each made once and joined into many pages as a finished string.

A piece says nothing that depends on today, so it stays good until the activity, its venue or a name changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal

import msgspec

from buurtkalender.domain.facts import FACTS
from buurtkalender.domain.model import Activity
from buurtkalender.domain.places import DateFacts, Places, where
from buurtkalender.domain.values import Occurrence
from buurtkalender.site import addresses
from buurtkalender.site.marking import filled, joined
from buurtkalender.site.publish import parts_digest, value_digest
from buurtkalender.site.render import Renderer
from buurtkalender.words.dates import off, remarks, unsure
from buurtkalender.words.facts import LISTED
from buurtkalender.words.values import Words

CARD, ROW, LATER, UNDATED = "card", "row", "later", "undated"
ONCE = {CARD: UNDATED, ROW: LATER, LATER: LATER}
"""How something looks that is on nearly every day, among pieces of each kind."""

Away = Literal["", "day", "place"]
"""How a date stands in a list that it is not in this time: on the day from which it was moved to another, or as held in
another place than the list is about."""


class View(msgspec.Struct, kw_only=True):
    """What ``parts/<kind>.html`` shows. ``off`` is why it does not take place then, ``note`` what is different.

    ``why`` it is in a list of which it does not say itself that it belongs there.
    """

    url: str
    title: str
    day: str = ""
    iso: str = ""
    start: str = ""
    time: str = ""
    place: str = ""
    summary: str = ""
    by: str = ""
    facts: tuple[str, ...] = ()
    off: str = ""
    note: str = ""
    why: str = ""


class Piece:
    """A piece of HTML that is made when it is first asked for; the same ``key`` means the same HTML."""

    __slots__ = ("_args", "_cards", "_html", "activity", "key")

    def __init__(self, cards: Cards, key: bytes, activity: str, *args: Any) -> None:
        self._cards = cards
        self._args = args
        self._html: str | None = None
        self.key = key
        self.activity = activity
        """The identifier of the activity that it is about."""

    @property
    def html(self) -> str:
        """The HTML, from this build or from an earlier one."""
        found = self._html
        if found is None:
            found = self._cards.store.get(self.key) or self._cards.make(*self._args)
            self._html = self._cards.store[self.key] = self._cards.used[self.key] = found
        return found


class Cards:
    """Makes and keeps the pieces of one calendar in one language.

    ``store`` maps keys to HTML and may be kept between builds. ``used`` are those that this build asked for. Those of
    the same calendar in another language (``beside``) share both, and what was worked out of the calendar itself.
    """

    def __init__(
        self,
        places: Places,
        words: Words,
        renderer: Renderer,
        store: dict[bytes, str] | None = None,
        beside: Cards | None = None,
    ) -> None:
        self.places = places
        self.calendar = calendar = places.calendar
        self.words = words
        self.renderer = renderer
        self.store: dict[bytes, str] = {} if store is None else store
        self.used: dict[bytes, str] = beside.used if beside else {}
        self.names = parts_digest(
            renderer.digest,
            value_digest(
                calendar.themes,
                calendar.facilities,
                {area.id: area.name for area in calendar.neighbourhoods.values()},
                {area.id: area.name for area in calendar.municipalities.values()},
            ),
        )
        self._activities: dict[str, bytes] = beside._activities if beside else {}  # noqa: SLF001 - of the same kind
        self._venues: dict[str | None, bytes] = beside._venues if beside else {None: b""}  # noqa: SLF001 - likewise
        self._pieces: dict[tuple[Any, ...], Piece] = {}
        self._usual: dict[tuple[Any, ...], Piece] = {}

    def get(self, occurrence: Occurrence) -> str:
        """Return the card of an occurrence."""
        return self.piece(occurrence).html

    def piece(self, occurrence: Occurrence, kind: str = CARD, *, away: Away = "", why: str = "") -> Piece:
        """Return the piece of that kind for an occurrence."""
        start, end, name = occurrence.start, occurrence.end, occurrence.activity
        usual = None
        if kind is not LATER and not away and name not in self.places.changing:  # nearly all: they differ by their time
            usual = (kind, name, occurrence.pattern, start.hour, start.minute, end.hour, end.minute, why)
            found = self._usual.get(usual)
            if found is not None:
                return found
        there = self.places.of(occurrence)
        plain = there.as_always and not away
        variant = (
            kind,
            name,
            (start, start.date() >= self.words.years_from)
            if kind is LATER or not plain
            else start.hour * 60 + start.minute,
            end.hour * 60 + end.minute,
            occurrence.all_day,
            where(occurrence),
            None if plain else (there.status, there.full, there.note, there.moved_from, there.closed, there.ask, away),
            why,
        )
        found = self._pieces.get(variant)
        if found is None:
            # Elsewhere for once, it says what is there and not at the usual place.
            usually = () if plain else (self.venue_digest(self.calendar.activities[name].venue),)
            key = parts_digest(
                self.names,
                self.activity_digest(name),
                self.venue_digest(occurrence.venue),
                *usually,
                value_digest(variant),
            )
            found = self._pieces[variant] = Piece(self, key, name, kind, occurrence, why, away)
        if usual is not None:
            self._usual[usual] = found
        return found

    def undated(self, activity: Activity, *, why: str = "") -> Piece:
        """Return the card of an activity that has no time of its own, or none to come."""
        variant = (UNDATED, activity.id, why)
        found = self._pieces.get(variant)
        if found is None:
            key = parts_digest(
                self.names, self.activity_digest(activity.id), self.venue_digest(activity.venue), value_digest(variant)
            )
            found = self._pieces[variant] = Piece(self, key, activity.id, UNDATED, activity, why)
        return found

    def daily(self, activity: Activity, said: tuple[str, str, str], kind: str = CARD, *, why: str = "") -> Piece:
        """Return the piece for what is on nearly every day, among pieces of that kind; ``said`` is when, in words."""
        variant = (ONCE[kind], activity.id, said, why)
        found = self._pieces.get(variant)
        if found is None:
            digests = self.activity_digest(activity.id), self.venue_digest(activity.venue)
            key = parts_digest(self.names, *digests, value_digest(variant))
            found = self._pieces[variant] = Piece(self, key, activity.id, ONCE[kind], activity, why, said)
        return found

    def activity_digest(self, identifier: str) -> bytes:
        """Return a digest of all that an activity's file says."""
        found = self._activities.get(identifier)
        if found is None:
            found = self._activities[identifier] = value_digest(self.calendar.activities[identifier])
        return found

    def venue_digest(self, identifier: str | None) -> bytes:
        """Return a digest of all that a venue's file says."""
        found = self._venues.get(identifier)
        if found is None:
            found = self._venues[identifier] = value_digest(self.calendar.venues.get(identifier or ""))
        return found

    def make(self, kind: str, subject: Occurrence | Activity, why: str, how: Away | tuple[str, str, str] = "") -> str:
        """Render one piece; ``how`` is how a date stands in a list, or what is said of all dates together."""
        if isinstance(how, tuple):
            assert isinstance(subject, Activity)  # noqa: S101 - no date has all of them
            view = self.regular(subject, *how)
        else:
            view = self.unplanned(subject) if isinstance(subject, Activity) else self.view(subject, away=how)
        return self.renderer.piece(
            f"parts/{kind}.html", "card", msgspec.structs.replace(view, why=why) if why else view
        )

    # --- what they show -----------------------------------------------------------------------------

    def view(self, occurrence: Occurrence, *, away: Away = "") -> View:
        """Work out what a card for an occurrence says."""
        activity = self.calendar.activities[occurrence.activity]
        there = self.places.of(occurrence)
        words = self.words
        start = there.moved_from if away == "day" and there.moved_from else occurrence.start
        return View(
            url=addresses.activity(activity.id),
            title=words.own(activity.title),
            day=words.capital(words.day(start.date())),
            iso=start.date().isoformat(),
            start="" if occurrence.all_day else words.clock(start.hour * 60 + start.minute),
            time=words.capital(words.hour(start) if away == "day" else words.time_of(occurrence)),
            place=self.place(there),
            by=self._by(activity),
            facts=self._facts(there),
            off=self._off(there, occurrence, away),
            note="" if away or not there.held else self.different(occurrence, placed=True),
        )

    def unplanned(self, activity: Activity) -> View:
        """Work out what a card for an activity without a time says."""
        words = self.words
        _ = words.gettext
        paused = activity.status.value == "paused"
        there = self.places.usual(activity)
        return View(
            url=addresses.activity(activity.id),
            title=words.own(activity.title),
            time=_("Stopped for a while") if paused else _("By appointment") if activity.by_appointment else "",
            place=self.place(there),
            summary=words.own(activity.summary or ""),
            by=self._by(activity),
            facts=(*self._facts(there), *((_("Full"),) if there.full else ())),
        )

    def regular(self, activity: Activity, days: str, time: str, more: str) -> View:
        """Work out what a card says for an activity on nearly every day, which stands once in a list."""
        words = self.words
        there = self.places.usual(activity)
        return View(
            url=addresses.activity(activity.id),
            title=words.own(activity.title),
            day=words.capital(days),
            time=time,
            place=self.place(there),
            summary=more,
            facts=self._facts(there),
        )

    def place(self, there: DateFacts) -> str:
        """``Dorpshuis De Heul, De Heul``: the place, and the neighbourhood if the name does not tell it already.

        A list tells the building; the page of the activity tells the room.
        """
        _ = self.words.gettext
        named = there.venue or there.location
        if named is None:
            return _("Online") if there.activity.online else self._served(there.activity)
        name, neighbourhood = named.name, self.calendar.neighbourhoods.get(there.neighbourhood or "")
        if neighbourhood and neighbourhood.name not in name:
            return self.words.own(f"{name}, {neighbourhood.name}")
        return self.words.own(name)

    def _served(self, activity: Activity) -> str:
        _ = self.words.gettext
        areas = (*activity.serves[:3],)
        names = []
        for area in areas:
            known = self.calendar.neighbourhoods.get(area) or self.calendar.municipalities.get(area)
            names.append(known.name if known else area)
        if len(activity.serves) > len(areas):
            names.append(_("other neighbourhoods"))
        return _("In {places}").format(places=self.words.all_of(names)) if names else ""

    def _facts(self, there: DateFacts) -> tuple[str, ...]:
        _ = self.words.gettext
        activity = there.activity
        facts = []
        if activity.cost is not None:
            facts.append(self.words.capital(self.words.price(activity.cost)))
        if there.fact("wheelchair"):
            facts.append(_("Wheelchair: yes"))
        if there.full or there.tentative:
            pass  # who reads only this would come for nothing
        elif activity.drop_in:
            facts.append(_("Just walk in"))
        elif activity.signup is not None and activity.signup.required:
            facts.append(self.words.signup_briefly(activity.signup))
        return (*facts, *families(self.words, activity))

    def _by(self, activity: Activity) -> str:
        """Return who does it, where no organisation does: the page says which of them is behind it."""
        host = activity.host
        return self.words.filled(self.words.gettext("By {names}"), names=self.words.own(host.name)) if host else ""

    def _off(self, there: DateFacts, occurrence: Occurrence, away: Away) -> str:
        _ = self.words.gettext
        if not there.held:
            return off(self.words, there)
        notes = []
        if away == "day":
            moment = self.words.moment(occurrence.start, all_day=occurrence.all_day)
            notes.append(_("Moved to {moment}.").format(moment=moment))
        if away and not there.usual:
            notes.append(elsewhere(self.words, there))
        if away:
            notes.append(unsure(self.words, there))
        return joined(filter(None, notes))

    def different(self, occurrence: Occurrence, *, placed: bool = False) -> str:
        """Say what is different on a date that takes place: when, where, its note. ``placed``: where stands beside."""
        there = self.places.of(occurrence)
        notes = [moved(self.words, there.moved_from, occurrence)] if there.moved_from else []
        if placed and not there.usual and not there.only_room:
            notes.append(self.words.gettext("At another place this time."))
        elif not there.usual:
            notes.append(elsewhere(self.words, there))
        return remarks(self.words, there, notes)


def families(words: Words, activity: Activity) -> Iterator[str]:
    """Yield what a card says of an activity for parents with children."""
    said = (listed for key, listed in LISTED.items() if FACTS[key].nested and FACTS[key].of(activity))
    return (words.gettext(listed.label) for listed in said)


def moved(words: Words, planned: datetime, occurrence: Occurrence) -> str:
    """Say ``Verplaatst van dinsdag 24 november.`` or ``Andere tijd dan anders.``."""
    _ = words.gettext
    if planned.date() != occurrence.day:
        return _("Moved from {day}.").format(day=words.day(planned.date()))
    return _("Another time than usual.")


def elsewhere(words: Words, there: DateFacts) -> str:
    """Say where a date is that is not where it usually is, and whether a wheelchair gets in if that is different."""
    return joined(filter(None, (_where(words, there), words.other_access(there))))


def _where(words: Words, there: DateFacts) -> str:
    _ = words.gettext
    if there.only_room and there.room:
        return filled(_("In another room this time: {room}."), room=words.own(there.room.name))
    named = there.venue or there.location
    if named is None:
        return _("At another place this time.")
    return filled(_("At another place this time: {place}."), place=words.own(named.name))
