"""The theme's own files, as pages ask for them: style and scripts joined, without what only people need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path

from buurtkalender.site.look import own_tokens
from buurtkalender.site.outputs import digest

CSS = "/theme/css/site.css"
FORM_SCRIPT = "/theme/js/form.js"
SEND_SCRIPT = "/theme/js/send.js"
FORM_CSS = "/theme/form.css"
SEARCH_SCRIPT = "/theme/js/search.js"
SEARCH_CSS = "/theme/search.css"
SEARCH_ENGINE = "/theme/js/vendor/minisearch.js"
FINDER_SCRIPT = "/theme/js/finder.js"
FINDER_CSS = "/theme/finder.css"
MINE_SCRIPT = "/theme/js/mine.js"
TODAY_SCRIPT = "/theme/js/today.js"
OFFLINE_SCRIPT = "/theme/js/offline.js"
WORKER = "/sw.js"
"""What works in the background for all pages of the site; a browser wants it at its root (Service Workers, 2.2)."""

SCRIPTS = {
    FORM_SCRIPT: ("answers", "form"),
    SEND_SCRIPT: ("send",),
    SEARCH_SCRIPT: ("matching", "search"),
    FINDER_SCRIPT: ("fitting", "qr", "handout", "finder"),
    MINE_SCRIPT: ("mine",),
    TODAY_SCRIPT: ("today",),
    OFFLINE_SCRIPT: ("offline",),
}
"""Our scripts, each with the modules that it is made of: together in one, so that a phone asks once."""

SHEETS = {
    "lists": "/theme/lists.css",
    "pages": "/theme/pages.css",
    "gaps": "/theme/gaps.css",
    "icons": "/theme/icons.svg",
}
"""What templates ask for by these names."""

KEPT = (*SHEETS.values(), FORM_CSS, SEARCH_CSS, SEARCH_ENGINE, FINDER_CSS, *SCRIPTS)
"""What only some pages ask for, with a digest of its bytes."""

ICON = "/theme/icon.svg"
LAYERS = ("tokens", "base", "layout", "parts", "print")


class Theme:
    """The files of a theme: ``folder`` holds its ``templates/`` and ``static/``.

    ``tokens`` are a municipality's own look, laid over it. Raises SettingsError where that cannot be used.
    """

    def __init__(self, folder: Path, tokens: Path | None = None) -> None:
        self.templates = folder / "templates"
        self.static = folder / "static"
        self.css = self._css(tokens)

    def _css(self, tokens: Path | None) -> bytes:
        """Join the layers into one file; their order is the order of the cascade."""
        folder = self.static / "css"
        layers = [(folder / f"{layer}.css").read_text("utf-8") for layer in LAYERS]
        return _tight("\n".join([*layers, own_tokens(tokens, layers[0])])).encode()

    @cached_property
    def icon(self) -> bytes:
        """The picture of the site, as browsers show it beside its name."""
        return (self.static / "icon.svg").read_bytes()

    @cached_property
    def scripts(self) -> dict[str, bytes]:
        """Our scripts, as pages ask for them."""
        folder = self.static / "js"
        return {
            path: _one_module("".join((folder / f"{name}.js").read_text("utf-8") for name in names)).encode()
            for path, names in SCRIPTS.items()
        }

    def asked_with_digest(self, path: str) -> str:
        """Return the address of one of the theme's own files with a digest of its bytes, by which it may be kept."""
        octets = self.scripts.get(path) or self._static(self.static / path.removeprefix("/theme/"))
        return f"{path}?{digest(octets).hex()[:12]}"

    def statics(self) -> Iterator[tuple[str, bytes]]:
        """Yield the path and bytes of every file of the theme that pages ask for."""
        yield CSS, self.css
        yield from self.scripts.items()
        yield WORKER, _one_module((self.static / "js" / "sw.js").read_text("utf-8")).encode()
        for path in sorted(self.static.rglob("*")):
            if path.is_file() and path.parent not in {self.static / "css", self.static / "js"}:
                yield f"/theme/{path.relative_to(self.static).as_posix()}", self._static(path)

    @staticmethod
    def _static(path: Path) -> bytes:
        """Return the bytes of a file of the theme, as pages ask for it."""
        content = path.read_bytes()
        return _tight(content.decode()).encode() if path.suffix == ".css" else content


@lru_cache(maxsize=64)  # `serve` asks the same again at every change
def _tight(css: str) -> str:
    """Leave out comments and the space that only people need; strings in our own style sheets hold neither."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s*([{};])\s*", r"\1", css)
    return re.sub(r"([,:]) ", r"\1", css).strip() + "\n"


@lru_cache(maxsize=64)
def _one_module(script: str) -> str:
    """Leave out what joins our own modules, and the comments and indents that only people need: whole lines only."""
    script = re.sub(r"^ *(//.*|/\*\*.*\*/|import .*)\n|^ +", "", script, flags=re.MULTILINE)
    return re.sub(r"^export ", "", script, flags=re.MULTILINE)
