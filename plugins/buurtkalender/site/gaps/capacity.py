"""How much room there is for how many residents, per neighbourhood: a table on the page of a norm."""

from __future__ import annotations

import msgspec

from buurtkalender.domain.coverage.catchment import Catchment
from buurtkalender.site import addresses
from buurtkalender.site.model import Site
from buurtkalender.site.render import Link
from buurtkalender.words.verdicts import part_of

SOURCE = "https://doi.org/10.1068/b29120"
FOR = 100
"""For how many residents the number is told: for one it would be some hundredths."""


class Row(msgspec.Struct, frozen=True):
    """A neighbourhood: its place-hours, and how many of the activities within reach are in that number."""

    area: Link
    number: str
    counted: str


class CapacityView(msgspec.Struct, frozen=True, kw_only=True):
    """What ``parts/capacity.html`` shows: ``column`` heads the numbers, ``note`` says why some are too high."""

    rows: tuple[Row, ...]
    caption: str
    column: str
    note: str
    source: str = SOURCE


def capacity_of(site: Site, norm: str) -> CapacityView | None:
    """Return the table of a norm, the neighbourhood with the least room first; None for a norm without one."""
    found = [one for one in site.catchments if one.norm == norm]
    if not found:
        return None
    _ = site.words.gettext
    found.sort(key=lambda one: (one.place_hours is None, one.place_hours or 0.0, one.neighbourhood))
    return CapacityView(
        rows=tuple(_row(site, one) for one in found),
        caption=(_("Place-hours in a month") if found[0].per == "month" else _("Place-hours in a week")),
        column=_("For {n} residents").format(n=FOR),
        note=_note(site, {area for one in found for area in one.without_residents}),
    )


def _note(site: Site, missing: set[str]) -> str:
    if not missing:
        return ""
    text = site.words.ngettext(
        "Of {n} neighbourhood we do not know how many people live there. Near it the true number is lower.",
        "Of {n} neighbourhoods we do not know how many people live there. Near these the true number is lower.",
        len(missing),
    )
    return text.format(n=len(missing))


def _row(site: Site, one: Catchment) -> Row:
    _ = site.words.gettext
    area = site.calendar.neighbourhoods[one.neighbourhood]
    known, all_of_them = len(one.counted), len(one.counted) + len(one.without_capacity)
    return Row(
        Link(addresses.gaps_of_neighbourhood(area.id), area.name),
        _number(site, one),
        part_of(known, all_of_them, site.translator) if all_of_them else _("none"),
    )


def _number(site: Site, one: Catchment) -> str:
    """Return the number with one decimal, and in words what a number cannot say."""
    _ = site.words.gettext
    if one.place_hours is None:
        return site.words.yes_no(None)
    much = one.place_hours * FOR
    if 0 < much < 0.05:
        return _("less than {number}").format(number=site.words.number(0.1))
    text = site.words.number(much, 1, all_of_them=True) if much else "0"
    return _("at most {number}").format(number=text) if one.without_residents else text
