"""The finder's page: a form that stays on the device, and the lists made ahead for who runs no script."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgspec

from buurtkalender.domain.coverage.scopes import LEFT_OUT
from buurtkalender.site import addresses
from buurtkalender.site.finder.asking import Part, parts
from buurtkalender.site.finder.more import more_file, nothing
from buurtkalender.site.finder.rules import rules
from buurtkalender.site.finder.texts import explained, texts
from buurtkalender.site.form.asking import Option
from buurtkalender.site.list_kinds import Choice
from buurtkalender.site.lists import choices_of, lists
from buurtkalender.site.model import Site
from buurtkalender.site.paper_links import papers_of
from buurtkalender.site.policy import form_policy
from buurtkalender.site.render import Frame, Link
from buurtkalender.site.theme import FINDER_CSS, FINDER_SCRIPT, FORM_CSS
from buurtkalender.site.tree import Output
from buurtkalender.words.grammar import capital

MOST_ON_CARD = 3
"""How many activities come on paper at once: more is a list, and lists are read by nobody."""


class FinderView(msgspec.Struct, frozen=True, kw_only=True):
    """What ``finder.html`` shows. ``data`` is what the script needs, ``rules`` how it ranks, in words."""

    policy: str
    script: str
    stylesheets: tuple[str, ...]
    parts: tuple[Part, ...]
    data: str
    rules: tuple[tuple[str, str], ...]
    by_area: tuple[Choice, ...]
    choices: tuple[Choice, ...]


def finder_pages(site: Site) -> Iterator[Output]:
    """Yield the page, and what its script fetches besides what the search does."""
    _ = site.words.gettext
    lead = _("Which activities suit somebody, and why: for professionals in care and welfare.")
    frame = Frame(path=addresses.FINDER, heading=_("For professionals"), description=lead, section=addresses.FINDER)
    yield site.page("finder.html", frame, _view(site))
    yield more_file(site)


def _view(site: Site) -> FinderView:
    theme = site.renderer.theme
    known = rules(site.calendar)
    areas = [Option(area.id, area.name) for area in site.calendar.neighbourhoods.values() if area.kind != LEFT_OUT]
    origin = site.settings.url.removesuffix(site.renderer.base)
    data = {
        "rules": known,
        "texts": texts(site.calendar, site.words),
        "empty": nothing(),
        "most": MOST_ON_CARD,
        "origin": origin,
    }
    return FinderView(
        policy=form_policy(""),
        script=theme.asked_with_digest(FINDER_SCRIPT),
        stylesheets=(theme.asked_with_digest(FORM_CSS), theme.asked_with_digest(FINDER_CSS)),
        parts=parts(site.calendar, site.words, sorted(areas, key=lambda area: area.text.casefold())),
        data=msgspec.json.encode(data).decode(),
        rules=tuple(explained(site.words, known.points)),
        by_area=tuple(_by_area(site)),
        choices=tuple(_choices(site)),
    )


def _by_area(site: Site) -> Iterator[Choice]:
    """Yield for each neighbourhood the lists of those for whom there is something, and its programme to print."""
    found: dict[str, list[Link]] = {}
    papers: dict[str, tuple[Link, ...]] = {}
    for spec in lists(site):
        if spec.kind.key == "neighbourhood":
            papers[spec.id] = papers_of(site, spec)[:2]
        if spec.place and spec.kind.key == "audience":
            count = len(site.selection.activities(*spec.facets))
            found.setdefault(spec.place, []).append(Link(spec.path, spec.name, str(count)))
    for area in site.calendar.neighbourhoods.values():
        if area.id in found:
            yield Choice(area.name, (*found[area.id], *papers.get(area.id, ())))


def _choices(site: Site) -> Iterator[Choice]:
    _ = site.words.gettext
    yield from choices_of(site, "goal")
    yield from choices_of(site, "fact")
    weeks = (site.today, site.today + timedelta(weeks=1))
    links = tuple(
        Link(addresses.week(day), capital(site.words.week(day - timedelta(days=day.weekday())))) for day in weeks
    )
    yield Choice(_("The week, to print"), links)
