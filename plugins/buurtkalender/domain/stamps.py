"""When something about an activity changed: four moments, each for those who ask something else."""

from __future__ import annotations

from datetime import datetime, timedelta

from buurtkalender.domain.basics import Value

SECOND = timedelta(seconds=1)


class Stamp(Value, frozen=True):
    """When an activity was first made known, and when it last changed; in UTC, each not before the one above it.

    ``announced``: it was first made known, under whatever address.
    ``changed``: something changed that it tells people about itself: when, where, what, by whom. This is news.
    ``modified``: its events in an agenda changed in any way, also by another name for a theme or other holidays.
    ``updated``: anything about it changed that data may hold, such as when it was confirmed.
    ``guessed``: no history knows it, so all of these are assumptions.
    """

    announced: datetime
    changed: datetime
    modified: datetime
    updated: datetime
    guessed: bool = False


def at(moment: datetime, *, guessed: bool = False) -> Stamp:
    """A stamp of what happened all at one moment."""
    return Stamp(moment, moment, moment, moment, guessed)


def later(one: Stamp, other: Stamp) -> Stamp:
    """The latest change of the two, and the earliest announcement that is no assumption."""
    known = [stamp.announced for stamp in (one, other) if not stamp.guessed] or [one.announced, other.announced]
    return Stamp(
        min(known),
        max(one.changed, other.changed),
        max(one.modified, other.modified),
        max(one.updated, other.updated),
        one.guessed and other.guessed,
    )
