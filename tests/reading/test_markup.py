"""Descriptions: a little Markdown, nothing that runs, and plain text for feeds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtkalender.reading.markup import description_html, to_text
from examples import tried

EVERY_RUN_THE_SAME = tried(300)
REL = 'rel="noopener noreferrer"'


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Kom *langs* & **doe mee** <3", "<p>Kom <em>langs</em> &amp; <strong>doe mee</strong> &lt;3</p>"),
        ("# Kop\n\n### Kopje", "<h3>Kop</h3>\n<h4>Kopje</h4>"),
        ("[site](https://x.example/?a=1&b=2)", f'<p><a href="https://x.example/?a=1&amp;b=2" {REL}>site</a></p>'),
        ("<mailto:a@b.example>", f'<p><a href="mailto:a@b.example" {REL}>mailto:a@b.example</a></p>'),
        ("[bel](tel:0343555010)", f'<p><a href="tel:0343555010" {REL}>bel</a></p>'),
        ("[x](javascript:alert(1))", "<p>x</p>"),
        ("[x](JavaScript:alert(1))", "<p>x</p>"),
        ("[x](data:text/html,x)", "<p>x</p>"),
        ("[x](//elders.example)", "<p>x</p>"),
        ("[x](/pad)", "<p>x</p>"),
        ("[x](http://x.example)", "<p>x</p>"),
        ("![foto](https://x.example/a.png)", ""),
        ("<script>alert(1)</script>", ""),
        ("a <img src=x onerror=alert(1)> b", "<p>a  b</p>"),
        ("<p onclick='x'>hoi</p>", ""),
        ("", ""),
    ],
)
def test_html_holds_only_what_is_safe(markdown: str, html: str) -> None:
    assert description_html(markdown) == html


def test_text_keeps_paragraphs_lists_and_addresses() -> None:
    markdown = (
        "# Kom!\n\nElke *dinsdag* koffie &\ntaart.\n\n- een\n- [twee](https://x.example/a)\n- https://y.example\n"
    )
    assert to_text(markdown) == (
        "Kom!\n\nElke dinsdag koffie &\ntaart.\n\n- een\n- twee (https://x.example/a)\n- https://y.example"
    )


PIECES = [
    "a",
    "Één",
    "12",
    "1.",
    "2)",
    "- ",
    "\n- b",
    "-",
    "---",
    "*",
    "**",
    "**c**",
    "*d.*",
    " ",
    "  ",
    "\n",
    "\n\n",
    ".",
    ":",
]
PIECES += [
    "!",
    "(",
    "'",
    '"',
    "€",
    "/",
    "//",
    "www.x.example",
    "https://x.example/a",
    "a@x.example",
    "“q”",
    "\n1. ",
    "_",
    "\t",
]


@EVERY_RUN_THE_SAME
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_plain_sentences_are_read_as_markdown_reads_them(markdown: str) -> None:
    link, said = "\n\n[x](https://x.example/)", "x (https://x.example/)"  # whatever holds a link is read the long way
    text = to_text(markdown)
    assert to_text(markdown + link) == (f"{text}\n\n{said}" if text else said)
