"""Names in every script are compared as they are; a text without letters is nobody's name, wherever it is looked up."""

from __future__ import annotations

from functools import cache

import pytest
from msgspec.structs import replace

from buurtkalender.domain.model import Address, Calendar, Room, Venue
from buurtkalender.form.asking_places import address
from buurtkalender.form.choices import ChoiceOption, RefusedError, one_of
from buurtkalender.submissions.importing import facts
from buurtkalender.submissions.importing.matching import PlaceMatcher, comparable_name
from buurtkalender.submissions.importing.rows import rows_of
from buurtkalender.submissions.importing.sheets import SheetTable
from buurtkalender.submissions.starting_sources import host
from importing.taking import calendar, event, took
from importing.test_words_say import demo
from town import TODAY, town

WHEN = "DTSTART;TZID=Europe/Amsterdam:20261201T100000", "DURATION:PT2H"
LATER = "DTSTART;TZID=Europe/Amsterdam:20261203T100000", "DURATION:PT2H"
WORDS = ["قهوة", "Кава", "ቡና", "咖啡", "Καφές", "Українське кафе"]
NOTHING = ["☕", "—", "?!", "…", "🎉🎉"]


def venue(key: str, name: str, *rooms: str) -> Venue:
    """A venue that is called like this."""
    made = tuple(Room(f"r{n}", room) for n, room in enumerate(rooms))
    where = Address("Duinweg 12", "1234 AB", "Zandmeer")
    return Venue(key, name, "other", where, "molenwijk", rooms=made)


@cache
def many() -> Calendar:
    """The town, with a venue and an organisation for each word, and one of each whose name has no letters."""
    names = {f"v{n}": name for n, name in enumerate([*WORDS, "☕"])}
    venues = {key: venue(key, name, "Мала зала", "🎉") for key, name in names.items()}
    told = town()
    groups = {key: replace(next(iter(told.organisations.values())), id=key, name=name) for key, name in names.items()}
    return replace(told, venues={**told.venues, **venues}, organisations={**told.organisations, **groups})


@pytest.mark.parametrize(("n", "word"), list(enumerate(WORDS)))
def test_a_place_and_an_organisation_in_another_script_are_found_by_their_name(n: int, word: str) -> None:
    assert PlaceMatcher(many()).find(word).venue == f"v{n}"
    found, items = rows_of([table("Koffie", word)], many(), PlaceMatcher(many()), "welzijn-zandmeer", TODAY)
    assert [one.organisation for one in found] == [f"v{n}"], items
    assert host(many())(word) == f"v{n}"


@pytest.mark.parametrize("word", ["مكتبة", "Бібліотека", "ቤት", "图书馆", "Βιβλιοθήκη"])
def test_a_word_in_another_script_that_nobody_knows_is_nobody(word: str) -> None:
    found = PlaceMatcher(many()).find(word)
    assert (found.venue, found.suggested) == (None, None)
    assert found.location is not None
    assert found.location.name == word
    made, items = rows_of([table("Koffie", word)], many(), PlaceMatcher(many()), "welzijn-zandmeer", TODAY)
    assert (made, len(items)) == ([], 1)
    assert facts.themes(demo(), word, (word,), word) is None
    assert facts.audiences(demo(), word, (word,)) is None
    assert facts.named_themes(demo(), (word,)) == ()
    assert host(many())(word) == word


@pytest.mark.parametrize("nothing", NOTHING)
def test_a_text_without_letters_is_nothing_anywhere(nothing: str) -> None:
    found = PlaceMatcher(many()).find(nothing)
    assert (found.venue, found.suggested, found.vague) == (None, None, "nowhere")
    made, _ = rows_of([table("Koffie", nothing)], many(), PlaceMatcher(many()), "welzijn-zandmeer", TODAY)
    assert [one.organisation for one in made] == ["welzijn-zandmeer"]
    assert facts.themes(demo(), nothing, (nothing,), nothing) is None
    assert facts.audiences(demo(), nothing, (nothing,)) is None
    assert facts.named_themes(demo(), (nothing,)) == ()
    with pytest.raises(RefusedError):
        host(many())(nothing)
    with pytest.raises(RefusedError):
        one_of([ChoiceOption("v", "☕"), ChoiceOption("w", "Koffie")])(nothing)


def test_a_choice_in_another_script_is_found_and_none_is_proposed_for_what_has_no_letters() -> None:
    options = [ChoiceOption("a", "Українське кафе"), ChoiceOption("b", "مسجد السلام"), ChoiceOption("c", "☕")]
    assert one_of(options)("مسجد السلام") == "b"
    assert one_of(options)("українське") == "a"
    assert one_of(options, new=str.upper)("?!") == "?!"


def test_a_town_in_another_script_is_not_the_only_town_there_is() -> None:
    assert address("Kerkstraat 12, 1234 AB Київ", ("Zandmeer",))["city"] == "Київ"
    assert address("Kerkstraat 12, 1234 AB ☕", ("Zandmeer",))["city"] == "☕"


@pytest.mark.parametrize(("label", "theme"), [("الحركة", "bewegen"), ("Рух", "bewegen"), ("Творчість", "creatief")])
def test_a_label_of_the_vocabulary_is_its_theme_in_every_language(label: str, theme: str) -> None:
    assert facts.named_themes(demo(), (label,)) == (theme,)


def test_a_room_without_letters_is_no_room() -> None:
    key = f"v{WORDS.index('Українське кафе')}"
    places = PlaceMatcher(many())
    assert places.find("Українське кафе, Мала зала").room == "r0"
    assert places.find("Українське кафе, de").room is None
    assert places.find("Українське кафе, 🎊").venue == key
    assert places.find("Українське кафе, 🎊").room is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Koffie", "Українське кафе"), ("Koffie", "مسجد السلام")),
        (("Koffie", "☕"), ("Koffie", "🎉")),
        (("Кава", ""), ("Чай", "")),
        (("☕", ""), ("🎉", "")),
    ],
    ids=["places", "places without letters", "titles", "titles without letters"],
)
@pytest.mark.parametrize("more", [(), ("RRULE:FREQ=WEEKLY;COUNT=5",)], ids=["single", "series"])
def test_events_of_different_names_or_places_are_not_joined(
    one: tuple[str, str], other: tuple[str, str], more: tuple[str, ...]
) -> None:
    events = [
        event(*when, *more, uid=f"{n}@agenda.example", title=title, where=where)
        for n, (when, (title, where)) in enumerate(((WHEN, one), (LATER, other)))
    ]
    assert len(took(calendar(*events)).drafts) == 2


def test_the_same_name_in_another_script_is_the_same() -> None:
    events = [event(*when, uid=f"{n}@agenda.example", title="Кава") for n, when in enumerate((WHEN, LATER))]
    assert len(took(calendar(*events)).activities) == 1
    assert comparable_name("КАВА") == comparable_name("кава")
    assert comparable_name("Café") == comparable_name("CAFE")
    assert comparable_name("مَقْهى") == comparable_name("مقهى") == comparable_name("مقــهى")
    assert comparable_name("कॉफी") != comparable_name("कफ")


def table(title: str, organisation: str) -> SheetTable:
    """A sheet of one row, of this organisation."""
    head = ["Activiteit", "Dag", "Tijd", "Locatie", "Organisatie"]
    return SheetTable("Blad", [(1, head), (2, [title, "di", "10-12u", "Dorpshuis Zandmeer", organisation])])
