"""Measures pages with Lighthouse, as a phone of the middle class loads them: `make lighthouse`.

Builds the demo, serves it and prints a report as text. Ends with 1 when a page has less than 100 in anything.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from buurtkalender.site.serve import server

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGES = ("/", "/vandaag/", "/activiteiten/stichting-welzijn-wijk/wijkkoffie-de-engk/", "/hiaten/", "/zoeken/", "/ar/")
SCORES = ("performance", "accessibility", "best-practices", "seo")
TIMES = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")
CHROME = "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking"


def measured(url: str, chromium: str, folder: Path) -> dict[str, Any]:
    """Return what Lighthouse says of a page; each time is in a fresh browser."""
    file = folder / "report.json"
    lighthouse = HERE / "node_modules" / "lighthouse" / "cli" / "index.js"
    options = ["--quiet", "--output=json", f"--output-path={file}", f"--chrome-flags={CHROME}"]
    options.append(f"--only-categories={','.join(SCORES)}")
    environment = {**os.environ, "CHROME_PATH": chromium}
    subprocess.run([_node(), lighthouse, url, *options], env=environment, check=True, timeout=300)
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _node() -> str:
    own = ROOT / ".venv" / "clients" / "bin" / "node"
    return str(own) if own.exists() else "node"


def told(path: str, found: dict[str, Any]) -> tuple[bool, list[str]]:
    """Return whether all is 100, and the lines of the report about a page."""
    scores = {name: round(100 * (found["categories"][name]["score"] or 0)) for name in SCORES}
    times = ", ".join(f"{found['audits'][name]['title']} {found['audits'][name]['displayValue']}" for name in TIMES)
    lines = [f"| {path} | {' | '.join(str(scores[name]) for name in SCORES)} | {times} |"]
    for name in SCORES:
        for reference in found["categories"][name]["auditRefs"]:
            audit = found["audits"][reference["id"]]
            if scores[name] < 100 and reference["weight"] and (audit["score"] or 0) < 1 and audit["score"] is not None:
                lines.append(f"  - {name}: {audit['title']} ({audit.get('displayValue', audit['score'])})")
    return all(score == 100 for score in scores.values()), lines


def main() -> int:
    """Print the report."""
    chromium = shutil.which("chromium")
    assert chromium, "There is no chromium here: `make lighthouse` installs it."
    lines, good = [], True
    with TemporaryDirectory() as folder:
        output = Path(folder) / "output"
        build = [sys.executable, "-m", "buurtkalender", "build", "--output", str(output)]
        subprocess.run(build, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
        with server(output, "127.0.0.1", 0) as serving:
            threading.Thread(target=serving.serve_forever, daemon=True).start()
            for path in PAGES:
                found = measured(f"http://127.0.0.1:{serving.server_port}{path}", chromium, Path(folder))
                version = found["lighthouseVersion"]
                full, about = told(path, found)
                good &= full
                lines += about
            serving.shutdown()
    head = f"Lighthouse {version}, a phone (Moto G Power, slow 4G), {date.today().isoformat()}:"
    print(
        head, "", f"| page | {' | '.join(SCORES)} | times |", "| --- | --- | --- | --- | --- | --- |", *lines, sep="\n"
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
