"""The fictional town as it is published: its list of occurrences, its feeds and its data agree."""

import json
from datetime import timedelta

import pytest
from jsonschema import Draft202012Validator
from lxml import etree

from buurtkalender.domain.model import Calendar
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.feeds import atom, open_data, rss
from buurtkalender.feeds.context import began
from buurtkalender.feeds.news import Channel, Upcoming, story
from buurtkalender.feeds.schemas import data_schemas
from buurtkalender.reading.content import read_content
from feeds.world import CLIENTS, Client, activities_json, context, feed, meant, parsed, shown
from town import ANCHOR, CALENDAR_ID, TODAY, TOWN

PUBLISHED = Window(TODAY - timedelta(days=28), TODAY + timedelta(days=371))


@pytest.fixture(scope="module")
def town() -> Calendar:
    return read_content(TOWN / "content", calendar_id=CALENDAR_ID, anchor=ANCHOR).calendar


@pytest.mark.parametrize("client", CLIENTS, ids=str)
def test_clients_show_every_occurrence_and_nothing_else(town: Calendar, client: Client) -> None:
    assert len(meant(town, PUBLISHED)) > 500
    assert shown(feed(town), PUBLISHED, client) == meant(town, PUBLISHED)


def test_every_row_of_the_data_is_in_the_feed(town: Calendar) -> None:
    rows = json.loads(b"".join(open_data.occurrences(town, occurrences(town, PUBLISHED))))
    in_feed = {str(event["UID"]) for event in parsed(feed(town)).walk("VEVENT")}
    assert {row["uid"] for row in rows} <= in_feed


def test_the_town_keeps_to_the_schemas(town: Calendar) -> None:
    address = "https://zandmeer.example/{}".format
    documents = {
        "activities": activities_json(town),
        "occurrences": b"".join(open_data.occurrences(town, occurrences(town, PUBLISHED))),
        "venues": open_data.venues(town, address),
        "organisations": open_data.organisations(town, address),
    }
    for name, octets in documents.items():
        Draft202012Validator(data_schemas()[name]).validate(json.loads(octets))


def test_every_activity_has_an_item_that_xml_reads(town: Calendar) -> None:
    shared = context(town)
    channel = Channel("Een", "Een", "Een", "/", "https://een.example/rss.xml", "https://een.example/", began(town))
    for activity in town.activities.values():
        told = story(shared, activity, Upcoming())
        assert (
            etree.fromstring(rss.feed(shared, channel, [rss.item(told)])).findtext("channel/item/title") == told.title
        )
        assert etree.fromstring(atom.feed(shared, channel, [atom.entry(told)])).findtext("{*}entry/{*}id") == told.iri
