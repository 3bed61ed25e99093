"""The table of place-hours: how much room there is for how many people, where that is known."""

from __future__ import annotations

from buurtkalender.domain.coverage.catchment import Catchment
from buurtkalender.feeds.spreadsheet import Column, Value
from buurtkalender.site import addresses
from buurtkalender.site.gaps.capacity import FOR
from buurtkalender.site.model import Site
from buurtkalender.site.tables.columns import (
    MUNICIPALITY,
    NARROW,
    NEIGHBOURHOOD,
    NORM,
    READ_MORE,
    RESIDENTS,
    WIDE,
    Contents,
    address,
    area,
    titles,
)
from buurtkalender.words.catalogues import N_

COLUMNS = (
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


def capacity(site: Site) -> Contents:
    """Return the table, in the order of the calendar."""
    return Contents(N_("Place-hours"), COLUMNS, (_row(site, one) for one in site.catchments))


def _row(site: Site, one: Catchment) -> tuple[Value, ...]:
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
        address(site, f"{addresses.gaps_of_norm(one.norm)}#plaatsuren"),
    )
