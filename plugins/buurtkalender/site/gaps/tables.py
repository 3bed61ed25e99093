"""The coordinator's tables for a spreadsheet: gaps, place-hours, and what organisations can do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from buurtkalender.domain.coverage.catchment import Catchment
from buurtkalender.domain.coverage.evaluation import worst_first
from buurtkalender.domain.coverage.verdicts import Remedy, Verdict
from buurtkalender.domain.model import Calendar
from buurtkalender.domain.tasks import Todo
from buurtkalender.feeds.spreadsheet import CellValue, Column, Table
from buurtkalender.site import addresses
from buurtkalender.site.gaps.analysis import problems_of, quality
from buurtkalender.site.gaps.explained import FOR
from buurtkalender.site.gaps.section import whom_to_call
from buurtkalender.site.gaps.todo import title_of
from buurtkalender.site.model import Site
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.norms import severity_word
from buurtkalender.words.remedies import remedy_sentence
from buurtkalender.words.tasks import task_fields, task_kind_name, task_outcome, task_sentence
from buurtkalender.words.verdicts import (
    counted_in,
    near_miss_sentence,
    poor_weeks,
    verdict_name,
    verdict_sentence,
)

NARROW, WIDE, SENTENCES = 13, 32, 60
"""How wide columns are, in letters."""

NEIGHBOURHOOD = Column(N_("Neighbourhood"), N_("The neighbourhood that the row is about."), width=24)
MUNICIPALITY = Column(N_("Municipality"), N_("The municipality that the neighbourhood is in."), width=22)
NORM = Column(N_("Norm"), N_("What every neighbourhood should have."), width=40)
CERTAIN = Column(
    N_("There is, for certain"), N_("What there is, when all that we do not know counts as no."), "number", 11
)
PERHAPS = Column(N_("Perhaps"), N_("What there is, when all that we do not know counts as yes."), "number", 11)
REQUIRED = Column(N_("There should be"), N_("What the norm asks for."), "number", 11)
COUNTED_IN = Column(N_("Counted in"), N_("What these three numbers count."), width=18)
RESIDENTS = Column(
    N_("Residents of these ages"), N_("How many people live there for whom the norm is meant."), "number", NARROW
)
WHAT_COUNTS = Column(N_("What counts"), N_("The activities that count, each with its organisation."), width=40)
HELPED = Column(N_("People it helps"), N_("How many people then have enough of something."), "number", NARROW)
READ_MORE = Column(N_("Read more"), N_("The page of the calendar that explains this row."), "link", 30)


class Contents(NamedTuple):
    """A table before it is translated: its name and columns are msgids."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[CellValue]]


def table(contents: Contents, translator: Translator) -> Table:
    """Return a table in the language of the translator."""
    _ = translator.gettext
    columns = [one._replace(heading=_(one.heading), about=_(one.about)) for one in contents.columns]
    return Table(_(contents.name), columns, list(contents.rows))


def titles(identifiers: Iterable[str], calendar: Calendar) -> str:
    """Return activities by their titles and organisations, one a line."""
    return "\n".join(title(one, calendar) for one in identifiers)


def title(identifier: str, calendar: Calendar) -> str:
    """Return an activity by its title and organisation: ``Koffieochtend (Welzijn Zandmeer)``."""
    activity = calendar.activities.get(identifier)
    if activity is None:
        return identifier
    return f"{activity.title} ({organisation_name(activity.organisation, calendar)})"


def organisation_name(identifier: str, calendar: Calendar) -> str:
    """Return an organisation by its name; one whose file was left out by its identifier."""
    known = calendar.organisations.get(identifier)
    return known.name if known else identifier


def area(identifier: str, calendar: Calendar) -> tuple[str, str]:
    """Return the name of a neighbourhood, and of its municipality."""
    home = calendar.neighbourhoods.get(identifier)
    if home is None:
        return identifier, ""
    town = calendar.municipalities.get(home.municipality)
    return home.name, town.name if town else home.municipality


def page_address(site: Site, path: str) -> str:
    """Return the whole address of a page."""
    return addresses.absolute(site.settings.url, path)


# --- coverage --------------------------------------------------------------------------------------------
# The table of the gaps: a row for each norm in each neighbourhood, the most severe first.

COVERAGE_COLUMNS = (
    NEIGHBOURHOOD,
    MUNICIPALITY,
    NORM,
    Column(N_("Verdict"), N_("What we say about it, in a word. What each word means stands below."), width=18),
    CERTAIN,
    PERHAPS,
    REQUIRED,
    COUNTED_IN,
    RESIDENTS,
    Column(N_("Severity"), N_("Residents × need of the neighbourhood × the share that falls short."), "number", NARROW),
    Column(N_("In words"), N_("The same in a word."), width=NARROW),
    Column(N_("Confirmed lately"), N_("How far what there is was confirmed in the last half year."), "share", NARROW),
    Column(
        N_("Weeks with enough"),
        N_("In what share of the weeks, or months, there is enough for certain."),
        "share",
        NARROW,
    ),
    Column(N_("Not enough in"), N_("The weeks, or months, in which there is not."), width=WIDE),
    Column(N_("Counted from"), N_("The first day of the first week, or month, that we looked at."), "date", NARROW),
    Column(N_("What it means"), N_("The verdict in sentences."), width=SENTENCES),
    WHAT_COUNTS,
    Column(N_("What almost counts"), N_("What is nearest to counting, and why it does not."), width=SENTENCES),
    Column(
        N_("What helps"),
        N_("What takes the least work. We tried it: we changed it in the calendar and counted again."),
        width=SENTENCES,
    ),
    HELPED,
    Column(N_("Whom to call"), N_("Who can do that, with telephone number and e-mail address."), width=40),
    Column(N_("Picked up by"), N_("The organisations that work on it."), width=WIDE),
    Column(N_("Since"), N_("Since when they do."), "date", NARROW),
    Column(N_("Expected"), N_("When they think that it is done."), "date", NARROW),
    Column(N_("Remark"), N_("What they wrote about it."), width=WIDE),
    READ_MORE,
)


def coverage_table(site: Site) -> Contents:
    """Return the table."""
    return Contents(N_("Gaps"), COVERAGE_COLUMNS, (_coverage_row(site, one) for one in worst_first(site.verdicts)))


def _coverage_row(site: Site, verdict: Verdict) -> tuple[CellValue, ...]:
    calendar, translator = site.calendar, site.translator
    norm = calendar.norms.get(verdict.norm)
    judged = verdict.verdict != "too-few-residents"
    return (
        *area(verdict.neighbourhood, calendar),
        norm.title if norm else verdict.norm,
        verdict_name(verdict, translator),
        verdict.lower,
        verdict.upper,
        verdict.required,
        counted_in(verdict, translator),
        verdict.residents,
        verdict.severity,
        severity_word(verdict, translator),
        verdict.confidence if verdict.lower else None,
        verdict.weeks_met if verdict.weeks and judged else None,
        poor_weeks(verdict, translator) if verdict.poor_weeks and judged else None,
        verdict.weeks[0].first if verdict.weeks else None,
        verdict_sentence(verdict, calendar, translator),
        titles((one.activity for one in verdict.counted), calendar),
        "\n".join(near_miss_sentence(one, calendar, translator) for one in verdict.near_misses),
        *_remedy(site, verdict),
        *_picked_up(site, verdict),
        page_address(site, f"{addresses.gaps_of_neighbourhood(verdict.neighbourhood)}#{verdict.norm}"),
    )


def _remedy(site: Site, verdict: Verdict) -> tuple[CellValue, ...]:
    """Return the cheapest remedy, how many people it helps, and whom to call."""
    if not verdict.remedies:
        return None, None, None
    remedy = verdict.remedies[0]
    calls = (
        " · ".join(filter(None, (call.name, call.phone, call.email)))
        for call in whom_to_call(remedy.edit, site.calendar)
    )
    return remedy_sentence(remedy, site.calendar, site.translator), _helped(remedy), "\n".join(calls)


def _helped(remedy: Remedy) -> int:
    """Return for how many people there is enough of this norm then, here and elsewhere."""
    return sum(one.residents for one in (remedy.here, *remedy.elsewhere) if one.norm == remedy.here.norm)


def _picked_up(site: Site, verdict: Verdict) -> Iterator[CellValue]:
    """Yield who works on it, since when the first of them does, when the last expects it done, and what they wrote."""
    found = site.calendar.picked_up_at(verdict.norm, verdict.neighbourhood)
    who = dict.fromkeys(name for one in found for name in one.organisations)
    yield ", ".join(organisation_name(name, site.calendar) for name in who)
    yield min((one.since for one in found), default=None)
    yield max((one.expected for one in found if one.expected), default=None)
    yield " ".join(one.note for one in found if one.note)


# --- capacity --------------------------------------------------------------------------------------------
# The table of place-hours: how much room there is for how many people, where that is known.

CAPACITY_COLUMNS = (
    NEIGHBOURHOOD,
    MUNICIPALITY,
    NORM,
    Column(
        N_("Place-hours for 100 residents"),
        N_("Room for one person during one hour, shared by all of these ages who live near. Empty: not known."),
        "number",
        NARROW,
    ),
    Column(N_("Per"), N_("In an ordinary week, or in an ordinary month."), width=NARROW),
    RESIDENTS,
    Column(
        N_("Places known"),
        N_("Of how many activities within reach we know how many people can join. Only these count."),
        "number",
        NARROW,
    ),
    Column(N_("Places not known"), N_("Of how many we do not."), "number", NARROW),
    Column(N_("Which are known"), N_("The activities of which we know it."), width=40),
    Column(N_("Which are not known"), N_("The activities of which we do not: ask their organisations."), width=40),
    Column(
        N_("The true number is lower near"),
        N_("Neighbourhoods of which nobody knows how many people live there."),
        width=WIDE,
    ),
    READ_MORE,
)


def capacity_table(site: Site) -> Contents:
    """Return the table, in the order of the calendar."""
    return Contents(N_("Place-hours"), CAPACITY_COLUMNS, (_capacity_row(site, one) for one in site.catchments))


def _capacity_row(site: Site, one: Catchment) -> tuple[CellValue, ...]:
    calendar, _ = site.calendar, site.words.gettext
    norm = calendar.norms.get(one.norm)
    return (
        *area(one.neighbourhood, calendar),
        norm.title if norm else one.norm,
        None if one.place_hours is None else one.place_hours * FOR,
        _("month") if one.per == "month" else _("week"),
        one.residents,
        len(one.counted),
        len(one.without_capacity),
        titles(one.counted, calendar),
        titles(one.without_capacity, calendar),
        ", ".join(area(name, calendar)[0] for name in one.without_residents),
        page_address(site, f"{addresses.gaps_of_norm(one.norm)}#plaatsuren"),
    )


# --- todo ------------------------------------------------------------------------------------------------
# The table of what organisations can do, in the order in which it does something for residents.

TASK_COLUMNS = (
    Column(
        N_("Organisation"), N_("Who can do it. Empty for a place: nobody says which organisation runs it."), width=WIDE
    ),
    Column(N_("Telephone"), N_("The telephone number of the organisation, or of the place."), width=18),
    Column(N_("E-mail"), N_("The e-mail address of the organisation, or of the place."), width=28),
    Column(N_("Kind"), N_("Confirm, fill in, extend or put right."), width=NARROW),
    Column(N_("About"), N_("The activity, place or file that it is about."), width=WIDE),
    Column(N_("What to do"), N_("What there is to do, and why."), width=SENTENCES),
    Column(
        N_("What comes of it"),
        N_("What changes for residents when it is done. Empty where we do not know."),
        width=SENTENCES,
    ),
    HELPED,
    Column(
        N_("Date"),
        N_("When it was last confirmed, when the last time is, or the first day that is not right."),
        "date",
        NARROW,
    ),
    Column(N_("In the file"), N_("What somebody who edits files can write: one of these."), width=WIDE),
    Column(N_("File"), N_("The file of the calendar, below the content folder."), width=40),
    Column(N_("Form"), N_("Where it can be changed without a file."), "link", 30),
)


def task_table(site: Site) -> Contents:
    """Return the table."""
    return Contents(N_("To do"), TASK_COLUMNS, (_task_row(site, one) for one in quality(site).todos))


def _task_row(site: Site, one: Todo) -> tuple[CellValue, ...]:
    calendar, translator = site.calendar, site.translator
    known = calendar.organisations.get(one.organisation or "")
    asked = known or (calendar.venues.get(one.venue or "") if one.organisation is None else None)
    form = addresses.changing(one.activity) if one.activity in calendar.activities else ""
    return (
        organisation_name(one.organisation, calendar) if one.organisation else None,
        asked.phone if asked else None,
        asked.email if asked else None,
        task_kind_name(one.kind, translator),
        title_of(site, one).text,
        task_sentence(one, calendar, translator, problems_of(site, one.file)),
        task_outcome(one, calendar, translator),
        one.residents or None,
        one.since,
        "\n".join(task_fields(one, calendar, translator)),
        one.file,
        page_address(site, form) if form else None,
    )
