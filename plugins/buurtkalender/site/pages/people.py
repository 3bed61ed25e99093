"""Pages for people who do something: hand in an activity, volunteer, or read what was written by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

import msgspec
from markupsafe import Markup

from buurtkalender.domain.facts import open_roles
from buurtkalender.domain.model import Activity, Organisation, Role
from buurtkalender.domain.values import Contact
from buurtkalender.site import addresses
from buurtkalender.site.details import RoleView, of_roles, reachable
from buurtkalender.site.editorial import EditorialPage, page_html
from buurtkalender.site.marking import plain
from buurtkalender.site.model import Site
from buurtkalender.site.pages.form import ways_in
from buurtkalender.site.publish import Output
from buurtkalender.site.render import Frame, PageLink
from buurtkalender.site.theme import DATES_SCRIPT
from buurtkalender.words.catalogues import capital

EXAMPLE = """\
title: {title}
summary: {summary}
venue: {venue}
themes: [{theme}]
when:
  - weekly: tuesday
    time: 10:00-12:00
    skip: [school-holidays]
drop_in: true
cost: free
contact: {{phone: 0123-456 789}}
confirmed: 2026-10-28
"""


class SubmitView(msgspec.Struct, frozen=True, kw_only=True):
    """What ``submit.html`` shows."""

    ways: tuple[PageLink, ...]
    example: str
    file: str
    email: str
    repository: str
    manual: str


class Vacancy(msgspec.Struct, frozen=True, kw_only=True):
    """Work for a volunteer, at an activity or for an organisation."""

    work: RoleView
    activity: PageLink | None
    organisation: PageLink
    place: str


class EditorialView(msgspec.Struct, frozen=True):
    """What ``editorial.html`` shows."""

    text: Markup
    unfinished: bool


def editorial_pages(site: Site) -> Iterator[Output]:
    """Yield the pages that were written by hand."""
    for page in site.pages:
        frame = Frame(path=addresses.page(page.slug), heading=page.title, description=page.summary)
        yield site.page("editorial.html", frame, partial(_editorial, page), page.text, page.unfinished)


def _editorial(page: EditorialPage) -> EditorialView:
    return EditorialView(Markup(page_html(page.text)), page.unfinished)  # noqa: S704 - cleaned


# --- hand in ----------------------------------------------------------------------------------------


def submit_page(site: Site) -> Output:
    """Return the page of the ways to hand in an activity."""
    words = site.words
    _ = words.gettext
    calendar = site.calendar
    organisation = min(calendar.organisations, default="dorpshuis")
    example = EXAMPLE.format(
        title=_("Coffee morning"),
        summary=_("Have coffee together. Everybody is welcome, also when you come alone."),
        venue=min(calendar.venues, default="dorpshuis"),
        theme=next(iter(calendar.themes), "ontmoeten"),
    )
    frame = Frame(
        path=addresses.SUBMIT,
        heading=_("Put your activity in the calendar"),
        description=_("How organisations and residents hand in an activity, change it or cancel it."),
        section=addresses.SUBMIT,
    )
    view = SubmitView(
        ways=tuple(ways_in(site)),
        example=example,
        file=f"{site.settings.content.name}/activities/{organisation}/koffieochtend.yaml",
        email=site.settings.email or "",
        repository=site.settings.repository or "",
        manual=site.settings.manual,
    )
    return site.page("submit.html", frame, view)


# --- volunteers -------------------------------------------------------------------------------------


class VolunteersView(msgspec.Struct, frozen=True):
    """What ``volunteers.html`` shows."""

    vacancies: tuple[Vacancy, ...]


def volunteers_page(site: Site) -> Output:
    """Return the page of the work that volunteers are asked for."""
    _ = site.words.gettext
    vacancies = [vacancy for activity in site.selection.activities() for vacancy in _at_activity(site, activity)]
    vacancies += [vacancy for one in site.calendar.organisations.values() for vacancy in _for_all(site, one)]
    vacancies.sort(key=_order)
    script = site.renderer.theme.asked_with_digest(DATES_SCRIPT)
    frame = Frame(
        path=addresses.VOLUNTEERS,
        heading=_("Help as a volunteer"),
        description=_("Who is looking for volunteers, and what you would do there."),
        section=addresses.VOLUNTEERS,
        scripts=(script,) if any(one.work.ends for one in vacancies) else (),
    )
    return site.page("volunteers.html", frame, VolunteersView(tuple(vacancies)))


def _order(vacancy: Vacancy) -> tuple[str, str]:
    return plain(vacancy.work.role).casefold(), (vacancy.activity or vacancy.organisation).url


def _at_activity(site: Site, activity: Activity) -> Iterator[Vacancy]:
    organisation, own = site.organisation(activity), site.words.own
    for work in of_roles(site, _named(open_roles(activity, site.today)), reachable(activity, organisation)):
        yield Vacancy(
            work=work,
            activity=PageLink(addresses.activity(activity.id), own(activity.title)),
            organisation=PageLink(addresses.organisation(organisation.id), own(organisation.name)),
            place=site.cards.place(site.places.usual(activity)),
        )


def _for_all(site: Site, organisation: Organisation) -> Iterator[Vacancy]:
    link = PageLink(addresses.organisation(organisation.id), site.words.own(organisation.name))
    contact = Contact(phone=organisation.phone, email=organisation.email, url=organisation.website)
    for work in of_roles(site, _named(open_roles(organisation, site.today)), contact):
        yield Vacancy(work=work, activity=None, organisation=link, place="")


def _named(roles: Iterable[Role]) -> Iterator[Role]:
    """Yield roles with a capital, as they stand above what is said of them."""
    return (msgspec.structs.replace(role, role=capital(role.role)) for role in roles)
