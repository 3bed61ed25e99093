"""A problem in a content file, and the forms in which problems are told."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from buurtkalender.domain.values import Value
from buurtkalender.reading.messages import MESSAGES, WARNINGS
from buurtkalender.words.catalogues import Translator, translator
from buurtkalender.words.values import on_one_line

if TYPE_CHECKING:
    from buurtkalender.reading.yaml import Located

DECLARES = "declares "
"""Stands before the kind of a :class:`Ref` that says where something is declared, not mentioned."""

_MOST_ALIKE = 25
_LONGEST_PARAM = 120
_LONGEST = {"days": 600}
"""Dates are all told."""


class Problem(Value, frozen=True):
    """What is wrong at one place, and what to write instead.

    ``path`` starts at the folder that holds the content folder; line and column count from 1. ``message`` and
    ``fix`` are English msgids of the ``reading`` catalogue, ``params`` their words.
    """

    path: str
    line: int
    column: int
    code: str
    message: str
    fix: str
    params: dict[str, str] = {}
    severity: str = "error"

    @property
    def is_error(self) -> bool:
        """Whether it keeps something out of the calendar."""
        return self.severity == "error"

    @property
    def apart_from_place(self) -> tuple[object, ...]:
        """What makes it the same problem after lines were added above it."""
        return self.path, self.code, tuple(sorted(self.params.items()))

    def said(self, translator: Translator) -> tuple[str, str]:
        """Return what is wrong and what to do, in the translator's language."""
        return (
            translator.gettext(self.message).format_map(self.params),
            translator.gettext(self.fix).format_map(self.params),
        )

    def text(self, translator: Translator) -> str:
        """Return both sentences as one text."""
        return " ".join(self.said(translator))


class Ref(Value, frozen=True, array_like=True):
    """A mention of something in another file: its kind, its identifier, and where it is mentioned."""

    kind: str
    id: str
    line: int
    column: int


DEBUG = "BUURTKALENDER_DEBUG"
"""The variable of the environment that lets what nobody foresaw through, so that one sees where it comes from."""


def error_place(error: BaseException) -> str:
    """Return the kind of an error and where in the program it came up; never what it says, which may be somebody's."""
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    last = frames[-1].f_code if frames else None
    return f"{type(error).__name__}, {Path(last.co_filename).name}: {last.co_name}" if last else type(error).__name__


class FileNotes:
    """What is noted down while one file is read: its problems, what it refers to, what it declares.

    ``owner`` is the identifier that the file's own name gives.
    """

    def __init__(self, path: str, owner: str = "") -> None:
        self.path = path
        self.owner = owner
        self.problems: list[Problem] = []
        self.refs: list[Ref] = []
        self.declared: list[Ref] = []

    def __call__(self, place: Located, code: str, /, **params: object) -> Any:
        """Note a problem, unless the same kind has been told so often that it says nothing new.

        Always returns None, the value of what is wrong, so that a reader can report and return in one line.
        """
        if sum(problem.code == code for problem in self.problems) < _MOST_ALIKE:
            self.problems.append(problem(self.path, place.line, place.column, code, **params))
        return None

    def refer(self, kind: str, identifier: str, place: Located) -> None:
        """Note that this file needs something of another file."""
        self.refs.append(Ref(kind, identifier, place.line, place.column))

    def declare(self, kind: str, identifier: str, place: Located) -> None:
        """Note that this file is where others may find that identifier, whether or not the rest of it is right."""
        self.declared.append(Ref(kind, identifier, place.line, place.column))

    @property
    def failed(self) -> bool:
        """Whether an error was noted."""
        return any(problem.severity == "error" for problem in self.problems)


def problem(path: str, line: int, column: int, code: str, /, **params: object) -> Problem:
    """Make the problem with this code; a ``suggestion`` among the params chooses the fix that names it."""
    message, fix, *other = MESSAGES[code]
    if other and params.get("suggestion"):
        fix = other[0]
    words = {name: on_one_line(str(value), _LONGEST.get(name, _LONGEST_PARAM)) for name, value in params.items()}
    return Problem(path, line, column, code, message, fix, words, "warning" if code in WARNINGS else "error")


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort by file and place, and leave out what is told twice."""
    seen = {(p.path, p.line, p.column, p.code, tuple(p.params.items())): p for p in problems}
    return tuple(seen[key] for key in sorted(seen))


def problems_text(problems: Iterable[Problem], languages: Iterable[str] = ("nl", "en")) -> str:
    """Return a paragraph a problem, ``path:line:column: error: …``, in each language."""
    speakers = [translator(language) for language in languages]
    lines = []
    for p in problems:
        first, *others = [p.text(speaker) for speaker in speakers]
        lines.append(f"{p.path}:{p.line}:{p.column}: {p.severity}: {first} [{p.code}]")
        lines.extend(f"    {other}" for other in others)
    return "".join(f"{line}\n" for line in lines)


def as_github(problems: Iterable[Problem], language: str = "nl") -> str:
    """Return workflow commands that GitHub shows beside the lines of a pull request.

    Values are escaped as the runner reads them, so that content can never start a command of its own.
    """
    speaker = translator(language)
    return "".join(
        f"::{p.severity} file={_property(p.path)},line={p.line},col={p.column},title={_property(p.code)}"
        f"::{_escaped(p.text(speaker))}\n"
        for p in problems
    )


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def problems_json(problems: Iterable[Problem], languages: Iterable[str] = ("nl", "en")) -> str:
    """Return a JSON list, an object a problem, with its texts per language."""
    speakers = {language: translator(language) for language in languages}
    rows = []
    for p in problems:
        texts = {
            language: dict(zip(("message", "fix"), p.said(speaker), strict=True))
            for language, speaker in speakers.items()
        }
        place = {"path": p.path, "line": p.line, "column": p.column}
        rows.append({**place, "severity": p.severity, "code": p.code, "params": p.params, "text": texts})
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def as_sarif(problems: Iterable[Problem], language: str = "nl", manual: str = "") -> str:
    """Return a SARIF 2.1.0 log, as code scanning takes it; ``manual`` is an address that helps with every problem."""
    speaker = translator(language)
    told = list(problems)
    more = {"helpUri": manual} if manual else {}
    rules = [{"id": code, **more} for code in sorted({p.code for p in told})]
    results: list[dict[str, Any]] = [
        {
            "ruleId": p.code,
            "level": p.severity,
            "message": {"text": p.text(speaker)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": _uri(p.path)},
                        "region": {"startLine": p.line, "startColumn": p.column},
                    }
                }
            ],
        }
        for p in told
    ]
    run = {"tool": {"driver": {"name": "buurtkalender", "rules": rules}}, "results": results}
    log = {"version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _uri(path: str) -> str:
    from urllib.parse import quote  # only this format needs it

    return quote(path)


FORMATS = {"text": problems_text, "github": as_github, "json": problems_json, "sarif": as_sarif}


# --- the manual ------------------------------------------------------------------------------------------
# Where the manual of the format lies.

PAGES = {"nl": "formaat.md", "en": "format.md"}
"""The name of its page in each language that has one, in the folder ``docs``."""

_FOLDERS = {"github": "blob", "gitlab": "-/blob"}
"""What stands between a repository and a branch in the address of a file, by a part of the name of the host."""


def manual_path(language: str) -> str:
    """Return the path of the manual in the repository, in a language that has one, else in English."""
    return f"docs/{PAGES.get(language, PAGES['en'])}"


def manual_address(repository: str | None, branch: str, language: str) -> str:
    """Return the address of the manual at the forge; empty where the calendar names no repository.

    Forgejo and Gitea, which are what most others run, call the folder ``src/branch``.
    """
    if not repository:
        return ""
    host = urlsplit(repository).hostname or ""
    folder = next((folder for name, folder in _FOLDERS.items() if name in host), "src/branch")
    return f"{repository.rstrip('/').removesuffix('.git')}/{folder}/{quote(branch)}/{manual_path(language)}"
