"""The site on this computer, built again whenever a file changes."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from itertools import chain
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from buurtkalender.clock import monotonic
from buurtkalender.reading.problems import Problem
from buurtkalender.site import addresses
from buurtkalender.site.build import Onlooker
from buurtkalender.site.hosting import REVALIDATE, content_type, security
from buurtkalender.site.onlookers import SCRIPT, SOCKET, SOURCE, Onlookers, accepted, digest_of, with_script
from buurtkalender.site.publish import MARK, file_name
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


class _Handler(SimpleHTTPRequestHandler):
    """Serves the output as the hosts do that we describe: right types, own page for what is not there."""

    _etag = ""

    def __init__(self, *given: Any, security: dict[str, str], onlookers: Onlookers | None, **named: Any) -> None:
        self._security, self._onlookers = security, onlookers
        super().__init__(*given, **named)

    def log_message(self, *_: object) -> None:
        """Stay quiet: the console is for what changed and what is wrong."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own page where there is one."""
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        self._etag = ""
        body = page.read_bytes()
        if self._for_browser():
            body = with_script(body, "")
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def guess_type(self, path: str | os.PathLike[str]) -> str:
        """Return the type that every host should give a file."""
        return content_type(Path(path).name) or super().guess_type(path)

    def send_head(self) -> Any:
        """Answer what no file system can hold as what is not there, and 304 to who has the newest bytes already.

        A date alone would not do: it counts in seconds, and a page may well be built twice in one.
        """
        if "%00" in self.path:
            self.send_error(404)
            return None
        if self._onlookers and (octets := self._followed(self._onlookers)) is not None:
            return self._sent(octets)
        self._etag = self._tag()
        return None if self._known() else super().send_head()

    def _known(self) -> bool:
        """Whether the browser has these bytes, which is told then: compared weakly, as it has to be (9110, 13.1.2)."""
        known = [tag.strip().removeprefix("W/") for tag in self.headers.get("If-None-Match", "").split(",")]
        if not self._etag or self._etag not in known:
            return False
        self.send_response(304)
        self.end_headers()
        return True

    def _tag(self) -> str:
        """Return the ETag of what is asked for, of its date and size as on other servers; "" when it is not there."""
        path = self.translate_path(self.path)
        try:
            stat = Path(f"{path}index.html" if path.endswith("/") else path).stat()
        except OSError:
            return ""
        return f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"' if S_ISREG(stat.st_mode) else ""

    # --- for who looks on ---------------------------------------------------------------------------

    def do_GET(self) -> None:
        """Answer, or follow a page that is open in a browser: one of our own, for others may not know what changes."""
        asked = urlsplit(self.path)
        if not self._onlookers or asked.path != SOCKET:
            super().do_GET()
            return
        key, origin = self.headers.get("Sec-WebSocket-Key"), urlsplit(self.headers.get("Origin", ""))
        if not key or origin.netloc != self.headers.get("Host"):
            self.send_error(403)
            return
        self.wfile.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + f"Sec-WebSocket-Accept: {accepted(key)}\r\n\r\n".encode()
        )
        said = {name: values[0] for name, values in parse_qs(asked.query).items()}
        self._onlookers.look(said.get("path", ""), said.get("seen", ""), self.rfile, self.wfile.write)

    def _for_browser(self) -> bool:
        """Whether the answer goes to somebody who reads; programs get the bytes of the site as they are."""
        return self._onlookers is not None and "text/html" in self.headers.get("Accept", "")

    def _followed(self, onlookers: Onlookers) -> bytes | None:
        """Return what differs from the files of the site: what was made ahead, a page for a browser, our script."""
        path = urlsplit(self.path).path
        if path == SCRIPT:
            return SOURCE.read_bytes()
        there = self._site_path()
        octets = onlookers.ahead(there)
        if not self._for_browser() or not there.endswith(("/", ".html")):
            return octets
        if octets is None:
            with suppress(OSError, ValueError):
                octets = Path(self.translate_path(f"{path}index.html" if path.endswith("/") else path)).read_bytes()
        return None if octets is None else with_script(octets, digest_of(octets))

    def _site_path(self) -> str:
        return unquote(urlsplit(self.path).path)

    def _sent(self, octets: bytes) -> BytesIO | None:
        self._etag = f'"{digest_of(octets)}"'
        if self._known():
            return None
        name = urlsplit(self.path).path
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(f"{name}index.html" if name.endswith("/") else name))
        self.send_header("Content-Length", str(len(octets)))
        self.send_header("Vary", "Accept")
        self.end_headers()
        return BytesIO(octets)

    def list_directory(self, path: object) -> None:  # noqa: ARG002 - the name is that of the base class
        """Show no listing of a folder that has no page."""
        self.send_error(404)

    def end_headers(self) -> None:
        """Send what goes with every answer. The browser asks again each time: a page may just have been built."""
        for name, value in {**self._security, "Cache-Control": REVALIDATE}.items():
            self.send_header(name, value)
        if self._etag:
            self.send_header("ETag", self._etag)
        super().end_headers()


class SiteServer(ThreadingHTTPServer):
    """Serves what stands in a folder, and may be told to go on with another one."""

    allow_reuse_address = os.name != "nt"  # there it would let two programs have the same port
    daemon_threads = True

    def __init__(self, output: Path, address: str, port: int, receiver: str | None = None) -> None:
        """Take the port, port 0 any that is free, and let nobody in yet. The site's forms go to ``receiver``.

        Raises OSError when the address or the port cannot be used.
        """
        super().__init__((address, port), SimpleHTTPRequestHandler, bind_and_activate=False)
        self.onlookers: Onlookers | None = None
        self.show(output, receiver)
        try:
            self.server_bind()
        except OSError:
            self.server_close()
            raise

    def show(self, output: Path, receiver: str | None) -> None:
        """Serve what stands in ``output`` from now on, with the headers that go with ``receiver``."""
        self._shown = str(output), security(receiver)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Answer with what is shown now."""
        folder, headers = self._shown
        _Handler(request, client_address, self, directory=folder, security=headers, onlookers=self.onlookers)

    def current(self, path: str) -> bytes | None:
        """Return the bytes of a path of the site that is shown; None where there is none."""
        folder = Path(self._shown[0])
        place = Path(os.path.normpath(folder / file_name(path)))
        try:
            return place.read_bytes() if place.is_relative_to(folder) else None
        except (OSError, ValueError):
            return None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a visitor who went away before all was sent: browsers do that all day."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def server(output: Path, address: str, port: int, receiver: str | None = None) -> SiteServer:
    """Return a server of the site in ``output`` that lets visitors in, but does not answer yet.

    Raises OSError when the address or the port cannot be used.
    """
    serving = SiteServer(output, address, port, receiver)
    serving.server_activate()
    return serving


class Outcome(NamedTuple):
    """What came of a build: its exit code; whether something newer ended it; how much ``waits``; and why it failed."""

    code: int
    newer: bool = False
    waiting: int = 0
    failed: str = ""


class Maker(NamedTuple):
    """What ``serve`` needs to make a site.

    ``file`` holds the settings; ``load`` returns them as they are now, None when something is wrong with them;
    ``build`` builds with settings for who looks on. Both say themselves what is wrong; ``load`` also says it to what it
    is given.
    """

    file: Path
    load: Callable[[Callable[[str], None]], Settings | None]
    build: Callable[[Settings, Onlooker], Outcome]


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

    def _build(self, *, patient: bool = False, all_of_it: bool = False) -> Outcome:
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
        if done.failed:
            self._failed = "\n".join(filter(None, (self._failed, done.failed)))
            self._wrong(())
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
        text = self._texts.ngettext("And {n} more: see the terminal.", "And {n} more: see the terminal.", max(more, 1))
        self._onlookers.wrong(
            {
                "title": self._texts.gettext(N_("This is not right yet")),
                "rows": rows,
                "more": text.format(n=more) if more > 0 else "",
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
