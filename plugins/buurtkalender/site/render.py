"""Views become HTML through the theme's templates: one environment, with what every page shares rendered once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec
from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup

from buurtkalender.feeds import json_ld
from buurtkalender.feeds.formats import LIST, Feed
from buurtkalender.feeds.linked import Thing
from buurtkalender.site import addresses
from buurtkalender.site.marking import PageWords, mail, plain
from buurtkalender.site.outputs import digest, digest_of
from buurtkalender.site.policy import POLICY, form_policy
from buurtkalender.site.settings import Settings
from buurtkalender.site.theme import CSS, ICON, SHEETS, Theme
from buurtkalender.site.versions import Versions

if TYPE_CHECKING:
    from jinja2 import Template

_SRCSET = re.compile(r"""(?<= srcset=")/|(?<=\dw, )/(?=\S+ \d+w[,"])""")
"""Where an address begins in an attribute ``srcset``, as our own template writes it."""

_TEXT = re.compile(r"""\b_\("((?:[^"\\]|\\.)*)"\)""")


class Link(msgspec.Struct, frozen=True):
    """A link: where to, what it says, and something said after it (a count, a day)."""

    url: str
    text: str
    note: str = ""


class FeedLink(msgspec.Struct, frozen=True):
    """A feed of a page: where it stands, its media type, the name of its format, and its title, which may be empty."""

    url: str
    media: str
    name: str
    title: str


def feed_links(words: PageWords, path: str, heading: str, feeds: Iterable[Feed]) -> tuple[FeedLink, ...]:
    """Return these feeds of the list at ``path``."""
    return tuple(
        FeedLink(
            addresses.feed_of(path, one),
            one.media,
            one.name,
            heading if one.title == LIST else words.gettext(one.title) if one.title else "",
        )
        for one in feeds
    )


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """What the shell around a page's content shows.

    ``heading`` is the h1, and with ``title`` left out the document's title too. ``feeds`` are the page's own.
    ``section`` is the entry of the navigation that the page belongs to, ``picture`` what is shown of a link to it.
    ``foreign`` is the language of ``heading`` and ``description`` where that is not the page's, ``shown`` the heading
    as HTML where a part of it is in another one.
    ``scripts`` are addresses of our own, which add something to a page that is whole without them.
    """

    path: str
    heading: str
    title: str = ""
    description: str = ""
    canonical: str = ""
    crumbs: tuple[Link, ...] = ()
    feeds: tuple[FeedLink, ...] = ()
    section: str = ""
    foreign: str = ""
    shown: str = ""
    picture: str = addresses.picture(addresses.HOME)
    listed: bool = True
    scripts: tuple[str, ...] = ()


class Compiled(FileSystemBytecodeCache):
    """Compiled templates, found again by their name: also by another project with the same theme, or one that moved."""

    def get_cache_key(self, name: str, filename: str | None = None) -> str:  # noqa: ARG002 - where it stood
        """Return the key of a template; whether its source is still the same, Jinja looks for itself."""
        return super().get_cache_key(name)


class Translated(Extension):
    """Puts texts into a template while it is compiled, so that saying ``_("…")`` costs a page nothing."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        """Replace every ``_("…")`` by the catalogue's text as a literal, which Jinja escapes when it compiles."""
        gettext: Any = self.environment.globals["gettext"]
        return _TEXT.sub(lambda match: _literal(gettext(_unquoted(match[1]))), source)


def _unquoted(text: str) -> str:
    return text.replace('\\"', '"')


def _literal(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Renderer:
    """Renders views for one language of one site.

    ``versions`` tells which pages there are in which languages. Compiled templates of the theme are kept below the
    cache folder of the settings. ``pages`` are the editorial pages, which the footer links.
    """

    def __init__(
        self,
        theme: Theme,
        words: PageWords,
        settings: Settings,
        pages: Iterable[Link] = (),
        versions: Versions | None = None,
    ) -> None:
        self.theme = theme
        self.versions = versions or Versions(settings)
        self.words = words
        self.settings = settings
        self.pages = tuple(pages)
        self.base = urlsplit(settings.url).path.rstrip("/")
        self.environment = self._environment(settings.cache)
        self._templates: dict[str, Template] = {}
        self._headers: dict[str, Markup] = {}
        self._kept: dict[tuple[str, object], Markup] = {}

    def _environment(self, cache: Path) -> Environment:
        kept = cache / "templates"
        kept.mkdir(parents=True, exist_ok=True)
        environment = Environment(
            loader=FileSystemLoader(self.theme.templates),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
            auto_reload=False,
            bytecode_cache=Compiled(str(kept), f"{self._compiled_from.hex()}-%s"),
        )
        environment.globals.update(
            gettext=self.words.gettext,
            site=self.settings,
            language=self.words.language,
            versions=self.versions,
            foreign=self.words.foreign,
            written=self.words.written_in,
            prefix=self.versions.prefix(self.words.language),
            locale=self.words.locale,
            direction="rtl" if self.words.right_to_left else "ltr",
            policy=POLICY,
            sheets={name: self.theme.asked_with_digest(path) for name, path in SHEETS.items()},
            policy_with_scripts=form_policy(""),
            stylesheet=f"{CSS}?{digest(self.theme.css).hex()[:12]}",
            icon=f"{ICON}?{digest(self.theme.icon).hex()[:12]}",
            at=addresses,
        )
        environment.filters["phone"] = self.words.phone
        environment.filters["mail"] = mail
        environment.add_extension(Translated)
        return environment

    @cached_property
    def _compiled_from(self) -> bytes:
        """A digest of what is compiled into templates besides their names: their sources and the texts in them."""
        templates = sorted(self.theme.templates.rglob("*.html"))
        return digest(*(path.read_bytes() for path in templates), digest_of(self._said(templates), self.words.language))

    @cached_property
    def digest(self) -> bytes:
        """A digest of all that every page shows: templates, styles, texts, settings and the editorial pages' titles."""
        settings = self.settings
        return digest(
            self._compiled_from,
            self.theme.css,
            self.theme.icon,
            digest_of([self.theme.asked_with_digest(path) for path in SHEETS.values()]),
            digest_of(self.pages, self.versions.languages),
            digest_of(settings.name, settings.url, settings.email, settings.repository, settings.demo, settings.papers),
        )

    def _said(self, templates: Iterable[Path]) -> list[str]:
        """Return all texts of the templates, also of those that no page of this language is made of."""
        return [self.words.gettext(text) for path in templates for text in _TEXT.findall(path.read_text("utf-8"))]

    def render(self, template: str, frame: Frame, view: object, things: Iterable[Thing] = ()) -> bytes:
        """Return the whole page that ``template`` makes of ``view`` inside the shell for ``frame``.

        ``things`` are what it tells programs, besides the way to it.
        """
        shell = {"header": self._header(frame.section), "footer": self._footer, "data": self._data(frame, things)}
        text = self.part(template, page=frame, view=view, alternates=self.versions.alternates(frame.path), **shell)
        return self.rooted(self.versions.finished(frame.path, self.words, text)).encode()

    def _data(self, frame: Frame, things: Iterable[Thing]) -> Markup:
        """Return the text of the page's block of data; its own escapes are all that a script element knows."""
        graph = list(things)
        if frame.crumbs:
            here = Link(frame.path, frame.heading)
            way = (Link(addresses.HOME, self.words.gettext("Home")), *frame.crumbs, here)
            language, site = self.words.language, self.settings.url
            urls = (addresses.absolute(site, self.versions.address(link.url, language)) for link in way)
            graph.append(json_ld.crumbs(zip(urls, (plain(link.text) for link in way), strict=True)))
        return Markup(json_ld.script(graph))  # noqa: S704 - escaped for a script element

    def part(self, template: str, **names: Any) -> str:
        """Return what a template makes of these names, without a shell."""
        found = self._templates.get(template)
        if found is None:
            found = self._templates[template] = self.environment.get_template(template)
            found.globals = dict(found.globals)  # a chain of mappings is copied at every rendering, key by key
        return found.render(names)

    def kept(self, template: str, value: object) -> Markup:
        """Return what a template makes of a value that many pages show (as ``it``); made once for equal values."""
        found = self._kept.get((template, value))
        if found is None:
            found = self._kept[template, value] = Markup(self.part(template, it=value))  # noqa: S704 - our template
        return found

    def rooted(self, text: str) -> str:
        """Return the page with its links below the folder that the site stands in, if it does not stand at the root."""
        if not self.base:
            return text
        for attribute in ("href", "src"):
            text = text.replace(f'{attribute}="/', f'{attribute}="{self.base}/')
        text = _SRCSET.sub(f"{self.base}/", text)
        return text.replace('content="0; url=/', f'content="0; url={self.base}/')

    def _header(self, section: str) -> Markup:
        """Return the header, with the entry of the navigation marked that the page belongs to."""
        found = self._headers.get(section)
        if found is None:
            found = self._headers[section] = Markup(self.part("parts/header.html", section=section))  # noqa: S704
        return found

    @cached_property
    def _footer(self) -> Markup:
        return Markup(self.part("parts/footer.html", pages=self.pages))  # noqa: S704 - made by our own template
