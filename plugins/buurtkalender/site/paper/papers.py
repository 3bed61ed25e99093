"""The sheets that stand beside the pages, and what a page says of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from buurtkalender.domain.model import Activity
from buurtkalender.site import addresses
from buurtkalender.site.list_kinds import ListSpec
from buurtkalender.site.lists import lists
from buurtkalender.site.model import Site
from buurtkalender.site.outputs import Group, digest, digest_of
from buurtkalender.site.paper import poster as posters
from buurtkalender.site.paper.fitting import on_one_page
from buurtkalender.site.paper.flyer import brought_up_to_date, coming, flyer, ways
from buurtkalender.site.paper.press import Press
from buurtkalender.site.paper.programme import programme
from buurtkalender.site.paper.sheet import Sheet, monday, updated
from buurtkalender.site.paper_links import has_flyer, has_papers
from buurtkalender.site.tree import Output

WEEK = timedelta(days=7)


def papers(site: Site) -> Iterator[Output | Group]:
    """Yield the sheets of all neighbourhoods, venues and activities, if the settings want any."""
    if not site.settings.papers:
        return
    press = Press(site.settings.theme / "print")
    shared = digest(press.digest, site.shell_digest)
    for spec in lists(site):
        if has_papers(site, spec):
            yield _of_list(site, spec, press, shared)
    for activity in site.calendar.activities.values():
        if has_flyer(site, activity):
            yield _flyer(site, activity, press, shared)


def _of_list(site: Site, spec: ListSpec, press: Press, shared: bytes) -> Group:
    """Return the sheets of a list as a group: nobody works them out before something about them changed."""
    concerned = site.selection.concerned(*spec.facets)
    known = [key for name in concerned for key in _keys(site, site.calendar.activities[name])]
    first = monday(site.today)
    day = updated(site, concerned, first)
    key = digest(shared, digest_of(spec.title, spec.facets, first, day), *known)
    return Group(addresses.paper(spec.path, ""), key, partial(_sheets, site, spec, press, first, day))


def _keys(site: Site, activity: Activity) -> Iterator[bytes]:
    yield site.activity_keys[activity.id]
    yield site.organisation_digest(activity.organisation)


def _sheets(site: Site, spec: ListSpec, press: Press, first: date, day: date) -> Iterator[Output]:
    for name, when in ((addresses.THIS_WEEK, first), (addresses.NEXT_WEEK, first + WEEK)):
        for suffix, large in (("", False), (addresses.LARGE, True)):
            sheet = programme(site, spec, when, day, large=large)
            yield _output(press, addresses.paper(spec.path, name + suffix), "programme.typ", sheet, day)

    if spec.kind.poster:
        path = addresses.paper(spec.path, addresses.THIS_MONTH)
        whole = posters.poster(site, spec, first, day)
        key = digest(press.digest, digest_of(whole, day))
        yield Output(path, key, lambda: on_one_page(press, "poster.typ", posters.ways(whole), day))


def _flyer(site: Site, activity: Activity, press: Press, shared: bytes) -> Output:
    dates = coming(site, activity)
    day = brought_up_to_date(site, activity, dates)
    people = [site.organisation_digest(one) for one in (activity.organisation, *activity.partners)]
    key = digest(shared, site.activity_keys[activity.id], *people, digest_of(dates, day))
    path = addresses.paper(addresses.activity(activity.id), addresses.FLYER)
    return Output(path, key, lambda: on_one_page(press, "flyer.typ", ways(flyer(site, activity, dates, day)), day))


def _output(press: Press, path: str, template: str, sheet: Sheet, day: date) -> Output:
    key = digest(press.digest, template.encode(), digest_of(sheet, day))
    return Output(path, key, partial(press.pdf, template, sheet, day))
