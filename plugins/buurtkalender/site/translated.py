"""Residents' pages in the other languages of the site.

They are the same pages, made of the same calendar with other words. What does not depend on the language is worked out
once. Pages of days and weeks are made for as far ahead as lists show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from functools import cached_property

from buurtkalender.site import addresses, editorial
from buurtkalender.site.cards import Cards
from buurtkalender.site.marking import PageWords
from buurtkalender.site.model import Site
from buurtkalender.site.outputs import Group, digest, digest_of
from buurtkalender.site.render import Link, Renderer
from buurtkalender.site.tree import Output
from buurtkalender.words.catalogues import translator
from buurtkalender.words.dates import DAY

Pages = Callable[[Site], Iterable[Output | Group]]

DATED = (addresses.DAYS, "/week/")
LEADING = (addresses.HOME, addresses.TODAY, addresses.TOMORROW, addresses.WEEKEND)
"""The pages that lead to pages of days and weeks, besides those themselves and the ways to search."""

SHARED = ("following", "moved_away", "per_day", "dates_digest", "_organisation_digests")
"""What a site works out of its calendar and not of its words."""


def in_languages(site: Site, pages: Iterable[Output | Group], residents: Pages) -> list[Output | Group]:
    """Return all pages of the site, with those of residents in the other languages too.

    ``pages`` are those in the site's own language; ``residents`` gives the ones that residents read, of a site in any.
    """
    versions = site.renderer.versions
    own = list(pages)
    if not versions.many:
        return own
    near = _near(site)
    others = {language: _made(residents(in_language(site, language)), near) for language in versions.others}
    found: dict[str, list[str]] = {}
    for one in own:
        found[one.path] = [versions.default]
    for language, some in others.items():
        for one in some:
            found.setdefault(one.path, []).append(language)
    for path, languages in found.items():
        if len(languages) > 1:
            versions.pages[path] = tuple(one for one in versions.languages if one in languages)
    dated = digest_of(sorted(near))
    return [_keyed(one, digest_of(versions.of(one.path))) if one.path in versions.pages else one for one in own] + [
        _placed(one, versions.prefix(language), digest(*_depends(one.path, dated), digest_of(versions.of(one.path))))
        for language, some in others.items()
        for one in some
    ]


def in_language(site: Site, language: str) -> Site:
    """Return the site with the words of another language; the content stays in its own."""
    settings = site.settings
    words = PageWords(translator(language), settings.language)
    known = editorial.values(settings, site.whole or site.calendar, words)
    pages = editorial.read(settings.content, language, known, named=True)
    renderer = Renderer(site.renderer.theme, words, settings, _links(site, pages, words), site.renderer.versions)
    cards = Cards(site.places, words, renderer, site.cards.store, site.cards)
    made = replace(site, words=words, renderer=renderer, cards=cards, pages=pages, kept={})
    for name in SHARED:
        assert isinstance(vars(Site)[name], cached_property)  # noqa: S101 - or a later reader would not find it
        vars(made)[name] = getattr(site, name)
    return made


def _links(site: Site, pages: Iterable[editorial.EditorialPage], words: PageWords) -> list[Link]:
    """Return the links to the pages that were written by hand: in this language, or else as they are."""
    own = {page.slug: page.title for page in pages}
    known = {page.slug: own.pop(page.slug, "") or words.own(page.title) for page in site.pages}
    return [Link(addresses.page(slug), title) for slug, title in (known | own).items()]


def _near(site: Site) -> set[str]:
    """Return the paths of the days and weeks that have a page in every language."""
    first, last = site.list_days
    days = [first + timedelta(days=n) for n in range((last - first) // DAY + 1)]
    return {at(day) for day in days for at in (addresses.day, addresses.week)}


def _made(pages: Iterable[Output | Group], near: set[str]) -> list[Output | Group]:
    return [one for one in pages if not one.path.startswith(DATED) or one.path in DATED or one.path in near]


def _depends(path: str, dated: bytes) -> list[bytes]:
    """Return a digest of what a page's links lead to, where that changes from day to day."""
    leading = path in LEADING or path.startswith((*DATED, addresses.SEARCH))
    return [dated] if leading else []


def _keyed(one: Output | Group, more: bytes) -> Output | Group:
    """Return a page or a group whose key also covers something else."""
    if isinstance(one, Output):
        return one._replace(key=digest(one.key, more))
    return one._replace(key=digest(one.key, more), outputs=lambda: (_keyed(page, more) for page in one.outputs()))  # type: ignore[misc]


def _placed(one: Output | Group, prefix: str, more: bytes) -> Output | Group:
    """Return a page or a group in the folder of its language."""
    if isinstance(one, Output):
        return one._replace(path=prefix + one.path, key=digest(one.key, more))
    outputs = one.outputs
    return Group(prefix + one.path, digest(one.key, more), lambda: (_placed(page, prefix, more) for page in outputs()))  # type: ignore[misc]
