"""`buurtkalender submissions` and `receive`: what came in, who may change what, what is asked of organisations."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from buurtkalender.cli.common import (
    CLEAN,
    PROBLEMS,
    CommandError,
    Commands,
    Say,
    SharedParsers,
    content_of,
    load_settings,
    receiver,
    settings_of,
    texts_of,
    today_of,
    unknown,
    with_content,
)
from buurtkalender.clock import now
from buurtkalender.words.catalogues import N_

if TYPE_CHECKING:
    from buurtkalender.mail import MailServer
    from buurtkalender.reading.content import Read
    from buurtkalender.site.reminders import ConfirmLink
    from buurtkalender.site.settings import Settings
    from buurtkalender.words.catalogues import Translator

# --- issue -----------------------------------------------------------------------------------------------
# `buurtkalender submissions issue`: make a file of what somebody filled in on the forge.


def add_issue(commands: Commands, shared: SharedParsers, _: Say) -> None:
    """Add the subcommand, and its help."""
    one = commands.add_parser(
        "issue",
        parents=[shared.project, shared.dated],
        help=_("make a file of an issue that was made with the form"),
        description=_(
            "Reads the text of an issue from the variable ISSUE_BODY, or else from the standard input, and prints what "
            "to answer. Exit code: 0 it can become a file, 1 something is not clear, 2 cannot run."
        ),
    )
    one.add_argument("--now", type=Path, metavar="FILE", help=_("the text as it is now: it must still be the same"))
    one.add_argument("--shown", type=Path, metavar="FILE", help=_("our own comment: it must be about this same text"))
    one.add_argument(
        "--output",
        type=Path,
        metavar="DIR",
        help=_("also write comment.md, and file, path and subject when it is clear"),
    )
    one.set_defaults(run=run_issue)


def run_issue(options: argparse.Namespace) -> int:
    """Read an issue and answer it; write the file that comes of it where that was asked for."""
    from buurtkalender.reading.storage import write_all
    from buurtkalender.submissions.issues import approved, changed_since, handle

    settings = settings_of(options)
    body = os.environ.get("ISSUE_BODY")
    if body is None:
        body = sys.stdin.read()
    texts = texts_of(settings)
    found = handle(body, content_of(settings).calendar, today_of(options, settings), texts)
    if options.now is not None or options.shown is not None:
        now = body if options.now is None else _text_of(options.now)
        shown = found.comment if options.shown is None else _text_of(options.shown)
        if not approved(body, now, shown):
            found = changed_since(texts)
    if options.output is not None:
        parts = {"comment.md": found.comment}
        if found.ready:
            path = f"{settings.content.name}/{found.path}"
            parts |= {"file": found.text, "path": f"{path}\n", "subject": found.subject}
        write_all({options.output / name: text.encode() for name, text in parts.items()})
    print(found.comment, end="")
    return CLEAN if found.ready else PROBLEMS


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


# --- ownership -------------------------------------------------------------------------------------------
# `buurtkalender submissions ownership`: who may change the files that a change touches.


def add_ownership(commands: Commands, shared: SharedParsers, _: Say) -> None:
    """Add the subcommand, and its help."""
    one = commands.add_parser(
        "ownership",
        parents=[shared.project],
        help=_("whether somebody may change these files"),
        description=_(
            "Tells for every file that a change touches whether its author may: the maintainers of an organisation "
            "their own files, as the base says, an editor all the rest. Exit code: 0 all is allowed, 1 somebody else "
            "has to agree, 2 cannot run."
        ),
    )
    one.add_argument("--base", metavar="REV", required=True, help=_("the git revision that the change starts from"))
    one.add_argument(
        "--head", metavar="REV", default="HEAD", help=_("the git revision with the change (default: HEAD)")
    )
    one.add_argument("--author", metavar="NAME", required=True, help=_("the account of whoever proposes the change"))
    one.add_argument(
        "--format", choices=("text", "json", "github"), default="text", help=_("how to write the verdicts")
    )
    one.set_defaults(run=run_ownership)


def run_ownership(options: argparse.Namespace) -> int:
    """Tell for each file of the change whether its author may."""
    from buurtkalender.reading.past import RevisionError, revisions
    from buurtkalender.submissions.ownership import as_annotations, permissions, permissions_json, permissions_text

    settings = settings_of(options)
    try:
        verdicts = permissions(revisions(settings.content, options.base, options.head), options.author)
    except RevisionError as error:
        raise unknown(error, settings) from error
    if options.format == "json":
        print(permissions_json(verdicts, options.author), end="")
    elif options.format == "github":
        print(as_annotations(verdicts), end="")
    else:
        print(permissions_text(verdicts, options.author, texts_of(settings)), end="")
    return CLEAN if all(verdict.allowed for verdict in verdicts) else PROBLEMS


# --- reminders -------------------------------------------------------------------------------------------
# `buurtkalender submissions reminders`: mails that ask whether all is still right.


def add_reminders(commands: Commands, shared: SharedParsers, _: Say) -> None:
    """Add the subcommand, and its help."""
    one = commands.add_parser(
        "reminders",
        parents=[shared.project, shared.dated],
        help=_("mails that ask organisations whether all is still right"),
        description=_(
            "Writes a mail to each organisation that has something to confirm or to put right, at most one a "
            "fortnight: the folder remembers who got one. With --send the mails also go out, by the server in "
            "BUURTKALENDER_SMTP (smtps://user@host:465), with the password in BUURTKALENDER_SMTP_PASSWORD."
        ),
    )
    one.add_argument("--output", type=Path, metavar="DIR", required=True, help=_("the folder for the mails (.eml)"))
    one.add_argument("--send", action="store_true", help=_("send them too"))
    one.add_argument(
        "--receiver",
        type=Path,
        metavar="FILE",
        help=_("settings of the receiver: the mails then hold links with which one press confirms"),
    )
    one.set_defaults(run=run_reminders)


def run_reminders(options: argparse.Namespace) -> int:
    """Write the mails that are due, send them where that was asked for, and tell who cannot be reached."""
    from buurtkalender.mail import SendError, send
    from buurtkalender.reading.storage import write
    from buurtkalender.site.reminders import due, file_of, last_written, reminder, unreachable, written_lately

    settings, folder = settings_of(options), options.output
    today, texts = today_of(options, settings), texts_of(settings)
    linked = _linked(options.receiver, settings, today, texts)
    if not settings.email:
        raise CommandError(texts.gettext(N_("Set CONTACT_EMAIL in the settings: the mails come from there.")))
    read, dues = with_content(settings, lambda read: (read, due(read, today, settings.remind_after_days)))
    folder.mkdir(parents=True, exist_ok=True)
    lately = written_lately(last_written(folder), today)
    written, failed, in_a_row = 0, "", 0
    server = _server(texts) if options.send else None
    for one in dues:
        if one.organisation in lately or in_a_row == SERVER_IS_AWAY:
            continue
        try:
            made = reminder(one, read.calendar, settings, today, linked, texts)
            if made is None:
                continue
            if server is not None:
                send(server, made)  # first: what was not sent must not count as sent
            path = file_of(folder, one.organisation, today)
            write(path, made.as_bytes())
        except Exception as error:  # noqa: BLE001 - it is told, and the others go on
            failed = _why(error, texts)
            in_a_row = in_a_row + 1 if type(error) is SendError else 0  # an AddressError is of one mail alone
            print(f"{one.organisation}: {failed}")
        else:
            written, in_a_row = written + 1, 0
            print(texts.gettext(N_("Written: {path}")).format(path=path))
    if in_a_row and (in_a_row == SERVER_IS_AWAY or not written):
        raise CommandError(failed)
    for organisation, phone in unreachable(dues, read.calendar).items():
        text = (
            N_("{organisation} has no e-mail address: call {phone}.")
            if phone
            else N_("{organisation} cannot be reached.")
        )
        print(texts.gettext(text).format(organisation=organisation, phone=phone))
    return PROBLEMS if failed else CLEAN


SERVER_IS_AWAY = 2
"""After so many mails in a row that were not sent it is not the mail: nobody waits for a server that is not there."""


def _server(texts: Translator) -> MailServer:
    """Return the server that the environment names. Raises CommandError."""
    from buurtkalender.mail import PASSWORD, SERVER, SendError, server_at

    try:
        return server_at(os.environ.get(SERVER, ""), os.environ.get(PASSWORD, ""))
    except SendError as error:
        raise CommandError(_why(error, texts)) from error


def _why(error: Exception, texts: Translator) -> str:
    """Return what to tell of a mail that could not be made, sent or kept: the others still get theirs."""
    from buurtkalender.mail import SendError

    if isinstance(error, SendError):
        return texts.gettext(error.text).format_map(error.params)
    if os.environ.get("BUURTKALENDER_DEBUG"):
        raise error
    said = texts.gettext(
        N_("something went wrong that we did not foresee: {error}. Set BUURTKALENDER_DEBUG=1 to see where.")
    )
    return said.format(error=f"{type(error).__name__}: {error}")


def _linked(file: Path | None, settings: Settings, today: date, texts: Translator) -> ConfirmLink:
    """Return what gives the address with which an organisation confirms: a link of the receiver, else the form."""
    from buurtkalender.site.reminders import form_link

    if file is None:
        return form_link(settings)
    with receiver() as taking:
        from buurtkalender.submissions.receiving.settings import load_receiver

        made: ConfirmLink = taking.confirming(settings, load_receiver(file), today, texts)
    return made


# --- tracking --------------------------------------------------------------------------------------------
# `buurtkalender submissions tracking`: the issue that tells who has to confirm something.


def add_tracking(commands: Commands, shared: SharedParsers, _: Say) -> None:
    """Add the subcommand, and its help."""
    one = commands.add_parser(
        "tracking",
        parents=[shared.project, shared.dated],
        help=_("the text of the issue that tells who has to confirm something"),
        description=_(
            "Prints, as Markdown, which organisations have something to confirm or to put right, and what is marked "
            "or hidden because nobody confirmed it for long."
        ),
    )
    one.set_defaults(run=run_tracking)


def run_tracking(options: argparse.Namespace) -> int:
    """Print the text of the issue."""
    from buurtkalender.reading.history import read_history
    from buurtkalender.site.build import doubted
    from buurtkalender.site.reminders import due, tracking

    settings = settings_of(options)
    today = today_of(options, settings)
    history = read_history(settings.content, settings.cache)

    def told(read: Read) -> str:
        dues = due(read, today, settings.remind_after_days)
        doubts = doubted(settings, read.calendar, today, history)
        return tracking(dues, doubts, read.calendar, settings, today, texts_of(settings))

    print(with_content(settings, told), end="")
    return CLEAN


def add(commands: Commands, shared: SharedParsers, _: Say) -> None:
    """Add the subcommand with its own, and their help."""
    one = commands.add_parser(
        "submissions",
        help=_("what came in with the forms: look at it, release it, make links"),
        description=_("What came in with the forms. Say what to do with it."),
    )
    deeper = one.add_subparsers(title=_("subcommands"), metavar="", required=True)
    texts = {
        "list": _("everything that came in, and how it stands"),
        "show": _("all of one submission, also what is for the editors alone"),
        "release": _("let a branch be made of one that waits"),
        "reject": _("let nothing be made of one that waits"),
        "links": _("links with which an organisation confirms, changes or cancels its activities"),
    }
    for name, text in texts.items():
        inner = deeper.add_parser(name, parents=[shared.project, shared.receiving], help=text, description=text)
        inner.set_defaults(run=run, what=name)
        if name in {"show", "release", "reject"}:
            inner.add_argument("id", metavar="ID", help=_("the number that the sender was given"))
        if name == "links":
            inner.add_argument("--organisation", required=True, metavar="ID", help=_("whose activities"))
    for each in (add_ownership, add_issue, add_reminders, add_tracking):
        each(deeper, shared, _)


def run(options: argparse.Namespace) -> int:
    """Look at what came in, decide about it, or make links."""
    settings = load_settings(options)
    with receiver() as taking:
        from buurtkalender.submissions.receiving.settings import load_receiver

        file = load_receiver(options.receiver)
        for line in taking.answer(options, settings, file, texts_of(settings), now()):
            print(line)
    return CLEAN


# --- receive ---------------------------------------------------------------------------------------------
# `buurtkalender receive`: take in what people send with the forms.


def add_receive(commands: Commands, shared: SharedParsers, _: Say) -> None:
    """Add the subcommand, and its help."""
    one = commands.add_parser(
        "receive",
        parents=[shared.project, shared.receiving],
        help=_("take in what people send with the forms"),
        description=_(
            "Takes in what people send with the forms, keeps it, and makes a branch of each for the editors. "
            "It needs SUBMISSION_URL in the settings, and the packages of the extra `receiver`. Stop with Ctrl+C."
        ),
    )
    one.set_defaults(run=run_receive)


def run_receive(options: argparse.Namespace) -> int:
    """Take in, until somebody stops it."""
    settings = load_settings(options)
    with receiver() as taking:
        from buurtkalender.submissions.receiving.settings import load_receiver

        taking.receive(settings, load_receiver(options.receiver), texts_of(settings), now)
    return CLEAN
