"""What the pages for coordinators share: how they are framed, and how they name things."""

from __future__ import annotations

from datetime import date
from math import floor

from buurtkalender.domain.coverage.verdicts import Verdict
from buurtkalender.domain.model import Activity
from buurtkalender.domain.remedies.edits import Edit
from buurtkalender.site import addresses
from buurtkalender.site.model import Site
from buurtkalender.site.render import Frame, Link
from buurtkalender.site.words import Words

OLD_DAYS = 180
BAD = frozenset({"gap", "data-gap", "fragile", "seasonal"})


def framed(site: Site, path: str, heading: str, description: str = "", rss: str = "") -> Frame:
    """Return the frame of a page below the first page of the gaps."""
    _ = site.words.gettext
    in_general = _("Where the offer of activities falls short of what the municipality wants, and why.")
    return Frame(
        path=path,
        heading=heading,
        description=description or in_general,
        crumbs=(Link(addresses.GAPS, _("What is missing")),),
        section=addresses.GAPS,
        rss=rss,
    )


def link_to(site: Site, identifier: str) -> Link:
    """Return a link to an activity, with its organisation as the note."""
    activity = site.calendar.activities[identifier]
    return Link(addresses.activity(identifier), activity.title, site.organisation(activity).name)


def meanings(words: Words) -> dict[str, str]:
    """What each verdict means, the most pressing first."""
    _ = words.gettext
    return {
        "gap": _("There is too little, also when everything that we do not know would be all right."),
        "data-gap": _("We do not know enough. Perhaps there is enough: ask the organisations."),
        "fragile": _("There is enough, but it was not confirmed lately, or it hangs on one organisation."),
        "seasonal": _("There is enough, but not in every week."),
        "covered": _("There is enough."),
        "too-few-residents": _("Too few people of this age live here to judge."),
    }


def short_sum(words: Words, verdict: Verdict) -> str:
    """``1 van 2``: what there certainly is of what there should be; ``1 tot 3 van 2`` when part is not known."""
    _ = words.gettext
    lower, upper = plain(words, verdict.lower), plain(words, verdict.upper)
    found = lower if lower == upper else _("{lower} to {upper}").format(lower=lower, upper=upper)
    return _("{found} of {required}").format(found=found, required=plain(words, verdict.required))


def plain(words: Words, number: float) -> str:
    """Return a number with at most one decimal, as the language writes it; rounded down, so nothing looks enough."""
    text = f"{floor(number * 10 + 1e-6) / 10:.1f}".removesuffix(".0")
    return text.replace(".", words.translator.pgettext("decimal mark", "."))


def link_of_edit(site: Site, sentence: str, edit: Edit) -> Link:
    """Return a link to what an edit is about, with its sentence as the note; without an address, if to nothing."""
    calendar = site.calendar
    url, title = "", ""
    if edit.kind != "start" and edit.activity in calendar.activities:
        url, title = addresses.activity(edit.activity), calendar.activities[edit.activity].title
    elif edit.venue in calendar.venues:
        url, title = addresses.venue(edit.venue), calendar.venues[edit.venue].name
    return Link(url, site.words.gettext("See {title}").format(title=title), sentence)


def is_old(activity: Activity, today: date) -> bool:
    """Whether nobody confirmed an activity in the last half year."""
    return activity.confirmed is None or (today - activity.confirmed).days > OLD_DAYS
