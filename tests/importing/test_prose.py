"""Descriptions that programs write as HTML become text and Markdown that say the same."""

from __future__ import annotations

from html import escape

import pytest

from buurtkalender.reading.markup import description_html, is_html, to_markdown, to_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<style>p{margin:0}</style><p>Elke week<o:p></o:p></p><p>Kom langs!</p>", "Elke week\n\nKom langs!"),
        ("Neem mee:<ul><li>een kop</li><li>zin</li></ul>", "Neem mee:\n\n- een kop\n- zin"),
        ("<p>5 * 3 * 2 en *niet vet* en a_b_c en [x](y)</p>", "5 * 3 * 2 en *niet vet* en a_b_c en [x](y)"),
        ("<p>Caf&eacute; &amp; thee&nbsp;&euro;&nbsp;2,50 &lt;65+&gt;</p>", "Café & thee € 2,50 <65+>"),
        ("<p># geen kop</p><p>+ geen lijst</p><p>--- </p><p>slot</p>", "# geen kop\n\n+ geen lijst\n\n---\n\nslot"),
        ("<div>Een</div><div><br></div><div>Twee</div>", "Een\n\nTwee"),
        ("<table><tr><td>10.00</td><td>inloop</td></tr></table>", "10.00 inloop"),
        ("<p>Een<!-- dicht -->twee</p><noscript>nee</noscript>", "Eentwee"),
        (
            '<p><a href="https://brug.example/les">Meer</a>, <a href="mailto:a@brug.example">a@brug.example</a></p>',
            "Meer (https://brug.example/les), a@brug.example",
        ),
    ],
)
def test_a_description_in_html_says_the_same_as_text(html: str, text: str) -> None:
    assert to_text(to_markdown(html, html=True)) == text


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<b>Let op: </b>kom", "<p><strong>Let op:</strong> kom</p>"),
        ("kom om<i> tien uur</i>", "<p>kom om <em>tien uur</em></p>"),
        ("<b><i> zo </i> </b>ja", "<p><em><strong>zo</strong></em>  ja</p>"),
        ("<p><b>Vet <b>dubbel</p><p>gewoon", "<p><strong>Vet dubbel</strong></p>\n<p>gewoon</p>"),
        ("<b>een<br>twee</b>", "<p><strong>een<br>\ntwee</strong></p>"),
        ("<div><b>Let op:<br></b>kom</div>", "<p><strong>Let op:</strong><br>\nkom</p>"),
        ("<b><br></b>kom", "<p>kom</p>"),
        (
            'om<i><a href="https://brug.example"> tien</a> uur</i>',
            '<p>om <em><a href="https://brug.example" rel="noopener noreferrer">tien</a> uur</em></p>',
        ),
    ],
)
def test_stress_stays_stress_wherever_its_spaces_and_lines_are(html: str, shown: str) -> None:
    assert description_html(to_markdown(html, html=True)) == shown


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            'Opgeven kan <a href="http://molen.example/opgeven?dag=1">hier</a>.',
            "Opgeven kan hier (http://molen.example/opgeven?dag=1).",
        ),
        ('Zie <a href="http://molen.example">http://molen.example</a>.', "Zie http://molen.example."),
        ('Zie <a href="javascript:alert(1)">hier</a> en <a href="/les">daar</a>.', "Zie hier en daar."),
        ("Soep &amp; brood<br>Taart<br />\nThee", "Soep & brood\nTaart\nThee"),
        ("<b>Soep</b>\n12:00 eten\n\nKosten: 3 euro", "Soep\n12:00 eten\n\nKosten: 3 euro"),
        ("<p>Soep\nen brood</p>\n<p>Taart</p>", "Soep en brood\n\nTaart"),
    ],
)
def test_links_keep_their_address_and_lines_stay_lines(html: str, text: str) -> None:
    assert is_html(html)
    assert to_text(to_markdown(html, html=True)) == text


@pytest.mark.parametrize(
    ("plain", "text"),
    [
        ("Dag:\n12:00 soep &amp; brood\n13:00 rust\n\nTot dan!", "Dag:\n12:00 soep & brood\n13:00 rust\n\nTot dan!"),
        ("Caf&eacute; &#39;De Kom&#39;&nbsp;&#8211; 65+", "Café 'De Kom' – 65+"),
        ("R&D, AT&T, &copy 2026, &amp;", "R&D, AT&T, &copy 2026, &"),
        ("&lt;b&gt;let op&lt;/b&gt; &#8238;", "<b>let op</b>"),
        ("1 < 2 > 0\n<3 voor de buurt", "1 < 2 > 0\n<3 voor de buurt"),
    ],
)
def test_a_plain_text_with_marks_of_html_stays_plain(plain: str, text: str) -> None:
    assert not is_html(plain)
    assert to_text(to_markdown(plain, html=False)) == text


@pytest.mark.parametrize(
    ("plain", "shown"),
    [
        ("Zaal De Vlonder\nKade 3\n1234 AB Zandmeer", "<p>Zaal De Vlonder<br>\nKade 3<br>\n1234 AB Zandmeer</p>"),
        (
            "Programma:\n10. inloop\n11. quiz\n\nTot dan!",
            "<p>Programma:<br>\n10. inloop<br>\n11. quiz</p>\n<p>Tot dan!</p>",
        ),
        (
            "Neem mee:\n- beker\n- mat\nTot dan!",
            "<p>Neem mee:</p>\n<ul>\n<li>beker</li>\n<li>mat<br>\nTot dan!</li>\n</ul>",
        ),
        ("Zie www.vlonder.example\nof bel ons.", "<p>Zie www.vlonder.example<br>\nof bel ons.</p>"),
        ("Quiz\n-\nmet prijzen\n--", "<p>Quiz<br>\n-<br>\nmet prijzen<br>\n--</p>"),
        ("Kom\\\nook", "<p>Kom\\<br>\nook</p>"),
    ],
)
def test_a_line_of_a_plain_text_is_a_line_on_the_page(plain: str, shown: str) -> None:
    assert description_html(to_markdown(plain, html=False)) == shown


def test_a_link_at_the_end_of_a_line_leads_where_it_did() -> None:
    plain = "Meer weten?\nhttps://vlonder.example/quiz\nTot dan!"
    html = description_html(to_markdown(plain, html=False))
    assert 'href="https://vlonder.example/quiz"' in html
    assert html.count("<br>") == 2
    assert to_text(to_markdown(plain, html=False)) == plain


def test_a_line_break_of_html_is_one_on_the_page() -> None:
    html = "<div>Zaal De Vlonder<br>Kade 3</div><div>Zandmeer</div>"
    assert description_html(to_markdown(html, html=True)) == "<p>Zaal De Vlonder<br>\nKade 3</p>\n<p>Zandmeer</p>"


SIGNS = "-::~:~::~:~:~:~:~:~:~:~:~:~:~:~:~:~::~:~::-"
CALLS = {
    "Teams": f"""{"_" * 80}
Microsoft Teams-vergadering
Deelnemen op uw computer, mobiele app of ruimteapparaat
Klik hier om deel te nemen aan de vergadering<https://teams.microsoft.com/l/meetup-join/geheim>
Vergadering-id: 300 000 000 01
Wachtwoordcode: geheim
Teams downloaden<https://www.microsoft.com/teams> | Deelnemen op internet<https://www.microsoft.com/teams/join>
Of inbellen (alleen audio)
+31 20 000 0000,,100000001# Nederland, Amsterdam
Telefonische conferentie-id: 100 000 001#
Meer informatie<https://aka.ms/JoinTeamsMeeting> | Opties voor vergadering<https://teams.microsoft.com/opties>
{"_" * 80}""",
    "Teams, new": f"""{"_" * 80}
Microsoft Teams Need help?<https://aka.ms/JoinTeamsMeeting?omkt=en-US>
Join the meeting now<https://teams.microsoft.com/meet/geheim?p=x>
Meeting ID: 300 000 000 01
Passcode: geheim
For organizers: Meeting options<https://teams.microsoft.com/opties>""",
    "Meet": f"""{SIGNS}
Join with Google Meet: https://meet.google.com/geheim
Or dial: (NL) +31 20 000 0000 PIN: 100000001#
More phone numbers: https://tel.meet/geheim?pin=1

Learn more about Meet at: https://support.google.com/a/users/answer/9282720

Please do not edit this section.
{SIGNS}""",
    "Zoom": """De buurt is inviting you to a scheduled Zoom meeting.

Topic: Samen praten
Time: Dec 1, 2026 10:00 AM Amsterdam

Join Zoom Meeting
https://zoom.us/j/100000001?pwd=geheim

Meeting ID: 100 000 001
Passcode: geheim

---

One tap mobile
+31200000000,,100000001#,,,,*000001# Netherlands

Dial by your location
• +31 20 000 0000 Netherlands

Find your local number: https://zoom.us/u/geheim""",
    "Zoom, between lines": f"""{"─" * 10}
De buurt nodigt u uit voor een geplande Zoom-vergadering.

Deelnemen aan Zoom-vergadering
https://zoom.us/j/100000001?pwd=geheim
Toegangscode: geheim
{"─" * 10}""",
    "Webex": """-- Do not delete or change any of the following text. --

When it's time, join your Webex meeting here.
Meeting number (access code): 1000 000 0001
Meeting password: geheim
Join meeting
https://buurt.webex.com/geheim
Tap to join from a mobile device (attendees only)
+31-20-000-0000,,10000000001##
Join by phone
+31-20-000-0000 Netherlands Toll
Global call-in numbers""",
    "Webex, short": """Neem deel via Webex
https://buurt.webex.com/geheim
Meetingnummer (toegangscode): 1000 000 0001
Wachtwoord van meeting: geheim""",
}


@pytest.mark.parametrize("program", CALLS)
@pytest.mark.parametrize("html", [False, True])
def test_the_block_that_a_program_adds_for_a_video_call_goes_and_nothing_else(program: str, html: bool) -> None:  # noqa: FBT001
    block = escape(CALLS[program]) if html else CALLS[program]
    text = f"Wij praten samen.\nNeem je mok mee.\n\n{block}\n\nKosten: 2 euro\nTot dan!"
    if html:
        text = text.replace("\n", "<br>")
    assert to_text(to_markdown(text, html=html)) == ("Wij praten samen.\nNeem je mok mee.\n\nKosten: 2 euro\nTot dan!")


@pytest.mark.parametrize(
    "text",
    [
        f"Een praatje.\n{'-' * 20}\nKosten: 2 euro\nAanmelden bij de balie",
        f"Een praatje.\n{'_' * 80}\nKosten: 2 euro\n{'_' * 80}\nTot dan!",
        f"Een praatje.\n{'~' * 12}\nKosten: 2 euro",
        f"Een praatje.\n{'=' * 12}\nKosten: 2 euro",
        "Leer bellen met Zoom: deelnemen aan een vergadering, in drie lessen.\nKosten: 2 euro",
        "Microsoft Teams\nis een programma. Wij leren het je.\nKosten: 2 euro",
        "Deelnemen aan Zoom is niet moeilijk.\nWij helpen je.\nKosten: 2 euro",
        "Google Meet of Microsoft Teams: wat kies je voor een vergadering?\nKosten: 2 euro",
    ],
)
def test_a_line_of_signs_or_the_name_of_a_program_ends_nothing(text: str) -> None:
    for html in (False, True):
        assert to_text(to_markdown(text.replace("\n", "<br>") if html else text, html=html)) == text
