"""The coordinator's tables as files: a workbook of all, and each as CSV for Dutch settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from importlib.metadata import version

from buurtkalender.feeds.spreadsheet import Table, as_csv
from buurtkalender.feeds.workbook import as_xlsx
from buurtkalender.site import addresses
from buurtkalender.site.gaps.quality import quality
from buurtkalender.site.model import Site
from buurtkalender.site.outputs import digest, digest_of
from buurtkalender.site.tables.capacity import capacity
from buurtkalender.site.tables.columns import Contents, table
from buurtkalender.site.tables.coverage import coverage
from buurtkalender.site.tables.explanation import explanation
from buurtkalender.site.tables.prevention import prevention
from buurtkalender.site.tables.todo import todo
from buurtkalender.site.tree import Output

TABLES: tuple[tuple[str, Callable[[Site], Contents]], ...] = (
    (addresses.TABLE_OF_GAPS, coverage),
    (addresses.TABLE_OF_TODO, todo),
    (addresses.TABLE_OF_CAPACITY, capacity),
    (addresses.TABLE_OF_PREVENTION, prevention),
)
"""Each table as CSV, and what makes it; in the order of the sheets."""


def table_files(site: Site, known: bytes) -> Iterator[Output]:
    """Yield them; ``known`` is a digest of all that data show of activities, whatever the day is."""
    key = _key(site, known)

    @cache
    def made(contents: Callable[[Site], Contents]) -> Table:
        return table(contents(site), site.translator)

    for path, contents in TABLES:
        yield Output(path, key, partial(lambda contents: as_csv(made(contents)), contents))

    def workbook() -> bytes:
        tables = [made(contents) for _, contents in TABLES]
        name = site.settings.name
        title = site.words.gettext("Gaps and what helps: {name}").format(name=name)
        return as_xlsx([*tables, explanation(site, tables)], title, name)

    yield Output(addresses.TABLES, digest(key, version("xlsxwriter").encode()), workbook)


def _key(site: Site, known: bytes) -> bytes:
    """Return a digest of all that the tables say: they mention nearly everything, so one does for all."""
    calendar = site.calendar
    return digest(
        known,
        digest_of(site.settings.name, site.settings.url, site.settings.language),
        digest_of(tuple(site.verdicts), tuple(site.prevention), tuple(site.catchments), quality(site).todos),
        digest_of(calendar.norms, calendar.picked_up, calendar.organisations, calendar.venues),
        digest_of(calendar.neighbourhoods, calendar.municipalities),
        digest_of([(problem.path, problem.text(site.translator)) for problem in site.problems]),
    )
