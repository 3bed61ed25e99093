"""The subcommands about handing in: what `cli.py` starts, with the settings and the content that it read."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from buurtkalender.reading.catalogues import N_

if TYPE_CHECKING:
    from buurtkalender.domain.model import Calendar
    from buurtkalender.reading.catalogues import Translator
    from buurtkalender.reading.content import Read
    from buurtkalender.site.reminding.letters import Linked
    from buurtkalender.site.settings import Settings

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


class Issue(NamedTuple):
    """The text of an issue, what to compare it with, and where to write what comes of it."""

    body: str
    now: Path | None
    shown: Path | None
    today: date
    output: Path | None


def issue(content: Path, calendar: Calendar, asked: Issue, texts: Translator) -> int:
    """Read an issue and answer it; write the file that comes of it where that was asked for."""
    from buurtkalender.submissions.issues.handling import approved, changed_since, handle

    found = handle(asked.body, calendar, asked.today, texts)
    if asked.now is not None or asked.shown is not None:
        now = asked.body if asked.now is None else _text_of(asked.now)
        shown = found.comment if asked.shown is None else _text_of(asked.shown)
        if not approved(asked.body, now, shown):
            found = changed_since(texts)
    if asked.output is not None:
        parts = {"comment.md": found.comment}
        if found.ready:
            path = f"{content.name}/{found.path}"
            parts |= {"file": found.text, "path": f"{path}\n", "subject": found.subject}
        asked.output.mkdir(parents=True, exist_ok=True)
        for name, text in parts.items():
            (asked.output / name).write_text(text, encoding="utf-8")
    _say(found.comment, end="")
    return CLEAN if found.ready else PROBLEMS


def reminders(  # noqa: PLR0913 - what can be said on the command line
    read: Read,
    settings: Settings,
    today: date,
    folder: Path,
    texts: Translator,
    *,
    sent: bool,
    linked: Linked | None = None,
) -> int:
    """Write the mails that are due, send them where that was asked for, and tell who cannot be reached.

    ``linked`` gives the address with which an organisation confirms; without it that of the form.
    """
    from buurtkalender.site.reminding.due import due, written_lately
    from buurtkalender.site.reminding.letters import file_of, form_link, last_written, letter, unreachable
    from buurtkalender.site.reminding.sending import PASSWORD, SERVER, AddressError, SendError, sender

    if not settings.email:
        raise RefusedError(texts.gettext(N_("Set CONTACT_EMAIL in the settings: the mails come from there.")))
    calendar = read.calendar
    dues = due(read, today, settings.remind_after_days)
    folder.mkdir(parents=True, exist_ok=True)
    lately = written_lately(last_written(folder), today)
    code = CLEAN
    try:
        send = sender(os.environ.get(SERVER, ""), os.environ.get(PASSWORD, "")) if sent else None
        for one in dues:
            made = None
            if one.organisation not in lately:
                made = letter(one, calendar, settings, today, linked or form_link(settings), texts)
            if made is None:
                continue
            try:
                if send is not None:
                    send(made)  # first: what was not sent must not count as sent
            except AddressError as error:
                _say(texts.gettext(error.text).format_map(error.params))
                code = PROBLEMS
                continue
            path = file_of(folder, one.organisation, today)
            path.write_bytes(made.as_bytes())
            _say(texts.gettext(N_("Written: {path}")).format(path=path))
    except SendError as error:
        raise RefusedError(texts.gettext(error.text).format_map(error.params)) from error
    for organisation, phone in unreachable(dues, calendar).items():
        text = (
            N_("{organisation} has no e-mail address: call {phone}.")
            if phone
            else N_("{organisation} cannot be reached.")
        )
        _say(texts.gettext(text).format(organisation=organisation, phone=phone))
    return code


def tracked(read: Read, settings: Settings, today: date, texts: Translator) -> int:
    """Print the issue that tells who has to confirm something."""
    from buurtkalender.site.doubting import doubted
    from buurtkalender.site.reminding.due import due
    from buurtkalender.site.reminding.tracking import tracking

    calendar = read.calendar
    dues = due(read, today, settings.remind_after_days)
    _say(tracking(dues, doubted(settings, calendar, today), calendar, settings, today, texts), end="")
    return CLEAN


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _say(text: str, *, end: str = "\n") -> None:
    sys.stdout.write(f"{text}{end}")
