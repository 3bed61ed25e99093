"""Which sheets and pictures there are, and what a page says of those that belong to it."""

from __future__ import annotations

from buurtkalender.domain.model import Activity, ActivityStatus
from buurtkalender.site import addresses
from buurtkalender.site.list_kinds import ListSpec
from buurtkalender.site.model import Site
from buurtkalender.site.render import Link


def has_papers(site: Site, spec: ListSpec) -> bool:
    """Whether there are sheets of a list. They stay where they are when nothing is on: others link to them."""
    return site.settings.papers and spec.kind.papers and not spec.place


def has_flyer(site: Site, activity: Activity) -> bool:
    """Whether an activity has a flyer: nobody hands out one of what has stopped."""
    return site.settings.papers and activity.status is ActivityStatus.ACTIVE


def has_picture(spec: ListSpec) -> bool:
    """Whether a list has a picture of its own; all other pages share that of the site."""
    return not spec.place and spec.kind.picture


def pictured(activity: Activity) -> bool:
    """Whether an activity has a picture: of one that has stopped, links are no longer sent around."""
    return activity.status is not ActivityStatus.ENDED


def papers_of(site: Site, spec: ListSpec) -> tuple[Link, ...]:
    """Return the sheets of a list, as links that say what one gets; none where nothing ever is."""
    if not has_papers(site, spec) or not site.selection.concerned(*spec.facets):
        return ()
    _ = site.words.gettext
    links = [
        Link(addresses.paper(spec.path, name), text, _("PDF, A4"))
        for name, text in (
            (addresses.THIS_WEEK, _("Programme of this week")),
            (addresses.THIS_WEEK + addresses.LARGE, _("Programme of this week in large letters")),
            (addresses.NEXT_WEEK, _("Programme of next week")),
            (addresses.NEXT_WEEK + addresses.LARGE, _("Programme of next week in large letters")),
        )
    ]
    if spec.kind.poster:
        poster = addresses.paper(spec.path, addresses.THIS_MONTH)
        links.append(Link(poster, _("Poster of this month"), _("PDF, 1 page A4")))
    return tuple(links)


def flyer_of(site: Site, activity: Activity) -> tuple[Link, ...]:
    """Return the flyer of an activity, if it has one."""
    if not has_flyer(site, activity):
        return ()
    _ = site.words.gettext
    return (Link(addresses.paper(addresses.activity(activity.id), addresses.FLYER), _("Flyer"), _("PDF, 1 page A5")),)
