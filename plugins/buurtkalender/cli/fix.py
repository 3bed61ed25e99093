"""`buurtkalender fix`: mend what can only have been meant in one way."""

from __future__ import annotations

import argparse
from pathlib import Path

from buurtkalender.cli.ending import CLEAN, PROBLEMS, CommandError
from buurtkalender.cli.options import Commands, Say, Shared
from buurtkalender.cli.project import content_of, settings_of
from buurtkalender.cli.speech import texts_of
from buurtkalender.words.catalogues import N_


def add(commands: Commands, shared: Shared, _: Say) -> None:
    """Add the subcommand, and its help."""
    one = commands.add_parser(
        "fix",
        parents=[shared.project],
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
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Mend files, and tell what was done and what is left."""
    from buurtkalender.reading.problems import as_text
    from buurtkalender.reading.storage import write
    from buurtkalender.submissions.issues.template import mended_file
    from buurtkalender.submissions.mending.files import NotContentError, difference, left, lines, mend_all

    settings = settings_of(options)
    content, texts = settings.content, texts_of(settings)
    check = options.check or options.diff
    try:
        calendar = content_of(settings).calendar
        found = list(mend_all(content, calendar, options.paths))
        if not options.paths and (form := mended_file(content.parent, calendar)):
            found.append(form)  # it has to offer the words of the vocabulary
    except NotContentError as error:
        text = texts.gettext(N_("{path} is no file or folder with content."))
        raise CommandError(text.format(path=error)) from error
    changed = [one for one in found if one.changed]
    for one in changed:
        if options.diff:
            print(difference(one), end="")
        else:
            print("\n".join(lines(one, texts)))
        if not check:
            write(content.parent / one.path, one.found.data)
    remaining = left(found)
    if remaining:
        print(texts.gettext(N_("Left to you, because it is not certain what was meant:")))
        print(as_text(remaining), end="")
    n = len(changed)
    told = (
        texts.ngettext("{n} file would be mended.", "{n} files would be mended.", n)
        if check
        else texts.ngettext("{n} file mended.", "{n} files mended.", n)
    )
    print(told.format(n=n) if changed else texts.gettext(N_("There is nothing to mend.")))
    wrong = any(problem.is_error for problem in remaining)
    return PROBLEMS if wrong or (check and changed) else CLEAN
