"""What a build makes of a site, and in which processes: all of it, or what changed, and then put in its place.

A build that makes much lists every file first; then it is made in as many processes as there are (:func:`make_all`). In
one that makes little, most of the time goes into finding out what changed. So the pages are listed in one process, and
the feeds and data in another, which alone needs the pieces that these share; and each makes what it found.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import NamedTuple

import msgspec

from buurtkalender.reading.cache import ENOUGH, share_out
from buurtkalender.site.all_pages import all_pages
from buurtkalender.site.build_cache import BuildCache
from buurtkalender.site.cache import SharedPieces
from buurtkalender.site.files import all_files
from buurtkalender.site.model import Site
from buurtkalender.site.paper.sheet import in_use
from buurtkalender.site.publish import (
    BuiltShare,
    Counts,
    FileGroup,
    Manifest,
    Output,
    Publication,
    failures,
    joined_manifest,
    make_all,
)

CARDS_KEPT = 8
"""How many cards are remembered for each activity; two or three are in use."""


class Published(NamedTuple):
    """What was published. ``pieces_kept``: those of feeds and data are remembered for the next build already."""

    manifest: Manifest
    counts: Counts
    pieces_kept: bool


class _Shares(msgspec.Struct):
    """What a process listed and made, and in how many parts the calendars of lists come, if it knows."""

    shares: list[BuiltShare]
    parts: dict[str, int] | None = None


def publish_site(  # noqa: PLR0913, PLR0917 - what to make, of what, where to, in how many processes
    site: Site,
    fragments: SharedPieces,
    publication: Publication,
    jobs: int,
    state: BuildCache,
    done: Callable[[int, int], None],
) -> Published:
    """Make what changed, and put it in its place; ``done`` is told how many are made, and of how many.

    Raises OutputError.
    """
    jobs = 1 if in_use() or not hasattr(os, "fork") else jobs
    last = state.last() if jobs > 1 and publication.before else None
    if last and last.day == site.today:
        with publication:
            site.parts.update(last.parts)
            shares = _side_by_side(site, fragments, publication, jobs, state)
            if site.parts == last.parts:  # pages say in how many parts a calendar comes, and were told those of then
                return _published(site, fragments, publication, shares, pieces_kept=True)
    state.recall(fragments)
    site.parts.clear()
    with publication:
        files = list(all_files(site, fragments, jobs))  # first: pages say in how many parts a large calendar comes
        shares = _made(site, publication, [*all_pages(site), *files], jobs, done)
        return _published(site, fragments, publication, shares, pieces_kept=False)


def _side_by_side(
    site: Site, fragments: SharedPieces, publication: Publication, jobs: int, state: BuildCache
) -> list[BuiltShare]:
    """List and make the pages here, and feeds and data in another process, which remembers their pieces.

    ``site.parts`` are those of the last build; afterwards they are those of this one.
    """

    def beside() -> _Shares:
        state.recall(fragments)
        site.parts.clear()
        found = _Shares(_made(site, publication, list(all_files(site, fragments, jobs)), jobs), site.parts)
        with suppress(OSError):  # without them the next build makes more; and what is wrong with the disk is told here
            state.keep(fragments)
        return found

    def pages() -> _Shares:
        return _Shares(_made(site, publication, list(all_pages(site)), jobs))

    def work(some: Iterable[Callable[[], _Shares]]) -> bytes:
        return msgspec.msgpack.encode([one() for one in some])

    with failures(publication):
        found = share_out(work, [pages, beside], 2, [ENOUGH, ENOUGH])
    every = [one for share in found for one in msgspec.msgpack.decode(share, type=list[_Shares])]
    site.parts.clear()
    for one in every:
        site.parts.update(one.parts or {})
    return [share for one in every for share in one.shares]


def _made(
    site: Site,
    publication: Publication,
    wanted: Sequence[Output | FileGroup],
    jobs: int,
    done: Callable[[int, int], None] = lambda _done, _of: None,
) -> list[BuiltShare]:
    todo, kept = publication.sorted_out(wanted)
    shares = make_all(
        publication,
        todo,
        jobs,
        lambda made: done(made, len(todo)),
        lambda: msgspec.msgpack.encode(site.cards.used),
    )
    return [kept, *shares]


def _published(
    site: Site, fragments: SharedPieces, publication: Publication, shares: Sequence[BuiltShare], *, pieces_kept: bool
) -> Published:
    manifest = joined_manifest(shares)
    publication.publish(manifest)
    used: dict[bytes, str] = {}
    for share in shares:
        if share.harvest:
            used.update(msgspec.msgpack.decode(share.harvest, type=dict[bytes, str]))
    fragments.cards.update(used)
    if len(fragments.cards) > CARDS_KEPT * (len(site.calendar.activities) + 100):
        fragments.cards = used  # years of edits leave cards that nobody asks for
    written = sum(share.written for share in shares)
    dropped = len(publication.before.keys() - manifest.keys.keys())
    return Published(manifest, Counts(written, len(manifest.keys) - written, dropped), pieces_kept)
