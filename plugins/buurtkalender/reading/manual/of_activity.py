"""The chapters of the manual about an activity's file."""

from __future__ import annotations

from buurtkalender.domain.facts import FactGroup, plain_facts
from buurtkalender.reading.manual.blocks import Chapter, Example, Table
from buurtkalender.words.catalogues import N_


def _fields(group: FactGroup) -> tuple[str, ...]:
    return tuple(fact.field for fact in plain_facts(group))


ACTIVITY_CHAPTERS = (
    Chapter(
        N_("An activity"),
        (
            N_(
                "File: `content/activities/<organisation>/<name>.yaml`. Always required are `title`, `themes`, "
                "`when`, and one of `venue`, `location`, `online` and `serves`."
            ),
        ),
    ),
    Chapter(
        N_("What it is"),
        (
            Table("activity", ("title", "summary", "description", "themes", "goals", "partners")),
            Example(
                "about", N_("A title and a summary stand in lists. Write them for somebody who does not know you.")
            ),
        ),
        3,
    ),
    Chapter(
        N_("When"),
        (
            N_(
                "Under `when` stands a list: each entry begins with a hyphen. There are four ways: every week, "
                "every month, loose dates, and by appointment. An activity may have several entries."
            ),
            Table("activity", ("when",)),
        ),
        3,
    ),
    Chapter(
        N_("Every week"),
        (
            Table("activity.when.weekly"),
            Example("weekly", N_("Every Tuesday morning:")),
            Example("two-days", N_("Two days a week, at the same time:")),
            Example("two-times", N_("Two days a week, each at its own time: two entries.")),
            Example("fortnightly", N_("Every second week. Say from when you count:")),
            Example("course", N_("A course with a first and a last time:")),
        ),
        4,
    ),
    Chapter(
        N_("Every month"),
        (
            N_("The other keys are those of every week: `time`, `every` (here in months), `from`, `until` and `skip`."),
            Table("activity.when.monthly", ("monthly",)),
            Example("first-tuesday", N_("Every first Tuesday of the month:")),
            Example("last-friday", N_("Every second and every last Friday:")),
            Example("day-number", N_("Every 15th of the month, whatever day of the week that is:")),
            Example("every-other-month", N_("Every second month:")),
        ),
        4,
    ),
    Chapter(
        N_("Loose dates"),
        (
            Table("activity.when.dates"),
            Example("dates", N_("On two dates:")),
            Example("past-midnight", N_("Past midnight. It belongs to the day on which it begins:")),
            Example("all-day", N_("All day, without a time:")),
        ),
        4,
    ),
    Chapter(
        N_("Not in the holidays"),
        (
            N_("With `skip` you say once when a series is not held:"),
            (
                N_("`school-holidays`: the school holidays of the municipality where it is"),
                N_("`public-holidays`: Christmas, Easter, King's Day and the others"),
                N_("`venue-closures`: the days on which the venue says that it is closed"),
                N_("a date: `2026-12-24`; or from one date up to and including another: `2027-02-01/2027-02-14`"),
            ),
            Example("skip", N_("All of these together:")),
        ),
        4,
    ),
    Chapter(
        N_("Walk-in hours"),
        (
            N_(
                "Can people come in at any moment between the times, without signing up? Say so with `drop_in`. "
                "Then `time` holds the hours at which the door is open."
            ),
            Table("activity", _fields("signup")),
            Example("drop-in", N_("A walk-in on weekdays:")),
        ),
        4,
    ),
    Chapter(
        N_("By appointment"),
        (
            N_(
                "A buddy, a home visit, help with a form: it is there, but has no fixed time. Often it has no "
                "place either. Then say with `serves` whom it reaches."
            ),
            Table("activity.when.by_appointment"),
            Example("by-appointment", N_("A buddy for everybody in the municipality:")),
        ),
        4,
    ),
    Chapter(
        N_("One date is different"),
        (
            N_(
                "Do not take a date out of `when`: put it under `changes`. Then everybody sees what happened, also "
                "on their phone. In these examples the activity is every Tuesday from 10:00 to 12:00."
            ),
            Table("activity", ("changes",)),
            Table("activity.changes"),
            Example("cancelled", N_("Cancelled. Say why, in a few words:")),
            Example("moved", N_("Moved to another date:")),
            Example("other-time", N_("At another time:")),
            Example("other-place", N_("In another room, at another venue, or somewhere else:")),
            Example("note", N_("Only something to know:")),
            Example("one-of-two", N_("Two times on one date: `at` says which of the two you mean.")),
        ),
        3,
    ),
    Chapter(
        N_("Where"),
        (
            N_(
                "An activity has at least one of these: `venue`, `location`, `online` or `serves`. Is the place in "
                "the calendar? Use `venue`: people then see how to get there and whether a wheelchair can get in."
            ),
            Table("activity", ("venue", "room", "location", "online", "serves", "transport", "access")),
            Table("activity.location"),
            Example("venue", N_("In a room of a venue. The room is an `id` from the venue's file:")),
            Example("location", N_("At a place that is not in the calendar:")),
            Example("online", N_("Only online:")),
            Example("transport", N_("At a venue, and people from two other neighbourhoods are fetched:")),
            Example("access", N_("Different from what the venue says:")),
        ),
        3,
    ),
    Chapter(
        N_("For whom"),
        (
            N_("Is everybody welcome? Then leave out `audiences` and `ages`."),
            Table("activity", ("audiences", "ages", "languages", *_fields("welcome"), "referral")),
            Table("activity.referral"),
            Example("for-whom", N_("For people of 65 and older; Dutch and Arabic are spoken:")),
            Example("alone", N_("Somebody welcomes you, somebody can come along, and you need no referral:")),
            Example("referral", N_("Only with a referral:")),
        ),
        3,
    ),
    Chapter(
        N_("Cost and signing up"),
        (
            Table("activity", ("cost", "signup", "capacity")),
            Table("activity.cost"),
            Table("activity.signup"),
            Example("free", N_("Free:")),
            Example("amount", N_("Two and a half euros a time:")),
            Example("cost", N_("An amount with an explanation:")),
            Example("no-signup", N_("Nobody has to sign up:")),
            Example("signup", N_("Signing up is needed. One of the three ways is enough:")),
        ),
        3,
    ),
    Chapter(
        N_("Volunteers and programmes"),
        (
            Table("activity", ("volunteers", "programme")),
            Table("activity.volunteers"),
            Table("activity.programme"),
            Example("volunteers", N_("You look for volunteers:")),
            Example("programme", N_("It is a prevention programme that is recognised, towards a goal:")),
        ),
        3,
    ),
    Chapter(
        N_("Contact, picture and links"),
        (
            Table("activity", ("contact", "image", "links")),
            Table("activity.contact"),
            Table("activity.image"),
            Table("activity.links"),
            Example("contact", N_("Whom people can ask:")),
            Example("image", N_("A picture. Put it in the same folder as the file:")),
            Example("links", N_("A link:")),
        ),
        3,
    ),
    Chapter(
        N_("Keeping it right"),
        (
            N_(
                "Look at your file a few times a year. Is all of it still right? Change the date at `confirmed`. "
                "People see it, and know that they can count on it."
            ),
            Table("activity", ("confirmed", "status", "formerly")),
            Example("confirmed", N_("On this day you looked at it:")),
            Example("paused", N_("It stops for a while:")),
            Example("ended", N_("It stops for good. Leave the file where it is: its page then says so.")),
            Example(
                "formerly",
                N_(
                    "You gave the file another name. Write down the old one, so that links and phones find it: "
                    "here it was `koffie.yaml` in the folder `welzijn-zandmeer`."
                ),
            ),
        ),
        3,
    ),
    Chapter(
        N_("A whole file"),
        (Example("whole", N_("What most activities need:")),),
        3,
    ),
)
