"""What a YAML syntax error means to the person who typed it."""

from __future__ import annotations

import re
from typing import Any

Found = tuple[int, int, str, dict[str, Any]]

_NO_SPACE = re.compile(r"^\s*(?:- )?([a-z_-]+):[^\s:/]")
_KEY = re.compile(r"^\s*(?:- )?[\w-]+:(\s|$)")
_TWO_COLONS = re.compile(r"^\s*(?:- )?([\w-]+):\s+[^'\"\[{|>].*:\s")


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
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    row = lines[mark.line] if mark.line < len(lines) else ""
    if row[: mark.column + 1].strip(" ").startswith("\t"):
        return mark.line + 1, row.index("\t") + 1, "tab-indentation", {}
    found = None
    if opened is not None and "escape" not in problem:
        found = _opened(lines, opened.line, opened.column, context)
    elif problem.startswith("mapping values are not allowed"):
        found = _colon(lines, mark.line, mark.column)
    elif "document start" in problem:
        found = _line_before(lines, mark.line)
    return found or (mark.line + 1, mark.column + 1, *_kind(problem, row, mark.column))


def _opened(lines: list[str], line: int, column: int, context: str) -> Found | None:
    """Tell what is wrong with the thing that begins here, by the parser's words for it."""
    row = lines[line] if line < len(lines) else ""
    if "quoted scalar" in context:
        return line + 1, column + 1, "open-quote", {}
    if context.startswith("while parsing a flow"):
        return _bracket(lines, line, column)
    if "simple key" in context:
        return line + 1, column + 1, "no-colon", {"text": row.strip()}
    if any(word in context for word in ("anchor", "alias", "tag", "directive")):
        return line + 1, column + 1, "quotes-needed", {"character": row[column : column + 1]}
    return None


def _bracket(lines: list[str], line: int, column: int) -> Found:
    """Point at the bracket that was opened last, at this place or before it."""
    before = [*lines[:line], lines[line][: column + 1] if line < len(lines) else ""]
    for number in range(len(before), 0, -1):
        at = max(before[number - 1].rfind("["), before[number - 1].rfind("{"))
        if at >= 0:
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


def _colon(lines: list[str], line: int, column: int) -> Found:
    """Tell the ways apart in which a colon can be one too many."""
    row = lines[line] if line < len(lines) else ""
    if match := _TWO_COLONS.match(row):
        return line + 1, column + 1, "colon-in-text", {"key": match[1]}
    return _line_before(lines, line) or (line + 1, len(row) - len(row.lstrip()) + 1, "bad-indentation", {})


def _line_before(lines: list[str], line: int) -> Found | None:
    """Tell whether the line before is one that lacks a colon, or the space after it."""
    before = lines[line - 1] if line else ""
    if match := _NO_SPACE.match(before):
        return line, match.end(1) + 1, "no-space-after-colon", {"key": match[1]}
    if not _KEY.match(before) and before.strip() and not before.lstrip().startswith(("-", "#")):
        return line, len(before) - len(before.lstrip()) + 1, "no-colon", {"text": before.strip()}
    return None
