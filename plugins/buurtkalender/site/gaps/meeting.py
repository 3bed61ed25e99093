"""The sheet for the monthly meeting: three decisions, what helps most people, whom to call, and who works on what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from textwrap import wrap
from typing import Generic, TypeVar

import msgspec

from buurtkalender.domain.coverage.verdicts import Verdict
from buurtkalender.domain.values import PickedUp
from buurtkalender.site import addresses
from buurtkalender.site.gaps.section import (
    ToDo,
    Urgent,
    cheapest_remedies,
    framed,
    links_of_priorities,
    most_urgent,
    phone_calls,
    remedy_task,
    urgent,
    worst,
)
from buurtkalender.site.model import Site
from buurtkalender.site.publish import Output
from buurtkalender.site.render import PageLink
from buurtkalender.words.catalogues import capital
from buurtkalender.words.norms import picked_up_sentence
from buurtkalender.words.remedies import priorities_heading, remedy_sentence
from buurtkalender.words.verdicts import progress

# --- two pages ------------------------------------------------------------------------------------------
# What of the sheet for the meeting fits on two pages of A4.
#
# Which letters a browser prints with, only that browser knows. So each is counted as if it were as wide as those of
# Verdana and DejaVu Sans are in Dutch text, the widest that browsers come with, some 0.53 em. The sizes are those of
# the sheet on paper in ``gaps.css``, in millimetres, or a little more. With letters that are wider still, or a
# browser that prints none smaller than 14 points, the style sheet itself keeps to two pages: by leaving out whole
# rows at the end.

PAGES, _PAGE = 2, 297 - 2 * 12
_POINT = 25.4 / 72
_LETTER, _LINE = 0.53 * 9 * _POINT, 1.25 * 9 * _POINT
_LARGE = 11.5 / 9  # the heading of a decision, to the rest
_TOP, _FOOT = 34, 15.5
_HEADING = 13  # of a section, with what is said below it; on average
_MORE = 5
_WIDE, _INDENTED, _BESIDE_COLUMN = 180, 174, 136


def fitting(decisions: Iterable[float], sections: Sequence[Sequence[float]]) -> list[int]:
    """Return how many rows of each section fit below the decisions, by their heights; of each the first ones.

    They are taken in turn, so that none of the sections is left out for another.
    """
    above = [_TOP + _HEADING, *decisions]
    taken = [0] * len(sections)
    unfinished = {number for number, heights in enumerate(sections) if heights}
    while unfinished:
        for number in sorted(unfinished):
            taken[number] += 1
            if not _fits(above, sections, taken):
                taken[number] -= 1
                unfinished.discard(number)
            elif taken[number] == len(sections[number]):
                unfinished.discard(number)
    return taken


def _fits(above: Iterable[float], sections: Sequence[Sequence[float]], taken: Sequence[int]) -> bool:
    """Whether it does: no row is divided over two pages, and a heading stays with the first row below it."""
    page, used = 1, 0.0
    blocks = list(above)
    for heights, number in zip(sections, taken, strict=True):
        rows = list(heights[:number])
        if heights:
            rows = [_HEADING + sum(rows[:1]), *rows[1:]]
            rows[-1] += _MORE if number < len(heights) else 0
        blocks += rows
    for height in (*blocks, _FOOT):
        if used + height > _PAGE:
            page, used = page + 1, 0.0
        used += height
    return page <= PAGES


def height_of_decision(one: Urgent) -> float:
    """Return how high one of the decisions is, with the line to write on."""
    title = _lines([f"{one.area.text}: {one.norm.text}"], _WIDE / _LARGE) * _LARGE
    told = [f"{one.word}    {one.people} {one.sentence}", one.severity, one.near_miss.text if one.near_miss else ""]
    ways = [line for way in one.ways for line in (way.link.note, *_calls(way))]
    return title + _lines(told, _WIDE) + _lines(ways, _INDENTED) + _LINE + 10


def height_of_job(text: str, job: ToDo | None = None) -> float:
    """Return how high a row is with a column beside it to write in, and with whom to call about it."""
    return _lines((text, *(_calls(job) if job else ())), _BESIDE_COLUMN) + 1.2


def height_of_working(title: str, sentence: str) -> float:
    """Return how high a row is of what somebody works on."""
    return _lines((title, sentence), _WIDE) + 2


def _calls(job: ToDo) -> list[str]:
    return [f"{call.name}  {call.phone}  {call.email}" for call in job.calls]


def _lines(texts: Iterable[str], width: float) -> float:
    """Return how high these texts are, each on lines of its own."""
    return _LINE * sum(len(wrap(text, int(width / _LETTER))) for text in texts)


MOST_CALLS = 8
MOST_WORKING = 8
"""What somebody works on, on paper at most. On the screen stands all of it."""

T = TypeVar("T")


class PickedUpState(msgspec.Struct, frozen=True):
    """How it stands with what was picked up, in one neighbourhood: a class, a word, and where to read more."""

    kind: str
    word: str
    area: PageLink


class Working(msgspec.Struct, frozen=True):
    """What somebody picked up, in words."""

    title: str
    sentence: str
    states: tuple[PickedUpState, ...]


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
    priorities: Rows[PageLink]
    calls: Rows[ToDo]
    working: Rows[Working]


def meeting(site: Site) -> Output:
    """Return the sheet."""
    calendar, translator = site.calendar, site.translator
    _ = translator.gettext
    chosen = most_urgent(site.verdicts, site)
    oldest = sorted(calendar.picked_up, key=lambda one: one.since)
    shown = frozenset(one.edit for verdict in chosen for one in cheapest_remedies(verdict))
    decisions = tuple(urgent(one, site) for one in chosen)
    calls = [
        remedy_task(one.edit, remedy_sentence(one, calendar, translator), verdict.neighbourhood, site)
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
    decisions: Sequence[Urgent], calls: Sequence[ToDo], priorities: Sequence[PageLink], working: Sequence[Working]
) -> list[int]:
    """Return how many of the calls, of what helps most, and of what somebody works on fit on two pages."""
    heights = (
        [height_of_job(one.link.note, one) for one in calls],
        [height_of_job(one.note) for one in priorities],
        [height_of_working(_heading(one), one.sentence) for one in working[:MOST_WORKING]],
    )
    return fitting(map(height_of_decision, decisions), heights)


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


def _state(norm: str, home: str, verdict: Verdict | None, site: Site) -> PickedUpState:
    """Tell whether it has become enough; where the norm is not held, there is nothing to tell."""
    area = site.calendar.neighbourhoods.get(home)
    name = area.name if area else home
    word = progress(verdict, site.translator)
    if verdict is None:
        return PickedUpState("too-few-residents", word, PageLink("", name))
    return PickedUpState(verdict.verdict, word, PageLink(f"{addresses.gaps_of_neighbourhood(home)}#{norm}", name))
