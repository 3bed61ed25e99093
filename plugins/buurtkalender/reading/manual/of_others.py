"""The chapters of the manual about organisations, venues, and what the municipality itself keeps."""

from __future__ import annotations

from buurtkalender.reading.manual.blocks import Chapter, Example, Table
from buurtkalender.words.catalogues import N_

OTHER_CHAPTERS = (
    Chapter(
        N_("An organisation"),
        (
            N_(
                "File: `content/organisations/<organisation>.yaml`. Its name is also the name of the folder with "
                "the organisation's activities."
            ),
            Example("smallest", N_("The smallest file:"), "organisation"),
            Table("organisation"),
            Example("whole", N_("A file with more:"), "organisation"),
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
            Table("organisation.feeds"),
            Example("feeds", N_("With several themes:"), "organisation"),
            Example("feeds-one", N_("With one theme and one audience:"), "organisation"),
        ),
        3,
    ),
    Chapter(
        N_("A venue"),
        (
            N_("File: `content/venues/<venue>.yaml`."),
            Example("smallest", N_("The smallest file:"), "venue"),
            Table("venue"),
            Table("venue.address"),
            Example("whole", N_("A file with more:"), "venue"),
        ),
    ),
    Chapter(
        N_("Rooms"),
        (
            Table("venue.rooms"),
            Example("rooms", N_("Two rooms; a wheelchair cannot get to the attic:"), "venue"),
        ),
        3,
    ),
    Chapter(
        N_("Opening hours, and when a room is free"),
        (
            N_("Both are written as `when` of an activity."),
            Example("opening-hours", N_("Opening hours:"), "venue"),
            Table("venue.available.weekly", ("room",)),
            Table("venue.booking"),
            Example("available", N_("A room that others may use on Monday and Wednesday evening:"), "venue"),
            Example("closed", N_("Closed on one day, and from Christmas to New Year:"), "venue"),
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
            Example("smallest", N_("The smallest file:"), "neighbourhoods"),
            Table("neighbourhoods"),
            Table("neighbourhoods.districts"),
            Table("neighbourhoods.districts.neighbourhoods"),
            Example("whole", N_("With what the map and the gaps need:"), "neighbourhoods"),
            Example("boundary", N_("With a boundary for the map:"), "neighbourhoods"),
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
            Table("vocabulary"),
            Table("vocabulary.audiences"),
            Example("whole", N_("Two themes, and some of each of the others:"), "vocabulary"),
        ),
        3,
    ),
    Chapter(
        N_("Norms"),
        (
            N_("File: `content/calendar/norms.yaml`. A norm says what there should be for everybody, and how near."),
            Example("smallest", N_("The smallest norm:"), "norms"),
            Table("norms"),
            Table("norms.norms"),
            Table("norms.norms.at_least"),
            Table("norms.norms.within"),
            Example("whole", N_("A norm with everything:"), "norms"),
            Example("hours", N_("In hours a month, and by distance:"), "norms"),
            Example("offers", N_("A number of offers, towards a goal:"), "norms"),
            Table("norms.measure"),
            Table("norms.measure.confidence"),
            Example("measure", N_("How is measured, and which ages the overview of prevention shows:"), "norms"),
        ),
        3,
    ),
    Chapter(
        N_("Who works on what is missing"),
        (
            N_("File: `content/calendar/picked-up.yaml`."),
            Table("picked-up"),
            Table("picked-up.picked_up"),
            Example("whole", N_("Two neighbourhoods where somebody works on it:"), "picked-up"),
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
            Table("holidays"),
            Table("holidays.school_holidays"),
            Example("whole", N_("A school holiday, and days on which nothing is held:"), "holidays"),
            Example("own", N_("The schools of one municipality have other dates:"), "holidays"),
        ),
        3,
    ),
)
