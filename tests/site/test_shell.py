"""How the shell of a page is put together: links that lead to its language, and texts in compiled templates."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from markupsafe import escape

from buurtkalender.site.render import Versions
from buurtkalender.site.templates import Compiled, EagerEnvironment, Holes
from buurtkalender.site.theme import LAYERS, Theme

URL = "https://zandmeer.example"


def test_only_what_is_a_link_is_led_to_the_language() -> None:
    versions = Versions(SimpleNamespace(url=URL, language="nl", languages=("nl", "en")))  # type: ignore[arg-type]
    versions.pages["/vandaag/"] = ("nl", "en")
    for before, after in (
        ('<a class="x" href="/vandaag/?a=1#b">', '<a class="x" href="/en/vandaag/?a=1#b">'),
        ('<a\nhref="/vandaag/" lang="nl">', '<a\nhref="/en/vandaag/" lang="nl">'),
        ('<a href="/en/vandaag/">', '<a href="/en/vandaag/">'),
        ('<a href="/hiaten/#x">', '<a href="/hiaten/#x" hreflang="nl">'),
        ('<a href="/flyer.pdf">', '<a href="/flyer.pdf" hreflang="nl">'),
        ('<a href="/data/x.ics">', '<a href="/data/x.ics">'),
        ('<form method="get" action="/vandaag/">', '<form method="get" action="/en/vandaag/">'),
        ('<form action="/hiaten/">', '<form action="/hiaten/">'),
        ('<meta http-equiv="refresh" content="0; url=/vandaag/">', None),
        ('<link rel="x" href="/vandaag/">', '<link rel="x" href="/vandaag/">'),
        ('<abbr href="/vandaag/">', '<abbr href="/vandaag/">'),
        ('<a data-href="/vandaag/">', '<a data-href="/vandaag/">'),
        ('<p>a href="/vandaag/"</p>', '<p>a href="/vandaag/"</p>'),
        ('a href="/vandaag/"', 'a href="/vandaag/"'),
        ('<a href="https://x.example">a href="/vandaag/"</a>', '<a href="https://x.example">a href="/vandaag/"</a>'),
    ):
        assert versions.kept_in("en", before) == (after or before.replace("url=/", "url=/en/")), before
        assert versions.kept_in("nl", before) == before


def test_each_language_puts_its_own_texts_into_a_template_that_was_compiled_once(tmp_path: Path) -> None:
    folder = tmp_path / "theme"
    (folder / "templates").mkdir(parents=True)
    (folder / "static/css").mkdir(parents=True)
    for layer in LAYERS:
        (folder / f"static/css/{layer}.css").write_text(":root{}", encoding="utf-8")
    text = (
        '{{ _("Say \\"{x}\\" & <go>") }}|{{ _("Say \\"{x}\\" & <go>").format(x=it) }}|{{ [_("A"), it]|join(_(", ")) }}'
    )
    (folder / "templates/x.html").write_text(text, encoding="utf-8")
    theme = Theme(folder)
    for _again in range(2):
        for language, said in (("nl", "Zeg"), ("tr", "Söyle <b>")):
            compiled = Compiled(theme, tmp_path / "kept", lambda one, said=said: one.replace("Say", said))  # type: ignore[misc]
            made = EagerEnvironment(loader=compiled, autoescape=True, extensions=[Holes]).get_template("x.html")
            word = escape(said)
            assert made.render(it="<") == (
                f"{word} &#34;{{x}}&#34; &amp; &lt;go&gt;|{word} &#34;&lt;&#34; &amp; &lt;go&gt;|A, &lt;"
            ), language
        assert len(list((tmp_path / "kept").iterdir())) == 1
        theme = Theme(folder)
