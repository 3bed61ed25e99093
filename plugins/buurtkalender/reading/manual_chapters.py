"""The chapters of the manual, in order."""

from __future__ import annotations

from buurtkalender.reading.manual_parts import ACTIVITY_CHAPTERS, Chapter, FieldTable, ManualExample
from buurtkalender.words.catalogues import N_

# --- other files ----------------------------------------------------------------------------------------
# The chapters of the manual about organisations, venues, and what the municipality itself keeps.

OTHER_CHAPTERS = (
    Chapter(
        N_("An organisation"),
        (
            N_(
                "File: `content/organisations/<organisation>.yaml`. Its name is also the name of the folder with "
                "the organisation's activities."
            ),
            ManualExample("smallest", N_("The smallest file:"), "organisation"),
            FieldTable("organisation"),
            ManualExample("whole", N_("A file with more:"), "organisation"),
            ManualExample(
                "volunteers",
                N_("Work for volunteers that belongs to no activity. Without `contact` people ask the organisation:"),
                "organisation",
            ),
        ),
    ),
    Chapter(
        N_("A calendar that you keep elsewhere"),
        (
            N_(
                "Do you already keep a calendar, with an iCal address? Put it under `feeds`. Every night your "
                "activities are taken over from it. Those are the files that the calendar made itself: once "
                "somebody changes such a file, it is yours."
            ),
            FieldTable("organisation.feeds"),
            ManualExample("feeds", N_("With several themes:"), "organisation"),
            ManualExample("feeds-one", N_("With one theme and one audience:"), "organisation"),
            N_(
                "Can everybody who has the address read the calendar, such as Google's “secret address”? Then it may "
                "not stand in a file: files are public for ever. Write the name of a variable, and give the address to "
                "your editors. They put it in the secret `BUURTKALENDER_FEEDS` of the repository: a row for each "
                "calendar, such as `BUURTKALENDER_FEED_KOFFIE=https://…`."
            ),
            ManualExample("feeds-secret", N_("With a secret address:"), "organisation"),
            N_(
                "What looks private, or is not sure, is not published at once. It waits in "
                "`content/feeds/<organisation>.yaml`, which the calendar makes itself. When most of a calendar is "
                "gone, it is asked there whether that is right. Write `publish: yes` or `publish: no`, and change "
                "nothing else."
            ),
        ),
        3,
    ),
    Chapter(
        N_("A venue"),
        (
            N_("File: `content/venues/<venue>.yaml`."),
            ManualExample("smallest", N_("The smallest file:"), "venue"),
            FieldTable("venue"),
            FieldTable("venue.address"),
            ManualExample("whole", N_("A file with more:"), "venue"),
        ),
    ),
    Chapter(
        N_("Rooms"),
        (
            FieldTable("venue.rooms"),
            ManualExample("rooms", N_("Two rooms; a wheelchair cannot get to the attic:"), "venue"),
        ),
        3,
    ),
    Chapter(
        N_("Opening hours, and when a room is free"),
        (
            N_("Both are written as `when` of an activity."),
            ManualExample("opening-hours", N_("Opening hours:"), "venue"),
            FieldTable("venue.available.weekly", ("room",)),
            FieldTable("venue.booking"),
            ManualExample("available", N_("A room that others may use on Monday and Wednesday evening:"), "venue"),
            ManualExample("closed", N_("Closed on one day, and from Christmas to New Year:"), "venue"),
        ),
        3,
    ),
    Chapter(
        N_("For the municipality"),
        (
            N_(
                "These files are looked after by the coordinators of the calendar. Organisations use the words "
                "that stand in them."
            ),
        ),
    ),
    Chapter(
        N_("Neighbourhoods"),
        (
            N_("File: `content/neighbourhoods/<municipality>.yaml`, one for each municipality."),
            ManualExample("smallest", N_("The smallest file:"), "neighbourhoods"),
            FieldTable("neighbourhoods"),
            FieldTable("neighbourhoods.districts"),
            FieldTable("neighbourhoods.districts.neighbourhoods"),
            ManualExample("whole", N_("With what the map and the gaps need:"), "neighbourhoods"),
            ManualExample("boundary", N_("With a boundary for the map:"), "neighbourhoods"),
        ),
        3,
    ),
    Chapter(
        N_("The vocabulary"),
        (
            N_(
                "File: `content/calendar/vocabulary.yaml`. Here stand the words that activities may use. Never change "
                "an `id` that is in use: it is part of addresses. All lists have the same keys; only audiences have "
                "`ages`."
            ),
            FieldTable("vocabulary"),
            FieldTable("vocabulary.audiences"),
            ManualExample("whole", N_("Two themes, and some of each of the others:"), "vocabulary"),
        ),
        3,
    ),
    Chapter(
        N_("Words that people search with"),
        (
            N_(
                "File: `content/calendar/words.yaml`. Who looks for one of the words that are `said` also finds what "
                "has one of those that it `means`. Put in what people really type, in every language: a word that "
                "stands here is never taken for a mistake in typing."
            ),
            FieldTable("words"),
            FieldTable("words.words"),
            ManualExample("whole", N_("Two things with other words for them, and one that is not there:"), "words"),
        ),
        3,
    ),
    Chapter(
        N_("Norms"),
        (
            N_("File: `content/calendar/norms.yaml`. A norm says what there should be for everybody, and how near."),
            ManualExample("smallest", N_("The smallest norm:"), "norms"),
            FieldTable("norms"),
            FieldTable("norms.norms"),
            FieldTable("norms.norms.at_least"),
            FieldTable("norms.norms.within"),
            ManualExample("whole", N_("A norm with everything:"), "norms"),
            ManualExample("hours", N_("In hours a month, and by distance:"), "norms"),
            ManualExample("offers", N_("A number of offers, towards a goal:"), "norms"),
            FieldTable("norms.measure"),
            FieldTable("norms.measure.confidence"),
            ManualExample("measure", N_("How is measured, and which ages the overview of prevention shows:"), "norms"),
        ),
        3,
    ),
    Chapter(
        N_("Who works on what is missing"),
        (
            N_("File: `content/calendar/picked-up.yaml`."),
            FieldTable("picked-up"),
            FieldTable("picked-up.picked_up"),
            ManualExample("whole", N_("Two neighbourhoods where somebody works on it:"), "picked-up"),
        ),
        3,
    ),
    Chapter(
        N_("Holidays"),
        (
            N_(
                "File: `content/calendar/holidays.yaml`. Public holidays do not stand in it: the calendar knows those. "
                "Both lists have the same keys; only school holidays have `regions` and `municipalities`."
            ),
            FieldTable("holidays"),
            FieldTable("holidays.school_holidays"),
            ManualExample("whole", N_("A school holiday, and days on which nothing is held:"), "holidays"),
            ManualExample("own", N_("The schools of one municipality have other dates:"), "holidays"),
        ),
        3,
    ),
)

TITLE = N_("How to write a file for the calendar")

INTRODUCTION = (
    N_(
        "Every activity in the calendar is one small text file. So is every organisation and every venue. This "
        "page tells what you may write in it, with examples that you can copy."
    ),
    N_(
        "You need not know all of this. Copy an example, change the words, and have it checked: of every mistake "
        "you read on which line it is, and what to write instead. Would you rather not write files? Fill in the "
        "form on the calendar's site, at `/aanmelden/`."
    ),
)

_FIRST = (
    Chapter(
        N_("The smallest file"),
        (
            N_("Four things are always needed: what it is called, where it is, what it is about, and when it is."),
            ManualExample("smallest", N_("This is a whole file:")),
            N_(
                "Save it as `content/activities/<organisation>/<name>.yaml`. The folder is called as the file of "
                "your organisation. The name of the file is yours to choose: lower case, digits and hyphens, such "
                "as `koffieochtend.yaml`. It becomes the address of a page, so choose a name that can stay. "
                "Windows cannot hold `con.yaml`, `prn.yaml`, `aux.yaml`, `nul.yaml`, `com1.yaml` and `lpt1.yaml`."
            ),
            N_(
                "All else may be left out. What you leave out is shown as not known, never as no. So leave out "
                "what you do not know."
            ),
        ),
    ),
    Chapter(
        N_("What never belongs in a file"),
        (
            (
                N_("somebody's private telephone number, e-mail address or home address"),
                N_("names of people who take part, or how they are doing"),
                N_("a picture of people who did not say that it is all right"),
            ),
            N_(
                "Everybody can read these files, also later: what was removed can still be found. Write down the "
                "number of the organisation, and a team in place of a name. Did it happen all the same? Tell the "
                "editors at once."
            ),
        ),
    ),
    Chapter(
        N_("How a file is put together"),
        (
            (
                N_("A line has a key, a colon, a space, and what you want to say: `title: Koffieochtend`."),
                N_("The keys are English words, in lower case. Each stands in a file once, in any order."),
                N_("What belongs to a key stands below it, two spaces further on. Use spaces, never the tab key."),
                N_(
                    "A list stands between brackets: `[monday, friday]`. Or each on a line of its own, behind a hyphen."
                ),
                N_("A date is year-month-day, from 1900 to 2100: `2026-12-05`. A time has 24 hours: `19:30`."),
                N_("What stands behind a space and a `#` is a remark: the site does not show it."),
            ),
            ManualExample(
                "quotes",
                N_(
                    "Is there a colon with a space, or a `#`, in your text? Or does it begin with a mark such as "
                    "`[`, `{`, `*`, `&`, `!`, `@`, `%` or a quote? Put quotes around it, single or double:"
                ),
            ),
            ManualExample(
                "description",
                N_(
                    "A text of several lines begins with `|`. Put two spaces before each line. An empty line "
                    "begins a new paragraph. In `description` you may use Markdown, such as `**bold**`, lists and "
                    "links:"
                ),
            ),
        ),
    ),
)

_LAST = (
    Chapter(
        N_("Have it checked"),
        (
            (
                N_("Do you send your file in with a pull request? It is checked at once, and every mistake is told."),
                N_("On your own computer: `buurtkalender check` tells all mistakes."),
                N_("`buurtkalender fix` mends what can only have been meant in one way."),
                N_("`buurtkalender new activity` asks you everything, and writes the file for you."),
                N_("An editor such as Visual Studio Code helps while you type: it offers the keys, and explains them."),
            ),
        ),
    ),
)

CHAPTERS = (*_FIRST, *ACTIVITY_CHAPTERS, *OTHER_CHAPTERS, *_LAST)
