"""What became of the verdicts between two looks at a calendar, and because of which activities.

The two may be a change and what was there before it, on one day; or the same calendar on two days. A norm or a
neighbourhood that only one of them has is told apart: nothing opened or closed there.

Three states count: there is too little or it is not sure (``gap``, ``data-gap``, ``seasonal``), there is enough but
it is ``fragile``, and there is enough. Something *opens* when it comes into the first, and *closes* when it leaves it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Literal

import msgspec

from buurtkalender.domain.basics import Value
from buurtkalender.domain.coverage.evaluation import STANDARD, evaluate
from buurtkalender.domain.coverage.sessions import last_day
from buurtkalender.domain.coverage.verdicts import KINDS, Counted, Kind, Measure, NearMiss, Verdict
from buurtkalender.domain.model import ActivityStatus, Calendar, Neighbourhood, Norm, Occurrence
from buurtkalender.domain.recurrence import Window, occurrences

What = Literal["opens", "fragile", "worse", "better", "firm", "closes"]
WHATS: tuple[What, ...] = ("opens", "fragile", "worse", "better", "firm", "closes")
"""What a verdict can do, the most pressing first. ``firm`` is no longer fragile."""

Loss = Literal["gone", "paused", "dropped", "unknown", "less", "unconfirmed"]
Gain = Literal["new", "resumed", "added", "known", "more", "confirmed"]

LOSSES: tuple[Loss, ...] = ("gone", "paused", "dropped", "unknown", "less", "unconfirmed")
GAINS: tuple[Gain, ...] = ("new", "resumed", "added", "known", "more", "confirmed")
"""How an activity can come to count more, each the opposite of the loss in its place: ``dropped`` is still there but
counts no more, ``unknown`` counts only perhaps, ``unconfirmed`` is believed less."""

SHORT = frozenset({"gap", "data-gap", "seasonal"})
"""The verdicts by which something is missing."""

_HAIR = 0.005
"""What an amount differs at least: less cannot be seen in two decimals."""


class Seen(Value, frozen=True):
    """An activity on the day of a look.

    ``believed`` is how far it is believed, ``cancelled`` how many of its dates in the weeks looked at are cancelled.
    """

    origin: str
    title: str
    organisation: str
    believed: float
    cancelled: int = 0
    paused: bool = False


class Look(Value, frozen=True):
    """A calendar as coverage saw it on a day: the verdicts, what they were measured by, and the activities."""

    day: date
    verdicts: tuple[Verdict, ...]
    norms: dict[str, Norm]
    areas: dict[str, Neighbourhood]
    activities: dict[str, Seen]


class Cause(Value, frozen=True, omit_defaults=False):
    """An activity by which a verdict changed: how, and how much of it counted before and after.

    ``activity`` is its identifier after the change, or the last one that it had. ``dates`` are how many more of its
    dates are cancelled. ``miss`` is the test that it fails now (or failed before), where it came near.
    """

    activity: str
    title: str
    organisation: str
    how: Loss | Gain
    before: float
    after: float
    dates: int = 0
    miss: NearMiss | None = None


class Move(Value, frozen=True, omit_defaults=False):
    """A verdict that changed. ``before`` and ``after`` come without what counted: that is what ``causes`` are for.

    ``measured`` is whether the norm itself, or what is known of the neighbourhood, is different too.
    """

    what: What
    before: Verdict
    after: Verdict
    causes: tuple[Cause, ...] = ()
    measured: bool = False

    @property
    def norm(self) -> str:
        """The norm."""
        return self.after.norm

    @property
    def neighbourhood(self) -> str:
        """The neighbourhood."""
        return self.after.neighbourhood


class Spot(Value, frozen=True, omit_defaults=False):
    """A norm or neighbourhood that only one look has, with how many there are of each verdict there."""

    id: str
    name: str
    verdicts: dict[Kind, int]


class Difference(Value, frozen=True, omit_defaults=False):
    """All that is different: what moved, the most pressing first, and what is there only after or only before."""

    moves: tuple[Move, ...] = ()
    new_norms: tuple[Spot, ...] = ()
    gone_norms: tuple[Spot, ...] = ()
    new_areas: tuple[Spot, ...] = ()
    gone_areas: tuple[Spot, ...] = ()


def coming(calendar: Calendar, day: date, ahead_days: int) -> list[Occurrence]:
    """Return what the norms look at from a day on, at most so many days ahead."""
    last = min(last_day(calendar.norms.values(), day), day + timedelta(ahead_days))
    return occurrences(calendar, Window(day, last))


def observe(calendar: Calendar, day: date, ahead_days: int, measure: Measure = STANDARD) -> Look:
    """Evaluate a calendar on a day, without remedies; what is held more than ``ahead_days`` later is not looked at."""
    found = coming(calendar, day, ahead_days)
    return look(calendar, found, evaluate(calendar, found, day, measure), day, measure)


def measured_by(then: Calendar, now: Calendar) -> Calendar:
    """Return what was there then, to be measured as now: by the norms, areas and audiences of now.

    A theme or goal that nobody has a norm for any more simply does not count; a norm of now is asked of then too.
    """
    return msgspec.structs.replace(
        then,
        norms=now.norms,
        neighbourhoods=now.neighbourhoods,
        districts=now.districts,
        municipalities=now.municipalities,
        audiences=then.audiences | now.audiences,
    )


def look(
    calendar: Calendar,
    found: Iterable[Occurrence],
    verdicts: Iterable[Verdict],
    day: date,
    measure: Measure = STANDARD,
) -> Look:
    """Return the verdicts of a calendar on a day (:func:`evaluation.evaluate`) with all that a comparison asks for.

    ``found`` are the occurrences that the verdicts come from, or more; remedies are left out.
    """
    every = tuple(msgspec.structs.replace(one, remedies=()) for one in verdicts)
    last = last_day(calendar.norms.values(), day)
    off = Counter(one.activity for one in found if one.cancelled and one.start.date() <= last)
    return Look(
        day,
        every,
        dict(calendar.norms),
        {key: msgspec.structs.replace(area, boundary=None) for key, area in calendar.neighbourhoods.items()},
        {
            key: Seen(
                one.origin,
                one.title,
                one.organisation,
                measure.believed(one.confirmed, day),
                off[key],
                one.status is ActivityStatus.PAUSED,
            )
            for key, one in calendar.activities.items()
            if one.status is not ActivityStatus.ENDED
        },
    )


def difference(before: Look, after: Look) -> Difference:
    """Return what changed from one look to another. An activity that has another address now is the same one."""
    old = {(one.norm, one.neighbourhood): one for one in before.verdicts}
    sides = _Side(before), _Side(after)
    moves = []
    for verdict in after.verdicts:
        was = old.get((verdict.norm, verdict.neighbourhood))
        what = _what(was, verdict) if was else None
        if was and what:
            causes = tuple(_causes(what, was, verdict, *sides))
            moves.append(Move(what, _bare(was), _bare(verdict), causes, _measured_otherwise(was, verdict, *sides)))
    moves.sort(key=_order)
    return Difference(
        tuple(moves),
        _only(after, before, "norm"),
        _only(before, after, "norm"),
        _only(after, before, "neighbourhood"),
        _only(before, after, "neighbourhood"),
    )


def of_kind(before: Kind, after: Kind) -> What | None:
    """Tell what a verdict did by its kind alone; None when it stays in its state."""
    if after in SHORT:
        return None if before in SHORT else "opens"
    if before in SHORT:
        return "closes"
    if "fragile" in {before, after} and before != after:
        return "fragile" if after == "fragile" else "firm"
    return None


def _what(before: Verdict, after: Verdict) -> What | None:
    crossed = of_kind(before.verdict, after.verdict)
    if crossed or after.verdict not in {*SHORT, "fragile"}:
        return crossed
    one, other = _good(before), _good(after)
    return None if one == other else "better" if other > one else "worse"


def _good(verdict: Verdict) -> tuple[float, ...]:
    """How good a verdict is, to compare those that are not good enough."""
    much = verdict.lower * verdict.confidence if verdict.verdict == "fragile" else verdict.lower
    met = verdict.weeks_met if verdict.verdict == "seasonal" else 0.0
    return KINDS.index(verdict.verdict), -verdict.severity, round(much, 3), round(met, 3), verdict.upper


def _order(move: Move) -> tuple[object, ...]:
    much = max(move.before.severity, move.after.severity)
    return WHATS.index(move.what), -much, move.norm, move.neighbourhood


def _bare(verdict: Verdict) -> Verdict:
    return msgspec.structs.replace(verdict, counted=(), near_misses=())


# --- because of what ----------------------------------------------------------------------------------


class _Side:
    """One look, with its activities by the first address that they had."""

    def __init__(self, looked: Look) -> None:
        self.looked = looked
        self.names = {seen.origin: key for key, seen in looked.activities.items()}

    def seen(self, origin: str) -> Seen | None:
        return self.looked.activities.get(self.names.get(origin, ""))

    def counted(self, verdict: Verdict) -> dict[str, Counted]:
        known = self.looked.activities
        return {known[one.activity].origin: one for one in verdict.counted if one.activity in known}

    def miss(self, verdict: Verdict, origin: str) -> NearMiss | None:
        return next((one for one in verdict.near_misses if one.activity == self.names.get(origin)), None)


def _causes(what: What, was: Verdict, now: Verdict, before: _Side, after: _Side) -> Iterator[Cause]:
    """Yield what counts otherwise than before, what weighs most first; what goes the other way only if all does."""
    old, new = before.counted(was), after.counted(now)
    found = []
    for origin in old.keys() | new.keys():
        how = _how(origin, old.get(origin), new.get(origin), before, after)
        then, now_seen = before.seen(origin), after.seen(origin)
        seen = now_seen or then
        if how is None or seen is None:
            continue
        one, other = old.get(origin), new.get(origin)
        miss = after.miss(now, origin) if how == "dropped" else before.miss(was, origin) if how == "added" else None
        name = after.names.get(origin) or before.names[origin]
        much = one.amount if one else 0.0, other.amount if other else 0.0
        dates = now_seen.cancelled - then.cancelled if how == "less" and then and now_seen else 0
        found.append(Cause(name, seen.title, seen.organisation, how, *much, dates, miss))
    if "fragile" not in {was.verdict, now.verdict}:  # only that verdict asks how far something is believed
        found = [one for one in found if one.how not in {"confirmed", "unconfirmed"}]
    wanted: Sequence[str] = LOSSES if what in {"opens", "fragile", "worse"} else GAINS
    chosen = [one for one in found if one.how in wanted] or found
    yield from sorted(chosen, key=lambda one: (-abs(one.after - one.before), one.title, one.activity))


def _how(origin: str, old: Counted | None, new: Counted | None, before: _Side, after: _Side) -> Loss | Gain | None:
    then, now = before.seen(origin), after.seen(origin)
    if new is None:
        return "gone" if now is None else "paused" if now.paused else "dropped"
    if old is None:
        return "new" if then is None else "resumed" if then.paused else "added"
    if old.certain != new.certain:
        return "known" if new.certain else "unknown"
    if abs(new.amount - old.amount) > _HAIR:
        return "more" if new.amount > old.amount else "less"
    if then and now and then.believed != now.believed:
        return "confirmed" if now.believed > then.believed else "unconfirmed"
    return None


def _measured_otherwise(was: Verdict, now: Verdict, before: _Side, after: _Side) -> bool:
    """Whether the norm is another one than before, whatever it is called, or other people live there."""
    norms = [msgspec.structs.replace(side.looked.norms[now.norm], title="") for side in (before, after)]
    areas = [msgspec.structs.replace(side.looked.areas[now.neighbourhood], name="") for side in (before, after)]
    return norms[0] != norms[1] or areas[0] != areas[1] or was.residents != now.residents


# --- what only one has --------------------------------------------------------------------------------


def _only(one: Look, other: Look, of: Literal["norm", "neighbourhood"]) -> tuple[Spot, ...]:
    """Return the norms (or neighbourhoods) that got a verdict in one look and do not exist in the other."""
    there, known = (one.norms, other.norms) if of == "norm" else (one.areas, other.areas)
    found: dict[str, Counter[Kind]] = {}
    for verdict in one.verdicts:
        key: str = getattr(verdict, of)
        if key not in known:
            found.setdefault(key, Counter())[verdict.verdict] += 1
    return tuple(Spot(key, _name(there[key]), _in_order(counts)) for key, counts in found.items())


def _name(one: Norm | Neighbourhood) -> str:
    return one.title if isinstance(one, Norm) else one.name


def _in_order(counts: Counter[Kind]) -> dict[Kind, int]:
    return {kind: counts[kind] for kind in KINDS if counts[kind]}
