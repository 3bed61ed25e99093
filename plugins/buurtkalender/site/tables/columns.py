"""What the tables for a spreadsheet share: columns in the language of the site, and how cells name things."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from buurtkalender.domain.model import Calendar
from buurtkalender.feeds.spreadsheet import Column, Table, Value
from buurtkalender.site import addresses
from buurtkalender.site.model import Site
from buurtkalender.words.catalogues import N_, Translator

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
    rows: Iterable[Sequence[Value]]


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
    return f"{activity.title} ({organisation(activity.organisation, calendar)})"


def organisation(identifier: str, calendar: Calendar) -> str:
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


def address(site: Site, path: str) -> str:
    """Return the whole address of a page."""
    return addresses.absolute(site.settings.url, path)
