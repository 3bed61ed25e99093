"""What the format's second round brought is told wherever an activity is told, and never more than somebody said.

One list of outputs (``OUTPUTS``) is gone over for each field: what it says of it stands in ``TOLD``, or nothing where
there is no place for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from lxml import html
from msgspec.structs import replace

from buurtkalender.domain.facts import FACTS, field_of, most_paid, signup_end, signup_over
from buurtkalender.domain.model import Activity, Childcare, Cost, Families, Price, Role, Signup
from buurtkalender.domain.tasks import Findings, find_tasks
from buurtkalender.domain.values import Occurrence
from buurtkalender.words.catalogues import translator
from buurtkalender.words.tasks import task_fields, task_sentence
from buurtkalender.words.values import words_of
from hamlet import hamlet_project
from outputs import OUTPUTS as OF_DATES
from outputs import OneDate, within
from pdfs import pdf_of
from projects import Tree
from town import TODAY, town

FILE = """\
title: Samen koken
host: {name: De buurtkoks}
venue: dorpshuis
room: grote-zaal
themes: [ontmoeten]
audiences: [ouderen]
when:
  - {weekly: friday, time: 10:00-12:00}
cost:
  - {for: volwassenen, amount: 5}
  - {for: kinderen tot 12, amount: 0}
signup: {required: true, phone: 0343-555 020, opens: 2026-11-20 09:00, until: 2026-12-14, before: 2 days}
families: {children_welcome: yes, childcare: {amount: 2.50, note: Vanaf 2 jaar}, siblings: no}
volunteers:
  - role: kok
    hours: 2 per week
    skills: [koken, geduld]
    training: Wij leren je het vak.
    until: 2027-03-01
image: {file: koffie.png, alt: Een grote pan, by: Stichting De Pan}
"""
FULL = """\
title: Bloemschikken
venue: dorpshuis
room: grote-zaal
themes: [ontmoeten]
audiences: [ouderen]
when:
  - {weekly: friday, time: 10:00-12:00}
full: true
cost: 5
signup: {required: true, phone: 0343-555 021}
volunteers:
  - {role: hulp bij het opruimen, until: 2026-11-01}
image: {file: koffie.png, alt: Een vaas}
"""
OVER = """\
title: Leren schaatsen
venue: dorpshuis
room: zolder
themes: [bewegen]
when:
  - {weekly: friday, time: 10:00-12:00}
signup: {required: true, phone: 0343-555 022, until: 2026-11-20}
"""
COOKING, FLOWERS, SKATING = (
    OneDate(title, here="locaties/dorpshuis/", usual="locaties/dorpshuis/")
    for title in ("Samen koken", "Bloemschikken", "Leren schaatsen")
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """A hamlet with an activity that says it all, one that is full, and one for which nobody can sign up any more."""
    made = hamlet_project(
        tmp_path_factory.mktemp("fields") / "hamlet", PAPERS=True, PAST_DAYS=1, PAGES_AHEAD_DAYS=10, LANGUAGES=("ar",)
    )
    for one, text in ((COOKING, FILE), (FLOWERS, FULL), (SKATING, OVER)):
        (made.content / "activities" / f"{one.activity}.yaml").write_text(text, encoding="utf-8")
    organisation = made.content / "organisations/welzijn-zandmeer.yaml"
    said = re.sub(r"\nvolunteers:\n(?:  .*\n)+", "\n", organisation.read_text("utf-8"))
    organisation.write_text(
        said.replace("trusted: true\n", "") + "trusted: true\nvolunteers:\n"
        "  - {role: chauffeur, skills: [rijbewijs], until: 2027-02-01}\n"
        "  - {role: penningmeester, until: 2026-11-01}\n",
        encoding="utf-8",
    )
    done = made.build()
    assert done.code == 0, done.said
    return made.tree()


# --- what an output says of an activity ---------------------------------------------------------------


def _text(site: Tree, path: str) -> str:
    return html.document_fromstring(site[path].decode()).text_content()


def page(site: Tree, of: OneDate) -> str:
    """Return what its page says."""
    return _text(site, f"{of.page}index.html")


def arabic(site: Tree, of: OneDate) -> str:
    """Return what its page says in Arabic, without the marks of direction."""
    return re.sub("[\u2066-\u2069]", "", _text(site, f"ar/{of.page}index.html"))


def search(site: Tree, of: OneDate) -> str:
    """Return the row that the search has of it."""
    rows = json.loads(site["zoeken/index.json"])["activities"]
    return json.dumps(next(row for row in rows if row["id"] == of.activity), ensure_ascii=False)


def finder(site: Tree, of: OneDate) -> str:
    """Return what the finder, and its card, knows of it."""
    return json.dumps(json.loads(site["doorverwijzen/meer.json"])[of.activity], ensure_ascii=False)


def flyer(site: Tree, of: OneDate) -> str:
    """Return what its flyer says."""
    return pdf_of(site[f"{of.page}flyer.pdf"]).letters


def calendar(site: Tree, of: OneDate) -> str:
    """Return its series in its calendar."""
    return site[f"{of.page}kalender.ics"].decode().replace("\r\n ", "").replace("\\", "")


def schema_org(site: Tree, of: OneDate) -> str:
    """Return its block of data."""
    root = html.document_fromstring(site[f"{of.page}index.html"].decode())
    return " ".join(str(one.text) for one in root.findall(".//script[@type='application/ld+json']"))


def _found(site: Tree, folder: str, holds: Callable[[dict[str, Any]], bool]) -> str:
    documents = (json.loads(octets) for path, octets in site.items() if re.match(folder, path))
    found = [one for document in documents for one in within(document) if holds(one)]
    return json.dumps(found, ensure_ascii=False)


def open_active(site: Tree, of: OneDate) -> str:
    """Return its series in OpenActive."""
    return _found(site, r"data/openactive/.*\.json", lambda one: one.get("identifier") == of.activity)


def open_referral(site: Tree, of: OneDate) -> str:
    """Return its service in Open Referral."""
    return _found(site, r"data/openreferral/", lambda one: one.get("name") == of.title and "schedules" in one)


def open_data(site: Tree, of: OneDate) -> str:
    """Return its row in the open data."""
    return _found(site, r"data/activities\.json", lambda one: one.get("id") == of.activity)


def _of_date(name: str) -> Callable[[Tree, OneDate], str]:
    (found,) = [one for one in OF_DATES if one.name == name]
    return found


def _news(name: str, mark: str) -> Callable[[Tree, OneDate], str]:
    def of(site: Tree, one: OneDate) -> str:
        text = site[f"locaties/dorpshuis/{name}"].decode()
        return " ".join(item for item in re.split(mark, text)[1:] if f": {one.title}" in item)

    return of


OUTPUTS: dict[str, Callable[[Tree, OneDate], str]] = {
    "page": page,
    "page in Arabic": arabic,
    "card": _of_date("list of its organisation"),
    "day": _of_date("day page"),
    "search": search,
    "finder": finder,
    "week sheet": _of_date("week sheet of its place"),
    "flyer": flyer,
    "calendar": calendar,
    "RSS": _news("rss.xml", "<item>"),
    "Atom": _news("atom.xml", "<entry>"),
    "JSON Feed": _news("feed.json", '"id":'),
    "schema.org": schema_org,
    "OpenActive": open_active,
    "Open Referral": open_referral,
    "open data": open_data,
}
NEWS = ("RSS", "Atom", "JSON Feed")
WITH = "De buurtkoks, samen met Welzijn Zandmeer"
PRICES = "volwassenen € 5 · kinderen tot 12 gratis"
SIGNUP = "Aanmelden kan vanaf 20 november 2026, 9.00 uur tot en met 14 december 2026."
BRIEFLY = "Aanmelden tot en met 14 december 2026"
CARE = "Er is kinderopvang. € 2,50. Vanaf 2 jaar."
NO_PLACES = "Er is geen plaats meer. Vraag of je op de wachtlijst kunt."

TOLD: dict[str, tuple[OneDate, dict[str, str]]] = {
    "host": (
        COOKING,
        {
            "page": f"Door {WITH}",
            "page in Arabic": "De buurtkoks",
            **dict.fromkeys(("card", "day"), "Door De buurtkoks"),
            "search": WITH,
            **dict.fromkeys(("flyer",), f"Door {WITH}"),
            **dict.fromkeys(("calendar", *NEWS), f"Door: {WITH}"),
            "schema.org": '{"@type":"Organization","name":"De buurtkoks"}',
            "OpenActive": '"leader": [{"@type": "Person", "name": "De buurtkoks"}]',
            "Open Referral": '"name": "De buurtkoks", "title": "Doet de activiteit"',
            "open data": '"host": {"name": "De buurtkoks"}',
        },
    ),
    "prices": (
        COOKING,
        {
            **dict.fromkeys(("page", "flyer"), PRICES),
            "page in Arabic": "volwassenen",
            **dict.fromkeys(("card", "day", "week sheet"), "Gratis of € 5"),
            "search": '"price": 0.0, "most": 5.0, "price_text": "Gratis of € 5"',
            **dict.fromkeys(("calendar", *NEWS), f"Kosten: {PRICES}"),
            "schema.org": '{"@type":"Offer","name":"kinderen tot 12","price":"0.00"',
            "OpenActive": '{"@type": "Offer", "price": 5.0, "priceCurrency": "EUR", "name": "volwassenen"}',
            "Open Referral": '"amount": 0.0, "currency": "EUR", "option": "kinderen tot 12"',
            "open data": '"prices": [{"for": "volwassenen", "amount": 5.0}, {"for": "kinderen tot 12", "amount": 0.0}]',
        },
    ),
    "when one can sign up": (
        COOKING,
        {
            **dict.fromkeys(("page", "flyer", "calendar", "OpenActive", "Open Referral", *NEWS), SIGNUP),
            "page in Arabic": "14 ديسمبر 2026",
            **dict.fromkeys(("card", "day", "search"), BRIEFLY),
            "schema.org": '"availabilityStarts":"2026-11-20T09:00:00+01:00",'
            '"availabilityEnds":"2026-12-15T00:00:00+01:00"',
            "open data": '"opens": "2026-11-20T09:00:00+01:00", "until": "2026-12-15T00:00:00+01:00"',
        },
    ),
    "families": (
        COOKING,
        {
            **dict.fromkeys(("page", "flyer"), "Ja, er past iemand op je kinderen. € 2,50. Vanaf 2 jaar."),
            "page in Arabic": "نعم، هناك من يعتني بأطفالك.",
            **dict.fromkeys(("card", "day"), "Kinderen welkom Kinderopvang"),
            "search": '"kids": true, "care": true',
            "finder": '"siblings": false',
            **dict.fromkeys(("calendar", "OpenActive", "Open Referral", *NEWS), CARE),
            "schema.org": '"keywords":["kinderen mogen mee","met kinderopvang"]',
            "open data": '"families": {"children_welcome": true, "childcare": {"offered": true, "amount": 2.5, '
            '"note": "Vanaf 2 jaar"}, "siblings": false}',
        },
    ),
    "volunteers": (
        COOKING,
        {
            "page": "kok, 2 uur per week, 0343-555 020 Dit vragen we: koken en geduld. Wij leren je het vak. "
            "We zoeken tot en met 1 maart 2027.",
            "page in Arabic": "koken",
            "open data": '"volunteers": [{"role": "kok", "hours": "2 per week", "skills": ["koken", "geduld"], '
            '"training": "Wij leren je het vak.", "until": "2027-03-01"}]',
        },
    ),
    "who holds the rights of a picture": (
        COOKING,
        {
            "page": "Foto: Stichting De Pan",
            "page in Arabic": "Stichting De Pan",
            "schema.org": '"creditText":"Stichting De Pan"',
            "open data": '"alt": "Een grote pan", "by": "Stichting De Pan"',
        },
    ),
    "full": (
        FLOWERS,
        {
            "page": f"{NO_PLACES} Wanneer?",
            "page in Arabic": "لم تبقَ أماكن.",
            **dict.fromkeys(("card", "day", "week sheet", "search"), "Vol"),
            **dict.fromkeys(("finder", "flyer"), "Nee, het is vol. Vraag of je op de wachtlijst kunt."),
            **dict.fromkeys(("calendar", "Open Referral", *NEWS), NO_PLACES),
            "schema.org": '"availability":"https://schema.org/SoldOut"',
            "OpenActive": f'"attendeeInstructions": "{NO_PLACES}',
            "open data": '"full": true',
        },
    ),
    "that one can no longer sign up": (
        SKATING,
        {
            "page": "Aanmelden kan niet meer. Dat kon tot en met 20 november 2026.",
            "page in Arabic": "لم يعد التسجيل ممكنًا.",
            "search": "Aanmelden kan niet meer.",
            "finder": "Nee. Aanmelden kan niet meer.",
            "flyer": "Aanmelden kan niet meer. Dat kon tot en met 20 november 2026.",
            **dict.fromkeys(("card", "day"), "Aanmelden tot en met 20 november 2026"),
            **dict.fromkeys(("calendar", "Open Referral", *NEWS), "Aanmelden kan tot en met 20 november 2026."),
            "schema.org": '"availabilityEnds":"2026-11-21T00:00:00+01:00"',
            "open data": '"until": "2026-11-21T00:00:00+01:00"',
        },
    ),
}
"""By field: which activity has it, and what each output says of it. What is not named has no place for it."""


def _squeezed(text: str) -> str:
    return re.sub(r"\s|\xa0", "", text)


@pytest.mark.parametrize("field", TOLD)
@pytest.mark.parametrize("output", OUTPUTS)
def test_each_output_tells_each_field(site: Tree, field: str, output: str) -> None:
    of, told = TOLD[field]
    if output in told:
        assert _squeezed(told[output]).lower() in _squeezed(OUTPUTS[output](site, of)).lower()


def test_an_output_that_lacks_a_field_is_one_that_has_no_place_for_it() -> None:
    """An output that is added is in the list of each field, or somebody says here why not."""
    silent = {
        "host": {"finder", "week sheet"},  # the finder has it from the search; a sheet names no organisers
        "prices": {"finder"},  # likewise
        "when one can sign up": {"finder", "week sheet"},  # the sheet has the telephone number
        "families": {"week sheet"},
        "volunteers": OUTPUTS.keys() - {"page", "page in Arabic", "open data"},  # they have a page of their own
        "who holds the rights of a picture": OUTPUTS.keys() - {"page", "page in Arabic", "schema.org", "open data"},
        "full": set(),
        "that one can no longer sign up": {"week sheet", "OpenActive"},
    }
    assert {field: OUTPUTS.keys() - told.keys() for field, (_, told) in TOLD.items()} == silent


# --- what is not said ---------------------------------------------------------------------------------


def test_nothing_calls_free_what_is_free_for_some(site: Tree) -> None:
    assert "gratis/index.html" in site
    assert COOKING.page not in site["gratis/index.html"].decode()
    assert '"free": true' not in search(site, COOKING)
    for output in (schema_org, open_active):
        assert '"isAccessibleForFree": true' not in re.sub(r":(?=\S)", ": ", output(site, COOKING))


def test_a_picture_of_which_nobody_holds_the_rights_is_published_nowhere(site: Tree) -> None:
    assert "Een vaas" not in page(site, FLOWERS) + schema_org(site, FLOWERS) + open_data(site, FLOWERS)
    assert not [path for path in site if path.startswith(f"{FLOWERS.page}foto")]
    assert [path for path in site if path.startswith(f"{COOKING.page}foto")]
    assert "<img" not in site[f"{FLOWERS.page}index.html"].decode().partition('<details class="qr"')[0]


def test_whom_the_editors_trust_is_nobodys_business(site: Tree) -> None:
    assert [path for path, octets in site.items() if re.search(rb"\btrusted\b|vertrouwd", octets)] == []


def test_nobody_is_sent_to_sign_up_where_that_is_over(site: Tree) -> None:
    said = page(site, SKATING)
    assert "0343-555 022" in said  # to ask
    assert "Ja." not in said.partition("Moet ik me aanmelden?")[2].partition("?")[0]
    assert "sign up first" not in said.lower()
    assert "Eerst aanmelden" not in search(site, SKATING)


# --- what holds until a moment ------------------------------------------------------------------------


def test_a_page_that_is_read_later_knows_when_signing_up_is_over(site: Tree) -> None:
    root = html.document_fromstring(site[f"{COOKING.page}index.html"].decode())
    spans = root.findall(".//dd/span[@data-until]")
    assert {one.get("data-until") for one in spans} == {"2026-12-15T00:00"}
    since = [one for one in spans if one.get("hidden") is not None]
    assert [one.text_content() for one in since] == [
        "Nee. Aanmelden kan niet meer.",
        "Aanmelden kan niet meer. Dat kon tot en met 14 december 2026.",
    ]
    assert len(spans) == 2 * len(since)
    assert "/theme/js/dates.js" in site[f"{COOKING.page}index.html"].decode()


def test_work_for_which_nobody_is_looked_for_any_more_is_not_shown(site: Tree) -> None:
    assert "opruimen" not in page(site, FLOWERS)
    offered, own = _text(site, "vrijwilligers/index.html"), _text(site, "organisaties/welzijn-zandmeer/index.html")
    for told in (offered, own):
        assert "hauffeur" in told
        assert "enningmeester" not in told
    assert "opruimen" not in offered
    root = html.document_fromstring(site["vrijwilligers/index.html"].decode())
    assert {one.get("data-until") for one in root.iter("li") if one.get("data-until")} >= {
        "2027-03-02T00:00",
        "2027-02-02T00:00",
    }


def test_for_all_work_somebody_can_be_reached(site: Tree) -> None:
    root = html.document_fromstring(site["vrijwilligers/index.html"].decode())
    cards = [one for one in root.iter("li") if one.get("class") == "card"]
    assert len(cards) > 3
    for card in cards:
        assert [one for one in card.iter("a") if str(one.get("href")).startswith(("tel:", "mailto:", "https:"))]


def test_an_organisations_own_work_is_in_the_open_data(site: Tree) -> None:
    told = _found(site, r"data/organisations\.json", lambda one: one.get("id") == "welzijn-zandmeer")
    assert '{"role": "chauffeur", "skills": ["rijbewijs"], "until": "2027-02-01"' in told


def test_work_that_was_looked_for_until_a_day_is_a_task_for_its_organisation() -> None:
    whole, old = town(), (Role("kok", until=date(2026, 11, 1)), Role("gastvrouw"))
    one, who = whole.activities["welzijn-zandmeer/koffieochtend"], whole.organisations["welzijn-zandmeer"]
    whole = replace(
        whole,
        activities=whole.activities | {one.id: replace(one, volunteers=old)},
        organisations=whole.organisations | {who.id: replace(who, volunteers=old[:1])},
    )
    tasks = [task for task in find_tasks(whole, TODAY, Findings()).todos if task.why == "role"]
    assert {(task.organisation, task.activity, task.field, str(task.since)) for task in tasks} >= {
        ("welzijn-zandmeer", one.id, "volunteers.0", "2026-11-01"),
        ("welzijn-zandmeer", None, "volunteers.0", "2026-11-01"),
    }
    assert not [task for task in tasks if task.field == "volunteers.1"]
    said = task_sentence(tasks[0], whole, translator("nl"))
    assert said.startswith("Tot en met 1 november 2026 zochten jullie: kok.")


# --- words and arithmetic -----------------------------------------------------------------------------

DUTCH = words_of(translator("nl"))


def _cost(*prices: tuple[str, int, str | None]) -> Cost:
    named = tuple(Price(who, cents, per) for who, cents, per in prices)
    return Cost(min(one.cents for one in named), prices=named)


@pytest.mark.parametrize(
    ("cost", "brief", "whole", "free", "most"),
    [
        (_cost(("volwassenen", 500, None), ("kinderen", 250, None)), "vanaf € 2,50", None, False, 500),
        (_cost(("volwassenen", 500, "keer"), ("kinderen", 0, None)), "gratis of € 5 per keer", None, False, 500),
        (
            *(_cost(("leden", 0, None), ("kinderen", 300, "keer"), ("anderen", 750, "keer")),),
            *("gratis of vanaf € 3 per keer", "leden gratis · kinderen € 3 per keer · anderen € 7,50 per keer"),
            *(False, 750),
        ),
        (_cost(("leden", 0, None), ("anderen", 0, None)), "gratis", "leden gratis · anderen gratis", True, 0),
        (_cost(("een", 400, None), ("twee", 400, None)), "€ 4", "een € 4 · twee € 4", False, 400),
        (Cost(250, "keer"), "€ 2,50 per keer", "€ 2,50 per keer", False, 250),
    ],
)
def test_several_prices_are_told_by_their_lowest_and_free_is_what_is_free_for_all(
    cost: Cost,
    brief: str,
    whole: str | None,
    free: bool,  # noqa: FBT001 - a case
    most: int,
) -> None:
    assert (DUTCH.price(cost), cost.free, most_paid(cost)) == (brief, free, most)
    if whole:
        assert DUTCH.cost(cost) == whole


@pytest.mark.parametrize(
    ("opens", "until", "told"),
    [
        (None, None, ""),
        ("2026-12-01 09:00", None, "Aanmelden kan vanaf 1 december 2026, 9.00 uur."),
        (None, "2026-12-15T00:00", "Aanmelden kan tot en met 14 december 2026."),
        (None, "2026-12-14 17:00", "Aanmelden kan tot 14 december 2026, 17.00 uur."),
        (
            *("2026-12-01 00:00", "2027-01-01 00:00"),
            "Aanmelden kan vanaf 1 december 2026 tot en met 31 december 2026.",
        ),
    ],
)
def test_the_time_for_signing_up_is_told_in_days_that_stay_true(
    opens: str | None, until: str | None, told: str
) -> None:
    first, last = (datetime.fromisoformat(one) if one else None for one in (opens, until))
    assert DUTCH.signup_times(Signup(required=True, opens=first, until=last)) == told


def test_signing_up_is_over_from_its_moment_on_and_not_on_its_last_day() -> None:
    signup = Signup(required=True, until=datetime(2026, 12, 15))
    assert [signup_over(signup, date(2026, 12, day)) for day in (14, 15)] == [False, True]
    assert not signup_over(replace(signup, until=datetime(2026, 12, 15, 17)), date(2026, 12, 15))


@pytest.mark.parametrize(
    ("before", "until", "ends"),
    [
        (timedelta(days=2), None, "2026-11-26 00:00"),  # all of the Wednesday before
        (timedelta(hours=3), None, "2026-11-27 07:00"),
        (timedelta(days=2), "2026-11-20 12:00", "2026-11-20 12:00"),
    ],
)
def test_what_ends_first_is_until_when_one_can_sign_up_for_a_date(
    before: timedelta, until: str | None, ends: str
) -> None:
    start = datetime(2026, 11, 27, 10)
    signup = Signup(required=True, before=before, until=datetime.fromisoformat(until) if until else None)
    one = Occurrence("a/b", 0, start, start, start + timedelta(hours=2))
    assert str(signup_end(signup, one))[:16] == ends
    assert signup_end(replace(signup, required=False), one) is None


def test_what_holds_for_families_can_be_asked_by_a_norm_and_written_in_a_file() -> None:
    bare = Activity("a/b", "B", (), ())
    said = replace(bare, families=Families(children_welcome=False, childcare=Childcare(offered=True, cents=250)))
    keys = ("children-welcome", "childcare", "siblings")
    assert [FACTS[key].of(bare) for key in keys] == [None, None, None]
    assert [FACTS[key].of(said) for key in keys] == [False, True, None]
    assert [field_of(key, said) for key in keys] == [
        *("families.children_welcome", "families.childcare", "families.siblings"),
    ]
    known: dict[str, Any] = {}
    for key in keys:
        FACTS[key].put(known, said)
    assert known["families"].children_welcome
    assert known["families"].siblings
    assert known["families"].childcare == Childcare(offered=True)


def test_a_task_about_families_says_what_to_write_inside_the_field() -> None:
    from buurtkalender.domain.tasks import Todo

    todo = Todo("fill-in", "unknown", "a", "a/b", field="families.childcare", fact="childcare")
    assert task_fields(todo, town(), translator("nl")) == ("families: {childcare: yes}", "families: {childcare: no}")
