"""The content folder becomes a calendar, and everything that is wrong in it is told in one go."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Container, Iterable
from collections.abc import Mapping as Files
from datetime import date
from hashlib import sha1
from pathlib import Path
from traceback import walk_tb
from typing import Any, NamedTuple, TypeVar

import msgspec

from buurtkalender.domain.model import Activity, Calendar, District, Neighbourhood, Organisation, Venue
from buurtkalender.domain.values import Dates, Holiday, Norm, Occurrence, PickedUp, Source
from buurtkalender.reading import files
from buurtkalender.reading.assemble import assemble
from buurtkalender.reading.cache import Cache, CachedFile, Store
from buurtkalender.reading.checks import check_years
from buurtkalender.reading.fields import Record
from buurtkalender.reading.files import ContentFile, PictureFile, look_at_all
from buurtkalender.reading.problems import DEBUG, DECLARES, FileNotes, Problem, Ref, in_order, problem
from buurtkalender.reading.processes import ENOUGH, share_out
from buurtkalender.reading.records import ACTIVITY, ORGANISATION
from buurtkalender.reading.records_calendar import (
    ALL_PICKED_UP,
    ALL_QUESTIONS,
    ALL_SYNONYMS,
    HOLIDAYS,
    VOCABULARY,
    Question,
)
from buurtkalender.reading.records_norms import NORMS
from buurtkalender.reading.records_places import NEIGHBOURHOODS, VENUE, NeighbourhoodsFile
from buurtkalender.reading.syntax import WITHOUT_REST, parse, read_rest
from buurtkalender.reading.yaml import MOST_FILE_BYTES, MappingNode
from buurtkalender.words.values import MessageError

FIELDS: dict[str, Record] = {
    "activities": ACTIVITY,
    "organisations": ORGANISATION,
    "venues": VENUE,
    "neighbourhoods": NEIGHBOURHOODS,
    "vocabulary": VOCABULARY,
    "words": ALL_SYNONYMS,
    "norms": NORMS,
    "picked_up": ALL_PICKED_UP,
    "holidays": HOLIDAYS,
}
# By which keys a file is known, whatever folder it is in.
_SIGNS = {
    "activities": frozenset({"title", "when"}),
    "organisations": frozenset({"name", "kind"}),
    "venues": frozenset({"name", "address"}),
    "neighbourhoods": frozenset({"name", "districts"}),
    "norms": frozenset({"norms"}),
    "holidays": frozenset({"school_holidays"}),
    "vocabulary": frozenset({"themes", "audiences"}),
}
_PLACES = {kind: f"calendar/{kind}" for kind in ("norms", "holidays", "vocabulary")}
_PACK = msgspec.msgpack.Encoder()
_UNPACK = msgspec.msgpack.Decoder(Store)


class Read(NamedTuple):
    """What was read: the calendar of all that is right, every problem, and the files that are not in the calendar.

    Problems are in order of path and place. ``left_out`` holds paths like those of the problems. ``pictures`` are those
    that some file shows, by their paths below the content folder.
    """

    calendar: Calendar
    problems: tuple[Problem, ...]
    left_out: tuple[str, ...]
    pictures: Files[str, PictureFile] = {}


def read_content(  # noqa: PLR0913 - whose content, and how it is read
    content: Path,
    *,
    calendar_id: str,
    anchor: date,
    cache: Path | None = None,
    jobs: int = 1,
    pictures: bool = True,
    public_holidays: tuple[str, ...] | None = None,
    unforeseen: Files[str, str] = {},
) -> Read:
    """Read the content folder; ``cache`` is the folder that remembers what files held. Never raises on bad content.

    Thousands of new files are shared out over ``jobs`` processes.

    A file that is wrong is left out, and so is what cannot do without it; organisations, venues and the calendar's own
    files keep what is right of them. ``anchor`` is the first day of series without ``from``, ``public_holidays`` are
    those that the calendar knows. Without ``pictures`` nobody looks whether those that are there can be shown.
    ``unforeseen`` are files to leave out besides, by their paths below the content folder (:func:`despite`).
    """
    collecting = gc.isenabled()
    gc.disable()  # nothing that is read here is garbage, and looking for it costs a quarter of the time
    try:
        empty = Calendar(calendar_id, anchor, public_holidays=public_holidays)
        return despite(lambda left: _read(content, empty, cache, jobs, {**unforeseen, **left}, pictures=pictures))
    finally:
        if collecting:
            gc.enable()


def _read(  # noqa: PLR0913 - as above
    content: Path, empty: Calendar, cache: Path | None, jobs: int, unforeseen: Files[str, str], *, pictures: bool
) -> Read:
    found = files.scan(content)
    misnamed = {told.path for told in found.problems}
    if not content.is_dir():
        found.problems.append(problem(content.name, 1, 1, "no-content-folder", path=content.name))
    kept = Cache(cache, f"{content.name} {empty.anchor}")
    reader = _Reader(content, empty.anchor, kept)
    store = reader.all(found.files, jobs)
    shown = _pictures(store, content.name, found.others) if pictures else []
    store.pictures = look_at_all(content, shown, kept.store.pictures, kept.trusted)
    seen = _without(store, unforeseen, content.name) if unforeseen else store
    calendar, problems, left_out = assemble(empty, seen, content, found.others, kept.store.days_off)
    store.days_off = seen.days_off
    if (
        reader.changed
        or store.pictures != kept.store.pictures
        or any(len(getattr(store, kind)) != len(getattr(kept.store, kind)) for kind in FIELDS)
    ):
        kept.save(store)
    everything = [*found.problems, *problems]
    gone = {f"{content.name}/{path}" for path in left_out} | misnamed
    return Read(calendar, in_order(everything), tuple(sorted(gone)), store.pictures)


def _pictures(store: Store, folder: str, others: set[str]) -> list[str]:
    """Return the pictures that some content file shows, in order."""
    named = {
        need.removeprefix(f"file {folder}/")
        for kind in ("activities", "organisations", "venues")
        for entry in getattr(store, kind).values()
        for need in entry.needs
        if need.startswith("file ")
    }
    return sorted(named & others)


def blob_name(data: bytes) -> str:
    """Return the name that git gives a file with these bytes, so that it is found again in any history of it."""
    return sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


class _Reader:
    """Reads files, those that changed since the last run at least."""

    def __init__(self, content: Path, anchor: date, cache: Cache) -> None:
        self._content = content
        self._anchor = anchor
        self._cache = cache
        self.changed = False

    def all(self, found: Files[str, list[ContentFile]], jobs: int) -> Store:
        """Return what all files hold; the new ones are read in ``jobs`` processes where they are many."""
        store = Store()
        fresh: list[tuple[str, ContentFile]] = []
        for section, listed in found.items():
            for file in listed:
                kind = file.id.replace("-", "_") if section == "calendar" else section
                known = self._unchanged(kind, file)
                if known is None:
                    fresh.append((kind, file))
                getattr(store, kind)[file.path] = known  # its place, also where what it holds comes later
        self.changed = bool(fresh)
        if jobs > 1 and len(fresh) >= ENOUGH:
            for share in share_out(self._packed, fresh, jobs):
                part = _UNPACK.decode(share)
                for kind in FIELDS:
                    getattr(store, kind).update(getattr(part, kind))
        else:
            for kind, file in fresh:
                getattr(store, kind)[file.path] = self._entry(kind, file)
        return store

    def _packed(self, files_of_kinds: Iterable[tuple[str, ContentFile]]) -> bytes:
        """Return the entries of these files as a store, for another process."""
        part = Store()
        for kind, file in files_of_kinds:
            getattr(part, kind)[file.path] = self._entry(kind, file)
        return _PACK.encode(part)

    def _unchanged(self, kind: str, file: ContentFile) -> CachedFile[Any] | None:
        """Return what the last run knew of a file, if it is still the same by size, time and inode."""
        known: CachedFile[Any] | None = getattr(self._cache.store, kind).get(file.path)
        same = (
            known is not None
            and known.mtime == file.mtime
            and known.size == file.size
            and known.inode == file.inode
            and file.mtime < self._cache.trusted
        )
        return known if same else None

    def _entry(self, kind: str, file: ContentFile) -> CachedFile[Any]:
        """Read a file, or find that its bytes are as they were."""
        known: CachedFile[Any] | None = getattr(self._cache.store, kind).get(file.path)
        notes = FileNotes(f"{self._content.name}/{file.path}", file.id)
        try:
            data = files.load_file(self._content, file, MOST_FILE_BYTES)
        except OSError as error:
            notes.problems.append(problem(notes.path, 1, 1, "cannot-read", reason=error.strerror or error))
            return CachedFile(file.size, 0, file.inode, "", None, tuple(notes.problems), (), (), b"")
        digest = blob_name(data)
        if known is not None and known.digest == digest:
            return msgspec.structs.replace(known, size=file.size, mtime=file.mtime, inode=file.inode)
        try:
            record = self._record(kind, file, data, digest, notes)
        except Exception as error:  # whatever nobody foresaw: the next run looks again, perhaps with another program
            if os.environ.get(DEBUG):
                raise
            notes.problems = [problem(notes.path, 1, 1, "unforeseen", error=type(error).__name__)]
            return CachedFile(file.size, 0, file.inode, "", None, tuple(notes.problems), (), (), b"")
        return CachedFile(
            file.size,
            file.mtime,
            file.inode,
            digest,
            record,
            tuple(notes.problems),
            tuple(dict.fromkeys(f"{ref.kind} {ref.id}" for ref in notes.refs if ref.kind != "change")),
            tuple(dict.fromkeys(f"{ref.kind} {ref.id}" for ref in notes.declared)),
            _PACK.encode(
                [*notes.refs, *(Ref(DECLARES + ref.kind, ref.id, ref.line, ref.column) for ref in notes.declared)]
            ),
        )

    def _record(self, kind: str, file: ContentFile, data: bytes, digest: str, notes: FileNotes) -> Any:
        root = parse(data, notes)
        fields = FIELDS[kind]
        if root is None:
            if WITHOUT_REST.isdisjoint(one.code for one in notes.problems):
                read_rest(data, fields, notes)
            return None
        if not root.entries.keys() <= fields.fields.keys() and (place := _elsewhere(kind, file.id, root)):
            return notes(root, "belongs-elsewhere", suggestion=place)
        values = fields.values(root, notes)
        if values is None:
            return None
        source = Source(file.path, digest)
        if kind == "activities":
            if notes.failed:
                return None
            activity = Activity(id=file.id, source=source, **values)
            self._check_dates(activity, root, notes)
            return None if notes.failed else activity
        return _MAKERS[kind](fields, file, source, values)

    def _check_dates(self, activity: Activity, root: MappingNode, notes: FileNotes) -> None:
        if activity.changes or len(activity.when) > 1:
            from buurtkalender.reading.checks import check_planned  # most activities have one entry

            check_planned(activity, root, self._anchor, notes)
        if Dates in map(type, activity.when):
            check_years(activity, root, self._anchor, notes)


def _elsewhere(kind: str, identifier: str, root: MappingNode) -> str:
    """Return where a file belongs that holds another kind of thing than its folder; empty where it is right."""
    keys = root.entries.keys()
    strange = {other: len(keys - FIELDS[other].fields.keys()) for other in _SIGNS}
    fits = [other for other, signs in _SIGNS.items() if signs <= keys]
    best = min(fits, key=lambda other: strange[other], default=kind)
    if best == kind or strange[best] + 2 > len(keys - FIELDS[kind].fields.keys()):
        return ""
    name = identifier.rpartition("/")[2]
    return f"activities/…/{name}.yaml" if best == "activities" else f"{_PLACES.get(best, f'{best}/{name}')}.yaml"


def _place(fields: Record, file: ContentFile, source: Source, values: dict[str, Any]) -> Organisation | Venue:
    made: Organisation | Venue = fields.model(id=file.id, source=source, **values)
    return made


def _area(fields: Record, file: ContentFile, source: Source, values: dict[str, Any]) -> NeighbourhoodsFile:
    made: NeighbourhoodsFile = fields.model(identifier=file.id, source=source, **values)
    return made


def _plain(fields: Record, file: ContentFile, source: Source, values: dict[str, Any]) -> Any:  # noqa: ARG001
    return fields.model(**values)


_MAKERS: dict[str, Callable[..., Any]] = {
    "organisations": _place,
    "venues": _place,
    "neighbourhoods": _area,
    "vocabulary": _plain,
    "words": _plain,
    "norms": _plain,
    "picked_up": _plain,
    "holidays": _plain,
}


# --- what nobody foresaw ---------------------------------------------------------------------------------
# Whatever a file brings the program to: that file is left out and told, and all others go on (decision 7).

MOST_UNFORESEEN = 10
"""When so many files cannot be worked with, it is the program that is wrong, and the last site stays."""

Outcome = TypeVar("Outcome")


def despite(work: Callable[[dict[str, str]], Outcome], ours: tuple[type[Exception], ...] = ()) -> Outcome:
    """Return what a work comes to without the files that it cannot be done with.

    The work gets these by their paths below the content folder, each with the kind of its error, and is begun anew for
    each that is found; it may change nothing for good before it is done. Errors that are no file's fault are raised:
    those of the system, ``ours``, those that no file can be seen to have to do with, and all once there are too many.
    """
    left: dict[str, str] = {}
    while True:
        try:
            return work(left)
        except Exception as error:
            hopeless = isinstance(error, (OSError, MemoryError, MessageError, *ours)) or os.environ.get(DEBUG)
            suspect = None if hopeless or len(left) >= MOST_UNFORESEEN else _suspect(error, left, _path)
            if suspect is None:
                if area := None if hopeless else _suspect(error, (), _area_path):
                    error.add_note(area)  # named, and not left out: all that is there would go with it
                raise
            left[suspect] = type(error).__name__


def _suspect(error: Exception, cleared: Container[str], path_of: Callable[[object], str]) -> str | None:
    """Return the path of the file that was worked on when something went wrong: the innermost that the work held."""
    for frame in [frame for frame, _ in walk_tb(error.__traceback__)][::-1]:
        for value in list(frame.f_locals.values()):
            parts = value if isinstance(value, tuple) and hasattr(value, "_fields") else ()
            for path in map(path_of, (value, *parts)):
                if path and path not in cleared:
                    return path
    return None


def _path(value: object) -> str:
    """Return the path of the file that a value comes from; empty for what comes from none."""
    if isinstance(value, ContentFile):
        return value.path
    if isinstance(value, Activity | Organisation | Venue):
        return value.source.path
    if isinstance(value, Occurrence) and not value.activity.startswith("/"):
        return f"activities/{value.activity}.yaml"
    return _CALENDAR_FILES.get(type(value), "")


def _area_path(value: object) -> str:
    return f"neighbourhoods/{value.municipality}.yaml" if isinstance(value, Neighbourhood | District) else ""


_CALENDAR_FILES: dict[type, str] = {
    Norm: "calendar/norms.yaml",
    Holiday: "calendar/holidays.yaml",
    PickedUp: "calendar/picked-up.yaml",
}


def _without(store: Store, unforeseen: Files[str, str], folder: str) -> Store:
    """Return what was read with these files left out, and told."""
    changed: dict[str, dict[str, CachedFile[Any]]] = {}
    for kind in FIELDS:
        entries = getattr(store, kind)
        for path in unforeseen.keys() & entries.keys():
            told = problem(f"{folder}/{path}", 1, 1, "unforeseen", error=unforeseen[path])
            left = msgspec.structs.replace(entries[path], record=None, problems=(told,))
            changed.setdefault(kind, dict(entries))[path] = left
    return msgspec.structs.replace(store, **changed)


# --- questions about feeds -------------------------------------------------------------------------------
# They are no part of the calendar: the nightly import asks them, and reads what people answered.


def read_waiting(file: Path, content: Path) -> tuple[tuple[Question, ...], list[Problem]]:
    """Return the questions in a file, none where there is no file, and every mistake in it."""
    notes = FileNotes(file.relative_to(content.parent).as_posix())
    try:
        octets = file.read_bytes()[: MOST_FILE_BYTES + 1]
    except FileNotFoundError:
        return (), []
    except OSError as error:
        return (), [problem(notes.path, 1, 1, "cannot-read", reason=error.strerror or error)]
    root = parse(octets, notes)
    values = ALL_QUESTIONS.values(root, notes) if root else None
    return (values or {}).get("waiting", ()), [one for one in notes.problems if one.is_error]


def waiting_problems(content: Path) -> list[Problem]:
    """Return the mistakes in all files in which questions about feeds wait for an answer."""
    return [one for file in sorted((content / "feeds").glob("*.yaml")) for one in read_waiting(file, content)[1]]
