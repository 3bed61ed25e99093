"""Descriptions that programs write as HTML become text and Markdown that say the same."""

from __future__ import annotations

import pytest

from buurtkalender.reading.markup import description_html, to_markdown, to_text


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
        ("<b>een<br>twee</b>", "<p><strong>een\ntwee</strong></p>"),
        ("<div><b>Let op:<br></b>kom</div>", "<p><strong>Let op:</strong>\nkom</p>"),
        ("<b><br></b>kom", "<p>kom</p>"),
        (
            'om<i><a href="https://brug.example"> tien</a> uur</i>',
            '<p>om <em><a href="https://brug.example" rel="noopener noreferrer">tien</a> uur</em></p>',
        ),
    ],
)
def test_stress_stays_stress_wherever_its_spaces_and_lines_are(html: str, shown: str) -> None:
    assert description_html(to_markdown(html, html=True)) == shown
