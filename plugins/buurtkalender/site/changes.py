"""What `buurtkalender changes --base` prints: what residents notice of a change, for a terminal and a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from buurtkalender.domain.changes import Announced, Changes, DateChange
from buurtkalender.domain.conflicts import DoubleBooking
from buurtkalender.domain.facts import plain_facts
from buurtkalender.domain.model import ActivityStatus, Calendar
from buurtkalender.domain.places import Places
from buurtkalender.domain.values import Location, Occurrence
from buurtkalender.site.gaps.report import escaped
from buurtkalender.words.catalogues import N_, Translator, capital
from buurtkalender.words.facts import ABOUT, FACT_WORDS
from buurtkalender.words.patterns import sentence
from buurtkalender.words.values import words_of

MOST_DATES = 8
"""How many dates of one kind are named for one activity."""

MOST_BYTES = 30_000
"""How long this part of a comment becomes: half of what GitHub takes, for what it does to the gaps comes after it."""

_HEADINGS = {
    "new": N_("New"),
    "gone": N_("No longer in the calendar"),
    "changed": N_("Changed"),
    "booked": N_("Two activities in one room"),
    "freed": N_("No longer two in one room"),
}
_MOMENTS = {
    "new": N_("also on {days}"),
    "gone": N_("no longer on {days}"),
    "cancelled": N_("cancelled on {days}"),
    "postponed": N_("postponed: {days}"),
    "on-again": N_("goes on after all on {days}"),
    "moved": N_("moved: {days}"),
    "time": N_("another time: {days}"),
    "place": N_("another place: {days}"),
    "tentative": N_("not certain on {days}"),
    "sure": N_("certain on {days}"),
    "full": N_("full on {days}"),
    "free": N_("places again on {days}"),
}
_BECOMES = {"cancelled": True, "postponed": True, "tentative": True, "sure": False, "full": False, "free": False}
"""What becomes of a date as it is now, and whether there is a reason for it."""

_FIELDS = {
    "title": N_("the title"),
    "summary": N_("the summary"),
    "description": N_("the description"),
    "online": N_("taking part online"),
    "serves": N_("the neighbourhoods that it reaches"),
    "themes": N_("the themes"),
    "ages": N_("the ages"),
    "languages": N_("the languages"),
    "host": N_("who does it"),
    "full": N_("whether there are places left"),
    "cost": N_("the price"),
    "families": N_("what holds for families"),
    "transport": N_("how to get there"),
    "access": N_("accessibility"),
    "contact": N_("whom to ask"),
    "status": N_("whether it runs"),
}
_ABOUT = {
    "audiences": N_("for whom it is"),
    "signup": FACT_WORDS["no-signup"].name,
    "referral": FACT_WORDS["no-referral"].name,
    **{fact.field: FACT_WORDS[fact.key].name for fact in plain_facts()},
}


class ChangeReport(NamedTuple):
    """Both sides of a change, and how many weeks were looked at."""

    old: Calendar
    new: Calendar
    changes: Changes
    last: date


def changes_text(told: ChangeReport, translator: Translator) -> str:
    """Return what residents notice, for a terminal."""
    lines = [_opening(told, translator)]
    for heading, items in _sections(told, translator):
        lines += ["", f"{heading} ({len(items)})", *(f"- {first} {rest}".rstrip() for first, rest in items)]
    return "\n".join(lines) + "\n"


def changes_markdown(told: ChangeReport, translator: Translator) -> str:
    """Return what residents notice, as part of a comment: what people wrote is only ever text in it."""
    _ = translator.gettext
    parts = [f"### {escaped(_('What this change does for residents'))}\n", escaped(_opening(told, translator)), ""]
    cut = escaped(_("There is more. `buurtkalender changes --base` shows all of it."))
    room = MOST_BYTES
    for heading, items in _sections(told, translator):
        for number, (first, rest) in enumerate(items):
            line = f"- **{escaped(first)}** {escaped(rest)}".rstrip()
            part = line if number else f"#### {escaped(heading)} ({len(items)})\n\n{line}"
            room -= len(part.encode()) + 2
            if room < 0:
                return "\n".join([*parts, "", cut]) + "\n"
            parts.append(part)
        parts.append("")
    return "\n".join(parts).rstrip("\n") + "\n"


def _opening(told: ChangeReport, translator: Translator) -> str:
    _ = translator.gettext
    changes = told.changes
    until = words_of(translator).date(told.last)
    if not (changes.activities or changes.booked or changes.freed):
        return _("Residents notice nothing of this change up to and including {day}.").format(day=until)
    n = len(changes.activities)
    text = translator.ngettext(
        "{n} activity is new, gone or different. Dates were compared up to and including {day}.",
        "{n} activities are new, gone or different. Dates were compared up to and including {day}.",
        n,
    )
    return text.format(n=n, day=until)


def _sections(told: ChangeReport, translator: Translator) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield headings, each with what stands below it: a title and what is said of it."""
    _ = translator.gettext
    found = told.changes.activities
    groups: tuple[tuple[str, Iterable[Announced]], ...] = (
        ("new", (one for one in found if one.before is None)),
        ("gone", (one for one in found if one.after is None)),
        ("changed", (one for one in found if one.before is not None and one.after is not None)),
    )
    for name, some in groups:
        items = [(_title(one, told, translator), _said(one, told, translator)) for one in some]
        if items:
            yield _(_HEADINGS[name]), items
    for name, calendar, bookings in (
        ("booked", told.new, told.changes.booked),
        ("freed", told.old, told.changes.freed),
    ):
        if bookings:
            yield _(_HEADINGS[name]), [_booking(one, calendar, translator) for one in bookings]


def _title(one: Announced, told: ChangeReport, translator: Translator) -> str:
    """Return the title with who offers it."""
    calendar = told.new if one.after is not None else told.old
    organisation = calendar.organisations.get(one.activity.organisation)
    name = organisation.name if organisation else one.activity.organisation
    return translator.gettext(N_("{title}, by {organisation}.")).format(title=one.activity.title, organisation=name)


def _said(one: Announced, told: ChangeReport, translator: Translator) -> str:
    _ = translator.gettext
    words = words_of(translator)
    parts: list[str] = []
    if one.before is None or one.after is None:
        if one.after is not None:
            parts += [sentence(words, pattern) for pattern in one.after.when]
            parts.append(capital(_where(one.after.venue, one.after.location, told.new, translator)))
        n = sum(moment.what in {"new", "gone"} for moment in one.moments)
        text = translator.ngettext("{n} date in this time.", "{n} dates in this time.", n)
        parts.append(text.format(n=n))
        parts += _becomes(one, told, translator, ("tentative", "full"))
        return " ".join(part for part in parts if part)
    if one.after.status is not one.before.status:
        parts.append(_status(one.after.status, translator))
    parts += _becomes(one, told, translator, _MOMENTS)
    facts = [_field(name, translator) for name in one.facts if name != "status"]
    if facts:
        parts.append(_("Other facts: {facts}.").format(facts=words.all_of(facts)))
    if one.before.when != one.after.when and not one.moments:
        parts.append(" ".join(sentence(words, pattern) for pattern in one.after.when))
    return " ".join(parts)


def _becomes(one: Announced, told: ChangeReport, translator: Translator, kinds: Iterable[str]) -> Iterator[str]:
    """Yield what becomes of its dates, a sentence for each of these kinds."""
    for what in kinds:
        moments = [moment for moment in one.moments if moment.what == what]
        if moments:
            text = translator.gettext(_MOMENTS[what])
            yield f"{capital(text.format(days=_days(moments, told, translator)))}."


def _field(name: str, translator: Translator) -> str:
    return translator.pgettext(ABOUT, _ABOUT[name]) if name in _ABOUT else translator.gettext(_FIELDS[name])


def _status(status: ActivityStatus, translator: Translator) -> str:
    texts = {
        ActivityStatus.ACTIVE: N_("Runs again."),
        ActivityStatus.PAUSED: N_("Is paused."),
        ActivityStatus.ENDED: N_("Has ended."),
    }
    return translator.gettext(texts[status])


def _days(moments: list[DateChange], told: ChangeReport, translator: Translator) -> str:
    words = words_of(translator)
    named = [_one(moment, told, translator) for moment in moments[:MOST_DATES]]
    more = len(moments) - len(named)
    if more:
        named.append(translator.ngettext("{n} more date", "{n} more dates", more).format(n=more))
    return words.all_of(named)


def _one(moment: DateChange, told: ChangeReport, translator: Translator) -> str:
    """Return one date, with what becomes of it."""
    _ = translator.gettext
    words = words_of(translator)
    before, after = moment.before, moment.after
    if before is not None and after is not None:
        if moment.what == "moved":
            return _("{before} becomes {after}").format(before=words.day(before.day), after=words.when(after))
        if moment.what == "time":
            return _("{day} {before} becomes {after}").format(
                day=words.day(after.day), before=words.time_of(before), after=words.time_of(after)
            )
        if moment.what == "place":
            place = _where(after.venue, after.location, told.new, translator, after)
            return _("{day} {place}").format(day=words.day(after.day), place=place)
    if after is not None and moment.what in _BECOMES:
        there = Places(told.new).of(after)
        why = _("the building is closed") if there.closed else (there.note or "").rstrip(".")
        day = words.day(after.day)
        return words.reasoned(day, why) if why and _BECOMES[moment.what] else day
    return words.day(moment.day) if before is not None or after is None else words.when(after)


def _where(
    venue: str | None,
    location: Location | None,
    calendar: Calendar,
    translator: Translator,
    occurrence: Occurrence | None = None,
) -> str:
    """Return where something is, as part of a sentence; nothing where it has no place."""
    _ = translator.gettext
    house = calendar.venues.get(venue or "")
    if house is not None:
        room = next((one.name for one in house.rooms if occurrence is not None and one.id == occurrence.room), "")
        text = _("in {place}, {room}") if room else _("in {place}")
        return text.format(place=house.name, room=room) + ("" if occurrence else ".")
    if location is not None:
        return _("at {place}").format(place=location.name) + ("" if occurrence else ".")
    return ""


def _booking(one: DoubleBooking, calendar: Calendar, translator: Translator) -> tuple[str, str]:
    """Return the room, and who is in it when."""
    _ = translator.gettext
    words = words_of(translator)
    house = calendar.venues[one.venue]
    room = next((each.name for each in house.rooms if each.id == one.room), one.room)
    titles = [calendar.activities[each.activity].title for each in (one.first, one.second)]
    days = words.all_of([words.day(day) for day in one.days[:MOST_DATES]])
    more = len(one.days) - MOST_DATES
    if more > 0:
        count = translator.ngettext("{n} more date", "{n} more dates", more).format(n=more)
        days = _("{days} and {more}").format(days=days, more=count)
    text = _("{first} and {second}: {days}.").format(first=titles[0], second=titles[1], days=days)
    return _("{place}, {room}.").format(place=house.name, room=room), text
