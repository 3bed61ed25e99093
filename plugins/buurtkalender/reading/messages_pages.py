"""Problems of pages written by hand, and of settings that are still those of the example."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, ...]] = {
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

WARNINGS = frozenset(
    {
        *("page-blank", "page-value-empty", "demo-shown"),
        *("example-name", "example-address", "example-email", "example-calendar-id"),
    }
)
"""What a calendar can do without for a while, and what `check` reminds of until it is there."""
