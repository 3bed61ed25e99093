"""The sheet for the monthly meeting: three decisions, what helps most people, whom to call, and who works on what."""

from __future__ import annotations

from itertools import islice

import msgspec

from buurtkalender.domain.coverage.verdicts import Verdict
from buurtkalender.domain.model import PickedUp
from buurtkalender.site import addresses
from buurtkalender.site.gaps import picked_up, remedy_words, words
from buurtkalender.site.gaps.section import framed, links_of_picks
from buurtkalender.site.gaps.urgent import ToDo, Urgent, most_urgent, phone_calls, to_do, urgent, ways, worst
from buurtkalender.site.model import Site
from buurtkalender.site.outputs import Output, digest, digest_of
from buurtkalender.site.render import Link
from buurtkalender.site.words import capital

MOST_CALLS = 8
MOST_WORKING = 8
"""What somebody works on, on paper: two pages hold no more. On the screen stands all of it."""


class State(msgspec.Struct, frozen=True):
    """How it stands with what was picked up, in one neighbourhood: a class, a word, and where to read more."""

    kind: str
    word: str
    area: Link


class Working(msgspec.Struct, frozen=True):
    """What somebody picked up, in words."""

    title: str
    sentence: str
    states: tuple[State, ...]


class MeetingView(msgspec.Struct, frozen=True, kw_only=True):
    """What ``gaps_meeting.html`` shows."""

    day: str
    urgent: tuple[Urgent, ...]
    passed_over: str
    helping: str
    picks: tuple[Link, ...]
    calls: tuple[ToDo, ...]
    working: tuple[Working, ...]
    more: str
    most: int = MOST_WORKING


def meeting(site: Site) -> Output:
    """Return the sheet."""
    calendar, translator = site.calendar, site.translator
    _ = translator.gettext
    chosen = most_urgent(site.verdicts, site)
    oldest = sorted(calendar.picked_up, key=lambda one: one.since)
    shown = frozenset(one.edit for verdict in chosen for one in ways(verdict))
    view = MeetingView(
        day=capital(site.words.whole_day(site.today)),
        urgent=tuple(urgent(one, site) for one in chosen),
        passed_over=_passed_over(chosen, site),
        helping=remedy_words.heading(len(site.picks), translator),
        picks=links_of_picks(site),
        calls=tuple(
            to_do(one.edit, remedy_words.sentence(one, calendar, translator), verdict.neighbourhood, site)
            for one, verdict in islice(phone_calls(site.verdicts, site, shown), MOST_CALLS)
        ),
        working=tuple(sorted((_working(one, site) for one in oldest), key=_is_done)),
        more=_more(len(calendar.picked_up) - MOST_WORKING, site),
    )
    frame = framed(
        site,
        addresses.GAPS_MEETING,
        _("For the meeting"),
        _("The three largest gaps, what helps most people, and who works on what: a sheet to print."),
    )
    key = digest(site.shell_digest, digest_of(frame, view))
    return Output(addresses.GAPS_MEETING, key, lambda: site.renderer.render("gaps_meeting.html", frame, view))


def _passed_over(chosen: list[Verdict], site: Site) -> str:
    """Say how many gaps weigh as much as these, and are not among them because somebody works on them."""
    least = min((one.severity for one in chosen), default=0.0)
    number = sum(one not in chosen for one in worst(site.verdicts) if one.severity >= least) if chosen else 0
    return (
        site.words.ngettext(
            "{n} larger gap is not here, for somebody works on it: see below.",
            "{n} larger gaps are not here, for somebody works on them: see below.",
            number,
        ).format(n=number)
        if number
        else ""
    )


def _more(number: int, site: Site) -> str:
    """Say how much of what somebody works on is not on the paper."""
    if number <= 0:
        return ""
    return site.words.ngettext(
        "And {n} more thing that somebody works on: it stands on the screen.",
        "And {n} more things that somebody works on: they stand on the screen.",
        number,
    ).format(n=number)


def _working(one: PickedUp, site: Site) -> Working:
    calendar, translator = site.calendar, site.translator
    found = {verdict.neighbourhood: verdict for verdict in site.verdicts if verdict.norm == one.norm}
    return Working(
        calendar.norms[one.norm].title,
        picked_up.sentence(one, calendar, translator),
        tuple(_state(one.norm, home, found.get(home), site) for home in one.neighbourhoods),
    )


def _is_done(one: Working) -> bool:
    return all(state.kind == "covered" for state in one.states)


def _state(norm: str, home: str, verdict: Verdict | None, site: Site) -> State:
    """Tell whether it has become enough; where the norm is not held, there is nothing to tell."""
    _ = site.words.gettext
    area = site.calendar.neighbourhoods.get(home)
    name = area.name if area else home
    if verdict is None:
        return State("too-few-residents", _("this norm does not hold here"), Link("", name))
    word = _("done: there is enough now") if verdict.verdict == "covered" else words.name(verdict, site.translator)
    return State(verdict.verdict, word, Link(f"{addresses.gaps_of_neighbourhood(home)}#{norm}", name))
