"""The last sheet of the workbook: what every column says, and what the words of the verdicts mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from buurtkalender.domain.coverage.verdicts import VERDICT_KINDS
from buurtkalender.feeds.spreadsheet import Column, Table
from buurtkalender.site import addresses
from buurtkalender.site.model import Site
from buurtkalender.site.tables.columns import SENTENCES, WIDE, Contents, address, table
from buurtkalender.words.catalogues import N_
from buurtkalender.words.verdicts import verdict_kind_name, verdict_meanings

COLUMNS = (
    Column(N_("Sheet"), N_("The sheet of this workbook."), width=18),
    Column(N_("Column"), N_("A column of that sheet."), width=WIDE),
    Column(N_("What it says"), N_("What stands in that column."), width=SENTENCES + 30),
)


def explanation(site: Site, tables: Sequence[Table]) -> Table:
    """Return the sheet about these tables."""
    return table(Contents(N_("Explanation"), COLUMNS, _rows(site, tables)), site.translator)


def _rows(site: Site, tables: Sequence[Table]) -> Iterator[tuple[str, str, str]]:
    _ = site.words.gettext
    about = _("Made from the calendar “{name}”. The newest is on {address}. How we count is on {method}.")
    yield (
        "",
        "",
        about.format(
            name=site.settings.name,
            address=address(site, addresses.TABLES),
            method=address(site, addresses.GAPS_METHOD),
        ),
    )
    verdict = _("Verdict")
    for number, one in enumerate(tables):
        for column in one.columns:
            yield one.name, column.heading, column.about
            if number == 0 and column.heading == verdict:
                for kind in VERDICT_KINDS:
                    yield (
                        one.name,
                        f"{verdict}: {verdict_kind_name(kind, site.translator)}",
                        verdict_meanings(site.translator)[kind],
                    )
