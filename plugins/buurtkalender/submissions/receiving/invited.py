"""The page that a link opens: it says what it is about, and nothing happens before a button is pressed.

Programs that look at mail follow every link in it. They press no buttons.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from buurtkalender.domain.model import Activity, Calendar, Occurrence
from buurtkalender.domain.recurrence import Window, days_off, of_activity
from buurtkalender.submissions.form import Fault
from buurtkalender.submissions.receiving.links import Action, Link, LinkSettings, link
from buurtkalender.submissions.receiving.pages import Asked, Choice, Told, Way
from buurtkalender.submissions.receiving.settings import Site
from buurtkalender.words.catalogues import N_, Translator

DAYS = 183
MOST_DATES = 16
SHOWN = 3

_TITLES: dict[Action, str] = {
    "confirm": N_("Is this still right?"),
    "change": N_("What is different?"),
    "cancel": N_("Which date is off?"),
}
_BUTTONS: dict[Action, str] = {
    "confirm": N_("Yes, everything is still right"),
    "change": N_("Send what is different"),
    "cancel": N_("Tell that it is off"),
}


class Saying(NamedTuple):
    """How things are said that the site says too: a date, what is known of an activity, the address of its page."""

    when: Callable[[Occurrence], str]
    facts: Callable[[Activity, Calendar], tuple[str, ...]]
    page: Callable[[str], str]


class Invited:
    """Makes these pages."""

    def __init__(self, site: Site, links: LinkSettings, texts: Translator, saying: Saying) -> None:
        self._site = site
        self._links = links
        self._ = texts.gettext
        self._say = saying

    def page(  # noqa: PLR0913, PLR0917 - what it shows
        self,
        found: Link,
        token: str,
        calendar: Calendar,
        today: date,
        answers: Mapping[str, Sequence[str]],
        faults: tuple[Fault, ...] = (),
    ) -> tuple[Told, Asked]:
        """Return what a link that is good asks; with ``answers`` and ``faults`` where it was answered wrongly."""
        _, activity = self._, calendar.activities[found.activity]
        coming = dates(calendar, activity, today)
        off = found.action == "cancel"
        chosen = answers.get("changes.date", ())
        asked = Asked(
            action=found.action,
            target=f"{self._site.own}/link/{token}",
            activity=activity.title,
            url=self._say.page(activity.id),
            facts=self._say.facts(activity, calendar),
            when=tuple(self._say.when(one) for _value, one in coming[:SHOWN]) if not off else (),
            button=_(_BUTTONS[found.action]) if coming or not off else "",
            dates=tuple(Choice(value, self._say.when(one), value in chosen) for value, one in coming) if off else (),
            reason=next(iter(answers.get("changes.cancelled", ())), "") if off and coming else None,
            words=next(iter(answers.get("message", ())), "") if found.action == "change" else None,
        )
        told = Told(
            state="faults" if faults else "asked",
            status=422 if faults else 200,
            title=_(_TITLES[found.action]),
            text=self._lead(found.action, has_dates=bool(coming)),
            faults=faults,
            ways=tuple(self._ways(found, token)),
        )
        return told, asked

    def _lead(self, action: Action, *, has_dates: bool) -> tuple[str, ...]:
        _ = self._
        if action == "confirm":
            return (_(N_("Look at what is in the calendar. Nothing happens before you press the button.")),)
        if action == "cancel" and not has_dates:
            return (_(N_("There are no dates to come in the calendar for this activity.")),)
        return (_(N_("Nothing happens before you press the button.")),)

    def _ways(self, found: Link, token: str) -> list[Way]:
        _ = self._
        if found.action == "change":
            form = f"{self._site.forms['change']}?wijzig={found.activity}#link={token}"
            return [Way(form, _(N_("I want to change it in the form myself")))]
        other: list[tuple[Action, str]] = [("change", _(N_("Something is different")))]
        if found.action == "confirm":
            other.append(("cancel", _(N_("One date is off"))))
        made = found.until - timedelta(days=self._links.days)
        return [Way(link(self._links, found.organisation, found.activity, do, made), text) for do, text in other]


def dates(calendar: Calendar, activity: Activity, today: date) -> list[tuple[str, Occurrence]]:
    """Return the dates to come that are not off, by what a file knows each: the day, with the time if it needs one."""
    window = Window(today, today + timedelta(days=DAYS))
    found = of_activity(calendar, activity, window, days_off(calendar, window))
    coming = [one for one in found if not one.cancelled][:MOST_DATES]
    days = [one.planned.date() for one in coming]
    return [
        (f"{one.planned:%Y-%m-%dT%H:%M}" if days.count(one.planned.date()) > 1 else f"{one.planned:%Y-%m-%d}", one)
        for one in coming
    ]


def answers_of(found: Link, fields: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the answers that pressing the button gives: what the page asks, and nothing that it does not ask."""
    asked = {"confirm": (), "change": ("message",), "cancel": ("changes.date", "changes.cancelled")}[found.action]
    given = {name: list(fields[name]) for name in asked if name in fields}
    return {**given, "action": [found.action], "activity": [found.activity], "organisation": [found.organisation]}
