"""Pages that people write by hand: their metadata, and what they say on one site.

Three things stand for something else in its Markdown:

- ``{{ SITENAME }}`` is a setting, or a field at the top of the page, as in Pelican's templates;
- ``<!-- IF DEMO -->`` and ``<!-- IF NOT DEMO -->`` on a line of their own begin a part that is only there where that
  has a value, or has none; ``<!-- END -->`` ends it;
- ``[invullen: …]`` is a blank that somebody still has to fill in.

There is no more to it, on purpose: it is content, and must not be able to do anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from buurtkalender.reading.problems import Problem, problem
from buurtkalender.reading.suggest import closest

# --- files ----------------------------------------------------------------------------------------------
# Pages that people write by hand, ``content/pages/*.md``: metadata as Pelican has it, and where everything stands.

LARGEST = 256 * 1024
_FIELD = re.compile(r"([A-Za-z][A-Za-z_-]*):[ \t]*(.*)")


class PageField(NamedTuple):
    """A line ``Name: value`` at the top of a page; ``column`` is where the value begins. Both count from 1."""

    name: str
    value: str
    line: int
    column: int


class PageFile(NamedTuple):
    """A page as it was written.

    ``path`` starts with the content folder's name. ``fields`` go by their names in lower case. ``lines`` are what
    follows them, and ``first`` is the number of the first of these. ``digest`` is of all its bytes.
    """

    path: str
    stem: str
    fields: dict[str, PageField]
    lines: tuple[str, ...]
    first: int
    digest: bytes

    def said(self, name: str) -> str:
        """Return the value of a field, "" where there is none."""
        field = self.fields.get(name)
        return field.value if field else ""

    @property
    def slug(self) -> str:
        """Where it wants to stand: its slug, else its own name."""
        return self.said("slug") or self.stem.lower()


def page_files(content: Path) -> list[PageFile]:
    """Return the pages in order of their names, but for links and very large files. Drafts are among them."""
    return [
        _read(path, content.name)
        for path in sorted((content / "pages").glob("*.md"))
        if not path.is_symlink() and path.is_file() and path.stat().st_size <= LARGEST
    ]


def misplaced(file: PageFile) -> Problem:
    """Return what to tell of a page that cannot stand where it wants to."""
    field = file.fields.get("slug")
    line, column = (field.line, field.column) if field else (1, 1)
    return problem(file.path, line, column, "page-address", slug=file.slug)


def _read(path: Path, folder: str) -> PageFile:
    data = path.read_bytes()
    lines = data.decode("utf-8", "replace").removeprefix("\N{BYTE ORDER MARK}").splitlines()
    fields = {}
    first = 0
    for line in lines:
        match = _FIELD.fullmatch(line)
        if not match:
            break
        first += 1
        fields[match[1].lower()] = PageField(match[1], match[2].strip(), first, match.start(2) + 1)
    digest = blake2b(data, digest_size=16).digest()
    return PageFile(f"{folder}/pages/{path.name}", path.stem, fields, tuple(lines[first:]), first + 1, digest)


BLANK = re.compile(r"\[(?:invullen|vul in|fill in)\s*:\s*([^\]]*)\]?", re.IGNORECASE)
_WORD = re.compile(r"(?<!\\)\{\{(.*?)(?:\}\}|$)")
_PART = re.compile(r"<!--\s*(?:IF\s+(NOT\s+)?(\S+)|(END)(?:\s*IF)?)\s*-->", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:\s|$)")
_ITEM = re.compile(r"(\s*)(?:[-*+]|\d{1,9}[.)])(?:\s|$)")
_SPECIAL = re.compile(r"([\\`*\[\]<>|~]|^#|&(?=#?\w+;)|(?<!\w)_|_(?!\w))")


class PageValue(NamedTuple):
    """What can be filled in: its ``name`` as people write it, and its text, "" where there is none.

    ``blank`` is what to tell where the text is used while it has yet to be filled in. ``optional`` is one that somebody
    left empty on purpose.
    """

    name: str
    text: str = ""
    blank: Problem | None = None
    optional: bool = False


class Filled(NamedTuple):
    """A text for one site. ``unfinished``: something was left out that somebody still has to fill in."""

    text: str
    problems: tuple[Problem, ...]
    unfinished: bool


class _Line(NamedTuple):
    number: int
    text: str
    code: bool = False


class _Block(NamedTuple):
    """Lines that stand or fall together: a paragraph, a heading, a point of a list, lines of code."""

    lines: list[_Line]
    heading: int = 0
    indent: int = -1  # of a point of a list


def key(name: str) -> str:
    """Return the key of a value by any of the ways to write its name."""
    return name.strip().casefold().replace("_", "-")


def values_of(values: Iterable[PageValue]) -> dict[str, PageValue]:
    """Return values by their keys; the first of a name counts."""
    found: dict[str, PageValue] = {}
    for value in values:
        found.setdefault(key(value.name), value)
    return found


def field_value(page: PageFile, field: PageField) -> PageValue:
    """Return what a field at the top of a page gives texts to say. An empty one is left out on purpose."""
    blank = BLANK.search(field.value)
    if blank is None:
        return PageValue(field.name, field.value, optional=True)
    column = field.column + blank.start()
    return PageValue(field.name, "", problem(page.path, field.line, column, "page-blank", what=blank[1].strip()))


def fill(page: PageFile, values: Mapping[str, PageValue]) -> Filled:
    """Return the text of a page, as Markdown."""
    filling = _Filling(page.path, values)
    text = filling.text(enumerate(page.lines, page.first))
    return Filled(text, tuple(filling.problems), filling.unfinished)


def fill_field(page: PageFile, name: str, values: Mapping[str, PageValue]) -> Filled:
    """Return what a field of a page says, as plain text; nothing when something of it is missing."""
    field = page.fields.get(name)
    if field is None:
        return Filled("", (), unfinished=False)
    filling = _Filling(page.path, values)
    line = _Line(field.line, f"{'':{field.column - 1}}{field.value}")
    text = filling.filled(line, plain=True)
    return Filled((text or "").strip(), tuple(filling.problems), filling.unfinished)


def escaped(text: str) -> str:
    """Return a text that Markdown shows as it is, on one line; also as the address of a link."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


class _Filling:
    """One page or field, while it is filled in."""

    def __init__(self, path: str, values: Mapping[str, PageValue]) -> None:
        self._path = path
        self._values = values
        self.problems: list[Problem] = []
        self.unfinished = False

    def text(self, numbered: Iterable[tuple[int, str]]) -> str:
        """Return the text of these lines."""
        blocks = _blocks(self._shown(_lines(numbered)))
        done = [self._block(block) for block in blocks]
        kept = _kept(blocks, [text is not None for text in done])
        text = "\n".join(text for text, keep in zip(done, kept, strict=True) if keep and text is not None)
        return text.strip("\n")

    # --- parts ----------------------------------------------------------------------------------------

    def _shown(self, lines: Iterable[_Line]) -> Iterator[_Line]:
        """Yield the lines of the parts that are shown, without comments."""
        opened: _Line | None = None
        shown = True
        for line in lines:
            match = None if line.code else _PART.fullmatch(line.text.strip())
            if not match:
                bare = line.text if line.code else _COMMENT.sub("", line.text)
                if shown and (bare == line.text or bare.strip()):
                    yield line._replace(text=bare)
            elif match[3]:
                if opened is None:
                    self._tell(line, _start(line), "page-end-alone")
                opened, shown = None, True
            else:
                if opened is not None:
                    self._tell(line, _start(line), "page-part-inside")
                value = self._value(line, match.start(2) + _start(line), match[2])
                opened, shown = line, value is not None and bool(value.text) != bool(match[1])
        if opened is not None:
            self._tell(opened, _start(opened), "page-part-open")

    # --- values ---------------------------------------------------------------------------------------

    def _block(self, block: _Block) -> str | None:
        """Return the text of a block, or None when something in it has yet to be filled in. All of that is told."""
        done = [self.filled(line) for line in block.lines]
        whole = [text for text in done if text is not None]
        return "\n".join(whole) if len(whole) == len(done) else None

    def filled(self, line: _Line, *, plain: bool = False) -> str | None:
        """Return a line with its values, or None when it has to be left out."""
        if line.code or ("[" not in line.text and "{{" not in line.text):
            return line.text
        whole = True
        for blank in BLANK.finditer(line.text):
            self._tell(line, blank.start() + 1, "page-blank", what=blank[1].strip())
            self.unfinished, whole = True, False
        parts, after = [], 0
        for word in _WORD.finditer(line.text):
            value = self._value(line, word.start() + 1, word[1], word[0])
            if value is None or not value.text:
                whole = False
                self._missing(line, word.start() + 1, value)
            else:
                parts += [line.text[after : word.start()], value.text if plain else escaped(value.text)]
                after = word.end()
        return "".join((*parts, line.text[after:])) if whole else None

    def _value(self, line: _Line, column: int, name: str, written: str = "") -> PageValue | None:
        """Return the value of a name; tell when there is none, or when what it stands for is a blank."""
        value = self._values.get(key(name))
        if value is None:
            known = {key(one.name): one.name for one in self._values.values()}
            near = known.get(closest(key(name), known) or "", "")
            suggestion = f"{{{{ {near} }}}}" if near and written else near
            shown = ", ".join(sorted(known.values()))
            self._tell(line, column, "page-word-unknown", word=written or name, known=shown, suggestion=suggestion)
            self.unfinished = True
        elif value.blank is not None:
            self.problems.append(value.blank)
            self.unfinished = True
        return value

    def _missing(self, line: _Line, column: int, value: PageValue | None) -> None:
        """Tell that a value without a text is used."""
        if value is not None and value.blank is None and not value.optional:
            self._tell(line, column, "page-value-empty", word=value.name)
            self.unfinished = True

    def _tell(self, line: _Line, column: int, code: str, **params: object) -> None:
        """Note a problem, unless the line has the same one already: a link says its address twice."""
        new = problem(self._path, line.number, column, code, **params)
        if all((new.line, new.apart_from_place) != (one.line, one.apart_from_place) for one in self.problems):
            self.problems.append(new)


def _start(line: _Line) -> int:
    """Return the column at which a line begins to say something."""
    return len(line.text) - len(line.text.lstrip()) + 1


def _lines(numbered: Iterable[tuple[int, str]]) -> Iterator[_Line]:
    """Yield lines, those of code marked, without comments of several lines."""
    code = comment = False
    for number, text in numbered:
        if comment:
            comment = "-->" not in text
        elif _FENCE.match(text):
            code = not code
            yield _Line(number, text, code=True)
        elif not code and text.lstrip().startswith("<!--") and "-->" not in text:
            comment = True
        else:
            yield _Line(number, text, code)


def _blocks(lines: Iterable[_Line]) -> list[_Block]:
    """Divide lines; an empty one belongs to what stands before it."""
    blocks: list[_Block] = [_Block([])]
    empty = False
    for line in lines:
        here = blocks[-1]
        item, heading = _ITEM.match(line.text), _HEADING.match(line.text)
        inside = here.indent >= 0 and line.text[:1].isspace() and bool(line.text.strip())
        if line.code or not line.text.strip():
            here.lines.append(line)
        elif heading:
            blocks.append(_Block([line], heading=len(heading[1])))
        elif item:
            blocks.append(_Block([line], indent=len(item[1])))
        elif here.heading or (empty and not inside):
            blocks.append(_Block([line]))
        else:
            here.lines.append(line)
        empty = not line.code and not line.text.strip()
    return blocks


def _kept(blocks: list[_Block], whole: list[bool]) -> list[bool]:
    """Return which blocks stay: without what is inside a point that goes, and without headings of nothing."""
    kept = list(whole)
    gone = -1  # the indent of the point that was last left out
    for n, block in enumerate(blocks):
        inside = gone >= 0 and block.indent > gone
        gone = gone if inside else block.indent if block.indent >= 0 and not kept[n] else -1
        kept[n] = kept[n] and not inside
    for n in range(len(blocks) - 1, -1, -1):
        level = blocks[n].heading
        if level and kept[n]:
            below = list(_below(blocks, n))
            kept[n] = not below or any(kept[m] for m in below)
    return kept


def _below(blocks: list[_Block], n: int) -> Iterator[int]:
    """Yield the numbers of what stands below a heading, to the next one of its level."""
    for m in range(n + 1, len(blocks)):
        if 0 < blocks[m].heading <= blocks[n].heading:
            return
        if any(line.text.strip() for line in blocks[m].lines):
            yield m
