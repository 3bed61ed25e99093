"""Thirty nights and more: what residents see of a calendar elsewhere that grows, shrinks, moves and falls silent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from buurtkalender.submissions.importing import feeds
from importing.nights import WHOSE, Nights, days, nights_of, once, seen, weekly
from importing.serving import Answer, Request
from importing.taking import event


@pytest.fixture
def nights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Nights]:
    """A town before the first night."""
    with nights_of(tmp_path, monkeypatch) as made:
        yield made


# --- as far as its last date ------------------------------------------------------------------------------


def test_a_feed_that_tells_less_far_than_before_takes_nothing_back(nights: Nights) -> None:
    nights.tells(*days("Yoga", "2026-12-02 19:00", 10))
    nights.night()
    nights.tells(*days("Yoga", "2026-12-02 19:00", 4))
    nights.night(3)
    assert nights.sees() == seen("Yoga", "2026-12-02 19:00", 10)
    assert nights.tells_us("6 after its last date")


def test_a_window_that_moves_on_each_night_adds_dates_and_loses_none(nights: Nights) -> None:
    every = [*days("Yoga", "2026-12-02 19:00", 12), *days("Film", "2026-11-27 20:00", 12)]
    for _ in range(30):
        horizon = f"{nights.day + timedelta(days=21):%Y%m%d}"
        first = f"{nights.day:%Y%m%d}"
        nights.tells(*(one for one in every if first <= one.split("Amsterdam:")[1][:8] <= horizon))
        nights.night()
        assert not any("!" in one for one in nights.sees())
    told = nights.sees("Yoga")
    assert told == [one for one in seen("Yoga", "2026-12-02 19:00", 12) if "2026-12-24" <= one <= "2027-01-13 24"]


def test_what_is_missing_within_the_window_is_cancelled_and_what_is_beyond_it_stays(nights: Nights) -> None:
    every = days("Yoga", "2026-12-02 19:00", 10)
    nights.tells(*every)
    nights.night()
    nights.tells(*(every[n] for n in (0, 1, 3, 4)))
    nights.night(2)
    told = seen("Yoga", "2026-12-02 19:00", 10)
    told[2] += "!"
    assert nights.sees() == told


def test_a_series_that_a_short_window_does_not_reach_is_not_cancelled(nights: Nights) -> None:
    near, far = days("Film", "2026-11-26 20:00", 3), weekly("Zomerlezen", "2027-02-01 10:00")
    nights.tells(*near, far)
    nights.night()
    nights.tells(*near)
    nights.night(4)
    assert nights.sees("Zomerlezen")[0] == "2027-02-01 10:00 Zomerlezen"
    assert not any("!" in one for one in nights.sees())


@pytest.mark.parametrize("left", [0, 1, 2], ids=["nothing", "one of eight", "two of eight"])
def test_a_feed_that_falls_silent_changes_nothing_for_weeks_and_is_told(nights: Nights, left: int) -> None:
    every = [once(f"Lezing {n}", f"2027-01-{n + 10} 20:00") for n in range(7)]
    last = once("Slotfeest", "2027-03-01 20:00")
    nights.tells(*every, last)
    nights.night()
    before = nights.sees()
    nights.tells(*([last, *every][:left]))
    for _ in range(14):
        nights.night()
        assert nights.tells_us("all stays as it was")
    assert nights.sees() == before
    nights.tells(*every, last)
    nights.night()
    assert nights.sees() == before


# --- known again without a UID ----------------------------------------------------------------------------


def renewed(one: str, n: int) -> str:
    """The same event under a UID of its own."""
    uid = one.split("UID:")[1].split("\n", maxsplit=1)[0]
    return one.replace(f"UID:{uid}", f"UID:{n}-{uid}")


def test_uids_that_change_at_each_fetch_double_nothing_and_cancel_nothing(nights: Nights) -> None:
    every = [
        weekly("Koffie", "2026-09-01 10:00"), *days("Yoga", "2026-12-02 19:00", 6), once("Quiz", "2027-01-15 20:00"),
    ]  # fmt: skip
    nights.tells(*every)
    nights.night()
    before = nights.sees(), sorted(nights.files())
    for n in range(10):
        nights.tells(*(renewed(one, n) for one in every))
        nights.night()
        assert [one for one in before[0] if one >= f"{nights.day}"] == [
            one for one in nights.sees() if one <= before[0][-1]
        ]
        assert sorted(nights.files()) == before[1]


def test_after_some_nights_new_uids_are_no_news_and_nothing_is_written(nights: Nights) -> None:
    every = [weekly("Koffie", "2026-09-01 10:00"), *days("Yoga", "2027-01-06 19:00", 6)]
    for n in range(4):
        nights.tells(*(renewed(one, n) for one in every))
        nights.night()
    before = nights.files()
    for n in range(10, 14):
        nights.tells(*(renewed(one, n) for one in every))
        nights.night()
    assert nights.files() == before


def test_with_new_uids_what_is_missing_is_still_cancelled_on_the_second_night(nights: Nights) -> None:
    every = [*days("Yoga", "2026-12-02 19:00", 6), once("Quiz", "2027-01-15 20:00")]
    for n in range(4):
        nights.tells(*(renewed(one, n) for one in every))
        nights.night()
    nights.tells(*(renewed(one, 9) for one in (*every[:2], *every[3:])))
    nights.night()
    assert not any("!" in one for one in nights.sees())
    nights.tells(*(renewed(one, 10) for one in (*every[:2], *every[3:])))
    nights.night()
    assert [one for one in nights.sees() if "!" in one] == ["2026-12-16 19:00 Yoga!"]


def test_one_uid_for_all_dates_is_none(nights: Nights) -> None:
    """Some programs write each date of a series as an event that changes it, and the series itself not at all."""
    moments = [f"2026-12-{day:02d} 19:00" for day in (2, 9, 16, 23)]
    instead = "RECURRENCE-ID;TZID=Europe/Amsterdam:{}T190000"
    every = [once("Yoga", one, "yoga@x.example", instead.format(one[:10].replace("-", ""))) for one in moments]
    quiz = once("Quiz", "2027-01-15 20:00")
    nights.tells(*every, quiz)
    nights.night()
    assert nights.sees("Yoga") == [f"{one} Yoga" for one in moments]
    nights.tells(every[0], *every[2:], quiz)
    nights.night()
    assert nights.sees("Yoga") == [f"{one} Yoga" for one in moments]
    nights.night()
    assert nights.sees("Yoga")[1] == "2026-12-09 19:00 Yoga!"
    assert len(nights.sees("Yoga")) == 4


def test_a_date_that_moved_under_another_uid_is_moved_and_not_doubled(nights: Nights) -> None:
    every = [*days("Yoga", "2026-12-02 19:00", 5), once("Quiz", "2027-01-15 20:00")]
    nights.tells(*every)
    nights.night()
    moved = once("Yoga", "2026-12-17 19:00", "anders@agenda.example")
    nights.tells(*(one for n, one in enumerate(every) if n != 2), moved)
    nights.night()
    told = [*seen("Yoga", "2026-12-02 19:00", 5), "2026-12-17 19:00 Yoga"]
    told.remove("2026-12-16 19:00 Yoga")
    assert nights.sees("Yoga") == sorted(told)
    assert nights.night(3).sees("Yoga") == sorted(told)


def test_an_event_that_moved_or_got_another_title_keeps_its_file_by_its_uid(nights: Nights) -> None:
    film, quiz = once("Film", "2026-12-10 20:00", "film@x.example"), once("Quiz", "2027-01-15 20:00")
    nights.tells(film, quiz)
    nights.night()
    nights.tells(once("Filmavond", "2026-12-11 20:30", "film@x.example"), quiz)
    nights.night(3)
    assert nights.sees() == ["2026-12-11 20:30 Filmavond", "2027-01-15 20:00 Quiz"]
    assert f"activities/{WHOSE}/film.yaml" in nights.files()


@pytest.mark.parametrize("number", [2, 7])
def test_a_course_of_which_title_and_uids_change_in_one_night_goes_on_in_its_file(nights: Nights, number: int) -> None:
    quiz = once("Quiz", "2027-03-15 20:00")
    nights.tells(*days("Zingen", "2026-12-01 10:00", number), quiz)
    nights.night(2)
    nights.tells(*(renewed(one, 1) for one in days("Samen zingen", "2026-12-01 10:00", number)), renewed(quiz, 1))
    nights.night(3)
    assert nights.sees() == [*seen("Samen zingen", "2026-12-01 10:00", number), "2027-03-15 20:00 Quiz"]
    assert f"activities/{WHOSE}/samen-zingen.yaml" not in nights.files()


def test_another_course_in_the_same_room_at_the_same_times_is_a_course_of_its_own(nights: Nights) -> None:
    nights.tells(*days("Zingen", "2026-12-01 10:00", 4))
    nights.night(2)
    nights.tells(*days("Zingen", "2026-12-01 10:00", 4), *days("Tekenen", "2026-12-01 10:00", 4))
    nights.night(2)
    assert nights.sees("Zingen") == seen("Zingen", "2026-12-01 10:00", 4)
    assert nights.sees("Tekenen") == seen("Tekenen", "2026-12-01 10:00", 4)


def test_a_series_written_out_as_loose_dates_goes_on_behind_them(nights: Nights) -> None:
    quiz = once("Quiz", "2026-12-18 20:00")
    nights.tells(weekly("Koffie", "2026-09-01 10:00"), quiz)
    nights.night()
    before = nights.sees()
    nights.tells(*days("Koffie", "2026-12-01 10:00", 4), quiz)
    nights.night(4)
    assert [one for one in nights.sees() if one <= before[-1]] == [one for one in before if one >= f"{nights.day}"]


# --- off, and on again --------------------------------------------------------------------------------------


def test_what_is_gone_waits_a_night_while_all_else_of_its_file_goes_on(nights: Nights) -> None:
    every = days("Yoga", "2026-12-02 19:00", 6)
    nights.tells(*every)
    nights.night()
    off = every[4].replace("DURATION", "STATUS:CANCELLED\nDURATION")
    nights.tells(*every[:2], every[3], off, every[5])
    nights.night()
    told = seen("Yoga", "2026-12-02 19:00", 6)
    told[4] += "!"
    assert nights.sees() == told
    told[2] += "!"
    assert nights.night().sees() == told


def test_a_cancelled_series_is_believed_at_once(nights: Nights) -> None:
    koffie, quiz = weekly("Koffie", "2026-09-01 10:00"), once("Quiz", "2027-01-15 20:00")
    nights.tells(koffie, quiz)
    nights.night()
    nights.tells(koffie.replace("DURATION", "STATUS:CANCELLED\nDURATION"), quiz)
    nights.night()
    assert nights.sees("Koffie") == [f"{one}!" for one in seen("Koffie", "2026-12-01 10:00", 4)]
    nights.tells(koffie, quiz)
    assert nights.night().sees("Koffie")[:2] == seen("Koffie", "2026-12-01 10:00", 2)


def test_a_date_that_was_moved_from_yesterday_is_called_off_with_its_series(nights: Nights) -> None:
    instead = "RECURRENCE-ID;TZID=Europe/Amsterdam:20261202T140000"
    change = once("Zangkoor", "2026-12-03 15:00", "koor@x.example", instead)
    quiz = once("Quiz", "2027-03-15 20:00")
    nights.tells(weekly("Zangkoor", "2026-11-25 14:00", "koor@x.example", rule="FREQ=WEEKLY;COUNT=5"), change, quiz)
    nights.night(8)
    nights.tells(quiz)
    nights.night(2)
    nights.day = nights.day.replace(day=3)
    assert not [one for one in nights.sees("Zangkoor") if "!" not in one]


def test_a_series_that_was_ended_stops_at_once(nights: Nights) -> None:
    quiz = once("Quiz", "2027-01-15 20:00")
    nights.tells(weekly("Koffie", "2026-09-01 10:00"), quiz)
    nights.night()
    nights.tells(weekly("Koffie", "2026-09-01 10:00", rule="FREQ=WEEKLY;UNTIL=20261101T000000Z"), quiz)
    nights.night()
    assert nights.sees("Koffie") == [f"{one}!" for one in seen("Koffie", "2026-12-01 10:00", 4)]


def test_what_became_private_is_no_longer_on_and_its_title_is_in_no_log(nights: Nights) -> None:
    lunch, quiz = once("Lunch van Noor", "2026-12-10 12:00"), once("Quiz", "2027-01-15 20:00")
    nights.tells(lunch, quiz)
    nights.night()
    nights.tells(lunch.replace("DURATION", "CLASS:PRIVATE\nDURATION"), quiz)
    nights.night()
    assert nights.sees("Lunch") == ["2026-12-10 12:00 Lunch van Noor!"]
    left_out = nights.said[nights.said.index("Left out:") :]
    assert not any("Noor" in one for one in left_out)


def test_what_comes_back_is_on_again_however_often(nights: Nights) -> None:
    every = [once(title, f"2027-01-{day} 20:00") for title, day in (("Film", 10), ("Quiz", 12), ("Lezing", 14))]
    nights.tells(*every)
    nights.night()
    for _ in range(3):
        nights.tells(every[0], every[2])
        nights.night(2)
        assert "2027-01-12 20:00 Quiz!" in nights.sees()
        nights.tells(*every)
        nights.night()
        assert "2027-01-12 20:00 Quiz" in nights.sees()
    assert len(nights.sees()) == 3


def test_two_events_that_become_one_stand_once(nights: Nights) -> None:
    one, other = once("Film", "2027-01-10 20:00", "a@x.example"), once("Filmhuis", "2027-01-17 20:00", "b@x.example")
    nights.tells(one, other, once("Quiz", "2027-02-01 20:00"))
    nights.night()
    nights.tells(one, other.replace("SUMMARY:Filmhuis", "SUMMARY:Film"), once("Quiz", "2027-02-01 20:00"))
    nights.night(3)
    assert nights.sees("Film") == ["2027-01-10 20:00 Film", "2027-01-17 20:00 Film"]


# --- what cannot be read ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("DTSTART;TZID=Europe/Amsterdam:20260901T100000", "DTSTART;TZID=Europe/Amsterdam:20261301T100000"),
        ("RRULE:FREQ=WEEKLY", "RRULE:FREQ=WEEKLY\nRRULE:FREQ=DAILY"),
        ("RRULE:FREQ=WEEKLY", "RRULE:FREQ=SECONDLY;BYSETPOS=9999999"),
        ("RRULE:FREQ=WEEKLY", "RRULE;=:FREQ=WEEKLY"),
        ("SUMMARY:Koffie", "SUMMARY:"),
    ],
    ids=["start", "two rules", "unknown rule", "broken line", "no title"],
)
def test_an_event_that_cannot_be_read_any_more_stays_as_it_was(nights: Nights, right: str, wrong: str) -> None:
    koffie, quiz = weekly("Koffie", "2026-09-01 10:00"), once("Quiz", "2027-01-15 20:00")
    nights.tells(koffie, quiz)
    nights.night()
    before = nights.sees()
    nights.tells(koffie.replace(right, wrong), quiz)
    nights.night(4)
    assert [one for one in nights.sees() if one <= before[-1]] == [one for one in before if one >= f"{nights.day}"]
    nights.tells(koffie.replace("T100000", "T110000"), quiz)
    assert "2026-12-01 11:00 Koffie" in nights.night().sees()


def test_one_loose_date_that_cannot_be_read_changes_nothing_of_the_others(nights: Nights) -> None:
    every = days("Yoga", "2026-12-02 19:00", 6)
    nights.tells(*every)
    nights.night()
    broken = every[2].replace("20261216T190000", "2026-12-16 19u")
    nights.tells(every[0], every[1].replace("T190000", "T193000"), broken, *every[3:])
    nights.night(3)
    told = seen("Yoga", "2026-12-02 19:00", 6)
    told[1] = "2026-12-09 19:30 Yoga"
    assert nights.sees() == told


def test_a_changed_date_of_a_series_that_cannot_be_read_stays_as_it_became(nights: Nights) -> None:
    koffie, quiz = weekly("Koffie", "2026-12-01 10:00"), once("Quiz", "2027-01-15 20:00")
    other = once(
        "Koffie", "2026-12-08 11:00", "Koffie@agenda.example", "RECURRENCE-ID;TZID=Europe/Amsterdam:20261208T100000"
    )
    nights.tells(koffie, other, quiz)
    nights.night()
    before = nights.sees()
    assert before[1] == "2026-12-08 11:00 Koffie"
    nights.tells(koffie, other.replace("20261208T110000", "2026-12-08 elf uur"), quiz)
    nights.night(3)
    assert [one for one in nights.sees() if one <= before[-1]] == before


# --- asked only when it is another version -------------------------------------------------------------------


VERSION = (("ETag", 'W/"een"'), ("Last-Modified", "Tue, 24 Nov 2026 10:00:00 GMT"))


def test_the_same_version_is_not_sent_again_and_is_told_as_the_same(nights: Nights) -> None:
    nights.tells(once("Quiz", "2027-01-15 20:00"), headers=VERSION)
    nights.night()
    before = nights.files()
    nights.night(6)
    assert nights.files() == before
    assert [one.etag for one in nights.asked[1:]].count('W/"een"') >= 5
    assert {one.modified for one in nights.asked[1:]} <= {"", "Tue, 24 Nov 2026 10:00:00 GMT"}
    assert nights.tells_us("the same as it was (304)") or nights.asked[-1].etag == ""


def test_a_second_look_is_never_at_what_was_not_sent(nights: Nights) -> None:
    film, quiz = once("Film", "2026-12-10 20:00"), once("Quiz", "2027-01-15 20:00")
    nights.tells(film, quiz, headers=VERSION)
    nights.night()
    nights.tells(quiz, headers=(("ETag", '"twee"'),))
    nights.night()
    nights.night()
    assert nights.asked[-1].etag == ""
    assert "2026-12-10 20:00 Film!" in nights.sees()


def test_another_default_asks_for_all_of_it_again(nights: Nights) -> None:
    nights.tells(once("Quiz", "2027-01-15 20:00"), headers=VERSION)
    nights.night()
    path = nights.content / f"organisations/{WHOSE}.yaml"
    path.write_text(path.read_text().replace("theme: cultuur", "theme: ontmoeten"))
    nights.night()
    assert nights.asked[-1] == Request("/a.ics")
    assert "themes: [ontmoeten]" in nights.files()[f"activities/{WHOSE}/quiz.yaml"]


def test_a_server_that_says_the_same_for_ever_is_asked_for_all_of_it_each_week(nights: Nights) -> None:
    nights.tells(once("Quiz", "2027-01-15 20:00"), headers=VERSION)
    nights.night(15)
    assert [one.etag for one in nights.asked].count("") >= 3


def test_a_304_that_nobody_asked_for_changes_nothing(nights: Nights) -> None:
    nights.tells(once("Quiz", "2027-01-15 20:00"))
    nights.night()
    nights.answers(Answer(304))
    nights.night()
    assert nights.tells_us("answers with an error (304)")
    assert nights.sees() == ["2027-01-15 20:00 Quiz"]


def test_a_version_of_its_own_each_night_writes_nothing(nights: Nights) -> None:
    nights.tells(once("Quiz", "2027-01-15 20:00"), headers=(("ETag", '"0"'),))
    nights.night()
    before = nights.files()
    for n in range(1, 4):
        nights.tells(once("Quiz", "2027-01-15 20:00"), headers=(("ETag", f'"{n}"'),))
        assert nights.night().files() == before


# --- addresses that are secret -------------------------------------------------------------------------------


HIDDEN = "https://agenda.example/private-3f9a8b7c6d5e4f3a2b1c/a.ics"
NAME = "BUURTKALENDER_FEED_BIEB"


@pytest.mark.parametrize(
    ("name", "value"), [(NAME, HIDDEN), ("BUURTKALENDER_FEEDS", f"BUURTKALENDER_FEED_X=https://x\n{NAME}={HIDDEN}\n")]
)
def test_a_secret_address_stands_in_the_environment_and_nowhere_else(
    nights: Nights, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    nights.feeds(f"env:{NAME}")
    monkeypatch.setenv(name, value)
    nights.tells(once("Quiz", "2027-01-15 20:00"), path="/private-3f9a8b7c6d5e4f3a2b1c/a.ics")
    nights.night()
    assert nights.sees() == ["2027-01-15 20:00 Quiz"]
    told = "\n".join([*nights.files().values(), *nights.said])
    assert "private-" not in told
    assert "3f9a8b7c" not in told
    assert nights.tells_us(NAME)


@pytest.mark.parametrize(
    "value", ["", "geen adres 3f9a8b7c6d5e4f3a2b1c", "https://agenda.example:poort/3f9a8b7c", "/etc/3f9a8b7c"]
)
def test_a_secret_that_is_not_there_or_no_address_is_told_by_its_name_alone(
    nights: Nights, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    nights.feeds(f"env:{NAME}")
    monkeypatch.setenv(NAME, value)
    nights.night()
    assert nights.tells_us(NAME)
    assert not nights.tells_us("3f9a8b7c")


def test_a_secret_address_is_not_told_when_it_leads_on_or_something_unforeseen_happens(
    nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    nights.feeds(f"env:{NAME}")
    monkeypatch.setenv("BUURTKALENDER_FEEDS", f"{NAME}=https://agenda.example/a.ics?x=3f9a8b7c")
    monkeypatch.delenv("BUURTKALENDER_DEBUG")
    nights.answers(Answer(302, headers=(("Location", "ftp://agenda.example/3f9a8b7c"),)), "/a.ics?x=3f9a8b7c")
    nights.night()
    assert nights.tells_us("is not an address of a calendar")
    assert not nights.tells_us("3f9a8b7c")

    def unforeseen(address: str, *_: object) -> None:
        raise ValueError(address)

    monkeypatch.setattr(feeds, "load_source", unforeseen)
    nights.night()
    assert nights.tells_us("did not foresee: ValueError")
    assert not nights.tells_us("3f9a8b7c")


def test_an_address_that_becomes_secret_goes_on_with_its_files(nights: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    every = [weekly("Koffie", "2026-09-01 10:00"), once("Quiz", "2027-01-15 20:00")]
    nights.tells(*every)
    nights.night()
    before = nights.files()
    nights.feeds(f"env:{NAME}")
    monkeypatch.setenv(NAME, "https://agenda.example/a.ics")
    nights.night()
    after = nights.files()
    assert before.keys() == after.keys()
    assert {path: text for path, text in before.items() if not path.endswith("json")} == {
        path: text for path, text in after.items() if not path.endswith("json")
    }
    assert list(json.loads(after[f"feeds/{WHOSE}.json"])["feeds"]) == [f"env:{NAME}"]


def test_a_ledger_of_before_is_taken_over_and_no_file_is_made_anew(nights: Nights) -> None:
    every = [weekly("Koffie", "2026-09-01 10:00"), once("Quiz", "2027-01-15 20:00", "quiz@x.example")]
    nights.tells(*every)
    nights.night()
    before = nights.files()
    path = nights.content / f"feeds/{WHOSE}.json"
    known = next(iter(json.loads(path.read_text())["feeds"].values()))["files"]
    old = {
        name: {
            "digest": known[name]["digest"],
            "gone": False,
            "events": {key: {"day": day, "time": None, "missing": None, "gone": False}},
        }
        for name, key, day in (
            ("koffie", "Koffie@agenda.example", None), ("quiz", "quiz@x.example 2027-01-15", "2027-01-15"),
        )
    }  # fmt: skip
    path.write_text(json.dumps({"feeds": {"https://agenda.example/a.ics": old}, "version": 1}))
    nights.night()
    assert nights.files() == before
    assert "@" not in path.read_text()


def test_the_ledger_holds_no_title_no_uid_and_no_address(nights: Nights) -> None:
    nights.tells(once("Rouwgroep", "2027-01-15 20:00", "iemand@post.example"), event(
        "DTSTART:20270120T190000Z", uid="", title="Rouwgroep"))  # fmt: skip
    nights.night()
    text = nights.files()[f"feeds/{WHOSE}.json"].replace("rouwgroep", "", 2)
    assert "ouwgroep" not in text
    assert "post.example" not in text
    assert "a.ics" not in text
