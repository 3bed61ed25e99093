"""What the pages for coordinators share: how they are framed, and how they name things."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from buurtkalender.domain.coverage.verdicts import Pick, Verdict
from buurtkalender.domain.remedies.edits import Edit
from buurtkalender.site import addresses
from buurtkalender.site.gaps import remedy_words
from buurtkalender.site.gaps.starting import form_address
from buurtkalender.site.model import Site
from buurtkalender.site.render import Frame, Link
from buurtkalender.words.values import Words

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
    """``1 van 2``: what there certainly is of what there should be; ``1 tot 3 van 2`` when part is not known.

    Where there is enough but not at all times: ``momenten: 1 van 2``, or it would look like enough.
    """
    _ = words.gettext
    if verdict.verdict == "gap" and verdict.lower >= verdict.required:
        present = sum(part.lower >= 0.5 for part in verdict.dayparts)
        return _("times of day: {found} of {required}").format(found=present, required=len(verdict.dayparts))
    lower, upper = words.rounded_down(verdict.lower), words.rounded_down(verdict.upper)
    found = lower if lower == upper else _("{lower} to {upper}").format(lower=lower, upper=upper)
    return _("{found} of {required}").format(found=found, required=words.rounded_down(verdict.required))


def link_of_edit(site: Site, sentence: str, edit: Edit, home: str) -> Link:
    """Return a link to what an edit is about, with its sentence as the note; without an address, if to nothing.

    Something new has no page: it is handed in with the form, for the neighbourhood ``home``.
    """
    calendar, _ = site.calendar, site.words.gettext
    if edit.kind == "start":
        return Link(form_address(edit, home, calendar), _("Start this"), sentence)
    url, title = "", ""
    if edit.activity in calendar.activities:
        url, title = addresses.activity(edit.activity or ""), calendar.activities[edit.activity or ""].title
    elif edit.venue in calendar.venues:
        url, title = addresses.venue(edit.venue or ""), calendar.venues[edit.venue or ""].name
    return Link(url, _("See {title}").format(title=title), sentence)


def links_of_picks(site: Site) -> tuple[Link, ...]:
    """Return the edits that help most people as sentences, each with a link to what it is about."""
    return tuple(
        link_of_edit(
            site,
            f"{remedy_words.pick_sentence(one, site.calendar, site.translator)} {_worked_on(one, site)}".rstrip(),
            one.edit,
            min(one.effects, key=lambda effect: effect.norm != one.edit.norm).neighbourhood,
        )
        for one in site.picks
    )


def _worked_on(pick: Pick, site: Site) -> str:
    """Say that somebody works on everything that an edit would do, where that is so."""
    if all(site.calendar.picked_up_at(effect.norm, effect.neighbourhood) for effect in pick.effects):
        return site.words.gettext("Somebody works on this already.")
    return ""


def days_said(words: Words, days: Sequence[date]) -> str:
    """Say up to three days, or how many there are and from when."""
    if len(days) <= 3:
        return words.all_of(words.day(day) for day in days)
    said = words.ngettext("{n} day, from {day}", "{n} days, from {day}", len(days))
    return said.format(n=len(days), day=words.day(days[0]))
