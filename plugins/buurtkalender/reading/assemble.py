"""All that was read becomes one calendar: what refers to what, and what is left out because of it."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Words
from pathlib import Path
from typing import Any

import msgspec

from buurtkalender.domain.facts import OWN_FACTS
from buurtkalender.domain.model import Activity, Calendar, District, Municipality, Neighbourhood, Organisation, Venue
from buurtkalender.domain.values import AgeBand, Holiday, Measure, Norm, PickedUp, Term
from buurtkalender.reading.cache import SECTIONS, CachedDaysOff, CachedFile, Store
from buurtkalender.reading.problems import DECLARES, Problem, Ref, problem
from buurtkalender.reading.records_calendar import DECLARED
from buurtkalender.reading.records_places import NeighbourhoodsFile, geometry
from buurtkalender.reading.references import References, position_of

_REFS = msgspec.msgpack.Decoder(list[Ref])


def assemble(
    empty: Calendar, store: Store, content: Path, others: set[str], known: Words[str, CachedDaysOff]
) -> tuple[Calendar, list[Problem], list[str]]:
    """Return the calendar, the problems of all files and between them, and the paths of files that are left out.

    ``known`` is what the last run found of changes on days off; what this run finds is put into ``store``.
    """
    house = _Assembly(store, content, others)
    house.vocabulary()
    house.areas()
    house.venues()
    house.organisations()
    house.norms()
    house.words()
    house.picked_up()
    house.activities()
    made = house.made
    calendar = msgspec.structs.replace(empty, **made)
    if any(activity.changes for activity in calendar.activities.values()):
        from buurtkalender.reading.checks import across  # not every calendar has changes

        store.days_off = across(calendar, store, known, content.name)
        for found in store.days_off.values():
            house.problems.extend(found.problems)
    return calendar, house.problems, house.left_out


class _Assembly:
    """The calendar while it is put together, from what stands by itself to what needs most."""

    def __init__(self, store: Store, content: Path, others: set[str]) -> None:
        self.store = store
        self.content = content
        self.problems: list[Problem] = []
        self.left_out: list[str] = []
        self.made: dict[str, Any] = {}
        self.refs = References(content.name)
        unfit = {path for path, seen in store.pictures.items() if seen.refused}
        self.refs.add("file", (f"{content.name}/{path}" for path in others - unfit))
        self.refs.refused = {f"{content.name}/{path}": store.pictures[path] for path in unfit}
        for kind in SECTIONS:
            for path, entry in getattr(store, kind).items():
                self.problems.extend(entry.problems)
                self.refs.declare(path, entry)
                if entry.record is None:
                    self.left_out.append(path)

    def areas(self) -> None:
        entries = self.store.neighbourhoods
        municipalities: dict[str, Municipality] = {}
        districts: dict[str, District] = {}
        neighbourhoods: dict[str, Neighbourhood] = {}
        for path, entry in entries.items():
            identifier = path.rpartition("/")[2].removesuffix(".yaml")
            area = entry.record
            if area is None:
                self.refs.broken("municipality", [identifier])
                self.refs.broken("area", [identifier])
                if not entry.declares:
                    self.refs.blind.update(("neighbourhood", "area"))
                continue
            municipalities[identifier] = area.municipality
            self._declared_elsewhere(path, entry, entries)
            districts.update((district.id, district) for district in area.districts)
            self.missing(path, entry)
            neighbourhoods.update((n.id, n) for n in self._boundaries(path, area))
        self.refs.add("municipality", municipalities)
        self.refs.add("neighbourhood", neighbourhoods)
        self.refs.add("area", [*municipalities, *neighbourhoods])
        self.refs.named("neighbourhood", neighbourhoods)
        self.refs.named("area", neighbourhoods)
        self.made |= {"municipalities": municipalities, "districts": districts, "neighbourhoods": neighbourhoods}

    def _declared_elsewhere(self, path: str, entry: CachedFile[Any], entries: Words[str, CachedFile[Any]]) -> None:
        """Report districts and neighbourhoods that the file of an earlier municipality has too."""
        for earlier, other in entries.items():
            if earlier == path:
                break
            both = set(entry.declares) & set(other.declares)
            for ref in _REFS.decode(entry.refs) if both else ():
                if ref.kind.startswith(DECLARES) and f"{ref.kind.removeprefix(DECLARES)} {ref.id}" in both:
                    at = (f"{self.content.name}/{path}", ref.line, ref.column)
                    self.problems.append(
                        problem(*at, "declared-elsewhere", value=ref.id, path=f"{self.content.name}/{earlier}")
                    )

    def _boundaries(self, path: str, area: NeighbourhoodsFile) -> Iterable[Any]:
        """Yield the neighbourhoods, with the boundaries that stand in files of their own."""
        for neighbourhood in area.neighbourhoods:
            boundary = neighbourhood.boundary
            if boundary is None or "file" not in boundary:
                yield neighbourhood
                continue
            beside = f"{path.rpartition('/')[0]}/{boundary['file']}"
            shape = self._geometry(beside)
            yield msgspec.structs.replace(neighbourhood, boundary=shape)

    def _geometry(self, path: str) -> dict[str, Any] | None:
        if not self.refs.known("file", f"{self.content.name}/{path}"):
            return None
        try:
            found = msgspec.json.decode((self.content / path).read_bytes())
        except (OSError, msgspec.MsgspecError, ValueError):
            found = None
        if isinstance(found, dict) and found.get("type") == "Feature":
            found = found.get("geometry")
        if geometry(found):
            return dict(found)
        self.problems.append(problem(f"{self.content.name}/{path}", 1, 1, "bad-boundary"))
        return None

    def vocabulary(self) -> None:
        """Take the terms; one whose entry is wrong stands in by its identifier, so that activities need not wait."""
        entry = next(iter(self.store.vocabulary.values()), None)
        if entry is None:
            self.problems.append(problem(f"{self.content.name}/calendar/vocabulary.yaml", 1, 1, "no-vocabulary"))
        for plural, kind in DECLARED.items():
            if kind == "norm":
                continue
            terms = {term.id: term for term in getattr(entry.record, plural)} if entry and entry.record else {}
            wanted = self.refs.broken_ids(kind)
            if entry is None or (entry.record is None and not entry.declares):
                wanted = self._mentioned(kind)
            for identifier in sorted(wanted - terms.keys()):
                terms[identifier] = Term(identifier, {"nl": identifier, "en": identifier})
            self.refs.add(kind, terms)
            self.refs.named(kind, terms)
            self.made[plural] = terms
        self.refs.add("fact", [*OWN_FACTS, *self.made["facilities"]])

    def _mentioned(self, kind: str) -> set[str]:
        start = f"{kind} "
        entries = [entry for section in SECTIONS for entry in getattr(self.store, section).values()]
        return {need.removeprefix(start) for entry in entries for need in entry.needs if need.startswith(start)}

    def missing(self, path: str, entry: CachedFile[Any]) -> set[tuple[str, str]]:
        """Return what this file needs and does not get; report what of it is nowhere to be found."""
        if self.refs.all_known(entry.needs):
            return set()
        lacking, problems = self.refs.check(path, _REFS.decode(entry.refs))
        self.problems.extend(problems)
        return lacking

    def venues(self) -> None:
        made: dict[str, Venue] = {}
        for path, entry in self.store.venues.items():
            identifier = path.rpartition("/")[2].removesuffix(".yaml")
            lacking = self.missing(path, entry)
            venue = entry.record
            if venue is None or ("neighbourhood", venue.neighbourhood) in lacking:
                self.refs.broken("venue", [identifier])
                if venue is not None:
                    self.left_out.append(path)
                continue
            if lacking:
                venue = self._without(venue, lacking)
            made[identifier] = venue
        self.refs.add("venue", made)
        self.refs.named("venue", made)
        self.refs.add("room", (f"{venue.id}/{room.id}" for venue in made.values() for room in venue.rooms))
        self.made["venues"] = made

    def _without(self, venue: Venue, lacking: set[tuple[str, str]]) -> Venue:
        """Return the venue without the facts and the picture that refer to nothing."""
        strange = {identifier for kind, identifier in lacking if kind == "facility"}
        pictures = any(kind == "file" for kind, _ in lacking)
        rooms = tuple(
            msgspec.structs.replace(room, access={k: v for k, v in room.access.items() if k not in strange})
            for room in venue.rooms
        )
        access = {name: fact for name, fact in venue.access.items() if name not in strange}
        return msgspec.structs.replace(venue, access=access, rooms=rooms, image=None if pictures else venue.image)

    def organisations(self) -> None:
        made: dict[str, Organisation] = {}
        for path, entry in self.store.organisations.items():
            identifier = path.rpartition("/")[2].removesuffix(".yaml")
            lacking = self.missing(path, entry)
            organisation = entry.record
            if organisation is None:
                self.refs.broken("organisation", [identifier])
                continue
            if lacking:
                pictures = any(kind == "file" for kind, _ in lacking)
                feeds = () if any(kind != "file" for kind, _ in lacking) else organisation.feeds
                logo = None if pictures else organisation.logo
                organisation = msgspec.structs.replace(organisation, feeds=feeds, logo=logo)
            made[identifier] = organisation
        self.refs.add("organisation", made)
        self.refs.named("organisation", made)
        self.made["organisations"] = made

    def norms(self) -> None:
        """Take the norms and holidays that do not hang on something that is nowhere to be found."""
        norms: list[Norm] = []
        bands: list[AgeBand] = []
        measure: Measure | None = None
        for path, entry in self.store.norms.items():
            lacking = self.missing(path, entry)
            if entry.record is not None:
                norms.extend(norm for norm in entry.record.norms if not lacking & _norm_needs(norm))
                bands.extend(band for band in entry.record.age_bands if ("audience", band.audience) not in lacking)
                measure = entry.record.measure or measure
            elif not entry.declares:
                self.refs.blind.add("norm")
        self.made |= {"norms": {norm.id: norm for norm in norms}, "age_bands": tuple(bands)}
        self.made |= {"measure": measure} if measure else {}
        self.refs.add("norm", self.made["norms"])
        for path, holidays in self.store.holidays.items():
            gone = {identifier for _, identifier in self.missing(path, holidays)}
            if holidays.record is not None:
                kept: list[Holiday] = [h for h in holidays.record.school_holidays if not gone & set(h.municipalities)]
                self.made |= {"school_holidays": tuple(kept), "closures": holidays.record.closures}

    def words(self) -> None:
        """Take what people call things: it names nothing that has to be there."""
        for entry in self.store.words.values():
            self.made["synonyms"] = entry.record or ()

    def picked_up(self) -> None:
        """Take what was picked up, as far as everything that it names is there."""
        for path, entry in self.store.picked_up.items():
            lacking = self.missing(path, entry)
            some = entry.record or ()
            self.made["picked_up"] = tuple(one for one in some if not lacking & _picked_up_needs(one))

    def activities(self) -> None:
        made: dict[str, Activity] = {}
        self._folders()
        for path, entry in self.store.activities.items():
            lacking = self.missing(path, entry)
            activity = entry.record
            if activity is None:
                continue
            if lacking or not self.refs.known("organisation", activity.organisation):
                self.left_out.append(path)
            else:
                made[activity.id] = activity
        self._former(made)
        self._of_others(made)
        self.made["activities"] = made

    def _of_others(self, made: dict[str, Activity]) -> None:
        """Warn of activities that give the address of another organisation, and do not name it."""
        owners: dict[str, set[str]] = {}
        for one in self.made["organisations"].values():
            if one.email:
                owners.setdefault(one.email.casefold(), set()).add(one.id)
        for activity in made.values():
            address = activity.contact.email if activity.contact else None
            others = owners.get(address.casefold(), set()) if address else set()
            if len(others) == 1 and others.isdisjoint((activity.organisation, *activity.partners)):
                path = activity.source.path
                at = position_of(self.content / path, "contact", "email")
                self.problems.append(
                    problem(
                        f"{self.content.name}/{path}",
                        *at,
                        "contact-of-other",
                        value=address,
                        other=min(others),
                        owner=activity.organisation,
                    )
                )

    def _folders(self) -> None:
        """Report each folder of activities that no organisation stands behind, at its first file."""
        told = set()
        for path in self.store.activities:
            folder = path.split("/")[1]
            if folder in told:
                continue
            told.add(folder)
            if not self.refs.known("organisation", folder) and folder not in self.refs.broken_ids("organisation"):
                self.problems.append(self.refs.no_organisation(path, folder))

    def _former(self, made: dict[str, Activity]) -> None:
        """Report former addresses that are in use, or that two activities claim."""
        present = {path.removeprefix("activities/").removesuffix(".yaml") for path in self.store.activities}
        claims: dict[str, str] = {}
        for path, entry in self.store.activities.items():
            record = entry.record
            if not (record.formerly if record else any(need.startswith("formerly ") for need in entry.needs)):
                continue
            for ref in _REFS.decode(entry.refs):
                if ref.kind != "formerly":
                    continue
                identifier = path.removeprefix("activities/").removesuffix(".yaml")
                if ref.id in present:
                    self._refuse(made, path, ref, "formerly-present")
                elif claims.setdefault(ref.id, identifier) != identifier:
                    self._refuse(made, path, ref, "formerly-twice", other=claims[ref.id])

    def _refuse(self, made: dict[str, Activity], path: str, ref: Ref, code: str, **params: object) -> None:
        self.problems.append(problem(f"{self.content.name}/{path}", ref.line, ref.column, code, id=ref.id, **params))
        if made.pop(path.removeprefix("activities/").removesuffix(".yaml"), None) is not None:
            self.left_out.append(path)


def _picked_up_needs(one: PickedUp) -> set[tuple[str, str]]:
    places = {("neighbourhood", neighbourhood) for neighbourhood in one.neighbourhoods}
    return {("norm", one.norm), *places, *(("organisation", who) for who in one.organisations)}


def _norm_needs(norm: Norm) -> set[tuple[str, str]]:
    needs = {("theme", theme) for theme in norm.themes} | {("fact", fact) for fact in norm.must}
    needs |= {("municipality", identifier) for identifier in norm.municipalities}
    return needs | {("audience", norm.audience or ""), ("goal", norm.goal or "")}
