"""The chapters of the manual, in order."""

from __future__ import annotations

from buurtkalender.reading.manual.blocks import Chapter, Example
from buurtkalender.reading.manual.of_activity import ACTIVITY_CHAPTERS
from buurtkalender.reading.manual.of_others import OTHER_CHAPTERS
from buurtkalender.words.catalogues import N_

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
            Example("smallest", N_("This is a whole file:")),
            N_(
                "Save it as `content/activities/<organisation>/<name>.yaml`. The folder is called as the file of "
                "your organisation. The name of the file is yours to choose: lower case, digits and hyphens, such "
                "as `koffieochtend.yaml`. It becomes the address of a page, so choose a name that can stay."
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
                N_("A date is year-month-day: `2026-12-05`. A time has 24 hours: `19:30`."),
                N_("What stands behind a space and a `#` is a remark: the site does not show it."),
            ),
            Example(
                "quotes",
                N_(
                    "Is there a colon with a space, or a `#`, in your text? Or does it begin with a mark such as "
                    "`[`, `{`, `*`, `&`, `!`, `@`, `%` or a quote? Put quotes around it, single or double:"
                ),
            ),
            Example(
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
