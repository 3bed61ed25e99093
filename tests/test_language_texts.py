"""What residents' pages say is there in all six languages, with the same blanks and the right forms."""

from __future__ import annotations

import re
from datetime import date, datetime
from gettext import c2py
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from buurtkalender.domain.model import Cost
from buurtkalender.domain.values import Ages, Monthly, Term, TimeSpan, Weekly
from buurtkalender.site.marking import PageWords
from buurtkalender.words import catalogues
from buurtkalender.words.catalogues import FIRST_STRONG, LOCALE, POP, languages, spoken, translator
from buurtkalender.words.patterns import sentence
from residents_texts import catalogue, missing_from, of_residents

THEIRS = ("uk", "ar", "tr", "pl")
DAY = date(2026, 11, 24)


def words(language: str) -> PageWords:
    return PageWords(translator(language), "nl")


def test_a_site_can_be_dutch_or_english_and_residents_read_it_in_six_languages() -> None:
    assert languages() == ("en", "nl")
    assert spoken() == ["ar", "en", "nl", "pl", "tr", "uk"]


@pytest.mark.parametrize("language", ["nl", *THEIRS])
def test_every_text_that_residents_read_is_in_every_language(language: str) -> None:
    assert missing_from(language) == "", f"add these to locale/{language}.po, translated"


def test_a_text_that_is_also_there_for_one_and_for_many_can_be_asked_for_by_itself() -> None:
    assert translator("nl").gettext("Show {n} more") == "Toon er nog {n}"


@pytest.mark.parametrize("language", THEIRS)
def test_a_catalogue_of_residents_holds_nothing_that_they_do_not_read(language: str) -> None:
    assert catalogue(language).keys() - of_residents() == set()


@pytest.mark.parametrize("language", THEIRS)
def test_every_translation_has_the_blanks_of_the_text(language: str) -> None:
    wrong = []
    for (_context, msgid), message in catalogue(language).items():
        many = isinstance(msgid, tuple)
        wanted = _blanks(msgid[-1] if many else msgid)
        for string in message.string if many else (message.string,):
            assert string, f"{language}: {msgid} is empty"
            # "one day" and "two days" may be a word without a number, as Arabic has them
            spare = {"n"} if many else set()
            if not wanted - spare <= _blanks(string) <= wanted:
                wrong.append((msgid, string))
    assert wrong == []


def _blanks(text: object) -> set[str]:
    return set(re.findall(r"\{(\w*)[^}]*\}", str(text)))


@pytest.mark.parametrize("language", THEIRS)
def test_a_translation_is_not_the_english_text(language: str) -> None:
    same = {text for text, message in catalogue(language).items() if _says(message) == _first(text[1])}
    words_of = {_first(text[1]) for text in same if re.search(r"[a-z]{3}", re.sub(r"\{\w+\}", "", _first(text[1])))}
    names = {"Online", "Outlook", "Thunderbird", "Weekend", "Sport"}
    assert words_of <= names


def _says(message: object) -> str:
    string = message.string  # type: ignore[attr-defined]
    return str(string[0] if isinstance(string, tuple) else string)


def _first(msgid: object) -> str:
    return str(msgid[0] if isinstance(msgid, tuple) else msgid)


# --- forms ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("uk", {1: "1 захід", 3: "3 заходи", 11: "11 заходів", 21: "21 захід", 25: "25 заходів"}),
        ("pl", {1: "1 wydarzenie", 3: "3 wydarzenia", 12: "12 wydarzeń", 21: "21 wydarzeń", 22: "22 wydarzenia"}),
        ("ar", {0: "لا توجد أنشطة", 1: "نشاط واحد", 2: "نشاطان", 7: "7 أنشطة", 11: "11 نشاطًا", 100: "100 نشاط"}),
        ("tr", {1: "1 etkinlik", 5: "5 etkinlik"}),
    ],
)
def test_numbers_take_the_form_that_the_language_gives_them(language: str, said: dict[int, str]) -> None:
    assert {number: words(language).activities(number) for number in said} == said


@pytest.mark.parametrize(
    ("language", "day", "month", "times"),
    [
        ("uk", "вівторок, 24 листопада 2026", "листопад 2026", "з 9:30 до 11:00"),
        ("pl", "wtorek, 24 listopada 2026", "listopad 2026", "od 9:30 do 11:00"),
        ("tr", "24 Kasım 2026 Salı", "Kasım 2026", "9:30–11:00"),
        ("ar", "الثلاثاء 24 نوفمبر 2026", "نوفمبر 2026", "من 9:30 إلى 11:00"),
        ("en", "Tuesday 24 November 2026", "November 2026", "9:30 to 11:00"),
        ("nl", "dinsdag 24 november 2026", "november 2026", "9.30 tot 11.00 uur"),
    ],
)
def test_days_and_times_are_said_as_people_say_them(language: str, day: str, month: str, times: str) -> None:
    its = words(language)
    assert (its.whole_day(DAY), its.month(DAY), its.times(570, 660)) == (day, month, times)


def test_words_agree_with_the_day_they_go_with() -> None:
    first = Monthly(days=(), weekdays=((1, 1), (-1, 2)), time=TimeSpan(600, 720))
    assert sentence(words("pl"), first) == "Co miesiąc: pierwszy wtorek i ostatnia środa, od 10:00 do 12:00."
    assert sentence(words("uk"), first) == "Щомісяця: перший вівторок і остання середа, з 10:00 до 12:00."
    weekly = Weekly(days=(1,), time=TimeSpan(600, 720), every=5, first=DAY)
    assert sentence(words("pl"), weekly).startswith("Co 5 tygodni: wtorek")


def test_turkish_has_two_letters_i() -> None:
    its = words("tr")
    assert (its.capital("iptal"), its.small("İngilizce"), its.small("Işık")) == ("İptal", "ingilizce", "ışık")


def test_what_is_filled_in_does_not_turn_arabic_words_around() -> None:
    its = words("ar")
    assert its.gettext("Activities in {place}") == f"الأنشطة في {FIRST_STRONG}{{place}}{POP}"
    assert its.gettext("{hour}:{minutes}") == "{hour}:{minutes}", "or the minutes would stand before the hour"
    assert its.phone("0343-555 012") == '<bdi dir="ltr">0343-555 012</bdi>'
    assert its.all_of(["A", "B"]) == f"{FIRST_STRONG}A{POP} و{FIRST_STRONG}B{POP}"
    assert FIRST_STRONG not in "".join(map(str, translator("uk")._texts.values()))  # type: ignore[attr-defined]


# --- what people wrote ------------------------------------------------------------------------------


def test_what_people_wrote_says_which_language_it_is_in() -> None:
    assert words("uk").own("Koffie & thee") == '<bdi lang="nl">Koffie &amp; thee</bdi>'
    assert words("nl").own("Koffie & thee") == "Koffie & thee"
    assert words("uk").own("") == ""


def test_a_word_of_the_vocabulary_is_in_the_language_else_in_english_else_as_it_is() -> None:
    known = Term(id="rust", label={"nl": "Rust", "en": "Rest", "pl": "Spokój"})
    dutch = Term(id="rust", label={"nl": "Rust"})
    assert words("pl").shown(known) == "Spokój"
    assert words("uk").shown(known) == '<bdi lang="en">Rest</bdi>'
    assert words("uk").shown(dutch) == '<bdi lang="nl">Rust</bdi>'
    assert words("nl").shown(known) == "Rust"


def test_what_a_price_is_for_is_said_in_the_language_if_it_is_known() -> None:
    assert words("pl").price(Cost(cents=250, per="keer")) == "2,50 € za raz"
    assert words("tr").price(Cost(cents=300, per="persoon")) == "kişi başına €3"
    assert words("pl").price(Cost(cents=250, per="bakje")) == '2,50 € za <bdi lang="nl">bakje</bdi>'
    assert words("nl").price(Cost(cents=250, per="bakje")) == "€ 2,50 per bakje"


def test_a_language_that_lacks_a_text_says_it_in_english() -> None:
    assert translator("uk").gettext("Nobody translated this.") == "Nobody translated this."


def test_ages_and_moments_need_no_forms() -> None:
    for language in THEIRS:
        its = words(language)
        told = {its.ages(Ages(lowest=65)), its.ages(Ages(lowest=4, highest=12)), its.hour(datetime(2026, 11, 24, 9))}
        assert len(told) == 3
        assert not any("{" in text for text in told)


# --- catalogues -------------------------------------------------------------------------------------


AS_TOOLS_WRITE_THEM = r"""# Somebody's.
msgid ""
msgstr ""
"Language: xx\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n==2 ? 1 : 2);\n"

#: a place, with a remark
msgctxt "of a door"
msgid "Open"
msgstr "Los"
msgid "Open"
msgstr "Geopend"

msgid ""
"A long one, "
"with \"quotes\"\n"
msgstr ""
"Een lange, "
"met \\ \"haken\"\t\n"

#, python-brace-format
msgid "{n} day"
msgid_plural "{n} days"
msgstr[0] "een dag"
msgstr[1] "twee dagen"
msgstr[2] "{n} dagen"

#, fuzzy, python-brace-format
msgid "Guessed"
msgstr "Gegokt"

msgid "Not yet"
msgstr ""

#~ msgid "Gone"
#~ msgstr "Weg"
"""


@pytest.mark.parametrize("language", ["nl", *THEIRS])
def test_a_catalogue_is_read_as_babel_reads_it(language: str) -> None:
    _same_as_babel(LOCALE, language)


def test_a_catalogue_is_read_as_babel_reads_it_however_tools_wrote_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fy.po").write_text(AS_TOOLS_WRITE_THEM, encoding="utf-8")
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    assert _same_as_babel(tmp_path, "fy") == 4
    assert translator("fy").gettext("Guessed") == "Guessed"
    assert translator("fy").gettext("Gone") == "Gone"


def _same_as_babel(folder: Path, language: str) -> int:
    """Compare every text, and return how many there are."""
    ours = translator(language)
    with (folder / f"{language}.po").open("rb") as file:
        theirs = read_po(file, locale=language)
    every, form = [one for one in theirs if one.id and one.string and not one.fuzzy], c2py(theirs.plural_expr)
    for one in every:
        if isinstance(one.id, tuple):
            for n in range(130):
                assert _plain(ours.ngettext(*one.id, n)) == one.string[form(n)]
        elif one.context:
            assert _plain(ours.pgettext(one.context, one.id)) == one.string
        else:
            assert _plain(ours.gettext(one.id)) == one.string
    return len(every)


def _plain(text: str) -> str:
    return text.replace(FIRST_STRONG, "").replace(POP, "")
