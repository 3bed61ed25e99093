"""Content files are parsed here, so that an error in their syntax says what it means to the person who typed it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from buurtkalender.reading.fields import Record
from buurtkalender.reading.problems import FileNotes
from buurtkalender.reading.schema import format_words
from buurtkalender.reading.suggest import BULLETS, LONGEST_VALUE, SPACES, as_typed, in_quotes
from buurtkalender.reading.yaml import MappingNode, Report, compose

# --- lines ----------------------------------------------------------------------------------------------
# Lines that YAML cannot understand: what was meant by them, where that can only be one thing.
#
# Each function takes a line without its end and returns it as it should have been, or None. What is proposed in
# messages and what ``fix`` writes is the same.

ENTRY = re.compile(r"^(\s*(?:- +)*(?:[\w-]+:\s+)?)(\S.*?)\s*$")
"""A line in two parts: its key with all that stands before it, and its value."""

TIGHT = re.compile(r"^(\s*(?:- +)*([a-z_-]+):)(?=[^\s:/])")
TIGHT_HYPHEN = re.compile(r"^(\s*-)(?=[a-z_]+(?:-[a-z_]+)*:(?:\s|$))")
BULLET = re.compile(rf"^(\s*)([{re.escape(BULLETS)}])[\s{SPACES}]+(?=\S)")
HARD_SPACE = re.compile(rf"^[ \t]*(?:(?:- *)*[\w-]+: *|- *|)([{SPACES}])")
_LOOSE_KEY = re.compile(rf"^(\s*(?:- +)*)([a-z_-]+)[\s{SPACES}]*[;=]?[\s{SPACES}]+(?=\S)|^(\s*)([a-z_-]+)\s*$")
_APOSTROPHE = re.compile(r"'[a-z]{1,2}\b", re.IGNORECASE)


def quoted(line: str) -> str | None:
    """Put quotes around all that stands behind the key; where a comment may follow, nobody knows where it begins."""
    match = ENTRY.match(line)
    if match is None or " #" in match[2] or match[2][0] in "\"'[{|>&!":
        return None
    return match[1] + in_quotes(as_typed(match[2]) if match[2][0] in "“„‘" else match[2])


def apostrophe(line: str) -> str | None:
    """Put double quotes around a text that begins with an apostrophe: ``'t Praothuus`` and ``'s avonds``."""
    match = ENTRY.match(line)
    if match is None or '"' in match[2] or " #" in match[2] or not _APOSTROPHE.match(match[2]):
        return None
    return None if match[2].endswith("'") else match[1] + in_quotes(match[2])


def quotes_within(line: str) -> str | None:
    """Put double quotes around a text with an apostrophe between single ones: ``'Koffie in 't dorp'``."""
    match = ENTRY.match(line)
    if match is None or '"' in match[2] or " #" in match[2] or len(match[2]) < 3:
        return None
    whole = match[2].startswith("'") and match[2].endswith("'")
    return match[1] + in_quotes(match[2][1:-1]) if whole else None


def curly_quote(line: str) -> str | None:
    """Close a text with the quote that it begins with, where a word processor made another of it."""
    match = ENTRY.match(line)
    if match is None or match[2][0] not in "\"'" or match[2][-1] not in "”“’‘" or match[2][0] in match[2][1:]:
        return None
    return match[1] + in_quotes(match[2][1:-1])


def hyphen_for_bullet(line: str) -> str | None:
    """Begin a part of a list with a hyphen, where a word processor made a bullet or a dash of it."""
    return BULLET.sub(r"\1- ", line) if BULLET.match(line) else None


def space_after_hyphen(line: str) -> str | None:
    """Write the space behind a hyphen."""
    return TIGHT_HYPHEN.sub(r"\1 ", line) if TIGHT_HYPHEN.match(line) else None


def space_after_colon(line: str) -> str | None:
    """Write the space behind a key that stands against its value: ``cost:2,50``."""
    match = TIGHT.match(line)
    return f"{match[1]} {line[match.end() :]}" if match else None


def hyphen(line: str) -> str | None:
    """Begin a part of a list with the hyphen that it lacks."""
    bare = line.lstrip()
    return f"{line[: len(line) - len(bare)]}- {bare}" if bare else None


def colon(line: str) -> str | None:
    """Write the colon behind a key of the format: ``venue dorpshuis`` and ``venue = dorpshuis``."""
    match = _LOOSE_KEY.match(line)
    if match is None or (match[2] or match[4]) not in format_words()[0]:
        tight = TIGHT.match(line)
        return space_after_colon(line) if tight and tight[2] in format_words()[0] else None
    return f"{match[1]}{match[2]}: {line[match.end() :]}" if match[2] else f"{match[3]}{match[4]}:"


def soft_spaces(line: str) -> str | None:
    """Write ordinary spaces for the hard ones that stand where YAML needs a space."""
    while match := HARD_SPACE.match(line):
        line = f"{line[: match.start(1)]} {line[match.end(1) :]}"
    return line


def spaces_for_tabs(line: str) -> str | None:
    """Write two spaces for each tab that the line begins with."""
    bare = line.lstrip(" \t")
    return line[: len(line) - len(bare)].replace("\t", "  ") + bare


MENDS: dict[str, Callable[[str], str | None]] = {
    "apostrophe-first": apostrophe,
    "colon-in-text": quoted,
    "hard-space": soft_spaces,
    "missing-hyphen": hyphen,
    "no-colon": colon,
    "no-space-after-colon": space_after_colon,
    "no-space-after-hyphen": space_after_hyphen,
    "quote-of-word": curly_quote,
    "quotes-needed": quoted,
    "tab-indentation": spaces_for_tabs,
    "text-after-quote": quotes_within,
    "bullet": hyphen_for_bullet,
}
"""What was meant by a line, by the code of the problem in it."""

Found = tuple[int, int, str, dict[str, Any]]
"""Line and column (from 1), the code of the problem, and the words that its text needs."""

_NO_SPACE = re.compile(r"^\s*(?:- )?([a-z_-]+):[^\s:/]")
_KEY = re.compile(r"^\s*(?:- )?[\w-]+:(\s|$)")
_TWO_COLONS = re.compile(r"^\s*(?:- )?([\w-]+):\s+[^'\"\[{|>].*?:\s")
_NEXT_KEY = re.compile(r"\s([a-z_]+):(?=\s)")
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7})(?:\s|$)")
_PLACE = re.compile(r"^(\s*)((?:- +)*)(\S.*)$")
_OPENS_TEXT = re.compile(r":\s+[|>][+-]?\s*$")
# Keys with which a part of a list begins.
_STARTS = frozenset({"weekly", "monthly", "dates", "by_appointment", "date", "role", "title", "id"})


def parse(data: bytes, report: Report) -> MappingNode | None:
    """Read the one mapping that a content file holds; None when nothing useful could be read.

    Everything wrong goes to ``report``. Never raises.
    """
    return compose(data, report, explain)


def explain(text: str, error: Exception) -> Found:
    """Return line, column (from 1), the code of the problem and the words its text needs.

    The parser says where it got stuck; where a quote or a bracket was left open, the place that helps is where it
    was opened, and that is what comes back.
    """
    problem = str(getattr(error, "problem", "") or "")
    context = str(getattr(error, "context", "") or "")
    mark = getattr(error, "problem_mark", None)
    opened = getattr(error, "context_mark", None)
    if mark is None:
        return 1, 1, "bad-syntax", {}
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    row = rows[mark.line] if mark.line < len(rows) else ""
    found = _conflict(rows) or _typed(rows, mark.line)
    if found is None and opened is not None and "escape" not in problem:
        found = _opened(rows, opened.line, opened.column, context)
    if found is None and problem.startswith("mapping values are not allowed"):
        found = _colon(rows, mark.line, mark.column)
    elif found is None and "document start" in problem:
        found = _line_before(rows, mark.line)
    found = found or (mark.line + 1, mark.column + 1, *_kind(problem, row, mark.column))
    return _more_precise(rows, *found)


def _conflict(rows: list[str]) -> Found | None:
    """Tell that git could not join two versions, at the first of its marks."""
    marked = [number for number, row in enumerate(rows, 1) if _CONFLICT.match(row)]
    last = f"{marked[-1]}" if marked else ""
    return (marked[0], 1, "conflict-marks", {"last": last}) if len(marked) > 1 else None


def _typed(rows: list[str], line: int) -> Found | None:
    """Tell what a word processor, the Tab key or haste made of this line or the one before."""
    for number in (line, line - 1):
        row = rows[number] if 0 <= number < len(rows) else ""
        if len(row) > LONGEST_VALUE:
            continue
        if row.strip(" ").startswith("\t") and number == line:
            return number + 1, row.index("\t") + 1, "tab-indentation", {}
        if match := HARD_SPACE.match(row):
            return number + 1, match.start(1) + 1, "hard-space", {}
        if match := BULLET.match(row):
            return number + 1, match.start(2) + 1, "bullet", {"character": match[2]}
        if match := TIGHT_HYPHEN.match(row):
            return number + 1, match.end(1), "no-space-after-hyphen", {}
    return None


def _opened(rows: list[str], line: int, column: int, context: str) -> Found | None:
    """Tell what is wrong with the thing that begins here, by the parser's words for it."""
    row = rows[line] if line < len(rows) else ""
    if "quoted scalar" in context:
        return line + 1, column + 1, "open-quote", {}
    if context.startswith("while parsing a flow"):
        return _bracket(rows, line, column)
    if "simple key" in context:
        return line + 1, column + 1, "no-colon", {"text": row.strip()}
    if any(word in context for word in ("anchor", "alias", "tag", "directive")):
        return line + 1, column + 1, "quotes-needed", {"character": row[column : column + 1]}
    return None


def _bracket(rows: list[str], line: int, column: int) -> Found:
    """Point at the bracket that was opened last, at this place or before it."""
    before = [*rows[:line], rows[line][: column + 1] if line < len(rows) else ""]
    for number in range(len(before), 0, -1):
        at = max(before[number - 1].rfind("["), before[number - 1].rfind("{"))
        if at >= 0:
            comment = rows[number - 1].find(" #", at)
            if comment >= 0 and rows[number - 1].rstrip().endswith(("]", "}")):
                return number, comment + 2, "comment-in-brackets", {}
            return number, at + 1, "open-bracket", {"bracket": before[number - 1][at]}
    return line + 1, column + 1, "bad-syntax", {}


def _kind(problem: str, row: str, column: int) -> tuple[str, dict[str, Any]]:
    """Tell by the parser's words, and by what stands where it got stuck."""
    if "escape" in problem:
        return "bad-escape", {}
    if any(word in problem for word in ("cannot start any token", "node content", "tag handle")):
        return "quotes-needed", {"character": row[column : column + 1]}
    if "sequence entries" in problem:
        return "list-on-line-of-key", {}
    if "comment or line break" in problem:
        return "text-after-bar", {}
    if any(word in problem for word in ("key", "<block end>", "document start", "indicator")):
        return "text-after-quote" if row[:column].rstrip().endswith(("'", '"')) else "bad-indentation", {}
    return "bad-syntax", {}


def _colon(rows: list[str], line: int, column: int) -> Found:
    """Tell the ways apart in which a colon can be one too many."""
    row = rows[line] if line < len(rows) else ""
    if match := _TWO_COLONS.match(row):
        second = next((key for key in _NEXT_KEY.finditer(row, match.end(1)) if key[1] in format_words()[0]), None)
        if second is not None:
            return line + 1, second.start(1) + 1, "second-key-on-line", {"key": second[1]}
        return line + 1, column + 1, "colon-in-text", {"key": match[1]}
    return _line_before(rows, line) or (line + 1, len(row) - len(row.lstrip()) + 1, "bad-indentation", {})


def _line_before(rows: list[str], line: int) -> Found | None:
    """Tell whether the line before is one that lacks a colon, or the space after it."""
    before = rows[line - 1] if line else ""
    if match := _NO_SPACE.match(before):
        return line, match.end(1) + 1, "no-space-after-colon", {"key": match[1]}
    if not _KEY.match(before) and before.strip() and not before.lstrip().startswith(("-", "#")):
        return line, len(before) - len(before.lstrip()) + 1, "no-colon", {"text": before.strip()}
    return None


# --- the line to write instead ----------------------------------------------------------------------


def _more_precise(rows: list[str], line: int, column: int, code: str, params: dict[str, Any]) -> Found:
    """Return what was found with the line to write, where there is only one."""
    row = rows[line - 1] if line <= len(rows) else ""
    if len(row) > LONGEST_VALUE:
        return line, column, code, params
    if code == "open-quote":
        code = next((one for one in ("apostrophe-first", "quote-of-word") if MENDS[one](row)), code)
    elif code == "no-colon" and line > 1 and _OPENS_TEXT.search(_above(rows, line)):
        code = "text-not-indented"
    elif code in {"no-colon", "bad-indentation"} and _lacks_hyphen(rows, line):
        code, column = "missing-hyphen", len(row) - len(row.lstrip()) + 1
    tight = TIGHT.match(row) if code == "no-colon" else None
    if tight and tight[2] in format_words()[0]:
        code, column, params = "no-space-after-colon", tight.end(), {"key": tight[2]}
    if code == "bad-indentation":
        return line, column, code, _indented(rows, line)
    better = MENDS[code](row) if code in MENDS else None
    return line, column, code, params | ({"suggestion": better.strip()} if better else {})


def _above(rows: list[str], line: int) -> str:
    """Return the last line above this one (from 1) that says something."""
    return next((row for row in reversed(rows[: line - 1]) if row.strip() and not row.lstrip().startswith("#")), "")


def _lacks_hyphen(rows: list[str], line: int) -> bool:
    """Whether this line (from 1) stands under the hyphens of a list, and begins a part of it."""
    match = _PLACE.match(rows[line - 1])
    if match is None or match[2]:
        return False
    for above in reversed(rows[: line - 1]):
        other = _PLACE.match(above)
        if other is None or len(other[1]) > len(match[1]):
            continue
        if len(other[1]) < len(match[1]) or not other[2]:
            return False
        key = match[3].partition(":")[0]
        return key in _STARTS if ":" in match[3] else True
    return False


def _indented(rows: list[str], line: int) -> dict[str, Any]:
    """Return with how many spaces this line (from 1) should begin: as one of the lines above, the nearest."""
    match = _PLACE.match(rows[line - 1]) if line <= len(rows) else None
    if match is None:
        return {}
    now = len(match[1])
    above = _PLACE.match(_above(rows, line))
    if above and above[2] and len(above[1]) == now:  # under its hyphen, and not under its key
        return {"suggestion": match[3], "right": now + len(above[2]), "wrong": now}
    levels = sorted({len(one[1]) + len(one[2]) for row in rows[: line - 1] if (one := _PLACE.match(row))})
    near = sorted(levels, key=lambda level: abs(level - now))
    if not near or near[0] == now or (len(near) > 1 and abs(near[0] - now) == abs(near[1] - now)):
        return {}
    return {"suggestion": match[3], "right": near[0], "wrong": now}


# --- what else is wrong ---------------------------------------------------------------------------------
# What else is wrong in a file that cannot be understood: one slip of the keys must not hide all other problems.

WITHOUT_REST = frozenset(
    {
        "complex-key", "conflict-marks", "empty-file", "file-too-large", "hidden-character", "not-a-mapping",
        "not-utf-8", "office-file", "second-document", "too-deep", "too-many-nodes", "utf-16", "web-page",
    }
)  # fmt: skip
"""Problems of a whole file, after which there is no sense in reading on."""

_KEY_LINE = re.compile(rb"[A-Za-z_][\w-]*\s*:(?:\s|$)")
_MOST_PARTS = 8
# What may only seem to lack, because it stands in a part that cannot be read.
_LACKING = frozenset({"missing-key", "missing-place"})
_WITHOUT = "room-without-venue"


def read_rest(data: bytes, fields: Record, notes: FileNotes) -> None:
    """Note the problems of all parts of a file but that in which its first problem is, which was noted already.

    A part is a key at the beginning of a line with all that belongs to it. The values are not kept: half a file is
    no activity.
    """
    rows = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    for _ in range(_MOST_PARTS):
        if not _blank(rows, notes.problems[-1].line):
            return
        trial = FileNotes(notes.path, notes.owner)
        root = parse(b"\n".join(rows), trial)
        found = [one for one in trial.problems if one.code not in WITHOUT_REST]
        notes.problems.extend(found)
        if root is not None:
            _values(root, fields, notes)
        if root is not None or not found:
            return


def _blank(rows: list[bytes], line: int) -> bool:
    """Empty the part in which a line (from 1) stands; False where nothing was in it."""
    starts = [number for number, row in enumerate(rows) if _KEY_LINE.match(row)]
    first = max((start for start in starts if start < line), default=0)
    last = min((start for start in starts if start >= line), default=len(rows))
    something = any(rows[first:last])
    rows[first:last] = [b""] * (last - first)
    return something


def _values(root: MappingNode, fields: Record, notes: FileNotes) -> None:
    inner = FileNotes(notes.path, notes.owner)
    fields.values(root, inner)
    here = root.line, root.column
    for one in inner.problems:
        if one.code != _WITHOUT and (one.code not in _LACKING or (one.line, one.column) != here):
            notes.problems.append(one)
    notes.refs.extend(inner.refs)
    notes.declared.extend(inner.declared)
