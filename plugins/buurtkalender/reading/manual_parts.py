"""What the manual is made of, and its chapters about an activity's file."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from buurtkalender.domain.facts import FactGroup, plain_facts
from buurtkalender.words.catalogues import N_

# --- blocks ----------------------------------------------------------------------------------------------
# What a chapter of the manual is made of. All texts are English msgids, in Markdown.


class FieldTable(NamedTuple):
    """A table of fields. ``keys`` are those of them that it shows; none is all.

    ``path`` is a kind of content file and the keys that lead to the record in it: ``activity``, ``activity.location``.
    """

    path: str
    keys: tuple[str, ...] = ()


class ManualExample(NamedTuple):
    """An example by its name, with the sentence above it. ``file`` is the kind of content file that it is of."""

    name: str
    caption: str
    file: str = "activity"


class Chapter(NamedTuple):
    """A heading with what stands below it: a text is a paragraph, several together are the points of a list.

    Tables come last, wherever they stand here: people copy first, and look up later.
    """

    heading: str
    blocks: tuple[str | tuple[str, ...] | FieldTable | ManualExample, ...]
    level: int = 2


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
            FieldTable("activity", ("title", "summary", "description", "themes", "goals", "host", "partners")),
            FieldTable("activity.host"),
            ManualExample(
                "about", N_("A title and a summary stand in lists. Write them for somebody who does not know you.")
            ),
            ManualExample(
                "host", N_("Neighbours do it themselves. The organisation whose folder it is in vouches for them:")
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
            FieldTable("activity", ("when",)),
        ),
        3,
    ),
    Chapter(
        N_("Every week"),
        (
            FieldTable("activity.when.weekly"),
            ManualExample("weekly", N_("Every Tuesday morning:")),
            ManualExample("two-days", N_("Two days a week, at the same time:")),
            ManualExample("two-times", N_("Two days a week, each at its own time: two entries.")),
            ManualExample("fortnightly", N_("Every second week. Say from when you count:")),
            ManualExample("course", N_("A course with a first and a last time:")),
        ),
        4,
    ),
    Chapter(
        N_("Every month"),
        (
            N_("The other keys are those of every week: `time`, `every` (here in months), `from`, `until` and `skip`."),
            FieldTable("activity.when.monthly", ("monthly",)),
            ManualExample("first-tuesday", N_("Every first Tuesday of the month:")),
            ManualExample("last-friday", N_("Every second and every last Friday:")),
            ManualExample("day-number", N_("Every 15th of the month, whatever day of the week that is:")),
            ManualExample("every-other-month", N_("Every second month:")),
        ),
        4,
    ),
    Chapter(
        N_("Loose dates"),
        (
            FieldTable("activity.when.dates"),
            ManualExample("dates", N_("On two dates:")),
            ManualExample("past-midnight", N_("Past midnight. It belongs to the day on which it begins:")),
            ManualExample("all-day", N_("All day, without a time:")),
        ),
        4,
    ),
    Chapter(
        N_("Not in the holidays"),
        (
            N_("With `skip` you say once when a series is not held:"),
            (
                N_("`school-holidays`: the school holidays of the municipality where it is"),
                N_(
                    "`public-holidays`: New Year's Day, Good Friday, Easter (two days), King's Day, Liberation Day "
                    "(5 May), Ascension Day, Whitsun (two days) and Christmas (two days); `PUBLIC_HOLIDAYS` in "
                    "`pelican.conf.py` says which of these your calendar knows"
                ),
                N_("`venue-closures`: the days on which the venue says that it is closed"),
                N_("a date: `2026-12-24`; or from one date up to and including another: `2027-02-01/2027-02-14`"),
            ),
            ManualExample("skip", N_("All of these together:")),
            N_(
                "Is a series on while its building says that it is closed? Then people read that they have to ask "
                "first, and `buurtkalender check` warns. Write `skip: [venue-closures]`, or say of a date that it goes "
                "on: `on: true`. A date that you write out yourself, under `dates` or `changes`, is always on."
            ),
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
            FieldTable("activity", _fields("signup")),
            ManualExample("drop-in", N_("A walk-in on weekdays:")),
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
            FieldTable("activity.when.by_appointment"),
            ManualExample("by-appointment", N_("A buddy for everybody in the municipality:")),
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
            FieldTable("activity", ("changes",)),
            FieldTable("activity.changes"),
            ManualExample("cancelled", N_("Cancelled. Say why, in a few words:")),
            ManualExample("postponed", N_("Put off: it is not on then, and a new date follows:")),
            ManualExample("moved", N_("Moved to another date:")),
            ManualExample("other-time", N_("At another time:")),
            ManualExample("other-place", N_("In another room, at another venue, or somewhere else:")),
            ManualExample("tentative", N_("It is not sure yet. People read that they have to ask first:")),
            ManualExample("on", N_("It goes on, although the building is closed:")),
            ManualExample("full-date", N_("All places of one date are taken:")),
            ManualExample("note", N_("Only something to know:")),
            ManualExample("one-of-two", N_("Two times on one date: `at` says which of the two you mean.")),
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
            FieldTable("activity", ("venue", "room", "location", "online", "serves", "transport", "access")),
            FieldTable("activity.location"),
            ManualExample("venue", N_("In a room of a venue. The room is an `id` from the venue's file:")),
            ManualExample("location", N_("At a place that is not in the calendar:")),
            ManualExample("online", N_("Only online:")),
            ManualExample("transport", N_("At a venue, and people from two other neighbourhoods are fetched:")),
            ManualExample("access", N_("Different from what the venue says:")),
        ),
        3,
    ),
    Chapter(
        N_("For whom"),
        (
            N_("Is everybody welcome? Then leave out `audiences` and `ages`."),
            N_(
                "An activity is in the list of every audience that it names. It is also in that of each audience with "
                "ages of which it is plainly part: `65+` is in the list of people of 75 and older, `12-23` in that of "
                "young people of 13 to 27. `18+` is for nearly everybody, and is in neither."
            ),
            FieldTable("activity", ("audiences", "ages", "languages", *_fields("welcome"), "families", "referral")),
            FieldTable("activity.families"),
            FieldTable("activity.families.childcare"),
            FieldTable("activity.referral"),
            ManualExample("for-whom", N_("For people of 65 and older; Dutch and Arabic are spoken:")),
            ManualExample("alone", N_("Somebody welcomes you, somebody can come along, and you need no referral:")),
            ManualExample("families", N_("Parents can bring their children, and somebody looks after them:")),
            ManualExample("referral", N_("Only with a referral:")),
        ),
        3,
    ),
    Chapter(
        N_("Cost and signing up"),
        (
            FieldTable("activity", ("cost", "signup", "capacity", "full")),
            FieldTable("activity.cost"),
            FieldTable("activity.cost.prices"),
            FieldTable("activity.signup"),
            ManualExample("free", N_("Free:")),
            ManualExample("amount", N_("Two and a half euros a time:")),
            ManualExample("cost", N_("An amount with an explanation:")),
            ManualExample("prices", N_("Not everybody pays the same. It only counts as free where nobody pays:")),
            ManualExample("no-signup", N_("Nobody has to sign up:")),
            ManualExample("signup", N_("Signing up is needed. One of the three ways is enough:")),
            ManualExample("signup-window", N_("Signing up begins on a moment, and ends with a day:")),
            ManualExample("full", N_("All places of all dates are taken:")),
        ),
        3,
    ),
    Chapter(
        N_("Volunteers and programmes"),
        (
            FieldTable("activity", ("volunteers", "programme")),
            FieldTable("activity.volunteers"),
            FieldTable("activity.programme"),
            ManualExample("volunteers", N_("You look for volunteers:")),
            ManualExample("programme", N_("It is a prevention programme that is recognised, towards a goal:")),
        ),
        3,
    ),
    Chapter(
        N_("Contact, picture and links"),
        (
            FieldTable("activity", ("contact", "image", "links")),
            FieldTable("activity.contact"),
            FieldTable("activity.image"),
            FieldTable("activity.links"),
            ManualExample("contact", N_("Whom people can ask:")),
            ManualExample(
                "image",
                N_(
                    "A picture. Put it in the same folder as the file. It is shown with the name of who holds the "
                    "rights, and without that name it is not shown:"
                ),
            ),
            ManualExample("links", N_("A link:")),
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
            FieldTable("activity", ("confirmed", "status", "formerly")),
            ManualExample("confirmed", N_("On this day you looked at it:")),
            ManualExample("paused", N_("It stops for a while:")),
            ManualExample("ended", N_("It stops for good. Leave the file where it is: its page then says so.")),
            ManualExample(
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
        (ManualExample("whole", N_("What most activities need:")),),
        3,
    ),
)

# --- examples --------------------------------------------------------------------------------------------
# The examples of the manual: real YAML, in a file for each kind of content file.
#
# Each stands behind a line ``---`` and a comment with its name. All but those that are called ``whole`` and
# ``smallest`` are parts of a file: what a file cannot do without, and they do not say, is that of ``smallest``.

FOLDER = Path(__file__).parent / "manual_examples"
SMALLEST = "smallest"

COMMENT = re.compile(r"(?<=  # ).+$", re.MULTILINE)
"""What is said beside a line: an English msgid."""

_KEY = re.compile(r"^(\w+):", re.MULTILINE)
_PLACES = {"venue", "location", "online", "serves"}


@cache
def examples(name: str) -> dict[str, str]:
    """Return the examples of one kind of content file, such as ``activity``, by name and in order."""
    found = {}
    for document in (FOLDER / f"{name}.yaml").read_text(encoding="utf-8").split("---\n"):
        first, _, text = document.partition("\n")
        found[first.removeprefix("# ")] = text
    return found


def completed(name: str, example: str) -> str:
    """Return an example as a whole file: with what a file of its kind cannot do without."""
    known = examples(name)
    text = known[example]
    keys = set(_KEY.findall(text))
    if keys & _PLACES:
        keys |= {"venue"}
    parts = re.split(r"(?m)^(?=\w)", known.get(SMALLEST, ""))
    return text + "".join(part for part in parts if part and part.partition(":")[0] not in keys)
