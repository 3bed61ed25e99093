"""What the receiver weighs."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from urllib.parse import urlencode

from projects import ROOT
from receiving.standing import ASKING, NEW, running, stand


def test_after_two_hundred_submissions_it_weighs_less_than_a_hundred_megabytes(tmp_path: Path) -> None:
    there = stand(tmp_path, more="[limits]\naddress = 9999\nreview = 9999\neverybody = 9999")
    paths = os.pathsep.join(map(str, (ROOT / "plugins", ROOT / "tests")))
    command = [sys.executable, ROOT / "tests/receiving/receiver.py", there.project.settings, there.settings]
    headers = {"Origin": "http://127.0.0.1:9", "Content-Type": "application/x-www-form-urlencoded"}
    with running(command, tmp_path, there.url, **{**os.environ, "PYTHONPATH": paths}) as process:
        for n in range(200):
            fields = {**NEW, "title": [f"Soep {n}"], "description": ["Samen soep eten. " * 500]}
            content = urlencode(fields, doseq=True)
            assert ASKING.post(f"{there.url}/", content=content, headers=headers).status_code == 200
        status = Path(f"/proc/{process.pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found
    assert int(found[1]) < 100_000
    assert len(there.written().splitlines()) == 200
