"""The site on this computer, built again whenever a file changes."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, Any, NamedTuple

from buurtkalender.site.hosting import REVALIDATE, content_type, security
from buurtkalender.site.publish import MARK
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

STEP = 150
"""Milliseconds in which nothing may change before a change is told: who saves several files saves them within that."""

Marks = tuple[tuple[Path, int | None], ...]


class Watch:
    """Watches the files that a site is made of, from when it is made; nothing between two questions is missed.

    Files that stand by themselves (the settings, a file of colours) are watched through their folders: an editor that
    puts a new file in the place of the old one would else be followed once.
    """

    def __init__(self, settings: Settings, file: Path) -> None:
        """Begin to watch what these settings name; ``file`` holds them."""
        self._files, self._named = _files(settings, file), (settings.content, settings.theme)
        self._marks = self._marked()
        folders = [folder for folder in (*self._named, PROGRAM) if folder.is_dir()]
        self._watches = [_watch(folders, recursive=True)]
        if beside := {one.parent for one in self._files if one.parent.is_dir()}:
            self._watches.append(_watch(beside, recursive=False))
        for one in self._watches:
            next(one)  # from here on it watches

    def changed(self) -> set[Path]:
        """Return what changed since this was asked before, after some time in which nothing did; a tick at most."""
        from watchfiles import DefaultFilter

        wanted = DefaultFilter()
        tree, *beside = ({(change, path) for change, path in next(one)} for one in self._watches)
        found = {Path(path) for change, path in tree if wanted(change, path)}
        return found | ({Path(path) for some in beside for _, path in some} & self._files)

    def is_of(self, settings: Settings, file: Path) -> bool:
        """Whether it watches what these settings name, and all of it is where it was: no folder came, went or moved."""
        return (_files(settings, file), (settings.content, settings.theme), self._marked()) == (
            self._files,
            self._named,
            self._marks,
        )

    def close(self) -> None:
        """Watch no longer."""
        for one in self._watches:
            one.close()

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


def _watch(folders: Iterable[Path], *, recursive: bool) -> Generator[set[FileChange], None, None]:
    from watchfiles import watch

    return watch(*folders, watch_filter=None, step=STEP, rust_timeout=TICK, yield_on_timeout=True, recursive=recursive)


class _Handler(SimpleHTTPRequestHandler):
    """Serves the output as the hosts do that we describe: right types, own page for what is not there."""

    _etag = ""

    def __init__(self, *given: Any, security: dict[str, str], **named: Any) -> None:
        self._security = security
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
        self._etag = self._tag()
        known = [tag.strip().removeprefix("W/") for tag in self.headers.get("If-None-Match", "").split(",")]
        if self._etag and self._etag in known:  # weak comparison, as it has to be (RFC 9110, 13.1.2)
            self.send_response(304)
            self.end_headers()
            return None
        return super().send_head()

    def _tag(self) -> str:
        """Return the ETag of what is asked for, of its date and size as on other servers; "" when it is not there."""
        path = self.translate_path(self.path)
        try:
            stat = Path(f"{path}index.html" if path.endswith("/") else path).stat()
        except OSError:
            return ""
        return f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"' if S_ISREG(stat.st_mode) else ""

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
        _Handler(request, client_address, self, directory=folder, security=headers)

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


class Maker(NamedTuple):
    """What ``serve`` needs to make a site.

    ``file`` holds the settings; ``load`` returns them as they are now, None when something is wrong with them;
    ``build`` builds with settings and returns an exit code. Both say themselves what is wrong.
    """

    file: Path
    load: Callable[[], Settings | None]
    build: Callable[[Settings], int]


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
    with serving, suppress(KeyboardInterrupt):  # also in the middle of a build
        try:
            return following.run()
        except OSError as error:
            if following.open:
                raise
            return _taken(port, error, texts)  # by somebody who was as early, and let visitors in before us
        finally:
            following.end()
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
        self._watch = Watch(settings, maker.file)  # from here on nothing is missed, also during the first build

    def run(self) -> int:
        """Build, and follow every change until somebody stops it. Returns 2 when there is nothing to serve."""
        if self._stands():
            self._let_in()
            self._say(N_("The site of last time is on {url}. It is being built again …"))
        else:
            self._say(N_("The site is being built …"))
        done = self._maker.build(self._settings)
        if done == 2 and not self.open:
            return 2
        self._show()
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
            self._again()

    def _again(self) -> None:
        """Build with the settings as they are now; with those of before when something is wrong with them."""
        found = self._maker.load()
        if found is None:
            self._say(N_("The settings of before stay in use."))
        self._settings = found or self._settings
        if not self._watch.is_of(self._settings, self._maker.file):
            before, self._watch = self._watch, Watch(self._settings, self._maker.file)
            before.close()
        if not self._settings.content.is_dir():
            return  # told already; without it there would be a site without activities
        was_open = self.open
        self._maker.build(self._settings)
        self._show()
        if self.open and not was_open:
            self._say(_FOLLOWS)

    def _stands(self) -> bool:
        return (self._settings.output / MARK).is_file()

    def _show(self) -> None:
        """Serve what the settings name, if there is a site."""
        if self._stands():
            self._serving.show(self._settings.output, self._settings.submission_url)
            self._let_in()

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
