"""The functions of the form's script, called from Python: one Node.js that stays, asked a line at a time."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from clients.quick.engines import INSTALLED
from projects import ROOT

NODE = INSTALLED / "bin" / "node"
ASKING = """
import { createInterface } from "node:readline";
const script = await import(process.argv[2]);
for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...given] = JSON.parse(line);
  console.log(JSON.stringify(script[name](...given)));
}
"""


class Script:
    """The script, running."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __call__(self, name: str, *given: Any) -> Any:
        """Call one of its functions."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([name, *given]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the script stopped"
        return json.loads(line)


@contextmanager
def running(folder: Path) -> Iterator[Script]:
    """Run the script as long as the context lasts; ``folder`` is one to work in."""
    own = folder / "answers.mjs"
    own.write_text((ROOT / "theme/static/js/answers.js").read_text("utf-8"), "utf-8")
    (folder / "asking.mjs").write_text(ASKING)
    with subprocess.Popen(
        [NODE, folder / "asking.mjs", own], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        yield Script(process)
        process.kill()
