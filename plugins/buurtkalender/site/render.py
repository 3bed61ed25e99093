"""Views become HTML through the theme's templates; and how pages in several languages lead to each other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec
from babel import Locale
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from buurtkalender.feeds import schema_org
from buurtkalender.feeds.context import Thing
from buurtkalender.feeds.formats import LIST, Feed
from buurtkalender.site import addresses
from buurtkalender.site.marking import PageWords, mail, plain
from buurtkalender.site.publish import parts_digest, value_digest
from buurtkalender.site.settings import Settings
from buurtkalender.site.templates import Compiled, EagerEnvironment, Holes
from buurtkalender.site.theme import CSS, ICON, POLICY, SHEETS, Theme, form_policy

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.runtime import Context

# --- versions --------------------------------------------------------------------------------------------
# Which pages there are in which languages, and how they lead to each other.
#
# The site's own language stands at the root, each other one below a folder of its code, with the same path after it.
# All of the site speaks in paths of the root; a finished page is brought into its language in one step, so that no
# page has to know which others there are.

_LEADS = (('href="', ("a ", "a\n")), ('action="', ("form ", "form\n")), ('content="0; url=', ("meta ", "meta\n")))
"""What an address stands behind that leads to another page, and in which element."""

_BLANK = "\0"
"""Where the path goes in what the pages of a language have alike."""

_PATH = re.compile(r"[^?#]*")
_NUMBER = re.compile(r"[0-9]+/$")


class Versions:
    """The languages of a site, its own first, and which of them each page has.

    ``PLACE`` marks where a page has its menu, which is put in after the other links were brought into the language.
    ``pages`` is filled when the pages are listed, which is before any of them is made.
    """

    PLACE = Markup("<!-- languages -->")

    def __init__(self, settings: Settings) -> None:
        self.url = settings.url
        self.default = settings.language
        self.languages = settings.languages or (settings.language,)
        self.others = tuple(one for one in self.languages if one != self.default)
        self.many = len(self.languages) > 1
        self.pages: dict[str, tuple[str, ...]] = {}
        self._lead = lru_cache(maxsize=10_000)(self._led)
        self._alternates: dict[tuple[str, ...], list[str]] = {}
        self._menus: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        self._names = {one: escape(_name(one)) for one in self.languages} if self.many else {}

    def prefix(self, language: str) -> str:
        """Return the folder that a language's pages stand in, such as ``/en``; nothing for the site's own."""
        return "" if language == self.default else f"/{language}"

    def root(self, address: str) -> str:
        """Return the path of a page in the site's own language from where it stands in any."""
        first = address[1:].partition("/")[0]
        return address.removeprefix(f"/{first}") if first in self.others else address

    def of(self, path: str) -> tuple[str, ...]:
        """Return the languages of the page at a path, in the order of the menu; none when it has only one."""
        found = self.pages.get(path)
        if found is None and path[-2:-1].isdigit():  # a further page of a list
            found = self.pages.get(_NUMBER.sub("", path))
        return found or ()

    def address(self, path: str, language: str) -> str:
        """Return the path of a page in a language, or in the site's own when there is no other."""
        return self.prefix(language) + path if language in self.of(path) else path

    def kept_in(self, language: str, text: str) -> str:
        """Return a page with its links leading to pages in the same language, where those are.

        Of the others a link tells that its page is in the site's own language (``hreflang``).
        """
        if language == self.default:
            return text
        lead = self._lead
        for begin, elements in _LEADS:
            first, *others = text.split(f"{begin}/")  # a tenth of what a regular expression over the page takes
            if not others:
                continue
            parts, before = [first], first
            for after in others:
                tag = before.rfind("<")
                if (
                    tag >= 0
                    and before.startswith(elements, tag + 1)
                    and before[-1].isspace()
                    and before.find(">", tag) < 0
                ):
                    address, quote, rest = after.partition('"')
                    parts += (begin, lead(language, elements[0], f"/{address}"), quote, rest)
                else:
                    parts += (begin, "/", after)
                before = after
            text = "".join(parts)
        return text

    def _led(self, language: str, element: str, address: str) -> str:
        """Return an address as it stands on a page in a language, without the quote behind it."""
        prefix, path = self.prefix(language), _PATH.match(address)[0]  # type: ignore[index]
        if path.startswith(f"{prefix}/"):
            return address
        if language in self.of(path):
            return prefix + address
        return f'{address}" hreflang="{self.default}' if element == "a " and path.endswith(("/", ".pdf")) else address

    def finished(self, path: str, words: PageWords, text: str) -> str:
        """Return the page at a path in its language, with the menu that leads to the others."""
        if not self.many:
            return text
        return self.kept_in(words.language, text).replace(self.PLACE, self.menu(path, words), 1)

    def alternates(self, path: str) -> Markup:
        """Return what tells programs of the same page in other languages; each page names all, itself as well.

        (https://developers.google.com/search/docs/specialty/international/localized-versions)
        """
        found = self.of(path)
        parts = self._alternates.get(found)
        if parts is None:
            rows = [(one, self.prefix(one)) for one in found] + ([("x-default", "")] if found else [])
            head = escape(self.url)
            links = [f'<link rel="alternate" hreflang="{one}" href="{head}{prefix}{_BLANK}">' for one, prefix in rows]
            parts = self._alternates[found] = "\n".join(links).split(_BLANK)
        return Markup(str(escape(path)).join(parts))  # noqa: S704 - escaped

    def menu(self, path: str, words: PageWords) -> Markup:
        """Return the links to the same page in the other languages, each in its own; else to their home pages.

        They are ordinary links: whoever chooses a language stays in it because its pages lead to each other.
        """
        found = self.of(path)
        parts = self._menus.get((words.language, found))
        if parts is None:
            parts = self._menus[words.language, found] = self._menu(words, found).split(_BLANK)
        return Markup(str(escape(path)).join(parts))  # noqa: S704 - escaped

    def _menu(self, words: PageWords, found: tuple[str, ...]) -> str:
        items = []
        for one in self.languages:
            here = one == words.language
            where = _BLANK if one in found or here else addresses.HOME
            href = _BLANK if here and not found else self.prefix(one) + where
            now = ' aria-current="true"' if here else ""
            items.append(f'<li><a href="{href}" lang="{one}" hreflang="{one}"{now}>{self._names[one]}</a></li>')
        label = escape(words.gettext("Languages"))
        links = "".join(items)
        return f'<nav class="languages" id="talen" aria-label="{label}"><ul>{links}</ul></nav>'


def _name(language: str) -> str:
    """Return what a language is called by those who speak it, as they would begin a line with it (CLDR)."""
    name = str(Locale.parse(language).get_display_name(language))
    return name if language == "tr" else name[:1].upper() + name[1:]


_SRCSET = re.compile(r"""(?<= srcset=")/|(?<=\dw, )/(?=\S+ \d+w[,"])""")
"""Where an address begins in an attribute ``srcset``, as our own template writes it."""


class PageLink(msgspec.Struct, frozen=True):
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
    crumbs: tuple[PageLink, ...] = ()
    feeds: tuple[FeedLink, ...] = ()
    section: str = ""
    foreign: str = ""
    shown: str = ""
    picture: str = addresses.picture(addresses.HOME)
    listed: bool = True
    scripts: tuple[str, ...] = ()


_HEADER, _FOOTER = Markup("<!-- header -->"), Markup("<!-- footer -->")
"""Where these go in a page in another language, when its other links lead to pages in it: no text holds a comment."""


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
        pages: Iterable[PageLink] = (),
        versions: Versions | None = None,
    ) -> None:
        self.theme = theme
        self.versions = versions or Versions(settings)
        self.words = words
        self.settings = settings
        self.pages = tuple(pages)
        self.base = urlsplit(settings.url).path.rstrip("/")
        self.environment = self._environment(settings.cache)
        self._foreign = bool(self.versions.prefix(words.language))
        self._templates: dict[str, Template] = {}
        self._contexts: dict[str, Context] = {}
        self._headers: dict[str, Markup] = {}
        self._kept: dict[tuple[str, object], Markup] = {}

    def _environment(self, cache: Path) -> Environment:
        environment = EagerEnvironment(
            loader=Compiled(self.theme, cache / "templates", self.words.gettext),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
            auto_reload=False,
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
            stylesheet=f"{CSS}?{parts_digest(self.theme.css).hex()[:12]}",
            icon=f"{ICON}?{parts_digest(self.theme.icon).hex()[:12]}",
            at=addresses,
        )
        environment.filters["phone"] = self.words.phone
        environment.filters["mail"] = mail
        environment.add_extension(Holes)
        return environment

    @cached_property
    def digest(self) -> bytes:
        """A digest of all that every page shows: templates, styles, texts, settings and the editorial pages' titles."""
        settings = self.settings
        return parts_digest(
            self.theme.sources_digest,
            value_digest(self._said(), self.words.language),
            self.theme.css,
            self.theme.icon,
            value_digest([self.theme.asked_with_digest(path) for path in SHEETS.values()]),
            value_digest(self.pages, self.versions.languages),
            value_digest(
                settings.name, settings.url, settings.email, settings.repository, settings.demo, settings.papers
            ),
        )

    def _said(self) -> list[str]:
        """Return all texts of the templates, also of those that no page of this language is made of."""
        return list(map(self.words.gettext, self.theme.texts))

    def render(self, template: str, frame: Frame, view: object, things: Iterable[Thing] = ()) -> bytes:
        """Return the whole page that ``template`` makes of ``view`` inside the shell for ``frame``.

        ``things`` are what it tells programs, besides the way to it.
        """
        shell = {_HEADER: self._header(frame.section), _FOOTER: self._footer}
        marks = {mark: mark for mark in shell} if self._foreign else shell
        text = self.part(
            template,
            page=frame,
            view=view,
            header=marks[_HEADER],
            footer=marks[_FOOTER],
            data=self._data(frame, things),
            alternates=self.versions.alternates(frame.path),
        )
        text = self.versions.finished(frame.path, self.words, text)
        for mark, made in shell.items() if self._foreign else ():  # these were brought into the language once
            text = text.replace(mark, made, 1)
        return self.rooted(text).encode()

    def _data(self, frame: Frame, things: Iterable[Thing]) -> Markup:
        """Return the text of the page's block of data; its own escapes are all that a script element knows."""
        graph = list(things)
        if frame.crumbs:
            here = PageLink(frame.path, frame.heading)
            way = (PageLink(addresses.HOME, self.words.gettext("Home")), *frame.crumbs, here)
            language, site = self.words.language, self.settings.url
            urls = (addresses.absolute(site, self.versions.address(link.url, language)) for link in way)
            graph.append(schema_org.crumbs(zip(urls, (plain(link.text) for link in way), strict=True)))
        return Markup(schema_org.script(graph))  # noqa: S704 - escaped for a script element

    def part(self, template: str, **names: Any) -> str:
        """Return what a template makes of these names, without a shell."""
        found = self._templates.get(template)
        if found is None:
            found = self._templates[template] = self.environment.get_template(template)
        return found.render(names)

    def kept(self, template: str, value: object) -> Markup:
        """Return what a template makes of a value that many pages show (as ``it``); made once for equal values."""
        found = self._kept.get((template, value))
        if found is None:
            found = self._kept[template, value] = Markup(self.piece(template, "it", value))  # noqa: S704 - our template
        return found

    def piece(self, template: str, name: str, value: object) -> str:
        """Return what a small template makes of one value; half of what it takes to begin as for a page."""
        context = self._contexts.get(template)
        if context is None:
            self._templates[template] = self.environment.get_template(template)
            context = self._contexts[template] = self._templates[template].new_context()
        context.vars.clear()
        context.exported_vars.clear()
        context.vars[name] = value
        try:
            return "".join(self._templates[template].root_render_func(context))
        except Exception:  # noqa: BLE001 - raised anew, with the line of the template
            self.environment.handle_exception()

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
            found = self._headers[section] = self._of_shell("parts/header.html", section=section)
        return found

    @cached_property
    def _footer(self) -> Markup:
        return self._of_shell("parts/footer.html", pages=self.pages)

    def _of_shell(self, template: str, **names: Any) -> Markup:
        return Markup(self.versions.kept_in(self.words.language, self.part(template, **names)))  # noqa: S704 - our template
