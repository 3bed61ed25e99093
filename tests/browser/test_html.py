"""Pages are valid HTML, says the checker of the W3C (Nu Html Checker)."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path

from browser.conftest import LANGUAGES
from browser.kinds import Kind, kinds
from patience import PATIENCE
from projects import Project

CHECKER = Path(__file__).parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
NOT_OURS = ".*violates Content Security Policy.*"
"""It takes a file's policy for one that forbids the site's own style sheet, and data for a script."""


QUICK = ("-Xss16m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""It is over before Java has made more of its code than the least, so that takes twice as long."""


def _wrong(files: Iterable[str]) -> list[tuple[str, int | None, str]]:
    """Return what is not valid in these files: where, and what."""
    command = ["java", *QUICK, "-jar", CHECKER, "--stdout", "--format", "json", "--filterpattern", NOT_OURS]
    said = subprocess.run([*command, *sorted(files)], capture_output=True, text=True, check=False, timeout=5 * PATIENCE)
    return [(one["url"], one.get("lastLine"), one["message"]) for one in json.loads(said.stdout)["messages"]]


def test_every_kind_of_page_is_valid_in_any_language(
    every_kind: list[Kind], demo: Project, town: Project, polyglot: Project
) -> None:
    """All at once: starting the checker takes longest."""
    others = {language: polyglot.output / language for language in LANGUAGES}
    outputs = {"demo": demo.output, "town": town.output, **others}
    every = [*every_kind, *kinds(others)]
    files = {str(outputs[site] / f".{path}{'index.html' if path.endswith('/') else ''}") for site, path in every}
    assert any("/ar/" in file for file in files)
    onward = {str(file) for file in town.output.rglob("*.html") if b'http-equiv="refresh"' in file.read_bytes()}
    assert onward
    assert _wrong(files | onward) == []


def test_those_are_of_every_pattern_of_addresses(every_kind: list[Kind]) -> None:
    paths = {page.path for page in every_kind}
    assert {"/", "/vandaag/", "/buurten/", "/hiaten/", "/zoeken/", "/abonneren/", "/404.html"} <= paths
    assert 30 <= len(every_kind) <= 90
