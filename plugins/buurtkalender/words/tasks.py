"""What an organisation can do, as sentences: what to do, why, and what to write in the file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from buurtkalender.domain.facts import OWN_FACTS
from buurtkalender.domain.model import Calendar
from buurtkalender.domain.tasks import OLD_DAYS, Todo
from buurtkalender.words.catalogues import N_, Translator, capital
from buurtkalender.words.dates import ONE_DAY
from buurtkalender.words.facts import FACT_WORDS
from buurtkalender.words.remedies import edit_outcome, edit_questions
from buurtkalender.words.values import Words, words_of
from buurtkalender.words.verdicts import fact_name

TASK_KINDS = {
    "mend": N_("Put right"),
    "renew": N_("Extend"),
    "confirm": N_("Confirm"),
    "fill-in": N_("Fill in"),
}
_ASKS = {
    **{key: words.task for key, words in FACT_WORDS.items()},
    "for-whom": N_("Say for whom it is, or for which ages. For everybody is 0+."),
    "audience": N_("Say for whom it is."),
    "place": N_("Say in which neighbourhood it is."),
    "phone": N_("Give a telephone number. Many people would rather call."),
    "last-date": N_("Say when the last time is."),
    "point": N_("Say where it is on the map, so that the walk there can be worked out."),
    "available": N_("Say when others may use the rooms."),
}
_SAYS = {
    "never": N_("See whether everything is still right, and say so. Nobody has confirmed it yet."),
    "old": N_("See whether everything is still right, and say so. The last time was on {since}."),
    "soon": N_("Confirm this again before {before}. The last time was on {since}."),
    "counts-less": N_("Confirm this again. The last time was on {since}."),
    "ends": N_("The last time is on {since}. Does it go on? Then give the new dates."),
    "ended": N_("The last time was on {since}. Does it go on? Then give the new dates. Has it stopped? Then say so."),
    "role": N_("Up to and including {since} you looked for: {role}. Still? Then give a new day. Else take it out."),
    "closed": N_(
        "{place} is closed then: {days}. Is it not on then? Leave these days out. Is it on after all? Then say so."
    ),
    "cancelled": N_(
        "It does not take place: {days}. After that nothing is planned. Give a new date, or say that it stops."
    ),
    "postponed": N_("It was postponed: {days}. Give the new date, or say that it is cancelled."),
    "duplicate": N_(
        "This may be the same as {other}, of {organisation}. Then one of you can take it out, and name the other."
    ),
    "left-out": N_("This file is not in the calendar yet. {problems}"),
    "problem": N_("Something in this file is not right. {problems}"),
}
_HOW = {
    "for-whom": ("ages: 65+", "ages: 0+"),
    "phone": ("contact: {phone: …}",),
    "audience": ("audiences: […]",),
    "place": ("location: {neighbourhood: …}",),
    "point": ("point: [52.0, 5.0]",),
    "available": ("available: [{weekly: monday, time: 19:00-22:00}]",),
}

_WRITE = {
    "ends": ("until: DAY", "dates: [DAY]"),
    "ended": ("until: DAY", "dates: [DAY]", "status: ended"),
    "role": ("until: DAY",),
    "closed": ("skip: [venue-closures]", "changes: [{date: DAY, on: true}]", "changes: [{date: DAY, cancelled: …}]"),
    "postponed": ("changes: [{date: DAY, moved_to: DAY}]", "changes: [{date: DAY, cancelled: …}]"),
    "cancelled": ("dates: [DAY]", "status: ended"),
    "double-booking": ("room: …", "time: …"),
}


def task_kind_name(kind: str, translator: Translator) -> str:
    """Return what somebody does: ``Bevestigen``, ``Invullen``."""
    return translator.pgettext("to do", TASK_KINDS[kind])


def task_count(number: int, translator: Translator) -> str:
    """``3 dingen te doen``."""
    return translator.ngettext("{n} thing to do", "{n} things to do", number).format(n=number)


def task_sentence(todo: Todo, calendar: Calendar, translator: Translator, problems: str = "") -> str:
    """Return what to do and why; ``problems`` are what is wrong with a file, in sentences."""
    if todo.why == "unknown":
        return _ask(todo, calendar, translator)
    words = words_of(translator)
    known = {"problems": problems, "days": some_days(words, todo.days)}
    if todo.since is not None:
        known["since"] = words.date(todo.since)
        known["before"] = words.date(todo.since + (OLD_DAYS + 1) * ONE_DAY)
    if todo.other is not None:
        other = calendar.activities[todo.other]
        known["other"] = other.title
        known["organisation"] = _organisation(calendar, other.organisation)
    known["place"] = _place(todo, calendar)
    known["role"] = _role(todo, calendar)
    if todo.why == "double-booking":
        same = todo.other is not None and todo.organisation == calendar.activities[todo.other].organisation
        text = _TWICE_OWN if same else _TWICE
    else:
        text = _SAYS[todo.why]
    return translator.gettext(text).format_map(known).rstrip()


_TWICE = N_("{place} is taken by two: {days}. Agree with {organisation}, which has {other} there.")
_TWICE_OWN = N_("{place} is taken by two: {days}. Choose another room or time for this or for {other}.")


def task_outcome(todo: Todo, calendar: Calendar, translator: Translator) -> str:
    """Return what comes of it for residents: ``Is het gratis? Zo ja: dan hebben 340 mensen …``; empty when unknown."""
    if todo.helps is None:
        return ""
    edit = todo.helps.edit
    text = edit_outcome(edit, todo.helps.effects, todo.helps.residents, calendar, translator)
    asked = " ".join(edit_questions(edit, calendar, translator)) if edit.facts else ""
    return capital(f"{asked} {text}".strip())


def task_fields(todo: Todo, calendar: Calendar, translator: Translator) -> tuple[str, ...]:
    """Return what somebody who edits files may write, in the words of the content format: one of these."""
    day = translator.gettext("YYYY-MM-DD")
    if todo.why == "unknown":
        return _answer(todo, day)
    if todo.why == "duplicate":
        return (f"partners: [{calendar.activities[todo.other or ''].organisation}]",)
    if todo.kind == "confirm":
        return (f"confirmed: {day}",)
    return tuple(text.replace("DAY", day) for text in _WRITE.get(todo.why, ()))


def _answer(todo: Todo, day: str) -> tuple[str, ...]:
    if todo.fact == "last-date":
        return (f"until: {day}",)
    if todo.fact == "phone" and todo.activity is None:
        return ("phone: …",)
    if todo.fact in _HOW:
        return _HOW[todo.fact]
    if todo.fact in OWN_FACTS:
        own = OWN_FACTS[todo.fact]
        field, _, part = own.field.partition(".")
        return tuple(f"{field}: {{{part}: {value}}}" if part else f"{field}: {value}" for value in own.written)
    return f"access: {{{todo.fact}: yes}}", f"access: {{{todo.fact}: no}}"


def _ask(todo: Todo, calendar: Calendar, translator: Translator) -> str:
    _ = translator.gettext
    if todo.fact in _ASKS:
        text = _(_ASKS[todo.fact])
    else:
        text = _("Say whether this is there: {facility}.").format(facility=fact_name(todo.fact, calendar, translator))
    room = _room(todo, calendar)
    return _("{room}: {text}").format(room=room, text=text) if room else text


def _organisation(calendar: Calendar, identifier: str) -> str:
    known = calendar.organisations.get(identifier)
    return known.name if known else identifier


def _role(todo: Todo, calendar: Calendar) -> str:
    if todo.why != "role":
        return ""
    of = calendar.activities.get(todo.activity or "") or calendar.organisations[todo.organisation or ""]
    return of.volunteers[int(todo.field.rpartition(".")[2])].role


def _room(todo: Todo, calendar: Calendar) -> str:
    venue = calendar.venues.get(todo.venue or "")
    return next((one.name for one in venue.rooms if one.id == todo.room), "") if venue else ""


def _place(todo: Todo, calendar: Calendar) -> str:
    venue = calendar.venues.get(todo.venue or "")
    return ", ".join(filter(None, (venue.name if venue else "", _room(todo, calendar))))


def some_days(words: Words, days: Sequence[date]) -> str:
    """Say up to three days, or how many there are and from when."""
    if len(days) <= 3:
        return words.all_of(words.day(day) for day in days)
    text = words.ngettext("{n} day, from {day}", "{n} days, from {day}", len(days))
    return text.format(n=len(days), day=words.day(days[0]))
