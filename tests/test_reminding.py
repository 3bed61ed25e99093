"""Organisations are asked whether all is still right: a mail at most once a fortnight, and one issue for all."""

from __future__ import annotations

import os
import socketserver
import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

import cmarkgfm
import pytest
import yaml
from cmarkgfm.cmark import Options

from buurtkalender import mail as mail_module
from buurtkalender.mail import SendError
from projects import ROOT, Done, Project, run, town_project
from town import TODAY

WELFARE = "welzijn-zandmeer"
DRAUGHTS = f"activities/{WELFARE}/dammen.yaml"
NEW = "title: {title}\nvenue: dorpshuis\nthemes: [ontmoeten]\nwhen:\n  - {{weekly: thursday, time: 18:00-19:00}}\n"


@pytest.fixture
def made(tmp_path: Path) -> Project:
    """A town."""
    return town_project(tmp_path / "town")


def remind(made: Project, *more: str, days: int = 0) -> Done:
    day = str(TODAY + timedelta(days=days))
    where = ("--settings", str(made.settings), "--today", day, "--output", str(made.folder / "mails"))
    return run("submissions", "reminders", *where, *more)


def mails(made: Project) -> dict[str, EmailMessage]:
    """The mails in the folder, by the name of the file."""
    found = {}
    for path in sorted((made.folder / "mails").glob("*.eml")):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        found[path.name] = mail
    return found


def text(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    content: str = part.get_content()
    return content


def test_an_organisation_gets_its_list_with_a_link_for_each_activity_to_confirm(made: Project) -> None:
    (made.content / DRAUGHTS).write_text(NEW.format(title="Dammen & meer"))
    assert remind(made).code == 0
    mail = mails(made)[f"{TODAY}-{WELFARE}.eml"]
    assert mail["To"] == "info@welzijn-zandmeer.example"
    assert mail["From"] == "Buurtkalender Zandmeer <redactie@zandmeer.example>"
    assert mail["Subject"] == "Klopt dit nog? Welzijn Zandmeer in Buurtkalender Zandmeer"
    assert mail["Auto-Submitted"] == "auto-generated"
    link = f"https://zandmeer.example/aanmelden/klopt-nog/?wijzig={WELFARE}/dammen"
    assert (
        f"- Dammen & meer\n  Kijk of alles klopt, en zeg dat. Het is nog niet bevestigd.\n  Ja, dit klopt nog: {link}"
        in text(mail)
    )
    assert f'<a href="{link}">Ja, dit klopt nog</a>' in text(mail, "html")
    assert "Dammen &amp; meer" in text(mail, "html")
    assert f"https://zandmeer.example/hiaten/te-doen/{WELFARE}/" in text(mail)


def test_at_most_one_a_fortnight_and_the_folder_remembers_that(made: Project) -> None:
    remind(made)
    first = set(mails(made))
    assert first
    for days in (0, 1, 13):
        remind(made, days=days)
        assert set(mails(made)) == first
    remind(made, days=14)
    assert len(mails(made)) > len(first)


def test_the_same_day_gives_the_same_bytes(made: Project) -> None:
    remind(made)
    before = {path.name: path.read_bytes() for path in (made.folder / "mails").iterdir()}
    for path in (made.folder / "mails").iterdir():
        path.unlink()
    remind(made)
    assert {path.name: path.read_bytes() for path in (made.folder / "mails").iterdir()} == before


def test_who_has_nothing_that_does_not_wait_gets_no_mail(made: Project) -> None:
    for path in (made.content / "activities" / WELFARE).glob("*.yaml"):
        path.unlink()
    (made.content / DRAUGHTS).write_text(NEW.format(title="Dammen") + f"confirmed: {TODAY}\n")
    remind(made)
    assert not [name for name in mails(made) if WELFARE in name]


@pytest.mark.parametrize(("setting", "asked"), [(20, True), (25, False), (0, False)])
def test_after_how_many_days_it_is_asked_the_municipality_decides(made: Project, setting: int, asked: bool) -> None:  # noqa: FBT001
    for path in (made.content / "activities" / WELFARE).glob("*.yaml"):
        path.unlink()
    (made.content / DRAUGHTS).write_text(NEW.format(title="Dammen") + f"confirmed: {TODAY - timedelta(days=170)}\n")
    made.set(REMIND_AFTER_DAYS=setting + 148 if setting else 0)  # 168, 173, never
    remind(made)
    assert bool([name for name in mails(made) if WELFARE in name]) == asked


def test_who_has_no_address_is_told_to_call(made: Project) -> None:
    path = made.content / f"organisations/{WELFARE}.yaml"
    path.write_text(
        "".join(line for line in path.read_text().splitlines(keepends=True) if not line.startswith("email"))
    )
    assert f"{WELFARE} heeft geen e-mailadres: bel 0343-555 010." in remind(made).out


def test_without_an_address_of_the_editors_nothing_is_written(made: Project) -> None:
    made.set(CONTACT_EMAIL=None)
    done = remind(made)
    assert done.code == 2
    assert "CONTACT_EMAIL" in done.err


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember it."""
        self.seen.append((tag, dict(attrs)))


def test_nothing_in_a_title_or_name_is_more_than_text_in_a_mail(made: Project) -> None:
    hostile = "'<script>x</script><img src=//evil.example> \"'"
    (made.content / DRAUGHTS).write_text(NEW.format(title="\"<script>x</script><img src='//evil.example'>\""))
    path = made.content / f"organisations/{WELFARE}.yaml"
    path.write_text(path.read_text().replace("name: Welzijn Zandmeer", f"name: {hostile[:-2]}'"))
    assert remind(made).code == 0
    mail = mails(made)[f"{TODAY}-{WELFARE}.eml"]
    tags = _Tags()
    tags.feed(text(mail, "html"))
    assert {tag for tag, _ in tags.seen} <= {
        "html",
        "head",
        "meta",
        "title",
        "body",
        "p",
        "h2",
        "ul",
        "li",
        "strong",
        "br",
        "a",
    }
    assert all(
        one["href"].startswith("https://zandmeer.example/") for tag, one in tags.seen if tag == "a" and one["href"]
    )
    assert list(mail.keys()) == [
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
    ]  # fmt: skip


# --- sending --------------------------------------------------------------------------------------------


class _Server(socketserver.StreamRequestHandler):
    """A mail server that takes everything but what goes to the library."""

    taken: list[str]

    def handle(self) -> None:
        """Speak as much SMTP as is needed."""
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go\r\n")
                while self.rfile.readline() != b".\r\n":
                    pass
                self.wfile.write(b"250 taken\r\n")
            elif word == b"RCPT" and b"bibliotheek" in line:
                self.wfile.write(b"550 no such box\r\n")
            else:
                if word == b"RCPT":
                    self.taken.append(line.decode())
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A mail server, and to whom it took mail."""
    taken: list[str] = []
    handler = type("Handler", (_Server,), {"taken": taken})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as listening:
        threading.Thread(target=listening.serve_forever, args=(0.02,), daemon=True).start()
        yield f"smtp://127.0.0.1:{listening.server_address[1]}", taken
        listening.shutdown()


def test_what_is_sent_is_kept_and_what_is_refused_is_told_and_tried_again(
    made: Project, server: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, taken = server
    monkeypatch.setenv("BUURTKALENDER_SMTP", address)
    done = remind(made, "--send")
    kept = mails(made)
    assert len(taken) == len(kept) > 0
    assert done.code == 1
    assert "De mailserver weigert balie@bibliotheek-zandmeer.example." in done.out
    assert not [name for name in kept if "bibliotheek" in name]
    assert remind(made, "--send").code == 1
    assert len(taken) == len(kept), "nobody gets it twice"


def several(made: Project, monkeypatch: pytest.MonkeyPatch, failing: dict[int, Exception]) -> tuple[list[int], Done]:
    """Ask five organisations; of the mails that go out, these fail. Returns which were tried, and what was said."""
    source = (made.content / f"organisations/{WELFARE}.yaml").read_text()
    for n in range(5):
        (made.content / f"organisations/a{n}.yaml").write_text(source.replace("info@", f"a{n}@"))
        folder = made.content / f"activities/a{n}"
        folder.mkdir()
        (folder / "dammen.yaml").write_text(NEW.format(title="Dammen"))
    tried: list[int] = []

    def send(_server: object, _made: EmailMessage) -> None:
        tried.append(len(tried))
        if error := failing.get(tried[-1]):
            raise error

    monkeypatch.setattr(mail_module, "send", send)
    monkeypatch.setenv("BUURTKALENDER_SMTP", "smtp://localhost:1")
    monkeypatch.setenv("BUURTKALENDER_LANG", "en")
    monkeypatch.delenv("BUURTKALENDER_DEBUG", raising=False)
    return tried, remind(made, "--send")


def test_one_mail_that_fails_keeps_nobody_else_from_theirs(made: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it is that was not foreseen, it is told with whom it was for."""
    failing = {0: SendError("The mail was not sent ({reason}).", reason="554 no"), 2: ValueError("oei")}
    tried, done = several(made, monkeypatch, failing)
    kept = mails(made)
    assert done.code == 1
    assert len(tried) == len(kept) + 2
    assert len(tried) > 5
    assert "a0: The mail was not sent (554 no)." in done.out
    assert "a2: something went wrong that we did not foresee: ValueError: oei" in done.out
    assert not [name for name in kept if "-a0" in name or "-a2" in name]
    assert [name for name in kept if WELFARE in name]


def test_a_server_that_is_away_is_not_waited_for_once_for_each(made: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    away = SendError("The mail was not sent ({reason}).", reason="no answer")
    tried, done = several(made, monkeypatch, dict.fromkeys(range(1, 50), away))
    assert done.code == 2
    assert "The mail was not sent (no answer)." in done.err
    assert len(tried) == 3
    assert len(mails(made)) == 1


@pytest.mark.parametrize("address", ["", "mail.example", "ftp://mail.example"])
def test_without_a_server_nothing_is_sent_and_nothing_counts_as_sent(
    made: Project, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("BUURTKALENDER_SMTP", address)
    done = remind(made, "--send")
    assert done.code == 2
    assert "BUURTKALENDER_SMTP" in done.err
    assert mails(made) == {}


# --- the issue ------------------------------------------------------------------------------------------


def tracked(made: Project, day: str = str(TODAY)) -> str:
    done = run("submissions", "tracking", "--settings", str(made.settings), "--today", day)
    assert done.code == 0
    return done.out


def test_the_issue_tells_who_has_something_to_confirm_and_what_is_hidden_first(made: Project) -> None:
    made.set(MARK_AFTER_DAYS=600, HIDE_AFTER_DAYS=700)
    (made.content / DRAUGHTS).write_text(NEW.format(title="Dammen") + "confirmed: 2024-01-01\n")
    out = tracked(made)
    assert out.startswith("<!-- buurtkalender: tracking -->\n\nOp 24 november 2026 hebben ")
    rows = [line for line in out.splitlines() if line.startswith("| [")]
    assert rows[0].startswith("| [Welzijn Zandmeer](https://zandmeer.example/hiaten/te-doen/welzijn-zandmeer/) |")
    assert rows[0].endswith("| in geen lijst meer: Dammen |")


def test_names_are_only_text_in_the_issue_and_it_is_never_too_long(made: Project) -> None:
    made.set(MARK_AFTER_DAYS=100, HIDE_AFTER_DAYS=0)
    name = "'<script>| @octo #1 [x](//evil.example)'"
    for number in range(400):
        (made.content / f"organisations/o{number}.yaml").write_text(f"name: {name}\nkind: other\n")
        folder = made.content / f"activities/o{number}"
        folder.mkdir()
        (folder / "x.yaml").write_text(NEW.format(title=name) + "confirmed: 2024-01-01\n")
    out = tracked(made)
    assert len(out.encode()) < 65_000
    assert "organisaties." in out.splitlines()[-1]
    page = cmarkgfm.github_flavored_markdown_to_html(out, Options.CMARK_OPT_UNSAFE)
    assert "<script" not in page
    assert "//evil" not in "".join(part.split('"')[0] for part in page.split('href="')[1:])
    assert "@octo" not in page


GH = """#!/bin/bash
printf '%s\\n' "$*" >> "$FAKE/calls"
case "$*" in
*"run download"*) echo text > tracking.md ;;
*"--method GET"*) cat "$FAKE/found" ;;
esac
"""


@pytest.mark.parametrize(
    ("found", "call"), [("12\n13\n", "PATCH repos/town/calendar/issues/12"), ("", "POST repos/town/calendar/issues")]
)
def test_there_is_one_issue_and_it_is_kept_up_to_date(tmp_path: Path, found: str, call: str) -> None:
    jobs = yaml.load((ROOT / ".github/workflows/tracking.yml").read_text(), yaml.BaseLoader)["jobs"]  # noqa: S506
    (tmp_path / "found").write_text(found)
    (tmp_path / "gh").write_text(GH)
    (tmp_path / "gh").chmod(0o755)
    known = {
        "FAKE": str(tmp_path),
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "REPOSITORY": "town/calendar",
        "RUN": "1",
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", jobs["issue"]["steps"][0]["run"]]
    subprocess.run(command, cwd=tmp_path, env=known, check=True, capture_output=True)
    assert f"--method {call} " in (tmp_path / "calls").read_text()
    assert jobs["text"]["permissions"] == {"contents": "read"}
