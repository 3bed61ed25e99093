"""What the form asks, in words: a label, a hint, and what to do when the answer cannot be used.

The texts are English msgids of the ``form`` catalogue. An asterisk in a name stands for the number of an entry.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from buurtkalender.domain.facts import plain_facts
from buurtkalender.words.catalogues import N_
from buurtkalender.words.facts import FACT_WORDS


class FieldQuestion(NamedTuple):
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

QUESTIONS: dict[str, FieldQuestion] = {
    fact.field: FieldQuestion(FACT_WORDS[fact.key].form) for fact in plain_facts()
} | {
    # What
    "organisation": FieldQuestion(
        N_("Which organisation does it?"),
        "",
        N_("Choose an organisation, or write its name below the list."),
        typed=N_("Is it not in the list? Write its name."),
    ),
    "organisation.name": FieldQuestion(N_("Is it not in the list? Write its name here")),
    "host.name": FieldQuestion(
        N_("Do others do it than an organisation? Who?"),
        N_("Such as: Fatima and the neighbours. Does the organisation do it? Leave it empty."),
    ),
    "title": FieldQuestion(
        N_("What is it called?"), N_("A few words, such as: Coffee morning."), N_("Write what it is called.")
    ),
    "summary": FieldQuestion(
        N_("Tell in one or two sentences what it is"), N_("In plain words. This stands in the lists.")
    ),
    "themes": FieldQuestion(
        N_("What is it about?"),
        N_("Choose one or more."),
        N_("Choose at least one subject."),
        typed=N_("Write numbers or words, with commas between them."),
    ),
    # When
    "when.line": FieldQuestion(
        N_("When is it?"),
        typed=N_(
            "Such as: every Tuesday 10:00-12:00 · first Monday of the month 14:00-16:00 · 30 November 19:30-21:00 · "
            "by appointment."
        ),
    ),
    "when.more": FieldQuestion(
        N_("Is it there on a second day, or at another time too?"), typed=N_("Such as: Friday 13:00-15:00.")
    ),
    "when.*": FieldQuestion(N_("How often is it?"), "", N_("Choose how often it is.")),
    "when.*.weekly": FieldQuestion(N_("On which days of the week?"), "", N_("Choose at least one day of the week.")),
    "when.*.monthly": FieldQuestion(
        N_("On which day of the month?"),
        N_("Such as: the first Tuesday."),
        N_("Choose which one (the first, the second …) and which day of the week."),
    ),
    "when.*.dates": FieldQuestion(N_("On which dates?"), "", N_("Fill in at least one date.")),
    "when.*.time": FieldQuestion(
        N_("From when to when?"),
        N_("Does it end after midnight? Then just fill in that time."),
        N_("Fill in when it starts and when it ends."),
        typed=N_("Such as: 10:00-12:00, or: half past ten to twelve."),
    ),
    "when.*.every": FieldQuestion(
        N_("Every how many weeks or months?"),
        N_("Leave it empty for every week or every month. 2 is every other week."),
        N_("Fill in a number, and also fill in what the first date is."),
    ),
    "when.*.from": FieldQuestion(
        N_("What is the first date?"),
        N_("Has it been there for a long time? Leave it empty."),
        typed=N_("Such as: 1 September 2026."),
    ),
    "when.*.until": FieldQuestion(
        N_("What is the last date?"),
        N_("Does it go on for now? Leave it empty."),
        N_("The last date must not come before the first one."),
        typed=N_("Such as: 30 June 2027."),
    ),
    "when.*.skip": FieldQuestion(
        N_("When is it not there?"),
        typed=N_("Write numbers, and days such as: 1, 24 December, 20 December to 3 January."),
    ),
    "when.*.skip_days": FieldQuestion(
        N_("Also not on these days"),
        N_("The first and the last day. Is it one day? Fill in only the first."),
        N_("Fill in the first day and then the last day."),
    ),
    "when.*.note": FieldQuestion(N_("How does it go?"), N_("Such as: We call you within a week.")),
    # Where
    "venue": FieldQuestion(
        N_("In which building or room?"),
        "",
        N_("Choose a place from the list, or fill in below where else it is."),
        typed=N_("Is it not in the list? Write what it is called."),
    ),
    "room": FieldQuestion(N_("In which room?")),
    "location.name": FieldQuestion(
        N_("What is the place called?"),
        N_("Such as: the square before the library."),
        N_("Write what the place is called."),
    ),
    "location.address": FieldQuestion(
        N_("What is the address?"),
        typed=N_("Street and number, postcode and town. Such as: Kerkstraat 12, 1234 AB Ons Dorp."),
    ),
    "location.street": FieldQuestion(N_("Street and number")),
    "location.postcode": FieldQuestion(N_("Postcode"), "", N_("Write four digits and two letters, such as 1234 AB.")),
    "location.city": FieldQuestion(N_("Town or village")),
    "location.neighbourhood": FieldQuestion(N_("In which neighbourhood is it?")),
    "online": FieldQuestion(N_("Web address to take part"), N_("Starts with https://."), _URL),
    "serves": FieldQuestion(N_("For people in which neighbourhoods?")),
    # For whom
    "audiences": FieldQuestion(
        N_("For whom is it meant?"),
        N_("Is it for everybody? Choose nothing."),
        typed=N_("Write numbers or words, with commas between them."),
    ),
    "ages": FieldQuestion(
        N_("For which ages?"),
        N_("For all ages? Leave it empty."),
        N_("Fill in ages in whole years, the lowest first."),
        typed=N_("Such as: from 65, or 13-27."),
    ),
    # Cost and sign-up
    "cost": FieldQuestion(
        N_("What does it cost?"),
        "",
        N_("Fill in how much it costs, in euros, such as 2.50."),
        typed=N_("Such as: free, 2,50 or 3 euros a month, coffee included."),
    ),
    "cost.amount": FieldQuestion(N_("How many euros?"), N_("Such as 2.50.")),
    "cost.per": FieldQuestion(N_("For what?"), N_("Such as: a time, a month, a season.")),
    "cost.note": FieldQuestion(N_("What else should people know about it?"), N_("Such as: coffee included.")),
    "cost.*": FieldQuestion(
        N_("A price, and who pays it"),
        N_("Such as: adults 5, children up to 12 years 0."),
        N_("Fill in who pays this, and how many euros. For nothing write 0."),
    ),
    "cost.pass": FieldQuestion(N_("Do people pay less with a discount pass?")),
    "signup": FieldQuestion(
        N_("Do people have to sign up?"),
        "",
        N_("Choose whether people have to sign up."),
        typed=N_("Or write the telephone number or e-mail address to sign up."),
    ),
    "signup.phone": FieldQuestion(
        N_("Telephone number to sign up"), "", _PHONE, typed=N_("An e-mail address or a web page is right too.")
    ),
    "signup.email": FieldQuestion(N_("E-mail address to sign up"), "", _EMAIL),
    "signup.url": FieldQuestion(N_("Web page to sign up"), "", _URL),
    "signup.before": FieldQuestion(
        N_("How long before?"),
        "",
        N_("Fill in a number, and choose days or hours."),
        typed=N_("Such as: 2 days, 24 hours or 1 week."),
    ),
    "signup.opens": FieldQuestion(
        N_("From when can people sign up?"),
        N_("Can they already? Leave it empty."),
        N_("Fill in a day. The time is only needed if there is one."),
        typed=N_("Such as: 1 December, or 1 December 9:00."),
    ),
    "signup.until": FieldQuestion(
        N_("Until when can people sign up?"),
        N_("Only a day? Then all of that day."),
        N_("Fill in a day that is not before the first day of signing up."),
        typed=N_("Such as: 14 December, or 14 December 17:00."),
    ),
    # Contact
    "contact.name": FieldQuestion(N_("Whom can people ask for?"), _PUBLIC),
    "contact.phone": FieldQuestion(
        N_("Telephone number for questions"),
        N_("Of the organisation."),
        _PHONE,
        typed=N_("An e-mail address is right too."),
    ),
    "contact.email": FieldQuestion(N_("E-mail address for questions"), N_("Of the organisation."), _EMAIL),
    # More
    "description": FieldQuestion(
        N_("The whole story"),
        N_("What do people do? What should they bring? Leave an empty line between paragraphs."),
        typed=N_("Two empty lines end it."),
    ),
    "partners": FieldQuestion(N_("Which other organisation takes part?")),
    "links.*.title": FieldQuestion(N_("What the link says")),
    "links.*.url": FieldQuestion(N_("Web address"), "", _URL),
    "capacity": FieldQuestion(N_("How many people can take part?"), "", N_("Fill in a whole number.")),
    "full": FieldQuestion(
        N_("Are all places taken?"), N_("Of all dates. Is only one date full? Then tell it of that date.")
    ),
    "families.children_welcome": FieldQuestion(N_("Can children come along?")),
    "families.siblings": FieldQuestion(N_("Can brothers and sisters come along?")),
    "families.childcare": FieldQuestion(N_("Does somebody look after the children meanwhile?")),
    "families.childcare.amount": FieldQuestion(
        N_("How many euros does that cost?"),
        N_("For nothing write 0."),
        N_("Fill in how much it costs, in euros, such as 2.50."),
    ),
    "families.childcare.note": FieldQuestion(N_("What should parents know about it?"), N_("Such as: from 2 years on.")),
    "image.by": FieldQuestion(
        N_("Is there a picture? Who holds the rights to it?"),
        N_("Such as who made it. The name is shown with the picture. Without it the picture is not shown."),
    ),
    "languages": FieldQuestion(N_("Which languages are spoken?")),
    "transport": FieldQuestion(N_("How do people get there, or who fetches them?")),
    "access": FieldQuestion(
        N_("What is there?"),
        N_("Only fill this in if it is different from the building."),
        typed=N_("Write numbers or words, with commas between them."),
    ),
    "access.no": FieldQuestion(N_("And what is certainly not there?")),
    "volunteers.*.role": FieldQuestion(
        N_("What would the volunteer do?"), "", N_("Write what the volunteer would do.")
    ),
    "volunteers.*.hours": FieldQuestion(N_("How much time does it take?"), N_("Such as: 2 hours a week.")),
    "volunteers.*.skills": FieldQuestion(
        N_("What should somebody be good at?"),
        N_("In a word or two, such as: cooking."),
        typed=N_("Several? Write commas between them."),
    ),
    "volunteers.*.training": FieldQuestion(N_("What can somebody learn there?"), N_("Such as: we teach you the work.")),
    "volunteers.*.until": FieldQuestion(
        N_("Until what day are you looking for somebody?"),
        N_("Is that not known? Leave it empty."),
        typed=N_("Such as: 1 March 2027."),
    ),
    "volunteers.*.contact.phone": FieldQuestion(N_("Telephone number"), "", _PHONE),
    "volunteers.*.contact.email": FieldQuestion(N_("E-mail address"), "", _EMAIL),
    "goals": FieldQuestion(N_("Which goal does it work towards?")),
    "referral": FieldQuestion(
        N_("Does somebody have to refer you?"), "", N_("Choose whether somebody has to refer you.")
    ),
    "referral.by": FieldQuestion(N_("Who can refer?"), N_("Such as: the GP or the social team.")),
    "programme.name": FieldQuestion(N_("Name of the recognised programme"), "", N_("Write the name of the programme.")),
    "programme.evidence": FieldQuestion(N_("What is known of its effect?")),
    "programme.source": FieldQuestion(N_("Where can that be read?"), "", _URL),
    "confirmed": FieldQuestion(
        N_("On what day did the organisation last say that this is right?"), typed=N_("Such as: today, or 20 November.")
    ),
    # About an activity that is there
    "activity": FieldQuestion(N_("Which activity?"), "", N_("Choose which activity it is about.")),
    "changes.what": FieldQuestion(N_("What is different?")),
    "changes.date": FieldQuestion(
        N_("Which date is it about?"), N_("You may choose several."), N_("Choose which date it is about.")
    ),
    "changes.cancelled": FieldQuestion(
        N_("Why, or what should people know?"), N_("This stands with the date. Such as: The host is ill.")
    ),
    "status": FieldQuestion(N_("Does it stop for good?"), "", N_("Choose whether it stops for good.")),
    "until": FieldQuestion(
        N_("When is the last time?"),
        N_("Has it stopped already? Leave it empty."),
        N_("Fill in a date that exists, or leave it empty."),
    ),
    "message": FieldQuestion(
        N_("Is there anything else that we should know?"), _ONLY_EDITORS, N_("Tell what is different.")
    ),
    # The sender
    "sender.name": FieldQuestion(N_("What is your name?"), _ONLY_EDITORS),
    "sender.reach": FieldQuestion(N_("On which telephone number or e-mail address can we reach you?"), _ONLY_EDITORS),
    "consent": FieldQuestion("", "", N_("Tick that the organisation agrees.")),
}

SUBJECTS = {
    "new": N_("New activity: {title}"),
    "change": N_("Change: {title}"),
    "cancel": N_("One date: {title}"),
    "confirm": N_("Still right: {title}"),
    "stop": N_("Stops: {title}"),
}
"""The actions, and the subject of the mail about each."""

TOLD = {
    "": N_("It is off"),
    "postponed": N_("It is put off, and a new date follows"),
    "full": N_("It is full"),
    "on": N_("It goes on after all"),
}
"""What there is to tell of a date, as it is answered, and in words."""

_ASKED_WITH = {"room": "venue", "location": "location.name", "when": "when.0"}
"""What is not asked by itself, and with which question it is."""

_NUMBER = re.compile(r"(?<=\.)\d+(?=\.|$)")


def question_of(name: str) -> tuple[str, FieldQuestion | None]:
    """Return the question that asks for an answer: its own, else that of what it is a part of, with its name."""
    name = _ASKED_WITH.get(name, name)
    while name:
        found = QUESTIONS.get(_NUMBER.sub("*", name))
        if found is not None:
            return name, found
        name = name.rpartition(".")[0]
    return "", None


# --- places ---------------------------------------------------------------------------------------------
# What is asked about an organisation and about a venue, in words, as :mod:`buurtkalender.form.questions` has it.

_PLACE_PHONE = FieldQuestion(N_("Telephone number"), wrong=QUESTIONS["contact.phone"].wrong)
_PLACE_EMAIL = FieldQuestion(N_("E-mail address"), wrong=QUESTIONS["contact.email"].wrong)
_WEBSITE = FieldQuestion(
    N_("Web site"), typed=N_("Such as: www.organisation.example."), wrong=QUESTIONS["online"].wrong
)
_SUMMARY = FieldQuestion(N_("Tell in one or two sentences who they are"), N_("In plain words."))

ORGANISATION_QUESTIONS: dict[str, FieldQuestion] = {
    "name": FieldQuestion(N_("What is the organisation called?")),
    "kind": FieldQuestion(N_("What kind of organisation is it?")),
    "summary": _SUMMARY,
    "phone": _PLACE_PHONE,
    "email": _PLACE_EMAIL,
    "website": _WEBSITE,
    "confirmed": QUESTIONS["confirmed"],
    "description": FieldQuestion(N_("Who are they, and what do they do?"), typed=QUESTIONS["description"].typed),
    "maintainers": FieldQuestion(
        N_("Which accounts may change its files?"), N_("The names of accounts where this calendar is kept.")
    ),
    "feeds.*.url": FieldQuestion(
        N_("Does it keep a calendar elsewhere? What is its address?"),
        N_("The address of an iCal calendar."),
        wrong=QUESTIONS["online"].wrong,
    ),
    "feeds.*.venue": FieldQuestion(N_("Where are the activities of that calendar, if it does not say so?")),
    "feeds.*.themes": FieldQuestion(N_("What are the activities of that calendar about?")),
    "feeds.*.audiences": FieldQuestion(N_("For whom are the activities of that calendar?")),
    **{name: asked for name, asked in QUESTIONS.items() if name.startswith("volunteers.")},
}

VENUE_QUESTIONS: dict[str, FieldQuestion] = {
    "name": FieldQuestion(N_("What is the building or the place called?")),
    "kind": FieldQuestion(N_("What kind of place is it?")),
    "address": QUESTIONS["location.address"],
    "neighbourhood": QUESTIONS["location.neighbourhood"],
    "point": FieldQuestion(
        N_("Where is it on the map?"),
        typed=N_("Latitude and longitude, such as 51.9744, 5.3458. Leave it out if you do not know."),
    ),
    "access.wheelchair": FieldQuestion(N_("Can somebody in a wheelchair get in?")),
    "access": FieldQuestion(N_("What else is there?"), typed=QUESTIONS["access"].typed),
    "access.no": QUESTIONS["access.no"],
    "phone": _PLACE_PHONE,
    "email": _PLACE_EMAIL,
    "website": _WEBSITE,
    "rooms.*.name": FieldQuestion(
        N_("What is the room called?"), typed=N_("Press Enter when there are no more rooms.")
    ),
    "rooms.*.capacity": FieldQuestion(N_("How many people fit in?"), wrong=QUESTIONS["capacity"].wrong),
    "rooms.*.facilities": FieldQuestion(N_("What is in the room?"), N_("Such as: screen, kitchen, piano.")),
    "opening_hours.line": FieldQuestion(N_("When is it open?"), typed=N_("Such as: Monday to Friday 9:00-17:00.")),
    "opening_hours.more": FieldQuestion(N_("When is it open besides?"), typed=N_("Such as: Saturday 10:00-13:00.")),
    "available.line": FieldQuestion(N_("When may others use it?"), typed=N_("Such as: Monday to Friday 9:00-17:00.")),
    "available.more": FieldQuestion(N_("When may others use it besides?"), typed=N_("Such as: Saturday 10:00-13:00.")),
    "available.room": FieldQuestion(N_("Only one room? Which one?"), N_("Leave it out for the whole building.")),
    "closed": FieldQuestion(
        N_("On which days is it closed?"), typed=N_("Such as: 24 December, 20 December to 3 January.")
    ),
    "booking.phone": FieldQuestion(
        N_("Telephone number to book a room"),
        typed=QUESTIONS["signup.phone"].typed,
        wrong=QUESTIONS["signup.phone"].wrong,
    ),
    "booking.cost": FieldQuestion(N_("What does a room cost?"), N_("In words, such as: free for the neighbourhood.")),
    "transport": QUESTIONS["transport"],
    "description": FieldQuestion(N_("What is it like there?"), typed=QUESTIONS["description"].typed),
}

QUESTIONS_OF: dict[str, dict[str, FieldQuestion]] = {
    "activity": QUESTIONS,
    "organisation": ORGANISATION_QUESTIONS,
    "venue": VENUE_QUESTIONS,
}
"""The questions about each kind of file."""
