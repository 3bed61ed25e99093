"""What judges the long trials of `make soak` sees what is wrong: else they would find nothing for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from math import inf

import pytest

from soak import judging
from soak.judging import Asked, Figure, as_table, at_most, exactly, holds, none_of, percentile, person, tally
from soak.place import secrets_of, solved
from soak.run import main, options_of


def test_a_submission_that_was_thanked_for_and_is_not_there_is_lost() -> None:
    assert tally(["a", "b", "c"], ["c", "a"]).lost == ("b",)
    assert not none_of("load", "lost", tally(["a"], []).lost, 1).kept


def test_one_that_is_there_twice_and_one_that_nobody_sent_are_seen() -> None:
    found = tally(["a", "b"], ["a", "b", "b", "x"])
    assert (found.lost, found.doubled, found.unknown) == ((), ("b",), ("x",))


def test_all_there_once_is_kept() -> None:
    assert tally(["b", "a"], ["a", "b"]) == ((), (), ())
    assert none_of("load", "lost", ()).kept


@pytest.mark.parametrize(
    ("asked", "let_in", "in_time"),
    [
        ([Asked(200, 0.1), Asked(200, 1.9)], True, True),
        ([Asked(200, 0.1), Asked(429, 0.1)], False, True),
        ([Asked(200, 0.1), Asked(0, 0.0)], False, False),
        ([Asked(200, 0.1), Asked(200, judging.ANSWER_SECONDS + 0.1)], True, False),
        ([], False, False),
    ],
    ids=["all in time", "refused", "no answer", "too late", "nobody asked"],
)
def test_who_is_refused_or_answered_late_is_seen(asked: list[Asked], let_in: bool, in_time: bool) -> None:  # noqa: FBT001
    assert [one.kept for one in person("lock-out", asked)] == [let_in, in_time]


def test_what_never_came_is_longer_than_any_promise() -> None:
    assert not at_most("remote", "starts", inf, 5, "s").kept
    assert not at_most("memory", "peak", float("nan"), 100, "MiB").kept
    assert at_most("memory", "peak", 99.9, 100, "MiB").kept
    assert percentile([], 0.5) == inf
    assert (percentile([3, 1, 2], 0.5), percentile([3, 1, 2], 1)) == (2, 3)


def test_one_more_and_one_less_than_wanted_are_seen() -> None:
    assert [exactly("load", "kept", n, 3).kept for n in (2, 3, 4)] == [False, True, False]
    assert not holds("disk", "told", "").kept


def test_the_table_shows_the_start_beside_now_and_marks_what_was_not_kept() -> None:
    now = [Figure("load", "lost", "1 (a)", "0", kept=False), Figure("load", "kept", "4", "4", kept=True)]
    head, _, first, second = as_table(now, {("load", "lost"): "7"}).splitlines()
    assert [cell.strip() for cell in head.split("|")[1:-1]] == ["trial", "what", "promised", "at the start", "now", ""]
    assert [cell.strip() for cell in first.split("|")[1:-1]] == ["load", "lost", "0", "7", "1 (a)", "✗"]
    assert [cell.strip() for cell in second.split("|")[1:-1]] == ["load", "kept", "4", "–", "4", ""]


def test_a_token_is_looked_for_in_every_form_in_which_it_is_sent() -> None:
    from base64 import b64encode

    told = b"header: " + b64encode(b"x-access-token:geheim/1")
    assert any(word in told for word in secrets_of("geheim/1"))
    assert any(word in b"https://x/?t=geheim%2F1" for word in secrets_of("geheim/1"))


def test_who_sends_solves_a_proof_as_the_form_does() -> None:
    from altcha import create_challenge, verify_solution

    made = create_challenge("PBKDF2/SHA-256", 1, key_prefix="00", expires_at=4_000_000_000, hmac_secret="x" * 32)
    assert verify_solution(solved(made.to_dict()), "x" * 32).verified


def _breaks() -> Iterator[Figure]:
    yield exactly("load", "kept", 1, 1)
    raise OSError("no room")


@pytest.mark.parametrize(
    ("trials", "code", "marks"),
    [
        ({"load": lambda: [exactly("load", "kept", 1, 1)]}, 0, 0),
        ({"load": lambda: [exactly("load", "kept", 0, 1)]}, 1, 1),
        ({"load": _breaks, "disk": lambda: [exactly("disk", "kept", 1, 1)]}, 1, 1),
    ],
    ids=["kept", "not kept", "broke off"],
)
def test_the_whole_fails_where_one_trial_fails_or_breaks_off(
    trials: dict[str, Callable[[], Iterable[Figure]]], code: int, marks: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(options_of(["--start", "none"]), trials) == code
    table = capsys.readouterr().out.strip().rpartition("\n\n")[2].splitlines()
    assert sum("✗" in line for line in table) == marks
    assert len(table) == 2 + sum(2 if hold is _breaks else 1 for hold in trials.values())
