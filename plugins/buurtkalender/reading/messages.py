"""Every problem that reading can tell: its code, what is wrong, and what to write instead.

The texts are msgids of the ``reading`` catalogue, in plain English; the words in braces are filled in with the params
of the problem. A third text is the fix where there is something to suggest.
"""

from __future__ import annotations

from buurtkalender.reading import messages_values, messages_when, messages_yaml

MESSAGES: dict[str, tuple[str, ...]] = {
    **messages_yaml.MESSAGES,
    **messages_values.MESSAGES,
    **messages_when.MESSAGES,
}

WARNINGS = frozenset({"change-on-day-off", "issue-form-words"})
"""What is told, and keeps nothing out of the calendar."""
