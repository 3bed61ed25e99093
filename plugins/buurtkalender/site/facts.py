"""What taking part asks of somebody, as questions and answers."""

from __future__ import annotations

from typing import NamedTuple

from buurtkalender.domain.barriers import fact
from buurtkalender.domain.model import Activity, Signup
from buurtkalender.site.marking import filled, joined, tel
from buurtkalender.site.model import Site
from buurtkalender.words.values import Words


class Fact(NamedTuple):
    """A question with its answer. ``more`` are links that belong to the answer, ``state`` is yes, no or unknown."""

    question: str
    answer: str
    more: tuple[tuple[str, str], ...] = ()
    state: str = ""


def of_activity(site: Site, activity: Activity) -> tuple[list[Fact], str]:
    """Return what is known about taking part, and a sentence that names what is not."""
    words = site.words
    _ = words.gettext
    known = [Fact(_("Can I just walk in?"), walk_in(words, activity), state=_state(_walk_in(activity)))]
    unknown = []

    if activity.cost is not None:
        known.append(Fact(_("What does it cost?"), words.whole_price(activity.cost)))
    else:
        unknown.append(_("what it costs"))
    if activity.signup is not None and activity.signup.required:
        known.append(_signup(words, activity.signup))
    elif activity.signup is None and not activity.drop_in:
        unknown.append(_("whether you have to sign up"))
    if activity.come_alone is not None:
        answers = {True: _("Yes. Somebody welcomes you."), False: _("No, come together with somebody you know.")}
        known.append(Fact(_("Can I come alone?"), answers[activity.come_alone], state=_state(activity.come_alone)))
    else:
        unknown.append(_("whether somebody welcomes you when you come alone"))
    if activity.companion is not None:
        answers = {True: _("Yes, the first time. Ask for it when you call."), False: _("No.")}
        known.append(Fact(_("Can somebody come along with me?"), answers[activity.companion]))
    known += _who(site, activity)
    if activity.referral is not None and activity.referral.required:
        by = activity.referral.by
        text = filled(_("Yes, from {by}."), by=words.own(by)) if by else _("Yes.")
        known.append(Fact(_("Do I need a referral?"), text))
    if activity.capacity is not None:
        text = words.ngettext("There is room for {n} person.", "There is room for {n} people.", activity.capacity)
        known.append(Fact(_("How many people can join?"), text.format(n=activity.capacity)))
    if transport := _transport(site, activity):
        known.append(Fact(_("How do I get there?"), words.own(transport)))
    sentence = _("We do not know {things}. Please ask.").format(things=words.all_of(unknown)) if unknown else ""
    return known, sentence


def _who(site: Site, activity: Activity) -> list[Fact]:
    """For whom it is, and which languages are spoken."""
    words, calendar = site.words, site.calendar
    _ = words.gettext
    found = []
    people = [words.within(calendar.audiences[one]) for one in activity.audiences if one in calendar.audiences]
    parts = [words.all_of(people)] if people else []
    if activity.ages is not None:
        parts.append(words.ages(activity.ages))
    told = joined((words.capital(joined(parts, words.comma)), "."), "") if parts else _("For everyone.")
    found.append(Fact(_("For whom is it?"), told))
    languages = [words.shown(calendar.languages[one]) for one in activity.languages if one in calendar.languages]
    if languages:
        found.append(Fact(_("Which language is spoken?"), joined((words.capital(words.all_of(languages)), "."), "")))
    return found


def _transport(site: Site, activity: Activity) -> str:
    return site.places.usual(activity).transport or ""


def walk_in(words: Words, activity: Activity) -> str:
    """Answer "Kan ik zo binnenlopen?" from what is said about walking in, signing up and being referred."""
    _ = words.gettext
    signup, referral = activity.signup, activity.referral
    if referral is not None and referral.required:
        text = _("No. Somebody has to refer you first.")
    elif signup is not None and signup.required:
        text = _("No, sign up first.")
    elif activity.drop_in:
        text = _("Yes. You can come and go as you like.")
    elif activity.by_appointment and len(activity.when) == 1:
        text = _("No, make an appointment first.")
    elif signup is not None:
        text = _("Yes, without signing up. Be there when it starts.")
    elif activity.drop_in is False:
        text = _("No. Ask first.")
    else:
        text = _("We do not know. Ask first.")
    return text


def _walk_in(activity: Activity) -> bool | None:
    signup, referral = activity.signup, activity.referral
    if (referral is not None and referral.required) or (signup is not None and signup.required):
        return False
    if activity.drop_in or (signup is not None and not activity.by_appointment):
        return True
    return None if activity.drop_in is None and not activity.by_appointment else False


def _signup(words: Words, signup: Signup) -> Fact:
    _ = words.gettext
    text = _("Yes.")
    if signup.before:
        text = _("Yes, at least {time} before.").format(time=words.lasting(signup.before))
    more = []
    if signup.phone:
        more.append((tel(signup.phone), _("Call {phone}").format(phone=signup.phone)))
    if signup.email:
        more.append((f"mailto:{signup.email}", signup.email))
    if signup.url:
        more.append((signup.url, _("Sign up online")))
    return Fact(_("Do I have to sign up?"), text, tuple(more))


def of_access(site: Site, activity: Activity) -> list[Fact]:
    """Return what is known about access: every facility with yes, no or not known."""
    words, calendar = site.words, site.calendar
    if activity.venue is None and not activity.access and activity.location is None:
        return []
    found = []
    for term in calendar.facilities.values():
        answer = fact(calendar, activity, term.id)
        found.append(Fact(words.capital(words.shown(term)), words.yes_no(answer), state=_state(answer)))
    return found


def of_place(site: Site, access: dict[str, bool | None]) -> list[Fact]:
    """Return what a venue or a room says about access."""
    words = site.words
    return [
        Fact(words.capital(words.shown(term)), words.yes_no(access.get(term.id)), state=_state(access.get(term.id)))
        for term in site.calendar.facilities.values()
    ]


def _state(answer: bool | None) -> str:  # noqa: FBT001 - a fact is a bool or nothing
    return "unknown" if answer is None else "yes" if answer else "no"
