"""All that a change does in one text, as it stands below a pull request."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

from buurtkalender.domain.announced import announced
from buurtkalender.domain.recurrence import Window
from buurtkalender.reading.content import Read
from buurtkalender.site.changes.report import Told, as_markdown, as_text
from buurtkalender.site.gaps.change_report import Compared, escaped
from buurtkalender.site.gaps.change_report import as_markdown as gaps_as_markdown
from buurtkalender.site.settings import Settings
from buurtkalender.words.catalogues import N_, Translator

AHEAD = timedelta(weeks=13)
MOST_FILES = 20


class About(NamedTuple):
    """What a change was compared with, who proposes it (None where nobody asked), and on which day."""

    base: str
    author: str | None
    today: date
    settings: Settings


def told(old: Read, now: Read, about: About, form: str, texts: Translator) -> str:
    """Return what the change does as ``text`` or ``markdown``; raises RevisionError."""
    last = about.today + AHEAD
    found = announced(old.calendar, now.calendar, Window(about.today, last))
    residents = Told(old.calendar, now.calendar, found, last)
    if form == "text":
        return as_text(residents, texts)
    parts = [
        _agreed(about, texts),
        _wrong(old, now, texts),
        as_markdown(residents, texts),
        _gaps(old, now, about, texts),
    ]
    return "\n".join(part for part in parts if part)


def _agreed(about: About, texts: Translator) -> str:
    """Return who has to agree with the change."""
    if not about.author:
        return ""
    from buurtkalender.reading.revisions import revisions
    from buurtkalender.submissions.ownership import judge, why_not

    _ = texts.gettext
    verdicts = judge(revisions(about.settings.content, about.base, "HEAD"), about.author)
    refused = [one for one in verdicts if not one.allowed]
    lines = [f"### {escaped(_(N_('Who has to agree')))}\n"]
    if not refused:
        text = _(N_("{author} may change all of this."))
        return "\n".join([*lines, escaped(text.format(author=about.author)), ""])
    lines += [f"- **{escaped(one.path)}** {escaped(why_not(one, texts))}" for one in refused[:MOST_FILES]]
    if len(refused) > MOST_FILES:
        more = len(refused) - MOST_FILES
        lines.append(f"- {texts.ngettext('{n} more file', '{n} more files', more).format(n=more)}")
    return "\n".join([*lines, ""])


def _wrong(old: Read, now: Read, texts: Translator) -> str:
    """Return how many mistakes the change brings; where they are, stands beside the lines."""
    known = Counter(problem.apart_from_place for problem in old.problems)
    brought = sum((Counter(one.apart_from_place for one in now.problems if one.is_error) - known).values())
    if not brought:
        return ""
    text = texts.ngettext(
        "There is {n} mistake in it: see the line that it stands beside. Until it is mended, that file does not count.",
        "There are {n} mistakes in it: see the lines that they stand beside. Until they are mended, those files do not "
        "count.",
        brought,
    )
    return f"**{escaped(text.format(n=brought))}**\n"


def _gaps(old: Read, now: Read, about: About, texts: Translator) -> str:
    from buurtkalender.domain.coverage.difference import difference
    from buurtkalender.domain.coverage.snapshot import take_snapshot

    before, after = (take_snapshot(one.calendar, about.today) for one in (old, now))
    compared = Compared(
        about.base, now.calendar, before, after, difference(before, after), (old.left_out, now.left_out)
    )
    return gaps_as_markdown(compared, texts)
