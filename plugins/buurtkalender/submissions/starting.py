"""`buurtkalender start`: what the answers come to, as files that are added and settings that get another value.

Nothing is written over: a file that is there stays. Either everything is written or nothing.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

from buurtkalender.domain.model import Calendar
from buurtkalender.form.conversation import Values
from buurtkalender.form.writing import quoted
from buurtkalender.reading import storage
from buurtkalender.reading.content import read_content
from buurtkalender.reading.schema import modeline
from buurtkalender.reading.settings_file import SettingValue
from buurtkalender.reading.suggest import identifier_like
from buurtkalender.submissions.importing.kwb import Kwb, source, year_of
from buurtkalender.submissions.starting_questions import Questions
from buurtkalender.submissions.starting_sources import YEAR, centres_at, kwb_at
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.values import on_one_line

# --- areas -----------------------------------------------------------------------------------------------
# The neighbourhoods of a municipality as a new content file: from the list of CBS, or from names that a person types.
#
# Nothing in it is invented. How many people there are and where the middle is are left out where no file says so; the
# kind of a neighbourhood is guessed from its name, and the file says which to look at.

LONGEST = 60
"""Of an identifier, in characters."""

MANY = 100
"""Where so many people live, people live, whatever its name is."""

_INDUSTRIAL = re.compile(
    r"bedrijven|industrie|kantoren|business|science park|werklandschap|haventerrein|handelscentrum", re.IGNORECASE
)
_RURAL = re.compile(r"buitengebied|verspreide huizen|landelijk gebied|buitenaf\b", re.IGNORECASE)
_NUMBERED = re.compile(r"wijk \d{2,}\s+(?=\S)", re.IGNORECASE)
"""What CBS puts before the name of a district: "Wijk 02 Cothen"."""


class StartArea(NamedTuple):
    """A neighbourhood; ``people`` is how many there are in all, None where nobody says."""

    name: str
    code: str | None = None
    people: int | None = None
    residents: Mapping[str, int] = {}
    centre: tuple[float, float] | None = None

    @property
    def kind(self) -> str:
        """What its name suggests. Gaps are not counted where it is industrial, so nowhere where people live."""
        if self.people == 0 or ((self.people or 0) < MANY and _INDUSTRIAL.search(self.name)):
            return "industrial"
        return "rural" if _RURAL.search(self.name) else "residential"


class StartDistrict(NamedTuple):
    """A district with its neighbourhoods."""

    name: str
    code: str | None
    areas: tuple[StartArea, ...]


class Town(NamedTuple):
    """A municipality: ``region`` is its school region, ``source`` where its numbers of residents are from."""

    name: str
    code: str | None
    region: str | None
    districts: tuple[StartDistrict, ...]
    source: str | None = None

    @property
    def areas(self) -> tuple[StartArea, ...]:
        """All of its neighbourhoods."""
        return tuple(area for district in self.districts for area in district.areas)


def districts_in(kwb: Kwb, code: str, centres: Mapping[str, tuple[float, float]]) -> tuple[StartDistrict, ...]:
    """Return the districts of the municipality with this code (GM0352) in the list of CBS.

    Of a neighbourhood whose numbers cannot be right the numbers are left out.
    """
    groups: dict[str, list[StartArea]] = {}
    for one in kwb.neighbourhoods.values():
        if one.code[2:6] == code[2:]:
            sound = one.code not in kwb.wrong
            residents = {band: n for band, n in one.bands.items() if n is not None} if sound else {}
            area = StartArea(
                on_one_line(one.name), one.code, one.total if sound else None, residents, centres.get(one.code)
            )
            groups.setdefault(f"WK{one.code[2:8]}", []).append(area)
    return tuple(
        StartDistrict(_NUMBERED.sub("", on_one_line(kwb.districts.get(key, key))), key, tuple(areas))
        for key, areas in groups.items()
    )


def typed(town: str, names: Iterable[str]) -> tuple[StartDistrict, ...]:
    """Return one district, with the name of the municipality, of neighbourhoods that somebody typed."""
    return (StartDistrict(town, None, tuple(StartArea(on_one_line(name)) for name in names)),)


def file_name(town: Town) -> str:
    """Return the identifier of a municipality, by which its file is called: other than those of its neighbourhoods."""
    return next(_free([f"{identifier_like(town.name)}", f"gemeente-{identifier_like(town.name)}"], set(_ids(town))))


def text_of(town: Town, texts: Translator) -> str:
    """Return the file of a municipality."""
    return "\n".join([modeline(f"neighbourhoods/{file_name(town)}.yaml"), *_lines(town, texts)]) + "\n"


def _lines(town: Town, texts: Translator) -> Iterator[str]:
    _ = texts.gettext
    yield "# " + _(N_("The districts and neighbourhoods of the municipality. Change what is not right."))
    if any(area.kind != "residential" for area in town.areas):
        yield "# " + _(N_("`kind` was guessed from the name. Look at the lines that say so."))
    if any(area.centre is None for area in town.areas):
        yield "# " + _(N_("`centre` is missing: how far something is, is then not known. [latitude, longitude]"))
    yield f"name: {quoted(town.name)}"
    for key, value in (("code", town.code), ("school_region", town.region), ("population_source", town.source)):
        if value:
            yield f"{key}: {quoted(value)}"
    ids = _ids(town)
    taken = {*ids, file_name(town)}
    areas = iter(ids)
    yield "districts:"
    for district in town.districts:
        base = identifier_like(district.name) or (district.code or "").lower()
        key = next(_free([base, f"wijk-{base}"], taken))
        taken.add(key)
        yield f"  - id: {key}"
        yield f"    name: {quoted(district.name)}"
        if district.code:
            yield f"    code: {district.code}"
        yield "    neighbourhoods:"
        for area in district.areas:
            yield from (f"      {line}" for line in _entry(next(areas), area, texts))


def _entry(key: str, area: StartArea, texts: Translator) -> Iterator[str]:
    yield f"- id: {key}"
    yield f"  name: {quoted(area.name)}"
    if area.code:
        yield f"  code: {area.code}"
    yield f"  kind: {area.kind}" + ("" if area.kind == "residential" else f"  # {texts.gettext(_GUESSED)}")
    if area.centre:
        yield f"  centre: [{area.centre[0]}, {area.centre[1]}]"
    if area.residents:
        yield "  residents: {" + ", ".join(f'"{band}": {n}' for band, n in area.residents.items()) + "}"


_GUESSED = N_("guessed: is it right?")


def _ids(town: Town) -> list[str]:
    """Return an identifier for each neighbourhood; of two with one name the district tells which is which."""
    names = [identifier_like(area.name) for area in town.areas]
    found: dict[str, None] = {}
    for district in town.districts:
        for area in district.areas:
            base = identifier_like(area.name) or (area.code or "buurt").lower()
            choices = [base] if names.count(base) < 2 else []
            found[next(_free([*choices, identifier_like(f"{base}-{district.name}"), base], found))] = None
    return list(found)


def _free(choices: list[str], taken: Iterable[str]) -> Iterator[str]:
    """Yield which of these is not taken yet, and then the last of them with a number behind it."""
    there = set(taken)
    yield from (choice for choice in choices if choice and choice not in there)
    last = choices[-1]
    yield from (key for n in range(2, 10_000) if (key := f"{last[: LONGEST - 5]}-{n}") not in there)


NORMS = "norms.yaml"
CALENDAR_FILES = ("vocabulary.yaml", "words.yaml", NORMS, "holidays.yaml")
"""What of the demo's calendar is good for everybody: words, norms to start from, and the school holidays."""


class StartPlan(NamedTuple):
    """The files to add, by their path; the settings in their order; and what was ``left`` for it does not fit."""

    files: dict[Path, bytes]
    settings: dict[str, SettingValue]
    left: tuple[Path, ...]


class NothingToCopyError(Exception):
    """A ``file`` of the demo is not there, of which words, norms and pages are copied."""

    def __init__(self, file: Path) -> None:
        super().__init__(str(file))
        self.file = file


def plan_of(
    values: Values, questions: Questions, calendar: Calendar, folders: tuple[Path, Path], texts: Translator
) -> StartPlan:
    """Work out what to write; ``folders`` are the content folder and the demo's.

    Raises NothingToCopyError when files of the demo are needed that are not there.
    """
    content, demo = folders
    wanted: dict[Path, bytes] = {}
    if values.get("municipality"):
        town = town_of(values, questions)
        wanted[content / "neighbourhoods" / f"{file_name(town)}.yaml"] = text_of(town, texts).encode()
    wanted |= _copied(content, demo, tuple(values.get("languages") or ()))
    host, new = _host(values, calendar)
    if host and new:
        wanted[content / "organisations" / f"{host}.yaml"] = new.encode()
    files = {path: octets for path, octets in wanted.items() if not path.exists()}
    left = tuple(path for path in files if path.name == NORMS and not _fits(files, content))
    for path in left:
        del files[path]
    return StartPlan(files, _settings(values, host), left)


def town_of(values: Values, questions: Questions) -> Town:
    """Return the municipality that was chosen or typed, with its neighbourhoods."""
    name, code = questions.town(values), questions.code(values)
    region: str | None = values.get("region")
    listed: Path | None = values.get("list")
    if listed is None or code is None:
        return Town(name, code, region, typed(name, values.get("areas") or (name,)))
    centres = centres_at(values["map"]) if values.get("map") else {}
    districts = districts_in(kwb_at(listed), code, centres)
    return Town(name, code, region, districts, source(year_of(listed) or YEAR))


def write_start(files: Mapping[Path, bytes], settings: Path, text: bytes) -> None:
    """Write these files and then the settings; when something fails all is as it was, and OSError is raised."""
    made: list[Path] = []
    try:
        for path, octets in files.items():
            made += _folders(path.parent)
            with path.open("xb") as new:
                made.append(path)
                new.write(octets)
        storage.write(settings, text)
    except BaseException:
        for path in reversed(made):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()
        raise


def _folders(folder: Path) -> list[Path]:
    """Make a folder and those above it; return those that were not there, the outermost first."""
    missing = [one for one in (*reversed(folder.parents), folder) if not one.exists()]
    for one in missing:
        one.mkdir()
    return missing


def _copied(content: Path, demo: Path, languages: tuple[str, ...]) -> dict[Path, bytes]:
    found = {content / "calendar" / name: demo / "calendar" / name for name in CALENDAR_FILES}
    for page in sorted((demo / "pages").glob("*.md")):
        if (page.stem.partition(".")[2] or "nl") in languages:
            found[content / "pages" / page.name] = page
    missing = [path for to, path in found.items() if not to.exists() and not path.is_file()]
    if missing:
        raise NothingToCopyError(missing[0])
    return {to: path.read_bytes() if path.is_file() else b"" for to, path in found.items()}


def _fits(files: Mapping[Path, bytes], content: Path) -> bool:
    """Whether the norms to be added know no word that this calendar has not: its vocabulary may be its own."""
    with tempfile.TemporaryDirectory() as folder:
        for name in CALENDAR_FILES:
            path = content / "calendar" / name
            octets = files.get(path) or path.read_bytes()
            copy = Path(folder) / "content/calendar" / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(octets)
        problems = read_content(Path(folder) / "content", calendar_id="norms.invalid", anchor=date(2026, 1, 5)).problems
    return not any(one.is_error and one.path.endswith(NORMS) for one in problems)


def _host(values: Values, calendar: Calendar) -> tuple[str | None, str | None]:
    """Return the identifier of who stands in for residents, and its new file where there is none yet."""
    given: str | None = values.get("host")
    if not given or given in calendar.organisations:
        return given, None
    key = identifier_like(given)
    lines = [
        modeline(f"organisations/{key}.yaml"),
        f"name: {quoted(given)}",
        f"kind: {values.get('host_kind') or 'other'}",
    ]
    return key, "\n".join(lines) + "\n"


def _settings(values: Values, host: str | None) -> dict[str, SettingValue]:
    return {
        "DEMO": False,
        "SITENAME": values.get("name"),
        "SITEURL": values.get("url"),
        "CONTACT_EMAIL": values.get("email"),
        "RESIDENTS_HOST": host,
        "REPOSITORY": values.get("repository"),
        "SUBMISSION_URL": values.get("submissions"),
        "PAPERS": bool(values.get("papers")),
        "CALENDAR_ID": values.get("id"),
        "CALENDAR_START": values.get("start"),
        "LANGUAGES": tuple(values.get("languages") or ()),
    }
