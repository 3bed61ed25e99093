"""What the subcommands share: the settings and the content, options, the language, exit codes."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec

from buurtkalender.clock import YEARS, today
from buurtkalender.site.settings import FILE, Settings, SettingsError, load_site_settings
from buurtkalender.words.catalogues import N_

if TYPE_CHECKING:
    from buurtkalender.reading.content import Read
    from buurtkalender.reading.past import RevisionError
    from buurtkalender.site.settings import Settings
    from buurtkalender.words.catalogues import Translator

Outcome = TypeVar("Outcome")

# --- options ---------------------------------------------------------------------------------------------
# The options that several subcommands share.

RECEIVER = "receiver.toml"

Say = Callable[[str], str]
"""Gives a text of the help in the reader's language."""

Commands = Any
"""What `add_subparsers` returns, which has no public name."""


class SharedParsers(NamedTuple):
    """Parsers for the ``parents`` of a subcommand's: which project, on which day, how to build, with which receiver."""

    project: argparse.ArgumentParser
    dated: argparse.ArgumentParser
    building: argparse.ArgumentParser
    receiving: argparse.ArgumentParser


def shared_options(_: Say) -> SharedParsers:
    """Return the options that subcommands may take over."""
    shared = SharedParsers(*(argparse.ArgumentParser(add_help=False) for _name in SharedParsers._fields))
    shared.project.add_argument(
        "--settings",
        type=Path,
        default=Path(FILE),
        metavar="FILE",
        help=_("settings (default: {file})").format(file=FILE),
    )
    shared.project.add_argument(
        "--content", type=Path, metavar="DIR", help=_("content folder, instead of the one in the settings")
    )
    shared.dated.add_argument("--today", type=_day, metavar="YYYY-MM-DD", help=_("work as if it were this day"))
    building = shared.building
    building.add_argument(
        "--output", type=Path, metavar="DIR", help=_("output folder, instead of the one in the settings")
    )
    building.add_argument("--jobs", type=int, metavar="N", help=_("number of processes (default: one a processor)"))
    building.add_argument("--strict", action="store_true", help=_("publish nothing when a file has a problem"))
    building.add_argument("--quiet", action="store_true", help=_("say nothing when all goes well"))
    shared.receiving.add_argument(
        "--receiver",
        type=Path,
        default=Path(RECEIVER),
        metavar="FILE",
        help=_("settings of the receiver (default: {file})").format(file=RECEIVER),
    )
    return shared


def today_of(options: argparse.Namespace, settings: Settings) -> date:
    """Return the day that the command line names, else the one that it is where the calendar is."""
    asked: date | None = options.today
    return asked or today(settings.zone)


def _day(text: str) -> date:
    if re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])", text):
        return date.fromisoformat(text)
    from buurtkalender.reading.fields_times import written_day  # only who names another day pays for it

    if found := written_day(text):
        return found
    raise argparse.ArgumentTypeError(f"{text}: write a day as 2026-11-24, from {YEARS[0]} to {YEARS[-1]}")


# --- language -------------------------------------------------------------------------------------------
# How the command speaks: in whose language, and of files as the person sees them.


def texts_of(settings: Settings | None = None) -> Translator:
    """Return the texts in the language asked for by BUURTKALENDER_LANG, else the site's, else Dutch."""
    from buurtkalender.words.catalogues import translator

    return translator(asked_language(settings))


def asked_language(settings: Settings | None = None) -> str:
    """Return the code of that language."""
    return os.environ.get("BUURTKALENDER_LANG") or (settings.language if settings else "nl")


def short(path: Path) -> str:
    """Return the path as the person would write it from where they are."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


# --- exit codes -----------------------------------------------------------------------------------------
# How a subcommand ends: with an exit code, and with a sentence when it cannot do what was asked.

CLEAN, PROBLEMS, CANNOT = 0, 1, 2


class CommandError(Exception):
    """The command cannot do what was asked; the text says why and what to do."""


def _complain(text: str) -> None:
    print(f"buurtkalender: {text}", file=sys.stderr)


def exit_code(run: Callable[[], int], tell: Callable[[str], None] = _complain) -> int:
    """Run something and return its exit code; whatever goes wrong is told in a sentence."""
    try:
        return run()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the reader of our pipe is gone: nothing more to say
        return CLEAN
    except (CommandError, SettingsError) as error:
        tell(str(error))
        return CANNOT
    except Exception as error:
        if os.environ.get("BUURTKALENDER_DEBUG"):
            raise
        text = texts_of().gettext(
            N_("something went wrong that we did not foresee: {error}. Set BUURTKALENDER_DEBUG=1 to see where.")
        )
        notes = "; ".join(getattr(error, "__notes__", []))
        said = f"{type(error).__name__}: {error}" + (f" ({notes})" if notes else "")
        tell(text.format(error=said))
        return CANNOT


def settings_of(options: argparse.Namespace) -> Settings:
    """Return the settings of something that cannot do without the content folder."""
    settings = load_settings(options)
    if not settings.content.is_dir():
        text = texts_of(settings).gettext(
            N_("{folder}: there is no such folder. Name the content folder with --content.")
        )
        raise CommandError(text.format(folder=short(settings.content)))
    return settings


def load_settings(options: argparse.Namespace) -> Settings:
    """Return the settings, with what the command line says instead of them."""
    settings = load_site_settings(options.settings)
    changed = {
        name: value.resolve() for name in ("content", "output") if (value := getattr(options, name, None)) is not None
    }
    return msgspec.structs.replace(settings, **changed)


def content_of(settings: Settings, folder: Path | None = None, unforeseen: Mapping[str, str] = {}) -> Read:
    """Return what stands in the content folder, or in another ``folder`` of which nothing is remembered."""
    from buurtkalender.reading.content import read_content
    from buurtkalender.site.editorial import with_problems

    cache = None if folder else settings.cache
    there = msgspec.structs.replace(settings, content=folder or settings.content)
    found = read_content(
        there.content,
        calendar_id=settings.calendar_id,
        anchor=settings.anchor,
        public_holidays=settings.public_holidays,
        cache=cache,
        unforeseen=unforeseen,
    )
    return with_problems(found, there)


def with_content(settings: Settings, work: Callable[[Read], Outcome]) -> Outcome:
    """Return what a work comes to with what stands in the content folder.

    A file with which it cannot be done is left out, and named on the standard error; so the work may write nothing.
    """
    return with_base(settings, "", lambda _, now: work(now))


def with_base(settings: Settings, base: str, work: Callable[[Read | None, Read], Outcome]) -> Outcome:
    """Return the same of a work that also looks at what stood there at a git revision."""
    from buurtkalender.reading.content import despite
    from buurtkalender.reading.problems import problems_text

    def attempt(left: Mapping[str, str]) -> tuple[Read, Outcome]:
        now = content_of(settings, unforeseen=left)
        return now, work(content_at(settings, base, left) if base else None, now)

    now, found = despite(attempt, (CommandError,))
    if left_out := [one for one in now.problems if one.code == "unforeseen"]:
        print(problems_text(left_out), end="", file=sys.stderr)
    return found


def content_at(settings: Settings, base: str, unforeseen: Mapping[str, str] = {}) -> Read:
    """Return what stood in the content folder at a git revision."""
    from buurtkalender.reading.past import RevisionError, checked_out

    try:
        with checked_out(settings.content, base) as folder:
            return content_of(settings, folder, unforeseen)
    except RevisionError as error:
        raise unknown(error, settings) from error


def unknown(error: RevisionError, settings: Settings) -> CommandError:
    """Return what to tell when there is nothing to compare with."""
    return CommandError(texts_of(settings).gettext(error.text).format_map(error.params))


# --- receiver --------------------------------------------------------------------------------------------
# The receiver, for the subcommands that need it. Its packages are an extra, which most installations do without.


@contextmanager
def receiver() -> Iterator[ModuleType]:
    """Give the receiver's module, and tell what goes wrong in it."""
    try:
        from buurtkalender import receive
        from buurtkalender.reading.git import GitError
        from buurtkalender.submissions.receiving.settings import ReceiverError
    except ModuleNotFoundError as error:
        text = N_("The receiver needs {name}, which is not installed: see step 2 in docs/receiver.md.")
        raise CommandError(texts_of().gettext(text).format(name=error.name)) from error
    try:
        yield receive
    except (ReceiverError, GitError) as error:
        raise CommandError(str(error)) from error
