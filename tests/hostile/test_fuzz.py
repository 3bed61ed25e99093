"""Whatever comes in, what has to hold holds: tried with what was made up, here briefly, in `make fuzz` every night."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import tried
from hostile.fuzz.properties import PROPERTIES, seeds
from patience import PATIENCE

RUN = Path(__file__).parent / "fuzz" / "run.py"
PIECES = [
    b"\n", b"  ", b"- ", b": ", b"{", b"}", b"[", b"]", b",", b"'", b'"', b"#", b"|", b"\t", b"\xc2\xa0", b"\xff",
    b"weekly", b"tuesday", b"2026-12-05", b"9999-12-31", b"0001-01-01", b"10:00-12:00", b"24:00", b"every: 52",
    b"until", b"\r", b"-1",
    b"\x1f", b"=", b"title", b"&a", b"*a", b"!x", b"<<: ", b"---", b"javascript:", b"../", b"\xf3\xa0\x81\x81",
]  # fmt: skip


def bent(data: bytes, cuts: list[tuple[float, int, bytes]]) -> bytes:
    """What was right, with pieces put in and taken out."""
    for where, gone, piece in cuts:
        at = int(where * len(data))
        data = data[:at] + piece + data[at + gone :]
    return data


CUTS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 9), st.sampled_from(PIECES) | st.binary(max_size=4)), max_size=5
)


@pytest.mark.parametrize("name", PROPERTIES)
def test_it_holds_for_what_is_nearly_right_and_for_rubbish(name: str) -> None:
    @tried(60)
    @given(st.builds(bent, st.sampled_from(seeds(name)), CUTS) | st.binary(max_size=300))
    def holds(data: bytes) -> None:
        PROPERTIES[name](data)

    holds()


def test_it_holds_where_the_branches_of_the_code_lead(tmp_path: Path) -> None:
    """For one property, so that the long search is known to run; `make fuzz` takes them all, every night."""
    pytest.importorskip("atheris")
    done = subprocess.run(
        [sys.executable, RUN, "recurring", "-runs=150", "-seed=7"], cwd=tmp_path, capture_output=True, text=True,
        check=False, timeout=5 * PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    assert "Done 15" in done.stderr, "it really ran"


@pytest.mark.parametrize("name", PROPERTIES)
def test_what_the_long_search_begins_with_holds(name: str) -> None:
    for seed in seeds(name):
        PROPERTIES[name](seed)
