"""`buurtkalender fix`: every edit is tried on the reader, and kept when less is wrong and nothing new is."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from difflib import unified_diff
from pathlib import Path
from typing import NamedTuple

from buurtkalender.domain.model import Calendar
from buurtkalender.reading.files import ContentFile, load_file, scan
from buurtkalender.reading.problems import DEBUG, Problem, problem
from buurtkalender.reading.schema import has_modeline, modeline
from buurtkalender.reading.yaml import MOST_FILE_BYTES
from buurtkalender.submissions.fixing_edits import TextEdit, attempts, instead, scalars
from buurtkalender.submissions.fixing_values import Judge, Sight, all_there, judge_of
from buurtkalender.words.catalogues import N_, Translator

_MOST_EDITS = 200
_DEEPEST = 6
_LINE_END = re.compile(r"\r\n?")
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)
_DOTTED_TIME = re.compile(r"(\d{1,2})\.(\d{2})(?:(\s*[-–—]\s*)(\d{1,2})\.(\d{2}))?")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_COMMA_AMOUNT = re.compile(r"(\d{1,5}),(\d{1,2})")


_IN_WORDS = {
    "bad-indentation": N_("the line put under the lines that it belongs to"),
    "bullet": N_("a hyphen instead of a bullet or a long dash"),
    "hard-space": N_("spaces instead of a tab or a hard space"),
    "list-without-hyphen": N_("a hyphen before the part of the list"),
    "missing-hyphen": N_("a hyphen before the part of the list"),
    "no-colon": N_("a colon after the key"),
    "no-space-after-colon": N_("a space after the colon"),
    "no-space-after-hyphen": N_("a space after the hyphen"),
    "tab-indentation": N_("spaces instead of a tab or a hard space"),
}
"""What was mended where the signs themselves say little, by the code of the problem."""


class Mend(NamedTuple):
    """One thing that was mended: its line (from 1, as the file was just before), and a msgid with its words."""

    line: int
    text: str
    params: dict[str, str]


Found = tuple[TextEdit, list[Mend]]
"""An edit that works, and what was mended after it."""


class Mended(NamedTuple):
    """A file after mending. ``data`` is the same object as before where nothing was to be done."""

    data: bytes
    done: tuple[Mend, ...]
    before: Sight
    after: Sight

    @property
    def left(self) -> tuple[Problem, ...]:
        """What is still wrong."""
        return self.after.problems


def mend(data: bytes, path: str, judge: Judge, calendar: Calendar) -> Mended:
    """Return the file as it should have been written, as far as that is certain. ``path`` is below the content folder.

    A file that still cannot be understood afterwards is left as it was: half of it would be a guess.
    """
    before = judge(data)
    try:
        text = data.decode("utf-16" if data.startswith(_UTF_16) else "utf-8")
    except UnicodeDecodeError:
        return Mended(data, (), before, before)
    if data.startswith(_UTF_16):
        found = mend(text.encode(), path, judge, calendar)
        if found.after.root is None:
            return Mended(data, (), before, before)
        return found._replace(done=(Mend(1, N_("saved as UTF-8"), {}), *found.done), before=before)
    done: list[Mend] = []
    text = _shape(text.removeprefix("\ufeff"), before, judge, done, bom=text.startswith("\ufeff"))
    text = _mend_problems(text, judge, calendar, done, 0)
    sight = judge(text.encode())
    if sight.root is None:
        return Mended(data, (), before, before)
    text = _tidy(text, path, sight, judge, done)
    after = judge(text.encode())
    made = text.encode()
    return Mended(data if made == data else made, tuple(done), before, after)


def _shape(text: str, before: Sight, judge: Judge, done: list[Mend], *, bom: bool) -> str:
    """Return the text with the line ends that it should have; what it says stays the same."""
    plain = _LINE_END.sub("\n", text)
    plain = plain if plain.endswith("\n") or not plain else f"{plain}\n"
    if judge(plain.encode()).values != before.values:
        return text
    if bom:
        done.append(Mend(1, N_("a hidden mark at the start of the file removed"), {}))
    if "\r" in text:
        done.append(Mend(1, N_("line ends of Windows made plain"), {}))
    elif plain != text:
        done.append(Mend(plain.count("\n"), N_("the last line ended"), {}))
    return plain


def _mend_problems(text: str, judge: Judge, calendar: Calendar, done: list[Mend], depth: int) -> str:
    """Return the text with every problem mended that can be."""
    tried: set[tuple[object, ...]] = set()
    for _ in range(_MOST_EDITS):
        sight = judge(text.encode())
        open_ = [one for one in sight.problems if _same(one) not in tried]
        if not open_:
            return text
        problem = open_[0]
        tried.add(_same(problem))
        working: dict[str, Found] = {}
        for edit in attempts(problem, text, sight.root, calendar):
            later: list[Mend] = []
            if (made := _works(edit.of(text), sight, problem, judge, calendar, later, depth)) is not None:
                working[made] = edit, later
        best = _best(working, judge)
        if len(best) == 1:  # of two that work, neither is sure
            ((made, (edit, later)),) = best.items()
            done.append(_told(problem, text, edit))
            done += later
            text = made
    return text


def _best(working: dict[str, Found], judge: Judge) -> dict[str, Found]:
    """Return those of the texts after which nothing is wrong; where there are none, all."""
    whole = {made: found for made, found in working.items() if not judge(made.encode()).problems}
    return whole if len(working) > 1 and whole else working


def _works(  # noqa: PLR0913, PLR0917 - one step of a search
    text: str, before: Sight, problem: Problem, judge: Judge, calendar: Calendar, later: list[Mend], depth: int
) -> str | None:
    """Return the text if this made it better: at once, or after what it brought to light was mended too."""
    after = judge(text.encode())
    if after.better_than(before):
        return text
    if before.root is None:  # each step brings the reader further, until it can read all of it
        further = after.root is not None or _first(after) > _first(before)
        return text if further and _same(problem) not in map(_same, after.problems) else None
    if after.root is None or depth >= _DEEPEST or _same(problem) in map(_same, after.problems):
        return None
    text = _mend_problems(text, judge, calendar, later, depth + 1)
    return text if judge(text.encode()).better_than(before) else None


def _first(sight: Sight) -> tuple[int, int]:
    return min(((one.line, one.column) for one in sight.problems), default=(0, 0))


def _same(problem: Problem) -> tuple[object, ...]:
    return problem.code, problem.line, problem.column, tuple(sorted(problem.params.items()))


def _told(problem: Problem, text: str, edit: TextEdit) -> Mend:
    line, (old, new) = problem.line, (" ".join(one.split()) for one in (text[edit.start : edit.end], edit.text))
    if problem.code in _IN_WORDS:
        return Mend(line, _IN_WORDS[problem.code], {})
    return Mend(line, N_("`{old}` became `{new}`"), {"old": old, "new": new})


# --- what is right, and could be written better ------------------------------------------------------


def _tidy(text: str, path: str, sight: Sight, judge: Judge, done: list[Mend]) -> str:
    """Return the text in the usual way of writing; what it says stays exactly the same."""
    for node, better in (
        [(node, better) for key, node in scalars(sight.root) if (better := _usual(key, node.value))]
        if sight.root
        else ()
    ):
        edit = instead(text, node, better)
        if edit is not None and len(edit.text) == edit.end - edit.start and _says(edit.of(text), sight, judge):
            text = edit.of(text)  # as long as it was, so that the places of the others stay right
            done.append(Mend(node.line, N_("`{old}` became `{new}`"), {"old": node.value, "new": better}))
    text = _trailing(text, sight, judge, done)
    if not has_modeline(text):
        with_line = f"{modeline(path)}\n{text}"
        if _says(with_line, sight, judge):
            text = with_line
            done.append(Mend(1, N_("a line that tells editors the schema added"), {}))
    return text


def _usual(key: str, value: str) -> str | None:
    """Return the usual way to write a time or an amount that is written otherwise."""
    if key in {"time", "at"} and (match := _DOTTED_TIME.fullmatch(value)):
        return value.replace(".", ":")
    if key in {"cost", "amount"} and (match := _COMMA_AMOUNT.fullmatch(value)):
        return f"{match[1]}.{match[2]}"
    return None


def _trailing(text: str, sight: Sight, judge: Judge, done: list[Mend]) -> str:
    """Remove spaces at ends of lines, but for those that mean something: two of them break a line in Markdown."""
    bare = _TRAILING.sub("", text)
    if bare == text:
        return text
    if not _says(bare, sight, judge):
        lines = text.split("\n")
        for number, line in enumerate(lines):
            if line != line.rstrip(" \t"):
                kept = lines[number]
                lines[number] = line.rstrip(" \t")
                if not _says("\n".join(lines), sight, judge):
                    lines[number] = kept
        bare = "\n".join(lines)
    if bare != text:
        done.append(Mend(1, N_("spaces at the end of lines removed"), {}))
    return bare


def _says(text: str, sight: Sight, judge: Judge) -> bool:
    """Whether this text says what was seen, with the same wrong in it."""
    found = judge(text.encode())
    return found.values == sight.values and found.kinds() == sight.kinds() and found.root is not None


# --- files -----------------------------------------------------------------------------------------------
# All files, or some, mended; and what was done told.


class MendedFile(NamedTuple):
    """A file and what became of it. ``path`` starts at the folder that holds the content folder, as in problems."""

    path: str
    old: bytes
    found: Mended

    @property
    def changed(self) -> bool:
        """Whether it has other bytes now."""
        return self.found.data != self.old


class NotContentError(Exception):
    """A path that was asked for is no content file; the text is that path."""


def mend_all(content: Path, calendar: Calendar, paths: Iterable[Path] = ()) -> Iterator[MendedFile]:
    """Mend the files of a content folder, or only those at or below ``paths``, and yield them; nothing is written.

    ``calendar`` is what was read from that folder. Raises NotContentError.
    """
    scanned = scan(content)
    there = all_there(calendar, scanned)
    everything = [(section, file) for section, files in scanned.files.items() for file in files]
    for section, file in _chosen(content, everything, list(paths)):
        kind = file.id.replace("-", "_") if section == "calendar" else section
        try:
            old = load_file(content, file, MOST_FILE_BYTES)
        except OSError:
            continue
        path = f"{content.name}/{file.path}"
        try:
            judge = judge_of(kind, path, file.id, calendar, there)
            found = mend(old, file.path, judge, calendar)
        except Exception as error:  # whatever nobody foresaw: that file is left as it is, and told
            if os.environ.get(DEBUG):
                raise
            told = Sight((problem(path, 1, 1, "unforeseen", error=type(error).__name__),), None, None)
            found = Mended(old, (), told, told)
        yield MendedFile(path, old, found)


def _chosen(content: Path, files: list[tuple[str, ContentFile]], paths: list[Path]) -> list[tuple[str, ContentFile]]:
    if not paths:
        return files
    root = content.resolve()
    wanted: set[str] = set()
    for path in paths:
        try:
            inside = path.resolve().relative_to(root).as_posix()
        except ValueError:
            raise NotContentError(str(path)) from None
        found = {file.path for _, file in files if inside in {file.path, "."} or file.path.startswith(f"{inside}/")}
        if not found:
            raise NotContentError(str(path))
        wanted |= found
    return [(section, file) for section, file in files if file.path in wanted]


def lines(found: MendedFile, texts: Translator) -> list[str]:
    """Return a line for each thing that was mended."""
    return [f"{found.path}:{one.line}: {texts.gettext(one.text).format_map(one.params)}" for one in found.found.done]


def diff_text(found: MendedFile) -> str:
    """Return what changes as a unified diff."""
    old, new = (octets.decode(errors="replace").splitlines(keepends=True) for octets in (found.old, found.found.data))
    changes = unified_diff(old, new, found.path, found.path)
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in changes)


def left(files: Iterable[MendedFile]) -> tuple[Problem, ...]:
    """Return what is left to people, in all files."""
    return tuple(problem for found in files for problem in found.found.left)
