"""What each organisation has to do for its part of the calendar, by what is known of each activity on a day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple, get_args

import msgspec

from buurtkalender.domain.conflicts import ClosedVenue, DoubleBooking, Duplicate
from buurtkalender.domain.coverage.people import newly
from buurtkalender.domain.coverage.verdicts import Edit, Effect, Verdict
from buurtkalender.domain.facts import FactAnswer, answers, contacts_of, field_of
from buurtkalender.domain.lifecycle import Continuation, continuation, put_off, repeats, unfollowed
from buurtkalender.domain.model import Activity, Calendar, Organisation, Venue
from buurtkalender.domain.recurrence import Window, days_off
from buurtkalender.domain.values import Value

# --- todo ------------------------------------------------------------------------------------------------
# One thing that an organisation can do for its part of the calendar, and which of these comes first.

TaskKind = Literal["mend", "renew", "confirm", "fill-in"]

TASK_KINDS: tuple[TaskKind, ...] = ("mend", "renew", "confirm", "fill-in")
"""All kinds, first what sends people to a closed door, last what they can ask."""

Why = Literal[
    "left-out",
    "problem",
    "double-booking",
    "closed",
    "duplicate",
    "cancelled",
    "postponed",
    "ends",
    "ended",
    "role",
    "never",
    "old",
    "soon",
    "counts-less",
    "unknown",
]

WHYS: tuple[Why, ...] = get_args(Why)
"""Why something is to be done: first seven to mend, then three to renew, four to confirm, and one to fill in."""


class Helps(Value, frozen=True):
    """What comes of an answer or a confirmation: a remedy that was tried (design: gaps).

    When all ``facts`` of the ``edit`` turn out to be so, a norm is covered for ``residents`` people for whom it was
    not; of each neighbourhood everybody once. 0 when it is a step and not enough yet.
    """

    edit: Edit
    effects: tuple[Effect, ...]
    residents: int


class Todo(Value, frozen=True):
    """One thing to do.

    - It is about an ``activity``, or a ``venue`` (and ``room``), or else about the organisation itself. What a file
      that was left out would have been is there too, although it is not in the calendar.
    - ``fact`` is what is not known, ``field`` where in the ``file`` the answer belongs: a path with dots; entries of
      a list count from 0. ``file`` is below the content folder.
    - ``since`` is the day it was confirmed, the last date of what ends, the last day on which a volunteer was looked
      for, or the first of the ``days`` that are wrong.
    - ``other`` is the activity that it collides with, or that is the same.
    """

    kind: TaskKind
    why: Why
    organisation: str | None = None
    activity: str | None = None
    venue: str | None = None
    room: str | None = None
    file: str = ""
    field: str = ""
    fact: str = ""
    since: date | None = None
    days: tuple[date, ...] = ()
    other: str | None = None
    helps: Helps | None = None

    @property
    def residents(self) -> int:
        """How many people have enough of something when this is done and the answer is yes."""
        return self.helps.residents if self.helps else 0


def ranked(some: Iterable[Todo]) -> tuple[Todo, ...]:
    """Return what to do in the order in which it does something for residents.

    First what a verdict hangs on: by how many people, then by how much severity it takes away. Then by kind, and of
    these what is oldest; what was never confirmed comes before what was confirmed long ago.
    """
    return tuple(sorted(some, key=_rank))


def _rank(one: Todo) -> tuple[object, ...]:
    subject = one.organisation or "", one.activity or "", one.venue or "", one.file, one.room or ""
    since = one.since or date.min
    relieved = sum(effect.severity_before - effect.severity for effect in one.helps.effects) if one.helps else -1.0
    return -one.residents, -relieved, TASK_KINDS.index(one.kind), since, *subject, WHYS.index(one.why), one.field


Subject = tuple[str | None, str | None, str | None]
"""An activity; or a venue, and maybe its room."""

Helping = dict[Subject, dict[str, Helps]]
"""What comes of each answer about a subject, by the fact; of a confirmation the fact is empty."""


def helping(calendar: Calendar, verdicts: Iterable[Verdict]) -> Helping:
    """Return what comes of each answer and confirmation that a verdict has for a remedy.

    Of several remedies in which the same is asked, that by which most people are helped, with the fewest questions.
    """
    found: Helping = {}
    known: set[Edit] = set()
    for verdict in verdicts:
        for remedy in verdict.remedies:
            edit = remedy.edit
            if edit.kind not in {"fill-in", "confirm"} or edit in known:
                continue
            known.add(edit)
            effects = (remedy.here, *remedy.elsewhere)
            helps = Helps(edit, effects, newly(calendar, effects))
            answers = found.setdefault((edit.activity, edit.venue, edit.room), {})
            for name in edit.facts or ("",):
                if name == "on":
                    continue  # what is planned while its venue is closed is told as that
                best = answers.get(name)
                if best is None or _better(helps, best):
                    answers[name] = helps
    return found


def _better(one: Helps, other: Helps) -> bool:
    return (one.residents, -len(one.edit.facts)) > (other.residents, -len(other.edit.facts))


OLD_DAYS = 180
"""After how many days a confirmation no longer says much (design: gaps)."""

SOON_DAYS = 150
"""After how many days its organisation is asked to confirm again, so that it need not become too old."""

_FILE = re.compile(r"(activities|organisations|venues)/([a-z0-9-]+)(?:/([a-z0-9-]+))?\.yaml")


class Findings(NamedTuple):
    """What was found out already: coverage with its remedies, collisions, and the files with a problem.

    ``left_out`` and ``faulty`` hold paths below the content folder; what is left out may also be among the faulty.
    """

    verdicts: Sequence[Verdict] = ()
    double_bookings: Sequence[DoubleBooking] = ()
    closed_venues: Sequence[ClosedVenue] = ()
    duplicates: Sequence[Duplicate] = ()
    left_out: Sequence[str] = ()
    faulty: Sequence[str] = ()


class Quality(NamedTuple):
    """What is known of a calendar on a day. Only of what people can still go to: ``answers``, by activity.

    ``todos`` are in the order of :func:`todo.ranked`.
    """

    answers: Mapping[str, Mapping[str, FactAnswer]]
    todos: tuple[Todo, ...]


def find_tasks(calendar: Calendar, today: date, found: Findings) -> Quality:
    """Look at all of it."""
    off = days_off(calendar, Window(today, today))
    activities = [calendar.activities[key] for key in sorted(calendar.activities)]
    courses = {activity.id: continuation(calendar, activity, today, off) for activity in activities}
    known = {one.id: dict(answers(calendar, one)) for one in activities if courses[one.id].alive}
    helps = helping(calendar, found.verdicts)
    todos: list[Todo] = []
    for activity in activities:
        going = courses[activity.id]
        renewal = list(_renew(activity, going))
        todos += renewal
        if not renewal:
            todos += _cancelled(activity, unfollowed(calendar, activity, today, off))
        todos += _postponed(activity, put_off(calendar, activity, today, off))
        if going.alive:
            helping_it = helps.get((activity.id, None, None), {})
            todos += _confirm(activity, today, helping_it.get(""))
            todos += _fill_in(calendar, activity, known[activity.id], helping_it)
            todos += (_about(activity, kind="renew", why="role", **role) for role in _expired(activity, today))
    for key, one in sorted(calendar.organisations.items()):
        file = f"organisations/{key}.yaml"
        todos += (Todo("renew", "role", key, file=file, **role) for role in _expired(one, today))
    todos += _without_phone(calendar, known)
    for key in sorted(calendar.venues):
        todos += _venue(calendar, calendar.venues[key], helps)
    todos += _mend(calendar, found)
    return Quality(known, ranked(dict.fromkeys(todos)))


# --- one activity -----------------------------------------------------------------------------------


def _about(activity: Activity, **more: object) -> Todo:
    return Todo(
        organisation=activity.organisation,
        activity=activity.id,
        file=f"activities/{activity.id}.yaml",
        **more,  # type: ignore[arg-type]
    )


def _confirm(activity: Activity, today: date, helps: Helps | None) -> Iterator[Todo]:
    why = _why_confirm(activity.confirmed, today) or ("counts-less" if helps else None)
    if why:
        yield _about(activity, kind="confirm", why=why, field="confirmed", since=activity.confirmed, helps=helps)


def _why_confirm(confirmed: date | None, today: date) -> Why | None:
    """On the 180th day it still counts, and may soon no longer; on the 150th there is nothing to do yet."""
    if confirmed is None:
        return "never"
    age = (today - confirmed).days
    return "old" if age > OLD_DAYS else "soon" if age > SOON_DAYS else None


def _fill_in(
    calendar: Calendar, activity: Activity, known: Mapping[str, FactAnswer], helps: Mapping[str, Helps]
) -> Iterator[Todo]:
    """What is not known: what is asked of every activity, and what else a verdict hangs on."""
    unknown = [name for name, answer in known.items() if answer == "unknown"]
    if "wheelchair" in unknown and activity.venue in calendar.venues and "wheelchair" not in activity.access:
        unknown.remove("wheelchair")  # the house is asked, once
    if "phone" in unknown and _leans(calendar, activity):
        unknown.remove("phone")  # likewise the organisation
    for name in dict.fromkeys([*unknown, *filter(None, helps)]):
        yield _about(
            activity,
            kind="fill-in",
            why="unknown",
            field=field_of(name, activity),
            fact=name,
            helps=helps.get(name),
        )


def _renew(activity: Activity, going: Continuation) -> Iterator[Todo]:
    if going.last is not None and going.goes in {"ends", "ended"} and repeats(activity):
        yield _about(activity, kind="renew", why=going.goes, field="when", since=going.last)


def _expired(of: Activity | Organisation, today: date) -> Iterator[dict[str, Any]]:
    """Work for which nobody is looked for any more: whoever wrote it may still need somebody."""
    for number, role in enumerate(of.volunteers):
        if not role.open_on(today):
            yield {"field": f"volunteers.{number}", "since": role.until}


def _cancelled(activity: Activity, days: tuple[date, ...]) -> Iterator[Todo]:
    if days:
        yield _about(activity, kind="mend", why="cancelled", field="changes", since=days[0], days=days)


def _postponed(activity: Activity, days: tuple[date, ...]) -> Iterator[Todo]:
    if days:
        yield _about(activity, kind="mend", why="postponed", field="changes", since=days[0], days=days)


# --- an organisation, a venue -----------------------------------------------------------------------


def _leans(calendar: Calendar, activity: Activity) -> bool:
    """Tell whether people who look for a number find that of the organisation, or would."""
    return activity.organisation in calendar.organisations and contacts_of(activity, None) == (None, None)


def _without_phone(calendar: Calendar, known: Mapping[str, Mapping[str, FactAnswer]]) -> Iterator[Todo]:
    """Organisations whose activities send people to them, and that say no number to call."""
    silent = {
        calendar.activities[key].organisation
        for key, said in known.items()
        if said["phone"] == "unknown" and _leans(calendar, calendar.activities[key])
    }
    for key in sorted(silent):
        yield Todo("fill-in", "unknown", key, file=f"organisations/{key}.yaml", field="phone", fact="phone")


def _venue(calendar: Calendar, venue: Venue, helps: Helping) -> Iterator[Todo]:
    """What nobody knows of a venue: what it has for who needs it, where it is, when others may use its rooms."""
    facilities = [name for name in calendar.facilities if venue.access.get(name) is None]
    unknown: dict[tuple[str | None, str], str] = {(None, name): f"access.{name}" for name in facilities}
    for room in venue.rooms:
        silent = (name for name, answer in room.access.items() if answer is None)
        unknown |= {(room.id, name): f"rooms.{room.id}.access.{name}" for name in silent}
    if venue.point is None:
        unknown[None, "point"] = "point"
    if venue.rooms and not venue.available:
        unknown[None, "available"] = "available"
    for (room_id, name), field in unknown.items():
        yield Todo(
            "fill-in",
            "unknown",
            venue=venue.id,
            room=room_id,
            file=f"venues/{venue.id}.yaml",
            field=field,
            fact=name,
            helps=helps.get((None, venue.id, room_id), {}).get(name),
        )


# --- what is wrong ----------------------------------------------------------------------------------


def _mend(calendar: Calendar, found: Findings) -> Iterator[Todo]:
    same = {frozenset((pair.first, pair.second)) for pair in found.duplicates}
    for booking in found.double_bookings:
        days = booking.days
        if {booking.first.activity, booking.second.activity} in same:
            continue  # what is one activity needs one room
        for one, other in _both(calendar, booking.first.activity, booking.second.activity):
            todo = _about(one, kind="mend", why="double-booking", field="when", since=days[0], days=days, other=other)
            yield msgspec.structs.replace(todo, venue=booking.venue, room=booking.room)
    for closed in found.closed_venues:
        activity, days = calendar.activities[closed.activity], closed.days
        todo = _about(activity, kind="mend", why="closed", field="changes", since=days[0], days=days)
        yield msgspec.structs.replace(todo, venue=closed.venue)
    for pair in found.duplicates:
        days = (pair.day,)
        for one, other in _both(calendar, pair.first, pair.second):
            yield _about(one, kind="mend", why="duplicate", field="partners", since=pair.day, days=days, other=other)
    left_out = dict.fromkeys(found.left_out)
    for path in left_out:
        yield _file(path, "left-out")
    for path in dict.fromkeys(found.faulty):
        if path not in left_out:
            yield _file(path, "problem")


def _both(calendar: Calendar, first: str, second: str) -> Iterator[tuple[Activity, str]]:
    """Yield each of two activities with the other; of one organisation only the first, which then names both."""
    one, other = calendar.activities[first], calendar.activities[second]
    yield one, other.id
    if other.organisation != one.organisation:
        yield other, one.id


def _file(path: str, why: Why) -> Todo:
    """Tell by its path whose file it is; one of the calendar itself is nobody's, and the coordinator's."""
    match = _FILE.fullmatch(path)
    if match is None:
        folder, _, rest = path.partition("/")
        owner = re.match(r"[a-z0-9-]+(?=/)", rest) if folder == "activities" else None
        return Todo("mend", why, owner[0] if owner else None, file=path)
    folder, name, activity = match.groups()
    if folder == "activities" and activity:
        return Todo("mend", why, name, f"{name}/{activity}", file=path)
    if folder == "venues" and not activity:
        return Todo("mend", why, venue=name, file=path)
    return Todo("mend", why, name if not activity else None, file=path)
