"""What every site has besides its pages: not found, redirects, robots, sitemap, and files for hosts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from buurtkalender.site import addresses, hosting
from buurtkalender.site.lists import KINDS
from buurtkalender.site.model import Site
from buurtkalender.site.outputs import Group, digest
from buurtkalender.site.render import Frame, Link
from buurtkalender.site.tree import Output

MOVED = {
    addresses.ACTIVITIES: addresses.SEARCH,
    **{kind.folder: kind.index for kind in KINDS.values() if kind.folder and kind.index},
    addresses.DAYS: addresses.TODAY,
    "/week/": addresses.TODAY,
}
"""Addresses that people find by shortening another one."""


def fixed_pages(site: Site, pages: Iterable[Output | Group]) -> Iterator[Output]:
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
        yield Output(path, digest(content), lambda content=content: content)  # type: ignore[misc]


def moved_pages(site: Site) -> Iterator[Output]:
    """Yield what leads on from addresses that people find by shortening another one."""
    for old, new in MOVED.items():
        yield _redirect(site, old, new)


def _url(site: Site, path: str) -> str:
    return addresses.absolute(site.settings.url, path)


def _text(path: str, text: str) -> Output:
    return Output(path, digest(text.encode()), text.encode)


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
    return site.page("redirect.html", frame, Link(new, _url(site, new)))


def _sitemap(site: Site, pages: Iterable[Output | Group]) -> Output:
    """Return the sitemap, without dates and without pages of days: it changes when a page comes or goes.

    Without what organisations can do: that is between them and the coordinator (``noindex``).
    """
    passing = (addresses.DAYS, "/week/", addresses.GAPS_TODO, addresses.GAPS_VENUES)
    root = site.renderer.versions.root
    every = ((page.path, root(page.path)) for page in pages if page.path.endswith("/"))
    paths = [path for path, own in every if not own.startswith(passing) and own not in (*MOVED, addresses.OFFLINE)]
    rows = "".join(f"<url><loc>{escape(_url(site, path))}</loc></url>\n" for path in sorted(paths))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    text = f"{head}{rows}</urlset>\n".encode()
    return Output(addresses.SITEMAP, digest(text), lambda: text)
