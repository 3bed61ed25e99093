"""What of the sheet for the meeting fits on two pages of A4.

Which letters a browser prints with, only that browser knows. So each is counted as if it were as wide as those of
Verdana and DejaVu Sans are in Dutch text, the widest that browsers come with, some 0.53 em. The sizes are those of the
sheet on paper in ``gaps.css``, in millimetres, or a little more. With letters that are wider still, or a browser that
prints none smaller than 14 points, the style sheet itself keeps to two pages: by leaving out whole rows at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import wrap

from buurtkalender.site.gaps.urgent import ToDo, Urgent

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
