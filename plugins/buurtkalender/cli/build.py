"""`buurtkalender build` and `serve`: the whole site, or what of it has to be made again; and shown on this computer."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from buurtkalender.cli.common import (
    CLEAN,
    PROBLEMS,
    CommandError,
    Commands,
    Say,
    SharedParsers,
    exit_code,
    settings_of,
    short,
    texts_of,
    today_of,
)
from buurtkalender.words.catalogues import N_, Translator

if TYPE_CHECKING:
    from buurtkalender.site.build import Progress, Result
    from buurtkalender.site.following import BuildOutcome
    from buurtkalender.site.making import Onlooker
    from buurtkalender.site.settings import Settings


def add(commands: Commands, shared: SharedParsers, _: Say) -> None:
    """Add the subcommand, and its help."""
    one = commands.add_parser(
        "build",
        parents=[shared.project, shared.dated, shared.building],
        help=_("build the site"),
        description=_(
            "Builds the whole site. A file with a problem is left out and told; with --strict it stops the build."
        ),
    )
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Build, and tell what was left out and what was made."""
    settings = settings_of(options)
    return _told(settings, options, built(settings, options))


def _told(settings: Settings, options: argparse.Namespace, result: Result) -> int:
    """Tell what was left out and what was made, and return the exit code."""
    for notice in result.notices:
        print(f"buurtkalender: {texts_of(settings).gettext(notice.text).format_map(notice.params)}", file=sys.stderr)
    if result.problems:
        from buurtkalender.reading.problems import problems_text

        sys.stderr.write(problems_text(result.problems))
        if n := len(result.left_out):
            left = texts_of(settings).ngettext("{n} file was left out.", "{n} files were left out.", n)
            print(left.format(n=n), file=sys.stderr)
    if not result.published:
        print(texts_of(settings).gettext(N_("Nothing was published: the last site stays.")), file=sys.stderr)
        return PROBLEMS
    if not options.quiet:
        print(summary(settings, result), flush=True)
    return PROBLEMS if options.strict and any(one.is_error for one in result.problems) else CLEAN


def summary(settings: Settings, result: Result) -> str:
    """Return how much was made, and how long it took."""
    text = texts_of(settings).gettext(N_("{output}: {made} files made, {kept} unchanged, in {seconds} s."))
    made, kept = result.counts.made, result.counts.kept
    return text.format(output=short(settings.output), made=made, kept=kept, seconds=f"{result.seconds:.1f}")


def built(settings: Settings, options: argparse.Namespace, onlooker: Onlooker | None = None) -> Result:
    """Build the site. Raises CommandError when the output cannot be written."""
    from buurtkalender.site.build import build
    from buurtkalender.site.publish import OutputError

    today = today_of(options, settings)
    jobs = options.jobs or os.cpu_count() or 1
    try:
        if options.quiet or not sys.stderr.isatty():
            return build(settings, today, jobs=jobs, strict=options.strict, onlooker=onlooker)
        with _shown(texts_of(settings)) as progress:
            return build(settings, today, jobs=jobs, strict=options.strict, progress=progress, onlooker=onlooker)
    except OutputError as error:
        raise CommandError(texts_of(settings).gettext(error.text).format_map(error.params)) from error


@contextmanager
def _shown(texts: Translator) -> Iterator[Progress]:
    """Draw one bar that says what the build is doing, and take it away at the end."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=1)

        def tell(what: str, done: int, total: int) -> None:
            bars.update(task, description=texts.gettext(what), completed=done, total=max(total, 1))

        yield tell


# --- serve -----------------------------------------------------------------------------------------------
# `buurtkalender serve`: build, show the site on this computer, and follow every change.


def add_serve(commands: Commands, shared: SharedParsers, _: Say) -> None:
    """Add the subcommand, and its help."""
    one = commands.add_parser(
        "serve",
        parents=[shared.project, shared.dated, shared.building],
        help=_("build, show the site and follow every change"),
        description=_(
            "Builds the site, shows it on this computer, and builds again when a file changes. Stop with Ctrl+C."
        ),
    )
    one.add_argument("--port", type=_port, default=8000, help=_("port (default: 8000)"))
    one.add_argument("--address", default="127.0.0.1", help=_("address to listen on (default: this computer only)"))
    one.set_defaults(run=run_serve)


def run_serve(options: argparse.Namespace) -> int:
    """Build, show and follow."""
    from buurtkalender.site.following import Maker, serve

    settings = settings_of(options)
    maker = Maker(
        options.settings,
        load=lambda tell: _settings_now(options, tell),
        build=lambda now, onlooker: _outcome(now, options, onlooker),
    )
    return serve(settings, maker, options.address, options.port, texts_of(settings))


def _outcome(settings: Settings, options: argparse.Namespace, onlooker: Onlooker) -> BuildOutcome:
    """Build for who looks on, tell of it, and return what came of it: a build that fails must not end the serving."""
    from buurtkalender.site.following import BuildOutcome
    from buurtkalender.site.making import NewerError

    results: list[Result] = []
    failed: list[str] = []
    newer = False

    def attempt() -> int:
        nonlocal newer
        try:
            results.append(built(settings, options, onlooker))
        except NewerError:
            newer = True
            return CLEAN
        return _told(settings, options, results[0])

    code = exit_code(attempt, lambda text: failed.append(_said(text)))
    waiting, problems = (results[0].waiting, results[0].problems) if results else (0, ())
    return BuildOutcome(code, newer, waiting, "\n".join(failed), problems)


def _said(text: str) -> str:
    print(f"buurtkalender: {text}", file=sys.stderr)
    return text


def _settings_now(options: argparse.Namespace, tell: Callable[[str], None]) -> Settings | None:
    """Return the settings as they are now; what is wrong with them is told here, and with ``tell``."""
    found: list[Settings] = []

    def load() -> int:
        found.append(settings_of(options))
        return CLEAN

    exit_code(load, lambda text: tell(_said(text)))
    return found[0] if found else None


def _port(text: str) -> int:
    if text.isdecimal() and int(text) < 1 << 16:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text}: write a port as a number from 0 to 65535")
