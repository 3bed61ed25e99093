"""The mail to an organisation: plain text, and the same as simple HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from email.message import EmailMessage
from html import escape
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from buurtkalender.domain.model import Calendar
from buurtkalender.domain.quality.todo import Todo
from buurtkalender.feeds.texts import clean
from buurtkalender.mail import message
from buurtkalender.site import addresses
from buurtkalender.site.reminding.due import Due
from buurtkalender.site.settings import Settings
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.tasks import task_sentence

MOST_CONFIRM, MOST_MEND, MOST_MORE = 10, 5, 3
"""How much is asked in one mail: who gets a long list does nothing of it."""

_FILE = re.compile(r"(\d{4}-\d{2}-\d{2})-([a-z0-9][a-z0-9-]*)\.eml")
_NINE = time(9)

Linked = Callable[[str, str], str]
"""The address with which an organisation confirms one of its activities."""


class Item(NamedTuple):
    """One thing that is asked: about what, what to do, and where to do it."""

    title: str
    text: str
    link: str = ""


class Section(NamedTuple):
    """Things of one kind, below a heading; ``press`` is what the link says."""

    heading: str
    items: tuple[Item, ...]
    press: str = ""


def form_link(settings: Settings) -> Linked:
    """Return addresses of the form on the site, for where there is no receiver that knows who somebody is."""
    return lambda _organisation, activity: addresses.absolute(
        settings.url, f"{addresses.SUBMIT_CONFIRM}?wijzig={activity}"
    )


def letter(  # noqa: PLR0913, PLR0917 - a letter is about all of these
    due: Due, calendar: Calendar, settings: Settings, today: date, linked: Linked, texts: Translator
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


def _sections(due: Due, calendar: Calendar, linked: Linked, texts: Translator) -> Iterator[Section]:
    _ = texts.gettext
    asked = tuple(
        _item(todo, calendar, texts, linked(due.organisation, todo.activity or ""))
        for todo in due.confirm[:MOST_CONFIRM]
    )
    if asked:
        yield Section(_(N_("Is this still right?")), asked, _(N_("Yes, this is still right")))
    for heading, todos, most in (
        (_(N_("This needs a look")), due.mend, MOST_MEND),
        (_(N_("This would help people too")), due.more, MOST_MORE),
    ):
        if todos:
            yield Section(heading, tuple(_item(todo, calendar, texts) for todo in todos[:most]))


def _item(todo: Todo, calendar: Calendar, texts: Translator, link: str = "") -> Item:
    activity = calendar.activities.get(todo.activity or "")
    venue = calendar.venues.get(todo.venue or "")
    title = activity.title if activity else venue.name if venue else todo.file
    return Item(_line(title), _line(task_sentence(todo, calendar, texts)), link)


def _as_text(opening: tuple[str, ...], sections: tuple[Section, ...], closing: tuple[str, ...]) -> str:
    parts = [*opening]
    for section in sections:
        parts.append(section.heading.upper())
        for item in section.items:
            ending = f"\n  {section.press}: {item.link}" if item.link else ""
            parts.append(f"- {item.title}\n  {item.text}{ending}")
    return "\n\n".join([*parts, *closing]) + "\n"


def _as_html(opening: tuple[str, ...], sections: tuple[Section, ...], closing: tuple[str, ...], language: str) -> str:
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
        if match:
            day = date.fromisoformat(match[1])
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
