"""Every problem that reading can tell: its code, what is wrong, and what to write instead.

The texts are msgids of the ``reading`` catalogue, in plain English; the words in braces are filled in with the params
of the problem. A third text is the fix where there is something to suggest.
"""

from __future__ import annotations

from buurtkalender.reading import messages_pages, messages_values, messages_when, messages_yaml

MESSAGES: dict[str, tuple[str, ...]] = {
    **messages_yaml.MESSAGES,
    **messages_values.MESSAGES,
    **messages_when.MESSAGES,
    **messages_pages.MESSAGES,
}

WARNINGS = (
    frozenset(
        {
            "change-on-day-off",
            "comment-in-text",
            "confirmed-in-future",
            "contact-of-other",
            "date-before-calendar",
            "dates-a-year-apart",
            "dates-before-confirmed",
            "dates-over",
            "dayparts-above-number",
            "dayparts-of-offers",
            "end-before-start",
            "html-in-line",
            "html-in-text",
            "issue-form-words",
            "not-read",
        }
    )
    | messages_pages.WARNINGS
)
"""What is told, and keeps nothing out of the calendar."""
