"""Try for minutes what must never be lost, and print what was found beside how it was before: `make soak`.

run.py [TRIAL …] [--product FOLDER] [--quick] [--json FILE] [--start FILE]
Exit code: 0 all that was promised was kept, 1 something was not.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
TRIALS = ("load", "lockout", "disk", "remote", "memory", "builds", "hostile", "hosts")


def options_of(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trials", nargs="*", metavar="TRIAL", help=", ".join(TRIALS))
    parser.add_argument(
        "--product", type=Path, default=HERE.parents[1], help="another copy of the program, to try that"
    )
    parser.add_argument("--quick", action="store_true", help="less of everything, in a minute and a half or so")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    parser.add_argument("--start", type=Path, default=HERE / "start.json", help="the figures to show beside these")
    found = parser.parse_args(arguments)
    if unknown := set(found.trials) - set(TRIALS):
        parser.error(f"there is no trial {', '.join(sorted(unknown))}")
    return found


def trial(name: str) -> Callable[[], Iterable[Figure]]:
    made: Callable[[], Iterable[Figure]] = getattr(import_module(f"soak.{name}"), name)
    return made


def tried(trials: Mapping[str, Callable[[], Iterable[Figure]]]) -> Iterator[Figure]:
    """Hold the trials, and yield what they found; one that breaks off has failed, and the others are held."""
    for name, hold in trials.items():
        begun, kept, all_of = time.monotonic(), 0, 0
        print(f"{name} …", flush=True)
        try:
            for figure in hold():
                yield figure
                kept, all_of = kept + figure.kept, all_of + 1
                where = figure.trial.removeprefix(name).strip(": ")
                print(f"  {'✓' if figure.kept else '✗'} {where}  {figure.what}: {figure.found}", flush=True)
        except Exception:  # noqa: BLE001 - whatever it is
            traceback.print_exc()
            yield Figure(name, "the trial itself", "broke off", "comes to its end", kept=False)
        print(f"{name}: {kept} of {all_of} kept, {time.monotonic() - begun:.0f} s", flush=True)


def main(options: argparse.Namespace, trials: Mapping[str, Callable[[], Iterable[Figure]]]) -> int:
    found = list(tried(trials))
    if options.json:
        options.json.write_text(json.dumps([one._asdict() for one in found], ensure_ascii=False, indent=1) + "\n")
    start = json.loads(options.start.read_text()) if options.start.exists() else []
    print("\n" + as_table(found, {(one["trial"], one["what"]): one["found"] for one in start}))
    return 0 if all(one.kept for one in found) else 1


if __name__ == "__main__":
    chosen = options_of(sys.argv[1:])
    os.environ["SOAK_PRODUCT"] = str(chosen.product.resolve())
    os.environ["SOAK_QUICK"] = "1" if chosen.quick else "0"
    sys.path[:0] = [str(chosen.product.resolve() / "plugins"), str(HERE.parent)]

from soak.judging import Figure, as_table  # noqa: E402 - of the copy that is tried

if __name__ == "__main__":
    sys.exit(main(chosen, {name: trial(name) for name in chosen.trials or TRIALS}))
