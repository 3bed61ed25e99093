"""The lists of days by month on an activity's page, as a person reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

MONTHS = [
    *("Januari", "Februari", "Maart", "April", "Mei", "Juni"),
    *("Juli", "Augustus", "September", "Oktober", "November", "December"),
]
_MONTH = re.compile(r"<dt>([A-Z][a-z]+) (\d{4})</dt>((?:<dd>.*?</dd>)+)")
_TIMES = re.compile(r"<dd>(.*?)</dd>")
_TIME = re.compile(r"^[\dA-Z].*?: ")
_DAY = re.compile(r"(<s>)?[a-z]{2}\xa0(\d{1,2})\b")


def days_by_month(page: str) -> Iterator[tuple[date, bool]]:
    """Yield the days in the lists of a page, each with whether it is struck through."""
    for month, year, listed in _MONTH.findall(page):
        for item in "; ".join(_TIME.sub("", times, count=1) for times in _TIMES.findall(listed)).split("; "):
            day = _DAY.match(item)
            assert day, item
            yield date(int(year), MONTHS.index(month) + 1, int(day[2])), bool(day[1])
