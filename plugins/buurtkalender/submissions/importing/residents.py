"""`buurtkalender residents import`: how many people live in each neighbourhood, from the key figures of CBS.

All or nothing: either every neighbourhood of a municipality gets the numbers of the file, and its source is written
beside them, or nothing is written. A number that somebody made up never stays behind below "CBS": where the file does
not say how many people there are, the old number is taken away, for unknown is not what it was, and it is told. What
is not in the file at all stops everything: its code is no longer right, and that takes a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from buurtkalender.domain.model import Calendar, Municipality, Neighbourhood
from buurtkalender.form.writing import quoted
from buurtkalender.reading.content import FIELDS, Read
from buurtkalender.reading.problems import FileNotes, problems_text
from buurtkalender.reading.records_places import NeighbourhoodsFile
from buurtkalender.reading.suggest import identifier_like
from buurtkalender.reading.syntax import parse
from buurtkalender.submissions.importing.kwb import (
    BANDS,
    AreaFile,
    CannotEditError,
    Figures,
    Kwb,
    read_kwb,
    source,
    year_of,
)
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.values import CannotReadError, Message, on_one_line

_SECTION = "neighbourhoods"


class ResidentsImport(NamedTuple):
    """What an import comes to: the lines that tell it, the files to write, and whether something is ``wrong``.

    Where something is wrong there is nothing to write.
    """

    report: tuple[str, ...]
    files: dict[Path, bytes]
    wrong: bool


def take_over(path: Path, year: int | None, found: Read, content: Path, texts: Translator) -> ResidentsImport:
    """Work out what the file of a year changes in the neighbourhoods that were read, without writing anything.

    Without a year it is the one in the file's name. Raises CannotReadError when there is none, when it is not such a
    file, or when it has none of these municipalities.
    """
    year = year or year_of(path)
    if year is None:
        raise CannotReadError(N_("The name {file} does not say of which year it is: add --year 2024."), file=path.name)
    broken = [one for one in found.problems if one.is_error and one.path.split("/")[1:2] == [_SECTION]]
    if broken:
        return ResidentsImport((problems_text(broken).rstrip(),), {}, wrong=True)
    calendar = found.calendar
    numbers = {key: _numbers(calendar, one) for key, one in calendar.municipalities.items()}
    kwb = read_kwb(path, frozenset().union(*numbers.values()))
    there = [key for key in numbers if numbers[key] & kwb.municipalities]
    names = {key: one.name for key, one in calendar.municipalities.items()}
    if not there:
        raise CannotReadError(_NOBODY, file=path.name, names=", ".join(names.values()) or "–")
    report: list[str] = []
    wrong: list[str] = []
    files: dict[Path, bytes] = {}
    for key in there:
        town = _Town(calendar.municipalities[key], calendar, kwb, content, texts)
        lines, changed = town.changes(source(year))
        wrong += town.wrong
        report += [f"{town.name}", *[f"  {line}" for line in lines], *town.others(numbers[key])]
        if changed is not None:
            files[town.path] = changed
    left = Message(
        N_("{names}: not in the file, so nothing changes there."),
        {"names": ", ".join(names[key] for key in numbers if key not in there)},
    )
    if len(there) < len(names):
        report.append(left.shown(texts))
    return (
        ResidentsImport(tuple(wrong), {}, wrong=True) if wrong else ResidentsImport(tuple(report), files, wrong=False)
    )


class _Town:
    """One municipality: its file, and what the figures change in it."""

    def __init__(self, town: Municipality, calendar: Calendar, kwb: Kwb, content: Path, texts: Translator) -> None:
        self.wrong: list[str] = []
        self._town = town
        self._calendar = calendar
        self._kwb = kwb
        self._texts = texts
        self.path = content / town.source.path
        self.name = f"{content.name}/{town.source.path}"
        self._homes = [one for one in calendar.neighbourhoods.values() if one.municipality == town.id]

    def changes(self, said: str) -> tuple[list[str], bytes | None]:
        """Return the lines that tell what changes, and the new file; None when it stays as it is."""
        octets = self.path.read_bytes()
        file = AreaFile(octets.decode())
        lines: list[str] = []
        same = 0
        people: dict[str, dict[str, int]] = {}
        for home in self._homes:
            if home.code is None:
                lines.append(self._say(N_("{name} has no `code`: its numbers stay as they are."), name=home.name))
                continue
            figures = self._figures(home, home.code)
            if figures is None:
                continue
            try:
                file.set_residents(home.code, figures.bands)
            except CannotEditError as error:
                self._fault(home, error.message)
                continue
            people[home.id] = {band: n for band, n in figures.bands.items() if n is not None}
            told = list(self._differences(home, figures))
            lines += told
            same += not told
        if self._town.population_source != said:
            lines.append(self._say(N_("Source: “{old}” → “{new}”"), old=self._town.population_source or "", new=said))
        file.set_source(said)
        if same:
            text = self._texts.ngettext(
                "{n} neighbourhood stays as it is.", "{n} neighbourhoods stay as they are.", same
            )
            lines.append(text.format(n=same))
        changed = file.changed.encode()
        if changed == octets:
            return lines, None
        self._check(octets, changed, people, said)
        return lines, changed

    def others(self, numbers: frozenset[str]) -> Iterator[str]:
        """Tell which neighbourhoods the file has and we have not, with the lines to add."""
        ours = {home.code for home in self._calendar.neighbourhoods.values()}
        new = [one for code, one in self._kwb.neighbourhoods.items() if code not in ours and code[2:6] in numbers]
        if not new:
            return
        text = self._texts.ngettext(
            "{n} neighbourhood in the file is not yours. If new, add these lines, with a `centre` and a `kind`:",
            "{n} neighbourhoods in the file are not yours. If new, add these lines, with a `centre` and a `kind`:",
            len(new),
        )
        yield "  " + text.format(n=len(new))
        districts = {one.code: one for one in self._calendar.districts.values()}
        taken = {*self._calendar.neighbourhoods, *self._calendar.districts, *self._calendar.municipalities}
        for code in dict.fromkeys(f"WK{one.code[2:8]}" for one in new):
            if code in districts:
                yield "  # " + self._say(
                    N_("below the district {name} ({code}):"), name=districts[code].name, code=code
                )
            else:
                name = self._kwb.districts.get(code, "")
                yield from (f"  {line}" for line in _entry(name or code, code, taken))
                yield "    neighbourhoods:"
            for one in new:
                if one.code[2:8] == code[2:]:
                    yield from (f"      {line}" for line in (*_entry(one.name, one.code, taken), *_people(one)))

    def _figures(self, home: Neighbourhood, code: str) -> Figures | None:
        """Return what the file says of a neighbourhood, if it says anything that can be right."""
        if code not in self._kwb.neighbourhoods:
            self._fault(home, Message(_NOT_THERE))
            return None
        for told in self._kwb.wrong.get(code, ()):
            self._fault(home, told)
        return None if code in self._kwb.wrong else self._kwb.neighbourhoods[code]

    def _differences(self, home: Neighbourhood, figures: Figures) -> Iterator[str]:
        """Tell what changes for a neighbourhood."""
        there = f"{home.name} ({home.code})"
        if _letters(figures.name) != _letters(home.name):
            yield self._say(
                N_("{place}: CBS calls this “{name}”. Is it the same area?"), place=there, name=figures.name
            )
        parts, gone = [], []
        for band, people in figures.bands.items():
            old = home.residents.get(band)
            if people is None and old is not None:
                gone.append(f"{band}: {old}")
            elif people != old:
                parts.append(f"{band}: {'–' if old is None else old} → {people}")
        if parts:
            yield f"{on_one_line(there)}: {', '.join(parts)}"
        if gone:
            yield self._say(_TAKEN_AWAY, place=there, numbers=", ".join(gone))
        elif None in figures.bands.values():
            unknown = ", ".join(band for band, people in figures.bands.items() if people is None)
            yield self._say(
                N_("{place}: CBS does not tell how many people of {bands} there are."), place=there, bands=unknown
            )

    def _check(self, old: bytes, new: bytes, people: dict[str, dict[str, int]], said: str) -> None:
        """Read the new file as `check` does: it has to be right, and different in these numbers alone."""
        notes = FileNotes(self.name, self._town.id)
        after = _area(new, notes)
        if notes.failed:
            self.wrong.append(problems_text(notes.problems, ["nl"]).rstrip())
            return
        before = _area(old, FileNotes(self.name, self._town.id))
        expected = msgspec.structs.replace(
            before,
            municipality=msgspec.structs.replace(before.municipality, population_source=said),
            neighbourhoods=tuple(
                msgspec.structs.replace(one, residents=people.get(one.id, one.residents))
                for one in before.neighbourhoods
            ),
        )
        if after != expected:
            raise RuntimeError(f"{self.name}: the change would change something else")

    def _fault(self, home: Neighbourhood, told: Message) -> None:
        self.wrong.append(f"{self.name}: {on_one_line(home.name)} ({home.code}): {told.shown(self._texts)}")

    def _say(self, text: str, **words: object) -> str:
        return Message(text, words).shown(self._texts)


_NOBODY = N_(
    "{file} has no neighbourhood of {names}. Is it the file of all of the Netherlands, and is each `code` right?"
)
_NOT_THERE = N_(
    "this code is not in the file. CBS may have given the area another code: look it up and change `code`, take the "
    "neighbourhood out, or take out its `code` to leave its numbers as they are."
)
_TAKEN_AWAY = N_("{place}: CBS does not tell these numbers, so they are taken away: {numbers}.")


def _area(octets: bytes, notes: FileNotes) -> NeighbourhoodsFile:
    root = parse(octets, notes)
    if root is None:
        raise RuntimeError(notes.path)
    found = FIELDS[_SECTION].read(root, notes)
    if not isinstance(found, NeighbourhoodsFile):
        raise TypeError(notes.path)
    return found


def _numbers(calendar: Calendar, town: Municipality) -> frozenset[str]:
    """Return the four digits by which CBS knows a municipality: its own, and those of its neighbourhoods."""
    codes = [town.code, *(one.code for one in calendar.neighbourhoods.values() if one.municipality == town.id)]
    return frozenset(code[2:6] for code in codes if code)


def _entry(name: str, code: str, taken: set[str]) -> list[str]:
    """Return the first lines of an area, with an identifier that is still free."""
    base = identifier_like(name) or code.lower()
    key = next(key for n in range(1, 10_000) if (key := base if n == 1 else f"{base}-{n}") not in taken)
    taken.add(key)
    return [f"- id: {key}", f"  name: {quoted(on_one_line(name))}", f"  code: {code}"]


def _people(one: Figures) -> list[str]:
    known = [f'"{band}": {one.bands[band]}' for band in BANDS.values() if one.bands[band] is not None]
    return [f"  residents: {{{', '.join(known)}}}"] if known else []


def _letters(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
