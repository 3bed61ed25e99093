"""What somebody probably meant: the nearest word that is allowed, also when they wrote it in Dutch."""

from __future__ import annotations

from collections.abc import Collection

_NEAR_ENOUGH = 70

# What Dutch writers type where the format has an English word.
DUTCH = {
    "aanmelden": "signup", "aanmelding": "signup", "aanvraag": "by_appointment", "achternaam": "name",
    "activiteit": "title", "actief": "active", "adres": "address", "afbeelding": "image", "afgelast": "cancelled",
    "beëindigd": "ended", "beschikbaar": "available", "beschrijving": "description", "bevestigd": "confirmed",
    "bibliotheek": "library", "buurt": "neighbourhood", "buurthuis": "community-centre", "capaciteit": "capacity",
    "contactpersoon": "contact", "cultuur": "culture", "dag": "date", "datum": "date", "data": "dates",
    "derde": "third", "di": "tuesday", "dinsdag": "tuesday", "dinsdagen": "tuesday", "do": "thursday",
    "doelen": "goals", "doelgroep": "audiences", "doelgroepen": "audiences", "donderdag": "thursday",
    "donderdagen": "thursday", "dorpshuis": "community-centre", "eerste": "first", "elke": "every",
    "feestdagen": "public-holidays", "foto": "image", "gemeente": "municipality", "geen": "none",
    "gesloten": "closed", "gepauzeerd": "paused", "gratis": "free", "hele dag": "all-day", "inloop": "drop_in",
    "ja": "yes", "kerk": "church", "kosten": "cost", "laatste": "last", "land": "city", "leeftijd": "ages",
    "leeftijden": "ages", "link": "links", "locatie": "venue", "ma": "monday", "maandag": "monday",
    "maandagen": "monday", "maandelijks": "monthly", "mail": "email", "e-mail": "email", "naam": "name",
    "nee": "no", "onbekend": "unknown", "online": "online", "opening": "opening_hours",
    "openingstijden": "opening_hours", "opmerking": "note", "organisatie": "partners", "overig": "other",
    "overslaan": "skip", "plaats": "city", "prijs": "cost", "rol": "role", "rolstoel": "wheelchair",
    "ruimte": "room", "samenvatting": "summary", "school": "school", "schoolvakanties": "school-holidays",
    "sport": "sports", "straat": "street", "taal": "languages", "talen": "languages", "telefoon": "phone",
    "thema": "themes", "themas": "themes", "thema's": "themes", "tijd": "time", "titel": "title",
    "toegankelijkheid": "access", "toilet": "toilet", "tot": "until", "t/m": "until", "tweede": "second",
    "uitleg": "note", "vakanties": "school-holidays", "van": "from", "vanaf": "from", "vervoer": "transport",
    "vierde": "fourth", "vijfde": "fifth", "voor": "before", "vr": "friday", "vrijdag": "friday",
    "vrijdagen": "friday", "vrijwilliger": "volunteers", "vrijwilligers": "volunteers", "wanneer": "when",
    "website": "website", "wekelijks": "weekly", "welzijn": "welfare", "wijk": "district", "wijziging": "changes",
    "wijzigingen": "changes", "winkel": "shop", "wo": "wednesday", "woensdag": "wednesday",
    "woensdagen": "wednesday", "za": "saturday", "zaal": "room", "zaterdag": "saturday", "zaterdagen": "saturday",
    "zo": "sunday", "zondag": "sunday", "zondagen": "sunday", "zorg": "care", "1e": "first", "1st": "first",
    "2e": "second", "2nd": "second", "3e": "third", "3rd": "third", "4e": "fourth", "4th": "fourth",
    "5e": "fifth", "5th": "fifth", "true": "yes", "false": "no", "mon": "monday", "tue": "tuesday",
    "wed": "wednesday", "thu": "thursday", "fri": "friday", "sat": "saturday", "sun": "sunday",
}  # fmt: skip


def closest(word: str, allowed: Collection[str]) -> str | None:
    """Return the allowed word that was probably meant, or None when nothing comes near.

    A Dutch word for it wins; then the same word in other case, spacing or number; then likeness of spelling.
    """
    from rapidfuzz import fuzz, process  # only a mistake pays for it

    plain = word.strip().casefold()
    if (english := DUTCH.get(plain)) in allowed:
        return english
    for variant in (plain, plain.replace("_", "-"), plain.replace("-", "_"), plain.replace(" ", "-")):
        if variant in allowed:
            return variant
    words = sorted(allowed)
    found = process.extractOne(plain, words, scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH)
    if found is None:  # "dorpshuis" for "dorpshuis-de-heul"
        part = [name for name in words if len(plain) > 3 and plain in name]
        return part[0] if len(part) == 1 else None
    return str(found[0])
