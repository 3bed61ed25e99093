"""Every problem that reading can tell: its code, what is wrong, and what to write instead.

The texts are msgids of the ``reading`` catalogue, in plain English; the words in braces are filled in with the params
of the problem. A third text is the fix where there is something to suggest.
"""

from __future__ import annotations

from buurtkalender.reading import messages_values, messages_yaml

# --- pages and settings ---------------------------------------------------------------------------------
# Problems of pages written by hand, and of settings that are still those of the example.

PAGE_MESSAGES: dict[str, tuple[str, ...]] = {
    # Pages
    "page-address": (
        "No page can stand at /{slug}/: it is no address, or the calendar itself has something there.",
        "Write another name behind `Slug:`, with only a-z, 0-9 and hyphens.",
    ),
    "page-word-unknown": (
        "`{word}` is not something that is filled in on pages.",
        "Write one of these: {known}. Do you mean the braces themselves? Write a backslash before them.",
        "Write `{suggestion}`.",
    ),
    "page-part-open": (
        "The part of the page that begins here has no end.",
        "Write `<!-- END -->` on a line of its own where it ends.",
    ),
    "page-part-inside": (
        "Here a part begins while another one has not ended.",
        "Write `<!-- END -->` on a line of its own above it.",
    ),
    "page-end-alone": (
        "Here a part ends that does not begin anywhere.",
        "Remove this line, or write a line such as `<!-- IF DEMO -->` where the part begins.",
    ),
    "page-blank": (
        "This is still to be filled in: {what}.",
        "Replace it, with its brackets, by what holds for your calendar. Until then the page leaves out what needs it, and says that it is not finished.",  # noqa: E501
    ),
    "page-value-empty": (
        "`{word}` is empty, so the page leaves this out and says that it is not finished.",
        "Fill it in in the settings (the municipality: in the folder neighbourhoods), or remove this text.",
    ),
    # Settings
    "example-name": (
        "The calendar has no name of its own yet: it is still called {value}.",
        "Write the name of your calendar, with that of your municipality in it.",
    ),
    "example-address": (
        "{value} is still the address of the example, so links in feeds and on paper lead nowhere.",
        "Write the address at which your site stands, starting with https://.",
    ),
    "example-email": (
        "{value} is still the e-mail address of the example, and nobody reads it.",
        "Write an address that your editors read.",
    ),
    "demo-shown": (
        "The demo is shown, and nothing of `{folder}`, where files of your own stand.",
        "Write `DEMO = False`, or run `buurtkalender start`.",
    ),
    "example-calendar-id": (
        "{value} is still the name of the example, and every event in your feeds carries it.",
        "Write a name that is only yours, such as the host in the address of your site. Do it before people subscribe: after that it must never change.",  # noqa: E501
    ),
}

PAGE_WARNINGS = frozenset(
    {
        *("page-blank", "page-value-empty", "demo-shown"),
        *("example-name", "example-address", "example-email", "example-calendar-id"),
    }
)
"""What a calendar can do without for a while, and what `check` reminds of until it is there."""

# --- dates and times ------------------------------------------------------------------------------------
# Problems of dates, times and changes.

WHEN_MESSAGES: dict[str, tuple[str, ...]] = {
    # Dates and times
    "bad-date": (
        "`{value}` is not written as a date.",
        "Write year-month-day, such as 2026-11-24.",
        "Write `{suggestion}`.",
    ),
    "no-such-date": (
        "The date `{value}` does not exist.",
        "Look it up in a calendar: year-month-day.",
        "Look it up in a calendar. Did you mean `{suggestion}`?",
    ),
    "unforeseen": (
        "The program cannot handle something in this file ({error}). The file is left out.",
        "Is there a value that is out of the ordinary? Write it otherwise. And tell it to who makes the program.",
    ),
    "year-out-of-range": (
        "The year in `{value}` is probably a mistake: dates go from {first} to {last}.",
        "Write the right year. Is there no last day? Then leave out the date or the key.",
        "Did you mean `{suggestion}`?",
    ),
    "day-as-word": (
        "`{value}` is another day tomorrow.",
        "Write the date itself: year-month-day, such as 2026-11-24.",
    ),
    "other-weekday": (
        "`{value}` is on another day of the week.",
        "Look up in a calendar which of the two is right, and write only the date, such as {suggestion}.",
    ),
    "dates-a-year-apart": (
        "{value} is long before the other dates: the year is probably wrong.",
        "Did you mean `{suggestion}`?",
    ),
    "dates-before-confirmed": (
        "The last date, {value}, was over already when it was confirmed on {confirmed}.",
        "Is the year wrong? Then write `{suggestion}`. Is it over? Then write `status: ended`.",
    ),
    "dates-over": (
        "The last date, {value}, is over, so nobody will find this activity.",
        "Did you mean `{suggestion}`?",
    ),
    "public-holidays-are": (
        "`public-holidays` leaves out: {days}.",
        "Is it on one of these days after all? Then leave out `public-holidays`, and write the other days in `skip`.",
    ),
    "confirmed-in-future": (
        "It was confirmed on {value}, and that day is still to come.",
        "Write the day on which you looked whether it is right, such as {suggestion}.",
    ),
    "date-before-calendar": (
        "{value} is before the first day of this calendar, {first}.",
        "Check the year.",
    ),
    "bad-moment": (
        "`{value}` is not written as a day or a moment.",
        "Write year-month-day, and a time if you like: `2026-12-14` or `2026-12-01 09:00`.",
        "Write `{suggestion}`.",
    ),
    "range-reversed": (
        "In `{value}` the last day comes before the first.",
        "Write `{suggestion}`.",
    ),
    "bad-time": (
        "`{value}` is not written as a time.",
        "Write from-until, such as 10:00-12:00, or all-day.",
        "Write `{suggestion}`.",
    ),
    "time-without-end": (
        "`{value}` does not say until when.",
        "Write from-until, such as 10:00-12:00.",
    ),
    "two-times": (
        "`{value}` is more than one time.",
        "Make an entry for each time, each with its own `- `.",
    ),
    "end-before-start": (
        "`{value}` ends before it starts: so it lasts {hours} hours, until the next day.",
        "Did you mean `{suggestion}`?",
    ),
    "no-such-time": (
        "`{value}` has a time that no clock shows.",
        "Use times from 00:00 to 24:00.",
        "Write `{suggestion}`, and check the day: midnight begins the next one.",
    ),
    "no-duration": (
        "`{value}` lasts no time at all.",
        "Write until when it lasts; for a whole day write all-day.",
    ),
    "bad-clock": (
        "`{value}` is not a time of day.",
        "Write the start as it was planned, such as 10:00.",
    ),
    "bad-month-day": (
        "`{value}` is not a day of the month.",
        "Write a number from 1 to 31, or `last friday`.",
    ),
    "bad-nth-day": (
        "`{value}` is not a day in the month.",
        "Write `first tuesday`, `last friday`, or a number from 1 to 31.",
        "Write `{suggestion}`.",
    ),
    "mixed-monthly": (
        "Weekdays and numbers cannot be mixed in one entry.",
        "Make two entries of it: one with `first tuesday`, one with the number.",
    ),
    "unknown-skip": (
        "`{value}` is nothing that can be skipped.",
        "Use {known}, a date, or two dates with a slash between them.",
        "Write `{suggestion}`.",
    ),
    "every-without-from": (
        "`every` does not say from when to count.",
        "Add `from:` with the first date.",
    ),
    "until-before-from": (
        "The last day ({last}) is before the first ({first}).",
        "Change `from` or `until`.",
    ),
    "when-as-sentence": (
        "`{value}` is a sentence, and a calendar cannot count with that.",
        "Write `- weekly: tuesday`, and under it `time: 10:00-12:00`; so for each pattern.",
    ),
    "no-pattern": (
        "This entry does not say how often.",
        "Add one of these: {known}.",
    ),
    "two-patterns": (
        "`{first}` and `{second}` stand in one entry.",
        "Make two entries of it, each with its own `- `.",
    ),
    "key-not-here": (
        "`{key}` cannot go with `{pattern}`.",
        "Use one of these: {known}.",
    ),
    "same-start": (
        "This entry gives a start that another gives too: {day} {time}.",
        "Remove one of the two, or let one end before the other begins.",
    ),
    # Changes
    "empty-change": (
        "The entry does not say what is different.",
        "Add `cancelled:`, `postponed:`, `tentative:`, `on:`, `full:`, `time:`, `moved_to:`, `venue:`, `room:`, `location:` or `note:`.",  # noqa: E501
    ),
    "not-a-reason": (
        "`{key}: {value}` says that nothing is different.",
        "Write why, or leave the key out.",
    ),
    "change-contradicts": (
        "`{first}` and `{second}` cannot both be so on one date.",
        "Keep one of the two.",
    ),
    "postponed-and-moved": (
        "What is postponed has no new date yet, and here it is moved to {value}.",
        "Is the new date known? Then leave out `postponed`.",
    ),
    "cancelled-and-changed": (
        "What is cancelled cannot have another `{key}`.",
        "Leave out `{key}`, or leave out `cancelled`.",
    ),
    "change-all-day": (
        "One date of a series cannot become all-day.",
        "Write from-until, such as 10:00-17:00.",
    ),
    "moved-to-same-day": (
        "It is moved to the day on which it was already ({day}).",
        "Write the new date, or leave out `moved_to`.",
    ),
    "moved-too-far": (
        "{value} is more than a year away from {day}.",
        "Check the year; otherwise cancel this date, and add the new one as `dates`.",
    ),
    "moved-before-start": (
        "{value} is before the first day of the series ({first}).",
        "Check the date and the year.",
    ),
    "duplicate-change": (
        "There is a change for {day} on line {line} too.",
        "Make one entry of the two; for different times add `at:`.",
    ),
    "date-not-planned": (
        "Nothing is planned on {value}, so nothing can be different.",
        "Use a date on which the activity is planned.",
        "Nearest planned: {suggestion}.",
    ),
    "at-fits-no-time": (
        "On {day} nothing starts at {value}.",
        "Planned starts: {known}.",
    ),
    "at-missing": (
        "On {day} there are several times ({known}), and they cannot all become the same.",
        "Add `at:` with the start that this is about.",
    ),
    "change-on-day-off": (
        "On {day} the activity is skipped already, so the change does nothing.",
        "Remove the change, or take the day out of what is skipped.",
    ),
    "on-while-closed": (
        "On {days} the venue `{venue}` is closed, and people read that this goes on.",
        "Does it go on? Write under `changes` for that date `on: true`. If not, write `cancelled:` with the reason.",
    ),
    "on-while-all-closed": (
        "On {days} the whole calendar is closed ({name}), and people read that this goes on.",
        "Does it go on? Write under `changes` for that date `on: true`. If not, write `cancelled:` with the reason.",
    ),
    "series-while-closed": (
        "On {days} the venue `{venue}` is closed, so people read that they have to ask whether this goes on.",
        "Is it never there then? Write `skip: [venue-closures]`. Does it go on? Write under `changes` for that date `on: true`.",  # noqa: E501
    ),
}

MESSAGES: dict[str, tuple[str, ...]] = {
    **messages_yaml.FILE_MESSAGES,
    **messages_values.VALUE_MESSAGES,
    **WHEN_MESSAGES,
    **PAGE_MESSAGES,
}

WARNINGS = (
    frozenset(
        {
            "change-on-day-off",
            "missing-by",
            "feed-secret",
            "on-while-all-closed",
            "on-while-closed",
            "series-while-closed",
            "comment-in-text",
            "unseen-sign",
            "confirmed-in-future",
            "contact-of-other",
            "date-before-calendar",
            "dates-a-year-apart",
            "dates-before-confirmed",
            "dates-over",
            "aimed-at-nobody",
            "dayparts-above-number",
            "dayparts-of-offers",
            "end-before-start",
            "html-in-line",
            "html-in-text",
            "issue-form-words",
            "letters-not-printed",
            "not-read",
            "offers-of-anything",
            "public-holidays-are",
        }
    )
    | PAGE_WARNINGS
)
"""What is told, and keeps nothing out of the calendar."""
