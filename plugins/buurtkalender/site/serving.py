"""The site on this computer, built again whenever a file changes."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from stat import S_ISREG
from typing import Any

from buurtkalender.reading.catalogues import N_, Translator
from buurtkalender.site.hosting import REVALIDATE, content_type, security
from buurtkalender.site.settings import Settings

TICK = 100
"""Milliseconds after which watching says that nothing changed."""


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


def server(output: Path, address: str, port: int, receiver: str | None = None) -> ThreadingHTTPServer:
    """Return a server of the site in ``output`` that is not running yet; port 0 takes any that is free.

    The site's forms go to ``receiver``.

    Raises OSError when the address or the port cannot be used.
    """
    return ThreadingHTTPServer((address, port), partial(_Handler, directory=str(output), security=security(receiver)))


def serve(  # noqa: PLR0913, PLR0917 - what to serve, where, and how it is made
    settings: Settings, file: Path, address: str, port: int, build: Callable[[], int], texts: Translator
) -> int:
    """Build, serve ``settings.output`` on ``address:port``, and build again when content, theme or settings change.

    ``file`` holds the settings. A build that fails is told and leaves what is being served as it was. Returns when
    interrupted (0), or 2 when the first build could not be made or the port is taken.
    """
    from watchfiles import watch

    try:
        serving = server(settings.output, address, port, settings.submission_url)
    except OSError as error:
        text = texts.gettext(N_("port {port} cannot be used ({why}); choose another one with --port"))
        print(f"buurtkalender: {text.format(port=port, why=error.strerror)}", file=sys.stderr)
        return 2
    watched = [path for path in (settings.content, settings.theme, file) if path.exists()]
    with serving, suppress(KeyboardInterrupt):  # also in the middle of a build
        changes = watch(*watched, rust_timeout=TICK, yield_on_timeout=True)
        next(changes)  # from here on nothing is missed, so neither what somebody changes during the first build
        if build() == 2:
            return 2
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        text = texts.gettext(N_("The calendar is on {url} and follows every change. Stop with Ctrl+C."))
        print(text.format(url=f"http://{'localhost' if address == '127.0.0.1' else address}:{port}/"), flush=True)
        try:
            for changed in changes:
                if changed:
                    build()
        finally:
            serving.shutdown()
    return 0
