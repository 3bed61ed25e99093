"""The build: content in, a whole site out, and only what changed made again.

The way through it is the street of the house: read, expand, judge, then list every file of the site with a key of what
it shows. Files whose key is that of the last build are kept; the others are made, in several processes when there are
many. Then the new tree takes the place of the old one.
"""

from __future__ import annotations

import gc
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from buurtkalender.clock import monotonic
from buurtkalender.domain.lifecycle import Doubt, Grace, doubts
from buurtkalender.domain.model import Calendar
from buurtkalender.reading.problems import Problem
from buurtkalender.reading.processes import WorkError
from buurtkalender.reading.storage import Turn
from buurtkalender.site.build_cache import BuildCache, Last, alone_with
from buurtkalender.site.publish import (
    Counts,
    Notice,
    OutputError,
    Publication,
    check_replaceable,
    unwritable,
)
from buurtkalender.site.settings import Settings
from buurtkalender.words.catalogues import N_, translator
from buurtkalender.words.dates import FAR

if TYPE_CHECKING:
    from buurtkalender.reading.content import Read
    from buurtkalender.reading.history import History
    from buurtkalender.site.cache import SharedPieces
    from buurtkalender.site.making import Onlooker, Published
    from buurtkalender.site.model import Site

# --- progress --------------------------------------------------------------------------------------------
# Progress of long work, on a terminal only.

Progress = Callable[[str, int, int], None]
"""Called with what is being done (an English msgid), how much of it is done, and how much there is in all."""


def silent(_what: str, _done: int, _total: int) -> None:
    """Show nothing."""


class Result(NamedTuple):
    """What a build did: ``published`` is False when strictness kept the last site in place.

    ``waiting`` is how many files, or groups of them, an onlooker let wait for a later build.
    """

    problems: tuple[Problem, ...]
    left_out: tuple[str, ...]
    published: bool
    counts: Counts
    seconds: float
    notices: tuple[Notice, ...] = ()
    waiting: int = 0


def build(  # noqa: PLR0913 - how it is built
    settings: Settings,
    today: date,
    *,
    jobs: int = 1,
    strict: bool = False,
    progress: Progress = silent,
    onlooker: Onlooker | None = None,
) -> Result:
    """Build the site as it is on ``today`` into ``settings.output``.

    ``strict`` publishes nothing when any file has an error; a warning does not keep it. Builds that share an output or
    a cache wait for each other. Raises OutputError when the output folder cannot be replaced, a page cannot be made, or
    another build goes on for longer than PATIENCE; the last site then stays. So it does when an ``onlooker`` has
    something newer to show (NewerError).
    """
    with alone_with(settings, lambda: progress(N_("Waiting until another build is done"), 0, 1)) as turn:
        return _build(settings, today, jobs, progress, onlooker, strict=strict, turn=turn)


def _build(  # noqa: PLR0913
    settings: Settings,
    today: date,
    jobs: int,
    progress: Progress,
    onlooker: Onlooker | None,
    *,
    strict: bool,
    turn: Turn,
) -> Result:
    started = monotonic()
    state = BuildCache(settings)
    fingerprint = state.fingerprint(settings, today)
    last = state.last()
    if last and last.fingerprint == fingerprint and not (strict and _broken(last.problems)):
        kept = Counts(0, last.files, 0)
        return Result(last.problems, last.left_out, published=True, counts=kept, seconds=monotonic() - started)

    check_replaceable(settings.output)
    collecting = gc.isenabled()
    gc.disable()  # nearly all that a build makes lives until its end, so looking for garbage only costs time
    try:
        made = _made(settings, today, state, jobs, progress, onlooker, strict=strict, turn=turn)
    finally:
        if collecting:
            gc.enable()
    told = made.content.problems, made.content.left_out
    if made.published is None:
        return Result(*told, published=False, counts=made.counts, seconds=monotonic() - started)
    from buurtkalender.site.ledger import git_failed, keep

    # What git could not tell now, the next build asks again; and it makes what waits.
    known = "" if made.trouble or made.published.waiting else fingerprint
    try:
        manifest = made.published.manifest
        this = Last(known, manifest.build, len(manifest.keys), *told, today, dict(made.parts))
        state.save(this, made.fragments, manifest, all_pieces=not made.published.pieces_kept)
        keep(settings, state.ledger)
    except OSError as error:
        raise unwritable(settings.cache, error) from error
    notices = (*made.notices, *([git_failed(settings, made.trouble)] if made.trouble else []))
    seconds = monotonic() - started
    return Result(
        *told, published=True, counts=made.counts, seconds=seconds, notices=notices, waiting=made.published.waiting
    )


class _Made(NamedTuple):
    """What was read, and the site that was made of it; nothing published where strictness kept the last one."""

    content: Read
    fragments: SharedPieces
    published: Published | None
    counts: Counts
    trouble: str = ""
    notices: tuple[Notice, ...] = ()
    parts: Mapping[str, int] = {}


def _made(  # noqa: PLR0913, PLR0917 - all that a build is made of
    settings: Settings,
    today: date,
    state: BuildCache,
    jobs: int,
    progress: Progress,
    onlooker: Onlooker | None,
    *,
    strict: bool,
    turn: Turn,
) -> _Made:
    """Read, make and publish: without the files that this cannot be done with, whatever it is that nobody foresaw."""
    from jinja2 import TemplateError

    from buurtkalender.reading.content import despite, read_content
    from buurtkalender.site.editorial import with_problems
    from buurtkalender.site.making import NOBODY, NewerError, publish_site

    def attempt(processes: int, left: Mapping[str, str]) -> _Made:
        progress(N_("Reading"), 0, 1)
        content = read_content(
            settings.content,
            calendar_id=settings.calendar_id,
            anchor=settings.anchor,
            public_holidays=settings.public_holidays,
            cache=settings.cache,
            jobs=processes,
            unforeseen=left,
        )
        content, fragments = with_problems(content, settings), state.fragments()
        if onlooker:
            onlooker.told(content.problems)
        if strict and _broken(content.problems):
            return _Made(content, fragments, None, Counts(0, 0, 0))
        before = state.manifest(trusted=state.trusted)
        progress(N_("Working out dates and gaps"), 0, 1)
        site = _site(settings, today, content, fragments, state, onlooker, before.keys if before else ())
        publication = Publication(settings.output, before, turn)
        what = N_("Making pages and feeds")
        made = publish_site(site, fragments, publication, processes, state, partial(progress, what), onlooker or NOBODY)
        trouble = site.memory.trouble or site.past.trouble
        return _Made(content, fragments, made, made.counts, trouble, site.memory.notices, site.parts)

    ours = TemplateError, OutputError, NewerError
    try:
        return despite(partial(attempt, jobs), ours)
    except OutputError as error:
        if not isinstance(error.__cause__, WorkError) or error.__cause__.errno:
            raise
        return despite(partial(attempt, 1), ours)  # another process only tells that it failed: here one sees with what


def _ahead(onlooker: Onlooker, before: Collection[str], site: Site, *, gaps: bool) -> None:
    """Make what is looked at: pages that tell of ``gaps``, or all others, which need not wait for the analysis."""
    from buurtkalender.site.all_pages import looked_at

    onlooker.show(looked_at(site, onlooker.paths(), before, gaps=gaps))
    onlooker.look_up()


def _site(  # noqa: PLR0913, PLR0917 - all that it is made of
    settings: Settings,
    today: date,
    content: Read,
    fragments: SharedPieces,
    state: BuildCache,
    onlooker: Onlooker | None = None,
    before: Collection[str] = (),
) -> Site:
    """Work out everything that the pages and feeds show, and what most pages show first."""
    from buurtkalender.domain.conflicts import likely_duplicates, renamed
    from buurtkalender.domain.lifecycle import far_ahead, without
    from buurtkalender.domain.recurrence import Window, days_off, occurrences
    from buurtkalender.domain.selection import Selection
    from buurtkalender.reading.history import read_history
    from buurtkalender.site import editorial
    from buurtkalender.site.cards import Cards
    from buurtkalender.site.gaps.analysis import analysis, past, schedule_digest
    from buurtkalender.site.ledger import recall
    from buurtkalender.site.lists import list_rules
    from buurtkalender.site.marking import PageWords
    from buurtkalender.site.model import Site, renderer_of
    from buurtkalender.site.publish import parts_digest

    whole = content.calendar
    history = read_history(settings.content, settings.cache)
    doubts = doubted(settings, whole, today, history)
    calendar = without(whole, doubts)
    window = Window(today - timedelta(days=settings.past_days), today + timedelta(days=settings.ahead_days))
    every = occurrences(calendar, window)
    now = datetime.combine(today, time())
    coming = every[bisect_left(every, now, key=attrgetter("start")) :]
    schedule = schedule_digest(calendar)
    coming_days = Window(today, window.last)
    known, planned = schedule, coming
    if calendar is not whole:  # gaps are about what there may be, and say themselves how far that is believed
        known, planned = parts_digest(schedule, schedule_digest(whole)), occurrences(whole, coming_days)
    every += far_ahead(calendar, coming, window.last, days_off(calendar, window))
    selection = Selection(calendar, every, list_rules())
    memory, stamps = recall(settings, calendar, today, history, state.ledger, expected=state.knows())
    words = PageWords(translator(settings.language), years_from=today + FAR)
    pages = editorial.read(settings.content, settings.language, editorial.values(settings, whole, words))
    renderer = renderer_of(settings, words, pages)
    site = Site(
        settings=settings,
        today=today,
        calendar=calendar,
        occurrences=every,
        selection=selection,
        pictures=content.pictures,
        pages=pages,
        words=words,
        renderer=renderer,
        cards=Cards(selection.places, words, renderer, fragments.cards),
        schedule=known,
        whole=whole if calendar is not whole else None,
        doubts=doubts,
        duplicates=likely_duplicates(calendar, coming),
        renamed=renamed(calendar),
        problems=content.problems,
        left_out=content.left_out,
        stamps=stamps,
        memory=memory,
        found=fragments.found,
        found_abroad=fragments.found_abroad,
    )
    if onlooker:
        _ahead(onlooker, before, site, gaps=False)
    found = fragments.analysis = analysis(whole, planned, coming_days, known, fragments.analysis)
    site = replace(
        site,
        verdicts=found.verdicts,
        priorities=found.priorities,
        prevention=found.prevention,
        past=past(settings, whole, today, planned, found.verdicts),
        catchments=found.catchments,
        double_bookings=found.double_bookings,
        closed_venues=found.closed_venues,
        kept={},
    )
    if onlooker:
        _ahead(onlooker, before, site, gaps=True)
    return site


def _broken(problems: Iterable[Problem]) -> bool:
    return any(problem.is_error for problem in problems)


# --- doubts ---------------------------------------------------------------------------------------------
# What was not confirmed for long, by the settings of a site and the history of its content.


def doubted(settings: Settings, calendar: Calendar, today: date, history: History) -> dict[str, tuple[Doubt, date]]:
    """Return what is marked or hidden, and since when; what never was confirmed counts from when its file came."""
    grace = Grace(settings.remind_after_days, settings.mark_after_days, settings.hide_after_days)
    if not (grace.mark or grace.hide):
        return {}
    zone = ZoneInfo(calendar.zone)
    days = {path: datetime.fromtimestamp(moment, zone).date() for path, moment in history.added.items()}
    return doubts(calendar, today, grace, days)
