"""Verdicts as people read them, in Dutch and in English."""

import ast
import re
from pathlib import Path

import pytest

from buurtkalender.domain.coverage.units import UNITS
from buurtkalender.domain.coverage.verdicts import VERDICT_KINDS, NearMiss, Verdict
from buurtkalender.domain.model import Cost
from buurtkalender.domain.values import Days, Skip, Weekly, Within
from buurtkalender.words import verdicts as words
from buurtkalender.words.catalogues import translator
from buurtkalender.words.norms import UNIT_WORDS, severity_sum, severity_word
from buurtkalender.words.verdicts import (
    VERDICT_NAMES,
    near_miss_sentence,
    poor_weeks,
    verdict_name,
    verdict_sentence,
    verdict_sum,
)
from making import FR, MORNING, TU, day, span
from quarter import house, norm, offer, quarter, verdict

MARKS = {"_", "N_", "gettext", "ngettext", "pgettext"}
NL, EN = translator("nl"), translator("en")
EMPTY = quarter([], norm(2))


def told(found: Verdict) -> tuple[str, str]:
    return verdict_sentence(found, EMPTY, NL), verdict_sentence(found, EMPTY, EN)


def test_a_gap_shows_its_sum() -> None:
    found = verdict([offer("welzijn/koffie")], norm(2))
    assert told(found) == ("1 van 2 keer per week. Er is te weinig.", "1 of 2 times a week. There is too little.")
    assert (verdict_name(found, NL), verdict_name(found, EN)) == ("hiaat", "gap")


def test_a_data_gap_says_what_is_certain_and_what_may_be() -> None:
    found = verdict([offer("welzijn/koffie"), offer("kerk/soep", cost=None)], norm(2, must=("free",)))
    assert told(found)[0] == (
        "1 zeker, misschien 2, van 2 keer per week. Niemand weet of er genoeg is. Vraag het aan de organisaties."
    )


def test_a_fragile_one_says_why() -> None:
    unconfirmed = verdict([offer("welzijn/koffie", confirmed=None)], norm(1))
    assert told(unconfirmed)[1].endswith("There is enough, but not everything was confirmed lately.")
    alone = verdict([offer("welzijn/koffie", Weekly((TU, FR), MORNING))], norm(2))
    assert told(alone)[0] == "2 van 2 keer per week. Alles hangt af van één organisatie: welzijn."


def test_a_seasonal_one_names_the_weeks() -> None:
    closed = Skip(days=(Days(day("2026-12-19"), day("2027-01-10")),))
    found = verdict([offer("welzijn/koffie", Weekly((TU,), MORNING, skip=closed))], norm(1))
    assert "week 52, 53" in told(found)[0]
    assert told(found)[1] == "1 of 1 times a week. Usually there is enough, but not in weeks 52, 53 and 1."


def test_what_is_covered_or_has_too_few_residents_says_so() -> None:
    assert told(verdict([offer("welzijn/koffie")], norm(1)))[0] == "1 van 1 keer per week. Er is genoeg."
    few = verdict([], norm(1), residents={"65+": 12})
    assert told(few)[0] == "Hier wonen te weinig mensen van deze leeftijd om er iets over te zeggen: 12."


def test_a_missing_daypart_is_named() -> None:
    found = verdict([offer("welzijn/koffie")], norm(1, dayparts=("weekday-evening",)))
    assert told(found)[1].endswith("Usually there is nothing on weekday evenings.")


def test_enough_at_other_times_is_not_told_to_be_too_little() -> None:
    found = verdict([offer("welzijn/koffie", Weekly((TU, FR), MORNING))], norm(2, dayparts=("weekday", "weekend")))
    assert told(found)[0] == (
        "2 van 2 keer per week. Dat is genoeg, maar niet op alle momenten die nodig zijn. "
        "Meestal is er niets in het weekend."
    )
    assert "There is too little." in told(verdict([offer("welzijn/koffie")], norm(2, dayparts=("weekend",))))[1]


def test_a_month_without_is_called_a_month() -> None:
    skipped = Skip(days=(Days(day("2027-01-01"), day("2027-01-31")),))
    found = verdict([offer("welzijn/koffie", Weekly((TU,), MORNING, skip=skipped))], norm(1, per="month"))
    assert (verdict_name(found, NL), verdict_name(found, EN)) == ("niet elke maand", "not every month")
    assert told(found)[0].endswith("maar niet in januari 2027.")


def test_nothing_is_rounded_up_to_enough() -> None:
    found = verdict([offer("welzijn/koffie", Weekly((TU,), span("10:00-11:59")))], norm(2, "hours"))
    assert verdict_sum(found, NL) == "1,9 van 2 uur per week"
    assert verdict_sum(found, EN) == "1.9 of 2 hours a week"


def test_offers_and_months_have_their_own_sums() -> None:
    nobody = verdict([], norm(1, "offers", None, within=Within(area="neighbourhood")))
    assert verdict_sum(nobody, NL) == "aanbod zonder vaste tijd: 0 van 1"
    monthly = verdict([], norm(1, per="month"))
    assert verdict_sum(monthly, NL) == "0 van 1 keer per maand"
    assert "januari 2027" in poor_weeks(monthly, NL)


def miss(found: Verdict) -> tuple[str, str]:
    calendar = quarter([offer("buurt/soos"), offer("kerk/soep")])
    (first, *_) = found.near_misses
    return near_miss_sentence(first, calendar, NL), near_miss_sentence(first, calendar, EN)


def test_a_near_miss_tells_when_it_is_and_what_is_wrong() -> None:
    soos = offer("buurt/soos", Weekly((TU,), span("14:00-16:00")))
    dutch, english = miss(verdict([soos], norm(1), [house(metres=2067)]))
    assert re.fullmatch(r"Soos: dinsdag 14[.:]00 uur, 31 minuten lopen, de grens is 15\.", dutch)
    assert english == "Soos: Tuesday 14:00, 31 minutes' walk, limit 15."


def test_a_near_miss_that_costs_something_says_how_much_and_what_else_is_wrong() -> None:
    paid = offer("kerk/soep", cost=Cost(250), come_alone=None)
    dutch, english = miss(verdict([paid], norm(1, must=("free", "come-alone"))))
    assert "het kost" in dutch
    assert "2,50" in dutch or "2.50" in dutch
    assert dutch.endswith("Ook nog: een welkom voor wie alleen komt.")
    assert "it costs €2.50" in english


def test_a_day_long_one_is_told_by_its_day_and_an_unknown_audience_as_a_question() -> None:
    calendar = quarter([offer("kerk/soep")])
    whole_day = NearMiss("kerk/soep", "barrier", {"fact": "free", "weekday": "5"}, ("audience-unknown",))
    assert near_miss_sentence(whole_day, calendar, NL) == (
        "Soep: zaterdag, het is niet gratis. Ook nog: voor wie het is."
    )


@pytest.mark.parametrize(
    ("failed", "params", "english"),
    [
        ("distance", {"metres": "2500", "limit": "2000"}, "2500 metres away, limit 2000"),
        ("area", {"area": "neighbourhood", "neighbourhood": "verderop"}, "in Verderop"),
        ("area", {"area": "neighbourhood", "neighbourhood": ""}, "somewhere else"),
        ("barrier", {"fact": "free"}, "it is not free"),
        ("barrier", {"fact": "no-signup"}, "you have to sign up"),
        ("barrier", {"fact": "hearing-loop"}, "there is none: hearing-loop"),
        ("unknown", {"fact": "wheelchair"}, "not known: wheelchair access"),
        ("unknown", {"fact": "place"}, "not known: where it is"),
        ("ages", {}, "for other ages"),
        ("audience", {"audience": "mantelzorgers"}, "for other people"),
        ("daypart", {"dayparts": "evening,weekend"}, "not in the evening and at the weekend"),
        ("online", {}, "only online"),
        ("paused", {}, "paused for now"),
        ("no-dates", {}, "not planned in these weeks"),
        ("appointment", {}, "only by appointment, without a fixed time"),
    ],
)
def test_every_failed_test_has_words(failed: str, params: dict[str, str], english: str) -> None:
    one = NearMiss("kerk/soep", failed, params)
    calendar = quarter([offer("kerk/soep")])
    assert near_miss_sentence(one, calendar, EN) == f"Soep: {english}."
    assert near_miss_sentence(one, calendar, NL).startswith("Soep: ")


def test_severity_is_a_word_beside_its_sum() -> None:
    found = verdict([offer("welzijn/koffie")], norm(2), need=1.5)
    calendar = quarter([], norm(2), need=1.5)
    assert (severity_word(found, NL), severity_word(found, EN)) == ("groot", "large")
    assert severity_sum(found, calendar, NL) == "400 inwoners × behoefte 1,5 × tekort 50% = 300"
    third = verdict([offer("welzijn/koffie")], norm(3), need=1.5)  # so that people can work it out themselves
    assert severity_sum(third, calendar, NL) == "400 inwoners × behoefte 1,5 × tekort 66,67% = 400"
    fine = verdict([offer("welzijn/koffie")], norm(1))
    assert (severity_word(fine, NL), severity_sum(fine, calendar, NL)) == ("geen", "")


def test_every_unit_has_its_words_for_each_of_its_periods() -> None:
    assert list(UNIT_WORDS) == list(UNITS)
    for key, unit in UNITS.items():
        said = UNIT_WORDS[key]
        assert set(said.asked) == set(said.there) == set(said.counted) == set(unit.per or (None,)), key


def test_a_sentence_about_gaps_stands_in_one_place() -> None:
    package = Path(words.__file__).parents[1]
    places: dict[str, list[str]] = {}
    for path in package.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", "")) in MARKS:
                for text in (one.value for one in call.args if isinstance(one, ast.Constant)):
                    places.setdefault(str(text), []).append(path.relative_to(package).as_posix())
    ours = {f"words/{name}.py" for name in ("verdicts", "norms", "remedies", "tasks", "changes")}
    ours.add("site/gaps/prevention.py")
    found = {text: where for text, where in places.items() if text.endswith(".") and text != "."}
    assert sum(bool(ours.intersection(where)) for where in found.values()) > 80
    assert {text: where for text, where in found.items() if ours.intersection(where) and len(where) > 1} == {}


def test_everything_has_a_dutch_word() -> None:
    assert set(VERDICT_NAMES) == set(VERDICT_KINDS)
    source = Path(words.__file__).read_text(encoding="utf-8")
    for text in re.findall(r'(?<!def )\b(?:N_|_)\("([^"]+)"\)', source):
        known = [NL.gettext(text), *(NL.pgettext(context, text) for context in ("verdict", "fact", "severity"))]
        assert any(one != text for one in known) or text == "in {place}", text


@pytest.mark.parametrize("fact", words._FACTS.values())
def test_what_is_not_known_is_named_in_dutch(fact: str) -> None:
    """The context of a text is a line of its own in a catalogue, so that a text put in between takes it away."""
    assert translator("nl").pgettext("fact", fact) != fact
