"""What is asked about an organisation and about a venue, in words, as :mod:`buurtkalender.form.questions` has it."""

from __future__ import annotations

from buurtkalender.form.questions import QUESTIONS, Question
from buurtkalender.words.catalogues import N_

_PHONE = Question(N_("Telephone number"), wrong=QUESTIONS["contact.phone"].wrong)
_EMAIL = Question(N_("E-mail address"), wrong=QUESTIONS["contact.email"].wrong)
_WEBSITE = Question(N_("Web site"), typed=N_("Such as: www.organisation.example."), wrong=QUESTIONS["online"].wrong)
_SUMMARY = Question(N_("Tell in one or two sentences who they are"), N_("In plain words."))

ORGANISATION_QUESTIONS: dict[str, Question] = {
    "name": Question(N_("What is the organisation called?")),
    "kind": Question(N_("What kind of organisation is it?")),
    "summary": _SUMMARY,
    "phone": _PHONE,
    "email": _EMAIL,
    "website": _WEBSITE,
    "confirmed": QUESTIONS["confirmed"],
    "description": Question(N_("Who are they, and what do they do?"), typed=QUESTIONS["description"].typed),
    "maintainers": Question(
        N_("Which accounts may change its files?"), N_("The names of accounts where this calendar is kept.")
    ),
    "feeds.*.url": Question(
        N_("Does it keep a calendar elsewhere? What is its address?"),
        N_("The address of an iCal calendar."),
        wrong=QUESTIONS["online"].wrong,
    ),
    "feeds.*.venue": Question(N_("Where are the activities of that calendar, if it does not say so?")),
    "feeds.*.themes": Question(N_("What are the activities of that calendar about?")),
    "feeds.*.audiences": Question(N_("For whom are the activities of that calendar?")),
}

VENUE_QUESTIONS: dict[str, Question] = {
    "name": Question(N_("What is the building or the place called?")),
    "kind": Question(N_("What kind of place is it?")),
    "address": QUESTIONS["location.address"],
    "neighbourhood": QUESTIONS["location.neighbourhood"],
    "point": Question(
        N_("Where is it on the map?"),
        typed=N_("Latitude and longitude, such as 51.9744, 5.3458. Leave it out if you do not know."),
    ),
    "access.wheelchair": Question(N_("Can somebody in a wheelchair get in?")),
    "access": Question(N_("What else is there?"), typed=QUESTIONS["access"].typed),
    "access.no": QUESTIONS["access.no"],
    "phone": _PHONE,
    "email": _EMAIL,
    "website": _WEBSITE,
    "rooms.*.name": Question(N_("What is the room called?"), typed=N_("Press Enter when there are no more rooms.")),
    "rooms.*.capacity": Question(N_("How many people fit in?"), wrong=QUESTIONS["capacity"].wrong),
    "rooms.*.facilities": Question(N_("What is in the room?"), N_("Such as: screen, kitchen, piano.")),
    "opening_hours.line": Question(N_("When is it open?"), typed=N_("Such as: Monday to Friday 9:00-17:00.")),
    "opening_hours.more": Question(N_("When is it open besides?"), typed=N_("Such as: Saturday 10:00-13:00.")),
    "available.line": Question(N_("When may others use it?"), typed=N_("Such as: Monday to Friday 9:00-17:00.")),
    "available.more": Question(N_("When may others use it besides?"), typed=N_("Such as: Saturday 10:00-13:00.")),
    "available.room": Question(N_("Only one room? Which one?"), N_("Leave it out for the whole building.")),
    "closed": Question(N_("On which days is it closed?"), typed=N_("Such as: 24 December, 20 December to 3 January.")),
    "booking.phone": Question(
        N_("Telephone number to book a room"),
        typed=QUESTIONS["signup.phone"].typed,
        wrong=QUESTIONS["signup.phone"].wrong,
    ),
    "booking.cost": Question(N_("What does a room cost?"), N_("In words, such as: free for the neighbourhood.")),
    "transport": QUESTIONS["transport"],
    "description": Question(N_("What is it like there?"), typed=QUESTIONS["description"].typed),
}

QUESTIONS_OF: dict[str, dict[str, Question]] = {
    "activity": QUESTIONS,
    "organisation": ORGANISATION_QUESTIONS,
    "venue": VENUE_QUESTIONS,
}
"""The questions about each kind of file."""
