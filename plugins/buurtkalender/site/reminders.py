"""What organisations are asked from time to time: who, by mail, and one issue for the coordinator."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from html import escape
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from buurtkalender.domain.conflicts import closed_venue, double_bookings, likely_duplicates
from buurtkalender.domain.coverage.sessions import last_day_counted
from buurtkalender.domain.lifecycle import Doubt
from buurtkalender.domain.model import Calendar
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.remedies.advice import advise
from buurtkalender.domain.tasks import Findings, Todo, find_tasks
from buurtkalender.feeds.texts import clean
from buurtkalender.mail import message
from buurtkalender.reading.content import Read
from buurtkalender.reading.fields_times import written_day
from buurtkalender.site import addresses
from buurtkalender.site.gaps.report import escaped
from buurtkalender.site.settings import Settings
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.tasks import task_sentence
from buurtkalender.words.values import words_of

# --- due -------------------------------------------------------------------------------------------------
# Which organisation is asked what, on a day.

FORTNIGHT = timedelta(days=14)
_AHEAD = timedelta(weeks=26)


class Due(NamedTuple):
    """What an organisation is asked: to ``confirm``, and what is wrong or ends; ``more`` is what would also help.

    All of it in the order in which it does something for residents.
    """

    organisation: str
    confirm: tuple[Todo, ...]
    mend: tuple[Todo, ...]
    more: tuple[Todo, ...]

    @property
    def urgent(self) -> bool:
        """Whether there is anything that does not wait: what is only not known yet is no reason to write."""
        return bool(self.confirm or self.mend)


def due(read: Read, today: date, remind_after: int) -> tuple[Due, ...]:
    """Return what every organisation can do, by identifier.

    ``remind_after`` is the number of days after which a confirmation is asked for again; 0 asks for none.
    """
    calendar = read.calendar
    last = max(last_day_counted(calendar.norms.values(), today), today + _AHEAD)
    coming = occurrences(calendar, Window(today, last))
    findings = Findings(
        advise(calendar, coming, today).verdicts,
        double_bookings(calendar, coming),
        closed_venue(calendar, coming),
        likely_duplicates(calendar, coming),
        left_out=[_inside(path) for path in read.left_out],
        faulty=[path for problem in read.problems if (path := _inside(problem.path))],
    )
    by: dict[str, list[Todo]] = {}
    for todo in find_tasks(calendar, today, findings).todos:
        if todo.organisation is not None:
            by.setdefault(todo.organisation, []).append(todo)
    return tuple(_due(key, todos, today, remind_after) for key, todos in sorted(by.items()))


def _due(organisation: str, todos: list[Todo], today: date, remind_after: int) -> Due:
    def asked(todo: Todo) -> bool:
        old = todo.since is None or (today - todo.since).days > remind_after
        return todo.kind == "confirm" and bool(remind_after) and old

    return Due(
        organisation,
        tuple(todo for todo in todos if asked(todo)),
        tuple(todo for todo in todos if todo.kind in {"mend", "renew"}),
        tuple(todo for todo in todos if todo.kind == "fill-in"),
    )


def written_lately(mails: Mapping[str, date], today: date) -> frozenset[str]:
    """Return the organisations that got a mail within a fortnight; ``mails`` is the last one of each."""
    return frozenset(organisation for organisation, day in mails.items() if today - day < FORTNIGHT)


def doubtful_activities(
    calendar: Calendar, found: Mapping[str, tuple[Doubt, date]], doubt: Doubt, organisation: str
) -> list[str]:
    """Return the activities of an organisation that are marked, or hidden."""
    return [
        key
        for key, (kind, _) in found.items()
        if kind == doubt and calendar.activities[key].organisation == organisation
    ]


def _inside(path: str) -> str:
    return path.partition("/")[2]


MOST_CONFIRM, MOST_MEND, MOST_MORE = 10, 5, 3
"""How much is asked in one mail: who gets a long list does nothing of it."""

_FILE = re.compile(r"(\d{4}-\d{2}-\d{2})-([a-z0-9][a-z0-9-]*)\.eml")
_NINE = time(9)

ConfirmLink = Callable[[str, str], str]
"""The address with which an organisation confirms one of its activities."""


class ReminderItem(NamedTuple):
    """One thing that is asked: about what, what to do, and where to do it."""

    title: str
    text: str
    link: str = ""


class ReminderSection(NamedTuple):
    """Things of one kind, below a heading; ``press`` is what the link says."""

    heading: str
    items: tuple[ReminderItem, ...]
    press: str = ""


def form_link(settings: Settings) -> ConfirmLink:
    """Return addresses of the form on the site, for where there is no receiver that knows who somebody is."""
    return lambda _organisation, activity: addresses.absolute(
        settings.url, f"{addresses.SUBMIT_CONFIRM}?wijzig={activity}"
    )


def reminder(  # noqa: PLR0913, PLR0917 - a letter is about all of these
    due: Due, calendar: Calendar, settings: Settings, today: date, linked: ConfirmLink, texts: Translator
) -> EmailMessage | None:
    """Return the mail; None where there is nothing urgent, or no address to send it to.

    The same arguments give the same bytes.
    """
    organisation = calendar.organisations.get(due.organisation)
    if organisation is None or not organisation.email or not settings.email or not due.urgent:
        return None
    _ = texts.gettext
    name = _line(organisation.name)
    sections = tuple(_sections(due, calendar, linked, texts))
    opening, closing = tuple(_opening(name, settings, texts)), tuple(_closing(due, settings, texts))
    made = message(
        sender=f'"{_plain(settings.name)}" <{settings.email}>',
        to=organisation.email,
        subject=_(N_("Is this still right? {organisation} in {site}")).format(
            organisation=name, site=_line(settings.name)
        ),
        at=datetime.combine(today, _NINE, ZoneInfo(settings.zone)),
        identifier=f"{today}.{due.organisation}.reminder@{settings.calendar_id}",
        text=_as_text(opening, sections, closing),
        html=_as_html(opening, sections, closing, settings.language),
    )
    made.set_boundary(f"=_{today:%Y%m%d}_{due.organisation}")
    return made


def _opening(name: str, settings: Settings, texts: Translator) -> Iterator[str]:
    _ = texts.gettext
    yield _(N_("Dear people of {organisation},")).format(organisation=name)
    yield _(N_("Your activities are in {site}. Will you have a look at these? It takes a few minutes.")).format(
        site=_line(settings.name)
    )


def _closing(due: Due, settings: Settings, texts: Translator) -> Iterator[str]:
    _ = texts.gettext
    url = addresses.absolute(settings.url, addresses.todo_of(due.organisation))
    yield _(N_("Your whole list: {url}")).format(url=url)
    yield _(N_("Is something not right, or have you a question? Just answer this mail."))
    yield _(N_("You get this mail once in two weeks at most, and only when there is something to do."))
    yield _(N_("Thank you!"))


def _sections(due: Due, calendar: Calendar, linked: ConfirmLink, texts: Translator) -> Iterator[ReminderSection]:
    _ = texts.gettext
    asked = tuple(
        _item(todo, calendar, texts, linked(due.organisation, todo.activity or ""))
        for todo in due.confirm[:MOST_CONFIRM]
    )
    if asked:
        yield ReminderSection(_(N_("Is this still right?")), asked, _(N_("Yes, this is still right")))
    for heading, todos, most in (
        (_(N_("This needs a look")), due.mend, MOST_MEND),
        (_(N_("This would help people too")), due.more, MOST_MORE),
    ):
        if todos:
            yield ReminderSection(heading, tuple(_item(todo, calendar, texts) for todo in todos[:most]))


def _item(todo: Todo, calendar: Calendar, texts: Translator, link: str = "") -> ReminderItem:
    activity = calendar.activities.get(todo.activity or "")
    venue = calendar.venues.get(todo.venue or "")
    title = activity.title if activity else venue.name if venue else todo.file
    return ReminderItem(_line(title), _line(task_sentence(todo, calendar, texts)), link)


def _as_text(opening: tuple[str, ...], sections: tuple[ReminderSection, ...], closing: tuple[str, ...]) -> str:
    parts = [*opening]
    for section in sections:
        parts.append(section.heading.upper())
        for item in section.items:
            ending = f"\n  {section.press}: {item.link}" if item.link else ""
            parts.append(f"- {item.title}\n  {item.text}{ending}")
    return "\n\n".join([*parts, *closing]) + "\n"


def _as_html(
    opening: tuple[str, ...], sections: tuple[ReminderSection, ...], closing: tuple[str, ...], language: str
) -> str:
    parts = [f"<p>{escape(line)}</p>" for line in opening]
    for section in sections:
        parts.append(f"<h2>{escape(section.heading)}</h2>")
        parts.append("<ul>")
        for item in section.items:
            link = f'<br><a href="{escape(item.link)}">{escape(section.press)}</a>' if item.link else ""
            parts.append(f"<li><strong>{escape(item.title)}</strong><br>{escape(item.text)}{link}</li>")
        parts.append("</ul>")
    parts += [f"<p>{_with_link(line)}</p>" for line in closing]
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head><meta charset="utf-8"><title></title></head>\n'
        f'<body style="font: 18px/1.5 sans-serif; max-width: 40em">\n{body}\n</body>\n</html>\n'
    )


def _with_link(line: str) -> str:
    return re.sub(r"https?://[^\s<>&\"]+", lambda match: f'<a href="{match[0]}">{match[0]}</a>', escape(line))


def _line(text: str) -> str:
    """On one line, with nothing hidden in it: it may come into a header."""
    return " ".join(clean(text).split())


def _plain(text: str) -> str:
    return re.sub(r'["\\<>]', "", _line(text))


# --- the folder that remembers --------------------------------------------------------------------------


def last_written(folder: Path) -> dict[str, date]:
    """Return on what day each organisation last got a mail, by the names of the files in the folder."""
    found: dict[str, date] = {}
    for path in sorted(folder.glob("*.eml")):
        match = _FILE.fullmatch(path.name)
        if match and (day := written_day(match[1])):
            found[match[2]] = max(day, found.get(match[2], day))
    return found


def file_of(folder: Path, organisation: str, today: date) -> Path:
    """Return where the mail to an organisation is kept."""
    return folder / f"{today}-{organisation}.eml"


def unreachable(dues: tuple[Due, ...], calendar: Calendar) -> Mapping[str, str]:
    """Return the organisations with something urgent and no e-mail address, with the number to call, if any."""
    return {
        one.organisation: (known.phone or "" if (known := calendar.organisations.get(one.organisation)) else "")
        for one in dues
        if one.urgent
        and not (one.organisation in calendar.organisations and calendar.organisations[one.organisation].email)
    }


# --- tracking --------------------------------------------------------------------------------------------
# One issue for the coordinator: which organisation has not said for long that its activities are still right.

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
    lines = [MARK, "", _issue_opening(open_, dues, today, texts), ""]
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


def _issue_opening(open_: list[Due], dues: tuple[Due, ...], today: date, texts: Translator) -> str:
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
        hidden, marked = (
            len(doubtful_activities(calendar, doubts, kind, one.organisation)) for kind in ("hidden", "marked")
        )
        return -hidden, -marked, -len(one.confirm), one.organisation

    return sorted(open_, key=rank)


def _name(one: Due, calendar: Calendar, settings: Settings) -> str:
    known = calendar.organisations.get(one.organisation)
    url = addresses.absolute(settings.url, addresses.todo_of(one.organisation))
    return f"[{escaped(known.name if known else one.organisation)}]({url})"


def _doubt(one: Due, doubts: Mapping[str, tuple[Doubt, date]], calendar: Calendar, texts: Translator) -> str:
    parts = []
    for kind, text in (("hidden", N_("in no list any more: {titles}")), ("marked", N_("soon in no list: {titles}"))):
        names = [
            calendar.activities[key].title
            for key in doubtful_activities(calendar, doubts, kind, one.organisation)  # type: ignore[arg-type]
        ]
        if names:
            more = f" +{len(names) - 5}" if len(names) > 5 else ""
            parts.append(texts.gettext(text).format(titles=escaped(", ".join(names[:5])) + more))
    return "; ".join(parts)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
