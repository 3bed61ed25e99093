"""The `buurtkalender` command. Each subcommand is one function; what it does lives in the layers below.

Nothing heavy is imported before it is needed: a build with nothing to do has to be over before it is noticed.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from buurtkalender.options import parser_of
from buurtkalender.reading.catalogues import N_
from buurtkalender.site.settings import Settings, SettingsError, load

if TYPE_CHECKING:
    from buurtkalender.reading.catalogues import Translator
    from buurtkalender.reading.content import Read
    from buurtkalender.reading.problems import Problem
    from buurtkalender.reading.revisions import RevisionError
    from buurtkalender.site.build import Result

CLEAN, PROBLEMS, CANNOT = 0, 1, 2


class CommandError(Exception):
    """The command cannot do what was asked; the text says why and what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0 all is well, 1 problems in the content, 2 it could not run."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    wants_help = not given or any(word in {"-h", "--help"} for word in given)
    subcommands = {
        "check": check,
        "build": build,
        "serve": serve,
        "gaps": gaps,
        "new": new,
        "fix": fix,
        "changes": changes,
        "ownership": ownership,
        "issue": issue,
        "reminders": reminders,
        "tracking": tracking,
        "residents": residents,
        "import": import_,
        "schema": schema,
        "receive": receive,
        "submissions": submissions,
    }
    parser = parser_of(subcommands, _language() if wants_help else None)
    options = parser.parse_args(given)
    if "run" not in options:
        parser.print_help()
        return CANNOT
    try:
        return _told(partial(options.run, options))
    except KeyboardInterrupt:
        return 130


def _told(run: Callable[[], int]) -> int:
    """Run something and return its exit code; whatever goes wrong is told in a sentence."""
    try:
        return run()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the reader of our pipe is gone: nothing more to say
        return CLEAN
    except (CommandError, SettingsError) as error:
        print(f"buurtkalender: {error}", file=sys.stderr)
        return CANNOT
    except Exception as error:
        if os.environ.get("BUURTKALENDER_DEBUG"):
            raise
        text = _language().gettext(
            N_("something went wrong that we did not foresee: {error}. Set BUURTKALENDER_DEBUG=1 to see where.")
        )
        notes = "; ".join(getattr(error, "__notes__", []))
        told = f"{type(error).__name__}: {error}" + (f" ({notes})" if notes else "")
        print(f"buurtkalender: {text.format(error=told)}", file=sys.stderr)
        return CANNOT


# --------------------------------------------------------------------------- the subcommands


def check(options: argparse.Namespace) -> int:
    """Tell every problem of every content file."""
    from buurtkalender.reading.problems import as_github, as_json, as_sarif, as_text

    settings = _settings(options)
    problems = _read(settings).problems
    if options.base:
        from buurtkalender.reading.revisions import RevisionError, checked_out

        try:
            with checked_out(settings.content, options.base) as before:
                known = {_apart_from_place(problem) for problem in _read(settings, before).problems}
        except RevisionError as error:
            raise _unknown(error, settings) from error
        problems = tuple(problem for problem in problems if _apart_from_place(problem) not in known)
    write = {"text": as_text, "github": as_github, "json": as_json, "sarif": as_sarif}[options.format]
    sys.stdout.write(write(problems))
    if options.format == "text":
        errors = sum(problem.severity == "error" for problem in problems)
        texts = _language(settings)
        found = texts.ngettext("{n} problem found.", "{n} problems found.", errors).format(n=errors)
        print(found if errors else texts.gettext(N_("No problems found.")))
    return PROBLEMS if any(problem.severity == "error" for problem in problems) else CLEAN


def build(options: argparse.Namespace) -> int:
    """Build the site."""
    settings = _settings(options)
    result = _build(settings, options)
    if result.problems:
        from buurtkalender.reading.problems import as_text

        sys.stderr.write(as_text(result.problems))
        n = len(result.left_out)
        print(
            _language(settings).ngettext("{n} file was left out.", "{n} files were left out.", n).format(n=n),
            file=sys.stderr,
        )
    if not result.published:
        print(_language(settings).gettext(N_("Nothing was published: the last site stays.")), file=sys.stderr)
        return PROBLEMS
    if not options.quiet:
        text = _language(settings).gettext(N_("{output}: {made} files made, {kept} unchanged, in {seconds} s."))
        made, kept = result.counts.made, result.counts.kept
        print(text.format(output=_short(settings.output), made=made, kept=kept, seconds=f"{result.seconds:.1f}"))
    return PROBLEMS if options.strict and result.problems else CLEAN


def serve(options: argparse.Namespace) -> int:
    """Build, show and follow."""
    from buurtkalender.site.serving import serve as serve_site

    settings = _settings(options)
    again = partial(_told, partial(build, options))  # a build that fails must not end the serving
    return serve_site(settings, options.settings, options.address, options.port, again, _language(settings))


def gaps(options: argparse.Namespace) -> int:
    """Print the verdicts, and what helps."""
    from buurtkalender.domain.coverage.prevention import WEEKS, prevention
    from buurtkalender.domain.coverage.sessions import last_day
    from buurtkalender.domain.recurrence import Window, occurrences
    from buurtkalender.domain.remedies.advice import advise
    from buurtkalender.feeds.open_data import coverage, coverage_csv

    settings = _settings(options)
    today = options.today or date.today()
    if options.base:
        return _compare(settings, options.base, today, options.format)
    if options.format == "markdown":
        text = N_("--format markdown tells what a change does: say with --base what to compare with.")
        raise CommandError(_language(settings).gettext(text))
    calendar = _read(settings).calendar
    last = max(last_day(calendar.norms.values(), today), today + timedelta(weeks=WEEKS))
    window = Window(today, last)
    coming = occurrences(calendar, window)
    found = advise(calendar, coming, today)
    if options.format == "json":
        sys.stdout.write(coverage(calendar, found.verdicts).decode())
    elif options.format == "csv":
        sys.stdout.write(coverage_csv(calendar, found.verdicts).decode())
    else:
        from buurtkalender.site.gaps.report import report

        print(report(found, calendar, _language(settings), prevention(calendar, coming, today)))
    return CLEAN


def _compare(settings: Settings, base: str, today: date, form: str) -> int:
    """Print what the change from a revision to the content as it is now does to the verdicts."""
    from buurtkalender.domain.coverage.difference import difference
    from buurtkalender.domain.coverage.looking import observe
    from buurtkalender.reading.revisions import RevisionError, checked_out

    try:
        with checked_out(settings.content, base) as folder:
            old = _read(settings, folder)
    except RevisionError as error:
        raise _unknown(error, settings) from error
    now = _read(settings)
    before, after = (observe(one.calendar, today) for one in (old, now))
    found = difference(before, after)
    if form in {"json", "csv"}:
        from buurtkalender.feeds.change_data import change_csv, change_json

        octets = change_json(base, before, after, found) if form == "json" else change_csv(after, found)
        sys.stdout.write(octets.decode())
        return CLEAN
    from buurtkalender.site.gaps.change_report import Compared, as_markdown, as_text

    compared = Compared(base, now.calendar, before, after, found, (old.left_out, now.left_out))
    sys.stdout.write((as_markdown if form == "markdown" else as_text)(compared, _language(settings)))
    return CLEAN


def changes(options: argparse.Namespace) -> int:
    """Tell what a change does, for residents and for the gaps."""
    from buurtkalender import cli_changes
    from buurtkalender.reading.revisions import RevisionError, checked_out

    settings = _settings(options)
    try:
        with checked_out(settings.content, options.base) as folder:
            old = _read(settings, folder)
        now, today = _read(settings), options.today or date.today()
        about = cli_changes.About(options.base, options.author, today, settings)
        sys.stdout.write(cli_changes.told(old, now, about, options.format, _language(settings)))
    except RevisionError as error:
        raise _unknown(error, settings) from error
    return CLEAN


def new(options: argparse.Namespace) -> int:
    """Ask, and write a valid file."""
    from buurtkalender.submissions.new import ask

    settings = _settings(options)
    path = ask(options.kind, _read(settings).calendar, settings.content, _language(settings))
    if path is None:
        return PROBLEMS
    print(_language(settings).gettext(N_("Written: {path}")).format(path=_short(path)))
    return CLEAN


def fix(options: argparse.Namespace) -> int:
    """Mend what can only have been meant in one way."""
    from buurtkalender import cli_submissions as handing

    settings = _settings(options)
    calendar, texts = _read(settings).calendar, _language(settings)
    try:
        return handing.fix(
            settings.content, calendar, options.paths, texts, check=options.check or options.diff, diff=options.diff
        )
    except handing.RefusedError as error:
        raise CommandError(str(error)) from error


def ownership(options: argparse.Namespace) -> int:
    """Tell who may change the files that a change touches."""
    from buurtkalender import cli_submissions as handing
    from buurtkalender.reading.revisions import RevisionError

    settings = _settings(options)
    try:
        return handing.ownership(
            settings.content, options.base, options.head, options.author, options.format, _language(settings)
        )
    except RevisionError as error:
        raise _unknown(error, settings) from error


def issue(options: argparse.Namespace) -> int:
    """Make a file of what somebody filled in on the forge."""
    from buurtkalender import cli_submissions as handing

    settings = _settings(options)
    body = os.environ.get("ISSUE_BODY")
    if body is None:
        body = sys.stdin.read()
    asked = handing.Issue(body, options.now, options.shown, options.today or date.today(), options.output)
    return handing.issue(settings.content, _read(settings).calendar, asked, _language(settings))


def reminders(options: argparse.Namespace) -> int:
    """Write, and maybe send, mails that ask whether all is still right."""
    from buurtkalender import cli_submissions as handing

    settings = _settings(options)
    today = options.today or date.today()
    linked = None
    if options.receiver:
        with _receiver() as receiver:
            linked = receiver.confirming(settings, receiver.load(options.receiver), today, _language(settings))
    try:
        return handing.reminders(
            _read(settings), settings, today, options.output, _language(settings), sent=options.send, linked=linked
        )
    except handing.RefusedError as error:
        raise CommandError(str(error)) from error


def tracking(options: argparse.Namespace) -> int:
    """Print who has to confirm something."""
    from buurtkalender import cli_submissions as handing

    settings = _settings(options)
    return handing.tracked(_read(settings), settings, options.today or date.today(), _language(settings))


def residents(options: argparse.Namespace) -> int:
    """Take over how many people live in each neighbourhood."""
    from buurtkalender.submissions.importing.residents import take_over, write
    from buurtkalender.submissions.importing.told import CannotReadError

    settings = _settings(options)
    texts = _language(settings)
    if sys.stderr.isatty():
        print(texts.gettext(N_("Reading {file} …")).format(file=options.file.name), file=sys.stderr)
    try:
        found = take_over(options.file, options.year, _read(settings), settings.content, texts)
        if not options.dry_run:
            write(found.files)
    except CannotReadError as error:
        raise CommandError(error.told.said(texts)) from error
    if found.wrong:
        print(*found.report, texts.gettext(N_("Nothing was written.")), sep="\n", file=sys.stderr)
        return PROBLEMS
    said = N_("{path} would change.") if options.dry_run else N_("Written: {path}")
    ends = [texts.gettext(said).format(path=_short(path)) for path in found.files]
    print(*found.report, *(ends or [texts.gettext(N_("There is nothing to change."))]), sep="\n")
    return CLEAN


def import_(options: argparse.Namespace) -> int:
    """Make files of a calendar or sheet that somebody has already, or of all the calendars of organisations."""
    from buurtkalender.submissions.importing.command import run
    from buurtkalender.submissions.importing.told import CannotReadError

    settings = _settings(options)
    texts = _language(settings)
    try:
        found = run(options, _read(settings).calendar, settings.content, options.today or date.today(), texts)
    except CannotReadError as error:
        raise CommandError(error.told.said(texts)) from error
    said = N_("{path} would be written.") if options.dry_run else N_("Written: {path}")
    print(*found.report, *(texts.gettext(said).format(path=_short(path)) for path in found.files), sep="\n")
    return PROBLEMS if found.wrong else CLEAN


def receive(options: argparse.Namespace) -> int:
    """Take in what people send with the forms."""
    settings = _loaded(options)
    with _receiver() as receiver:
        receiver.receive(settings, receiver.load(options.receiver), _language(settings), partial(datetime.now, UTC))
    return CLEAN


def submissions(options: argparse.Namespace) -> int:
    """Look at what came in, decide about it, or make links."""
    settings = _loaded(options)
    with _receiver() as receiver:
        file = receiver.load(options.receiver)
        print(*receiver.answer(options, settings, file, _language(settings), datetime.now(UTC)), sep="\n")
    return CLEAN


@contextmanager
def _receiver() -> Iterator[ModuleType]:
    """Give the receiver's module, and tell what goes wrong in it. Its packages are an extra, which most do not need."""
    try:
        from buurtkalender import receive as receiver
    except ModuleNotFoundError as error:
        text = N_("The receiver needs {name}, which is not installed. Try: pip install 'buurtkalender[receiver]'")
        raise CommandError(_language().gettext(text).format(name=error.name)) from error
    try:
        yield receiver
    except (receiver.ReceiverError, receiver.RepositoryError) as error:
        raise CommandError(str(error)) from error


def schema(options: argparse.Namespace) -> int:
    """Print one JSON Schema, or write all of them to a folder."""
    import json

    from buurtkalender.reading.schema import schemas

    known = schemas()
    if options.output:
        options.output.mkdir(parents=True, exist_ok=True)
        for name, text in known.items():
            target = options.output / f"{name}.schema.json"
            target.write_text(json.dumps(text, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
            print(_short(target))
        return CLEAN
    if options.name and options.name not in known:
        raise CommandError(
            _language()
            .gettext(N_("There is no schema {name}; choose one of: {names}."))
            .format(name=options.name, names=", ".join(known))
        )
    wanted = known[options.name] if options.name else known
    print(json.dumps(wanted, indent=2, ensure_ascii=False))
    return CLEAN


# --------------------------------------------------------------------------- what they share


def _settings(options: argparse.Namespace) -> Settings:
    """Return the settings of something that cannot do without the content folder."""
    settings = _loaded(options)
    if not settings.content.is_dir():
        text = _language(settings).gettext(
            N_("{folder}: there is no such folder. Name the content folder with --content.")
        )
        raise CommandError(text.format(folder=_short(settings.content)))
    return settings


def _loaded(options: argparse.Namespace) -> Settings:
    """Return the settings, with what the command line says instead of them."""
    import msgspec

    settings = load(options.settings)
    changed = {
        name: value.resolve() for name in ("content", "output") if (value := getattr(options, name, None)) is not None
    }
    return msgspec.structs.replace(settings, **changed)


def _read(settings: Settings, content: Path | None = None) -> Read:
    from buurtkalender.reading.content import read

    cache = None if content else settings.cache
    return read(content or settings.content, calendar_id=settings.calendar_id, anchor=settings.anchor, cache=cache)


def _unknown(error: RevisionError, settings: Settings) -> CommandError:
    """Return what to tell when there is nothing to compare with."""
    return CommandError(_language(settings).gettext(error.text).format_map(error.params))


def _apart_from_place(problem: Problem) -> tuple[object, ...]:
    """Return what makes a problem the same one after lines were added above it."""
    return problem.path, problem.code, tuple(sorted(problem.params.items()))


def _build(settings: Settings, options: argparse.Namespace) -> Result:
    from buurtkalender.site.build import build as build_site
    from buurtkalender.site.tree import OutputError

    today = options.today or date.today()
    jobs = options.jobs or os.cpu_count() or 1
    try:
        if options.quiet or not sys.stderr.isatty():
            return build_site(settings, today, jobs=jobs, strict=options.strict)
        from buurtkalender.site.progress import shown

        with shown(_language(settings)) as progress:
            return build_site(settings, today, jobs=jobs, strict=options.strict, progress=progress)
    except OutputError as error:
        raise CommandError(str(error)) from error


def _language(settings: Settings | None = None) -> Translator:
    """Return the texts in the language asked for by BUURTKALENDER_LANG, else the site's, else Dutch."""
    from buurtkalender.reading.catalogues import translator

    return translator(os.environ.get("BUURTKALENDER_LANG") or (settings.language if settings else "nl"))


def _short(path: Path) -> str:
    """Return the path as the person would write it from where they are."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


if __name__ == "__main__":
    sys.exit(main())
