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


def _say(text: str, *, end: str = "\n") -> None:
    sys.stdout.write(f"{text}{end}")
