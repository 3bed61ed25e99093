"""The mistakes that people make in YAML, as they make them: what they typed, what has to be told, and what `fix` does.

``▸`` stands before the place that a message has to name; it is no part of the file.
"""

from __future__ import annotations

from typing import NamedTuple

from town import TOWN

MARK = "▸"
RIGHT = """\
title: Koffie
venue: dorpshuis
themes: [ontmoeten]
when:
  - weekly: tuesday
    time: 10:00-12:00
"""


class Mistake(NamedTuple):
    """A file with one mistake: ``says`` are words of its message in Dutch, ``fixed`` is what the file becomes.

    Without ``fixed`` it could be meant in more than one way, or only people know what is missing. ``path`` is below
    the content folder; without it the file is an activity of its own.
    """

    text: str | bytes
    says: tuple[str, ...]
    fixed: str | None = None
    path: str = ""


def instead(of: str, wrong: str) -> str:
    assert of in RIGHT
    return RIGHT.replace(of, wrong)


def also(line: str) -> str:
    return f"{RIGHT}{line}\n"


def entry(line: str) -> str:
    return instead("  - weekly: tuesday", f"  - {line}")


def at(time: str) -> str:
    return instead("    time: 10:00-12:00", f"    time: {time}")


def series(line: str) -> str:
    return instead("    time", f"    {line}\n    time")


WORD = {
    "a hard space after the colon": Mistake(
        instead("venue: ", "venue:▸\u00a0"), ("harde spatie", "`venue: dorpshuis`"), RIGHT
    ),
    "a hard space where a line begins": Mistake(
        instead("  - ", "▸\u00a0 - "), ("harde spatie", "gewone spatie"), RIGHT
    ),
    "a hard space between braces": Mistake(
        instead("  - weekly: tuesday\n    time: 10:00-12:00", "  - {weekly:▸\u00a0tuesday, time: 10:00-12:00}"),
        ("harde spatie", "gewone spatie"),
        instead("  - weekly: tuesday\n    time: 10:00-12:00", "  - {weekly: tuesday, time: 10:00-12:00}"),
    ),
    "a hard space in a telephone number": Mistake(
        also("contact: {phone: ▸0343\u00a0555 010}"),
        ("tekstverwerker", "`0343 555 010`"),
        also("contact: {phone: 0343 555 010}"),
    ),
    "a long dash in a date": Mistake(
        also("confirmed: ▸2026–10–28"), ("tekstverwerker", "`2026-10-28`"), also("confirmed: 2026-10-28")
    ),
    "a long dash as hyphen of a list": Mistake(instead("  - ", "  ▸– "), ("`–`", "`- weekly: tuesday`"), RIGHT),
    "bullets as hyphens of a list": Mistake(
        instead("[ontmoeten]", "\n  ▸• ontmoeten\n  • bewegen"),
        ("`•`", "streepje"),
        instead(" [ontmoeten]", "\n  - ontmoeten\n  - bewegen"),
    ),
    "stars as hyphens of a list": Mistake(
        instead("[ontmoeten]", "\n  ▸* ontmoeten\n  * bewegen"),
        ("`*`", "`- ontmoeten`"),
        instead(" [ontmoeten]", "\n  - ontmoeten\n  - bewegen"),
    ),
    "curly quotes around a name": Mistake(instead("dorpshuis", "▸“dorpshuis”"), ("Bedoel je `dorpshuis`?",), RIGHT),
    "a curly quote at the end": Mistake(
        instead("Koffie", '▸"Koffie”'), ("aanhalingsteken", '`title: "Koffie"`'), instead("Koffie", '"Koffie"')
    ),
    "curly quotes around a text with a colon": Mistake(
        instead("Koffie", "“Let op▸: koffie”"),
        ("dubbele punt", '`title: "Let op: koffie"`'),
        instead("Koffie", '"Let op: koffie"'),
    ),
    "a file of the word processor itself": Mistake(b"PK\x03\x04\x14\x00\x06\x00", ("tekstverwerker", "Kladblok")),
    "a file saved as UTF-16": Mistake(RIGHT.encode("utf-16"), ("UTF-16", "UTF-8"), RIGHT),
    "a file saved as Windows-1252": Mistake(also("summary: caf").encode()[:-1] + b"\xe9\n", ("UTF-8",)),
    "a file of another program beside the others": Mistake(
        "Koffie\n", ("wordt niet gelezen", "`.yaml`"), path="activities/welzijn-zandmeer/koffie.docx"
    ),
    "HTML pasted in a description": Mistake(
        also("description: ▸|\n  <p>Kom <strong>langs</strong></p>"), ("`<p>`", "**vet**", "lege regel")
    ),
    "HTML in a title": Mistake(instead("Koffie", "▸Koffie<br>en thee"), ("`<br>`", "gewone tekst")),
}

LAYOUT = {
    "a tab before a line": Mistake(instead("  - ", "▸\t- "), ("tab", "spaties"), RIGHT),
    "no space after the colon": Mistake(instead("venue: ", "venue▸:"), ("`venue:`", "`venue: dorpshuis`"), RIGHT),
    "no colon": Mistake(instead("venue: ", "▸venue "), ("dubbele punt", "`venue: dorpshuis`"), RIGHT),
    "no colon, or a text that goes on": Mistake(
        also("summary: Koffie, en\n▸title Koffie is er altijd"), ("dubbele punt", "`title: Koffie is er altijd`")
    ),
    "an equals sign for the colon": Mistake(
        instead("venue: ", "▸venue = "), ("dubbele punt", "`venue: dorpshuis`"), RIGHT
    ),
    "a colon in a text": Mistake(
        instead("Koffie", "Let op▸: koffie"),
        ("dubbele punt", '`title: "Let op: koffie"`'),
        instead("Koffie", '"Let op: koffie"'),
    ),
    "a number sign in a title": Mistake(
        instead("Koffie", "▸Koffie #1 van de buurt"),
        ("opmerking", '`"Koffie #1 van de buurt"`'),
        instead("Koffie", '"Koffie #1 van de buurt"'),
    ),
    "a hash in a title": Mistake(instead("Koffie", "▸Koffie # en thee"), ("opmerking", '`"Koffie # en thee"`')),
    "a number sign between braces": Mistake(
        also("contact: {name: Zaal ▸#2, phone: 0343-555 010}"), ("opmerking", "aanhalingstekens")
    ),
    "a text that begins with an apostrophe": Mistake(
        instead("Koffie", "▸'t Praothuus"),
        ("apostrof", '`title: "\'t Praothuus"`'),
        instead("Koffie", '"\'t Praothuus"'),
    ),
    "an apostrophe between quotes": Mistake(
        instead("Koffie", "'Koffie in '▸t dorp'"),
        ("aanhalingsteken", '`title: "Koffie in \'t dorp"`'),
        instead("Koffie", '"Koffie in \'t dorp"'),
    ),
    "a quote that is not closed": Mistake(
        instead("Koffie", '▸"Koffie'), ("niet gesloten", "hetzelfde aanhalingsteken")
    ),
    "a text that begins with @": Mistake(
        also("summary: ▸@home"), ("`@`", '`summary: "@home"`'), also('summary: "@home"')
    ),
    "a list without hyphens": Mistake(
        instead("  - weekly: tuesday\n    time", "  ▸weekly: tuesday\n  time"),
        ("lijst", "`- weekly: tuesday`", "twee spaties"),
        RIGHT,
    ),
    "the second part of a list without its hyphen": Mistake(
        f"{RIGHT}  ▸weekly: friday\n    time: 14:00-16:00\n",
        ("streepje", "`- weekly: friday`"),
        f"{RIGHT}  - weekly: friday\n    time: 14:00-16:00\n",
    ),
    "names below each other without hyphens": Mistake(
        instead("[ontmoeten]", "\n  ▸ontmoeten\n  bewegen"),
        ("het zijn er meer", "`[ontmoeten, bewegen]`"),
        instead(" [ontmoeten]", "\n  [ontmoeten, bewegen]"),
    ),
    "no space after the hyphen": Mistake(instead("  - ", "  ▸-"), ("spatie", "`- weekly: tuesday`"), RIGHT),
    "a line too far to the right": Mistake(instead("venue", "  ▸venue"), ("Zet 0 spaties", "niet 2"), RIGHT),
    "a line not far enough to the right": Mistake(instead("    time", "  ▸time"), ("Zet 4 spaties", "niet 2"), RIGHT),
    "a line one space amiss": Mistake(instead("    time", "   ▸time"), ("Zet 4 spaties", "niet 3"), RIGHT),
    "all on one line": Mistake(
        "title: Koffie ▸venue: dorpshuis themes: [ontmoeten]\n", ("`venue:`", "eigen regel", "Enter")
    ),
    "a text under | that is not indented": Mistake(
        also("description: |\n▸Kom langs."), ("verder naar rechts", "twee spaties")
    ),
    "semicolons between the parts of a list": Mistake(
        instead("[ontmoeten]", "▸ontmoeten; bewegen"),
        ("geen lijst", "`[ontmoeten, bewegen]`"),
        instead("[ontmoeten]", "[ontmoeten, bewegen]"),
    ),
    "a key twice": Mistake(also("▸title: Thee"), ("regel 1", "een van de twee")),
    "two files in one": Mistake(f"{RIGHT}▸---\n{RIGHT}", ("tweede document", "eigen bestand")),
    "a line --- at the end": Mistake(f"{RIGHT}▸---\n", ("`---`", "Haal"), RIGHT),
    "marks of git": Mistake(
        instead("title: Koffie", "▸<<<<<<< HEAD\ntitle: Koffie\n=======\ntitle: Thee\n>>>>>>> tak"),
        ("git", "regel 5", "<<<<<<<"),
    ),
    "an empty file": Mistake("▸# nog te doen\n", ("leeg", "Vul het in")),
}

DUTCH = {
    "a key in Dutch": Mistake(instead("title", "▸titel"), ("`titel`", "`title`"), RIGHT),
    "a key with a capital": Mistake(instead("title", "▸Title"), ("`Title`", "`title`"), RIGHT),
    "a place in Dutch": Mistake(instead("venue", "▸locatie"), ("`locatie`", "`venue`"), RIGHT),
    "a weekday in Dutch": Mistake(entry("weekly: ▸dinsdag"), ("`tuesday`",), RIGHT),
    "every Tuesday": Mistake(entry("weekly: ▸elke dinsdag"), ("`tuesday`",), RIGHT),
    "two weekdays with a word between": Mistake(
        entry("weekly: ▸dinsdag en donderdag"), ("`[tuesday, thursday]`",), entry("weekly: [tuesday, thursday]")
    ),
    "from Monday to Wednesday": Mistake(
        entry("weekly: ▸ma t/m wo"), ("`[monday, tuesday, wednesday]`",), entry("weekly: [monday, tuesday, wednesday]")
    ),
    "a day of the month in words": Mistake(
        entry("monthly: ▸eerste dinsdag van de maand"), ("`first tuesday`",), entry("monthly: first tuesday")
    ),
    "a sentence for when": Mistake(
        RIGHT.partition("when")[0] + "when: ▸elke dinsdag van 10 tot 12 uur\n", ("zin", "`- weekly: tuesday`"), RIGHT
    ),
    "a sentence with hours of morning or afternoon": Mistake(
        RIGHT.partition("when")[0] + "when: ▸elke dinsdag van 2 tot 4 uur\n", ("zin", "`- weekly: tuesday`")
    ),
    "every two weeks with the word": Mistake(
        series("every: ▸2 weken\n    from: 2026-09-01"), ("`2`",), series("every: 2\n    from: 2026-09-01")
    ),
    "every two months for a day of the week": Mistake(
        series("every: ▸2 maanden\n    from: 2026-09-01"), ("alleen een getal", "van maanden bij `monthly`")
    ),
    "holidays to skip": Mistake(
        series("skip: ▸schoolvakanties"), ("`school-holidays`",), series("skip: school-holidays")
    ),
    "one holiday to skip": Mistake(series("skip: ▸kerstvakantie"), ("school-holidays", "een datum")),
    "yes": Mistake(also("drop_in: ▸ja"), ("`yes`",), also("drop_in: yes")),
    "sign-up yes": Mistake(also("signup: ▸ja"), ("`{required: yes}`",), also("signup: {required: yes}")),
    "sign-up at a number": Mistake(also("signup: ▸0343-555 010"), ("`{required: yes, phone: 0343-555 010}`",)),
    "for free": Mistake(also("cost: ▸gratis"), ("`free`",), also("cost: free")),
    "an amount with its sign": Mistake(also("cost: ▸€ 2,50"), ("`2.50`",), also("cost: 2.50")),
    "an amount with a condition": Mistake(
        also("cost: ▸vrijwillige bijdrage"), ("`free`", "opmerking", "`{amount: 0, note: …}`")
    ),
    "ages in words": Mistake(also("ages: ▸12 t/m 18 jaar"), ("`12-18`",), also("ages: 12-18")),
    "ages with plus": Mistake(also("ages: ▸65 plus"), ("`65+`",), also("ages: 65+")),
    "for everybody": Mistake(also("ages: ▸iedereen"), ("voor iedereen", "weg")),
    "a number of people": Mistake(also("capacity: ▸20 personen"), ("`20`",), also("capacity: 20")),
    "a language by its name": Mistake(also("languages: ▸Nederlands"), ("`nl`",), also("languages: nl")),
    "a facility without its fact": Mistake(also("access: ▸rolstoel"), ("`{wheelchair: yes}`",)),
}

WHEN = {
    "a time with the word": Mistake(at("▸10.00 - 12.00 uur"), ("`10:00-12:00`",), RIGHT),
    "only hours": Mistake(at("▸10-12"), ("`10:00-12:00`",), RIGHT),
    "hours of morning or night": Mistake(at("▸2-4 uur"), ("`02:00-04:00`",)),
    "a time without its end": Mistake(at("▸19u30"), ("tot hoe laat", "10:00-12:00")),
    "midnight at the beginning": Mistake(at("▸24:00-01:00"), ("`00:00-01:00`", "let op de dag")),
    "an end before the start": Mistake(at("▸12:00-10:00"), ("22 uur", "Bedoel je `10:00-12:00`?")),
    "two times in one": Mistake(at("▸10:00-12:00 en 14:00-16:00"), ("meer dan één tijd", "eigen `- `")),
    "a date with the day first": Mistake(entry("dates: ▸5-12-2026"), ("`2026-12-05`",), entry("dates: 2026-12-05")),
    "a date with its weekday": Mistake(
        entry("dates: ▸zaterdag 5 december 2026"), ("`2026-12-05`",), entry("dates: 2026-12-05")
    ),
    "a date with another weekday": Mistake(
        entry("dates: ▸vrijdag 5 december 2026"), ("andere dag van de week", "2026-12-05")
    ),
    "a date with a short year": Mistake(entry("dates: ▸5/12/26"), ("`2026-12-05`",)),
    "a date without its year": Mistake(entry("dates: ▸5 december"), ("jaar-maand-dag",)),
    "a month that does not exist": Mistake(entry("dates: ▸2026-13-05"), ("bestaat niet", "`2026-05-13`")),
    "a day that does not exist": Mistake(entry("dates: ▸30-02-2027"), ("bestaat niet", "kalender")),
    "a date of last year among the others": Mistake(
        entry("dates: [2027-01-08, ▸2026-01-15, 2027-01-22]"), ("jaar niet", "`2027-01-15`")
    ),
    "a date of last year alone": Mistake(
        entry("dates: [▸2026-01-15]") + "confirmed: 2026-11-20\n", ("`2027-01-15`", "`status: ended`")
    ),
    "a date from before the calendar": Mistake(entry("dates: [▸2025-12-05]"), ("eerste dag van deze kalender", "jaar")),
    "a cancelled date on another weekday": Mistake(
        also("changes:\n  - date: ▸2026-12-02\n    cancelled: Ziek"), ("2026-12-02", "2026-12-01, 2026-12-08")
    ),
    "an end before the beginning": Mistake(
        series("from: 2026-12-01\n    until: ▸2026-09-01"), ("2026-09-01", "2026-12-01", "`from`")
    ),
    "confirmed today": Mistake(also("confirmed: ▸vandaag"), ("de datum zelf", "2026-11-24")),
}

PEOPLE_AND_PLACES = {
    "a date for a telephone number": Mistake(also("contact: {phone: ▸2026-11-24}"), ("datum", "0123-456 789")),
    "a number that is too short": Mistake(also("contact: {phone: ▸0343-12}"), ("6 cijfers", "tien cijfers")),
    "a number that a spreadsheet made": Mistake(also("contact: {phone: ▸343555010}"), ("9 cijfers", "`0343555010`")),
    "a number with a name": Mistake(also("contact: {phone: ▸bel 0343-555 010}"), ("alleen `0343-555 010`",)),
    "a number with (0)": Mistake(
        also("contact: {phone: ▸+31 (0)343-555 010}"),
        ("(0)", "`+31 343-555 010`"),
        also("contact: {phone: +31 343-555 010}"),
    ),
    "a telephone number for the contact": Mistake(also("contact: ▸0343-555 010"), ("`{phone: 0343-555 010}`",)),
    "a space in an address": Mistake(
        also("contact: {email: ▸info @zandmeer.example}"),
        ("`info@zandmeer.example`",),
        also("contact: {email: info@zandmeer.example}"),
    ),
    "a comma in an address": Mistake(
        also('contact: {email: ▸"info@zandmeer,example"}'),
        ("`info@zandmeer.example`",),
        also('contact: {email: "info@zandmeer.example"}'),
    ),
    "two addresses": Mistake(also('contact: {email: ▸"a@zandmeer.example, b@zandmeer.example"}'), ("één adres",)),
    "a link without https": Mistake(
        also("links: [{title: Site, url: ▸www.zandmeer.example}]"), ("`https://www.zandmeer.example`",)
    ),
    "a link for the list of links": Mistake(
        also("links: ▸https://zandmeer.example"), ("lijst", "`[{title: …, url: https://zandmeer.example}]`")
    ),
    "a picture by its name alone": Mistake(also("image: ▸foto.jpg"), ("`{file: foto.jpg, alt: …, by: …}`",)),
    "a picture without words": Mistake(also("image: {▸file: foto.jpg}"), ("`alt:`",)),
    "a slip in the name of a venue": Mistake(instead("dorpshuis", "▸dorphuis"), ("`dorpshuis`",), RIGHT),
    "the name of a venue": Mistake(instead("dorpshuis", "▸Dorpshuis Zandmeer"), ("`dorpshuis`",), RIGHT),
    "a name for the location": Mistake(instead("venue: dorpshuis", "location: ▸Zwembad"), ("`{name: Zwembad}`",)),
    "the address of another organisation": Mistake(
        also("contact: {email: ▸balie@bibliotheek-zandmeer.example}"),
        ("`bibliotheek-zandmeer`", "`activities/bibliotheek-zandmeer/`", "partners"),
    ),
    "an activity in no folder": Mistake(RIGHT, ("`activities/<organisatie>/`",), path="activities/los.yaml"),
    "an activity in a folder of nobody": Mistake(
        RIGHT,
        ("`organisations/welzijn-zandmer.yaml`", "`welzijn-zandmeer`"),
        path="activities/welzijn-zandmer/koffie.yaml",
    ),
    "an activity among the venues": Mistake(
        RIGHT, ("andere map", "`activities/…/koffie.yaml`"), path="venues/koffie.yaml"
    ),
    "a venue among the organisations": Mistake(
        (TOWN / "content/venues/dorpshuis.yaml").read_text().partition("\n")[2],
        ("andere map", "`venues/dorpshuis-zandmeer.yaml`"),
        path="organisations/dorpshuis-zandmeer.yaml",
    ),
    "a name with two endings": Mistake(
        RIGHT, ("`.yaml`", "`koffie.yaml`"), path="activities/welzijn-zandmeer/koffie.yaml.txt"
    ),
    "a name that is there but for a capital": Mistake(
        RIGHT, ("`koffieochtend.yaml`", "hetzelfde bestand"), path="activities/welzijn-zandmeer/Koffieochtend.yaml"
    ),
    "a name with a capital": Mistake(RIGHT, ("`soos.yaml`",), path="activities/welzijn-zandmeer/Soos.yaml"),
    "dayparts that the number cannot hold": Mistake(
        "norms:\n  - id: inloop\n    title: Inloop\n"
        "    at_least: {sessions: ▸2, per: week}\n    within: neighbourhood\n"
        "    dayparts: [weekday-morning, weekday-afternoon, weekday-evening]\n",
        ("3 dagdelen", "`sessions: 3`"),
        path="calendar/norms.yaml",
    ),
}


def change(line: str) -> str:
    return also(f"changes:\n  - date: 2026-12-08\n    {line}")


SECOND_ROUND = {
    "a name for the host": Mistake(also("host: ▸Fatima en de buren"), ("`{name: Fatima en de buren}`",)),
    "prices in words": Mistake(also("cost: [▸volwassenen 5]"), ("`{for: volwassenen, amount: 5}`",)),
    "a price of nothing in words": Mistake(
        also("cost:\n  - ▸kinderen tot 12 jaar gratis"), ("`{for: kinderen tot 12 jaar, amount: free}`",)
    ),
    "prices with an age that may be the amount": Mistake(
        also("cost:\n  - ▸kinderen tot 12 jaar"), ("`{for: kinderen tot 12 jaar, amount: …}`",)
    ),
    "a price for nobody": Mistake(also("cost:\n  - ▸{amount: 5}"), ("`for`",)),
    "an amount of a price with its sign": Mistake(
        also("cost: [{for: leden, amount: ▸€ 2}]"), ("`2`",), also("cost: [{for: leden, amount: 2}]")
    ),
    "a price that is no list": Mistake(
        also("cost:\n  ▸for: leden\n  amount: 2"),
        ("lijst", "`- for: leden`"),
        also("cost:\n  - for: leden\n    amount: 2"),
    ),
    "two prices for the same people": Mistake(
        also("cost: [{for: leden, amount: 2}, {for: ▸Leden, amount: 3}]"), ("al een prijs voor `Leden`", "`per`")
    ),
    "the end of signing up with the day first": Mistake(
        also("signup: {required: yes, until: ▸14-12-2026}"),
        ("`2026-12-14`",),
        also("signup: {required: yes, until: 2026-12-14}"),
    ),
    "the beginning of signing up in words": Mistake(
        also("signup: {required: yes, opens: ▸1 december 2026 om 9 uur}"),
        ("`2026-12-01 09:00`",),
        also("signup: {required: yes, opens: 2026-12-01 09:00}"),
    ),
    "the end of signing up without a year": Mistake(
        also("signup: {required: yes, until: ▸14 december}"), ("jaar-maand-dag", "`2026-12-14`")
    ),
    "the end of signing up with a short year": Mistake(
        also("signup: {required: yes, until: ▸10-12-11}"), ("`2011-12-10`",)
    ),
    "a time of signing up that no clock shows": Mistake(
        also("signup: {required: yes, until: ▸2026-12-14 25:00}"), ("tijd die niet bestaat", "24:00")
    ),
    "signing up that ends before it begins": Mistake(
        also("signup: {required: yes, opens: 2026-12-15, until: ▸2026-12-14}"), ("2026-12-14", "2026-12-15", "`opens`")
    ),
    "full in Dutch": Mistake(also("▸vol: yes"), ("`vol`", "`full`"), also("full: yes")),
    "families yes": Mistake(also("families: ▸ja"), ("`{children_welcome: yes}`",)),
    "childcare yes": Mistake(also("families: {childcare: ▸ja}"), ("`yes`",), also("families: {childcare: yes}")),
    "childcare for free": Mistake(
        also("families: {childcare: ▸gratis}"), ("`{amount: free}`",), also("families: {childcare: {amount: free}}")
    ),
    "childcare for an amount": Mistake(
        also("families: {childcare: ▸€ 2}"), ("`{amount: 2}`",), also("families: {childcare: {amount: 2}}")
    ),
    "childcare with what parents should know": Mistake(
        also("families: {childcare: ▸vanaf 2 jaar}"), ("`{note: vanaf 2 jaar}`",)
    ),
    "childcare in Dutch": Mistake(
        also("families: {▸kinderopvang: yes}"), ("`childcare`",), also("families: {childcare: yes}")
    ),
    "skills without brackets": Mistake(
        also("volunteers: [{role: kok, skills: ▸koken; bakken}]"),
        ("geen lijst", "`[koken, bakken]`"),
        also("volunteers: [{role: kok, skills: [koken, bakken]}]"),
    ),
    "a picture of nobody": Mistake(also("image: {▸file: koffie.png, alt: Koffie}"), ("rechten", "`by:`")),
    "postponed in Dutch": Mistake(
        change("▸uitgesteld: De zaal lekt."), ("`postponed`",), change("postponed: De zaal lekt.")
    ),
    "not postponed": Mistake(change("postponed: ▸nee"), ("`postponed: nee`", "sleutel")),
    "not on": Mistake(change("on: ▸nee"), ("`true`", "sleutel")),
    "on in Dutch": Mistake(change("on: ▸ja"), ("`true`",), change("on: true")),
    "postponed to a date": Mistake(
        change("postponed: ▸De zaal lekt.\n    moved_to: 2026-12-09"), ("2026-12-09", "`postponed` weg")
    ),
    "off and on": Mistake(change("cancelled: Ziek.\n    on: ▸true"), ("`cancelled`", "`on`", "een van de twee")),
    "off and full": Mistake(change("cancelled: Ziek.\n    full: ▸yes"), ("`cancelled`", "`full`")),
    "not sure and on": Mistake(change("tentative: Misschien.\n    on: ▸true"), ("`tentative`", "`on`")),
    "postponed at another time": Mistake(change("postponed: Ziek.\n    time: ▸11:00-12:00"), ("`postponed`", "`time`")),
    "on where nothing is planned": Mistake(
        also("changes:\n  - date: ▸2026-12-09\n    on: true"), ("2026-12-08", "2026-12-15")
    ),
}

MISTAKES = WORD | LAYOUT | DUTCH | WHEN | PEOPLE_AND_PLACES | SECOND_ROUND
