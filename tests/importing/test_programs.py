"""Calendars as programs really write them become what a person would have written."""

from __future__ import annotations

from importing.taking import Defaults, program, took

NOTHING_KNOWN = Defaults("welzijn-zandmeer")


def test_google_a_series_keeps_its_exceptions_and_its_moved_and_cancelled_dates() -> None:
    found = took(program("google"))
    coffee = found.drafts[0]
    assert coffee.text == (
        "title: Koffieochtend\n"
        "description: |\n"
        "  Een **kopje koffie** en een praatje.\n"
        "\n"
        "  - Iedereen is welkom\n"
        "  - Je hoeft je niet aan te melden\n"
        "\n"
        "  [Meer weten?](https://buurthuis.example/koffie)\n"
        "venue: buurthuis-molenwijk\n"
        "themes: [ontmoeten]\n"
        "when:\n"
        "  - weekly: tuesday\n"
        "    time: 10:00-12:00\n"
        "    from: 2026-09-01\n"
        "    skip: [2026-12-22, 2026-12-29]\n"
        "changes:\n"
        "  - date: 2026-12-01\n"
        "    time: 14:00-16:00\n"
        "    moved_to: 2026-12-02\n"
        "    venue: dorpshuis\n"
        "  - date: 2026-12-08\n"
        "    cancelled: true\n"
        "# geraden: je hoeft je niet aan te melden, vanwege “Je hoeft je niet aan te melden”. "
        "Klopt dat? Haal deze regel dan weg.\n"
        "signup: none\n"
    )


def test_google_what_is_private_or_over_is_left_out_with_its_reason() -> None:
    found = took(program("google"))
    assert [one.title for one in found.activities] == ["Koffieochtend", "Kerstfilm", "Kerstmarkt in het dorpshuis"]
    assert found.tells("it is marked as private")
    assert found.tells("it is over: all of its dates are before Tuesday 24 November 2026")
    dropped = {item.message.text: item.place for item in found.items if item.kind == "dropped"}
    assert (dropped["it is marked as private"].number, dropped["it is marked as private"].uid) == (
        90,
        "overleg@google.com",
    )


def test_google_nobody_who_organises_or_comes_is_taken_along() -> None:
    text = "".join(one.text for one in took(program("google")).drafts)
    assert "iemand" not in text
    assert "zoiets" not in text


def test_google_a_time_in_utc_is_that_of_the_clock_here() -> None:
    film = took(program("google")).activities[1]
    assert (film.when[0].time.start, film.venue, film.room) == (20 * 60, "bibliotheek", "leeszaal")  # type: ignore[union-attr]
    assert film.cost is not None
    assert film.cost.cents == 500


def test_google_an_event_of_two_whole_days_is_held_on_both() -> None:
    market = took(program("google")).drafts[2].text
    assert "- dates: [2026-12-19, 2026-12-20]\n    time: all-day" in market


def test_exchange_names_zones_as_windows_does() -> None:
    found = took(program("exchange"), NOTHING_KNOWN)
    repair, supper, *_ = found.activities
    assert repair.when[0].time == supper.when[0].time.__class__(19 * 60 + 30, 21 * 60 + 30)  # type: ignore[union-attr]
    assert not found.tells("time zone")
    assert (repair.venue, repair.room) == ("brinkhuis", "zaal")
    assert "monthly: first wednesday" in found.drafts[0].text
    assert "until: 2027-12-31" in found.drafts[0].text  # 23:00 on the 31st in UTC is past midnight here
    assert "skip: [2027-01-06]" in found.drafts[0].text


def test_exchange_the_lines_of_a_video_call_do_not_come_along() -> None:
    supper = took(program("exchange")).drafts[1].text
    assert "summary: Samen eten.\n" in supper
    assert "teams" not in supper.lower()
    assert "room: grote-zaal" in supper


def test_exchange_says_itself_that_an_event_from_midnight_to_midnight_is_all_day() -> None:
    found = took(program("exchange"))
    assert "time: all-day" in found.drafts[2].text
    assert not found.tells("it goes from midnight to midnight")


def test_from_midnight_to_midnight_without_a_word_of_it_is_all_day_and_told() -> None:
    found = took(program("exchange").replace(b"X-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\n", b""))
    assert "time: all-day" in found.drafts[2].text
    assert found.tells("guessed: it goes from midnight to midnight, so it is all day")


def test_exchange_the_last_working_day_of_the_month_is_no_pattern_and_becomes_dates() -> None:
    found = took(program("exchange"))
    dates = "[2026-11-30, 2026-12-31, 2027-01-29, 2027-02-26, 2027-03-31, 2027-04-30]"
    assert f"- dates: {dates}\n    time: 14:00-16:00" in found.drafts[3].text
    assert found.tells("check: no pattern says its rule exactly")


def test_apple_a_series_of_every_other_week_and_a_place_on_two_lines() -> None:
    choir = took(program("apple")).drafts[0].text
    assert "venue: kerkzaal\n" in choir
    # 31 December is in a week without rehearsal: leaving that out too says nothing.
    assert "every: 2\n    from: 2026-09-03\n    skip: [2026-12-24]\n" in choir
    assert "url: https://koor.example/repetities" in choir


def test_apple_a_yearly_day_is_once_in_twelve_months() -> None:
    found = took(program("apple"))
    assert "- monthly: 27\n    time: all-day\n    every: 12\n    from: 2027-04-27" in found.drafts[1].text


def test_nextcloud_a_length_instead_of_an_end_a_date_added_by_hand_and_a_task() -> None:
    found = took(program("nextcloud"))
    assert (
        "  - weekly: saturday\n    time: 09:30-12:00\n    from: 2026-11-28\n    until: 2027-03-27\n"
        in found.drafts[0].text
    )
    assert "  - dates: [2026-12-02]\n    time: 09:30-12:00\n" in found.drafts[0].text
    assert found.tells("parts of the kind VTODO: only events are taken over")
    assert found.tells("check: “Speelveld” is no venue of the calendar. Is it speelveld?")


def test_the_events_calendar_writes_each_date_and_they_become_one_series_again() -> None:
    found = took(program("the-events-calendar"))
    assert found.one.title == "Bingomiddag – gezellig"
    assert (
        "- weekly: thursday\n    time: 14:00-16:30\n    from: 2026-11-05\n    until: 2027-02-04\n"
        "    skip: [2026-12-24, 2026-12-31]\n"
    ) in found.drafts[0].text
    assert found.one.themes == ("spel",)  # its category is a word of the vocabulary
    assert found.one.links == ()  # each date has a page of its own
    assert found.tells("guessed: 12 events of this name became one activity")


def test_a_club_cancels_in_the_title_and_writes_series_in_utc() -> None:
    found = took(program("sports-club"))
    match, off, walking = found.drafts
    assert "location: {name: Sportpark 't Veld, street: Sportlaan 1, postcode: 9999 XX, city: Zandmeer}" in match.text
    assert off.activity is not None
    assert off.activity.title == "SV Zandmeer 3 - De Duinen 1"
    assert "changes:\n  - date: 2026-12-05\n    cancelled: true\n" in off.text
    assert walking.activity is not None
    times = {str(one.time.start // 60) for one in walking.activity.when}  # type: ignore[union-attr]
    assert times == {"9", "10"}
    assert found.tells("summer and winter time differ here (09:00 / 10:00): is that meant?")


def test_a_church_leaves_out_ends_and_zones_and_writes_places_in_many_ways() -> None:
    found = took(program("church"), Defaults("kerk-aan-de-duinen", None, ("geloof-en-zingeving",)))
    service, night, circle = found.activities
    assert (service.venue, night.venue) == ("kerkzaal", "kerkzaal")
    assert found.tells("guessed: nobody says when it ends: one hour was assumed")
    assert "Koffie na de dienst & kinderoppas" in (service.description or "")
    # Behind the church is not in the church.
    assert circle.venue is None
    assert found.tells("Is it kerkzaal? Then write `venue: kerkzaal`")
    assert "monthly: second monday" in found.drafts[3].text
    assert found.tells("dropped: it does not say where: give a venue with --venue")
