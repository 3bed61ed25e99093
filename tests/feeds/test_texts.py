"""What feeds say is there in every language."""

import pytest

from buurtkalender.domain.model import Cost, Referral, Signup
from buurtkalender.domain.values import Ages, Contact, Weekly
from buurtkalender.feeds.texts import Texts, clean
from feeds.world import MORNING, activity, calendar


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ({"cost": Cost(0)}, "Kosten: gratis"),
        ({"cost": Cost(500)}, "Kosten: € 5"),
        ({"cost": Cost(500, discount_pass=True)}, "Kosten: € 5. Met een stadspas betaal je minder"),
        ({"cost": Cost(250, per="keer", note="met koffie.")}, "Kosten: € 2,50 per keer, met koffie"),
        ({"signup": Signup(required=False)}, "Je hoeft je niet aan te melden."),
        ({"signup": Signup(required=True)}, "Je moet je van tevoren aanmelden."),
        (
            {"signup": Signup(required=True, email="post@zandmeer.example")},
            "Meld je van tevoren aan: mail post@zandmeer.example",
        ),
        ({"ages": Ages(65)}, "Voor: 65 jaar en ouder"),
        ({"ages": Ages(0, 4)}, "Voor: tot en met 4 jaar"),
        ({"ages": Ages(13, 27), "audiences": ("ouderen",)}, "Voor: Ouderen (13 tot en met 27 jaar)"),
        ({"referral": Referral(required=True, by="de huisarts")}, "Je hebt een verwijzing nodig van: de huisarts"),
        ({"referral": Referral(required=False)}, "Je hebt geen verwijzing nodig."),
        ({"access": {"wheelchair": False}}, "Je kunt er niet met een rolstoel naar binnen."),
        ({"drop_in": True}, "Je kunt binnenlopen wanneer je wilt."),
        ({"companion": True}, "De eerste keer kan er iemand met je meegaan."),
        ({"online": "https://zandmeer.example/"}, "Online: https://zandmeer.example/"),
        ({"transport": "De belbus stopt."}, "Vervoer: De belbus stopt."),
        ({"contact": Contact(email="post@zandmeer.example")}, "Vragen? mail post@zandmeer.example"),
    ],
)
def test_facts_are_told_in_plain_dutch(facts: dict[str, object], line: str) -> None:
    said = Texts(calendar(), "nl").facts(activity(Weekly((1,), MORNING), **facts))
    assert line in said.replace("\N{NO-BREAK SPACE}", " ").split("\n")


@pytest.mark.parametrize(
    ("told", "story"),
    [
        ({"summary": "Samen eten.", "description": "Elke dag."}, "Samen eten."),
        ({"description": "Elke **dag**.\n\nNeem iets mee."}, "Elke dag."),
        ({"description": "woord, " * 60}, "woord, " * 41 + "woord…"),
        ({"description": "x" * 400}, "x" * 300 + "…"),
        ({}, ""),
    ],
)
def test_the_summary_is_told_or_else_how_the_description_begins(told: dict[str, str], story: str) -> None:
    assert Texts(calendar(), "nl").story(activity(Weekly((1,), MORNING), **told)) == story


def test_clean_text_keeps_letters_of_every_script() -> None:
    assert clean("مرحبا привіт é 😀\ttab") == "مرحبا привіт é 😀\ttab"
    assert clean("a\r\nb\rc\u2029d\x00\x7f") == "a\nb\nc\nd"
