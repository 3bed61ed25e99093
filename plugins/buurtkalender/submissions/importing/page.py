"""The page of a dry run: what was understood beside what was written, row by row, for a second person's eyes.

One file that asks nobody for anything, with no script: it can be mailed and printed. So what would not be published
stands masked in it, also where it is quoted.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from hashlib import sha256
from shlex import quote
from typing import NamedTuple

from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.places import Places
from buurtkalender.domain.recurrence import Window, days_off, occurrences_of
from buurtkalender.reading.markup import to_text
from buurtkalender.submissions.importing.content_lines import decoded
from buurtkalender.submissions.importing.report import (
    DIFFERENT,
    MARKS,
    STATES,
    Certainty,
    ImportedActivity,
    ReportItem,
    SourcePlace,
    counts_of,
    is_over,
)
from buurtkalender.submissions.importing.row_facts import head_of
from buurtkalender.submissions.importing.sheets import SheetTable
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.dates import dated
from buurtkalender.words.patterns import line_of
from buurtkalender.words.values import HIDDEN, address_line, on_one_line, ways, words_of

MOST_DATES = 8
FOLD = 100
"""So many rows of a kind stand open; the others are folded, as many at a time."""

LONGEST_CELL = 600
MOST_EVENTS_SHOWN = 12


class ImportPart(NamedTuple):
    """What one calendar or sheet came to, and its source: the octets of a calendar, the tables of a sheet.

    ``if_yes`` tells what it would come to if somebody said yes to all that is asked.
    """

    name: str
    taken: tuple[ImportedActivity, ...] = ()
    items: tuple[ReportItem, ...] = ()
    octets: bytes = b""
    tables: tuple[SheetTable, ...] = ()
    if_yes: Callable[[], tuple[ImportedActivity, ...]] | None = None

    @property
    def told(self) -> list[ReportItem]:
        """All that is told of it."""
        return [*self.items, *(item for one in self.taken for item in one.items)]

    @property
    def asks(self) -> bool:
        """Whether something waits for a yes."""
        return any(item.kind is Certainty.ASKED for item in self.told)

    def answered(self, answers: Sequence[ReportItem]) -> ImportPart:
        """Return it with what a person said yes to, each beside what it is about."""
        of = {(one.place.sheet, one.place.number): one for one in self.taken}
        taken = [
            one._replace(items=(*one.items, *(told for told in answers if of.get(_spot(told.place)) is one)))
            for one in self.taken
        ]
        loose = [told for told in answers if _spot(told.place) not in of]
        return self._replace(taken=tuple(taken), items=(*self.items, *loose))


class _Block(NamedTuple):
    """A piece of the source: where it stands, and each of its cells or lines with its name."""

    place: str
    cells: list[tuple[str, str]]


class _Mark(NamedTuple):
    kind: Certainty
    text: str
    key: str = ""


class _Fact(NamedTuple):
    """Something of the file that would be written, in words, with what was guessed or asked of it."""

    label: str
    lines: list[str]
    marks: list[_Mark]
    code: bool = False


class _Shown(NamedTuple):
    """An activity as it would be: ``state`` says what becomes of its file."""

    title: str
    path: str
    state: str
    facts: list[_Fact]
    marks: list[_Mark]


class _Row(NamedTuple):
    """A row, or the events of one activity, with what came of it."""

    group: str
    id: str
    title: str
    place: str
    written: list[_Block]
    more: int
    became: list[_Shown]
    marks: list[_Mark]
    if_yes: list[_Shown]


_GROUPS = {
    "waiting": (N_("Waits for your yes"), N_("None of this is written until somebody says yes to it.")),
    "dropped": (N_("Left out"), N_("None of this is written. The reason stands beside it.")),
    "guessed": (N_("Look whether this is right"), N_("This is written, with what was guessed marked in the file.")),
    "sure": (N_("Understood"), N_("Of this nothing was guessed.")),
}
"""The kinds of rows, in the order in which somebody should look at them: what it is called, and what it means."""

_SIGNS = {
    Certainty.GUESSED: "≈",
    Certainty.ASKED: "?",
    Certainty.ANSWERED: "✓",
    Certainty.CHECK: "!",
    Certainty.DROPPED: "✕",
}


def import_page(
    parts: Sequence[ImportPart], calendar: Calendar, today: date, texts: Translator, command: Sequence[str]
) -> bytes:
    """Return the page about these parts. ``command`` is what to run to write it, without what to say yes to."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(__package__ or "", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals.update(_=texts.gettext, texts=texts, words=words_of(texts), signs=_SIGNS, fold=FOLD)
    source, _, _ = environment.loader.get_source(environment, "import.css")  # type: ignore[union-attr]
    style = " ".join(source.split())
    view = _View(calendar, today, texts)
    rows = [row for n, part in enumerate(parts) for row in view.rows(part, n)]
    keys = list(dict.fromkeys(item.key for part in parts for item in part.told if item.kind is Certainty.ASKED))
    counts = counts_of([one for part in parts for one in part.taken], [one for part in parts for one in part.items])
    return (
        environment.get_template("import.html")
        .render(
            name=", ".join(filter(None, (part.name for part in parts))),
            style=style,
            hashed=b64encode(sha256(style.encode()).digest()).decode(),
            groups=[
                (group, texts.gettext(title), texts.gettext(text), folded([row for row in rows if row.group == group]))
                for group, (title, text) in _GROUPS.items()
            ],
            numbers={group: sum(row.group == group for row in rows) for group in _GROUPS},
            over=view.over,
            counts=counts,
            notes=view.notes,
            keys=keys,
            command=" ".join(map(quote, command)),
            today=words_of(texts).whole_day(today),
        )
        .encode("utf-8", "replace")
    )


def folded(rows: list[_Row]) -> list[list[_Row]]:
    """Return the rows in pieces that can be folded."""
    return [rows[n : n + FOLD] for n in range(0, len(rows), FOLD)]


def _spot(place: SourcePlace) -> tuple[str, int]:
    return place.sheet, place.number


class _View:
    """Says what happened to each row, in the language of ``texts``."""

    def __init__(self, calendar: Calendar, today: date, texts: Translator) -> None:
        self.notes: list[_Mark] = []
        self.over = 0
        self._calendar = calendar
        self._today = today
        self._texts = texts
        self._words = words_of(texts)
        self._places = Places(calendar)
        self._near, self._far = Window(today, today + timedelta(days=70)), Window(today, today + timedelta(days=730))
        self._off = days_off(calendar, self._far)

    def rows(self, part: ImportPart, n: int) -> Iterator[_Row]:
        """Yield every row of a sheet, and every activity and every other event of a calendar, once."""
        source = _Sheet(part.tables, self._texts) if part.tables else _Lines(part.octets, self._texts)
        taken: dict[tuple[str, int], list[ImportedActivity]] = {}
        for one in part.taken:
            taken.setdefault(_spot(one.place), []).append(one)
        told: dict[tuple[str, int], list[ReportItem]] = {}
        for item in part.items:
            if is_over(item):
                self.over += 1
            elif item.place.number and (_spot(item.place) in taken or source.has(item.place)):
                told.setdefault(_spot(item.place), []).append(item)
            else:
                self.notes.append(self._mark(item, where=True))
        later: dict[tuple[str, int], list[ImportedActivity]] = {}
        if part.if_yes and any(item.kind is Certainty.ASKED for items in told.values() for item in items):
            for one in part.if_yes():
                later.setdefault(_spot(one.place), []).append(one)
        for spot in source.spots([*taken, *told]):
            made, items = taken.get(spot, []), told.get(spot, [])
            yield self._row(source, f"r{n}-{spot[1]}", spot, made, items, later.get(spot, []) if not made else [])

    def _row(  # noqa: PLR0913, PLR0917 - a row, and all that became of it
        self,
        source: _Sheet | _Lines,
        anchor: str,
        spot: tuple[str, int],
        made: list[ImportedActivity],
        items: list[ReportItem],
        later: list[ImportedActivity],
    ) -> _Row:
        kinds = {item.kind for item in (*items, *(item for one in made for item in one.items))}
        if Certainty.ASKED in kinds:
            group = "waiting"
        elif not made or any(one.state == DIFFERENT for one in made):
            group = "dropped"
        else:
            group = "guessed" if kinds - {Certainty.ANSWERED} else "sure"
        place = (made[0].place if made else items[0].place) if made or items else SourcePlace(spot[1], sheet=spot[0])
        uids = frozenset().union(*(one.of for one in made), {place.uid} - {""})
        published = "\n".join(one.text for one in made)
        blocks = source.blocks(spot, uids, published)
        title = made[0].title if made else source.title(spot, place.name, published)
        ids = f"{anchor}-{len(spot[0])}" if spot[0] else anchor
        return _Row(
            group, ids, title, place._replace(name="", uid="").shown(self._texts), blocks[:MOST_EVENTS_SHOWN],
            max(0, len(blocks) - MOST_EVENTS_SHOWN), [self._shown(one) for one in made],
            [self._mark(item) for item in items], [self._shown(one) for one in later],
        )  # fmt: skip

    def _mark(self, item: ReportItem, *, where: bool = False) -> _Mark:
        text = self._texts.gettext(MARKS[item.kind]).format(text=item.message.shown(self._texts))
        if where and item.place.number:
            text = f"{item.place.shown(self._texts)}: {text}"
        return _Mark(item.kind, text, item.key if item.kind is Certainty.ASKED else "")

    # --- what was understood ---

    def _shown(self, one: ImportedActivity) -> _Shown:
        state = self._texts.gettext(STATES[one.state])
        if one.activity is None:
            return _Shown(one.title, one.path, state, [], [self._mark(item) for item in one.items])
        facts: list[_Fact] = []
        told: dict[str, list[_Mark]] = {}
        for item in one.items:
            told.setdefault(item.field, []).append(self._mark(item))
        for key, raw in _fields(one.text):
            label, lines = self._fact(key, one.activity)
            facts.append(_Fact(label or key, lines or [raw], told.pop(key, []), code=not lines))
            if key == "when":
                facts.append(_Fact(self._texts.gettext(N_("Next dates")), self._dates(one.activity), []))
        left = [mark for marks in told.values() for mark in marks]
        return _Shown(one.title, one.path, state, facts, left)

    def _fact(self, key: str, activity: Activity) -> tuple[str, list[str]]:
        """Return what a field is called, and what it says; nothing where its text in the file says it best."""
        _, words, calendar = self._texts.gettext, self._words, self._calendar
        if key == "title":
            return _(N_("Title")), [activity.title]
        if key in {"summary", "description"}:
            text = activity.summary if key == "summary" else to_text(activity.description or "")
            return _(N_("Text")), [_cut(text or "")]
        if key == "when":
            return _(N_("When")), [line_of(one, self._texts) for one in activity.when]
        if key in {"venue", "location", "online"}:
            return _(N_("Where")), [self._where(activity)]
        if key == "cost" and activity.cost:
            return _(N_("Price")), [words.cost(activity.cost)]
        if key == "ages" and activity.ages:
            return _(N_("Ages")), [words.ages(activity.ages)]
        if key == "signup" and activity.signup:
            one = activity.signup
            how = ", ".join(filter(None, (one.phone, one.email, one.url)))
            said = _(N_("people have to sign up")) if one.required else _(N_("people do not have to sign up"))
            return _(N_("Signing up")), [f"{said}: {how}" if how else said, *filter(None, [words.signup_times(one)])]
        if key == "contact" and activity.contact:
            return _(N_("Contact")), [ways(words, activity.contact)]
        terms = {"themes": calendar.themes, "audiences": calendar.audiences, "languages": calendar.languages}
        labels = {"themes": N_("Themes"), "audiences": N_("For whom"), "languages": N_("Languages")}
        if key in terms:
            known = terms[key]
            names = [words.label(known[one]) if one in known else one for one in getattr(activity, key)]
            return _(labels[key]), [", ".join(names)]
        return "", []

    def _where(self, activity: Activity) -> str:
        venue = self._calendar.venues.get(activity.venue or "")
        if venue is not None:
            room = next((one.name for one in venue.rooms if one.id == activity.room), "")
            return ", ".join(filter(None, (venue.name, room)))
        if activity.location is not None:
            return address_line(activity.location, activity.location.name or "")
        return activity.online or ""

    def _dates(self, activity: Activity) -> list[str]:
        """Return the next dates as they would be published, with their weekday and times."""
        found = occurrences_of(self._calendar, activity, self._near, self._off)
        if len(found) < MOST_DATES:
            found = occurrences_of(self._calendar, activity, self._far, self._off)
        lines = []
        for one in found[:MOST_DATES]:
            there = self._places.at(activity, one)
            venue = there.venue.name if there.venue and not there.usual else ""
            lines.append(", ".join(filter(None, (dated(self._words, one, there, year=True), venue, there.note))))
        if not lines:
            lines.append(self._texts.gettext(N_("none with a fixed time")))
        elif len(found) > MOST_DATES:
            lines.append(self._words.and_more(len(found) - MOST_DATES))
        return lines


def _fields(text: str) -> Iterator[tuple[str, str]]:
    """Yield the top-level keys of a file, each with what is written behind it."""
    for match in re.finditer(r"^(\w+):(.*(?:\n[ \t-].*|\n(?=[ \n]))*)", text, re.MULTILINE):
        if match[1] != "room":  # told with its venue
            yield match[1], match[2].strip()


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


# --- what was written -------------------------------------------------------------------------------------
# The source as it stood, but for what is not published of it.

_OF_PEOPLE = "person"
_REACH = re.compile(
    r"(?:https?|webcal|tel|mailto|sips?|zoommtg):\S+|\bwww\.\S+|[\w.+%-]+@[\w-]+(?:\.[\w-]+)+|"
    r"\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,12}/\S+|(?<![\w.-])(?:\+|\(?0)[\d\s().\-/]{7,18}\d(?![\w-])",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"\b(?P<word>(?:wachtwoord|password|passcode|toegangscode|pincode|pin|code|meeting[ -]?id|vergader(?:ings)?[ -]?id|"
    r"webinar[ -]?id|kluisje|sleutelkluis(?:je)?)\b\W{0,4})(?P<code>\d[\d \-]*\d|\w*\d\w*|\d)",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}-\d\d")


class _Masked:
    """Masks what is not published: ways to reach somebody, links and codes that are in no file that is written."""

    def __init__(self, published: str, texts: Translator) -> None:
        self._published = published.casefold()
        self._digits = re.sub(r"\D", "", published)
        self._mask = texts.gettext(N_("[held back]"))

    def text(self, text: str) -> str:
        text = HIDDEN.sub("\ufffd", text)
        text = _REACH.sub(lambda match: match[0] if self._is_published(match[0]) else self._mask, text)
        return _cut(_CODE.sub(lambda match: f"{match['word']}{self._mask}", text))

    def _is_published(self, found: str) -> bool:
        if found.casefold().rstrip(".,;)\\") in self._published or _DATE.search(found):
            return True
        digits = re.sub(r"\D", "", found)
        return not re.search(r"[a-z]", found, re.IGNORECASE) and digits in self._digits


class _Sheet:
    """The rows of a sheet."""

    def __init__(self, tables: Sequence[SheetTable], texts: Translator) -> None:
        self._texts = texts
        self._rows: dict[tuple[str, int], tuple[list[str], list[str], dict[int, str]]] = {}
        for table in tables:
            head = head_of(table)
            if head is None:
                continue
            names = table.rows[head.row][1]
            read = {n: field for field, n in head.columns.items() if field != _OF_PEOPLE}
            for number, cells in table.rows[head.row + 1 :]:
                self._rows[table.name, number] = cells, names, read

    def has(self, place: SourcePlace) -> bool:
        return _spot(place) in self._rows

    def spots(self, told: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
        return list(dict.fromkeys((*self._rows, *told)))

    def title(self, spot: tuple[str, int], name: str, published: str) -> str:
        return _Masked(published, self._texts).text(on_one_line(name))

    def blocks(self, spot: tuple[str, int], uids: frozenset[str], published: str) -> list[_Block]:  # noqa: ARG002
        masked = _Masked(published, self._texts)
        row, names, read = self._rows.get(spot, ([], [], {}))
        cells = []
        for n, cell in enumerate(row):
            if cell:
                name = names[n] if n < len(names) else ""
                text = masked.text(cell) if n in read else self._texts.gettext(N_("[not read]"))
                cells.append((on_one_line(name) or f"({_letter(n)})", text))
        return [_Block("", cells)]


def _letter(n: int) -> str:
    """Return the letters by which a sheet calls a column."""
    return (_letter(n // 26 - 1) if n >= 26 else "") + chr(ord("A") + n % 26)


_EVENT = re.compile(r"^BEGIN:VEVENT[ \t]*$(.*?)^END:VEVENT", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_SHOWN_LINES = re.compile(
    r"(?:SUMMARY|DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|EXRULE|RECURRENCE-ID|LOCATION|STATUS|CATEGORIES|URL|"
    r"DESCRIPTION|X-MICROSOFT-CDO-ALLDAYEVENT)\b",
    re.IGNORECASE,
)
_FREE_TEXT = ("SUMMARY", "LOCATION", "DESCRIPTION", "URL", "CATEGORIES")
_PARTS = re.compile(r'((?:[^":]|"[^"]*")*):(.*)', re.DOTALL)


class _Span(NamedTuple):
    """Where an event stands in the text, and on which line it begins."""

    line: int
    begin: int
    end: int
    uid: str
    private: bool


class _Lines:
    """The events of a calendar, with their lines as they stand there."""

    def __init__(self, octets: bytes, texts: Translator) -> None:
        self._texts = texts
        self._text = decoded(octets).replace("\r\n", "\n").replace("\r", "\n")
        self._spans: list[_Span] = []
        line = at = 0
        for match in _EVENT.finditer(self._text):
            line += self._text.count("\n", at, match.start())
            at = match.start()
            body = re.sub(r"\n[ \t]", "", match[1]) if "\n " in match[1] or "\n\t" in match[1] else match[1]
            uid = re.search(r"^UID[^:\n]*:(.*)$", body, re.MULTILINE | re.IGNORECASE)
            hidden = re.search(r"^CLASS[^:\n]*:\s*(PRIVATE|CONFIDENTIAL)", body, re.MULTILINE | re.IGNORECASE)
            span = _Span(line + 1, match.start(1), match.end(1), uid[1].strip() if uid else "", hidden is not None)
            self._spans.append(span)
        self._by_line = {span.line: span for span in self._spans}
        self._by_uid: dict[str, list[_Span]] = {}
        for span in self._spans:
            if span.uid:
                self._by_uid.setdefault(span.uid, []).append(span)
        self._private = {span.uid for span in self._spans if span.private and span.uid}

    def has(self, place: SourcePlace) -> bool:
        return place.number in self._by_line

    def spots(self, told: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
        self._told = set(told)
        return sorted(self._told, key=lambda one: one[1])

    def title(self, spot: tuple[str, int], name: str, published: str) -> str:
        span = self._by_line.get(spot[1])
        if span and (span.private or span.uid in self._private):
            return self._texts.gettext(N_("[held back]"))
        return _Masked(published, self._texts).text(on_one_line(name))

    def blocks(self, spot: tuple[str, int], uids: frozenset[str], published: str) -> list[_Block]:
        masked = _Masked(published, self._texts)
        own = self._by_line.get(spot[1])
        spans = [span for uid in uids for span in self._by_uid.get(uid, ()) if ("", span.line) not in self._told]
        spans = sorted({*spans, *([own] if own else [])})
        return [self._block(span, masked) for span in spans]

    def _block(self, span: _Span, masked: _Masked) -> _Block:
        place = SourcePlace(span.line).shown(self._texts)
        if span.private or span.uid in self._private:
            return _Block(place, [("CLASS", self._texts.gettext(N_("[held back]")))])
        cells = []
        for line in re.sub(r"\n[ \t]", "", self._text[span.begin : span.end]).split("\n"):
            if _SHOWN_LINES.match(line) and (parts := _PARTS.fullmatch(line)):
                text = parts[2] if not line.upper().startswith(_FREE_TEXT) else masked.text(parts[2])
                cells.append((HIDDEN.sub("\ufffd", _cut(parts[1])), HIDDEN.sub("\ufffd", _cut(text))))
        return _Block(place, cells)
