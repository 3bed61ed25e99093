"""Whatever is private, wherever it stands in what is imported: it is in nothing that is written, told or published."""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Iterable, Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

from openpyxl import Workbook
from openpyxl.comments import Comment

from importing.serving import Answer
from importing.taking import calendar, event
from importing.test_feeds import Night, night
from projects import Done, Project, run, town_project
from town import TODAY

__all__ = ["night"]

THINGS: dict[str, tuple[str, tuple[str, ...]]] = {
    "mobile": ("Bel 06-55500078", ("55500078",)),
    "mail": ("Mail ria.stil@gratismail.example", ("ria.stil", "gratismail")),
    "mail in words": ("Mail greet.stil [at] postbus punt example", ("greet.stil", "postbus")),
    "mail in other words": ("Mail kees punt stil apenstaartje postvak (punt) example", ("keespuntstil", "postvak")),
    "home": ("Fam. de Stille, Wilgenpad 5", ("Wilgenpad", "Stille")),
    "at home": ("Bij Ria thuis, Vlierpad 7", ("Vlierpad", "Ria thuis")),
    "person": ("Mevr. Zwijger is jarig", ("Zwijger",)),
    "document": ("https://docs.google.com/spreadsheets/d/geheimblad/edit", ("geheimblad",)),
    "folder": ("https://wolk.example/rooster?token=geheimteken", ("geheimteken", "wolk.example")),
    "meeting": ("https://us02web.zoom.us/j/8123456?pwd=geheimpas", ("8123456", "geheimpas")),
    "number": ("Vergader-ID: 812 3456 7890", ("81234567890",)),
    "group": ("https://chat.whatsapp.com/GeheimeGroep", ("geheimegroep",)),
    "door": ("De deurcode is 471193", ("471193",)),
    "password": ("Wachtwoord: geheimwoord77", ("geheimwoord",)),
    "account": ("Betaal op NL91 ABNA 0417 1643 00", ("0417164300",)),
    "citizen": ("BSN 123456782", ("123456782",)),
    "birth": ("geboren op 03-04-1951", ("03-04-1951",)),
    "plate": ("Kenteken 77-XKV-9", ("77-XKV-9",)),
}
"""What is private, by its kind: how people write it, and what of it nobody may find."""

EVERY = " ".join(text for text, _ in THINGS.values())
NEVER = ("stilgehouden",)
"""What is private whatever it looks like, for it stands where nobody may read: in a hidden column, say."""

SECRETS = (*NEVER, *(secret for _, secrets in THINGS.values() for secret in secrets))
OPTIONS = ("--organisation", "welzijn-zandmeer", "--theme", "ontmoeten", "--venue", "dorpshuis")
WHEN = "DTSTART;TZID=Europe/Amsterdam:20261201T100000", "DTEND;TZID=Europe/Amsterdam:20261201T120000"
ONE_DATE = (
    "RECURRENCE-ID;TZID=Europe/Amsterdam:20261208T100000",
    "DTSTART;TZID=Europe/Amsterdam:20261208T100000",
    "DTEND;TZID=Europe/Amsterdam:20261208T120000",
)


_BETWEEN = b" \t\r\n-./()\\"
_BETWEEN_TOO = [sign.encode() for sign in "\u00a0\u00ad\u2010\u2011\u2012\u2013\u200b\u202f"]
_TAG = re.compile(rb"<[^<>]{0,200}>")


def bare(octets: bytes) -> bytes:
    """A text without what people put between the signs of a number, and without capitals."""
    for sign in _BETWEEN_TOO:
        octets = octets.replace(sign, b"")
    return octets.translate(None, _BETWEEN).lower()


WANTED = {bare(one.encode()): one for one in SECRETS}


def secrets_in(octets: bytes) -> set[str]:
    """The secrets that these octets hold: as they are, percent-encoded, as HTML writes them, between tags."""
    if octets[:2] == b"\x1f\x8b":
        octets = gzip.decompress(octets)
    plain = bare(octets)
    spelled = unquote_to_bytes(octets) if b"%" in octets else octets
    spelled = unescape(spelled.decode("utf-8", errors="replace")).encode() if b"&" in spelled else spelled
    if b"<" in spelled or spelled != octets:
        plain += b"\0" + bare(spelled) * (spelled != octets) + b"\0" + bare(_TAG.sub(b"", spelled))
    return {secret for written, secret in WANTED.items() if written in plain}


def files_of(project: Project) -> Iterator[Path]:
    """Everything that stands in a project but what the programmers made."""
    for path in project.folder.rglob("*"):
        if path.is_file() and path.relative_to(project.folder).parts[0] not in {"theme", "templates"}:
            yield path


def leaks(project: Project, before: Iterable[Path], done: Iterable[Done]) -> list[str]:
    """Where a secret stands in what was written and told since these files were there."""
    found = [f"the report: {one}" for told in done for one in secrets_in(told.said.encode())]
    for path in set(files_of(project)) - set(before):
        name = path.relative_to(project.folder)
        found += [f"{name}: {one}" for one in secrets_in(path.name.encode() + b"\0" + path.read_bytes())]
    return sorted(set(found))


def escaped(text: str) -> str:
    """A text as a calendar writes it."""
    return text.replace(",", "\\,").replace(";", "\\;")


def with_everything() -> list[str]:
    """Events with each private thing in each place where it can stand."""
    made: list[str] = []
    for n, (text, _) in enumerate(THINGS.values()):
        told, uid = escaped(text), iter(f"{n}-{m}@agenda.example" for m in range(100))
        link = text if text.startswith("http") else f"https://agenda.example/{quote(text)}"
        html = f"<p>Kom langs.</p><p>{text.replace('-', '<b>-</b>', 1)}. <a href='{link}'>Meer</a></p>"
        series = lambda one: event(*WHEN, "RRULE:FREQ=WEEKLY;COUNT=3", uid=one, title=f"Reeks {n}")  # noqa: B023, E731
        made += [
            event(*WHEN, uid=next(uid), title=f"Titel {n} ({told})"),
            event(*WHEN, uid=next(uid), title=f"{told}"),
            event(*WHEN, f"DESCRIPTION:Kom langs. {told}.", uid=next(uid), title=f"Tekst {n}"),
            event(*WHEN, f"DESCRIPTION:{escaped(html)}", uid=next(uid), title=f"Opmaak {n}"),
            event(*WHEN, f"X-ALT-DESC;FMTTYPE=text/html:{escaped(html)}", uid=next(uid), title=f"Alt {n}"),
            event(*WHEN, uid=next(uid), title=f"Plek {n}", where=told),
            event(*WHEN, uid=next(uid), title=f"Zaal {n}", where=f"Dorpshuis Zandmeer\\, {told}"),
            event(*WHEN, f"URL:{text}", uid=next(uid), title=f"Link {n}"),
            event(*WHEN, f"CATEGORIES:{told}", f"STATUS:{told}", uid=next(uid), title=f"Soort {n}"),
            event(*WHEN, f"COMMENT:{told}", f"CONTACT:{told}", f"ATTACH:{text}", uid=next(uid), title=f"Rest {n}"),
            event(*WHEN, f'ORGANIZER;CN="{text}":mailto:{NEVER[0]}@x.example', uid=next(uid), title=f"Wie {n}"),
            event(*WHEN, f'ATTENDEE;CN="{text}":mailto:{NEVER[0]}@x.example', uid=next(uid), title=f"Gast {n}"),
            event(*WHEN, f"X-EIGEN:{told}", f"CONFERENCE:{text}", uid=next(uid), title=f"Eigen {n}"),
            event(*WHEN, uid=told, title=f"Naam {n}"),
            event(*WHEN, f"DESCRIPTION:{told}", uid=told, title=f"{told}", where=told),
            event(*WHEN, title=f"Zonder {n}: {told}").replace("UID:een@agenda.example\n", ""),
            event(*WHEN, "CLASS:PRIVATE", f"DESCRIPTION:{NEVER[0]}", uid=f"stil-{n}", title=f"{NEVER[0]} {told}"),
            event(*ONE_DATE, f"DESCRIPTION:{told}", uid=f"stil-{n}", title=f"{NEVER[0]} {told}", where=told),
            event(f"DTSTART:ooit {told}", uid=next(uid), title=f"Ooit {n}: {told}"),
            event(*WHEN, f"RRULE:FREQ=SOMS;{told}", uid=next(uid), title=f"Regel {n}: {told}"),
            event(*WHEN, f"EXDATE:{told}", f"RDATE:{told}", f"DURATION:{told}", uid=next(uid), title=f"Dagen {n}"),
            event(f'DTSTART;TZID="{text}":20261201T100000', uid=next(uid), title=f"Zone {n}"),
            event(*WHEN, f"EEN REGEL MET {told}", f"{told}", uid=next(uid), title=f"Kapot {n}"),
            event("DTSTART:20200101T100000", uid=next(uid), title=f"Voorbij {n} {told}", where=told),
        ]
        for lines, title, where in (
            ((), f"Reeks {n} - {told}", ""),
            ((f"DESCRIPTION:{told}",), f"Reeks {n}", ""),
            ((f"X-ALT-DESC:{escaped(html)}",), f"Reeks {n}", ""),
            ((f"URL:{text}",), f"Reeks {n}", ""),
            ((), f"Reeks {n}", told),
            ((), f"Afgelast: {told}", ""),
            (("STATUS:TENTATIVE",), f"Verplaatst naar {told}", ""),
        ):
            one = next(uid)
            made += [series(one), event(*ONE_DATE, *lines, uid=one, title=title, where=where)]
    return made


def calendar_with_everything() -> bytes:
    """A calendar with each of them, with names and tasks and alarms around them."""
    around = "\n".join(
        f"{line}{escaped(EVERY)}" if line.endswith(":") else line
        for line in ("X-WR-CALNAME:", "X-WR-CALDESC:", "BEGIN:VTODO", "UID:taak@x.example", "SUMMARY:", "END:VTODO")
    )
    alarm = f"BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:{escaped(EVERY)}\nEND:VALARM"
    return calendar(*with_everything(), event(*WHEN, alarm, uid="wekker@agenda.example", title="Wekker"), zones=around)


COLUMNS = {
    "Activiteit": "", "Dag": "dinsdag", "Datum": "", "Tijd": "10-12u", "Locatie": "Dorpshuis Zandmeer", "Zaal": "",
    "Adres": "", "Plaats": "", "Samenvatting": "", "Omschrijving": "Kom langs.", "Bijzonderheden": "", "Kosten": "",
    "Doelgroep": "", "Leeftijd": "", "Thema": "", "Taal": "", "Aanmelden": "", "Telefoon": "", "E-mail": "",
    "Website": "", "Contactpersoon": "", "Organisatie": "", "Wie doet het": "", "Aanmelden tot": "", "Periode": "",
    "Behalve": "", "Frequentie": "", "Capaciteit": "", "Vol": "", "BSN": "", "Iets heel anders": "",
}  # fmt: skip
"""The columns of a list, with what a row has there that nothing is said of."""


def rows_with_everything(word: str) -> list[list[str]]:
    """A list with each private thing in each of its columns, and in the name of a column."""
    rows = [[*COLUMNS, f"Extra {EVERY}"], [*COLUMNS.values(), "x"]]
    for n, (text, _) in enumerate(THINGS.values()):
        for m, name in enumerate(COLUMNS):
            row = {**COLUMNS, "Activiteit": f"{word} {n} {m}"}
            row[name] = " ".join(filter(None, (row[name], text)))
            rows.append([*row.values(), "x"])
        rows.append([*{**COLUMNS, "Activiteit": text, "Dag": "ooit"}.values(), text])
    return rows


def csv_with_everything() -> bytes:
    """The list as a file of text."""
    lines = [";".join(f'"{cell}"' for cell in row) for row in rows_with_everything("Bezigheid")]
    return "\n".join(lines).encode()


def book_with_everything() -> bytes:
    """The list as a book: hidden columns, rows and sheets, remarks beside cells, and names of sheets."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Bel 06-55500078 Ria"
    rows = rows_with_everything("Bedrijvigheid")
    for n, row in enumerate(rows):
        sheet.append([*row, NEVER[0] if n else "Omschrijving"])
    sheet.column_dimensions[sheet.cell(1, len(rows[0]) + 1).column_letter].hidden = True
    sheet.append([f"{NEVER[0]} op", "dinsdag", "", "10-12u", "Dorpshuis Zandmeer"])
    sheet.row_dimensions[sheet.max_row].hidden = True
    sheet.cell(2, 1).comment = Comment(NEVER[0], NEVER[0])
    sheet.cell(2, 1).value = "Met een opmerking"
    other = book.create_sheet(f"Weg {NEVER[0]}")
    other.append(["Activiteit", "Dag", "Tijd"])
    other.append([NEVER[0], "dinsdag", "10-12u"])
    other.sheet_state = "hidden"
    book.properties.creator = NEVER[0]
    octets = BytesIO()
    book.save(octets)
    return octets.getvalue()


NAME = "Lijst van Ria 06-55500078 ria.stil@gratismail.example"
SOURCES = (
    ("ics", "ics", calendar_with_everything),
    ("sheet", "csv", csv_with_everything),
    ("sheet", "xlsx", book_with_everything),
)


def test_nothing_private_of_a_file_is_written_told_or_published(tmp_path: Path) -> None:
    project = town_project(tmp_path / "town")
    before = set(files_of(project))
    done: list[Done] = []
    for kind, ending, made in SOURCES:
        source = tmp_path / f"{NAME}.{ending}"
        source.write_bytes(made())
        arguments = ("import", kind, str(source), "--settings", str(project.settings), "--today", str(TODAY), *OPTIONS)
        page = project.folder / ".cache" / f"{ending}.html"
        done += [run(*arguments, "--dry-run", "--page", str(page)), run(*arguments)]
        assert page.exists(), done[-2].said
    came_in = [path.stem for path in set(files_of(project)) - before if path.suffix == ".yaml"]
    for word in ("titel", "tekst", "reeks", "bezigheid", "bedrijvigheid"):
        assert sum(name.startswith(word) for name in came_in) > 10, "what is not private came in"
    done.append(project.build())
    assert done[-1].code == 0, done[-1].said
    assert leaks(project, before, done) == []


def test_nothing_private_of_a_feed_is_in_anything_that_a_night_writes(night: Night) -> None:
    night.answers["/a.ics"] = Answer(body=calendar_with_everything())
    before = set(files_of(night.project))
    told = [night.run("--dry-run"), night.run()]
    waiting = night.project.content / "feeds/bibliotheek-zandmeer.yaml"
    assert waiting.read_text(encoding="utf-8").count("publish: unknown") > 100
    assert leaks(night.project, before, told) == []
    text = waiting.read_text(encoding="utf-8").replace("publish: unknown", "publish: no")
    waiting.write_text(text, encoding="utf-8")
    told.append(night.run())
    assert leaks(night.project, before, told) == []


def test_a_yes_publishes_what_was_said_yes_to_and_nothing_else(night: Night) -> None:
    night.keeps(
        event(*WHEN, "DESCRIPTION:Kom langs. Bel 06-55500078.", uid="a@agenda.example", title="Soep"),
        event(*WHEN, "DESCRIPTION:Kom langs. De deurcode is 471193.", uid="b@agenda.example", title="Thee"),
    )
    before = set(files_of(night.project))
    night.run()
    waiting = night.project.content / "feeds/bibliotheek-zandmeer.yaml"
    rows = waiting.read_text(encoding="utf-8").split("  - ")
    answered = (one.replace("unknown", "yes" if "telefoon" in one or "telephone" in one else "no") for one in rows)
    waiting.write_text("  - ".join(answered), encoding="utf-8")
    night.run()
    found = [one for one in leaks(night.project, before, ()) if "activities" in one]
    assert found == ["content/activities/bibliotheek-zandmeer/soep.yaml: 55500078"]


def test_the_search_finds_a_secret_however_it_is_spelled() -> None:
    spellings = ["06-555 00 078", "0655500078", "%30655500078", "06&#45;55500078", "06-555<wbr>00078"]
    assert [secrets_in(one.encode()) for one in spellings] == [{"55500078"}] * len(spellings)
    assert secrets_in(gzip.compress(b"Vlierpad")) == {"Vlierpad"}
    assert secrets_in(os.fsencode("Koffie")) == set()
