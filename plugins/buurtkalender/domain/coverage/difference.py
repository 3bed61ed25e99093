"""What became of the verdicts between two snapshots at a calendar, and because of which activities.

The two may be a change and what was there before it, on one day; or the same calendar on two days. A norm or a
neighbourhood that only one of them has is listed by itself: nothing opened or closed there.

Three states count: there is too little or it is not sure (``gap``, ``data-gap``, ``seasonal``), there is enough but
it is ``fragile``, and there is enough. Something *opens* when it comes into the first, and *closes* when it leaves it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

import msgspec

from buurtkalender.domain.coverage.evaluation import ActivityState, Snapshot
from buurtkalender.domain.coverage.verdicts import VERDICT_KINDS, CountedActivity, NearMiss, Verdict, VerdictKind
from buurtkalender.domain.model import Neighbourhood
from buurtkalender.domain.values import Norm, Value

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


class OneSided(Value, frozen=True, omit_defaults=False):
    """A norm or neighbourhood that only one snapshot has, with how many there are of each verdict there."""

    id: str
    name: str
    verdicts: dict[VerdictKind, int]


class Difference(Value, frozen=True, omit_defaults=False):
    """All that is different: what moved, the most pressing first, and what is there only after or only before."""

    moves: tuple[Move, ...] = ()
    new_norms: tuple[OneSided, ...] = ()
    gone_norms: tuple[OneSided, ...] = ()
    new_areas: tuple[OneSided, ...] = ()
    gone_areas: tuple[OneSided, ...] = ()


class PastPoint(Value, frozen=True):
    """What there was on a day: the verdict of each norm and neighbourhood, and how many files could not be read."""

    day: date
    kinds: tuple[tuple[str, str, VerdictKind], ...]
    left_out: int = 0


class PastWeek(Value, frozen=True):
    """What moved between two days, mostly two Mondays."""

    since: date
    until: date
    moves: tuple[Move, ...]


class Past(Value, frozen=True):
    """Points by month, oldest first, the last of them today's; and the weeks that ended, newest first.

    ``since`` is what moved since the last Monday; None where nobody knows. ``known`` is whether there is any history.
    ``trouble`` is why it is that of a build before: what git said that could not tell; empty where it could.
    """

    points: tuple[PastPoint, ...] = ()
    weeks: tuple[PastWeek, ...] = ()
    since: PastWeek | None = None
    known: bool = False
    trouble: str = ""


def snapshot_difference(before: Snapshot, after: Snapshot) -> Difference:
    """Return what changed from one snapshot to another. An activity that has another address now is the same one."""
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


def move_of_kind(before: VerdictKind, after: VerdictKind) -> What | None:
    """Tell what a verdict did by its kind alone; None when it stays in its state."""
    if after in SHORT:
        return None if before in SHORT else "opens"
    if before in SHORT:
        return "closes"
    if "fragile" in {before, after} and before != after:
        return "fragile" if after == "fragile" else "firm"
    return None


def _what(before: Verdict, after: Verdict) -> What | None:
    crossed = move_of_kind(before.verdict, after.verdict)
    if crossed or after.verdict not in {*SHORT, "fragile"}:
        return crossed
    one, other = _good(before), _good(after)
    return None if one == other else "better" if other > one else "worse"


def _good(verdict: Verdict) -> tuple[float, ...]:
    """How good a verdict is, to compare those that are not good enough."""
    much = verdict.lower * verdict.confidence if verdict.verdict == "fragile" else verdict.lower
    met = verdict.weeks_met if verdict.verdict == "seasonal" else 0.0
    return VERDICT_KINDS.index(verdict.verdict), -verdict.severity, round(much, 3), round(met, 3), verdict.upper


def _order(move: Move) -> tuple[object, ...]:
    much = max(move.before.severity, move.after.severity)
    return WHATS.index(move.what), -much, move.norm, move.neighbourhood


def _bare(verdict: Verdict) -> Verdict:
    return msgspec.structs.replace(verdict, counted=(), near_misses=())


# --- because of what ----------------------------------------------------------------------------------


class _Side:
    """One snapshot, with its activities by the first address that they had."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.names = {seen.origin: key for key, seen in snapshot.activities.items()}

    def seen(self, origin: str) -> ActivityState | None:
        return self.snapshot.activities.get(self.names.get(origin, ""))

    def counted(self, verdict: Verdict) -> dict[str, CountedActivity]:
        known = self.snapshot.activities
        return {known[one.activity].origin: one for one in verdict.counted if one.activity in known}

    def miss(self, verdict: Verdict, origin: str) -> NearMiss | None:
        """The test that an activity fails: a fact that the norm asks for, or what made it one of the nearest misses."""
        seen, name = self.seen(origin), self.names.get(origin, "")
        for barrier in self.snapshot.norms[verdict.norm].must:
            if seen and barrier in seen.barred:
                params = {"fact": barrier, **({"cents": str(seen.cents)} if barrier == "free" else {})}
                return NearMiss(name, "barrier", params)
        return next((one for one in verdict.near_misses if one.activity == name), None)


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


def _how(
    origin: str, old: CountedActivity | None, new: CountedActivity | None, before: _Side, after: _Side
) -> Loss | Gain | None:
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
    norms = [msgspec.structs.replace(side.snapshot.norms[now.norm], title="") for side in (before, after)]
    areas = [msgspec.structs.replace(side.snapshot.areas[now.neighbourhood], name="") for side in (before, after)]
    return norms[0] != norms[1] or areas[0] != areas[1] or was.residents != now.residents


# --- what only one has --------------------------------------------------------------------------------


def _only(one: Snapshot, other: Snapshot, of: Literal["norm", "neighbourhood"]) -> tuple[OneSided, ...]:
    """Return the norms (or neighbourhoods) that got a verdict in one snapshot and do not exist in the other."""
    there, known = (one.norms, other.norms) if of == "norm" else (one.areas, other.areas)
    found: dict[str, Counter[VerdictKind]] = {}
    for verdict in one.verdicts:
        key: str = getattr(verdict, of)
        if key not in known:
            found.setdefault(key, Counter())[verdict.verdict] += 1
    return tuple(OneSided(key, _name(there[key]), _in_order(counts)) for key, counts in found.items())


def _name(one: Norm | Neighbourhood) -> str:
    return one.title if isinstance(one, Norm) else one.name


def _in_order(counts: Counter[VerdictKind]) -> dict[VerdictKind, int]:
    return {kind: counts[kind] for kind in VERDICT_KINDS if counts[kind]}
