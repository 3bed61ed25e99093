"""Which pages there are in which languages, and how they lead to each other.

The site's own language stands at the root, each other one below a folder of its code, with the same path after it. All
of the site speaks in paths of the root; a finished page is brought into its language in one step, so that no page has
to know which others there are.
"""

from __future__ import annotations

import re

from babel import Locale
from markupsafe import Markup, escape

from buurtkalender.site import addresses
from buurtkalender.site.marking import PageWords
from buurtkalender.site.settings import Settings

_LINK = re.compile(r'(<a\b[^>]*?\shref="|<form\b[^>]*?\saction="|\scontent="0; url=)(/[^"#?]*)([^"]*)"')
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
        prefix = self.prefix(language)
        if not prefix:
            return text

        def link(match: re.Match[str]) -> str:
            start, path, rest = match.groups()
            if path.startswith(f"{prefix}/"):
                return match[0]
            if language in self.of(path):
                return f'{start}{prefix}{path}{rest}"'
            if path.endswith(("/", ".pdf")) and start.startswith("<a"):
                return f'{start}{path}{rest}" hreflang="{self.default}"'
            return match[0]

        return _LINK.sub(link, text)

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
        rows = [(one, self.prefix(one)) for one in found] + ([("x-default", "")] if found else [])
        head, tail = escape(self.url), escape(path)
        rows_of = (f'<link rel="alternate" hreflang="{one}" href="{head}{prefix}{tail}">' for one, prefix in rows)
        return Markup("\n".join(rows_of))  # noqa: S704 - escaped

    def menu(self, path: str, words: PageWords) -> Markup:
        """Return the links to the same page in the other languages, each in its own; else to their home pages.

        They are ordinary links: whoever chooses a language stays in it because its pages lead to each other.
        """
        found = self.of(path)
        items = []
        for one in self.languages:
            here = one == words.language
            where = path if one in found or here else addresses.HOME
            href = path if here and not found else self.prefix(one) + where
            now = ' aria-current="true"' if here else ""
            items.append(f'<li><a href="{escape(href)}" lang="{one}" hreflang="{one}"{now}>{self._names[one]}</a></li>')
        label = escape(words.gettext("Languages"))
        links = "".join(items)
        return Markup(f'<nav class="languages" id="talen" aria-label="{label}"><ul>{links}</ul></nav>')  # noqa: S704 - escaped


def _name(language: str) -> str:
    """Return what a language is called by those who speak it, as they would begin a line with it (CLDR)."""
    name = str(Locale.parse(language).get_display_name(language))
    return name if language == "tr" else name[:1].upper() + name[1:]
