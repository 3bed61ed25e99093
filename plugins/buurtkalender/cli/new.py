"""`buurtkalender new` and `start`: ask, and write valid files."""

from __future__ import annotations

import argparse
import contextlib
import os
import runpy
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from textwrap import fill, wrap
from typing import TYPE_CHECKING, Any

from buurtkalender.cli import build, check
from buurtkalender.cli.common import (
    CLEAN,
    PROBLEMS,
    CommandError,
    Commands,
    Say,
    SharedParsers,
    content_of,
    load_settings,
    settings_of,
    short,
    texts_of,
    today_of,
)
from buurtkalender.site.settings import SettingsError, from_mapping
from buurtkalender.words.catalogues import N_

if TYPE_CHECKING:
    from buurtkalender.domain.model import Calendar
    from buurtkalender.form.conversation import Values
    from buurtkalender.reading.problems import Problem
    from buurtkalender.reading.settings_file import SettingValue
    from buurtkalender.submissions.starting import StartPlan
    from buurtkalender.submissions.starting_questions import Questions, StartContext


def add(commands: Commands, shared: SharedParsers, _: Say) -> None:
    """Add the subcommand, and its help."""
    one = commands.add_parser(
        "new",
        parents=[shared.project, shared.dated],
        help=_("ask, and write the file of an activity, organisation or venue"),
        description=_("Asks what is needed, checks every answer, and writes a valid file."),
    )
    one.add_argument("kind", choices=("activity", "organisation", "venue"))
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Ask, and tell what was written."""
    from buurtkalender.submissions.new import ask_activity

    settings = settings_of(options)
    texts = texts_of(settings)
    if sys.stdin.isatty():
        with contextlib.suppress(ImportError):
            import readline  # noqa: F401 - with it, the arrow keys move in the line
    today = today_of(options, settings)
    written = ask_activity(options.kind, content_of(settings).calendar, settings.content, texts, today)
    for path in written:
        print(texts.gettext(N_("Written: {path}")).format(path=short(path)))
    return CLEAN if written else PROBLEMS


# --- start -----------------------------------------------------------------------------------------------
# `buurtkalender start`: asks what a municipality has to decide, and leaves a calendar of its own that builds.

WIDTH = 80
"""Of a line, in characters."""

MANY = 3
"""More files than these in one folder are shown as one line."""

DEMO = "demo"
"""The folder of the demo, beside the settings."""

_DOWNLOADS = ("Downloads", "downloads", "Bureaublad", "Desktop")
"""Where browsers put what they download, and people what they look for, below their own folder."""

_WELCOME = N_(
    "You are going to make a calendar of your own. Most questions have a suggestion between [ ]; Enter takes it. "
    "Nothing is written before you say yes at the end."
)
_AGAIN = N_("Your settings stand in {file}. Say yes if all is right, or which number you want to change.")


def add_start(commands: Commands, shared: SharedParsers, _: Say) -> None:
    """Add the subcommand, and its help."""
    one = commands.add_parser(
        "start",
        parents=[shared.project, shared.dated, shared.building],
        help=_("make a calendar of your own: ask what has to be decided, and prepare it all"),
        description=_(
            "Asks what your municipality has to decide, fills in settings and neighbourhoods, and takes the demo away. "
            "Nothing is written before you say yes, and nothing that you have is written over."
        ),
    )
    one.add_argument(
        "--cbs", type=Path, metavar="FILE.xlsx", help=_("the list of neighbourhoods (kwb-YYYY.xlsx) from cbs.nl")
    )
    one.set_defaults(run=run_start)


def run_start(options: argparse.Namespace) -> int:
    """Hold the conversation, write what it comes to, look at it, and tell what is next."""
    from buurtkalender.form.conversation import Conversation
    from buurtkalender.submissions.starting import write_start
    from buurtkalender.submissions.starting_questions import Questions

    own = _Own(options)
    questions = Questions(own.known(options), own.texts)
    talk = Conversation(input, print, own.texts)
    if own.first:
        print(fill(own.texts.gettext(_WELCOME), WIDTH))
    else:
        print(fill(own.texts.gettext(_AGAIN).format(file=short(options.settings)), WIDTH))
        talk.suppose(questions.steps)
    values = talk.hold(questions.steps, lambda given: own.shown(questions, given))
    if values is None:
        return PROBLEMS
    plan = own.plan(questions, values)
    listed = own.listed(plan, own.texts.gettext("This was written:"))
    try:
        write_start(plan.files, options.settings, own.changed(plan.settings))
    except OSError as error:
        said = own.texts.gettext(N_("{file}: {error}. Nothing was written."))
        raise CommandError(said.format(file=error.filename or short(options.settings), error=error.strerror)) from error
    print("\n" + "\n".join(listed))
    return _afterwards(options, own, plan)


class _Own:
    """The settings as they are without the demo, and the content that goes with them."""

    def __init__(self, options: argparse.Namespace) -> None:
        from msgspec.structs import replace

        self.first = load_settings(options).demo  # tells too what is wrong with settings that cannot be read
        self._file: Path = options.settings.resolve()
        self._text = self._file.read_bytes().decode()
        self._values = self._run(self._changed({"DEMO": False}) if self.first else self._text)
        settings = from_mapping(self._values, self._file.parent)
        self.settings = replace(settings, content=options.content.resolve()) if options.content else settings
        self.texts = texts_of(self.settings)
        self.language = os.environ.get("BUURTKALENDER_LANG") or self.settings.language
        self.calendar: Calendar = content_of(self.settings).calendar

    def known(self, options: argparse.Namespace) -> StartContext:
        """Return what is known before anything is asked."""
        from buurtkalender.reading.git import Repository
        from buurtkalender.submissions.starting_questions import StartContext
        from buurtkalender.submissions.starting_sources import Downloads, remote

        home = Path.home()
        folders = [Path.cwd(), self._file.parent, *(home / name for name in _DOWNLOADS)]
        return StartContext(
            dict(self._yours()),
            self.calendar,
            any((self.settings.content / "neighbourhoods").glob("*.yaml")),
            today_of(options, self.settings),
            remote(Repository(self._file.parent).remote()),
            self.language,
            Downloads(folders, self.texts, print, options.cbs),
        )

    def plan(self, questions: Questions, values: Values) -> StartPlan:
        """Return what these answers come to."""
        from buurtkalender.submissions.starting import NothingToCopyError, plan_of

        folders = self.settings.content, self._file.parent / DEMO
        try:
            return plan_of(values, questions, self.calendar, folders, self.texts)
        except NothingToCopyError as error:
            said = self.texts.gettext(
                N_("{file} is not there. Words, norms and pages to start with are copied from {demo}/: put it back.")
            )
            raise CommandError(said.format(file=short(error.file), demo=DEMO)) from error

    def shown(self, questions: Questions, values: Values) -> str:
        """Return what would be written, for a look before it is."""
        from buurtkalender.submissions.starting import town_of

        lines = self.listed(self.plan(questions, values), self.texts.gettext("This will be written:"))
        if values.get("municipality"):
            names = [area.name for area in town_of(values, questions).areas]
            said = self.texts.ngettext("{n} neighbourhood: {names}", "{n} neighbourhoods: {names}", len(names))
            lines += ["", *wrap(said.format(n=len(names), names=", ".join(names)), WIDTH, break_on_hyphens=False)]
        return "\n".join(lines)

    def listed(self, plan: StartPlan, title: str) -> list[str]:
        """Return a line for each file that changes, and one for each folder with many."""
        settings = [] if self._changed(plan.settings) == self._text else [self._file]
        folders: dict[Path, list[Path]] = {}
        for path in [*settings, *plan.files]:
            folders.setdefault(path.parent, []).append(path)
        lines = [title] if folders else [self.texts.gettext("There is nothing to change.")]
        for folder, files in folders.items():
            if len(files) > MANY:
                said = self.texts.ngettext("{n} file", "{n} files", len(files)).format(n=len(files))
                lines.append(f"  {short(folder)}/ ({said})")
            else:
                lines += [f"  {short(path)}" for path in files]
        return lines

    def changed(self, values: Mapping[str, SettingValue]) -> bytes:
        """Return the settings file with these values."""
        return self._changed(values).encode()

    def _changed(self, values: Mapping[str, SettingValue]) -> str:
        from buurtkalender.reading.settings_file import with_settings

        try:
            return with_settings(self._text, values)
        except (SyntaxError, LookupError) as error:
            raise SettingsError(f"{short(self._file)}: {error}") from error

    def _run(self, text: str) -> dict[str, Any]:
        """Run settings from a file beside the real one, for they may look around from where they are."""
        with tempfile.NamedTemporaryFile(dir=self._file.parent, prefix=".", suffix=".py") as file:
            file.write(text.encode())
            file.flush()
            return runpy.run_path(file.name)

    def _yours(self) -> Iterator[tuple[str, Any]]:
        """Yield the settings that are not as they came with the program."""
        for name, value in self._values.items():
            if name.isupper() and not (self.first and _as_it_came(name, value)):
                yield name, value


def _as_it_came(name: str, value: object) -> bool:
    if name in {"SITENAME", "SITEURL", "CONTACT_EMAIL", "CALENDAR_ID"}:
        return str(value) == "Buurtkalender" or str(value).endswith(".example")
    return name in {"REPOSITORY", "CALENDAR_START", "PAPERS"}


def _afterwards(options: argparse.Namespace, own: _Own, plan: StartPlan) -> int:
    """Check and build what there is now, and tell what is next."""
    from buurtkalender.reading.problems import problems_text

    _ = own.texts.gettext
    for path in plan.left:
        print(_("{path}: not taken over, for its words are not in your vocabulary.").format(path=short(path)))
    settings = settings_of(options)
    problems = check.problems_of(settings, content_of(settings), today_of(options, settings))
    errors = [one for one in problems if one.is_error]
    print("\n" + (problems_text(errors, [own.language]).rstrip() or _("No problems found.")))
    print(build.summary(settings, build.built(settings, options)))
    left = [one for one in problems if not one.is_error]
    print("\n" + "\n".join([*_next(), "", *_left(own, plan, left)]))
    return PROBLEMS if errors else CLEAN


def _next() -> Iterator[str]:
    """Yield what to do now, with the commands as this one was called."""
    command = short(Path(sys.argv[0])) if Path(sys.argv[0]).name == "buurtkalender" else "buurtkalender"
    _ = texts_of().gettext
    yield _("Your calendar is ready. What you do now:")
    for how, what in (
        ("serve", _("look at it")),
        ("new activity", _("put an activity in")),
        ("new organisation", _("put an organisation in")),
        ("new venue", _("put a venue in")),
        ("check", _("look for mistakes")),
        ("start", _("change these answers")),
    ):
        yield f"  {command} {how:<18} {what}"
    yield _("How the calendar comes on the web stands in README.md, below “Your own municipality in ten minutes”.")


def _left(own: _Own, plan: StartPlan, warnings: Iterable[Problem]) -> Iterator[str]:
    """Yield what only a person can do: what is still to be filled in, and what to look at."""
    _ = own.texts.gettext
    yield _("What only you can fill in:")
    said = [f"{one.path}:{one.line}: {one.said(own.texts)[0]}" for one in warnings]
    for path in plan.files:
        look = _LOOK.get(path.name if path.parent.name == "calendar" else path.parent.name)
        said += [f"{short(path)}: {_(look)}"] if look else []
    for text in said:
        yield from wrap(
            text, WIDTH, initial_indent="  ", subsequent_indent="      ", break_long_words=False, break_on_hyphens=False
        )


_LOOK = {
    "norms.yaml": N_("what should every neighbourhood have? These norms are examples."),
    "neighbourhoods": N_("look whether the kinds are right; what we do not know was left out."),
}
"""What to look at in a file that was added, by its name or its folder."""
