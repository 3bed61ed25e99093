"""Every file of a site, one by one, also those that the build only lists when their group changed."""

from __future__ import annotations

from collections.abc import Iterator

from buurtkalender.site.all_pages import all_pages
from buurtkalender.site.model import Site
from buurtkalender.site.publish import FileGroup, Output


def every_page(site: Site) -> Iterator[Output]:
    """Yield every file of a site but feeds and data."""
    for one in all_pages(site):
        yield from one.outputs() if isinstance(one, FileGroup) else (one,)


def made(page: Output) -> bytes:
    """Return the bytes of a file."""
    found = page.make()
    return found if isinstance(found, bytes) else b"".join(found)
