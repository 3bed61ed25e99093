"""What the form asks, in words: a label, a hint, and what to do when the answer cannot be used.

The texts are English msgids of the ``form`` catalogue. An asterisk in a name stands for the number of an entry.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from buurtkalender.domain.facts import plain_facts
from buurtkalender.words.catalogues import N_
from buurtkalender.words.facts import FACT_WORDS


class Question(NamedTuple):
    """One question. ``wrong`` is what is said of any answer that cannot be used; without it, what the reader says.

    ``typed`` is a hint for who types the answer on a line, where a page has inputs to show how.
    """

    label: str
    hint: str = ""
    wrong: str = ""
    typed: str = ""


_PHONE = N_("Write a telephone number with digits, such as 0123-456 789.")
_EMAIL = N_("Write one e-mail address, such as info@organisation.example.")
_URL = N_("Write the whole address of the page, starting with https://.")
_PUBLIC = N_("Everybody can read this. So never give somebody’s private number or address without their consent.")

_ONLY_EDITORS = N_("Only the editors read this. It does not come on the site.")

QUESTIONS: dict[str, Question] = {fact.field: Question(FACT_WORDS[fact.key].form) for fact in plain_facts()} | {
    # What
    "organisation": Question(
        N_("Which organisation does it?"),
        "",
        N_("Choose an organisation, or write its name below the list."),
        typed=N_("Is it not in the list? Write its name."),
    ),
    "organisation.name": Question(N_("Is it not in the list? Write its name here")),
    "title": Question(
        N_("What is it called?"), N_("A few words, such as: Coffee morning."), N_("Write what it is called.")
    ),
    "summary": Question(N_("Tell in one or two sentences what it is"), N_("In plain words. This stands in the lists.")),
    "themes": Question(
        N_("What is it about?"),
        N_("Choose one or more."),
        N_("Choose at least one subject."),
        typed=N_("Write numbers or words, with commas between them."),
    ),
    # When
    "when.line": Question(
        N_("When is it?"),
        typed=N_(
            "Such as: every Tuesday 10:00-12:00 · first Monday of the month 14:00-16:00 · 30 November 19:30-21:00 · "
            "by appointment."
        ),
    ),
    "when.more": Question(
        N_("Is it there on a second day, or at another time too?"), typed=N_("Such as: Friday 13:00-15:00.")
    ),
    "when.*": Question(N_("How often is it?"), "", N_("Choose how often it is.")),
    "when.*.weekly": Question(N_("On which days of the week?"), "", N_("Choose at least one day of the week.")),
    "when.*.monthly": Question(
        N_("On which day of the month?"),
        N_("Such as: the first Tuesday."),
        N_("Choose which one (the first, the second …) and which day of the week."),
    ),
    "when.*.dates": Question(N_("On which dates?"), "", N_("Fill in at least one date.")),
    "when.*.time": Question(
        N_("From when to when?"),
        N_("Does it end after midnight? Then just fill in that time."),
        N_("Fill in when it starts and when it ends."),
        typed=N_("Such as: 10:00-12:00, or: half past ten to twelve."),
    ),
    "when.*.every": Question(
        N_("Every how many weeks or months?"),
        N_("Leave it empty for every week or every month. 2 is every other week."),
        N_("Fill in a number, and also fill in what the first date is."),
    ),
    "when.*.from": Question(
        N_("What is the first date?"),
        N_("Has it been there for a long time? Leave it empty."),
        typed=N_("Such as: 1 September 2026."),
    ),
    "when.*.until": Question(
        N_("What is the last date?"),
        N_("Does it go on for now? Leave it empty."),
        N_("The last date must not come before the first one."),
        typed=N_("Such as: 30 June 2027."),
    ),
    "when.*.skip": Question(
        N_("When is it not there?"),
        typed=N_("Write numbers, and days such as: 1, 24 December, 20 December to 3 January."),
    ),
    "when.*.skip_days": Question(
        N_("Also not on these days"),
        N_("The first and the last day. Is it one day? Fill in only the first."),
        N_("Fill in the first day and then the last day."),
    ),
    "when.*.note": Question(N_("How does it go?"), N_("Such as: We call you within a week.")),
    # Where
    "venue": Question(
        N_("In which building or room?"),
        "",
        N_("Choose a place from the list, or fill in below where else it is."),
        typed=N_("Is it not in the list? Write what it is called."),
    ),
    "room": Question(N_("In which room?")),
    "location.name": Question(
        N_("What is the place called?"),
        N_("Such as: the square before the library."),
        N_("Write what the place is called."),
    ),
    "location.address": Question(
        N_("What is the address?"),
        typed=N_("Street and number, postcode and town. Such as: Kerkstraat 12, 1234 AB Ons Dorp."),
    ),
    "location.street": Question(N_("Street and number")),
    "location.postcode": Question(N_("Postcode"), "", N_("Write four digits and two letters, such as 1234 AB.")),
    "location.city": Question(N_("Town or village")),
    "location.neighbourhood": Question(N_("In which neighbourhood is it?")),
    "online": Question(N_("Web address to take part"), N_("Starts with https://."), _URL),
    "serves": Question(N_("For people in which neighbourhoods?")),
    # For whom
    "audiences": Question(
        N_("For whom is it meant?"),
        N_("Is it for everybody? Choose nothing."),
        typed=N_("Write numbers or words, with commas between them."),
    ),
    "ages": Question(
        N_("For which ages?"),
        N_("For all ages? Leave it empty."),
        N_("Fill in ages in whole years, the lowest first."),
        typed=N_("Such as: from 65, or 13-27."),
    ),
    # Cost and sign-up
    "cost": Question(
        N_("What does it cost?"),
        "",
        N_("Fill in how much it costs, in euros, such as 2.50."),
        typed=N_("Such as: free, 2,50 or 3 euros a month, coffee included."),
    ),
    "cost.amount": Question(N_("How many euros?"), N_("Such as 2.50.")),
    "cost.per": Question(N_("For what?"), N_("Such as: a time, a month, a season.")),
    "cost.note": Question(N_("What else should people know about it?"), N_("Such as: coffee included.")),
    "cost.pass": Question(N_("Do people pay less with a discount pass?")),
    "signup": Question(
        N_("Do people have to sign up?"),
        "",
        N_("Choose whether people have to sign up."),
        typed=N_("Or write the telephone number or e-mail address to sign up."),
    ),
    "signup.phone": Question(
        N_("Telephone number to sign up"), "", _PHONE, typed=N_("An e-mail address or a web page is right too.")
    ),
    "signup.email": Question(N_("E-mail address to sign up"), "", _EMAIL),
    "signup.url": Question(N_("Web page to sign up"), "", _URL),
    "signup.before": Question(
        N_("How long before?"),
        "",
        N_("Fill in a number, and choose days or hours."),
        typed=N_("Such as: 2 days, 24 hours or 1 week."),
    ),
    # Contact
    "contact.name": Question(N_("Whom can people ask for?"), _PUBLIC),
    "contact.phone": Question(
        N_("Telephone number for questions"),
        N_("Of the organisation."),
        _PHONE,
        typed=N_("An e-mail address is right too."),
    ),
    "contact.email": Question(N_("E-mail address for questions"), N_("Of the organisation."), _EMAIL),
    # More
    "description": Question(
        N_("The whole story"),
        N_("What do people do? What should they bring? Leave an empty line between paragraphs."),
        typed=N_("Two empty lines end it."),
    ),
    "partners": Question(N_("Which other organisation takes part?")),
    "links.*.title": Question(N_("What the link says")),
    "links.*.url": Question(N_("Web address"), "", _URL),
    "capacity": Question(N_("How many people can take part?"), "", N_("Fill in a whole number.")),
    "languages": Question(N_("Which languages are spoken?")),
    "transport": Question(N_("How do people get there, or who fetches them?")),
    "access": Question(
        N_("What is there?"),
        N_("Only fill this in if it is different from the building."),
        typed=N_("Write numbers or words, with commas between them."),
    ),
    "access.no": Question(N_("And what is certainly not there?")),
    "volunteers.*.role": Question(N_("What would the volunteer do?"), "", N_("Write what the volunteer would do.")),
    "volunteers.*.hours": Question(N_("How much time does it take?"), N_("Such as: 2 hours a week.")),
    "volunteers.*.contact.phone": Question(N_("Telephone number"), "", _PHONE),
    "volunteers.*.contact.email": Question(N_("E-mail address"), "", _EMAIL),
    "goals": Question(N_("Which goal does it work towards?")),
    "referral": Question(N_("Does somebody have to refer you?"), "", N_("Choose whether somebody has to refer you.")),
    "referral.by": Question(N_("Who can refer?"), N_("Such as: the GP or the social team.")),
    "programme.name": Question(N_("Name of the recognised programme"), "", N_("Write the name of the programme.")),
    "programme.evidence": Question(N_("What is known of its effect?")),
    "programme.source": Question(N_("Where can that be read?"), "", _URL),
    "confirmed": Question(
        N_("On what day did the organisation last say that this is right?"), typed=N_("Such as: today, or 20 November.")
    ),
    # About an activity that is there
    "activity": Question(N_("Which activity?"), "", N_("Choose which activity it is about.")),
    "changes.date": Question(N_("Which date is off?"), N_("You may choose several."), N_("Choose which date is off.")),
    "changes.cancelled": Question(N_("Why?"), N_("This stands with the date. Such as: The host is ill.")),
    "status": Question(N_("Does it stop for good?"), "", N_("Choose whether it stops for good.")),
    "until": Question(N_("When is the last time?"), N_("Has it stopped already? Leave it empty.")),
    "message": Question(
        N_("Is there anything else that we should know?"), _ONLY_EDITORS, N_("Tell what is different.")
    ),
    # The sender
    "sender.name": Question(N_("What is your name?"), _ONLY_EDITORS),
    "sender.reach": Question(N_("On which telephone number or e-mail address can we reach you?"), _ONLY_EDITORS),
    "consent": Question("", "", N_("Tick that the organisation agrees.")),
}

SUBJECTS = {
    "new": N_("New activity: {title}"),
    "change": N_("Change: {title}"),
    "cancel": N_("A date is off: {title}"),
    "confirm": N_("Still right: {title}"),
    "stop": N_("Stops: {title}"),
}
"""The actions, and the subject of the mail about each."""

_ASKED_WITH = {"room": "venue", "location": "location.name"}
"""What is not asked by itself, and with which question it is."""

_NUMBER = re.compile(r"(?<=\.)\d+(?=\.|$)")


def question_of(name: str) -> tuple[str, Question | None]:
    """Return the question that asks for an answer: its own, else that of what it is a part of, with its name."""
    name = _ASKED_WITH.get(name, name)
    while name:
        found = QUESTIONS.get(_NUMBER.sub("*", name))
        if found is not None:
            return name, found
        name = name.rpartition(".")[0]
    return "", None
