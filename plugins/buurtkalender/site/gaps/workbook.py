"""The coordinator's tables as files: a workbook of all, and each as CSV for Dutch settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from importlib.metadata import version

from msgspec.structs import replace

from buurtkalender.domain.coverage.prevention import PreventionCell
from buurtkalender.domain.coverage.verdicts import VERDICT_KINDS
from buurtkalender.domain.model import Programme
from buurtkalender.feeds.spreadsheet import CellValue, Column, Table, as_csv, as_xlsx
from buurtkalender.site import addresses
from buurtkalender.site.gaps.analysis import todos_digest, without_day, without_remedies
from buurtkalender.site.gaps.prevention import band_name, goal_name, prevention_counted_in
from buurtkalender.site.gaps.tables import (
    CERTAIN,
    COUNTED_IN,
    NARROW,
    PERHAPS,
    READ_MORE,
    REQUIRED,
    SENTENCES,
    WHAT_COUNTS,
    WIDE,
    Contents,
    capacity_table,
    coverage_table,
    page_address,
    table,
    task_table,
    title,
    titles,
)
from buurtkalender.site.model import Site
from buurtkalender.site.publish import Output, parts_digest, value_digest
from buurtkalender.words.catalogues import N_, capital
from buurtkalender.words.verdicts import fact_name, verdict_kind_name, verdict_meanings, verdict_name

# --- prevention ------------------------------------------------------------------------------------------
# The table of prevention: what there is towards each goal, by age and municipality.

PREVENTION_COLUMNS = (
    Column(N_("Municipality"), N_("The municipality that the row is about."), width=22),
    Column(N_("Goal"), N_("What prevention is to lead to."), width=28),
    Column(N_("Ages"), N_("For whom."), width=22),
    Column(N_("Verdict"), N_("What we say about it, in a word."), width=18),
    CERTAIN,
    PERHAPS,
    REQUIRED,
    COUNTED_IN,
    Column(N_("Residents of these ages"), N_("How many people of these ages live there."), "number", NARROW),
    Column(N_("Activities that count"), N_("How many count for certain."), "number", NARROW),
    Column(
        N_("Activities that may count"),
        N_("How many count when the answers to our questions are yes."),
        "number",
        NARROW,
    ),
    Column(N_("Not certain for"), N_("The ages for which there is nothing for certain."), width=22),
    WHAT_COUNTS,
    Column(
        N_("Recognised programmes"),
        N_("Which of these are a recognised programme, and what is known of the effect, as the organisation wrote it."),
        width=40,
    ),
    Column(N_("To ask"), N_("What we do not know of what may count."), width=40),
    Column(
        N_("Elsewhere"),
        N_("What other municipalities have towards this goal and for these ages, and this one does not."),
        width=40,
    ),
    Column(
        N_("Own norm"),
        N_("The norm that the municipality set itself. Empty: at least one activity for every age."),
        width=WIDE,
    ),
    READ_MORE,
)


def prevention_table(site: Site) -> Contents:
    """Return the table, in the order of the calendar."""
    return Contents(N_("Prevention"), PREVENTION_COLUMNS, (_row(site, one) for one in site.prevention))


def _row(site: Site, cell: PreventionCell) -> tuple[CellValue, ...]:
    calendar, verdict, translator = site.calendar, cell.verdict, site.translator
    certain = sum(one.certain for one in verdict.counted)
    norm = calendar.norms.get(cell.norm or "")
    return (
        calendar.municipalities[cell.municipality].name,
        goal_name(site, cell.goal),
        capital(band_name(cell.band, calendar, translator)),
        verdict_name(verdict, translator),
        verdict.lower,
        verdict.upper,
        verdict.required,
        prevention_counted_in(cell, translator),
        verdict.residents,
        certain,
        len(verdict.counted) - certain,
        site.words.all_of(site.words.ages(ages) for ages in cell.without),
        titles((one.activity for one in verdict.counted), calendar),
        "\n".join(dict.fromkeys(_programmes(site, cell))),
        "\n".join(_questions(site, cell)),
        titles(cell.elsewhere, calendar),
        norm.title if norm else cell.norm,
        page_address(site, f"{addresses.prevention(cell.municipality, cell.goal)}#{cell.band.id}"),
    )


def _programmes(site: Site, cell: PreventionCell) -> Iterator[str]:
    for one in cell.verdict.counted:
        programme: Programme | None = site.calendar.activities[one.activity].programme
        if programme is not None:
            yield ": ".join(filter(None, (programme.name, programme.evidence)))


def _questions(site: Site, cell: PreventionCell) -> Iterator[str]:
    """``Weerbaar (Welzijn Zandmeer): voor welke leeftijden het is``, one for each activity."""
    for one in cell.questions:
        asked = (fact_name(fact, site.calendar, site.translator) for fact in one.facts)
        yield f"{title(one.activity, site.calendar)}: {', '.join(asked)}"


# --- explanation -----------------------------------------------------------------------------------------
# The last sheet of the workbook: what every column says, and what the words of the verdicts mean.

EXPLANATION_COLUMNS = (
    Column(N_("Sheet"), N_("The sheet of this workbook."), width=18),
    Column(N_("Column"), N_("A column of that sheet."), width=WIDE),
    Column(N_("What it says"), N_("What stands in that column."), width=SENTENCES + 30),
)


def explanation(site: Site, tables: Sequence[Table]) -> Table:
    """Return the sheet about these tables."""
    return table(Contents(N_("Explanation"), EXPLANATION_COLUMNS, _rows(site, tables)), site.translator)


def _rows(site: Site, tables: Sequence[Table]) -> Iterator[tuple[str, str, str]]:
    _ = site.words.gettext
    about = _("Made from the calendar “{name}”. The newest is on {address}. How we count is on {method}.")
    yield (
        "",
        "",
        about.format(
            name=site.settings.name,
            address=page_address(site, addresses.TABLES),
            method=page_address(site, addresses.GAPS_METHOD),
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


TABLES: tuple[tuple[str, Callable[[Site], Contents]], ...] = (
    (addresses.TABLE_OF_GAPS, coverage_table),
    (addresses.TABLE_OF_TODO, task_table),
    (addresses.TABLE_OF_CAPACITY, capacity_table),
    (addresses.TABLE_OF_PREVENTION, prevention_table),
)
"""Each table as CSV, and what makes it; in the order of the sheets."""


def table_files(site: Site) -> Iterator[Output]:
    """Yield them."""
    key = _key(site)

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

    yield Output(addresses.TABLES, parts_digest(key, version("xlsxwriter").encode()), workbook)


def _key(site: Site) -> bytes:
    """Return a digest of all that the tables say: they mention nearly everything, so one does for all.

    But of what activities say in words only what is told here: no summary, so a text that is edited changes no table.
    """
    calendar = site.calendar
    named = [(one.id, one.title, one.contact, one.transport, one.volunteers) for one in calendar.activities.values()]
    helping = [
        [replace(one, edit=without_day(one.edit), lines=()) for one in verdict.remedies] for verdict in site.verdicts
    ]
    return parts_digest(
        site.schedule,
        todos_digest(site),
        value_digest(site.settings.name, site.settings.url, site.settings.language),
        value_digest(
            named,
            calendar.picked_up,
            without_remedies(site.verdicts),
            helping,
            tuple(site.prevention),
            tuple(site.catchments),
        ),
        value_digest([(problem.path, problem.text(site.translator)) for problem in site.problems]),
    )
