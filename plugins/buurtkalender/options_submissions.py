"""What can be said to the subcommands about handing in, and their help."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


def add_fix(
    commands: Any,
    parents: list[argparse.ArgumentParser],
    run: Mapping[str, Callable[..., int]],
    _: Callable[[str], str],
) -> None:
    """Add the subcommand that mends files."""
    one = commands.add_parser(
        "fix",
        parents=parents,
        help=_("mend in content files what can only have been meant in one way"),
        description=_(
            "Mends times, dates, amounts and words that can only have been meant in one way, and tidies the file: "
            "comments and layout stay. What is not certain is told and left to you. Exit code: 0 nothing left, 1 "
            "something left (or, with --check, something to mend), 2 cannot run."
        ),
    )
    one.add_argument("paths", nargs="*", type=Path, metavar="PATH", help=_("files or folders (default: all content)"))
    one.add_argument("--check", action="store_true", help=_("write nothing; tell what would be mended"))
    one.add_argument("--diff", action="store_true", help=_("show what changes, line by line"))
    one.set_defaults(run=run["fix"])


def add_changes(
    commands: Any,
    parents: list[argparse.ArgumentParser],
    run: Mapping[str, Callable[..., int]],
    _: Callable[[str], str],
) -> None:
    """Add the subcommand that tells what a change does."""
    one = commands.add_parser(
        "changes",
        parents=parents,
        help=_("what a change does: dates, places, rooms, mistakes, gaps"),
        description=_(
            "Tells what residents notice of the change since a git revision in the coming thirteen weeks: new, "
            "cancelled and moved dates, double bookings; and as markdown also what it does to the gaps, and who has "
            "to agree."
        ),
    )
    one.add_argument("--base", metavar="REV", required=True, help=_("the git revision that the change starts from"))
    one.add_argument(
        "--author", metavar="NAME", help=_("the account of whoever proposes the change: also tell who has to agree")
    )
    one.add_argument("--format", choices=("text", "markdown"), default="text", help=_("how to write it"))
    one.set_defaults(run=run["changes"])


def add_submissions(
    commands: Any,
    shared: argparse.ArgumentParser,
    dated: argparse.ArgumentParser,
    run: Mapping[str, Callable[..., int]],
    _: Callable[[str], str],
) -> Mapping[str, argparse.ArgumentParser]:
    """Add what can be asked about what was handed in, and return the parsers that were made.

    Where there are subcommands of ``submissions`` already, these join them.
    """
    known = commands.choices.get("submissions")
    one = known or commands.add_parser(
        "submissions",
        help=_("what was handed in: who may change it, issues, reminders"),
        description=_("Judges and handles what people hand in. Workflows call these; people can too."),
    )
    deeper = (
        known._subparsers._group_actions[0]  # noqa: SLF001 - argparse has no other way to find them
        if known
        else one.add_subparsers(title=_("subcommands"), metavar="", required=True)
    )
    before = set(deeper.choices)
    _add_ownership(deeper, shared, run, _)
    _add_issue(deeper, [shared, dated], run, _)
    _add_reminders(deeper, [shared, dated], run, _)
    return {name: made for name, made in deeper.choices.items() if name not in before}


def _add_ownership(
    commands: Any, shared: argparse.ArgumentParser, run: Mapping[str, Callable[..., int]], _: Callable[[str], str]
) -> None:
    one = commands.add_parser(
        "ownership",
        parents=[shared],
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
    one.set_defaults(run=run["ownership"])


def _add_issue(
    commands: Any,
    parents: list[argparse.ArgumentParser],
    run: Mapping[str, Callable[..., int]],
    _: Callable[[str], str],
) -> None:
    one = commands.add_parser(
        "issue",
        parents=parents,
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
    one.set_defaults(run=run["issue"])


def _add_reminders(
    commands: Any,
    parents: list[argparse.ArgumentParser],
    run: Mapping[str, Callable[..., int]],
    _: Callable[[str], str],
) -> None:
    one = commands.add_parser(
        "reminders",
        parents=parents,
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
    one.set_defaults(run=run["reminders"])
    one = commands.add_parser(
        "tracking",
        parents=parents,
        help=_("the text of the issue that tells who has to confirm something"),
        description=_(
            "Prints, as Markdown, which organisations have something to confirm or to put right, and what is marked "
            "or hidden because nobody confirmed it for long."
        ),
    )
    one.set_defaults(run=run["tracking"])
