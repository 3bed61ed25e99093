"""What the answers come to: the files that are added, and the settings that get another value.

Nothing is written over: a file that is there stays. Either everything is written or nothing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

from buurtkalender.domain.model import Calendar
from buurtkalender.form.steps import Values
from buurtkalender.form.writing import quoted
from buurtkalender.reading import storage
from buurtkalender.reading.content import read
from buurtkalender.reading.fields import identifier_like
from buurtkalender.reading.settings_edit import Value
from buurtkalender.submissions.importing.kwb import source, year_of
from buurtkalender.submissions.modelines import modeline
from buurtkalender.submissions.starting import areas
from buurtkalender.submissions.starting.downloads import YEAR, centres_at, kwb_at
from buurtkalender.submissions.starting.questions import Questions
from buurtkalender.words.catalogues import Translator

NORMS = "norms.yaml"
CALENDAR_FILES = ("vocabulary.yaml", NORMS, "holidays.yaml")
"""What of the demo's calendar is good for everybody: words, norms to start from, and the school holidays."""


class Plan(NamedTuple):
    """The files to add, by their path; the settings in their order; and what was ``left`` for it does not fit."""

    files: dict[Path, bytes]
    settings: dict[str, Value]
    left: tuple[Path, ...]


class NothingToCopyError(Exception):
    """A ``file`` of the demo is not there, of which words, norms and pages are copied."""

    def __init__(self, file: Path) -> None:
        super().__init__(str(file))
        self.file = file


def plan_of(
    values: Values, questions: Questions, calendar: Calendar, folders: tuple[Path, Path], texts: Translator
) -> Plan:
    """Work out what to write; ``folders`` are the content folder and the demo's.

    Raises NothingToCopyError when files of the demo are needed that are not there.
    """
    content, demo = folders
    wanted: dict[Path, bytes] = {}
    if values.get("municipality"):
        town = town_of(values, questions)
        wanted[content / "neighbourhoods" / f"{areas.file_name(town)}.yaml"] = areas.text_of(town, texts).encode()
    wanted |= _copied(content, demo, tuple(values.get("languages") or ()))
    host, new = _host(values, calendar)
    if host and new:
        wanted[content / "organisations" / f"{host}.yaml"] = new.encode()
    files = {path: octets for path, octets in wanted.items() if not path.exists()}
    left = tuple(path for path in files if path.name == NORMS and not _fits(files, content))
    for path in left:
        del files[path]
    return Plan(files, _settings(values, host), left)


def town_of(values: Values, questions: Questions) -> areas.Town:
    """Return the municipality that was chosen or typed, with its neighbourhoods."""
    name, code = questions.town(values), questions.code(values)
    region: str | None = values.get("region")
    listed: Path | None = values.get("list")
    if listed is None or code is None:
        return areas.Town(name, code, region, areas.typed(name, values.get("areas") or (name,)))
    centres = centres_at(values["map"]) if values.get("map") else {}
    districts = areas.listed(kwb_at(listed), code, centres)
    return areas.Town(name, code, region, districts, source(year_of(listed) or YEAR))


def write(files: Mapping[Path, bytes], settings: Path, text: bytes) -> None:
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
        problems = read(Path(folder) / "content", calendar_id="norms.invalid", anchor=date(2026, 1, 5)).problems
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


def _settings(values: Values, host: str | None) -> dict[str, Value]:
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
