"""All pages of the site in all its languages, and what every site has besides; each made only when it changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from html import escape

from buurtkalender.site import addresses, editorial, hosting
from buurtkalender.site.cards import Cards
from buurtkalender.site.gaps.pages import gap_pages
from buurtkalender.site.lists import KINDS
from buurtkalender.site.marking import PageWords
from buurtkalender.site.model import Site
from buurtkalender.site.pages.activity import activity_pages
from buurtkalender.site.pages.data import open_data_page
from buurtkalender.site.pages.days import day_pages, week_pages, weekend_page
from buurtkalender.site.pages.finder import finder_pages
from buurtkalender.site.pages.form import form_files, form_pages
from buurtkalender.site.pages.lists import facet_pages, home_page, index_pages
from buurtkalender.site.pages.people import editorial_pages, submit_page, volunteers_page
from buurtkalender.site.pages.search import search_pages
from buurtkalender.site.pages.subscribe import subscribe_page
from buurtkalender.site.publish import FileGroup, Output, parts_digest, value_digest
from buurtkalender.site.render import Frame, PageLink, Renderer, Versions
from buurtkalender.site.search_index import index_file
from buurtkalender.site.subscriptions import qr_codes
from buurtkalender.words.catalogues import translator
from buurtkalender.words.dates import ONE_DAY

# --- translated ------------------------------------------------------------------------------------------
# Residents' pages in the other languages of the site.
#
# They are the same pages, made of the same calendar with other words. What does not depend on the language is worked
# out once. Pages of days and weeks are made for as far ahead as lists show.

Pages = Callable[[Site], Iterable[Output | FileGroup]]

DATED = (addresses.DAYS, "/week/")
LEADING = (addresses.HOME, addresses.TODAY, addresses.TOMORROW, addresses.WEEKEND)
"""The pages that lead to pages of days and weeks, besides those themselves and the ways to search."""

SHARED = ("moved_away", "far_moves", "per_day", "dates_digest", "activity_keys", "list_keys", "_organisation_digests")
"""What a site works out of its calendar and not of its words."""


def in_languages(site: Site, pages: Iterable[Output | FileGroup], residents: Pages) -> list[Output | FileGroup]:
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
    dated = value_digest(sorted(near))
    return [_keyed(one, value_digest(versions.of(one.path))) if one.path in versions.pages else one for one in own] + [
        _placed(
            one,
            versions.prefix(language),
            parts_digest(*_depends(one.path, near, dated), value_digest(versions.of(one.path))),
        )
        for language, some in others.items()
        for one in some
    ]


def in_language(site: Site, language: str) -> Site:
    """Return the site with the words of another language; the content stays in its own."""
    settings = site.settings
    words = PageWords(translator(language), settings.language, site.words.years_from)
    known = editorial.values(settings, site.whole or site.calendar, words)
    pages = editorial.read(settings.content, language, known, named=True)
    renderer = Renderer(site.renderer.theme, words, settings, _links(site, pages, words), site.renderer.versions)
    cards = Cards(site.places, words, renderer, site.cards.store, site.cards)
    made = replace(site, words=words, renderer=renderer, cards=cards, pages=pages, kept={})
    for name in SHARED:
        assert isinstance(vars(Site)[name], cached_property)  # noqa: S101 - or a later reader would not find it
        vars(made)[name] = getattr(site, name)
    return made


def _links(site: Site, pages: Iterable[editorial.EditorialPage], words: PageWords) -> list[PageLink]:
    """Return the links to the pages that were written by hand: in this language, or else as they are."""
    own = {page.slug: page.title for page in pages}
    known = {page.slug: own.pop(page.slug, "") or words.own(page.title) for page in site.pages}
    return [PageLink(addresses.page(slug), title) for slug, title in (known | own).items()]


def _near(site: Site) -> dict[str, bytes]:
    """Return the paths of the days and weeks that have a page in every language, and which of those beside them do."""
    first, last = site.list_days
    days = [first + timedelta(days=n) for n in range((last - first) // ONE_DAY + 1)]
    near = {at(day) for day in days for at in (addresses.day, addresses.week)}
    found = {}
    for day in days:
        week, beside = addresses.week(day), (addresses.day(day - ONE_DAY), addresses.day(day + ONE_DAY))
        found[addresses.day(day)] = bytes(one in near for one in beside)
        found[week] = bytes(addresses.week(other) in near for other in (day - 7 * ONE_DAY, day + 7 * ONE_DAY))
    return found


def _made(pages: Iterable[Output | FileGroup], near: Container[str]) -> list[Output | FileGroup]:
    return [one for one in pages if not one.path.startswith(DATED) or one.path in DATED or one.path in near]


def _depends(path: str, near: Mapping[str, bytes], dated: bytes) -> list[bytes]:
    """Return a digest of what a page's links lead to, where that changes from day to day."""
    if path in near:
        return [near[path]]
    return [dated] if path in LEADING or path.startswith(addresses.SEARCH) else []


def _keyed(one: Output | FileGroup, more: bytes) -> Output | FileGroup:
    """Return a page or a group whose key also covers something else."""
    if isinstance(one, Output):
        return one._replace(key=parts_digest(one.key, more))
    return one._replace(key=parts_digest(one.key, more), outputs=lambda: (_keyed(page, more) for page in one.outputs()))  # type: ignore[misc]


def _placed(one: Output | FileGroup, prefix: str, more: bytes) -> Output | FileGroup:
    """Return a page or a group in the folder of its language."""
    if isinstance(one, Output):
        return one._replace(path=prefix + one.path, key=parts_digest(one.key, more))
    outputs = one.outputs
    return FileGroup(
        prefix + one.path,
        parts_digest(one.key, more),
        lambda: (_placed(page, prefix, more) for page in outputs()),  # type: ignore[misc]
    )


# --- fixed files ----------------------------------------------------------------------------------------
# What every site has besides its pages: not found, redirects, robots, sitemap, and files for hosts.

MOVED = {
    addresses.ACTIVITIES: addresses.SEARCH,
    **{kind.folder: kind.index for kind in KINDS.values() if kind.folder and kind.index},
    addresses.DAYS: addresses.TODAY,
    "/week/": addresses.TODAY,
}
"""Addresses that people find by shortening another one."""


def fixed_pages(site: Site, pages: Iterable[Output | FileGroup]) -> Iterator[Output]:
    """Yield these files; ``pages`` are all others, of which the sitemap lists those with a lasting address."""
    yield _not_found(site)
    for old, identifier in sorted(site.renamed.items()):
        if old not in site.calendar.activities:
            yield _redirect(site, addresses.activity(old), addresses.activity(identifier))
    yield _text(addresses.ROBOTS, f"User-agent: *\nAllow: /\nSitemap: {_url(site, addresses.SITEMAP)}\n")
    yield _text(addresses.HEADERS, hosting.headers_file(site.settings.submission_url))
    yield _text(addresses.HTACCESS, hosting.htaccess(site.renderer.base, site.settings.submission_url))
    yield _sitemap(site, pages)
    for path, content in site.renderer.theme.statics():
        yield Output(path, parts_digest(content), lambda content=content: content)  # type: ignore[misc]


def moved_pages(site: Site) -> Iterator[Output]:
    """Yield what leads on from addresses that people find by shortening another one."""
    for old, new in MOVED.items():
        yield _redirect(site, old, new)


def _url(site: Site, path: str) -> str:
    return addresses.absolute(site.settings.url, path)


def _text(path: str, text: str) -> Output:
    return Output(path, parts_digest(text.encode()), text.encode)


def _not_found(site: Site) -> Output:
    _ = site.words.gettext
    frame = Frame(path=addresses.NOT_FOUND, heading=_("This page is not here"), listed=False)
    return site.page("not_found.html", frame)


def offline_page(site: Site) -> Output:
    """Return what somebody sees without a connection, on an address that the device does not have.

    The note in it stands above pages that the device does have: ``theme/static/js/sw.js`` puts it there.
    """
    _ = site.words.gettext
    frame = Frame(path=addresses.OFFLINE, heading=_("No connection with the internet"), listed=False)
    return site.page("offline.html", frame)


def _redirect(site: Site, old: str, new: str) -> Output:
    _ = site.words.gettext
    frame = Frame(path=old, heading=_("This page has moved"), canonical=new, listed=False)
    return site.page("redirect.html", frame, PageLink(new, _url(site, new)))


def _sitemap(site: Site, pages: Iterable[Output | FileGroup]) -> Output:
    """Return the sitemap, without dates and without pages of days: it changes when a page comes or goes.

    Without what organisations can do: that is between them and the coordinator (``noindex``).
    """
    passing = (addresses.DAYS, "/week/", addresses.GAPS_TODO, addresses.GAPS_VENUES)
    root = site.renderer.versions.root
    every = ((page.path, root(page.path)) for page in pages if page.path.endswith("/"))
    paths = [path for path, own in every if not own.startswith(passing) and own not in (*MOVED, addresses.OFFLINE)]
    rows = "".join(f"<url><loc>{escape(_url(site, path), quote=False)}</loc></url>\n" for path in sorted(paths))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    text = f"{head}{rows}</urlset>\n".encode()
    return Output(addresses.SITEMAP, parts_digest(text), lambda: text)


def residents_pages(site: Site) -> Iterator[Output | FileGroup]:
    """Yield the pages that residents read: those that a site has in every language."""
    yield home_page(site)
    yield from activity_pages(site)
    yield from facet_pages(site)
    yield from index_pages(site)
    yield from search_pages(site)
    if site.words.foreign:  # in the site's own language it is among the files, which remember their pieces
        yield index_file(site)
    yield from day_pages(site)
    yield from week_pages(site)
    yield weekend_page(site)
    yield volunteers_page(site)
    yield from editorial_pages(site)
    yield subscribe_page(site)
    yield offline_page(site)
    yield from moved_pages(site)


def all_pages(site: Site, between: Callable[[], object] = lambda: None) -> Iterator[Output | FileGroup]:
    """Yield every page, and what every site has besides. Keys are worked out here, the rest when something changed.

    ``between`` is called now and then, and may raise what ends the work.
    """

    def each(pages: Iterable[Output | FileGroup]) -> Iterator[Output | FileGroup]:
        for one in pages:
            between()
            yield one

    pages = in_languages(site, each(_own_pages(site)), lambda translated: each(residents_pages(translated)))
    yield from pages
    yield from fixed_pages(site, pages)


def _own_pages(site: Site) -> Iterator[Output | FileGroup]:
    yield from residents_pages(site)
    yield submit_page(site)
    yield from gap_pages(site)
    yield from form_pages(site)
    yield from form_files(site)
    yield from finder_pages(site)
    yield from qr_codes(site)
    yield open_data_page(site)


# --- looked at ------------------------------------------------------------------------------------------
# Pages that somebody looks at while the site is built again: made before all others are so much as listed.


TELL_OF_GAPS = (addresses.GAPS, addresses.ORGANISATIONS)
"""Where pages stand that say what the analysis found; those of organisations say how much they can do."""


def looked_at(site: Site, paths: Collection[str], before: Iterable[str], *, gaps: bool) -> Iterator[Output]:
    """Yield the pages at these paths, as far as the site has them: those that tell of ``gaps``, or all others.

    Which pages there are in which languages is taken from the names ``before``, of the files of the last site, and
    what is new in the calendar. A list or an editorial page that is new so has no menu of languages yet; it gets that
    when the whole site is made.
    """
    versions = site.renderer.versions
    wanted: dict[str, set[str]] = {}
    for path in paths:
        root = versions.root(path)
        if root.startswith(TELL_OF_GAPS) != gaps:
            continue
        language = path[1:3] if root != path else versions.default
        wanted.setdefault(language, set()).add(root)
    if not wanted:
        return
    if versions.many:
        versions.pages.update(_languages_of(versions, before))
        versions.pages.update((addresses.activity(one), tuple(versions.languages)) for one in site.calendar.activities)
    for language, some in wanted.items():
        if language == versions.default:
            yield from _found(_own_pages(site), some)
        else:
            own = in_language(site, language)
            for one in _found(residents_pages(own), some):
                yield one._replace(path=versions.prefix(language) + one.path)
    versions.pages.clear()  # from here on they are what the whole site says


def _languages_of(versions: Versions, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for name in names:
        path = f"/{name.removesuffix('index.html')}"
        root = versions.root(path)
        found.setdefault(root, set()).add(versions.default if root == path else path[1:3])
    return {
        path: tuple(one for one in versions.languages if one in languages)
        for path, languages in found.items()
        if len(languages) > 1
    }


def _found(pages: Iterable[Output | FileGroup], paths: set[str]) -> Iterator[Output]:
    """Yield the pages at these paths; no more are listed than it takes to find them."""
    left = set(paths)
    for one in pages:
        if isinstance(one, Output):
            some: Iterable[Output] = [one] if one.path in left else []
        else:
            some = one.outputs() if any(path.startswith(one.path) for path in left) else []
        for page in some:
            if page.path in left:
                left.remove(page.path)
                yield page
        if not left:
            return
