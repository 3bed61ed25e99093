"""Addresses of calendars kept elsewhere: what may stand in a file, and which look as if they are secret."""

from __future__ import annotations

import pytest

from buurtkalender.reading.problems import FileNotes, problems_text
from buurtkalender.reading.records import ORGANISATION
from buurtkalender.reading.syntax import parse


def said(url: str) -> tuple[list[str], str, object]:
    """What is said of an address in the file of an organisation, all of it as text, and what is read."""
    notes = FileNotes("content/organisations/buurt-huis.yaml", "buurt-huis")
    root = parse(f"name: Buurthuis\nkind: welfare\nfeeds:\n  - url: {url}\n".encode(), notes)
    assert root is not None
    values = ORGANISATION.values(root, notes) or {}
    read = values["feeds"][0].url if values.get("feeds") else None
    return [one.code for one in notes.problems], problems_text(notes.problems), read


@pytest.mark.parametrize(
    "url",
    [
        "https://agenda.example/agenda.ics",
        "https://agenda.example/export/bibliotheek-wijk-bij-duurstede-en-omgeving-2026.ics",
        "https://agenda.example/?post_type=tribe_events&ical=1&eventDisplay=list",
        "https://agenda.example/calendar/ical/k3v9s8d7f6g5h4j3k2l1z0%40group.agenda.example/public/basic.ics",
        "https://agenda.example/openbareactiviteitenvanhetbuurthuis.ics",
        "env:BUURTKALENDER_FEED_KOFFIE",
        "env:BUURTKALENDER_FEED_2",
    ],
)
def test_a_public_address_or_the_name_of_a_secret_one_may_stand_in_a_file(url: str) -> None:
    assert said(url) == ([], "", url)


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("https://calendar.agenda.example/calendar/ical/naam/private-9a8b7c/basic.ics", "9a8b7c"),
        ("https://outlook.agenda.example/owa/calendar/8f7e@huis.example/12ab/calendar.ics", "12ab"),
        ("https://p01.agenda.example/published/2/MTIz", "MTIz"),
        ("https://agenda.example/feed/a1b2c3d4e5f6a7b8c9d0e1.ics", "a1b2c3d4e5f6"),
        ("https://agenda.example/feed.ics?token=Zx9Yw8Vu7Ts6Rq5Po4Nm3", "Zx9Yw8"),
        ("https://agenda.example/3b241101-e2bb-4255-8caf-4136c566a962/feed.ics", "3b241101"),
    ],
    ids=["Google", "Outlook", "iCloud", "a code", "a token", "a UUID"],
)
def test_an_address_that_looks_secret_is_warned_of_without_repeating_it(url: str, secret: str) -> None:
    codes, text, read = said(url)
    assert codes == ["feed-secret"]
    assert read == url
    assert secret not in text
    assert "env:BUURTKALENDER_FEED_BUURT_HUIS" in text
    assert "warning" in text


@pytest.mark.parametrize(
    "url", ["env:HOME", "env:GH_TOKEN", "env:BUURTKALENDER_FEED_", "env:buurtkalender_feed_x", "ENV:X"]
)
def test_no_other_variable_can_be_named(url: str) -> None:
    codes, _, read = said(url)
    assert (codes, read) == (["bad-feed-variable"], None)
