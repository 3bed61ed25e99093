"""`buurtkalender check`, `fix` and `schema`: what is wrong in content files, what can be mended, what they may hold."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Container, Mapping
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
    asked_language,
    content_at,
    content_of,
    settings_of,
    short,
    texts_of,
    today_of,
)
from buurtkalender.reading.problems import PAGES, manual_path
from buurtkalender.site.settings import Settings
from buurtkalender.words.catalogues import N_

if TYPE_CHECKING:
    from buurtkalender.reading.content import Read
    from buurtkalender.reading.problems import Problem


def add(commands: Commands, shared: SharedParsers, _: Say) -> None:
    """Add the subcommand, and its help."""
    one = commands.add_parser(
        "check",
        parents=[shared.project, shared.dated],
        help=_("tell every problem in the content, with its place and its mend"),
        description=_(
            "Reads all content files and tells every problem at once. Exit code: 0 clean, 1 problems, 2 cannot run."
        ),
    )
    one.add_argument(
        "--format", choices=("text", "github", "json", "sarif"), default="text", help=_("how to write the problems")
    )
    one.add_argument("--base", metavar="REV", help=_("only problems that were not there yet in this git revision"))
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Tell the problems."""
    from buurtkalender.reading.content import despite
    from buurtkalender.reading.problems import as_github, as_sarif, problems_json, problems_text

    settings = settings_of(options)
    today = today_of(options, settings)
    before = content_at(settings, options.base) if options.base else None
    problems = despite(lambda left: _told(settings, content_of(settings, unforeseen=left), before, today))
    if options.format == "sarif":
        sys.stdout.write(as_sarif(problems, manual=settings.manual))
    else:
        sys.stdout.write({"text": problems_text, "github": as_github, "json": problems_json}[options.format](problems))
    errors = sum(problem.is_error for problem in problems)
    if options.format == "text":
        texts = texts_of(settings)
        found = texts.ngettext("{n} problem found.", "{n} problems found.", errors).format(n=errors)
        print(found if errors else texts.gettext(N_("No problems found.")))
        if errors:
            print(texts.gettext(N_("How to write a file: {place}")).format(place=_manual(settings, options.settings)))
    return PROBLEMS if errors else CLEAN


def _told(settings: Settings, now: Read, before: Read | None, today: date) -> tuple[Problem, ...]:
    """Return what is wrong now, or what was not wrong ``before``."""
    known = before.calendar.activities if before else {}
    new = now.calendar.activities.keys() - known.keys() if known else frozenset()
    problems = problems_of(settings, now, today, new)
    if before:
        from buurtkalender.reading.checks import on_public_holidays
        from buurtkalender.reading.problems import in_order

        if known:
            problems = in_order([*problems, *on_public_holidays(settings.content, now.calendar, today, known)])
        old = {problem.apart_from_place for problem in problems_of(settings, before, today)}
        problems = tuple(problem for problem in problems if problem.apart_from_place not in old)
    return problems


def problems_of(settings: Settings, found: Read, today: date, new: Container[str] = ()) -> tuple[Problem, ...]:
    """Return what is wrong in the content, on this day, and in what has to follow it; ``new`` are new activities."""
    from buurtkalender.reading.checks import on_day
    from buurtkalender.reading.content import waiting_problems
    from buurtkalender.reading.problems import in_order
    from buurtkalender.submissions import issues

    dated = on_day(settings.content, found.calendar, today, new)
    form = issues.problems(settings.content.parent, found.calendar)
    return in_order([*found.problems, *dated, *form, *waiting_problems(settings.content)])


def _manual(settings: Settings, file: Path) -> str:
    """Return where the manual can be read: at the forge, else beside the settings, else by asking the command."""
    page = manual_path(asked_language(settings))
    return settings.manual or (page if (file.parent / page).is_file() else "buurtkalender schema --format markdown")


# --- fix -------------------------------------------------------------------------------------------------
# `buurtkalender fix`: mend what can only have been meant in one way.


def add_fix(commands: Commands, shared: SharedParsers, _: Say) -> None:
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
    one.set_defaults(run=run_fix)


def run_fix(options: argparse.Namespace) -> int:
    """Mend files, and tell what was done and what is left."""
    from buurtkalender.reading.problems import problems_text
    from buurtkalender.reading.storage import write
    from buurtkalender.submissions.fixing import NotContentError, diff_text, left, lines, mend_all
    from buurtkalender.submissions.issues import mended_file

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
            print(diff_text(one), end="")
        else:
            print("\n".join(lines(one, texts)))
        if not check:
            write(content.parent / one.path, one.found.data)
    remaining = left(found)
    if remaining:
        print(texts.gettext(N_("Left to you, because it is not certain what was meant:")))
        print(problems_text(remaining), end="")
    n = len(changed)
    told = (
        texts.ngettext("{n} file would be mended.", "{n} files would be mended.", n)
        if check
        else texts.ngettext("{n} file mended.", "{n} files mended.", n)
    )
    print(told.format(n=n) if changed else texts.gettext(N_("There is nothing to mend.")))
    wrong = any(problem.is_error for problem in remaining)
    return PROBLEMS if wrong or (check and changed) else CLEAN


# --- schema ----------------------------------------------------------------------------------------------
# `buurtkalender schema`: what the content files may hold, as JSON Schemas for editors or as a manual for people.


def add_schema(commands: Commands, _shared: SharedParsers, _: Say) -> None:
    """Add the subcommand, and its help."""
    one = commands.add_parser(
        "schema",
        help=_("what content files may hold: JSON Schemas, or a manual"),
        description=_(
            "Prints the JSON Schemas that editors use to complete and check what you write, or the manual for people."
        ),
    )
    one.add_argument("name", nargs="?", help=_("one schema only, such as activity"))
    one.add_argument(
        "--format", choices=("json", "markdown"), default="json", help=_("json: the schemas; markdown: the manual")
    )
    one.add_argument("--language", choices=tuple(PAGES), help=_("language of the explanations (default: nl)"))
    one.add_argument("--output", type=Path, metavar="DIR", help=_("write all of them to this folder"))
    one.set_defaults(run=run_schema)


def run_schema(options: argparse.Namespace) -> int:
    """Print one schema or all, or the manual, or write all of them to a folder."""
    from buurtkalender.reading.storage import write_all

    if options.format == "markdown" and options.name:
        raise CommandError(
            texts_of()
            .gettext(N_("The manual is one page about all files: leave out {name}."))
            .format(name=options.name)
        )
    files = _write_manual(options) if options.format == "markdown" else _schemas(options)
    if not options.output:
        print(*files.values(), sep="", end="")
        return CLEAN
    targets = {options.output / name: text.encode() for name, text in files.items()}
    write_all(targets)
    print(*map(short, targets), sep="\n")
    return CLEAN


def _write_manual(options: argparse.Namespace) -> Mapping[str, str]:
    """Return the pages by the names of their files: one to print; to a folder, without a language, that of each."""
    from buurtkalender.reading.manual import page

    if options.output and not options.language:
        return {name: page(language) for language, name in PAGES.items()}
    language = _language(options)
    return {PAGES[language]: page(language)}


def _schemas(options: argparse.Namespace) -> Mapping[str, str]:
    """Return the schemas by the names of their files; to print, all of them are one document."""
    from buurtkalender.reading.schema import content_schemas
    from buurtkalender.words.catalogues import translator

    known = content_schemas(translator(_language(options)))
    if options.name and options.name not in known:
        text = texts_of().gettext(N_("There is no schema {name}; choose one of: {names}."))
        raise CommandError(text.format(name=options.name, names=", ".join(known)))
    if options.output:
        return {f"{name}.schema.json": _written(schema) for name, schema in known.items()}
    return {"": _written(known[options.name] if options.name else known)}


def _language(options: argparse.Namespace) -> str:
    language: str = options.language or asked_language()
    return language if language in PAGES else "en"


def _written(schema: object) -> str:
    import json

    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
