"""The table of prevention: what there is towards each goal, by age and municipality."""

from __future__ import annotations

from collections.abc import Iterator

from buurtkalender.domain.coverage.prevention import PreventionCell
from buurtkalender.domain.model import Programme
from buurtkalender.feeds.spreadsheet import Column, Value
from buurtkalender.site import addresses
from buurtkalender.site.gaps.prevention import goal_name
from buurtkalender.site.model import Site
from buurtkalender.site.tables.columns import (
    CERTAIN,
    COUNTED_IN,
    NARROW,
    PERHAPS,
    READ_MORE,
    REQUIRED,
    WHAT_COUNTS,
    WIDE,
    Contents,
    address,
    title,
    titles,
)
from buurtkalender.words.catalogues import N_
from buurtkalender.words.grammar import capital
from buurtkalender.words.prevention import band_name, prevention_counted_in
from buurtkalender.words.verdicts import fact_name, verdict_name

COLUMNS = (
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


def prevention(site: Site) -> Contents:
    """Return the table, in the order of the calendar."""
    return Contents(N_("Prevention"), COLUMNS, (_row(site, one) for one in site.prevention))


def _row(site: Site, cell: PreventionCell) -> tuple[Value, ...]:
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
        address(site, f"{addresses.prevention(cell.municipality, cell.goal)}#{cell.band.id}"),
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
