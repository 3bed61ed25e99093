"""`buurtkalender submissions reminders`: mails that ask whether all is still right."""

from __future__ import annotations

import argparse
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from buurtkalender.cli.ending import CLEAN, PROBLEMS, CommandError
from buurtkalender.cli.options import Commands, Say, Shared, today_of
from buurtkalender.cli.project import content_of, settings_of
from buurtkalender.cli.receiver import receiver
from buurtkalender.cli.speech import texts_of
from buurtkalender.words.catalogues import N_

if TYPE_CHECKING:
    from buurtkalender.site.reminding.letters import Linked
    from buurtkalender.site.settings import Settings
    from buurtkalender.words.catalogues import Translator


def add(commands: Commands, shared: Shared, _: Say) -> None:
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
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the mails that are due, send them where that was asked for, and tell who cannot be reached."""
    from buurtkalender.mail import PASSWORD, SERVER, AddressError, SendError, send, server_at
    from buurtkalender.reading.storage import write
    from buurtkalender.site.reminding.due import due, written_lately
    from buurtkalender.site.reminding.letters import file_of, last_written, letter, unreachable

    settings, folder = settings_of(options), options.output
    today, texts = today_of(options), texts_of(settings)
    linked = _linked(options.receiver, settings, today, texts)
    read = content_of(settings)
    if not settings.email:
        raise CommandError(texts.gettext(N_("Set CONTACT_EMAIL in the settings: the mails come from there.")))
    dues = due(read, today, settings.remind_after_days)
    folder.mkdir(parents=True, exist_ok=True)
    lately = written_lately(last_written(folder), today)
    code = CLEAN
    try:
        server = server_at(os.environ.get(SERVER, ""), os.environ.get(PASSWORD, "")) if options.send else None
        for one in dues:
            made = None
            if one.organisation not in lately:
                made = letter(one, read.calendar, settings, today, linked, texts)
            if made is None:
                continue
            try:
                if server is not None:
                    send(server, made)  # first: what was not sent must not count as sent
            except AddressError as error:
                print(texts.gettext(error.text).format_map(error.params))
                code = PROBLEMS
                continue
            path = file_of(folder, one.organisation, today)
            write(path, made.as_bytes())
            print(texts.gettext(N_("Written: {path}")).format(path=path))
    except SendError as error:
        raise CommandError(texts.gettext(error.text).format_map(error.params)) from error
    for organisation, phone in unreachable(dues, read.calendar).items():
        text = (
            N_("{organisation} has no e-mail address: call {phone}.")
            if phone
            else N_("{organisation} cannot be reached.")
        )
        print(texts.gettext(text).format(organisation=organisation, phone=phone))
    return code


def _linked(file: Path | None, settings: Settings, today: date, texts: Translator) -> Linked:
    """Return what gives the address with which an organisation confirms: a link of the receiver, else the form."""
    from buurtkalender.site.reminding.letters import form_link

    if file is None:
        return form_link(settings)
    with receiver() as taking:
        from buurtkalender.submissions.receiving.settings import load

        made: Linked = taking.confirming(settings, load(file), today, texts)
    return made
