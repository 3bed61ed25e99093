"""A log as it is after a lot came in: to see what a receiver, and the commands of editors, weigh with it.

Usage: filled_log.py COUNT BYTES KIND FOLDER. Each of COUNT submissions has answers of about BYTES; KIND is

``waiting``
    they came without a proof of work, and nobody released them;
``accepted``
    they came with one, and nothing was made of them yet;
``finished``
    a pull request of each was opened, and a mail sent;
``before``
    the same, as a receiver wrote it that did not say "finished" yet.

They came over a year up to noon of the day of the tests, ``waiting`` and ``accepted`` in its last days.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from receiving.receiver import NOON
from receiving.standing import NEW

KINDS = ("waiting", "accepted", "finished", "before")
LONGEST = 9_900
"""Characters that a file may hold in one text; what is more is said to the editors."""

SIGNS = "23456789abcdefghjkmnpqrstvwxyz"


def number(n: int, at: datetime) -> str:
    """Return the number of the nth submission."""
    signs = ""
    for _ in range(5):
        n, sign = divmod(n, len(SIGNS))
        signs = SIGNS[sign] + signs
    return f"{at:%y%m%d}-{signs}"


def lines(n: int, octets: int, kind: str, at: datetime) -> Iterator[dict[str, object]]:
    """Yield all that a log says of one submission."""
    identifier, title = number(n, at), f"Soep {n}"
    said = "Samen soep eten in het dorpshuis. "
    whole = (said * (octets // len(said) + 1))[:octets]
    answers = {**NEW, "title": [title], "description": [whole[:LONGEST]], "message": [whole[LONGEST:] or "Dank."]}
    about = {"action": "new", "activity": f"welzijn-zandmeer/soep-{n}", "subject": f"Nieuwe activiteit: {title}"}
    by = "review" if kind == "waiting" else "proof"
    yield {"id": identifier, "at": at, "step": "accepted", "answers": answers, "by": by, "digest": f"{n:032x}", **about}
    if kind not in {"finished", "before"}:
        return
    after = at + timedelta(seconds=2)
    yield {"id": identifier, "at": after, "step": "mailed", "track": "mail"}
    yield {"id": identifier, "at": after, "step": "committed", "track": "git", "commit": f"{n:040x}"}
    yield {"id": identifier, "at": after, "step": "pushed", "track": "git"}
    yield {"id": identifier, "at": after, "step": "asked", "track": "git", "url": f"https://forge.example/pulls/{n}"}
    if kind == "finished":
        yield {"id": identifier, "at": after, "step": "finished"}


def fill(count: int, octets: int, kind: str, folder: Path, until: datetime = NOON) -> None:
    """Write such a log in ``folder``; what is there already stays."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    span = timedelta(days=360 if kind in {"finished", "before"} else 2)
    open_file, month = None, ""
    try:
        for n in range(count):
            at = until - span + span * n / count
            if f"{at:%Y-%m}" != month:
                month = f"{at:%Y-%m}"
                if open_file:
                    open_file.close()
                open_file = (folder / f"{month}.jsonl").open("ab")
            assert open_file
            open_file.write(b"".join(msgspec.json.encode(line) + b"\n" for line in lines(n, octets, kind, at)))
    finally:
        if open_file:
            open_file.close()


def main(count: str, octets: str, kind: str, folder: str) -> None:
    """Write it."""
    if kind not in KINDS:
        raise SystemExit(__doc__)
    fill(int(count), int(octets), kind, Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
