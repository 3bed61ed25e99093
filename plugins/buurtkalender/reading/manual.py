"""The manual as a page of Markdown: its chapters, how each kind of value is written, and an example of each field."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from functools import cache, singledispatchmethod
from typing import Any

from babel.numbers import format_decimal

from buurtkalender.domain.facts import FACTS
from buurtkalender.reading.fields import (
    Decimal,
    Field,
    FieldKind,
    Flag,
    Identifier,
    LineText,
    ListOf,
    Prose,
    Record,
    Reference,
    Whole,
    WordChoice,
    YesNo,
)
from buurtkalender.reading.fields_contact import BesideFile, Email, Phone, PointField, Postcode, Url
from buurtkalender.reading.fields_facts import Access, AgeRange, Ahead, ChildcareField, Money, OneOrPrices, OneOrRecord
from buurtkalender.reading.fields_times import ClockTime, DayField, DayRange, Moment, Time
from buurtkalender.reading.fields_when import MonthDay, Reason, SkipItem, WhenField
from buurtkalender.reading.manual_chapters import CHAPTERS, INTRODUCTION, TITLE
from buurtkalender.reading.manual_parts import COMMENT, FieldTable, ManualExample, examples
from buurtkalender.reading.problems import PAGES, FileNotes
from buurtkalender.reading.records import Account, FormerAddress
from buurtkalender.reading.records_calendar import Label
from buurtkalender.reading.records_norms import AgeBandKind, ConfidenceKind, Quantity, WithinKind
from buurtkalender.reading.records_places import Boundary, Code, Residents
from buurtkalender.reading.schema import FILES
from buurtkalender.reading.syntax import parse
from buurtkalender.reading.yaml import Items, MappingNode, Node, Scalar
from buurtkalender.words.catalogues import N_, Translator, translator
from buurtkalender.words.facts import FACT_WORDS, MEANING

# --- values ----------------------------------------------------------------------------------------------
# How each kind of value is written, in words; and the records that a kind of value holds.

MEANINGS = {
    "active": N_("it goes on"),
    "afternoon": N_("12:00 to 17:00"),
    "church": N_("church or faith"),
    "community-centre": N_("community centre"),
    "ended": N_("it has stopped"),
    "evening": N_("from 17:00"),
    "industrial": N_("businesses"),
    "morning": N_("before 12:00"),
    "neighbourhood": N_("in the neighbourhood itself"),
    "none": N_("not needed"),
    "paused": N_("it stops for a while"),
    "residential": N_("people live there"),
    "rural": N_("countryside"),
    "weekday": N_("Monday to Friday"),
    "weekday-afternoon": N_("12:00 to 17:00, Monday to Friday"),
    "weekday-evening": N_("from 17:00, Monday to Friday"),
    "weekday-morning": N_("before 12:00, Monday to Friday"),
    "weekend": N_("Saturday or Sunday"),
    "weekend-afternoon": N_("12:00 to 17:00, Saturday or Sunday"),
    "weekend-evening": N_("from 17:00, Saturday or Sunday"),
    "weekend-morning": N_("before 12:00, Saturday or Sunday"),
} | {key: words.meaning for key, words in FACT_WORDS.items()}
"""What a word of the format means, where that is more than the word itself says."""

WRITTEN: dict[type[FieldKind], str] = {
    LineText: N_("text on one line, at most {most} characters"),
    Prose: N_("text of one line or more, at most {most} characters"),
    YesNo: N_("`yes`, `no` or `unknown`"),
    Flag: N_("`true`"),
    Whole: N_("a whole number from {least} to {most}"),
    Decimal: N_("a number from {least} to {most}"),
    Identifier: N_("a short name: a-z, 0-9 and hyphens, at most 60 characters"),
    DayField: N_("a date: year-month-day"),
    DayRange: N_("a date, or two with a slash between them: from and up to and including"),
    ClockTime: N_("a time of day"),
    Time: N_("from-to, or `all-day`"),
    MonthDay: N_("`first`, `second`, `third`, `fourth`, `fifth` or `last` with a weekday; or a day number, 1 to 31"),
    SkipItem: N_(
        "`school-holidays`, `public-holidays`, `venue-closures`, a date, or two dates with a slash between them"
    ),
    Reason: N_("the reason on one line, at most 300 characters; or `true` when you do not want to tell"),
    Phone: N_("digits, with spaces or a hyphen"),
    Email: N_("an e-mail address"),
    Url: N_("a whole address that starts with `https://`"),
    Postcode: N_("four digits and two letters"),
    PointField: N_("`[latitude, longitude]` in degrees, somewhere in the Netherlands"),
    BesideFile: N_("the name of a file in the same folder that ends in {endings}"),
    AgeRange: N_("from and up to and including, such as `13-27`; or from an age on, such as `65+`"),
    Money: N_("`free`, or euros such as `2.50`"),
    Ahead: N_("a number with `hours`, `days` or `weeks`"),
    Moment: N_("a date, or a date and a time: `2026-12-01 09:00`"),
    Access: N_("for each facility of the vocabulary `yes`, `no` or `unknown`"),
    WhenField: N_("what stands under “Every week”, “Every month”, “Loose dates” or “By appointment”"),
    FormerAddress: N_("`organisation/name`: the folder and the file as they were called"),
    Account: N_("the name of an account, with or without @"),
    Label: N_("a text; or a text for each language: `{{nl: …, en: …}}`"),
    Code: N_("a code such as `{example}`"),
    Residents: N_("a number for each band of ages, the ages in quotes"),
    Boundary: N_("a GeoJSON `Polygon` or `MultiPolygon`; or the name of such a file in the same folder"),
    Quantity: N_("a number with its unit"),
    AgeBandKind: N_("ages, or an audience from the vocabulary"),
}
REFERENCES = {
    "organisation": N_("the name of a file in `content/organisations`, without `.yaml`"),
    "venue": N_("the name of a file in `content/venues`, without `.yaml`"),
    "neighbourhood": N_("the `id` of a neighbourhood from `content/neighbourhoods`"),
    "municipality": N_("the name of a file in `content/neighbourhoods`, without `.yaml`"),
    "area": N_("the `id` of a neighbourhood, or the name of a municipality's file"),
    "theme": N_("a theme from the vocabulary"),
    "goal": N_("a goal from the vocabulary"),
    "audience": N_("an audience from the vocabulary"),
    "language": N_("a language from the vocabulary"),
    "norm": N_("the `id` of a norm"),
}


class Written:
    """Says how a value of each kind is written, as Markdown in the language of a reader."""

    def __init__(self, texts: Translator, language: str) -> None:
        self._ = texts.gettext
        self._meaning = texts.pgettext
        self._language = language

    @singledispatchmethod
    def of(self, kind: FieldKind) -> str:
        """Return how a value of this kind is written. Raises TypeError on a kind that nobody explained."""
        for known in type(kind).__mro__:
            if known in WRITTEN:
                return self._(WRITTEN[known]).format_map(self._limits(kind))
        raise TypeError(f"{type(kind).__name__}: say in WRITTEN how it is written")

    @of.register
    def _choice(self, kind: WordChoice) -> str:
        return self._(WRITTEN[YesNo]) if isinstance(kind, YesNo) else self._words(kind.words)

    @of.register
    def _reference(self, kind: Reference) -> str:
        _ = self._
        if kind.kind == "fact":
            return _("{words}; or a facility from the vocabulary").format(words=self._words(FACTS))
        return _(REFERENCES[kind.kind])

    @of.register
    def _url(self, kind: Url) -> str:
        _ = self._
        return _("a whole address that starts with `https://`, `mailto:` or `tel:`") if kind.mail else _(WRITTEN[Url])

    @of.register
    def _time(self, kind: Time) -> str:
        return self._(WRITTEN[Time]) if kind.all_day else self._(N_("from-to"))

    @of.register
    def _list(self, kind: ListOf) -> str:
        _ = self._
        text = _("one or more: {item}") if kind.kind.shape == "text" else _("a list; of each: {item}")
        return text.format(item=self.of(kind.kind))

    @of.register
    def _steps(self, kind: ConfidenceKind) -> str:
        return self.of(kind.steps)

    @of.register
    def _prices(self, kind: OneOrPrices) -> str:
        _ = self._
        return _("{short}; or a list, of each {keys}").format(short=self._short_or_long(kind), keys=self.of(kind.price))

    @of.register
    def _childcare(self, kind: ChildcareField) -> str:
        return self._("{short}; or {keys}").format(short=self._(WRITTEN[YesNo]), keys=self.of(kind.record))

    @of.register(OneOrRecord)
    @of.register(WithinKind)
    def _short_or_long(self, kind: OneOrRecord | WithinKind) -> str:
        short = kind.areas if isinstance(kind, WithinKind) else kind.kind
        _ = self._
        return _("{short}; or {keys}").format(short=self.of(short), keys=self.of(kind.record))

    @of.register
    def _record(self, kind: Record) -> str:
        _ = self._
        return _("the keys {keys}").format(keys=", ".join(f"`{key}`" for key in kind.fields))

    def _words(self, words: Iterable[str]) -> str:
        """Return words of the format, each with its meaning behind it where that is another word."""
        meanings = {word: self._meaning(MEANING, MEANINGS.get(word, word)) for word in words}
        return ", ".join(f"`{word}`" if word == it else f"`{word}` ({it})" for word, it in meanings.items())

    def _limits(self, kind: FieldKind) -> dict[str, str]:
        """Return what limits a value of this kind, as a reader of the language writes it."""
        limits = {}
        for name, value in vars(kind).items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                limits[name] = str(format_decimal(value, locale=self._language))
            elif isinstance(value, tuple):
                limits[name] = ", ".join(f"`{one}`" for one in value)
            else:
                limits[name] = str(value)
        return limits


def records_in(kind: FieldKind) -> dict[str, Record]:
    """Return the records that a kind of value holds: by the name of their pattern, else by an empty name."""
    match kind:
        case Record():
            return {"": kind}
        case ListOf():
            return records_in(kind.kind)
        case ConfidenceKind():
            return records_in(kind.steps)
        case OneOrPrices():
            return {"": kind.record, "prices": kind.price}
        case OneOrRecord() | WithinKind() | ChildcareField():
            return {"": kind.record}
    return dict(kind.patterns) if isinstance(kind, WhenField) else {}


def record_at(record: Record, path: str) -> Record:
    """Return the record at a path below another: ``location``, ``when.weekly``, ``districts.neighbourhoods``."""
    keys = path.split(".") if path else []
    while keys:
        inner = records_in(record.fields[keys.pop(0)].kind)
        record = inner[keys.pop(0)] if keys and keys[0] in inner else inner[""]
    return record


def default(record: Record, field: Field) -> str | None:
    """Return what counts where a key is left out, as it would be written; None where that is nothing at all."""
    parameters = inspect.signature(record.model).parameters
    value: Any = parameters[field.attribute].default if field.attribute in parameters else None
    plain = isinstance(value, int | float | str) and not isinstance(value, bool) and value != ""
    return f"{value:g}" if plain and not isinstance(value, str) else str(value) if plain else None


# --- samples ---------------------------------------------------------------------------------------------
# How each field is written somewhere in the examples.

_LONGEST = 45
"""What still fits in a column of a table, in characters."""


def sample(file: str, field: Field) -> str | None:
    """Return the first short line that gives the field in an example of this kind of file; None where none is."""
    return next((line for line in _written(file).get(field, ()) if line and len(line) <= _LONGEST), None)


def used(file: str) -> frozenset[Field]:
    """Return the fields that examples of this kind of file give."""
    return frozenset(_written(file))


@cache
def _written(file: str) -> dict[Field, list[str]]:
    lines: dict[Field, list[str]] = {}
    for text in examples(file).values():
        root = parse(text.encode(), FileNotes(file))
        for field, line in _fields(FILES[file][1], root) if root else ():
            lines.setdefault(field, []).append(line)
    return lines


def _fields(kind: FieldKind, node: Node) -> Iterator[tuple[Field, str]]:
    """Yield each field below this node, with the line that gives it."""
    if isinstance(node, Items):
        for item in node.items:
            yield from _fields(kind.prices if isinstance(kind, OneOrPrices) else kind, item)
    elif isinstance(node, MappingNode):
        records = records_in(kind)
        record = next((records[name] for name in node.entries if name in records), records.get(""))
        fields = record.fields if record else {}
        for key, (_, child) in node.entries.items() if fields else ():
            field = fields[key]
            yield field, _line(key, child)
            yield from _fields(field.kind, child)


def _line(key: str, node: Node) -> str:
    """Return a key with its value on one line; empty where that is no way to write it."""
    value = _flow(node)
    return f"{key}: {value}" if value else ""


def _flow(node: Node) -> str:
    if isinstance(node, Scalar):
        return "" if "\n" in node.value else node.value if node.plain else f'"{node.value}"'
    if isinstance(node, Items) and (items := [_flow(item) for item in node.items]) and all(items):
        return "" if isinstance(node.items[0], MappingNode) else f"[{', '.join(items)}]"
    if isinstance(node, MappingNode) and (lines := [_line(key, child) for key, (_, child) in node.entries.items()]):
        return f"{{{', '.join(lines)}}}" if all(lines) else ""
    return ""


_OTHER = {"nl": "Op deze pagina staat hetzelfde in het Nederlands", "en": "The same page in English"}
_MADE = (
    "<!-- Made by `make docs` from the fields that the reader knows: change those or the catalogues, not this page. -->"
)


def page(language: str) -> str:
    """Return the whole page in a language that has one."""
    return "\n\n".join(_Page(language).blocks()) + "\n"


def anchor(heading: str) -> str:
    """Return the anchor that forges give to a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


class _Page:
    def __init__(self, language: str) -> None:
        self._language = language
        self._texts = translator(language)
        self._written = Written(self._texts, language)

    def blocks(self) -> Iterator[str]:
        _ = self._texts.gettext
        yield _MADE
        yield f"# {_(TITLE)}"
        yield " · ".join(f"[{_OTHER[other]}]({name})" for other, name in PAGES.items() if other != self._language)
        yield from map(_, INTRODUCTION)
        yield "\n".join(
            f"{'  ' * (chapter.level - 2)}- [{_(chapter.heading)}](#{anchor(_(chapter.heading))})"
            for chapter in CHAPTERS
        )
        for chapter in CHAPTERS:
            yield f"{'#' * chapter.level} {_(chapter.heading)}"
            for block in sorted(chapter.blocks, key=lambda block: isinstance(block, FieldTable)):
                yield self._block(block)

    def _block(self, block: str | tuple[str, ...] | FieldTable | ManualExample) -> str:
        _ = self._texts.gettext
        if isinstance(block, FieldTable):
            return self._table(block)
        if isinstance(block, ManualExample):
            text = COMMENT.sub(lambda remark: _(remark[0]), examples(block.file)[block.name])
            return f"{_(block.caption)}\n\n```yaml\n{text}```"
        if isinstance(block, str):
            return _(block)
        return "\n".join(f"- {_(point)}" for point in block)

    def _table(self, table: FieldTable) -> str:
        _ = self._texts.gettext
        file, _dot, path = table.path.partition(".")
        record = record_at(FILES[file][1], path)
        heads = (_(N_("key")), _(N_("what it is")), _(N_("what you may write")), _(N_("example")))
        rows = [_row(heads), _row(("---",) * len(heads))]
        rows += [self._field(file, record, record.fields[key]) for key in table.keys or record.fields]
        keys = path.removeprefix("when.")
        under = N_("Under `{key}`, as a list:") if keys.endswith(".prices") else N_("Under `{key}`:")
        named = keys.removesuffix(".prices").replace(".", " → ")
        above = _(under).format(key=named) + "\n\n" if path and keys == path else ""
        return above + "\n".join(rows)

    def _field(self, file: str, record: Record, field: Field) -> str:
        _ = self._texts.gettext
        name = f"`{field.key}`" + (" " + _(N_("(required)")) if field.required else "")
        how = self._written.of(field.kind)
        usual = default(record, field)
        if usual is not None:
            how += "; " + _(N_("leave it out for `{usual}`")).format(usual=usual)
        found = sample(file, field)
        return _row((name, _(field.doc), how, f"`{found}`" if found else _(N_("see the example"))))


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"
