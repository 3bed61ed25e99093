"""The form's pages, one for each of the five things that there are to tell, and the answers that are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from itertools import islice
from urllib.parse import quote

import msgspec

from buurtkalender.domain.model import Activity
from buurtkalender.domain.values import Occurrence
from buurtkalender.form.of_activity import answers_of_activity
from buurtkalender.form.questions import SUBJECTS, TOLD
from buurtkalender.form.writing import ACTIVITY_FILE
from buurtkalender.site import addresses
from buurtkalender.site.model import Site
from buurtkalender.site.pages.form_groups import Groups, QuestionGroup
from buurtkalender.site.pages.form_questions import FormOption, FormQuestion, FormQuestions
from buurtkalender.site.publish import Output, parts_digest, value_digest
from buurtkalender.site.render import Frame, PageLink
from buurtkalender.site.subscriptions import first_to_come
from buurtkalender.site.theme import FORM_CSS, FORM_SCRIPT, SEND_SCRIPT, form_policy
from buurtkalender.words.catalogues import N_

PAGES = {
    "new": (
        addresses.SUBMIT_NEW,
        N_("A new activity"),
        N_("Tell what it is, when and where. The rest may be left empty: what you do not know is shown as not known."),
        N_("For organisations and neighbours."),
    ),
    "cancel": (
        addresses.SUBMIT_CANCEL,
        N_("One date is off"),
        N_("Tell which date, and why. It stays visible, struck through, so that nobody comes for nothing."),
        N_("Or it is put off, it is full, or it goes on after all."),
    ),
    "change": (
        addresses.SUBMIT_CHANGE,
        N_("Something changes"),
        N_("Choose the activity and tell what is different. In a few words is enough."),
        N_("Another time or place, or a mistake."),
    ),
    "confirm": (
        addresses.SUBMIT_CONFIRM,
        N_("Everything is still right"),
        N_("Say it now and then. People see when you said so, and know that they can count on it."),
        N_("Two taps, a few times a year."),
    ),
    "stop": (
        addresses.SUBMIT_STOP,
        N_("It stops"),
        N_("For good, or for a while. Its page stays, and says so."),
        N_("For good, or for a while."),
    ),
}
"""For each action its page, its heading, the first sentence on it, and what is said where it is chosen."""


class FormView(msgspec.Struct, frozen=True, kw_only=True):
    """What ``form.html`` shows.

    ``target`` is where the form goes: a receiver's address, ``mailto:``, or nowhere. ``data`` is what the script needs;
    ``sender`` the script that sends to a receiver, and ``sending`` what that needs.
    """

    action: str
    lead: str
    picking: tuple[FormQuestion, ...]
    own: tuple[FormQuestion, ...]
    groups: tuple[QuestionGroup, ...]
    rest: tuple[QuestionGroup, ...]
    last: tuple[FormQuestion, ...]
    consent: str
    others: tuple[PageLink, ...]
    policy: str
    target: str
    received: bool
    email: str
    repository: str
    branch: str
    folder: str
    script: str
    stylesheet: str
    data: str
    sending: str = ""
    sender: str = ""


def ways_in(site: Site) -> list[PageLink]:
    """Return the five things that one can tell, as links."""
    _ = site.words.gettext
    return [PageLink(path, _(heading), _(note)) for path, heading, _lead, note in PAGES.values()]


def form_pages(site: Site) -> Iterator[Output]:
    """Yield these pages."""
    ask, groups = FormQuestions(site.translator), Groups(site.calendar, site.words, site.today)
    _ = site.words.gettext
    crumbs = (PageLink(addresses.SUBMIT, _("Hand in an activity")),)
    for action, (path, heading, lead, _note) in PAGES.items():
        frame = Frame(path=path, heading=_(heading), description=_(lead), crumbs=crumbs, section=addresses.SUBMIT)
        yield site.page("form.html", frame, partial(_view, site, action, _(lead), ask, groups), _made_from(site))


def _made_from(site: Site) -> tuple[object, ...]:
    """Return what these pages show that no other page does: a form takes long to work out.

    What every page may show (:attr:`Site.shell_digest`) counts by itself.
    """
    settings, theme, calendar = site.settings, site.renderer.theme, site.calendar
    return (
        [theme.asked_with_digest(one) for one in (FORM_SCRIPT, FORM_CSS, SEND_SCRIPT)],
        (settings.submission_url, settings.email, settings.repository, settings.branch, settings.content.name),
        [(one.id, one.name) for one in calendar.organisations.values()],
        [(one.id, one.name, [(room.id, room.name) for room in one.rooms]) for one in calendar.venues.values()],
        [(one.id, one.name) for one in calendar.neighbourhoods.values()],
        [(one.id, one.title) for one in calendar.norms.values()],
        calendar.facilities,
        calendar.public_holidays,
        _holidays_ahead(site.today),
    )


def _holidays_ahead(today: date) -> tuple[int, ...]:
    """Return what changes whenever another public holiday is ahead; the package that knows them is slow to import.

    They fall from Good Friday, 20 March at the earliest, to Whit Monday, 14 June at the latest, and from Christmas to
    New Year: in the other months none goes by, and none comes within a year.
    """
    quiet = 1 < today.month < 3 or 6 < today.month < 12
    return (today.year, int(today.month > 6)) if quiet else (today.year, today.month, today.day)


def _view(site: Site, action: str, lead: str, ask: FormQuestions, groups: Groups) -> FormView:
    settings, theme = site.settings, site.renderer.theme
    receiver = settings.submission_url or ""
    whole = action in {"new", "change"}
    sender = (ask.one("sender.name", maxlength="120"), ask.one("sender.reach", maxlength="120"))
    others = [(name, page) for name, page in PAGES.items() if name not in {action, "new"}] if action != "new" else []
    return FormView(
        action=action,
        lead=lead,
        picking=() if action == "new" else (groups.organisation(), ask.one("activity", maxlength="120")),
        own=tuple(_own(site, action, ask)),
        groups=groups.first(new=action == "new") if whole else (),
        rest=groups.rest(new=action == "new") if whole else (),
        last=(*(() if action == "change" else (ask.one("message", "textarea"),)), *(sender if receiver else ())),
        consent=ask.consent() if whole else "",
        others=tuple(PageLink(path, site.words.gettext(heading)) for _name, (path, heading, _lead, _note) in others),
        policy=form_policy(receiver or ("mailto:" if settings.email else "")),
        target=receiver or _mailto(site, action),
        received=bool(receiver),
        email=settings.email or "",
        repository=settings.repository or "",
        branch=settings.branch,
        folder=settings.content.name,
        script=theme.asked_with_digest(FORM_SCRIPT),
        stylesheet=theme.asked_with_digest(FORM_CSS),
        data=msgspec.json.encode(_data(site, action)).decode(),
        sending=msgspec.json.encode(_sending(site)).decode() if receiver else "",
        sender=theme.asked_with_digest(SEND_SCRIPT) if receiver else "",
    )


def _own(site: Site, action: str, ask: FormQuestions) -> Iterator[FormQuestion]:
    """Yield what only this action asks."""
    _ = site.words.gettext
    if action == "change":
        told = ask.one("message", "textarea")
        yield msgspec.structs.replace(told, label=_("Tell in your own words what is different"))
    if action == "cancel":
        yield ask.choice("changes.what", [FormOption(value, _(text)) for value, text in TOLD.items()])
        yield ask.several("changes.date", [[ask.date("changes.date", n)] for n in (1, 2, 3)])
        yield ask.one("changes.cancelled", maxlength="300")
    if action == "stop":
        yield ask.choice("status", (FormOption("ended", _("For good")), FormOption("paused", _("For a while"))))
        yield ask.one("until", "date")


def _mailto(site: Site, action: str) -> str:
    if not site.settings.email:
        return ""
    subject = site.words.gettext(SUBJECTS[action]).format(title="").rstrip(": ")
    return f"mailto:{site.settings.email}?subject={quote(subject)}"


def _sending(site: Site) -> dict[str, object]:
    """Return what the script that sends needs: where a challenge comes from, and what it says."""
    _ = site.words.gettext
    return {
        "challenge": f"{(site.settings.submission_url or '').rstrip('/')}/challenge",
        "busy": _("One moment, we are sending it …"),
        "number": _("Your number is {id}."),
        "offline": _(
            "We cannot reach the receiver now. Your answers are still here. Try it again, or choose another way."
        ),
    }


def _data(site: Site, action: str) -> dict[str, object]:
    """Return what the script needs to know: how a file is written, and what it says."""
    _ = site.words.gettext
    different = _("This is different. Has the file changed since? Then bring over only this:")
    return {
        "layout": ACTIVITY_FILE,
        "norms": {norm.id: norm.title for norm in site.calendar.norms.values()} if action == "new" else {},
        "texts": {
            **({"different": different} if action == "change" else {}),
            "subject": _(SUBJECTS[action]),
            "wrong": _("Mistake: {title}"),
            "filled": _("Filled in already for: {what}. You can change everything."),
            "both": _("{norm} in {area}"),
            "next": _("So that is: {days} …"),
            "none": _("That gives no date in the coming two years."),
            "unknown": _("Holidays and closures that it skips are not taken off here yet."),
            "lost": _("Something was different on {days}. The activity is not there then any more, so that goes."),
            "edit": _("Change this answer"),
            "copied": _("Copied."),
            "choose": _("Choose from the list"),
            "more": _("This form shows a part. What else is known of it stays as it is."),
            "paste": _("Put the file here, or paste the text that you copied."),
            "gone": _("We could not find what is known of this activity. Tell in your own words what is different."),
        },
    }


# --- files -----------------------------------------------------------------------------------------------
# What is known of each activity, as answers to the form: a file for each organisation, which the form fetches.

MOST_DATES = 16
"""How many of the coming dates of an activity there are to choose from; for one after those there is the message."""


def form_files(site: Site) -> Iterator[Output]:
    """Yield these files."""
    activities: dict[str, list[Activity]] = {identifier: [] for identifier in sorted(site.calendar.organisations)}
    for activity in (site.whole or site.calendar).activities.values():  # what is hidden can still be confirmed
        activities.setdefault(activity.organisation, []).append(activity)
    for organisation, own in activities.items():
        facts = [(activity, *_coming(site, activity)) for activity in own]
        windows = [
            tuple(
                (str(some[0].start), str(some[-1].start), len(some), _far(site, some)) if some else ()
                for some in (dates, off)
            )
            for _, dates, off in facts
        ]
        key = parts_digest(*(site.activity_keys[activity.id] for activity in own), value_digest(windows))
        yield Output(addresses.form_data(organisation), key, partial(_file, site, facts))


def _file(site: Site, facts: list[tuple[Activity, list[Occurrence], list[Occurrence]]]) -> bytes:
    rows = []
    for activity, coming, off in facts:
        days = Counter([one.planned.toordinal() for one in (*coming, *off)])
        rows.append(
            {
                "id": activity.id,
                "title": activity.title,
                "answers": answers_of_activity(activity),
                "filled_from": activity.source.digest,
                "dates": [(_planned(one, days), site.words.when(one)) for one in coming],
                "off": [(_planned(one, days), site.words.when(one)) for one in off],
            }
        )
    rows.sort(key=lambda row: str(row["title"]).casefold())
    return msgspec.json.encode(rows) + b"\n"


def _coming(site: Site, activity: Activity) -> tuple[list[Occurrence], list[Occurrence]]:
    """Return the dates to come that are not off yet, and those that are: they may go on after all."""
    dates = site.selection.of_activity(activity.id)
    coming = dates[first_to_come(site, dates) :]
    if activity.id not in site.places.changing:
        return coming[:MOST_DATES], []
    on, off = (one for one in coming if not one.cancelled), (one for one in coming if one.cancelled)
    return list(islice(on, MOST_DATES)), list(islice(off, MOST_DATES))


def _far(site: Site, dates: list[Occurrence]) -> int:
    """Return how many of the dates are so far ahead that they are told with their year."""
    return sum(one.day >= site.words.years_from for one in dates)


def _planned(occurrence: Occurrence, days: Mapping[int, int]) -> str:
    """Return by what a file knows this date: the planned day, with the time where that day (an ordinal) has several."""
    planned = occurrence.planned.isoformat()
    return planned[:16] if days[occurrence.planned.toordinal()] > 1 else planned[:10]
