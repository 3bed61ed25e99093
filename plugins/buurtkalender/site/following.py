"""The site on this computer, built again whenever a file changes."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from buurtkalender.clock import monotonic
from buurtkalender.reading.problems import Problem
from buurtkalender.site import addresses
from buurtkalender.site.making import Onlooker
from buurtkalender.site.publish import MARK
from buurtkalender.site.serve import Onlookers, SiteServer
from buurtkalender.site.settings import Settings
from buurtkalender.words.catalogues import N_, Translator

if TYPE_CHECKING:
    from watchfiles.main import FileChange

# --- what is watched ------------------------------------------------------------------------------------
# What a site is made of, watched for changes while it is served.

PROGRAM = Path(__file__).parents[1]
"""The folder of the program itself."""

TICK = 100
"""Milliseconds after which watching says that nothing changed."""

STEP = 10
"""Milliseconds in which nothing may change before a change is told: an editor that writes over a file needs no more.

What comes later is taken along by the build that is going on.
"""

MOST_STEPS = 300
"""Milliseconds after which a change is told even while others go on coming."""

REST = 1.0
"""Seconds without a change after which sheets and pictures are made: nobody who is editing waits for them."""

MOST_SHOWN = 10
"""How many mistakes a page shows; all are told in the terminal."""

MOST_PUT_OFF = 5.0
"""Seconds after which a build is finished whatever comes meanwhile: the whole site is never further behind."""

Marks = tuple[tuple[Path, int | None], ...]
Wanted = Callable[["set[FileChange]"], set[Path]]


class Watch:
    """Watches the files that a site is made of, from when it is made; nothing between two questions is missed.

    Files that stand by themselves (the settings, a file of colours) are watched through their folders: an editor that
    puts a new file in the place of the old one would else be followed once.
    """

    def __init__(self, settings: Settings, file: Path) -> None:
        """Begin to watch what these settings name; ``file`` holds them."""
        self._files, self._named = _files(settings, file), (settings.content, settings.theme)
        self._marks = self._marked()
        self._lock, self._news, self._end = threading.Lock(), threading.Event(), threading.Event()
        self._found: set[Path] = set()
        folders = [folder for folder in (*self._named, PROGRAM) if folder.is_dir()]
        self._follow(folders, self._of_tree, recursive=True)
        if beside := {one.parent for one in self._files if one.parent.is_dir()}:
            self._follow(beside, self._of_those_beside, recursive=False)

    def _follow(self, folders: Iterable[Path], wanted: Wanted, *, recursive: bool) -> None:
        watching = _watch(list(folders), self._end, recursive=recursive)

        def gather() -> None:
            for changes in watching:
                if found := wanted(changes):
                    with self._lock:
                        self._found |= found
                    self._news.set()

        threading.Thread(target=gather, daemon=True).start()

    @staticmethod
    def _of_tree(changes: set[FileChange]) -> set[Path]:
        from watchfiles import DefaultFilter

        wanted = DefaultFilter()
        return {Path(path) for change, path in changes if wanted(change, path)}

    def _of_those_beside(self, changes: set[FileChange]) -> set[Path]:
        return {Path(path) for _, path in changes} & self._files

    def changed(self) -> set[Path]:
        """Return what changed since this was asked before; waits for it, a tick at most."""
        self._news.wait(TICK / 1000)
        with self._lock:
            self._news.clear()
            found, self._found = self._found, set()
        return found

    def newer(self) -> bool:
        """Whether something that a site is made of changed since :meth:`changed` was asked."""
        return self._news.is_set() and any(not path.is_relative_to(PROGRAM) for path in self._found.copy())

    def is_of(self, settings: Settings, file: Path) -> bool:
        """Whether it watches what these settings name, and all of it is where it was: no folder came, went or moved."""
        return (_files(settings, file), (settings.content, settings.theme), self._marked()) == (
            self._files,
            self._named,
            self._marks,
        )

    def close(self) -> None:
        """Watch no longer."""
        self._end.set()

    def _marked(self) -> Marks:
        return tuple((one, _inode(one)) for one in (*self._named, *sorted(file.parent for file in self._files)))


def _files(settings: Settings, file: Path) -> set[Path]:
    """Return the files that count and may stand in no watched folder."""
    return {file.resolve(), *([settings.tokens] if settings.tokens else [])}


def _inode(folder: Path) -> int | None:
    try:
        return folder.stat().st_ino
    except OSError:
        return None


def _watch(folders: Iterable[Path], end: threading.Event, *, recursive: bool) -> Iterator[set[FileChange]]:
    """Return the changes below folders, from now on: as the system tells them, or else by looking time after time."""
    from watchfiles import watch

    def watching(*, looking: bool) -> Iterator[set[FileChange]]:
        found = watch(
            *folders,
            watch_filter=None,
            debounce=MOST_STEPS,
            step=STEP,
            rust_timeout=TICK,
            yield_on_timeout=True,
            stop_event=end,
            recursive=recursive,
            force_polling=looking or None,
        )
        return chain([next(found)], found)  # from here on it watches

    try:
        return watching(looking=False)
    except FileNotFoundError:
        raise
    except (OSError, RuntimeError):  # so many files are watched already as one user may (fs.inotify.max_user_watches)
        return watching(looking=True)


class BuildOutcome(NamedTuple):
    """What came of a build: its exit code; whether something newer ended it; how much ``waits``; and why it failed."""

    code: int
    newer: bool = False
    waiting: int = 0
    failed: str = ""
    problems: tuple[Problem, ...] = ()


class Maker(NamedTuple):
    """What ``serve`` needs to make a site.

    ``file`` holds the settings; ``load`` returns them as they are now, None when something is wrong with them;
    ``build`` builds with settings for who looks on. Both say themselves what is wrong; ``load`` also says it to what it
    is given.
    """

    file: Path
    load: Callable[[Callable[[str], None]], Settings | None]
    build: Callable[[Settings, Onlooker], BuildOutcome]


def serve(settings: Settings, maker: Maker, address: str, port: int, texts: Translator) -> int:
    """Build, serve ``settings.output`` on ``address:port``, and build again when something that it is made of changes.

    A port that is taken is told at once, but nobody is let in before there is something to see; that may be the site of
    last time. A build that fails, or settings that cannot be read, are told and leave what is being served as it was.
    Returns when interrupted (0), or 2 when the port is taken, or the first build could not be made and no other stands.
    """
    try:
        serving = SiteServer(settings.output, address, port, settings.submission_url)
    except OSError as error:
        return _taken(port, error, texts)
    following = _Following(serving, settings, maker, texts)
    sys.setswitchinterval(0.001)  # who asks for a page while the site is built waits the less
    gc.disable()  # looking for garbage right after a save would make people wait: see _follow
    with serving, suppress(KeyboardInterrupt):  # also in the middle of a build
        try:
            return following.run()
        except OSError as error:
            if following.open:
                raise
            return _taken(port, error, texts)  # by somebody who was as early, and let visitors in before us
        finally:
            following.end()
            gc.enable()
    return 0


def _taken(port: int, error: OSError, texts: Translator) -> int:
    text = texts.gettext(N_("port {port} cannot be used ({why}); choose another one with --port"))
    print(f"buurtkalender: {text.format(port=port, why=error.strerror)}", file=sys.stderr)
    return 2


class _Following:
    """A site that is served and follows what it is made of; ``open`` is whether visitors are let in."""

    def __init__(self, serving: SiteServer, settings: Settings, maker: Maker, texts: Translator) -> None:
        self.open = False
        self._serving, self._settings, self._maker, self._texts = serving, settings, maker, texts
        self._onlookers = serving.onlookers = Onlookers(serving.current)
        self._waiting = False  # sheets and pictures are as they were
        self._touched: float | None = None  # when the first change came that the site does not show yet
        self._last = 0.0  # when the last one came
        self._untidy = False  # builds left things behind that only hold each other
        self._failed = ""
        self._changed: Collection[str] = ()
        self._watch = Watch(settings, maker.file)  # from here on nothing is missed, also during the first build

    def run(self) -> int:
        """Build, and follow every change until somebody stops it. Returns 2 when there is nothing to serve."""
        if self._stands():
            self._let_in()
            self._say(N_("The site of last time is on {url}. It is being built again …"))
        else:
            self._say(N_("The site is being built …"))
        done = self._build(patient=True)
        if done.code == 2 and not self.open:
            return 2
        if not self.open:
            self._say(N_("There is nothing to see yet. Put right what is wrong: then the site is built again."))
        else:
            self._say(_FOLLOWS)
        while True:
            self._follow()

    def _follow(self) -> None:
        changed = self._watch.changed()
        program = {path for path in changed if path.is_relative_to(PROGRAM)}
        if program:
            self._say(N_("The program itself has changed. Stop with Ctrl+C, and start it again."))
        if changed - program or not self._watch.is_of(self._settings, self._maker.file):
            self._last = monotonic()
            self._touched = self._touched or self._last
            self._again()
        elif monotonic() - self._last > REST:
            if self._waiting:
                self._build(all_of_it=True)
            elif self._untidy:
                self._untidy = False
                gc.collect()

    def _again(self) -> None:
        """Build with the settings as they are now; with those of before when something is wrong with them."""
        wrong: list[str] = []
        found = self._maker.load(wrong.append)
        if found is None:
            wrong.append(self._texts.gettext(N_("The settings of before stay in use.")))
            print(wrong[-1], flush=True)
        self._failed = "\n".join(wrong)
        self._settings = found or self._settings
        if not self._watch.is_of(self._settings, self._maker.file):
            before, self._watch = self._watch, Watch(self._settings, self._maker.file)
            before.close()
        if not self._settings.content.is_dir():
            self._wrong(())
            return  # told already; without it there would be a site without activities
        was_open = self.open
        self._build()
        if self.open and not was_open:
            self._say(_FOLLOWS)

    def _build(self, *, patient: bool = False, all_of_it: bool = False) -> BuildOutcome:
        """Build, and show what came of it; ``patient`` builds are finished whatever comes, and make ``all_of_it``."""

        def newer() -> bool:
            late = self._touched is not None and monotonic() - self._touched > MOST_PUT_OFF
            return not late and self._watch.newer()

        def published(names: Collection[str]) -> None:
            self._changed = names

        self._changed = ()
        onlooker = Onlooker(
            paths=self._onlookers.paths,
            show=self._onlookers.show,
            newer=(lambda: False) if patient else newer,
            waits=lambda path: not (patient or all_of_it) and path.endswith((".pdf", addresses.picture("/"))),
            told=self._wrong,
            published=published,
        )
        self._untidy = True
        done = self._maker.build(self._settings, onlooker)
        if done.newer:
            return done  # what comes next is shown by the next build
        self._touched, self._waiting = None, done.waiting > 0
        self._failed = "\n".join(filter(None, (self._failed, done.failed)))
        self._wrong(done.problems)
        if self._stands():
            self._serving.show(self._settings.output, self._settings.submission_url)
            self._onlookers.whole(self._changed)
            self._let_in()
        else:
            self._onlookers.failed()
        return done

    def _wrong(self, problems: Collection[Problem]) -> None:
        """Show in every page that is open what is wrong, with what to write."""
        rows = [("", self._failed)] if self._failed else []
        errors = [one for one in problems if one.is_error]
        rows += [(f"{one.path}:{one.line}:{one.column}", one.text(self._texts)) for one in errors[:MOST_SHOWN]]
        if not rows:
            self._onlookers.wrong({})
            return
        more = len(errors) - MOST_SHOWN
        self._onlookers.wrong(
            {
                "title": self._texts.gettext(N_("This is not right yet")),
                "rows": rows,
                "more": self._texts.ngettext("and {n} more", "and {n} more", more).format(n=more) if more > 0 else "",
            }
        )

    def _stands(self) -> bool:
        return (self._settings.output / MARK).is_file()

    def _let_in(self) -> None:
        if not self.open:
            self._serving.server_activate()
            self.open = True
            threading.Thread(target=self._serving.serve_forever, daemon=True).start()

    def end(self) -> None:
        """Let nobody in any more."""
        self._watch.close()
        if self.open:
            self._serving.shutdown()

    def _say(self, text: str) -> None:
        host, port = map(str, self._serving.server_address[:2])
        url = f"http://{'localhost' if host == '127.0.0.1' else host}:{port}/"
        print(self._texts.gettext(text).format(url=url), flush=True)


_FOLLOWS = N_("The calendar is on {url} and follows every change. Stop with Ctrl+C.")
