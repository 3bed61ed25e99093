"""The build: content in, a whole site out, and only what changed made again.

The way through it is the street of the house: read, expand, judge, then list every file of the site with a key of what
it shows. Files whose key is that of the last build are kept; the others are made, in several processes when there are
many. Then the new tree takes the place of the old one.
"""

from __future__ import annotations

import gc
import os
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from hashlib import blake2b
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, get_type_hints
from zoneinfo import ZoneInfo

import msgspec

from buurtkalender.clock import monotonic
from buurtkalender.domain.lifecycle import Doubt, Grace, doubts
from buurtkalender.domain.model import Calendar
from buurtkalender.reading.history import History, read_history
from buurtkalender.reading.problems import Problem
from buurtkalender.reading.storage import load_cache, marked, sealed, write
from buurtkalender.site.publish import (
    MARK,
    WAITS,
    Counts,
    Manifest,
    Notice,
    Publication,
    alone_with,
    check_replaceable,
    joined_manifest,
    make_all,
    published,
    unwritable,
)
from buurtkalender.site.settings import Settings
from buurtkalender.words.catalogues import N_, Translator, translator
from buurtkalender.words.dates import FAR

if TYPE_CHECKING:
    from buurtkalender.reading.content import Read
    from buurtkalender.site.cache import SharedPieces
    from buurtkalender.site.model import Site

PACKAGE = Path(__file__).parents[1]

# --- what the last build left ---------------------------------------------------------------------------
# Below the cache folder, one folder for each output folder. It may be thrown away at any time: the next build is then a
# full one.


class Last(msgspec.Struct):
    """The last build: what it was made from (a fingerprint), its mark, and what was wrong with the content."""

    fingerprint: str
    mark: str
    problems: tuple[Problem, ...] = ()
    left_out: tuple[str, ...] = ()


class BuildCache:
    """The memory of the builds into ``settings.output``."""

    def __init__(self, settings: Settings) -> None:
        name = blake2b(str(settings.output).encode(), digest_size=8).hexdigest()
        self._output = settings.output
        self.folder = settings.cache / "builds" / name
        self.code = _stats(PACKAGE)

    def last(self) -> Last | None:
        """Return the last build if its site still stands, else None."""
        last = load_cache(self.folder / "last", Last)
        return last if last and last.mark == marked(self._output / MARK).build else None

    @property
    def ledger(self) -> Path:
        """Where a copy of the site's ledger is kept."""
        return self.folder / "ledger.json"

    def knows(self) -> bool:
        """Whether something was built into this folder before, as far as anybody can tell."""
        return (self._output / MARK).is_file() or (self.folder / "last").is_file()

    def fragments(self) -> SharedPieces:
        """Return the pieces of the last build, or none when another version of the package made them."""
        from buurtkalender.site.cache import SharedPieces

        fragments = SharedPieces(self.code)
        for name, kind in get_type_hints(SharedPieces).items():
            value = load_cache(self.folder / name, kind)
            if value is None or (name == "code" and value != self.code):
                return SharedPieces(self.code)
            setattr(fragments, name, value)
        return fragments

    def manifest(self, *, trusted: bool = True) -> Manifest | None:
        """Return what the last site holds, or None when all of it has to be made again."""
        return published(self._output, self.folder / "manifest") if trusted else None

    def save(self, last: Last, fragments: SharedPieces, manifest: Manifest) -> None:
        """Remember a build that was published."""
        # One file a field: the pieces of thousands of activities need not all be packed in memory at the same time.
        # What tells whether the others can be trusted is written last.
        pieces = [(name, getattr(fragments, name)) for name in fragments.__struct_fields__]
        for name, value in (*pieces, ("manifest", manifest), ("last", last)):
            write(self.folder / name, sealed(msgspec.msgpack.encode(value)), durable=False)

    def fingerprint(self, settings: Settings, today: date) -> str:
        """Return a digest of the names, sizes and times of all that a build reads, and of today.

        It costs a few milliseconds for thousands of files, so a build with nothing to do is over before anything
        is read. The head of git's history counts: it dates the feeds.
        """
        head = "".join(_stats(_git_folder(settings.content) / name) for name in ("HEAD", "logs/HEAD", "shallow", *REFS))
        read = [settings.content, settings.theme, *([settings.tokens] if settings.tokens else [])]
        parts = (self.code, *map(_stats, read), head, repr(settings), today.isoformat())
        return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


REFS = ("packed-refs", "refs/heads")
"""Where git keeps what HEAD names, which it does not always write a log of."""


def _git_folder(content: Path) -> Path:
    """Return where git keeps the head of the repository that holds the content, or a path that is not there."""
    for folder in content.parents:
        found = folder / ".git"
        if found.is_dir():
            return found
        if found.is_file():  # a work tree beside the repository, or a submodule, names the place
            return folder / found.read_text(errors="replace").removeprefix("gitdir:").strip()
    return content / ".git"


def _stats(root: Path) -> str:
    """Return a digest of the names, sizes and times of the files in a folder (or of one file)."""
    found: list[str] = []
    folders = [str(root)]
    while folders:
        try:
            entries = list(os.scandir(folders.pop()))
        except NotADirectoryError:
            stat = root.stat()
            entries, found = [], [f"{root} {stat.st_size} {stat.st_mtime_ns}"]
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    folders.append(entry.path)
            else:
                stat = entry.stat(follow_symlinks=False)
                found.append(f"{entry.path} {stat.st_size} {stat.st_mtime_ns} {stat.st_ino}")
    found.sort()
    return blake2b("\n".join(found).encode(), digest_size=16).hexdigest()


# --- progress --------------------------------------------------------------------------------------------
# Progress of long work, on a terminal only.

Progress = Callable[[str, int, int], None]
"""Called with what is being done (an English msgid), how much of it is done, and how much there is in all."""


def silent(_what: str, _done: int, _total: int) -> None:
    """Show nothing."""


@contextmanager
def shown(texts: Translator) -> Iterator[Progress]:
    """Draw one bar that says what the build is doing, and take it away at the end."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=1)

        def tell(what: str, done: int, total: int) -> None:
            bars.update(task, description=texts.gettext(what), completed=done, total=max(total, 1))

        yield tell


CARDS_KEPT = 8
"""How many cards are remembered for each activity; two or three are in use."""


class Result(NamedTuple):
    """What a build did: ``published`` is False when strictness kept the last site in place."""

    problems: tuple[Problem, ...]
    left_out: tuple[str, ...]
    published: bool
    counts: Counts
    seconds: float
    notices: tuple[Notice, ...] = ()


def build(
    settings: Settings, today: date, *, jobs: int = 1, strict: bool = False, progress: Progress = silent
) -> Result:
    """Build the site as it is on ``today`` into ``settings.output``.

    ``strict`` publishes nothing when any file has an error; a warning does not keep it. Builds that share an output or
    a cache wait for each other. Raises OutputError when the output folder cannot be replaced, a page cannot be made, or
    another build goes on for longer than PATIENCE; the last site then stays.
    """
    with alone_with(settings, lambda: progress(WAITS, 0, 1)) as alone:
        return _build(settings, today, jobs, progress, strict=strict, alone=alone)


def _build(  # noqa: PLR0913
    settings: Settings, today: date, jobs: int, progress: Progress, *, strict: bool, alone: bool
) -> Result:
    started = monotonic()
    state = BuildCache(settings)
    fingerprint = state.fingerprint(settings, today)
    last = state.last()
    if last and last.fingerprint == fingerprint and not (strict and _broken(last.problems)):
        kept = Counts(0, len(_keys(state)), 0)
        return Result(last.problems, last.left_out, published=True, counts=kept, seconds=monotonic() - started)

    check_replaceable(settings.output)
    collecting = gc.isenabled()
    gc.disable()  # nearly all that a build makes lives until its end, so looking for garbage only costs time
    try:
        from buurtkalender.reading.content import read_content
        from buurtkalender.site.editorial import with_problems
        from buurtkalender.site.ledger import git_failed, keep

        progress(N_("Reading"), 0, 1)
        content = read_content(
            settings.content,
            calendar_id=settings.calendar_id,
            anchor=settings.anchor,
            public_holidays=settings.public_holidays,
            cache=settings.cache,
        )
        content = with_problems(content, settings)
        if strict and _broken(content.problems):
            nothing = Counts(0, 0, 0)
            return Result(content.problems, content.left_out, False, nothing, monotonic() - started)  # noqa: FBT003
        fragments = state.fragments()
        before = state.manifest(trusted=bool(fragments.cards))
        progress(N_("Working out dates and gaps"), 0, 1)
        site = _site(settings, today, content, fragments, state)
        manifest, counts = _publish(site, fragments, Publication(settings.output, before, alone=alone), jobs, progress)
    finally:
        if collecting:
            gc.enable()
    trouble = site.memory.trouble or site.past.trouble
    known = "" if trouble else fingerprint  # what git could not tell now, the next build asks again
    try:
        state.save(Last(known, manifest.build, content.problems, content.left_out), fragments, manifest)
        keep(settings, state.ledger)
    except OSError as error:
        raise unwritable(settings.cache, error) from error
    notices = (*site.memory.notices, *([git_failed(settings, trouble)] if trouble else []))
    return Result(
        content.problems,
        content.left_out,
        published=True,
        counts=counts,
        seconds=monotonic() - started,
        notices=notices,
    )


def _publish(
    site: Site, fragments: SharedPieces, publication: Publication, jobs: int, progress: Progress
) -> tuple[Manifest, Counts]:
    from buurtkalender.site.all_pages import all_pages
    from buurtkalender.site.files import all_files
    from buurtkalender.site.paper.sheet import in_use

    files = list(all_files(site, fragments))  # first: pages say in how many parts a large calendar comes
    wanted = [*all_pages(site), *files]
    with publication:
        todo, kept = publication.sorted_out(wanted)
        shares = make_all(
            publication,
            todo,
            1 if in_use() else jobs,
            lambda made: progress(N_("Making pages and feeds"), made, len(todo)),
            lambda: msgspec.msgpack.encode(site.cards.used),
        )
        manifest = joined_manifest([kept, *shares])
        publication.publish(manifest)
    used: dict[bytes, str] = {}
    for share in shares:
        used.update(msgspec.msgpack.decode(share.harvest, type=dict[bytes, str]))
    fragments.cards.update(used)
    if len(fragments.cards) > CARDS_KEPT * (len(site.calendar.activities) + 100):
        fragments.cards = used  # years of edits leave cards that nobody asks for
    written = sum(share.written for share in shares)
    dropped = len(publication.before.keys() - manifest.keys.keys())
    return manifest, Counts(written, len(manifest.keys) - written, dropped)


def _site(settings: Settings, today: date, content: Read, fragments: SharedPieces, state: BuildCache) -> Site:
    """Work out everything that the pages and feeds show."""
    from buurtkalender.domain.conflicts import likely_duplicates, renamed
    from buurtkalender.domain.lifecycle import far_ahead, without
    from buurtkalender.domain.recurrence import Window, days_off, occurrences
    from buurtkalender.domain.selection import Selection
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
    ahead = Window(today, window.last)
    known, planned = schedule, coming
    if calendar is not whole:  # gaps are about what there may be, and say themselves how far that is believed
        known, planned = parts_digest(schedule, schedule_digest(whole)), occurrences(whole, ahead)
    found = fragments.analysis = analysis(whole, planned, ahead, known, fragments.analysis)
    every += far_ahead(calendar, coming, window.last, days_off(calendar, window))
    selection = Selection(calendar, every, list_rules())
    memory, stamps = recall(settings, calendar, today, history, state.ledger, expected=state.knows())
    words = PageWords(translator(settings.language), years_from=today + FAR)
    pages = editorial.read(settings.content, settings.language, editorial.values(settings, whole, words))
    renderer = renderer_of(settings, words, pages)
    return Site(
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
        verdicts=found.verdicts,
        priorities=found.priorities,
        prevention=found.prevention,
        past=past(settings, whole, today, planned, found.verdicts),
        catchments=found.catchments,
        duplicates=likely_duplicates(calendar, coming),
        double_bookings=found.double_bookings,
        closed_venues=found.closed_venues,
        renamed=renamed(calendar),
        problems=content.problems,
        left_out=content.left_out,
        stamps=stamps,
        memory=memory,
    )


def _broken(problems: Iterable[Problem]) -> bool:
    return any(problem.is_error for problem in problems)


def _keys(state: BuildCache) -> dict[str, bytes]:
    manifest = state.manifest()
    return manifest.keys if manifest else {}


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
