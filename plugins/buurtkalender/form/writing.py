"""Answers become the text of a content file, in the order and the style of the format (design: format).

``theme/static/js/answers.js`` does the same in the browser; a test holds the two against each other, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from buurtkalender.form.answers import Answers, chosen_pattern, paired, rows, split_venue, the
from buurtkalender.reading.fields import FieldKind, ListOf, Prose, Record
from buurtkalender.reading.fields_contact import PointField
from buurtkalender.reading.fields_facts import Access, AgeRange, Ahead, ChildcareField, Money, OneOrPrices, OneOrRecord
from buurtkalender.reading.fields_times import ALL_DAY, Moment, Time
from buurtkalender.reading.fields_when import ORDINALS, MonthDay, Reason, SkipItem, WhenField
from buurtkalender.reading.records import ACTIVITY, ORGANISATION
from buurtkalender.reading.records_places import VENUE

# --- layout ----------------------------------------------------------------------------------------------
# How each field of a content file is written, from the tables that read it.
#
# The layout is the one thing that the two writers share: :mod:`buurtkalender.form.writing` here, and
# ``theme/static/js/answers.js`` in the browser, which finds it in the page.

Layout = str | dict[str, Any]
"""A word for a kind of text (:data:`TEXTS`), or one of these:

``{"of": fields}``
    a mapping, written between braces.
``{"word": "none", "of": fields}``
    a word that says it all, or a mapping that says more; with ``"prices": fields`` also a list of those.
``{"or": fields}``
    an answer that says it all, or a mapping that says more.
``{"rows": fields}``
    a list of mappings, numbered from 0 in the names of answers; ``"block": 1`` for those that get a line a key.
``{"when": {"weekly": fields, …}}``
    the same, of which each is one of these patterns.
"""

TEXTS: dict[type[FieldKind], str] = {
    Prose: "prose",
    Reason: "reason",
    Money: "money",
    Time: "time",
    AgeRange: "ages",
    Ahead: "before",
    Moment: "moment",
    Access: "facts",
    PointField: "list",
}
"""The kinds that are put together in a way of their own. All others are one text, or a list of texts."""

_ONE_OR_LIST = {"weekly", "monthly"}


def layout_of(kind: FieldKind, key: str = "") -> Layout:
    """Return how a kind is written."""
    if type(kind) in TEXTS:
        return TEXTS[type(kind)]
    if isinstance(kind, OneOrRecord):
        named = {"prices": _layout_fields(kind.price)} if isinstance(kind, OneOrPrices) else {}
        return {"word": "none" if key != "cost" else "free", "of": _layout_fields(kind.record), **named}
    if isinstance(kind, ChildcareField):
        return {"or": _layout_fields(kind.record)}
    if isinstance(kind, Record):
        return {"of": _layout_fields(kind)}
    return _list_of(kind, key) if isinstance(kind, ListOf) else "text"


def _list_of(kind: ListOf, key: str) -> Layout:
    if isinstance(kind.kind, WhenField):
        return {"when": {name: _layout_fields(record) for name, record in kind.kind.patterns.items()}}
    if isinstance(kind.kind, Record):
        return {"rows": _layout_fields(kind.kind), **({"block": 1} if key == "changes" else {})}
    if isinstance(kind.kind, SkipItem):
        return "skip"
    if isinstance(kind.kind, MonthDay):
        return "monthly"
    return "days" if key in _ONE_OR_LIST else "list"


def _layout_fields(record: Record) -> dict[str, Layout]:
    return {key: layout_of(field.kind, key) for key, field in record.fields.items()}


ACTIVITY_FILE: dict[str, Any] = _layout_fields(ACTIVITY)
"""The layout of an activity file: its fields in the order of the format."""

LAYOUTS: dict[str, dict[str, Any]] = {
    "activity": ACTIVITY_FILE,
    "organisation": _layout_fields(ORGANISATION),
    "venue": _layout_fields(VENUE),
}
"""The layout of each kind of file that people are asked about."""

# What is safe without quotes: nothing that means something to YAML where it stands, and no space but single ones.
_FIRST = r"[A-Za-z0-9À-ÖØ-öø-ɏ€(+]"
_BARE = re.compile(_FIRST + r"(?:[^\s:#[\]{}]|:(?![\s[\]{}]|$)|(?<! )#| (?=[^\s#]))*")
_BARE_IN_BRACES = re.compile(_FIRST + r"(?:[^\s:#,[\]{}]|:(?![\s,?[\]{}]|$)|(?<! )#| (?=[^\s#]))*")
_FOLDED = re.compile(r"\n|  ")
_SAID_AS_FACT = frozenset({"yes", "false", "no", "nee"})
_AGES_WITH_LOST_PLUS = re.compile(r"[0-9]+")


def write_file(answers: Answers, kind: str = "activity", remarks: Mapping[str, str] | None = None) -> str:
    """Return the text of the file that these answers make; they have been tidied (:func:`answers.tidy`).

    ``kind`` is ``activity``, ``organisation`` or ``venue``. ``remarks`` are comments, each a line above its key; one
    of a key that the file does not have is left out.
    """
    if kind == "activity":
        parts = split_venue(answers)
        answers = {**answers, **{name: (text,) if text else () for name, text in parts.items()}}
    lines: list[str] = []
    for key, layout in LAYOUTS[kind].items():
        entry = _entry(answers, key, key, layout)
        lines += [f"# {remarks[key]}", *entry] if entry and remarks and key in remarks else entry
    return "".join(f"{line}\n" for line in lines)


def quoted(text: str, *, braces: bool = False) -> str:
    """Return a text on one line as YAML: bare where nothing in it means something else, also between ``braces``."""
    if (_BARE_IN_BRACES if braces else _BARE).fullmatch(text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _entry(answers: Answers, name: str, key: str, layout: Layout) -> list[str]:
    """Return the lines of one field; none when nothing was answered."""
    if layout == "prose" and "\n" in (text := the(answers, name)):
        return [f"{key}: |", *(_indented(line, "  ") for line in text.split("\n"))]
    if isinstance(layout, dict) and "prices" in layout and the(answers, name) in {"", "prices"} and rows(answers, name):
        layout = {"rows": layout["prices"]}
    if isinstance(layout, dict) and ("rows" in layout or "when" in layout):
        entries = [_row(answers, f"{name}.{row}", layout) for row in rows(answers, name)]
        lines = [_indented(line, "    " if n else "  - ") for entry in entries for n, line in enumerate(entry)]
        return [f"{key}:", *lines] if lines else []
    value = _value(answers, name, layout, braces=False)
    return [f"{key}: {value}"] if value else []


def _indented(line: str, by: str) -> str:
    return by + line if line else line


def _row(answers: Answers, name: str, layout: dict[str, Any]) -> list[str]:
    """Return the lines of one entry of a list of mappings."""
    if "when" in layout:
        return _pattern(answers, name, layout["when"])
    if "block" in layout:
        return _fields(answers, name, layout["rows"])
    value = _value(answers, name, {"of": layout["rows"]}, braces=False)
    return [value] if value else []


def _fields(answers: Answers, name: str, fields: dict[str, Layout]) -> list[str]:
    return [line for key, kind in fields.items() for line in _entry(answers, f"{name}.{key}", key, kind)]


def _pattern(answers: Answers, name: str, patterns: dict[str, dict[str, Layout]]) -> list[str]:
    """Return the lines of an entry of ``when``. One that was only chosen is written too, so that it is told to lack."""
    pattern = chosen_pattern(answers, name)
    lines = _fields(answers, name, patterns[pattern])
    if the(answers, f"{name}.kind") == pattern and not (lines and lines[0].startswith(f"{pattern}:")):
        lines.insert(0, f"{pattern}: true" if pattern == "by_appointment" else f"{pattern}:")
    return lines


def _value(answers: Answers, name: str, layout: Layout, *, braces: bool) -> str:
    """Return a value on one line; empty when nothing was answered."""
    if isinstance(layout, str):
        return _TEXTS[layout](answers, name, braces)
    if "word" in layout:
        return _word_or_mapping(answers, name, layout)
    if "or" in layout:
        more = {key: _value(answers, f"{name}.{key}", kind, braces=True) for key, kind in layout["or"].items()}
        said = _text(answers, name, braces)
        return said if said not in {"", "yes"} else _mapping(more) or said
    return _mapping({key: _value(answers, f"{name}.{key}", kind, braces=True) for key, kind in layout["of"].items()})


def _mapping(values: dict[str, str]) -> str:
    found = ", ".join(f"{key}: {value}" for key, value in values.items() if value)
    return f"{{{found}}}" if found else ""


def _word_or_mapping(answers: Answers, name: str, layout: dict[str, Any]) -> str:
    """Return ``none``, ``free`` or an amount where that says it all, else a mapping with the fact itself first.

    What was chosen stands under the field's own name; it is the first field of the mapping.
    """
    fields = layout["of"]
    first = next(iter(fields))
    chosen, word = the(answers, name), layout["word"]
    more = {key: _value(answers, f"{name}.{key}", kind, braces=True) for key, kind in fields.items() if key != first}
    own = _value(answers, f"{name}.{first}", fields[first], braces=True)
    fact = own if own and chosen in {"", "paid"} else _TEXTS[fields[first]]({"": (chosen,)}, "", True)  # noqa: FBT003
    if any(more.values()):
        return _mapping({first: "no" if fact == "none" else fact, **more})
    return fact if fact == word or first == "amount" else _mapping({first: fact})


# --- one kind of text each --------------------------------------------------------------------------


def _text(answers: Answers, name: str, braces: bool) -> str:  # noqa: FBT001 - where it stands
    text = the(answers, name)
    return quoted(" ".join(text.split()) if _FOLDED.search(text) else text, braces=braces) if text else ""


def _prose(answers: Answers, name: str, braces: bool) -> str:  # noqa: FBT001
    text = the(answers, name)
    return quoted(text, braces=braces) if text else ""


def _reason(answers: Answers, name: str, braces: bool) -> str:  # noqa: FBT001
    """Return a reason; ``true`` is none, and a reason that looks like a fact gets quotes."""
    text = the(answers, name)
    return f'"{text}"' if text.lower() in _SAID_AS_FACT else _text(answers, name, braces)


def _list(answers: Answers, name: str, braces: bool) -> str:  # noqa: ARG001, FBT001
    return _brackets(answers.get(name, ()))


def _brackets(texts: tuple[str, ...] | list[str]) -> str:
    return f"[{', '.join(quoted(text, braces=True) for text in texts)}]" if texts else ""


def _days(answers: Answers, name: str, braces: bool) -> str:  # noqa: FBT001
    texts = answers.get(name, ())
    return _brackets(texts) if len(texts) > 1 else _text(answers, name, braces)


def _monthly(answers: Answers, name: str, braces: bool) -> str:  # noqa: FBT001
    """Join ``first`` and ``tuesday``; whatever else there is stands for itself."""
    texts: list[str] = []
    for text in filter(None, answers.get(name, ())):
        if texts and texts[-1] in ORDINALS and text not in ORDINALS:
            texts[-1] += f" {text}"
        else:
            texts.append(text)
    return _days({name: tuple(texts)}, name, braces)


def _time(answers: Answers, name: str, braces: bool) -> str:  # noqa: FBT001
    texts = [text for text in answers.get(name, ()) if text]
    return quoted(ALL_DAY if ALL_DAY in texts else "-".join(texts), braces=braces) if texts else ""


def _skip(answers: Answers, name: str, braces: bool) -> str:  # noqa: ARG001, FBT001
    pairs = paired(answers.get(f"{name}_days", ()))
    days = [f"{first}/{last}" if first and last and first != last else first or last for first, last in pairs]
    return _brackets([*answers.get(name, ()), *filter(None, days)])


def _ages(answers: Answers, name: str, braces: bool) -> str:  # noqa: FBT001
    texts = answers.get(name, ())
    if len(texts) == 1:  # 65+ in the address of a page: there a plus is a space
        text = f"{texts[0]}+" if _AGES_WITH_LOST_PLUS.fullmatch(texts[0]) else texts[0]
    else:
        lowest, highest = texts[:2] if texts else ("", "")
        text = f"{lowest or 0}-{highest}" if highest else lowest and f"{lowest}+"
    return quoted(text, braces=braces) if text else ""


def _before(answers: Answers, name: str, braces: bool) -> str:  # noqa: FBT001
    number, *unit = answers.get(name) or ("",)
    if not number:
        return ""
    words = [number, *(word.removesuffix("s") if number == "1" else word for word in unit)]
    return quoted(" ".join(words), braces=braces)


def _moment(answers: Answers, name: str, braces: bool) -> str:  # noqa: FBT001
    texts = [text for text in answers.get(name, ()) if text]
    return quoted(" ".join(texts), braces=braces) if texts else ""


def _money(answers: Answers, name: str, braces: bool) -> str:  # noqa: FBT001
    text = the(answers, name).removeprefix("€").strip().replace(",", ".")
    return quoted(text, braces=braces) if text else ""


def _facts(answers: Answers, name: str, braces: bool) -> str:  # noqa: ARG001, FBT001
    start = f"{name}."
    return _mapping(
        {
            quoted(key.removeprefix(start), braces=True): _text(answers, key, True)  # noqa: FBT003
            for key in sorted(answers)
            if key.startswith(start)
        }
    )


_TEXTS: dict[str, Callable[[Answers, str, bool], str]] = {
    "text": _text,
    "prose": _prose,
    "reason": _reason,
    "list": _list,
    "days": _days,
    "monthly": _monthly,
    "time": _time,
    "skip": _skip,
    "ages": _ages,
    "before": _before,
    "moment": _moment,
    "money": _money,
    "facts": _facts,
}

# --- comments --------------------------------------------------------------------------------------------
# What somebody wrote beside the values of a file.

_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#.*$")
_QUOTED = re.compile(r"""(?:(?<=[:\-,\[{] )|(?<=[\[{])|^[ ]*)(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')""")
_BLOCK_TEXT = re.compile(r":[ ]+[|>][+-]?\d?[+-]?[ ]*(?:#.*)?$")


def with_comments(new: list[str], old: list[str], indent: int) -> list[str]:
    """Return new lines with the comments of those that they stand for: at the end of one line, else above."""
    told, left = _comments(old)
    if len(told) == 1 and len(new) == 1 and told[0][0]:
        return [*left, f"{new[0]}  {told[0][1]}"]
    return [*left, *(" " * indent + text for _, text in told), *new]


def _comments(lines: list[str]) -> tuple[list[tuple[bool, str]], list[str]]:
    """Return the comments in these lines, with whether each stands behind something; and the lines above the first."""
    lead = next((n for n, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), len(lines))
    found = []
    for line in lines[lead:]:
        bare = _QUOTED.sub(lambda match: " " * (len(match[0]) - 1) + "x", line)
        if match := _COMMENT.search(bare):
            text = line[match.start() :]
            found.append((bool(line[: match.start()].strip()), text))
        if _BLOCK_TEXT.search(bare):
            break  # what follows is text, whatever it looks like
    return found, lines[:lead]


# --- kinds of value -------------------------------------------------------------------------------------
# Which kind of value an answer becomes, from the tables that read the files.


def kind_of(name: str, record: Record = ACTIVITY) -> FieldKind | None:
    """Return the kind of value that the name of an answer stands for in a file; None when the file has no such field.

    Numbers of entries are passed over: ``when.0.time`` is the time of an entry.
    """
    kind: Any = record
    listed: Any = None
    for part in name.split("."):
        if part.isdigit():
            kind = listed or kind
            continue
        if isinstance(kind, WhenField):
            fields = {key: field for one in kind.patterns.values() for key, field in one.fields.items()}
        elif isinstance(kind, Record):
            fields = kind.fields
        else:
            return None
        if part not in fields:
            return None
        kind = fields[part].kind
        listed = kind.price if isinstance(kind, OneOrPrices) else None
        if isinstance(kind, ListOf) and isinstance(kind.kind, Record | WhenField):
            kind = kind.kind
        elif isinstance(kind, OneOrRecord | ChildcareField):
            kind = kind.record
    return kind if isinstance(kind, FieldKind) else None
