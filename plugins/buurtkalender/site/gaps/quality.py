"""How good the content is, worked out once for all pages and data that tell it."""

from __future__ import annotations

from buurtkalender.domain.quality.looking import Findings, Quality, look
from buurtkalender.domain.quality.todo import Todo
from buurtkalender.site.model import Site


def quality(site: Site) -> Quality:
    """Return what is known of the calendar, and what there is to do."""
    found: Quality | None = site.kept.get("quality")
    if found is None:
        findings = Findings(
            site.verdicts,
            site.double_bookings,
            site.closed_venues,
            site.duplicates,
            left_out=[_inside(path) for path in site.left_out],
            faulty=[path for problem in site.problems if (path := _inside(problem.path))],
        )
        found = site.kept["quality"] = look(site.whole or site.calendar, site.today, findings)
    return found


def by_organisation(site: Site) -> dict[str, tuple[Todo, ...]]:
    """Return what each organisation can do, by identifier; also those that have nothing to do.

    An organisation whose own file was left out is known by its identifier alone.
    """
    found: dict[str, tuple[Todo, ...]] | None = site.kept.get("todo by organisation")
    if found is None:
        some: dict[str, list[Todo]] = {key: [] for key in sorted(site.calendar.organisations)}
        for todo in quality(site).todos:
            if todo.organisation is not None:
                some.setdefault(todo.organisation, []).append(todo)
        found = site.kept["todo by organisation"] = {key: tuple(todos) for key, todos in some.items()}
    return found


def of_venues(site: Site) -> tuple[Todo, ...]:
    """Return what there is to do about venues: nobody says which organisation runs one."""
    return tuple(one for one in quality(site).todos if one.organisation is None and one.venue is not None)


def problems_of(site: Site, file: str) -> str:
    """Return what is wrong with a file below the content folder, in sentences."""
    found: dict[str, list[str]] | None = site.kept.get("problems by file")
    if found is None:
        found = site.kept["problems by file"] = {}
        for problem in site.problems:
            found.setdefault(_inside(problem.path), []).append(problem.text(site.translator))
    return " ".join(dict.fromkeys(found.get(file, ())))


def _inside(path: str) -> str:
    """Return a path that starts with the content folder's name as one below that folder."""
    return path.partition("/")[2]
