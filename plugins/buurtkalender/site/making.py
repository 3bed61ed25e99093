"""What a build makes of a site, and in which processes: all of it, or what changed, and then put in its place.

Where feeds and data are much of the work, and where finding out what changed is nearly all of it, pages are listed and
made in one process, which calls others to help it with what it listed; feeds and data in another, which alone holds the
pieces that these share, and tells the pages of how many parts a large calendar comes. Else every file is listed first,
and then made in as many processes as there are (:func:`make_all`).

Either way gives the same bytes: which process makes a file, and after which other one, stands in no file.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import msgspec

from buurtkalender.clock import monotonic
from buurtkalender.reading.problems import Problem
from buurtkalender.reading.processes import ENOUGH, WorkError, share_out
from buurtkalender.site.all_pages import all_pages
from buurtkalender.site.build_cache import FOR_FILES, FOR_PAGES, BuildCache
from buurtkalender.site.cache import SharedPieces
from buurtkalender.site.files import all_files
from buurtkalender.site.gaps.analysis import quality
from buurtkalender.site.model import Site
from buurtkalender.site.pages.finder import more_file
from buurtkalender.site.paper.papers import papers, pictures
from buurtkalender.site.paper.sheet import in_use
from buurtkalender.site.photos import photos
from buurtkalender.site.publish import (
    BuiltShare,
    Counts,
    FileGroup,
    Manifest,
    Output,
    OutputError,
    Publication,
    claim,
    file_name,
    joined_manifest,
    unwritable,
)

CARDS_KEPT = 8
"""How many cards are remembered for each activity in each language; two or three are in use."""


class NewerError(Exception):
    """What a build is made of changed while it was made, and who looks on wants that first: nothing was published."""


class Onlooker(NamedTuple):
    """Who looks at the site while it is built, and wants to see first what they look at.

    ``paths`` are the addresses of pages that are looked at now; ``show`` makes and shows those pages before the other
    files are so much as listed; ``told`` is called with what is wrong, as soon as all is read; ``published`` with
    the names of the files that came or changed. ``newer`` says whether something changed since: then NewerError is
    raised. ``waits`` says of a path whether its file may stay as it was, for a build that comes later.
    """

    paths: Callable[[], Collection[str]]
    show: Callable[[Iterable[Output]], None]
    newer: Callable[[], bool]
    waits: Callable[[str], bool]
    told: Callable[[tuple[Problem, ...]], None]
    published: Callable[[Collection[str]], None]

    def look_up(self) -> None:
        """Raise NewerError when something changed."""
        if self.newer():
            raise NewerError


NOBODY = Onlooker(
    set, lambda _pages: None, lambda: False, lambda _path: False, lambda _wrong: None, lambda _names: None
)


class Published(NamedTuple):
    """What was published. ``pieces_kept``: those of feeds and data are remembered for the next build already.

    ``waiting`` is how many files, or groups of them, an onlooker let wait for a later build.
    """

    manifest: Manifest
    counts: Counts
    pieces_kept: bool
    waiting: int = 0


class _Shares(msgspec.Struct):
    """What a process listed and made, and in how many parts the calendars of lists come, if it knows."""

    shares: list[BuiltShare]
    waiting: int = 0
    parts: dict[str, int] | None = None


def publish_site(  # noqa: PLR0913, PLR0917 - what to make, of what, where to, in how many processes
    site: Site,
    fragments: SharedPieces,
    publication: Publication,
    jobs: int,
    state: BuildCache,
    done: Callable[[int, int], None],
    onlooker: Onlooker,
) -> Published:
    """Make what changed, and put it in its place; ``done`` is told how many are made, and of how many.

    Raises OutputError, and NewerError.
    """
    jobs = 1 if in_use() or not hasattr(os, "fork") else jobs
    if jobs > 1:
        last = state.last() if publication.before else None
        parts = last.parts if last and last.day == site.today else None
        if parts is not None or len(site.calendar.activities) >= ENOUGH:
            with publication:
                every = _side_by_side(site, fragments, publication, jobs, state, onlooker, done, parts)
                if parts is None or site.parts == parts:
                    return _published(site, fragments, publication, every, onlooker, pieces_kept=True)
    state.recall(fragments, *FOR_PAGES, *FOR_FILES)
    site.parts.clear()
    with publication:
        files = _files(site, fragments, jobs)  # first: pages say in how many parts a large calendar comes
        wanted = [*all_pages(site, onlooker.look_up), *files]
        every = [_made(site, publication, wanted, jobs, onlooker, done)]
        return _published(site, fragments, publication, every, onlooker, pieces_kept=False)


def _files(
    site: Site, fragments: SharedPieces, jobs: int, parted: Callable[[], object] = lambda: None
) -> list[Output | FileGroup]:
    """List what is no page: feeds and data, what a script of a page fetches, photos, sheets and pictures.

    ``parted`` is called as soon as is known in how many parts calendars come.
    """
    every = all_files(site, fragments, jobs)
    first = next(every)  # which comes when all calendars are listed
    parted()
    return [first, *every, more_file(site, jobs), *photos(site), *papers(site), *pictures(site)]


class _Awaited(dict[str, int]):
    """In how many parts the calendars of lists come, as another process tells: waited for when it is first asked."""

    def __init__(self) -> None:
        super().__init__()
        reading, writing = os.pipe()
        self._reading, self._writing = os.fdopen(reading, "rb"), os.fdopen(writing, "wb")

    def tell(self, parts: dict[str, int]) -> None:
        """Tell the process that asks; if that failed, nobody listens."""
        with suppress(OSError), self._writing:
            self._writing.write(msgspec.msgpack.encode(parts))

    def hear(self) -> None:
        """Be the process that asks."""
        self._writing.close()

    def get(self, path: str, otherwise: Any = None) -> Any:
        """Return the number of a list; from a process that failed, which ends this one too, there is none."""
        if not self._reading.closed:
            with self._reading:
                self.update(msgspec.msgpack.decode(self._reading.read() or b"\x80", type=dict[str, int]))
        return super().get(path, otherwise)

    def close(self) -> None:
        """Close what is open."""
        self._reading.close()
        self._writing.close()


def _side_by_side(  # noqa: PLR0913, PLR0917 - as above
    site: Site,
    fragments: SharedPieces,
    publication: Publication,
    jobs: int,
    state: BuildCache,
    onlooker: Onlooker,
    done: Callable[[int, int], None],
    parts: Mapping[str, int] | None,
) -> list[_Shares]:
    """List and make the pages here, and feeds and data in another process, which remembers their pieces.

    ``parts`` are the ``site.parts`` that pages are told, of the last build; without them they wait for those of this
    one. Afterwards ``site.parts`` are those of this one.
    """
    state.distrust()
    quality(site)  # which both ask for
    awaited = _Awaited()

    def beside() -> _Shares:
        state.recall(fragments, *FOR_FILES)
        site.parts.clear()
        parted = partial(awaited.tell, site.parts) if parts is None else lambda: None
        files = _files(site, fragments, jobs // 2, parted)
        found = _made(site, publication, files, jobs // 2, onlooker)
        found.parts = dict(site.parts)
        with suppress(OSError):  # without them the next build makes more; and what is wrong with the disk is told here
            state.keep(fragments, *FOR_FILES)
        return found

    def pages() -> _Shares:
        awaited.hear()
        state.recall(fragments, *FOR_PAGES)
        shown = replace(site, parts=awaited if parts is None else dict(parts))
        found = _made(shown, publication, list(all_pages(shown, onlooker.look_up)), jobs, onlooker, done)
        with suppress(OSError):
            state.keep(fragments, *FOR_PAGES)
        return found

    def work(some: Iterable[Callable[[], _Shares]]) -> bytes:
        return msgspec.msgpack.encode([one() for one in some])

    with _failures(publication), closing(awaited):
        found = share_out(work, [pages, beside], 2, [ENOUGH, ENOUGH])
    every = [one for share in found for one in msgspec.msgpack.decode(share, type=list[_Shares])]
    site.parts.clear()
    for one in every:
        site.parts.update(one.parts or {})
    return every


def _made(  # noqa: PLR0913, PLR0917 - as above
    site: Site,
    publication: Publication,
    wanted: Sequence[Output | FileGroup],
    jobs: int,
    onlooker: Onlooker,
    done: Callable[[int, int], None] = lambda _done, _of: None,
) -> _Shares:
    put_off = [publication.as_before(one) if onlooker.waits(one.path) else one for one in wanted]
    waiting = sum(one.key != other.key for one, other in zip(wanted, put_off, strict=True))

    def one_made(made: int) -> None:
        onlooker.look_up()
        if made % 100 == 0:
            done(made, len(todo))

    todo, kept = publication.sorted_out(put_off)
    shares = make_all(
        publication,
        todo,
        jobs,
        one_made,
        lambda: msgspec.msgpack.encode(site.cards.used),
    )
    return _Shares([kept, *shares], waiting)


def _published(  # noqa: PLR0913 - as above
    site: Site,
    fragments: SharedPieces,
    publication: Publication,
    every: Sequence[_Shares],
    onlooker: Onlooker,
    *,
    pieces_kept: bool,
) -> Published:
    shares = [share for one in every for share in one.shares]
    manifest = joined_manifest(shares)
    publication.publish(manifest)
    onlooker.published([name for name, key in manifest.keys.items() if publication.before.get(name) != key])
    used: dict[bytes, str] = {}
    for share in shares:
        if share.harvest:
            used.update(msgspec.msgpack.decode(share.harvest, type=dict[bytes, str]))
    fragments.cards.update(used)
    most = CARDS_KEPT * len(site.renderer.versions.languages) * (len(site.calendar.activities) + 100)
    if len(fragments.cards) > most:
        fragments.cards = used  # years of edits leave cards that nobody asks for
    written = sum(share.written for share in shares)
    dropped = len(publication.before.keys() - manifest.keys.keys())
    return Published(
        manifest, Counts(written, len(manifest.keys) - written, dropped), pieces_kept, sum(one.waiting for one in every)
    )


# --- in several processes ----------------------------------------------------------------------------------

PLAIN = 0.0004
"""About how many seconds a plain page takes: what costs are told in."""

LONG = 50
"""What costs as much as so many pages is begun first, so that no process has to wait for it at the end."""

COSTLY = {".xlsx": 1000, "/meer.json": 500, "/te-doen.csv": 300, "/occurrences.json": 200, ".pdf": 40, ".png": 20}
"""What costs more than a page, by the end of its path, as far as nobody knows any better."""


def _cost(publication: Publication, path: str) -> float:
    """Return what it costs to make a file or a group, in plain pages: as it was the last time, or else a guess."""
    guess = (cost for ending, cost in COSTLY.items() if path.endswith(ending))
    return publication.costs.get(path) or next(guess, 1)


def make_all(
    publication: Publication,
    todo: list[Output | FileGroup],
    jobs: int,
    done: Callable[[int], None],
    harvest: Callable[[], bytes] = bytes,
) -> list[BuiltShare]:
    """Make and write what changed, in ``jobs`` processes when there is enough to do.

    ``done`` is told after each how many are made, and may raise what ends the work; ``harvest`` is asked at the end of
    each process for what it has to tell besides. Raises OutputError when another process failed.
    """
    own = os.getpid()
    costs = {one.path: _cost(publication, one.path) for one in todo}
    todo = sorted(todo, key=lambda one: -costs[one.path] if costs[one.path] >= LONG else 0)  # else in their order
    shares = jobs if sum(costs.values()) >= ENOUGH else 1

    def work(some: Iterable[Output | FileGroup]) -> bytes:
        share = BuiltShare()
        before = monotonic()
        for number, one in enumerate(some):
            try:
                _make(publication, one, share)
            except Exception as error:
                error.add_note(f"while making {one.path}")
                raise
            now = monotonic()
            if now - before > LONG * PLAIN:
                share.costs[one.path] = round((now - before) / PLAIN)
            before = now
            if os.getpid() == own:
                done(number * shares)
        share.harvest = harvest()
        return msgspec.msgpack.encode(share)

    with _failures(publication), _tidied():
        shared = share_out(work, todo, jobs, [costs[one.path] for one in todo])
    return [msgspec.msgpack.decode(share, type=BuiltShare) for share in shared]


GARBAGE = 20_000
"""How many things that may refer to each other are made before those are looked for that nobody needs any more."""


@contextmanager
def _tidied() -> Iterator[None]:
    """Let go of what a page was made of; what was there before lives on, and is not looked at again and again."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(GARBAGE, 20, 10)
    gc.enable()
    try:
        yield
    finally:
        gc.disable()  # as it is during all of a build
        gc.set_threshold(*usual)
        gc.unfreeze()


@contextmanager
def _failures(publication: Publication) -> Iterator[None]:
    """Raise OutputError for what failed in another process."""
    try:
        yield
    except WorkError as error:
        if error.errno:
            raise unwritable(publication.output, OSError(error.errno, os.strerror(error.errno))) from error
        raise OutputError("{error}", error=error) from error


def _make(publication: Publication, one: Output | FileGroup, share: BuiltShare) -> None:
    outputs = one.outputs() if isinstance(one, FileGroup) else (one,)
    names = []
    for output in outputs:
        name = file_name(output.path)
        names.append(name)
        claim(share.keys, name, output.key)
        if isinstance(one, Output) or not publication.unchanged(name, output.key):
            share.sizes[name] = publication.write(output.path, output.make())
            share.written += 1
        else:
            share.sizes.update(publication.size(name))
    if isinstance(one, FileGroup):
        share.groups[one.path] = one.key, names
