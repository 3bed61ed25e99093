"""The theme's own files, a municipality's own look over them, and what a browser may do with a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from types import CodeType
from urllib.parse import urlsplit

from buurtkalender.site.publish import parts_digest, value_digest
from buurtkalender.site.settings import SettingsError

# --- policy ----------------------------------------------------------------------------------------------
# What a browser may do with a page (Content Security Policy, level 3).

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; connect-src 'self'; script-src 'none'; "
    "base-uri 'none'; form-action 'none'"
)
"""What a browser may do with a page. It runs no script; it may connect to its own site, where programs that judge pages
(Lighthouse) read robots.txt from within the page."""

OF_ALL_PAGES = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self' https: mailto:"
)
"""What a host sends with every file: no page's own policy allows more. A browser obeys both (CSP 3, 4.2), so it is the
page itself that is strict; hosts that join headers cannot say one thing of one page and another of the rest."""


def form_policy(target: str) -> str:
    """Return the policy of a page with a form: our own script, what that fetches from us, and where the form goes.

    ``target`` is a whole address or ``mailto:``; empty where the form is not sent by the browser. A receiver is also
    asked by the script.
    """
    ours = _connecting(POLICY.replace("script-src 'none'", "script-src 'self'"), target)
    return ours.replace("form-action 'none'", f"form-action {target}") if target else ours


def policy_of_all_pages(receiver: str = "") -> str:
    """Return :data:`OF_ALL_PAGES` for a site with a receiver, at this address: forms may go there, and ask it."""
    policy = _connecting(OF_ALL_PAGES, receiver)
    own = _origin(receiver)
    return (
        policy
        if own.startswith("https:")
        else policy.replace("form-action 'self'", f"form-action 'self' {own}".rstrip())
    )


def _connecting(policy: str, receiver: str) -> str:
    return policy.replace("connect-src 'self'", f"connect-src 'self' {_origin(receiver)}".rstrip())


def _origin(url: str) -> str:
    """Return the origin of an address of the web, "" for any other."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


# --- own look -------------------------------------------------------------------------------------------
# A municipality's own look: its colours and type in a file of its own, laid over the theme's tokens.
#
# Who looks badly has to be able to read it too, so colours that stand too little apart are refused (WCAG 2.2, 1.4.3).

LEAST = 4.5
"""The contrast of text with what it stands on (WCAG 2.2, 1.4.3)."""

PAIRS = (
    *(("ink", ground) for ground in ("paper", "surface", "mark")),
    *((text, ground) for text in ("soft", "link") for ground in ("paper", "surface")),
    *(("accent", ground) for ground in ("paper", "surface")),
    ("on-band", "band"),
    ("paper", "link"),
)
"""Which token is the colour of text, and on which it stands."""

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_DARK = re.compile(r"@media[^{]*prefers-color-scheme\s*:\s*dark[^{]*\{((?:[^{}]*\{[^{}]*\})*[^{}]*)\}", re.DOTALL)
_TOKEN = re.compile(r"--([a-z-]+)\s*:\s*([^;}]+?)\s*[;}]")
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_ELSEWHERE = re.compile(r"@import|url\(\s*['\"]?(?!data:)", re.IGNORECASE)


def own_tokens(file: Path | None, usual: str) -> str:
    """Return a municipality's own tokens as CSS, to come after the ``usual`` ones; empty where it has none.

    The usual tokens of the dark stay those of the dark, unless its own file says otherwise for the dark too.

    Raises SettingsError when the file cannot be read, asks for something from elsewhere (no page ever asks anybody
    else for something), or holds colours that cannot be read, or told apart.
    """
    if file is None:
        return ""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"TOKENS: {file} cannot be read: {error}. Name a CSS file, or None.") from error
    plain = _COMMENT.sub("", text)
    faults = []
    if _ELSEWHERE.search(plain):
        faults.append("it may not ask for other files: leave out @import and url(…).")
    light, dark = _tokens(usual)
    own_light, own_dark = _tokens(plain)
    for name, looks in (("light", light | own_light), ("dark", light | own_light | dark | own_dark)):
        faults += _faults(name, looks, own_light if name == "light" else own_light | own_dark)
    if faults:
        raise SettingsError("\n".join(f"TOKENS: {file}: {fault}" for fault in faults))
    parts = [
        _DARK.sub("", plain),
        *(match[0] for css in (_COMMENT.sub("", usual), plain) for match in _DARK.finditer(css)),
    ]
    return "\n".join(["@layer tokens {", *parts, "}"])  # in that layer, so that paper stays white


def light_tokens(file: Path | None, usual: str) -> dict[str, str]:
    """Return the tokens of light, a municipality's own before the ``usual`` ones: for what is no page."""
    own = _COMMENT.sub("", file.read_text("utf-8")) if file else ""
    return _tokens(_COMMENT.sub("", usual))[0] | _tokens(own)[0]


def _tokens(css: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the tokens of light, and those that dark changes."""
    dark = dict(chain.from_iterable(_TOKEN.findall(block) for block in _DARK.findall(css)))
    return dict(_TOKEN.findall(_DARK.sub("", css))), dark


def _faults(scheme: str, tokens: dict[str, str], own: dict[str, str]) -> list[str]:
    wrong = []
    for text, ground in PAIRS:
        if not {text, ground} & own.keys():
            continue
        for name in (text, ground):
            if not _HEX.fullmatch(tokens[name]):
                wrong.append(f"--{name}: {tokens[name]} is no colour such as #17564f.")
                break
        else:
            reached = contrast(tokens[text], tokens[ground])
            if reached < LEAST:
                wrong.append(
                    f"{scheme}: --{text} {tokens[text]} on --{ground} {tokens[ground]} has a contrast of "
                    f"{reached:.1f}; to be read, text needs {LEAST}. Make one of them darker or lighter."
                )
    return list(dict.fromkeys(wrong))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as ``#rgb`` or ``#rrggbb``, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == len("#rrggbb") else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


CSS = "/theme/css/site.css"
FORM_SCRIPT = "/theme/js/form.js"
SEND_SCRIPT = "/theme/js/send.js"
FORM_CSS = "/theme/form.css"
SEARCH_SCRIPT = "/theme/js/search.js"
SEARCH_FINDING = "/theme/js/finding.js"
"""What the search page fetches when somebody searches."""

SEARCH_CSS = "/theme/search.css"
SEARCH_ENGINE = "/theme/js/vendor/minisearch.js"
FINDER_SCRIPT = "/theme/js/finder.js"
FINDER_CSS = "/theme/finder.css"
MINE_SCRIPT = "/theme/js/mine.js"
TODAY_SCRIPT = "/theme/js/today.js"
DAYS_SCRIPT = "/theme/js/days.js"
DATES_SCRIPT = "/theme/js/dates.js"
HOURS_SCRIPT = "/theme/js/hours.js"
OFFLINE_SCRIPT = "/theme/js/offline.js"
WORKER = "/sw.js"
"""What works in the background for all pages of the site; a browser wants it at its root (Service Workers, 2.2)."""

SCRIPTS = {
    FORM_SCRIPT: ("clock", "answers", "form"),
    SEND_SCRIPT: ("send",),
    SEARCH_SCRIPT: ("matching", "search"),
    SEARCH_FINDING: ("finding",),
    FINDER_SCRIPT: ("clock", "fitting", "qr", "handout", "finder"),
    MINE_SCRIPT: ("clock", "over", "days", "offline", "mine"),
    TODAY_SCRIPT: ("clock", "today"),
    DAYS_SCRIPT: ("clock", "over", "days"),
    DATES_SCRIPT: ("clock", "over", "dates"),
    HOURS_SCRIPT: ("clock", "over", "days", "hours"),
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

DIGESTED = (*SHEETS.values(), FORM_CSS, SEARCH_CSS, SEARCH_ENGINE, FINDER_CSS, *SCRIPTS)
"""What only some pages ask for, with a digest of its bytes."""

ASKED_TEXT = re.compile(r"""\b_\("((?:[^"\\]|\\.)*)"\)""")
"""A text in a template, as it is asked of a catalogue."""

ICON = "/theme/icon.svg"
LAYERS = ("tokens", "base", "layout", "parts", "print")


def unquoted(text: str) -> str:
    """Return a msgid from how it stands in a template."""
    return text.replace('\\"', '"')


class Theme:
    """The files of a theme: ``folder`` holds its ``templates/`` and ``static/``.

    ``tokens`` are a municipality's own look, laid over it. Raises SettingsError where that cannot be used.
    ``compiled`` are the templates that were compiled, by their names.
    """

    def __init__(self, folder: Path, tokens: Path | None = None) -> None:
        self.templates = folder / "templates"
        self.static = folder / "static"
        self.css = self._css(tokens)
        self.compiled: dict[str, CodeType] = {}

    @cached_property
    def sources(self) -> dict[str, bytes]:
        """The sources of all templates, by their names."""
        found = sorted(self.templates.rglob("*.html"))
        return {path.relative_to(self.templates).as_posix(): path.read_bytes() for path in found}

    @cached_property
    def sources_digest(self) -> bytes:
        """A digest of these."""
        return parts_digest(*self.sources.values(), value_digest(list(self.sources)))

    @cached_property
    def texts(self) -> list[str]:
        """The msgids of all texts in them, also in those that no page of some language is made of."""
        return [unquoted(text) for source in self.sources.values() for text in ASKED_TEXT.findall(source.decode())]

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
        return f"{path}?{parts_digest(octets).hex()[:12]}"

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
    return re.sub(r"^export (?!default )", "", script, flags=re.MULTILINE)
