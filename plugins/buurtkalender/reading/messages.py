"""Every problem that reading can tell: its code, what is wrong, and what to write instead.

The texts are msgids of the ``reading`` catalogue, in plain English; the words in braces are filled in with the params
of the problem. A third text is the fix where there is something to suggest.
"""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, ...]] = {
    # The file as YAML
    "empty-file": (
        "The file is empty.",
        "Fill it in, or remove it.",
    ),
    "file-too-large": (
        "The file is {size} KiB; {most} KiB is the most.",
        "Shorten its texts, or split it in several files.",
    ),
    "not-utf-8": (
        "From here on the file is not UTF-8 text.",
        "Save it as UTF-8 in your editor.",
    ),
    "hidden-character": (
        "A hidden character stands here ({character}).",
        "Remove it: delete the text around it, and type it again.",
    ),
    "hard-space": (
        "The line starts with a hard space, which does not count as indentation.",
        "Replace it by an ordinary space.",
    ),
    "not-a-mapping": (
        "A content file consists of keys with values, such as `title: Koffieochtend`.",
        "Start each line with a key and a colon.",
    ),
    "too-deep": (
        "Lists and mappings are nested more than {most} levels deep here.",
        "Write it flatter.",
    ),
    "too-many-nodes": (
        "The file has more than {most} values.",
        "Split it in several files.",
    ),
    "complex-key": (
        "A list or a mapping cannot be a key.",
        "Write a single word before the colon.",
    ),
    "second-document": (
        "A second document begins here.",
        "Remove the line `---`, and put what follows in a file of its own.",
    ),
    "anchor": (
        "The anchor `&{name}` cannot be used.",
        "Remove it; where a text starts with `&`, put quotes around the text.",
    ),
    "alias": (
        "The alias `*{name}` cannot be used.",
        "Write out what you mean; where a text starts with `*`, put quotes around the text.",
    ),
    "tag": (
        "The tag `{tag}` cannot be used.",
        "Remove it; where a text starts with `!`, put quotes around the text.",
    ),
    "merge-key": (
        "The merge key `<<` cannot be used.",
        "Write the keys themselves.",
    ),
    "duplicate-key": (
        "The key `{key}` is also on line {line}.",
        "Keep one of the two.",
    ),
    "tab-indentation": (
        "The line starts with a tab.",
        "Use spaces, two for each level.",
    ),
    "open-quote": (
        "The quote that opens here is not closed.",
        "Put the same quote at the end of the text.",
    ),
    "text-after-quote": (
        "Text follows after the closing quote.",
        "Put the quotes around the whole text; write a quote inside '…' twice.",
    ),
    "open-bracket": (
        "The bracket `{bracket}` that opens here is not closed well.",
        "Close it on the same line, with a comma between the parts.",
    ),
    "bad-escape": (
        "The backslash in this quoted text means nothing.",
        "Use '…' instead of \"…\".",
    ),
    "quotes-needed": (
        "A text cannot start with `{character}`.",
        "Put quotes around the whole text.",
    ),
    "colon-in-text": (
        "The text after `{key}:` has a colon in it, which starts a new value.",
        "Put quotes around the whole text.",
    ),
    "no-space-after-colon": (
        "There is no space after `{key}:`.",
        "Write a space after the colon.",
    ),
    "no-colon": (
        "`{text}` has no colon.",
        "Write a key, a colon, a space and the value.",
    ),
    "bad-indentation": (
        "This line does not stand under the lines that it belongs to.",
        "Let the line begin with as many spaces as the lines beside it.",
    ),
    "bad-syntax": (
        "From here on the file cannot be understood.",
        "Look for a forgotten quote, bracket, colon or indentation on this line and the one before.",
    ),
    # Names and places of files
    "no-content-folder": (
        "The folder `{path}` is not there.",
        "Name the folder that holds activities, organisations and venues.",
    ),
    "cannot-read": (
        "It cannot be read ({reason}).",
        "Check that it exists and that you may read it.",
    ),
    "symbolic-link": (
        "This is a symbolic link.",
        "Put the file itself here.",
    ),
    "not-a-file": (
        "This is not an ordinary file.",
        "Remove it.",
    ),
    "wrong-ending": (
        "`{value}` does not end in `.yaml`.",
        "Rename it to `{suggestion}`.",
    ),
    "bad-file-name": (
        "The name `{value}` may hold only a-z, 0-9 and hyphens, at most 60, before `.yaml`.",
        "Rename it, all in lower case.",
        "Rename it to `{suggestion}`.",
    ),
    "bad-folder-name": (
        "The name `{value}` may hold only a-z, 0-9 and hyphens, at most 60.",
        "Rename it, all in lower case.",
        "Rename it to `{suggestion}`.",
    ),
    "folder-not-here": (
        "There are no folders in `{section}`.",
        "Put the files straight into `{section}`.",
    ),
    "folder-too-deep": (
        "An organisation's folder has no folders in it.",
        "Put the files straight into the folder of the organisation.",
    ),
    "file-not-in-folder": (
        "An activity stands in the folder of its organisation.",
        "Move it to `activities/<organisation>/`.",
    ),
    "unknown-calendar-file": (
        "The calendar has no file `{value}`.",
        "Use one of these, with `.yaml`: {known}.",
    ),
    "no-vocabulary": (
        "The vocabulary with themes and audiences is not there.",
        "Make this file, with `themes:` in it.",
    ),
    "no-organisation": (
        "The folder `{id}` has no organisation: there is no file `organisations/{id}.yaml`.",
        "Make that file, or move this one to the folder of the right organisation.",
        "Make that file, or rename the folder to `{suggestion}`.",
    ),
    # Keys and shapes
    "unknown-key": (
        "The key `{key}` is not known here.",
        "Use one of these: {known}.",
        "Write `{suggestion}`.",
    ),
    "missing-key": (
        "The key `{key}` is missing.",
        "Add `{key}:` with its value.",
    ),
    "empty-key": (
        "Nothing stands behind `{key}:`.",
        "Fill it in: it cannot be left out.",
    ),
    "empty-item": (
        "This part of the list is empty.",
        "Fill it in, or remove the hyphen.",
    ),
    "text-expected": (
        "A single value is due here, not a list or a group of keys.",
        "Write one value behind the key.",
    ),
    "list-expected": (
        "A list is due here.",
        "Start each part on a line of its own with `- `, or write [one, two].",
    ),
    "mapping-expected": (
        "Keys with values are due here.",
        "Write `key: value` on lines of their own, further in; without `- ` before them.",
    ),
    "list-needs-brackets": (
        "`{value}` is one text with a comma, not a list.",
        "Put brackets around it: [{value}].",
    ),
    "too-many-items": (
        "The list has {count} parts; {most} is the most.",
        "Make the list shorter.",
    ),
    "told-twice": (
        "`{value}` is in the list twice.",
        "Remove one of the two.",
    ),
    "duplicate-id": (
        "The id `{value}` is also on line {line}.",
        "Give each its own id.",
    ),
    "declared-elsewhere": (
        "The id `{value}` is in `{path}` too.",
        "Give each its own id.",
    ),
    # Plain values
    "too-long": (
        "The text has {length} characters; {most} is the most.",
        "Make it shorter.",
    ),
    "unknown-value": (
        "`{value}` cannot be used here.",
        "Use one of these: {known}.",
        "Write `{suggestion}`.",
    ),
    "only-true": (
        "`{value}` cannot be used here.",
        "Write `true`, or leave the key out.",
    ),
    "bad-whole-number": (
        "`{value}` is not a whole number from {least} to {most}.",
        "Write only digits.",
    ),
    "bad-number": (
        "`{value}` is not a number from {least} to {most}.",
        "Write a number such as 2 or 1.5.",
    ),
    "bad-identifier": (
        "`{value}` may hold only a-z, 0-9 and hyphens, at most 60.",
        "Choose another name, all in lower case.",
        "Write `{suggestion}`.",
    ),
    "bad-phone": (
        "`{value}` is not a telephone number.",
        "Write digits with spaces or a hyphen, such as 0343-555 010.",
    ),
    "bad-email": (
        "`{value}` is not an e-mail address.",
        "Write one address, such as info@organisatie.example.",
    ),
    "http-link": (
        "`{value}` starts with http://, which is not secure.",
        "Write https://.",
        "Write `{suggestion}`.",
    ),
    "unsafe-link": (
        "Links with `{scheme}` cannot be used.",
        "Use a link that starts with https://.",
    ),
    "bad-link": (
        "`{value}` is not a link.",
        "Write the whole address, starting with https://.",
        "Write `{suggestion}`.",
    ),
    "bad-postcode": (
        "`{value}` is not a postcode.",
        "Write four digits and two letters, such as 3961 AB.",
    ),
    "bad-point": (
        "A point has two numbers.",
        "Write [latitude, longitude], such as [51.97, 5.34].",
    ),
    "point-swapped": (
        "Latitude and longitude have changed places.",
        "Write [{lat}, {lon}].",
    ),
    "point-outside": (
        "The point {lat}, {lon} is not in the Netherlands.",
        "Write [latitude, longitude], such as [51.97, 5.34].",
    ),
    "bad-ages": (
        "`{value}` is no range of ages.",
        "Write `65+` or `13-27`; leave it out for everyone.",
        "Write `{suggestion}`.",
    ),
    "ages-reversed": (
        "In `{value}` the highest age comes first.",
        "Write `{suggestion}`.",
    ),
    "negative-cost": (
        "`{value}` is less than nothing.",
        "Write `free`, or an amount such as 2.50.",
    ),
    "bad-cost": (
        "`{value}` is not an amount.",
        "Write `free`, or euros such as 2.50.",
        "Write `{suggestion}`; explain the rest in `note`.",
    ),
    "bad-duration": (
        "`{value}` does not say how long ahead.",
        "Write `2 days`, `24 hours` or `1 week`.",
        "Write `{suggestion}`.",
    ),
    "missing-alt": (
        "The picture has no text for those who do not see it.",
        "Add `alt:` with what the picture shows.",
    ),
    "not-a-file-name": (
        "`{value}` is not the name of a file in this folder.",
        "Put the file beside this one, and write only its name.",
    ),
    "wrong-file-kind": (
        "`{value}` is a kind of file that cannot be used here.",
        "Use a file that ends in one of these: {known}.",
    ),
    "no-such-file": (
        "The file `{id}` is not in this folder.",
        "Put it there, or mend its name; capitals count.",
        "Put it there, or write `{suggestion}`.",
    ),
    "bad-account": (
        "`{value}` is not the name of an account.",
        "Write the name of the account, without a link.",
    ),
    "bad-address": (
        "`{value}` is not an address of an activity.",
        "Write `organisation/name`, as the folder and the file were called.",
    ),
    # Dates and times
    "bad-date": (
        "`{value}` is not written as a date.",
        "Write year-month-day, such as 2026-11-24.",
        "Write `{suggestion}`.",
    ),
    "no-such-date": (
        "The date `{value}` does not exist.",
        "Look it up in a calendar: year-month-day.",
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
    "no-such-time": (
        "`{value}` has a time that no clock shows.",
        "Use times from 00:00 to 24:00.",
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
        "Add `cancelled:`, `time:`, `moved_to:`, `venue:`, `room:`, `location:` or `note:`.",
    ),
    "not-cancelled": (
        "`cancelled: {value}` says that it does take place.",
        "Write why it does not take place, or leave the key out.",
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
    # Places
    "missing-place": (
        "It does not say where the activity is.",
        "Add `venue:`, `location:`, `online:` or `serves:`.",
    ),
    "venue-and-location": (
        "`venue` and `location` cannot stand together.",
        "Keep `venue` for a venue of the calendar, else `location`.",
    ),
    "room-without-venue": (
        "The room `{room}` has no venue.",
        "Add `venue:`, or put the room in the name of the `location`.",
    ),
    "bad-code": (
        "`{value}` is not a CBS code of this kind.",
        "Write it as {example}.",
    ),
    "bad-age-band": (
        "`{value}` is not an age band.",
        'Write "0-14" or "65+", with quotes.',
    ),
    "bad-boundary": (
        "The boundary is not a GeoJSON polygon.",
        "Use a geometry with `type: Polygon` or `MultiPolygon` and its coordinates.",
    ),
    # The calendar's own files
    "bad-language": (
        "`{value}` is not the code of a language.",
        "Write a code such as nl, en or ar.",
    ),
    "one-unit": (
        "A norm counts in exactly one unit.",
        "Use one of these: {known}.",
    ),
    "norm-of-nothing": (
        "A norm of nothing is always met.",
        "Write a number above 0.",
    ),
    "offers-per": (
        "`offers` are not counted per week or month.",
        "Leave out `per`.",
    ),
    "missing-per": (
        "It does not say per what the `{unit}` are counted.",
        "Add `per: week` or `per: month`.",
    ),
    "bad-walk": (
        "`{value}` is not a walking time.",
        "Write minutes, such as `15 minutes`.",
    ),
    "bad-distance": (
        "`{value}` is not a distance.",
        "Write `1 km` or `800 m`.",
    ),
    "one-nearness": (
        "A norm says in exactly one way how near it has to be.",
        "Use `walk` or `distance`, or write `within: neighbourhood`.",
    ),
    "holidays-overlap": (
        "`{name}` overlaps `{other}` in the same region.",
        "Correct the dates or the regions.",
    ),
    # What other files have to hold
    "unknown-organisation": (
        "There is no organisation `{id}`.",
        "Use one of these: {known}.",
        "Did you mean `{suggestion}`?",
    ),
    "unknown-venue": (
        "There is no venue `{id}`.",
        "Use one of these: {known}.",
        "Did you mean `{suggestion}`?",
    ),
    "unknown-neighbourhood": (
        "There is no neighbourhood `{id}`.",
        "Use one of these: {known}.",
        "Did you mean `{suggestion}`?",
    ),
    "unknown-municipality": (
        "There is no municipality `{id}`.",
        "Use one of these: {known}.",
        "Did you mean `{suggestion}`?",
    ),
    "unknown-area": (
        "There is no neighbourhood or municipality `{id}`.",
        "Use one of these: {known}.",
        "Did you mean `{suggestion}`?",
    ),
    "unknown-theme": (
        "There is no theme `{id}`.",
        "Use one of these: {known}.",
        "Did you mean `{suggestion}`?",
    ),
    "unknown-goal": (
        "There is no goal `{id}`.",
        "Use one of these: {known}.",
        "Did you mean `{suggestion}`?",
    ),
    "unknown-audience": (
        "There is no audience `{id}`.",
        "Use one of these: {known}.",
        "Did you mean `{suggestion}`?",
    ),
    "unknown-language": (
        "There is no language `{id}`.",
        "Use one of these: {known}.",
        "Did you mean `{suggestion}`?",
    ),
    "unknown-facility": (
        "There is no facility `{id}`.",
        "Use one of these: {known}.",
        "Did you mean `{suggestion}`?",
    ),
    "unknown-fact": (
        "There is no barrier `{id}`.",
        "Use one of these: {known}.",
        "Did you mean `{suggestion}`?",
    ),
    "unknown-room": (
        "The venue `{venue}` has no room `{id}`.",
        "Use one of its rooms: {known}. Or add the room to the venue.",
        "Did you mean `{suggestion}`?",
    ),
    "formerly-present": (
        "`{id}` is the address of an activity that is there now.",
        "Remove it from `formerly`, or remove that activity.",
    ),
    "formerly-twice": (
        "`{other}` says too that it was `{id}`.",
        "Keep it with one of the two.",
    ),
}

WARNINGS = frozenset({"change-on-day-off"})
"""What is told, and keeps nothing out of the calendar."""
