"""A page that is read long after it was made does not ask people for what is over, by the calendar's clock."""

from __future__ import annotations

from datetime import datetime

import pytest
from playwright.sync_api import Browser

from browser.window import opened

FAIR = "/activiteiten/bewonersgroep-molenwijk/burendag/"
COFFEE = "/activiteiten/welzijn-zandmeer/koffieochtend/"


@pytest.mark.parametrize(
    ("now", "over"),
    [
        ("2027-09-18T23:30+02:00", False),
        ("2027-09-19T00:30+02:00", True),  # still the day before where this visitor is
    ],
)
def test_who_opens_a_page_when_signing_up_is_over_reads_that_it_is(
    browser: Browser,
    hosts: dict[str, str],
    now: str,
    over: bool,  # noqa: FBT001 - a case
) -> None:
    with opened(browser, hosts, timezone_id="America/Los_Angeles") as window:
        window.page.clock.set_fixed_time(datetime.fromisoformat(now))
        window.page.goto(hosts["town"] + FAIR)
        said = window.page.locator("dl.questions").inner_text()
    assert ("Aanmelden kan niet meer. Dat kon tot en met 18 september 2027." in said) is over
    assert ("Nee, meld je eerst aan." in said) is not over
    assert ("Bel 0343-555 020" in said) is not over


@pytest.mark.parametrize(("now", "wanted"), [("2027-03-01T23:30+01:00", 1), ("2027-03-02T00:30+01:00", 0)])
@pytest.mark.parametrize("path", [COFFEE, "/vrijwilligers/"])
def test_work_for_which_somebody_is_looked_for_until_a_day_is_not_there_from_the_next_day_on(
    browser: Browser, hosts: dict[str, str], path: str, now: str, wanted: int
) -> None:
    with opened(browser, hosts, timezone_id="Pacific/Kiritimati") as window:
        window.page.clock.set_fixed_time(datetime.fromisoformat(now))
        window.page.goto(hosts["town"] + path)
        assert window.page.locator("li:visible", has_text="We zoeken tot en met 1 maart 2027.").count() == wanted


def test_without_a_script_the_day_itself_is_what_is_read(browser: Browser, hosts: dict[str, str]) -> None:
    with opened(browser, hosts, java_script_enabled=False) as window:
        window.page.goto(hosts["town"] + FAIR)
        said = window.page.locator("dl.questions").inner_text()
    assert "Aanmelden kan vanaf 1 september 2027, 9.00 uur tot en met 18 september 2027." in said
    assert "Aanmelden kan niet meer" not in said
