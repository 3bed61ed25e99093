"""The subcommands about handing in: what `cli.py` starts, with the settings and the content that it read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from buurtkalender.reading.catalogues import N_

if TYPE_CHECKING:
    from buurtkalender.domain.model import Calendar
    from buurtkalender.reading.catalogues import Translator

CLEAN, PROBLEMS = 0, 1


class RefusedError(Exception):
    """The command cannot do what was asked; the text says why."""


def fix(  # noqa: PLR0913 - what can be said on the command line
    content: Path, calendar: Calendar, paths: list[Path], texts: Translator, *, check: bool, diff: bool
) -> int:
    """Mend files, and tell what was done and what is left."""
    from buurtkalender.reading.problems import as_text
    from buurtkalender.submissions.mending.files import NotContentError, difference, left, lines, mend_all, write

    try:
        found = list(mend_all(content, calendar, paths))
    except NotContentError as error:
        text = texts.gettext(N_("{path} is no file or folder with content."))
        raise RefusedError(text.format(path=error)) from error
    changed = [one for one in found if one.changed]
    for one in changed:
        if diff:
            _say(difference(content.name, one), end="")
        else:
            _say("\n".join(lines(content.name, one, texts)))
        if not check:
            write(content, one)
    remaining = left(found)
    if remaining:
        _say(texts.gettext(N_("Left to you, because it is not certain what was meant:")))
        _say(as_text(remaining), end="")
    n = len(changed)
    told = (
        texts.ngettext("{n} file would be mended.", "{n} files would be mended.", n)
        if check
        else texts.ngettext("{n} file mended.", "{n} files mended.", n)
    )
    _say(told.format(n=n) if changed else texts.gettext(N_("There is nothing to mend.")))
    wrong = any(problem.is_error for problem in remaining)
    return PROBLEMS if wrong or (check and changed) else CLEAN


def ownership(  # noqa: PLR0913, PLR0917 - what can be said on the command line
    content: Path, base: str, head: str, author: str, form: str, texts: Translator
) -> int:
    """Tell for each file of a change whether its author may; raises RevisionError."""
    from buurtkalender.submissions.changed_files import revisions
    from buurtkalender.submissions.ownership import as_annotations, as_json, as_text, judge

    verdicts = judge(revisions(content, base, head), author)
    if form == "json":
        _say(as_json(verdicts, author), end="")
    elif form == "github":
        _say(as_annotations(verdicts), end="")
    else:
        _say(as_text(verdicts, author, texts), end="")
    return CLEAN if all(verdict.allowed for verdict in verdicts) else PROBLEMS


def _say(text: str, *, end: str = "\n") -> None:
    sys.stdout.write(f"{text}{end}")
