"""One issue for the coordinator: which organisation has not said for long that its activities are still right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from buurtkalender.domain.freshness import Doubt
from buurtkalender.domain.model import Calendar
from buurtkalender.site import addresses
from buurtkalender.site.gaps.change_report import escaped
from buurtkalender.site.reminding.due import Due, of_kind
from buurtkalender.site.settings import Settings
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.values import words_of

MARK = "<!-- buurtkalender: tracking -->"
MOST_BYTES = 60_000


def tracking(  # noqa: PLR0913, PLR0917 - a list is about all of these
    dues: tuple[Due, ...],
    doubts: Mapping[str, tuple[Doubt, date]],
    calendar: Calendar,
    settings: Settings,
    today: date,
    texts: Translator,
) -> str:
    """Return the text of the issue as Markdown, at most ``MOST_BYTES`` long; names in it are only ever text."""
    _ = texts.gettext
    open_ = [one for one in dues if one.urgent]
    lines = [MARK, "", _opening(open_, dues, today, texts), ""]
    if open_:
        lines += [
            _row([_(N_("organisation")), _(N_("to confirm")), _(N_("needs a look")), _(N_("not confirmed for long"))]),
            "|---|--:|--:|---|",
        ]
    room = MOST_BYTES - sum(len(line.encode()) + 1 for line in lines)
    for number, one in enumerate(_ordered(open_, doubts, calendar)):
        line = _row(
            [
                _name(one, calendar, settings),
                str(len(one.confirm)),
                str(len(one.mend)),
                _doubt(one, doubts, calendar, texts),
            ]
        )
        room -= len(line.encode()) + 1
        if room < 200:
            rest = len(open_) - number
            lines += [
                "",
                texts.ngettext("And {n} more organisation.", "And {n} more organisations.", rest).format(n=rest),
            ]
            break
        lines.append(line)
    return "\n".join(lines).rstrip("\n") + "\n"


def _opening(open_: list[Due], dues: tuple[Due, ...], today: date, texts: Translator) -> str:
    day = words_of(texts).date(today)
    if not open_:
        return texts.gettext(N_("On {day} no organisation has anything to confirm or to put right.")).format(day=day)
    text = texts.ngettext(
        "On {day} {n} of {all} organisations has something to confirm or to put right.",
        "On {day} {n} of {all} organisations have something to confirm or to put right.",
        len(open_),
    )
    return text.format(day=day, n=len(open_), all=len(dues))


def _ordered(open_: list[Due], doubts: Mapping[str, tuple[Doubt, date]], calendar: Calendar) -> list[Due]:
    """First whose activities are hidden already, then who has most to confirm."""

    def rank(one: Due) -> tuple[int, int, int, str]:
        hidden, marked = (len(of_kind(calendar, doubts, kind, one.organisation)) for kind in ("hidden", "marked"))
        return -hidden, -marked, -len(one.confirm), one.organisation

    return sorted(open_, key=rank)


def _name(one: Due, calendar: Calendar, settings: Settings) -> str:
    known = calendar.organisations.get(one.organisation)
    url = addresses.absolute(settings.url, addresses.todo_of(one.organisation))
    return f"[{escaped(known.name if known else one.organisation)}]({url})"


def _doubt(one: Due, doubts: Mapping[str, tuple[Doubt, date]], calendar: Calendar, texts: Translator) -> str:
    parts = []
    for kind, text in (("hidden", N_("in no list any more: {titles}")), ("marked", N_("soon in no list: {titles}"))):
        names = [calendar.activities[key].title for key in of_kind(calendar, doubts, kind, one.organisation)]  # type: ignore[arg-type]
        if names:
            more = f" +{len(names) - 5}" if len(names) > 5 else ""
            parts.append(texts.gettext(text).format(titles=escaped(", ".join(names[:5])) + more))
    return "; ".join(parts)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
