"""The form's pages, as a browser with and without a script meets them."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html

from buurtkalender.form.answers import check_answers, tidy, with_dates_told
from buurtkalender.form.questions import question_of
from buurtkalender.form.writing import ACTIVITY_FILE, write_file
from buurtkalender.submissions.form import draft
from buurtkalender.words.catalogues import translator
from projects import Project, town_project
from town import TODAY
from town import town as town_calendar

ACTIONS = {"nieuw": "new", "wijzigen": "change", "gaat-niet-door": "cancel", "klopt-nog": "confirm", "stopt": "stop"}
OF_THE_FORM = {"action", "activity", "organisation", "organisation.name", "message", "consent", "status", "until"}


def page(site: Project, name: str) -> Any:
    """A page of the form."""
    return html.document_fromstring((site.output / "aanmelden" / name / "index.html").read_bytes().decode())


def controls(root: Any) -> list[Any]:
    """What can be filled in on a page."""
    return list(root.xpath("//form//*[self::input or self::select or self::textarea][not(@type='hidden')]"))


def sent(root: Any, **filled: str) -> dict[str, list[str]]:
    """What a browser without a script sends (HTML, 4.10.22.4); dots in the names of ``filled`` are two underscores."""
    given = {name.replace("__", "."): text.split("|") for name, text in filled.items()}
    found: dict[str, list[str]] = {}
    for control in root.xpath("//form//*[@name]"):
        name, value = control.get("name"), control.get("value", "")
        if control.get("type") in {"radio", "checkbox"}:
            chosen = value in given[name] if name in given else control.get("checked") is not None
            if chosen:
                found.setdefault(name, []).append(value)
        elif control.tag == "select":
            options = [option.get("value") for option in control.iter("option")]
            wanted = given[name].pop(0) if given.get(name) else (options or [""])[0]
            assert not options or wanted in options, f"{name} offers no {wanted}"
            found.setdefault(name, []).append(wanted)
        else:
            found.setdefault(name, []).append(given[name].pop(0) if given.get(name) else value)
    return found


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The town with a receiver, a repository, and no address for mail."""
    made = town_project(
        tmp_path_factory.mktemp("received") / "town",
        SUBMISSION_URL="https://zandmeer.example/ontvangst",
        REPOSITORY="https://github.com/zandmeer/kalender",
        CONTACT_EMAIL=None,
    )
    assert made.build().code == 0
    return made


def test_who_writes_the_file_finds_how_where_there_is_a_repository(received: Project, town: Project) -> None:
    manual = "https://github.com/zandmeer/kalender/blob/main/docs/formaat.md"
    pages = [(made.output / "aanmelden/index.html").read_text(encoding="utf-8") for made in (received, town)]
    assert [f'href="{manual}"' in one for one in pages] == [True, False]
    assert "formaat.md" not in pages[1]


# --- without a script -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ACTIONS)
def test_every_control_has_a_label_and_every_hint_is_there(name: str, town: Project) -> None:
    root = page(town, name)
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert controls(root)
    for control in controls(root):
        label = root.xpath("//label[@for=$id]", id=control.get("id", "")) or control.xpath("ancestor::label")
        assert label, control.get("name")
        assert label[0].text_content().strip(), control.get("name")
        if control.get("type") in {"radio", "checkbox"} and control.get("name") != "consent":
            assert control.xpath("ancestor::fieldset/legend"), control.get("name")
    for described in root.xpath("//@aria-describedby"):
        assert described in ids
    for label in root.xpath("//label/@for"):
        assert label in ids


@pytest.mark.parametrize("name", ACTIONS)
def test_every_answer_that_a_page_asks_for_is_known(name: str, town: Project) -> None:
    for control in controls(page(town, name)):
        field = control.get("name")
        asked, question = question_of(field)
        assert question, field
        if field not in OF_THE_FORM:
            layout: Any = ACTIVITY_FILE
            parts = [part for part in field.split(".") if not part.isdigit()]
            if parts[0] == "when":
                keys = (key for one in layout["when"]["when"].values() for key in one)
                assert parts[1] in {"kind", "skip_days", *keys}
            else:
                assert parts[0] in layout, asked


def test_somebody_without_a_script_hands_in_a_whole_activity(town: Project) -> None:
    root = page(town, "nieuw")
    raw = sent(
        root,
        organisation="welzijn-zandmeer",
        title="Soep",
        summary="Samen soep eten.",
        themes="eten-en-drinken|ontmoeten",
        when__0__kind="weekly",
        when__0__weekly="tuesday|friday",
        when__0__time="12:00|13:00",
        when__0__skip="school-holidays",
        when__1__kind="monthly",
        when__1__monthly="last|sunday",
        when__1__time="17:00|19:00",
        when__2__kind="dates",
        when__2__dates="2026-12-25|2026-12-26",
        when__2__time="all-day",
        venue="dorpshuis/grote-zaal",
        audiences="ouderen",
        ages="65|",
        come_alone="yes",
        cost="paid",
        cost__amount="2,50",
        signup="yes",
        signup__phone="0343-555 010",
        signup__before="2|days",
        drop_in="no",
        access__toilet="yes",
        contact__phone="0343-555 010",
        volunteers__0__role="kok",
        links__0__title="Menu",
        links__0__url="https://soep.example",
        consent="yes",
    )
    found = draft(town_calendar(), raw, TODAY, translator("nl"))
    assert found.faults == ()
    assert found.text == (
        "title: Soep\nsummary: Samen soep eten.\nvenue: dorpshuis\nroom: grote-zaal\nthemes: "
        "[ontmoeten, eten-en-drinken]\naudiences: [ouderen]\nages: 65+\nwhen:\n"
        "  - weekly: [tuesday, friday]\n    time: 12:00-13:00\n    skip: [school-holidays]\n"
        "  - monthly: last sunday\n    time: 17:00-19:00\n"
        "  - dates: [2026-12-25, 2026-12-26]\n    time: all-day\n"
        "drop_in: no\ncost: 2.50\nsignup: {required: yes, phone: 0343-555 010, before: 2 days}\ncome_alone: yes\n"
        "access: {toilet: yes}\nvolunteers:\n  - {role: kok}\ncontact: {phone: 0343-555 010}\n"
        f"links:\n  - {{title: Menu, url: https://soep.example}}\nconfirmed: {TODAY}\n"
    )


def test_what_nobody_answered_stays_unknown(town: Project) -> None:
    raw = sent(
        page(town, "nieuw"),
        organisation="welzijn-zandmeer",
        title="Soep",
        themes="ontmoeten",
        when__0__kind="by_appointment",
        venue="dorpshuis",
        consent="yes",
    )
    found = draft(town_calendar(), raw, TODAY, translator("nl"))
    assert found.made
    facts = ("drop_in", "cost", "signup", "come_alone", "companion", "referral", "ages", "capacity", "contact")
    assert [getattr(found.made, fact) for fact in facts] == [None] * len(facts)
    assert found.made.access == {}


def test_a_form_without_a_receiver_goes_to_the_mail_and_says_what_to_do_when_that_fails(town: Project) -> None:
    for name in ACTIONS:
        root = page(town, name)
        form = root.xpath("//form")[0]
        assert form.get("action").startswith("mailto:redactie@zandmeer.example?subject=")
        assert (form.get("method"), form.get("enctype")) == ("post", "text/plain")
        plain = root.xpath("//div[contains(@class, 'plain')]")[0]
        assert "Schrijf ons dan zelf" in plain.text_content()
        assert "form-action mailto:" in root.xpath("//meta[@http-equiv]/@content")[0]


def test_a_form_with_a_receiver_goes_there_and_nowhere_else(received: Project) -> None:
    for name, action in ACTIONS.items():
        root = page(received, name)
        form = root.xpath("//form")[0]
        assert form.get("action") == "https://zandmeer.example/ontvangst"
        assert form.get("enctype") is None
        assert sent(root)["action"] == [action]
        policy = root.xpath("//meta[@http-equiv]/@content")[0]
        assert "form-action https://zandmeer.example/ontvangst" in policy
        assert "mailto:" not in policy
        assert {"sender.name", "sender.reach"} <= {control.get("name") for control in controls(root)}
        assert root.xpath("//a[@id='forge']/@href") == ["https://github.com/zandmeer/kalender"]


def test_without_receiver_or_address_a_form_is_sent_nowhere(tmp_path: Any) -> None:
    made = town_project(tmp_path / "town", CONTACT_EMAIL=None)
    assert made.build().code == 0
    root = page(made, "nieuw")
    assert root.xpath("//form/@action") == []
    assert "form-action 'none'" in root.xpath("//meta[@http-equiv]/@content")[0]
    assert root.xpath("//*[@id='mail' or @id='forge' or @id='post']") == []


# --- what is known of an activity -------------------------------------------------------------------


def rows(site: Project) -> dict[str, dict[str, Any]]:
    """What the form can know of each activity."""
    files = sorted((site.output / "aanmelden" / "organisaties").glob("*.json"))
    assert [file.stem for file in files] == sorted(town_calendar().organisations)
    return {row["id"]: row for file in files for row in json.loads(file.read_bytes())}


def test_the_form_knows_every_activity_as_it_is(town: Project) -> None:
    found = rows(town)
    assert found.keys() == town_calendar().activities.keys()
    for identifier, row in found.items():
        answers = tidy(row["answers"])
        made = check_answers(town_calendar(), identifier, write_file(answers), answers).activity
        assert made is not None
        assert made.title == row["title"]
        assert made.when == town_calendar().activities[identifier].when


def test_every_choice_that_an_organisation_made_can_be_made_on_the_page(demo: Project) -> None:
    """Where a page lacks a choice, its form cannot hold the activity, and there is only the message in words."""
    offered: dict[str, set[str]] = {}
    for control in controls(page(demo, "wijzigen")):
        chosen = [option.get("value") for option in control.iter("option")] if control.tag == "select" else []
        if control.get("type") in {"radio", "checkbox"}:
            chosen = [control.get("value")]
        offered.setdefault(control.get("name"), set()).update(chosen)
    by_script = {"organisation", "partners"}  # the page has these in another list already
    choices = {name: values for name, values in offered.items() if values and name not in by_script}
    typed = {name for name in choices if name.endswith((".time", ".before"))}  # clocks and numbers beside the choices
    files = (demo.output / "aanmelden" / "organisaties").glob("*.json")
    rows = [row for file in files for row in json.loads(file.read_bytes())]
    assert len(rows) > 200
    for row in rows:
        for name in row["answers"].keys() & choices.keys() - typed:
            assert set(row["answers"][name]) - {"", "unknown"} <= choices[name], (row["id"], name)


def test_every_date_that_is_offered_can_be_called_off(town: Project) -> None:
    offered = 0
    for identifier, row in rows(town).items():
        answers = tidy(row["answers"])
        for value, text in row["dates"]:
            offered += 1
            off = with_dates_told(answers, [value], "", "Ziek.")
            assert check_answers(town_calendar(), identifier, write_file(off), off).activity, (identifier, value)
            assert re.match(r"[a-z]+dag \d+ [a-z]+( \d{4})?, ", text)
            assert value[:10] >= "2026-11-24"
    assert offered > 100


def test_what_is_off_already_is_not_offered_and_two_times_on_one_day_are_apart(town: Project) -> None:
    found = rows(town)
    assert "2026-11-24" not in dict(found["welzijn-zandmeer/koffieochtend"]["dates"])
    timed = [(name, value) for name, row in found.items() for value, _ in row["dates"] if "T" in value]
    assert timed
    for identifier, value in timed:
        day, _, at = value.partition("T")
        off = with_dates_told(tidy(found[identifier]["answers"]), [value], "", "Ziek.")
        made = check_answers(town_calendar(), identifier, write_file(off), off).activity
        assert made
        change = next(one for one in made.changes if one.cancelled == "Ziek.")
        assert (str(change.day), f"{(change.at or 0) // 60:02}:{(change.at or 0) % 60:02}") == (day, at)
        row = found[identifier]
        assert sum(other.startswith(day) for other, _ in [*row["dates"], *row["off"]]) > 1


def test_every_page_of_an_activity_leads_to_the_form_with_that_activity(town: Project) -> None:
    for identifier in town_calendar().activities:
        text = (town.output / "activiteiten" / identifier / "index.html").read_text()
        links = re.findall(r'href="(/aanmelden/wijzigen/[^"]*)"', text)
        assert [parse_qs(urlsplit(link).query) for link in links] == [{"wijzig": [identifier]}]


def test_the_first_page_leads_to_all_five_and_keeps_the_ways_by_mail_and_file(town: Project) -> None:
    root = html.document_fromstring((town.output / "aanmelden" / "index.html").read_bytes().decode())
    assert {f"/aanmelden/{name}/" for name in ACTIONS} <= set(root.xpath("//main//a/@href"))
    assert "mailto:redactie@zandmeer.example" in root.xpath("//main//a/@href")
    assert "title: " in root.xpath("//pre")[0].text_content()


def test_a_phone_fetches_little(demo: Project) -> None:
    """All of the demo's vocabulary, venues and organisations, in three files; the budget is what it measured."""
    weight = sum(
        len(gzip.compress((demo.output / name).read_bytes(), 9))
        for name in ("aanmelden/nieuw/index.html", "theme/css/site.css", "theme/form.css", "theme/js/form.js")
    )
    assert weight < 27_400
    assert len(page(demo, "nieuw").xpath("//*")) < 1400
