"""`buurtkalender submissions issue`: make a file of what somebody filled in on the forge."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from buurtkalender.cli.ending import CLEAN, PROBLEMS
from buurtkalender.cli.options import Commands, Say, Shared, today_of
from buurtkalender.cli.project import content_of, settings_of
from buurtkalender.cli.speech import texts_of


def add(commands: Commands, shared: Shared, _: Say) -> None:
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
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read an issue and answer it; write the file that comes of it where that was asked for."""
    from buurtkalender.reading.storage import write_all
    from buurtkalender.submissions.issues.handling import approved, changed_since, handle

    settings = settings_of(options)
    body = os.environ.get("ISSUE_BODY")
    if body is None:
        body = sys.stdin.read()
    texts = texts_of(settings)
    found = handle(body, content_of(settings).calendar, today_of(options), texts)
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
