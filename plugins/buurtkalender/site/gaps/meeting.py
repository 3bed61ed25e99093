"""The sheet for the monthly meeting: three decisions, what helps most people, whom to call, and who works on what."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Generic, TypeVar

import msgspec

from buurtkalender.domain.coverage.verdicts import Verdict
from buurtkalender.domain.model import PickedUp
from buurtkalender.site import addresses
from buurtkalender.site.gaps import two_pages
from buurtkalender.site.gaps.section import framed, links_of_priorities
from buurtkalender.site.gaps.urgent import ToDo, Urgent, most_urgent, phone_calls, to_do, urgent, ways, worst
from buurtkalender.site.model import Site
from buurtkalender.site.render import Link
from buurtkalender.site.tree import Output
from buurtkalender.words.grammar import capital
from buurtkalender.words.norms import picked_up_sentence
from buurtkalender.words.remedies import priorities_heading, remedy_sentence
from buurtkalender.words.verdicts import progress

MOST_CALLS = 8
MOST_WORKING = 8
"""What somebody works on, on paper at most. On the screen stands all of it."""

T = TypeVar("T")


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


class Rows(msgspec.Struct, Generic[T], frozen=True):
    """The rows of a part of the sheet; ``on_paper`` of them are printed, and ``more`` says how many are not."""

    rows: tuple[T, ...]
    on_paper: int
    more: str


class MeetingView(msgspec.Struct, frozen=True, kw_only=True):
    """What ``gaps_meeting.html`` shows."""

    day: str
    address: str
    urgent: tuple[Urgent, ...]
    passed_over: str
    helping: str
    priorities: Rows[Link]
    calls: Rows[ToDo]
    working: Rows[Working]


def meeting(site: Site) -> Output:
    """Return the sheet."""
    calendar, translator = site.calendar, site.translator
    _ = translator.gettext
    chosen = most_urgent(site.verdicts, site)
    oldest = sorted(calendar.picked_up, key=lambda one: one.since)
    shown = frozenset(one.edit for verdict in chosen for one in ways(verdict))
    decisions = tuple(urgent(one, site) for one in chosen)
    calls = [
        to_do(one.edit, remedy_sentence(one, calendar, translator), verdict.neighbourhood, site)
        for one, verdict in islice(phone_calls(site.verdicts, site, shown), MOST_CALLS)
    ]
    priorities, working = links_of_priorities(site), sorted((_working(one, site) for one in oldest), key=_is_done)
    on_paper = _on_paper(decisions, calls, priorities, working)
    view = MeetingView(
        day=capital(site.words.whole_day(site.today)),
        address=addresses.absolute(site.settings.url, addresses.GAPS_MEETING),
        urgent=decisions,
        passed_over=_passed_over(chosen, site),
        helping=priorities_heading(len(site.priorities), translator),
        calls=_rows(calls, on_paper[0], site),
        priorities=_rows(priorities, on_paper[1], site),
        working=_rows(working, on_paper[2], site),
    )
    frame = framed(
        site,
        addresses.GAPS_MEETING,
        _("For the meeting"),
        _("The three largest gaps, what helps most people, and who works on what: a sheet to print."),
    )
    return site.page("gaps_meeting.html", frame, view)


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


def _on_paper(
    decisions: Sequence[Urgent], calls: Sequence[ToDo], priorities: Sequence[Link], working: Sequence[Working]
) -> list[int]:
    """Return how many of the calls, of what helps most, and of what somebody works on fit on two pages."""
    heights = (
        [two_pages.height_of_job(one.link.note, one) for one in calls],
        [two_pages.height_of_job(one.note) for one in priorities],
        [two_pages.height_of_working(_heading(one), one.sentence) for one in working[:MOST_WORKING]],
    )
    return two_pages.fitting(map(two_pages.height_of_decision, decisions), heights)


def _heading(one: Working) -> str:
    return f"{one.title}: " + " ".join(f"{state.area.text}  {state.word} " for state in one.states)


def _rows(rows: Sequence[T], on_paper: int, site: Site) -> Rows[T]:
    """Return the rows of a part; what is not on the paper is told there."""
    number = len(rows) - on_paper
    text = site.words.ngettext(
        "And {n} more: it stands on the screen.", "And {n} more: they stand on the screen.", number
    )
    return Rows(tuple(rows), on_paper, text.format(n=number) if number else "")


def _working(one: PickedUp, site: Site) -> Working:
    calendar, translator = site.calendar, site.translator
    found = {verdict.neighbourhood: verdict for verdict in site.verdicts if verdict.norm == one.norm}
    return Working(
        calendar.norms[one.norm].title,
        picked_up_sentence(one, calendar, translator),
        tuple(_state(one.norm, home, found.get(home), site) for home in one.neighbourhoods),
    )


def _is_done(one: Working) -> bool:
    return all(state.kind == "covered" for state in one.states)


def _state(norm: str, home: str, verdict: Verdict | None, site: Site) -> State:
    """Tell whether it has become enough; where the norm is not held, there is nothing to tell."""
    area = site.calendar.neighbourhoods.get(home)
    name = area.name if area else home
    word = progress(verdict, site.translator)
    if verdict is None:
        return State("too-few-residents", word, Link("", name))
    return State(verdict.verdict, word, Link(f"{addresses.gaps_of_neighbourhood(home)}#{norm}", name))
