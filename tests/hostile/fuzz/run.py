"""Look for what breaks a property, led by the branches of the code: `make fuzz`, or `run.py NAME SECONDS`.

What breaks it is written to ``crash-…`` in the folder where this was started; `run.py NAME FILE` tries it again.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent


def one(name: str, *arguments: str) -> None:
    """Search in this process, until it is broken or the time is over; never returns."""
    import atheris

    with atheris.instrument_imports(include=["buurtkalender"]):
        from hostile.fuzz.properties import PROPERTIES, seeds

    with TemporaryDirectory() as folder:
        for number, data in enumerate(seeds(name)):
            (Path(folder) / str(number)).write_bytes(data)
        again = [argument for argument in arguments if Path(argument).is_file()]
        given = [sys.argv[0], *arguments, *([] if again else [folder])]
        atheris.Setup(given, PROPERTIES[name])
        atheris.Fuzz()


def main() -> int:
    """Search for each property in a process of its own, so many seconds each."""
    name, *rest = sys.argv[1:] or ["all", "60"]
    if name != "all":
        seconds = [f"-max_total_time={part}" if part.isdecimal() else part for part in rest]
        one(name, "-max_len=2048", "-timeout=20", *seconds)
        return 0
    code = 0
    from hostile.fuzz.properties import PROPERTIES

    for each in PROPERTIES:
        sys.stderr.write(f"--- {each}\n")
        code |= subprocess.run([sys.executable, __file__, each, *rest], check=False).returncode
    return int(bool(code))


if __name__ == "__main__":
    sys.path[:0] = [str(HERE.parents[1]), str(HERE.parents[2] / "plugins")]
    sys.exit(main())
