"""What the fictional town looks like, kept byte for byte: `python tests/golden.py` accepts what it looks like now.

`files.txt` names every file of the site; of some the whole text is kept beside it. After accepting, `git diff` shows
what a change does to pages, feeds and data.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from projects import Tree, town_project, tree

GOLDEN = Path(__file__).parent / "golden"
LIST = "files.txt"
KEPT = (
    "index.html",
    "vandaag/index.html",
    "week/2026-w49/index.html",
    "activiteiten/welzijn-zandmeer/koffieochtend/index.html",  # every kind of change once
    "activiteiten/welzijn-zandmeer/koffieochtend/kalender.ics",
    "activiteiten/welzijn-zandmeer/koffieochtend/2026-12-02.ics",  # one date, moved
    "activiteiten/bewonersgroep-molenwijk/soep-en-spel/index.html",  # a title that needs escaping everywhere
    "activiteiten/welzijn-zandmeer/maatje/index.html",  # by appointment
    "organisaties/welzijn-zandmeer/index.html",
    "locaties/dorpshuis/index.html",
    "locaties/dorpshuis/ruimtes/grote-zaal/bezet.ics",
    "buurten/molenwijk/index.html",
    "hiaten/index.html",
    "hiaten/buurten/molenwijk/index.html",
    "hiaten/te-doen/index.html",
    "hiaten/te-doen/welzijn-zandmeer/index.html",
    "hiaten/locaties/index.html",
    "hiaten/gegevens/index.html",
    "hiaten/preventie/index.html",
    "zoeken/index.html",
    "abonneren/index.html",
    "kalender.ics",
    "rss.xml",
    "atom.xml",
    "feed.json",
    "week.xml",
    "data/activities.json",
    "data/occurrences.json",
    "data/venues.json",
    "data/organisations.json",
    "data/coverage.json",
    "data/coverage.csv",
    "data/todo.json",
    "data/todo.csv",
    "data/prevention.csv",
    "data/hiaten.csv",
    "data/te-doen.csv",
    "data/plaatsuren.csv",
    "data/preventie.csv",
    "data/capacity.json",
    "data/openactive/session-series.json",
    "data/openreferral/services.json",
    "robots.txt",
    "sitemap.xml",
    "_headers",
    ".htaccess",
)
"""The files of which the whole text is kept."""


def kept(site: Tree) -> Tree:
    """What is kept of a site."""
    names = "".join(f"{path}\n" for path in sorted(site))
    return {LIST: names.encode(), **{path: site[path] for path in KEPT if path in site}}


def golden() -> Tree:
    """What was accepted."""
    return {path: octets for path, octets in tree(GOLDEN).items() if path != ".gitattributes"}


def accept() -> list[str]:
    """Keep what the town looks like now, and return the paths of what is different from before."""
    before = golden() if GOLDEN.exists() else {}
    with TemporaryDirectory() as folder:
        made = town_project(Path(folder) / "town")
        done = made.build()
        if done.code:
            raise SystemExit(done.said)
        now = kept(made.tree())
    shutil.rmtree(GOLDEN, ignore_errors=True)
    for path, octets in now.items():
        (GOLDEN / path).parent.mkdir(parents=True, exist_ok=True)
        (GOLDEN / path).write_bytes(octets)
    (GOLDEN / ".gitattributes").write_text("* -text\n")  # bytes are bytes: feeds end their lines with CRLF
    return sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))


if __name__ == "__main__":
    changed = accept()
    sys.stdout.write("".join(f"{path}\n" for path in changed) or "Nothing changed.\n")
