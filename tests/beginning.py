"""A copy of the product as a municipality gets it, and somebody who answers what `start` asks."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from io import StringIO, TextIOBase
from pathlib import Path
from unittest.mock import patch

from projects import DEMO, ROOT, SETTINGS, Done, Project
from town import TODAY

Answers = Mapping[str, str | tuple[str | None, ...] | None]
"""What is answered to each question, by words of it; several times when there are several; None leaves."""

AS_IT_COMES = {
    'SITENAME = "Buurtkalender Zandmeer"': 'SITENAME = "Buurtkalender"',
    'SITEURL = "https://zandmeer.example"': 'SITEURL = "https://buurtkalender.example"',
    'CONTACT_EMAIL = "redactie@zandmeer.example"': 'CONTACT_EMAIL = "redactie@buurtkalender.example"',
    'CALENDAR_ID = "zandmeer.buurtkalender.example"': 'CALENDAR_ID = "buurtkalender.example"',
    'PLUGIN_PATHS = ["plugins"]': f"PLUGIN_PATHS = [{str(ROOT / 'plugins')!r}]",
}
FEW_PAGES = """
PAST_DAYS = 1
PAGES_AHEAD_DAYS = 1
"""
OVERLAY = """
# --- Until it is yours ------------------------------------------------------------------------------

if DEMO:
    from pathlib import Path
    from runpy import run_path

    globals().update(
        {
            name: value
            for name, value in run_path(str(Path(__file__).parent / "demo/settings.py")).items()
            if name.isupper()
        }
    )
"""


def fresh(folder: Path) -> Project:
    """Make a copy as it comes: the demo, with its settings, and content that is empty."""
    folder.mkdir(parents=True)
    text = SETTINGS.read_text(encoding="utf-8")
    for old, new in AS_IT_COMES.items():
        assert old in text, old
        text = text.replace(old, new)
    made = Project(folder)
    made.settings.write_text(text + FEW_PAGES + OVERLAY, encoding="utf-8")
    shutil.copytree(DEMO, folder / "demo", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "theme").symlink_to(ROOT / "theme")
    made.content.mkdir()
    (made.content / "README.md").write_text("Hier komt wat van jouw gemeente is.\n", encoding="utf-8")
    return made


MOST_LINES = 60
"""Who types more than this is asked the same again and again."""

TOWN: Answers = {
    "Waar staat de lijst": "",
    "Voor welke gemeente": "Veldkamp",
    "Welke code": "gm 9999",
    "Welke buurten": "Oude Dorp, Duinrand en Zee, Molenwijk",
    "Waar staat de kaart": "",
    "In welke regio": "midden",
    "Hoe heet de kalender": "",
    "Op welk adres": "kalender.veldkamp.example",
    "Op welk e-mailadres": "redactie@veldkamp.example",
    "In welke talen": "nederlands, engels",
    "Welke vaste naam": "",
    "Vanaf welke maandag": "",
    "Welke organisatie": "Welzijn Veldkamp",
    "Wat voor organisatie": "1",
    "Waar op internet": "-",
    "Waar gaat het formulier": "",
    "Wil je weekprogramma": "nee",
    "Klopt dit": "ja",
}
"""What somebody answers who has nothing of CBS, by words of the question."""


def begin(made: Project, answers: Answers, *arguments: str) -> Done:
    """Run `start` in the folder of a project, for somebody who has downloaded nothing."""
    made.share_templates()
    here = Path.cwd()
    os.chdir(made.folder)
    try:
        with patch.object(sys, "stdin", _Person(answers)), patch.dict(os.environ, {"HOME": str(made.folder / "home")}):
            return made.run("start", "--today", TODAY.isoformat(), "--jobs", "1", *arguments)
    finally:
        os.chdir(here)


class _Person(TextIOBase):
    """Standard input from somebody who reads what is asked, and then types a line. After None they leave."""

    def __init__(self, answers: Answers) -> None:
        self._answers = {
            key: [given] if given is None or isinstance(given, str) else list(given) for key, given in answers.items()
        }
        self._read = self._lines = 0
        self._asked = ""

    def readline(self, _size: int | None = -1, /) -> str:  # type: ignore[override]
        """Type a line: the next answer to the question that was asked last, again and again if there is no other."""
        assert isinstance(sys.stdout, StringIO)
        shown = sys.stdout.getvalue()
        new, self._read = shown[self._read :], len(shown)
        self._asked = max(self._answers, key=new.rfind) if any(key in new for key in self._answers) else self._asked
        assert self._asked, new
        self._lines += 1
        assert self._lines < MOST_LINES, shown[-1000:]
        left = self._answers[self._asked]
        given = left.pop(0) if len(left) > 1 else left[0]
        return "" if given is None else f"{given}\n"
