"""All pages of the site, each made only when what it shows has changed."""

from __future__ import annotations

from collections.abc import Iterator

from buurtkalender.site.finder.pages import finder_pages
from buurtkalender.site.form.files import form_files
from buurtkalender.site.form.pages import form_pages
from buurtkalender.site.gaps.pages import gap_pages
from buurtkalender.site.lists import lists
from buurtkalender.site.model import Site
from buurtkalender.site.outputs import Group
from buurtkalender.site.page_data import data_page
from buurtkalender.site.pages_activity import activity_pages
from buurtkalender.site.pages_days import day_pages, week_pages, weekend_page
from buurtkalender.site.pages_facets import facet_pages
from buurtkalender.site.pages_fixed import fixed_pages, moved_pages, offline_page
from buurtkalender.site.pages_index import home_page, index_pages
from buurtkalender.site.pages_people import editorial_pages, submit_page, volunteers_page
from buurtkalender.site.pages_subscribe import subscribe_page
from buurtkalender.site.paper.papers import papers
from buurtkalender.site.paper.pictures import pictures
from buurtkalender.site.photos import photos
from buurtkalender.site.search_index import index_file
from buurtkalender.site.search_page import search_pages
from buurtkalender.site.subscriptions import qr_codes
from buurtkalender.site.translated import in_languages
from buurtkalender.site.tree import Output

__all__ = ["all_pages", "lists"]


def residents_pages(site: Site) -> Iterator[Output | Group]:
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


def all_pages(site: Site) -> Iterator[Output | Group]:
    """Yield every file of the site but feeds and data. Keys are worked out here, the rest when something changed."""
    pages: list[Output | Group] = [
        *residents_pages(site),
        submit_page(site),
        *gap_pages(site),
        *form_pages(site),
        *form_files(site),
        *finder_pages(site),
        *qr_codes(site),
        data_page(site),
    ]
    pages = in_languages(site, pages, residents_pages)
    yield from pages
    yield from fixed_pages(site, pages)
    yield from photos(site)
    yield from papers(site)
    yield from pictures(site)
