"""A change by form is brought into the newest file: nothing that came in since is undone, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from msgspec.structs import replace

from buurtkalender.domain.model import Calendar
from buurtkalender.domain.values import Source
from buurtkalender.form.answers import Answers, Flat, activity_in
from buurtkalender.form.of_activity import answers_of_activity, rewritten
from buurtkalender.form.writing import write_file
from buurtkalender.reading.content import blob_name
from buurtkalender.submissions.form import Submitted, draft
from buurtkalender.submissions.merging import CALLED_OFF, entries_of, merged, unit_of
from buurtkalender.words.catalogues import translator
from examples import tried
from form.some import whole
from town import TODAY, TOWN, town

MANY = tried(40, suppress_health_check=list(HealthCheck))
COFFEE = "welzijn-zandmeer/koffie-op-dinsdag"
FILE = """\
# Dit is ons bestand. Bel Welzijn voordat je iets verandert.
title: Koffie op dinsdag
venue: dorpshuis
room: grote-zaal
themes: [ontmoeten]        # eten doen we niet meer
ages: 65+

# De tijden hangen aan de sleutel van het dorpshuis.
when:
  - weekly: tuesday
    time: 10:00-12:00      # nooit eerder: dan is er gym
  # Op donderdag is het kleiner.
  - weekly: thursday
    time: 14:00-15:00
cost: 2.50                 # sinds september
signup: {required: yes, phone: 0343-555 010}
contact: {name: Team ontmoeten, phone: 0343-555 010, email: info@welzijn-zandmeer.example}
confirmed: 2026-11-10
"""
OFF = "changes:\n  - date: 2026-12-08\n    cancelled: De gastvrouw is ziek.\n"
"""What an editor merged in the meantime: a date is off."""


@dataclass
class Then:
    """What the file held before; an empty one is a repository of which nothing earlier is known."""

    texts: list[str] = field(default_factory=list)

    def named(self, digest: str) -> str | None:
        """The text with that digest."""
        return next((text for text in self.texts if blob_name(text.encode()) == digest), None)

    def earlier(self, path: str) -> Iterable[str]:
        """All of them, the newest first."""
        assert path == f"activities/{COFFEE}.yaml"
        return reversed(self.texts)


def with_file(text: str) -> Calendar:
    """The town with our file in it."""
    made = activity_in(text, COFFEE)
    assert made, text
    source = Source(f"activities/{COFFEE}.yaml", blob_name(text.encode()))
    return replace(town(), activities={**town().activities, COFFEE: replace(made, source=source)})


def told(text: str, **different: str) -> dict[str, list[str]]:
    """What a form sends that was filled from this file, with some answers different; an empty one was taken out."""
    made = activity_in(text, COFFEE)
    assert made
    answers = {name: list(values) for name, values in answers_of_activity(made).items()}
    answers |= {name.replace("__", "."): given.split("|") if given else [] for name, given in different.items()}
    sent = {"action": ["change"], "activity": [COFFEE], "consent": ["yes"], **answers}
    return {**sent, "filled_from": [blob_name(text.encode())]}


def sent(raw: dict[str, list[str]], now: str, versions: Then | None = None) -> Submitted:
    """What becomes of it in a calendar that holds ``now``."""
    before = versions if versions is not None else Then([FILE])
    return draft(with_file(now), raw, TODAY, translator("nl"), versions=before, newest=lambda _path: now)


def said(found: Submitted) -> str:
    """All that the person and the editor are told of what both changed."""
    return " ".join(fault.text for fault in found.both_changed)


# --- what came in since stays -----------------------------------------------------------------------


def test_a_date_that_was_called_off_after_the_form_was_opened_stays_off() -> None:
    found = sent(told(FILE, cost__amount="3"), FILE + OFF)
    assert found.made
    assert [(str(one.day), one.cancelled) for one in found.made.changes] == [("2026-12-08", "De gastvrouw is ziek.")]
    assert found.made.cost
    assert found.made.cost.cents == 300
    assert found.both_changed == ()


@pytest.mark.parametrize(
    ("since", "mine", "both"),
    [
        (("cost: 2.50 ", "cost: 3 "), {"title": "Koffie voor elk"}, ("cost: 3 ", "title: Koffie voor elk")),
        (("grote-zaal", "kleine-zaal"), {"cost": "free", "cost__amount": ""}, ("kleine-zaal", "cost: free")),
        (("[ontmoeten]", "[ontmoeten, taal]"), {"themes": "ontmoeten|bewegen"}, ("ontmoeten, taal, bewegen",)),
        (("10:00-12:00", "10:30-12:00"), {"when__1__time": "14:00|16:00"}, ("10:30-12:00 ", "14:00-16:00")),
        (("10:00-12:00", "10:30-12:00"), {"when__0__weekly": "wednesday"}, ("weekly: wednesday", "10:30-12:00")),
        (("10:00-12:00", "10:30-12:00"), {"when__0__until": "2027-06-29"}, ("10:30-12:00", "until: 2027-06-29")),
        (("phone: 0343-555 010}", "phone: 0343-555 011}"), {"signup__before": "2|days"}, ("011, before: 2 days",)),
        (("ages: 65+\n", ""), {"summary": "Met koek."}, ("summary: Met koek.",)),
        (("email: info@", "email: koffie@"), {"contact__phone": "0343-555 012"}, ("0343-555 012, email: koffie@",)),
    ],
)  # fmt: skip
def test_two_that_answer_other_questions_both_get_what_they_told(
    since: tuple[str, str], mine: dict[str, str], both: tuple[str, ...]
) -> None:
    now = FILE.replace(*since)
    assert now != FILE
    found = sent(told(FILE, **mine), now)
    assert (found.faults, found.both_changed) == ((), ())
    assert [text for text in both if text not in found.text] == []
    assert since[1] == "" or since[1].strip(" }") in found.text or "taal" in found.text
    assert f"confirmed: {TODAY}\n" in found.text


def test_an_entry_is_known_by_what_it_is_and_not_by_its_number() -> None:
    """The first entry went, and the second one is the first one now."""
    start, end = FILE.index("  - weekly: tuesday"), FILE.index("  # Op donderdag")
    found = sent(told(FILE, when__1__time="14:00|16:00"), FILE[:start] + FILE[end:])
    assert found.made
    assert [(one.time.start, one.time.end) for one in found.made.when] == [(14 * 60, 16 * 60)]  # type: ignore[union-attr]
    assert "# Op donderdag is het kleiner." in found.text


def test_prices_are_known_by_who_pays_them() -> None:
    two = FILE.replace("cost: 2.50 ", "cost:\n  - {for: kinderen, amount: 1}\n  - {for: volwassenen, amount: 2}\n#")
    now = two.replace(
        "  - {for: kinderen, amount: 1}\n", "  - {for: studenten, amount: 1.50}\n  - {for: kinderen, amount: 1}\n"
    )
    found = sent(told(two, **{"cost.1.amount": "2.20"}), now, Then([two]))
    assert found.made
    assert found.made.cost
    assert {one.who: one.cents for one in found.made.cost.prices} == {
        "studenten": 150,
        "kinderen": 100,
        "volwassenen": 220,
    }


def test_the_same_change_on_both_sides_is_nothing_to_tell() -> None:
    found = sent(told(FILE, cost__amount="3"), FILE.replace("2.50", "3.00"))
    assert found.both_changed == ()
    assert "cost: 3.00                 # sinds september\n" in found.text


def test_what_waited_for_an_editor_does_not_set_back_when_it_was_confirmed() -> None:
    found = sent(told(FILE, cost__amount="3"), FILE.replace("2026-11-10", "2026-11-29"))
    assert "confirmed: 2026-11-29\n" in found.text
    confirmed = sent({"action": ["confirm"], "activity": [COFFEE]}, FILE.replace("2026-11-10", "2026-11-29"))
    assert "confirmed: 2026-11-29\n" in confirmed.text


# --- what both changed ------------------------------------------------------------------------------


def test_where_both_changed_the_same_question_the_file_stays_and_both_answers_are_told() -> None:
    found = sent(told(FILE, cost__amount="3", title="Koffie voor iedereen"), FILE.replace("cost: 2.50", "cost: 4"))
    assert [fault.name for fault in found.both_changed] == ["cost"]
    assert said(found) == (
        "Wat kost het? Nu in de kalender: € 4. In het formulier: € 3. De kalender blijft zoals die nu is."
    )
    assert "cost: 4 " in found.text
    assert "title: Koffie voor iedereen\n" in found.text
    assert "confirmed: 2026-11-10\n" in found.text, "nobody may say that the organisation confirmed the other price"


def test_two_places_are_never_mixed() -> None:
    """A room belongs to its building: of two who moved it, one did, wholly."""
    now = FILE.replace("room: grote-zaal", "room: kleine-zaal")
    found = sent(told(FILE, venue="bibliotheek/leeszaal"), now)
    assert "venue: dorpshuis\nroom: kleine-zaal\n" in found.text
    assert "Dorpshuis" in said(found)
    assert "Bibliotheek" in said(found)
    square = FILE.replace("venue: dorpshuis\nroom: grote-zaal", "location: {name: Plein voor de kerk}")
    outside = sent(told(FILE, venue="dorpshuis/kleine-zaal"), square)
    assert "location: {name: Plein voor de kerk}\n" in outside.text
    assert "venue" not in outside.text
    inside = sent(told(FILE, venue="", location__name="Plein voor de kerk"), now)
    assert "venue: dorpshuis\nroom: kleine-zaal\n" in inside.text
    assert "location" not in inside.text
    assert [outside.faults, inside.faults] == [(), ()]


def test_times_of_one_entry_that_both_changed_are_told_in_words() -> None:
    found = sent(told(FILE, when__0__time="11:00|12:00"), FILE.replace("10:00-12:00", "10:30-12:00"))
    assert "10:30-12:00" in found.text
    assert "10:30 – 12:00" in said(found)
    assert "11:00 – 12:00" in said(found)


def test_an_entry_that_one_took_out_and_the_other_changed_is_told() -> None:
    gone = FILE[: FILE.index("  # Op donderdag")] + FILE[FILE.index("cost:") :]
    found = sent(told(FILE, when__1__time="14:00|16:00"), gone)
    assert "thursday" not in found.text
    assert "Nu in de kalender: niets. In het formulier: elke donderdag 14:00-16:00." in said(found)


def test_who_calls_a_date_off_is_heard_also_where_another_changed_its_time() -> None:
    """Nobody may come for nothing: that weighs more than an hour."""
    other = FILE + "changes:\n  - date: 2026-12-08\n    time: 11:00-12:00\n"
    form = told(FILE, **{"changes.0.date": "2026-12-08", "changes.0.cancelled": "De gastvrouw is ziek."})
    found = sent(form, other)
    assert found.made
    assert [one.cancelled for one in found.made.changes] == ["De gastvrouw is ziek."]
    assert said(found).startswith(
        "Op 8 december 2026. Nu in de kalender: 11:00 – 12:00. In het formulier: Het gaat niet door, De gastvrouw"
    )
    back = sent(told(FILE, **{"changes.0.date": "2026-12-08", "changes.0.time": "11:00|12:00"}), FILE + OFF)
    assert back.made
    assert [one.cancelled for one in back.made.changes] == ["De gastvrouw is ziek."]


def test_a_date_that_is_off_and_not_there_any_more_on_the_new_days_is_told() -> None:
    found = sent(told(FILE, when__0__weekly="wednesday"), FILE + OFF)
    assert "weekly: wednesday" in found.text
    assert "changes" not in found.text
    assert "8 december" in said(found)
    assert "Gaat er een andere datum niet door?" in said(found)


def test_who_moves_an_activity_to_another_day_is_told_all_that_goes_with_the_old_days() -> None:
    base = f"""{FILE}changes:
  - {{date: 2026-11-10, cancelled: Dit is voorbij.}}
  - {{date: 2026-12-08, cancelled: De gastvrouw is ziek.}}
  - {{date: 2026-12-15, venue: bibliotheek, room: leeszaal}}
  - {{date: 2026-12-17, time: 15:00-16:00}}
"""
    found = sent(told(base, when__0__weekly="wednesday"), base, Then([base]))
    (fault,) = found.both_changed
    for text in ("8 december 2026: Het gaat niet door, De gastvrouw is ziek", "15 december 2026: Bibliotheek"):
        assert text in fault.text
    for text in ("10 november", "17 december", ".."):
        assert text not in fault.text
    assert "15:00-16:00" in found.text
    assert "confirmed: 2026-11-24" in found.text


@pytest.mark.parametrize("status", ["ended", "paused"])
def test_who_did_not_know_that_it_stopped_is_told_and_does_not_confirm_it(status: str) -> None:
    now = f"{FILE}status: {status}\n"
    changed = sent(told(FILE, cost__amount="3"), now)
    digest = blob_name(FILE.encode())
    short = {"activity": [COFFEE], "filled_from": [digest]}
    confirmed = sent({**short, "action": ["confirm"]}, now)
    off = sent({**short, "action": ["cancel"], "changes.date": ["2026-12-08"]}, now)
    for found in (changed, confirmed, off):
        assert "In de kalender staat intussen dat de activiteit stopt." in said(found)
        assert f"status: {status}" in found.text
        assert "confirmed: 2026-11-10" in found.text
    assert "cost: 3" in changed.text
    assert confirmed.stays


def test_nobody_confirms_what_has_ended() -> None:
    now = f"{FILE}status: ended\n"
    found = sent({"action": ["confirm"], "activity": [COFFEE], "filled_from": [blob_name(now.encode())]}, now)
    assert found.both_changed == ()
    assert found.stays


def test_who_moves_one_of_two_times_of_a_date_takes_along_that_it_is_off() -> None:
    two = FILE.replace("weekly: thursday", "weekly: tuesday")
    now = f"{two}changes:\n  - date: 2026-12-08\n    at: 10:00\n    cancelled: De gastvrouw is ziek.\n"
    found = sent(told(two, when__0__time="10:30|12:00"), now, Then([two]))
    assert (found.faults, found.both_changed) == ((), ())
    assert found.text.endswith("at: 10:30\n    cancelled: De gastvrouw is ziek.\n")


def test_what_both_changed_is_told_in_the_words_of_the_form() -> None:
    base = FILE + "access: {wheelchair: yes}\nstatus: paused\naudiences: [ouderen]\n"
    now = base.replace("wheelchair: yes", "wheelchair: no").replace("paused", "ended").replace("65+", "60+")
    form = {**told(base, status="", ages="70|"), "access.wheelchair": ["unknown"]}
    words = said(sent(form, now, Then([base])))
    for text in ("60 jaar en ouder", "niet bekend", "70 jaar en ouder", "Rolstoeltoegankelijk: nee", "voorgoed"):
        assert text.casefold() in words.casefold(), (text, words)


# --- where it is not known what the form was filled from ------------------------------------------


@pytest.mark.parametrize("digest", ["0" * 40, "", "niets", "../../HEAD"])
def test_what_a_form_of_long_ago_still_says_is_not_taken_for_a_change(digest: str) -> None:
    """An old page in a phone, or a digest that somebody made up: what the file said before is only old."""
    form = {**told(FILE, title="Koffie voor iedereen"), "filled_from": [digest]}
    now = FILE.replace("cost: 2.50", "cost: 4") + OFF
    found = sent(form, now)
    assert found.made
    assert "cost: 4 " in found.text
    assert "title: Koffie voor iedereen\n" in found.text
    assert [one.cancelled for one in found.made.changes] == ["De gastvrouw is ziek."]


def test_where_nothing_earlier_is_known_a_form_of_another_file_changes_nothing_and_all_of_it_is_told() -> None:
    form = told(FILE, title="Koffie voor iedereen")
    now = FILE.replace("cost: 2.50", "cost: 4") + OFF
    found = sent(form, now, Then())
    assert found.text == now
    assert "€ 2,50" not in found.text
    for told_ in ("Koffie voor iedereen", "Koffie op dinsdag", "€ 4", "€ 2,50"):
        assert told_ in said(found)


def test_a_form_that_tells_no_file_never_takes_out_what_is_different_on_a_date() -> None:
    form = {name: values for name, values in told(FILE, title="Koffie!").items() if name != "filled_from"}
    found = draft(with_file(FILE + OFF), form, TODAY, translator("nl"))
    assert "title: Koffie!\n" in found.text
    assert "cancelled: De gastvrouw is ziek." in found.text


def test_an_activity_that_moved_meanwhile_is_found_by_the_address_that_it_had() -> None:
    calendar = with_file(FILE)
    made = replace(calendar.activities[COFFEE], id="welzijn-zandmeer/koffie", formerly=(COFFEE,))
    moved = replace(calendar, activities={**town().activities, made.id: made})
    found = draft(moved, told(FILE, cost__amount="3"), TODAY, translator("nl"))
    assert (found.activity, found.path) == (made.id, f"activities/{made.id}.yaml")
    assert "cost: 3\n" in found.text
    assert f"formerly: [{COFFEE}]\n" in found.text


def test_what_somebody_typed_of_an_activity_that_is_gone_still_reaches_the_editor() -> None:
    found = draft(town(), told(FILE, cost__amount="3"), TODAY, translator("nl"))
    assert found.path == ""
    assert "cost: 3\n" in found.message


# --- a date, a stop --------------------------------------------------------------------------------


def test_that_a_date_goes_on_does_not_undo_that_it_was_called_off_since() -> None:
    form = {"action": ["cancel"], "activity": [COFFEE], "changes.date": ["2026-12-08"], "changes.what": ["on"]}
    stale = sent({**form, "filled_from": [blob_name(FILE.encode())]}, FILE + OFF)
    assert "cancelled: De gastvrouw is ziek." in stale.text
    assert "Op 8 december 2026. Nu in de kalender: Het gaat niet door, De gastvrouw is ziek." in said(stale)
    knowing = sent({**form, "filled_from": [blob_name((FILE + OFF).encode())]}, FILE + OFF)
    assert "cancelled" not in knowing.text
    assert knowing.both_changed == ()


def test_the_reason_for_which_a_date_is_off_stays_where_somebody_calls_it_off_without_one() -> None:
    form = {"action": ["cancel"], "activity": [COFFEE], "changes.date": ["2026-12-08"]}
    assert "cancelled: De gastvrouw is ziek." in sent(form, FILE + OFF).text


def test_what_was_ended_for_good_since_is_not_only_paused() -> None:
    form = {"action": ["stop"], "activity": [COFFEE], "status": ["paused"], "filled_from": [blob_name(FILE.encode())]}
    found = sent(form, FILE + "status: ended\n")
    assert "status: ended\n" in found.text
    assert len(found.both_changed) == 1
    assert "status: paused\n" in sent(form, FILE).text


# --- what a person wrote by hand ---------------------------------------------------------------------


def test_comments_and_the_order_of_a_file_stay() -> None:
    found = sent(told(FILE, cost__amount="3", when__0__time="10:30|12:00"), FILE)
    assert found.text == (
        FILE.replace("cost: 2.50                 #", "cost: 3  #")
        .replace("time: 10:00-12:00      #", "time: 10:30-12:00  #")
        .replace("confirmed: 2026-11-10", f"confirmed: {TODAY}")
    )


def test_a_comment_about_what_goes_is_kept_above_its_place() -> None:
    found = sent(told(FILE, cost="", cost__amount="", ages=""), FILE)
    assert "# sinds september\n" in found.text
    assert "cost" not in found.text
    assert "# De tijden hangen aan de sleutel van het dorpshuis.\n" in found.text


@pytest.mark.parametrize("action", ["cancel", "confirm", "stop"])
def test_the_small_things_change_no_more_than_their_line(action: str) -> None:
    form = {"action": [action], "activity": [COFFEE], "changes.date": ["2026-12-08"], "status": ["paused"]}
    windows = FILE.replace("\n", "\r\n")
    for text, end in ((FILE, "\n"), (windows, "\r\n")):
        found = sent(form, text)
        was, now = text.split(end), found.text.split(end)
        assert [line for line in was if line not in now] == (["confirmed: 2026-11-10"] if action == "confirm" else [])
        assert len(now) - len(was) == {"cancel": 3, "confirm": 0, "stop": 1}[action]


def test_every_file_of_the_town_says_the_same_after_its_lines_are_kept() -> None:
    for activity in town().activities.values():
        text = (TOWN / "content" / activity.source.path).read_text(encoding="utf-8")
        before = answers_of_activity(activity)
        assert rewritten(text, before, before) == text
        after = {**before, "title": ("Anders",), "capacity": ("7",)}
        made = rewritten(text, before, after)
        assert activity_in(made, activity.id) == activity_in(write_file(after), activity.id)
        comments = [line for line in text.split("\n") if line.lstrip().startswith("#")]
        assert [line for line in comments if line not in made] == []


REST = "venue: dorpshuis\nthemes: [ontmoeten]\nwhen:\n  - by_appointment: true\n"


@pytest.mark.parametrize(
    "text",
    [
        "{title: Koffie, venue: dorpshuis, themes: [ontmoeten], when: [{by_appointment: true}], cost: 2.50}\n",
        "---\ntitle: Koffie\nvenue: dorpshuis\nthemes:\n- ontmoeten\nwhen:\n- by_appointment: true\ncost: 2.50",
        "title: Koffie\nvenue: dorpshuis\nthemes:\n  - taal # x\nwhen:\n  -\n    by_appointment: true\ncost:\n  2\n\n",
        f'title: "Koffie # thee"\n{REST}cost: {{amount: 2.50}}\n',
        f"title: Koffie\ndescription: |\n  # Kop\n  Tekst.\n\n{REST}",
    ],
)
def test_a_file_in_any_layout_says_what_was_meant_and_no_text_becomes_a_comment(text: str) -> None:
    made = activity_in(text, COFFEE)
    assert made
    before = answers_of_activity(made)
    after = {
        **before,
        "title": ("Thee",),
        "cost": ("paid",),
        "cost.amount": ("3",),
        "description": ("# Kop\n\nAnders",),
    }
    found = activity_in(rewritten(text, before, after), COFFEE)
    assert found == activity_in(write_file(after), COFFEE)


# --- any two changes --------------------------------------------------------------------------------


def canonical(answers: Answers) -> Flat:
    """Answers as the form starts from them."""
    made = activity_in(write_file(answers), COFFEE)
    assert made, answers
    return answers_of_activity(made)


def units(answers: Answers) -> dict[str, Flat]:
    """The answers by what is compared as one."""
    found: dict[str, Flat] = {}
    for name, values in answers.items():
        found.setdefault(unit_of(name), {})[name] = values
    return found


def taken(from_: Answers, into: Answers, which: Callable[[str], bool]) -> Flat:
    """The answers ``into``, but for the questions of ``which``, which are as they are in the other."""
    one, other = units(from_), units(into)
    names = dict.fromkeys((*other, *one))
    return {name: texts for unit in names for name, texts in (one if which(unit) else other).get(unit, {}).items()}


WHOLES = whole().map(canonical)


@MANY
@given(WHOLES, WHOLES, WHOLES, st.randoms(use_true_random=False))
def test_what_two_tell_of_different_questions_comes_together_in_any_order(
    base: Flat,
    one: Flat,
    other: Flat,
    chance: Random,
) -> None:
    side = {unit: chance.choice("ABN") for unit in {**units(base), **units(one), **units(other)}}
    first = taken(one, base, lambda unit: side[unit] == "A")
    second = taken(other, base, lambda unit: side[unit] == "B")
    both = taken(other, first, lambda unit: side[unit] == "B")
    for now, mine in ((first, second), (second, first)):
        found = merged(base, now, mine)
        assert found.both == ()
        assert found.answers == both


DATES = [f"2026-12-{day:02}" for day in (1, 8, 15, 22)]
ROWS = st.fixed_dictionaries(
    {},
    optional={
        day: st.sampled_from(
            [
                {"cancelled": ("true",)},
                {"cancelled": ("Ziek.",)},
                {"postponed": ("Dicht.",)},
                {"time": ("11:00", "12:00")},
                {"note": ("Met koek.",)},
                {"full": ("yes",), "note": ("Vol.",)},
                {"on": ("true",)},
            ]
        )
        for day in DATES
    },
)


def of_rows(rows: dict[str, Flat]) -> Flat:
    """Answers with these entries."""
    found = {"title": ("Koffie",)}
    for n, (day, row) in enumerate(rows.items()):
        found |= {f"changes.{n}.date": (day,), **{f"changes.{n}.{key}": texts for key, texts in row.items()}}
    return found


def by_day(answers: Answers) -> dict[str, Flat]:
    """The entries by their dates, each once."""
    rows = entries_of("changes", answers)
    found = {row["date"][0]: row for row in rows}
    assert len(found) == len(rows)
    return found


@MANY
@given(ROWS, ROWS, ROWS)
def test_a_date_that_either_called_off_is_off_unless_the_other_knew_it_and_took_it_back(
    base: dict[str, Flat], one: dict[str, Flat], other: dict[str, Flat]
) -> None:
    sides = [of_rows(rows) for rows in (base, one, other)]
    results = [merged(sides[0], *two) for two in ((sides[1], sides[2]), (sides[2], sides[1]))]
    off = [{day for day, row in by_day(found.answers).items() if CALLED_OFF & row.keys()} for found in results]
    assert off[0] == off[1]
    was, has, wants = (by_day(side) for side in sides)
    for day in DATES:
        asked = [CALLED_OFF & side.get(day, {}).keys() for side in (has, wants)]
        taken_back = any(side.get(day) == was.get(day) for side in (has, wants)) and not all(asked)
        known = bool(CALLED_OFF & was.get(day, {}).keys())
        if any(asked) and not (known and taken_back):
            assert day in off[0]
    for found in results:
        untold = {one.entry.get("date") or one.now.get("date") or one.mine.get("date") for one in found.both}
        for day in DATES:
            states = {str(side.get(day)) for side in (was, has, wants)}
            if len(states) == 2 and has.get(day) == was.get(day):
                assert by_day(found.answers).get(day) == wants.get(day)
                assert (day,) not in untold
