"""The whole way, as somebody goes it: the form, the receiver, an editor, and the activity in the calendar."""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import unquote, urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.axe import AXE, RULES, Judge
from browser.window import Window, opened
from buurtkalender.site.serve import server
from patience import free_port, until
from projects import ROOT
from receiving.standing import SENDER, Stand, git, running, stand

RECEIVER = ROOT / "tests" / "receiving" / "receiver.py"


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """The town's site with a receiver, both served."""
    port = free_port()
    made = stand(tmp_path_factory.mktemp("handing-in"), site=f"http://127.0.0.1:{port}")
    assert made.project.build().code == 0
    with ExitStack() as to_close:
        receiver = f"{made.url}/ontvangst"
        serving = to_close.enter_context(server(made.project.output, "127.0.0.1", port, receiver))
        threading.Thread(target=serving.serve_forever, args=(0.02,), daemon=True).start()
        to_close.callback(serving.shutdown)
        paths = os.pathsep.join(map(str, (ROOT / "plugins", ROOT / "tests")))
        command = [sys.executable, RECEIVER, made.project.settings, made.settings]
        to_close.enter_context(running(command, made.folder, made.url, **{**os.environ, "PYTHONPATH": paths}))
        yield made


@pytest.fixture
def hosts_there(there: Stand) -> dict[str, str]:
    """Whom pages may ask: their own site, and the receiver."""
    return {"site": site_of(there), "receiver": there.url}


@pytest.fixture
def seat(browser: Browser, hosts_there: dict[str, str]) -> Iterator[Window]:
    """A window of somebody who hands something in; the browser may complain about nothing."""
    with opened(browser, hosts_there) as window:
        yield window
        assert window.troubles == []


@pytest.fixture
def plain_seat(browser: Browser, hosts_there: dict[str, str]) -> Iterator[Window]:
    """The same, in a browser that runs no script."""
    with opened(browser, hosts_there, java_script_enabled=False) as window:
        yield window


def site_of(there: Stand) -> str:
    """Where the site is."""
    found = re.findall(r'^SITEURL = "?\'?([^"\'\n]+)', there.project.settings.read_text(), re.MULTILINE)
    return found[-1]


def fill_in(page: Page, title: str) -> None:
    """Fill in the least that a new activity needs."""
    page.get_by_label("Welke organisatie doet het?").select_option(label="Welzijn Zandmeer")
    page.get_by_label("Hoe heet het?").fill(title)
    page.locator("[name=themes][value=ontmoeten]").check()
    page.locator("[name='when.0.kind'][value=weekly]").check()
    page.locator("[name='when.0.weekly'][value=tuesday]").check()
    page.locator("[name='when.0.time']").nth(0).fill("12:00")
    page.locator("[name='when.0.time']").nth(1).fill("13:00")
    page.locator("#venue").select_option("dorpshuis")
    page.locator("[id='sender.name']").fill("iemand uit Zandmeer")
    page.locator("#consent").check()


def wrong(judge: Judge, page: Page) -> list[str]:
    """What axe finds wrong with a page."""
    page.evaluate(AXE.read_text("utf-8"))
    return judge.findings(page, RULES)


def number(page: Page) -> str:
    """The number that the page gives."""
    found = re.search(r"\d{6}-[a-z0-9]{5}", page.locator("main .notice:visible").first.inner_text())
    assert found
    return found[0]


def test_a_new_activity_goes_from_the_form_into_the_calendar(there: Stand, seat: Window, judge: Judge) -> None:
    page = seat.page
    page.goto(f"{site_of(there)}/aanmelden/nieuw/")
    fill_in(page, "Soep met elkaar")
    page.get_by_role("button", name="Controleer je antwoorden").click()
    page.locator("#post").click()
    expect(page.get_by_role("heading", name="Dank je wel. We hebben het.")).to_be_visible()
    assert wrong(judge, page) == []
    branch = f"submit/{number(page)}"
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('form '))") == []

    until(lambda: branch in there.branches(), "the branch")
    path = "activities/welzijn-zandmeer/soep-met-elkaar.yaml"
    assert there.changed(branch) == [f"content/{path}"]
    everything = there.everything_in_git()
    assert b"Soep met elkaar" in everything
    assert b"iemand uit Zandmeer" not in everything
    there.merge(branch)
    assert there.project.run("check").code == 0
    assert there.project.build().code == 0
    page.goto(f"{site_of(there)}/activiteiten/welzijn-zandmeer/soep-met-elkaar/")
    assert seat.heading() == "Soep met elkaar"
    assert "SUMMARY:Soep met elkaar" in page.request.get(f"{site_of(there)}/kalender.ics").text()


def test_a_form_that_a_gap_opens_holds_every_fact_that_the_norm_asks(there: Stand, seat: Window) -> None:
    page = seat.page
    facts = {"come_alone": "yes", "drop_in": "yes", "companion": "yes", "referral": "none", "cost": "free"}
    page.goto(f"{site_of(there)}/aanmelden/nieuw/?{urlencode(facts)}&consent=yes")
    for name, value in facts.items():
        expect(page.locator(f"[name={name}][value={value}]")).to_be_checked()
    assert page.locator("#kept input").count() == 0
    expect(page.locator("#consent")).not_to_be_checked()


def test_without_a_script_faults_come_back_in_the_form_and_an_editor_looks_first(
    there: Stand, plain_seat: Window
) -> None:
    page = plain_seat.page
    page.goto(f"{site_of(there)}/aanmelden/nieuw/")
    fill_in(page, "Soep zonder script")
    page.locator("[name='when.0.time']").nth(1).fill("")
    page.locator("#consent").uncheck()
    page.get_by_role("button", name="Versturen").click()

    page.wait_for_url(f"{there.url}/**")
    assert page.title().startswith("Fout: ")
    assert page.get_by_label("Hoe heet het?").input_value() == "Soep zonder script"
    assert page.locator("[name=themes][value=ontmoeten]").is_checked()
    assert page.locator("[name='when.0.weekly'][value=tuesday]").is_checked()
    assert page.locator("#venue").input_value() == "dorpshuis"
    assert page.locator("#errors").evaluate("(one) => one === document.activeElement")
    links = page.locator("#errors a")
    assert links.count() == 2
    for link in links.all():
        assert page.locator(f"[id='{(link.get_attribute('href') or '')[1:]}']").count() == 1
    assert page.locator(".error").count() == 2

    page.locator("[name='when.0.time']").nth(1).fill("13:00")
    page.locator("#consent").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Versturen").click()
    assert plain_seat.heading() == "Dank je wel. We hebben het."
    found = number(page)
    assert "kijkt er eerst iemand naar" in page.locator("main").inner_text()
    assert "wacht op vrijgave" in there.command("list")
    assert f"submit/{found}" not in there.branches()

    assert "is vrijgegeven" in there.command("release", found)
    until(lambda: f"submit/{found}" in there.branches(), "the branch")
    assert there.changed(f"submit/{found}") == ["content/activities/welzijn-zandmeer/soep-zonder-script.yaml"]
    assert [one for one in plain_seat.troubles if "status of 422" not in one and not one.startswith("422: ")] == []


def test_a_date_is_off_in_the_form_and_everything_is_still_right_with_a_link(
    there: Stand, seat: Window, judge: Judge
) -> None:
    page = seat.page
    page.goto(f"{site_of(there)}/aanmelden/gaat-niet-door/?wijzig=welzijn-zandmeer/koffieochtend")
    page.get_by_label("dinsdag 15 december, 10.00 tot 12.00 uur").check()
    page.locator("[id='changes.cancelled']").fill("De gastvrouw is ziek.")
    page.get_by_role("button", name="Controleer je antwoorden").click()
    page.locator("#post").click()
    expect(page.get_by_role("heading", name="Dank je wel. We hebben het.")).to_be_visible()
    off = f"submit/{number(page)}"

    links = there.command("links", "--organisation", "welzijn-zandmeer").partition("\nEettafel\n")[2]
    page.goto(re.findall(r"Klopt nog: (\S+)", links)[0])
    assert seat.heading() == "Klopt dit nog?"
    assert wrong(judge, page) == []
    before = there.log.joinpath("2026-11.jsonl").read_bytes()
    with page.expect_navigation():
        page.get_by_role("button", name="Ja, alles klopt nog").click()
    assert seat.heading() == "Dank je wel. We hebben het."
    right = f"submit/{number(page)}"
    assert wrong(judge, page) == []
    assert len(there.log.joinpath("2026-11.jsonl").read_bytes()) > len(before), "only the button did something"

    until(lambda: {off, right} <= set(there.branches()), "the branches")
    assert "- date: 2026-12-15\n    cancelled: De gastvrouw is ziek." in there.text(
        off, "activities/welzijn-zandmeer/koffieochtend.yaml"
    )
    confirmed = there.changed(right)[0].removeprefix("content/")
    assert "confirmed: 2026-11-24" in there.text(right, confirmed)
    for branch in (off, right):
        there.merge(branch)
    assert there.project.run("check").code == 0
    assert there.project.build().code == 0
    page.goto(f"{site_of(there)}/activiteiten/welzijn-zandmeer/koffieochtend/")
    assert "De gastvrouw is ziek." in page.locator("main").inner_text()
    calendar = page.request.get(f"{site_of(there)}/activiteiten/welzijn-zandmeer/koffieochtend/kalender.ics").text()
    assert "STATUS:CANCELLED" in calendar


def test_what_goes_wrong_is_told_in_the_page_and_loses_nothing(there: Stand, browser: Browser, judge: Judge) -> None:
    """Without the receiver, with a fault that only it can find, and in the form that comes back where no script ran."""
    with opened(browser, {"site": site_of(there), "receiver": there.url}) as window:
        page = window.page
        page.goto(f"{site_of(there)}/aanmelden/nieuw/")
        fill_in(page, "Soep op de gok")
        page.get_by_role("button", name="Controleer je antwoorden").click()
        page.route("**/challenge", lambda route: route.abort())
        page.locator("#post").click()
        expect(page.locator("#sent")).to_contain_text("Je antwoorden staan hier nog.")
        assert page.locator("#mail").is_visible()

        page.unroute("**/challenge")
        told = {
            "state": "faults",
            "title": "",
            "text": [],
            "faults": [{"name": "venue", "text": "Kies een andere plek."}],
        }
        origin = {"Access-Control-Allow-Origin": site_of(there)}
        page.route("**/ontvangst", lambda route: route.fulfill(status=422, json=told, headers=origin))
        page.locator("#post").click()
        expect(page.locator("#errors a")).to_have_text("Kies een andere plek.")
        assert page.locator("#venue-error").is_visible()
        assert page.locator("#title").input_value() == "Soep op de gok"
        page.unroute("**/ontvangst")

        asked: list[str] = []
        page.on("request", lambda one: asked.append(one.url) if one.url.endswith("/challenge") else None)
        busy = {"state": "too-much", "title": "Te druk", "text": ["Probeer het over 2 minuten opnieuw."], "faults": []}
        page.route("**/ontvangst", lambda route: route.fulfill(status=429, json=busy, headers=origin))
        page.get_by_role("button", name="Controleer je antwoorden").click()
        for _ in range(2):
            page.locator("#post").click()
            expect(page.locator("#sent")).to_contain_text("Probeer het over 2 minuten opnieuw.")
        assert asked == [], "the proof of before was not used up"
        page.get_by_role("button", name="Terug naar het formulier").click()
        assert page.locator("#title").input_value() == "Soep op de gok"
        page.unroute("**/ontvangst")

        page.locator("#title").fill("")
        page.evaluate("document.getElementById('form').submit()")
        page.wait_for_url(f"{there.url}/**")
        assert page.locator("#errors a").count() == 1
        assert wrong(judge, page) == []


def test_a_form_that_was_begun_in_the_morning_undoes_nothing_of_the_day(
    there: Stand, seat: Window, judge: Judge
) -> None:
    """An editor merges that a date is off, and other times; the site is built anew; then somebody goes on."""
    page, path = seat.page, "activities/welzijn-zandmeer/eettafel.yaml"
    url = f"{site_of(there)}/aanmelden/wijzigen/?wijzig=welzijn-zandmeer/eettafel"
    page.goto(url)
    page.get_by_role("button", name="Ik wil het zelf aanpassen in het formulier").click()
    page.locator("#summary").fill("Samen eten, ook als je alleen komt.")
    page.locator("[name='sender.name']").fill("iemand uit Zandmeer")
    expect(page.locator(".saved")).to_be_visible()
    expect(page.locator(".saved")).not_to_have_attribute("aria-busy", "true")

    file = there.project.content / path
    text = file.read_text(encoding="utf-8")
    changed = (
        text.replace("title: ", "title: Nieuw! ", 1)
        + "changes:\n  - date: 2026-12-24\n    cancelled: De kok is ziek.\n"
    )
    file.write_text(changed, encoding="utf-8")
    git(there.project.folder, *SENDER, "commit", "--quiet", "--all", "--message=Van de redactie")
    git(there.project.folder, "push", "--quiet", str(there.forge), "HEAD:main")
    assert there.project.run("check").code == 0
    assert there.project.build().code == 0

    page.goto(url)
    expect(page.locator("#draft")).to_be_visible()
    assert page.locator("#summary").input_value() == "Samen eten, ook als je alleen komt."
    page.locator("#consent").check()
    page.get_by_role("button", name="Controleer je antwoorden").click()
    page.locator("#post").click()
    expect(page.get_by_role("heading", name="Dank je wel. We hebben het.")).to_be_visible()
    assert wrong(judge, page) == []
    branch = f"submit/{number(page)}"
    until(lambda: branch in there.branches(), "the branch")
    found = there.text(branch, path)
    assert "summary: Samen eten, ook als je alleen komt.\n" in found
    assert "title: Nieuw! " in found
    assert "cancelled: De kok is ziek." in found
    assert [line for line in text.split("\n") if line.startswith("#") and line not in found] == []


def test_a_mail_with_a_change_says_first_what_is_different(there: Stand, seat: Window) -> None:
    """Where there is no receiver an editor gets the whole file, which may be older than the one in the calendar."""
    page = seat.page
    page.goto(f"{site_of(there)}/aanmelden/wijzigen/?wijzig=welzijn-zandmeer/koffieochtend")
    page.get_by_role("button", name="Ik wil het zelf aanpassen in het formulier").click()
    page.locator("#capacity").fill("35")
    page.locator("#consent").check()
    page.get_by_role("button", name="Controleer je antwoorden").click()
    mail = unquote(page.locator("#mail").get_attribute("href") or "")
    assert "Neem dan alleen dit over:" in mail
    assert "Hoeveel mensen kunnen er meedoen?: 40 → 35" in mail
    assert mail.count("→") == 1
