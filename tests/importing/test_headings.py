"""What people write above the columns of a list, and the field that each means; or that it means none."""

from __future__ import annotations

import pytest

from buurtkalender.submissions.importing.headings import field_of

MEANT = {
    "title": "Activiteit|ACTIVITEITEN|Naam activiteit|Naam van de activiteit|Titel|Wat?|Wat is er te doen?|"
    "Activitiet|"
    "Aktiviteit|Evenement|Cursus|Workshop|Aanbod|Naam|activity|Event name|Activiteit *|Activiteit (verplicht)|"
    "Titel activiteit|De activiteit|Activiteit:",
    "summary": "Samenvatting|Korte omschrijving|In het kort|Korte tekst (max. 200 tekens)",
    "description": "Omschrijving|Beschrijving activiteit|Uitgebreide omschrijving|Wat houdt het in?|Tekst website|"
    "Omschrijvng|Omschrijving van de activiteit",
    "remarks": "Bijzonderheden|Opmerkingen|Toelichting|Extra informatie|Let op!|Notes|Opmerking(en)",
    "when": "Wanneer?|Dag en tijd|Dag/tijd|Datum en tijd|Datum/tijdstip|Data en tijden|Rooster|Dag & tijdstip|"
    "Dag, tijd|Start- en einddatum|Datum + aanvang",
    "day": "Dag|Dag(en)|Weekdag|Op welke dag?|Dag v/d week|Dagen|Vaste dag|Day of the week",
    "date": "Datum|Datum(s)|Data|Datum activiteit|Datum 1|Datum (dd-mm-jjjj)|date",
    "time": "Tijd|Tijden|Tijdstip|Hoe laat?|Tijdstip van / tot|Van - tot|Begin- en eindtijd|Tijd van-tot|Tijd (uur)|"
    "Tijdsblok|Begintijd/eindtijd",
    "start": "Van|Begin|Begint om|Begintijd|Starttijd|Aanvang|Aanvangstijd|Start|Tijd\nvan|Hoe laat begint het?|"
    "Start time|Begintijd (hh:mm)",
    "end": "Tot|Einde|Eindtijd|Eindigt om|Tijd tot|Afgelopen om|Klaar om|End time",
    "duration": "Duur|Tijdsduur|Hoe lang duurt het?|Duur (uur)",
    "first": "Vanaf|Startdatum|Begindatum|Ingangsdatum|Eerste keer|Eerste bijeenkomst|Start date|Datum van",
    "last": "Einddatum|t/m|t/m datum|Laatste keer|Tot en met|Loopt t/m|End date|Datum t/m",
    "every": "Frequentie|Hoe vaak?|Herhaling|Frequency",
    "except": "Behalve|Niet op|Uitzonderingen|Vervalt op|Gesloten op",
    "period": "Periode|Seizoen|Looptijd|Maanden|Jaar|Weken|Even of oneven weken",
    "holidays": "Schoolvakanties|In de schoolvakanties?|Ook in vakanties",
    "where": "Waar?|Locatie|Plek|Naam locatie|Gebouw|Locatie / plaats|Waar vindt het plaats?|Venue|Lokatie|"
    "Locatie en zaal|Adres en plaats",
    "room": "Zaal|Ruimte|Lokaal|Zaal/ruimte|Room",
    "street": "Adres|Straat|Straat + huisnummer|Straat en nr.|Bezoekadres|Adres locatie",
    "postcode": "Postcode|Postal code",
    "city": "Plaats|Woonplaats|Dorp|Stad|Kern",
    "cost": "Kosten|Kosten (€)|Kosten p.p.|Prijs|Eigen bijdrage|Entree|Tarief|Wat kost het?|Kosten per persoon|"
    "Bijdrage in euro|€ kosten|Vrijwillige bijdrage|Prijs in euro's",
    "audience": "Voor wie?|Doelgroep|Doelgroep(en)|Doelgroep/leeftijd|Bestemd voor|Wie|Target group|Doelgroep*",
    "ages": "Leeftijd|Leeftijdsgroep|Leeftijdscategorie|Leeftijd (van-tot)",
    "signup": "Aanmelden|Aanmelding|Aanmelden?|Opgeven bij|Inschrijven|Aanmelden (ja/nee)|Reserveren|Hoe aanmelden?|"
    "Aanmelden via",
    "phone": "Telefoon|Tel.|Tel. nr.|Telefoonnummer|Wie kun je bellen?|Mobiel|Phone number|Telefoonummer|"
    "Telefoon/e-mail|Contactpersoon en telefoon",
    "email": "E-mail|Email|Mail|E-mailadres|Mailadres|E-mail contactpersoon",
    "url": "Website|Link|Meer info|Site|www|Webpagina|Link naar website",
    "person": "Contactpersoon|Contact|Docent|Begeleider|Naam contactpersoon|Gastvrouw/gastheer|Trainer",
    "organisation": "Organisatie|Aanbieder|Organisator|Vereniging|Georganiseerd door|Naam organisatie",
    "theme": "Thema|Thema's|Categorie|Soort activiteit|Rubriek|Type activiteit|Soort",
    "capacity": "Capaciteit|Max. aantal deelnemers|Maximum aantal deelnemers|Aantal plaatsen|Groepsgrootte",
    "languages": "Taal|Voertaal|Talen",
    "opens": "Aanmelden vanaf|Inschrijving opent",
    "until": "Aanmelden tot|Aanmelden t/m|Uiterste aanmelddatum|Opgeven vóór|Deadline aanmelden",
    "access.wheelchair": "Rolstoel|Rolstoeltoegankelijk?|Toegankelijkheid",
}
NONE = (
    "Aantal|Nr|Nr.|Status|Begroting|Contract|Datum aanvraag|Datum mutatie|Leverancier|Volgnummer|Fase|Akkoord|Foto|"
    "Bron|Aantal bezoekers|Aantal deelnemers|Subsidie|Datum contract|Laatst gewijzigd|Tijdstempel|Wijk|Doel|Staat|"
    "Factuur|Uren|Materiaal|Budgetcode|Kleur|Datum ontvangst|Contant|Evaluatie|Kolom1|"
    "Datum en locatie|Prijs/doelgroep|Verantwoording|Hoofdcoördinatie|Resultaat"
)
INTERNAL = (
    "Intern|Opmerkingen intern|Opmerking (intern)|Niet publiceren|Privé|Telefoon privé|BSN|Geboortedatum|Cliënt|"
    "Naam cliënt|Deurcode|Code deur|IBAN|Telefoon (niet op website)|Vertrouwelijk|Noodnummer|Huisadres|"
    "Namen deelnemers|Wachtwoord Zoom|Hulpvraag|Alleen intern: locatie|E-mail (niet voor publicatie)"
)


@pytest.mark.parametrize(
    ("name", "field"), [(name, field) for field, names in MEANT.items() for name in names.split("|")]
)
def test_a_name_above_a_column_means_one_field(name: str, field: str) -> None:
    assert field_of(name)[0] == field


@pytest.mark.parametrize("name", NONE.split("|"))
def test_a_name_that_only_looks_like_a_field_means_none(name: str) -> None:
    assert field_of(name)[0] in {"", "nothing"}


@pytest.mark.parametrize("name", INTERNAL.split("|"))
def test_what_is_internal_is_no_field_whatever_else_its_name_says(name: str) -> None:
    assert field_of(name)[0] == "internal"
