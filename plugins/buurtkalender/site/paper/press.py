"""The press: data and a template of the theme become a PDF, the same bytes on every machine.

Only typefaces that come with the project are used, never those of the machine. The PDF is tagged and holds to PDF/UA-1
(ISO 14289-1), so that it can be read aloud in the right order; typst refuses to make one that cannot be.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec

from buurtkalender.site.outputs import digest, digest_of

if TYPE_CHECKING:
    import typst

TYPEFACES = ("fontpkg-atkinson-hyperlegible", "fontpkg-noto-sans", "fontpkg-noto-sans-arabic")
"""The packages that hold them. The first was made for people who see little; the others have what that has not: the
letters of all Europe, and Arabic."""

_ARROWS = re.compile("[\u2190-\u21ff]")
_PICTURES = re.compile("[\u200d\u2300-\u23ff\u2460-\u27bf\u2b00-\u2bff\ue000-\uf8ff\ufe00-\ufe0f\U0001f000-\U0001faff]")
"""Emoji and other pictures among letters: no typeface for text has them, and paper would show boxes."""

_used = False


def in_use() -> bool:
    """Whether this process has printed.

    It must not be forked any more: typst's threads do not come along, and a child would wait for them for ever.
    """
    return _used


class Press:
    """Prints with the templates in a folder (``theme/print``)."""

    def __init__(self, templates: Path) -> None:
        self.templates = templates
        self._compilers: dict[str, typst.Compiler] = {}

    @cached_property
    def digest(self) -> bytes:
        """A digest of all that a sheet is made of but its data: templates, typefaces and typst itself."""
        texts = [path.read_bytes() for path in sorted(self.templates.glob("*.typ"))]
        return digest(*texts, digest_of([version(name) for name in ("typst", *TYPEFACES)]))

    def pdf(self, template: str, sheet: Any, day: date) -> bytes:
        """Return the PDF that a template makes of a sheet; ``day`` is the date that it says to be of.

        With letters that no typeface here has it is no PDF/UA: it shows boxes there, and is tagged all the same.
        """
        global _used  # noqa: PLW0603 - a fact about the process
        _used = True
        from typst import TypstError

        compiler = self._compilers.get(template) or self._compiler(template)
        text = printable(msgspec.json.encode(sheet).decode())
        moment = int(datetime.combine(day, time(12), UTC).timestamp())
        try:
            return _compiled(compiler, text, moment)
        except TypstError:
            return _compiled(compiler, text, moment, accessible=False)

    def _compiler(self, template: str) -> typst.Compiler:
        import typst

        made = self._compilers[template] = typst.Compiler(
            str(self.templates / template),
            root=str(self.templates),
            font_paths=self._fonts,
            ignore_system_fonts=True,
        )
        return made

    @cached_property
    def _fonts(self) -> typst.Fonts:
        import typst

        folders = [str(folder) for folder in typefaces()]
        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def printable(text: str) -> str:
    """Return a text without emoji and other pictures."""
    return _PICTURES.sub("", _ARROWS.sub("-", text))


def typefaces() -> list[Path]:
    """Return the folders of the typefaces, in order; fontpkg finds them too, but looks at all packages: 80 ms."""
    modules = [find_spec(name.replace("-", "_")) for name in TYPEFACES]
    return [Path(module.origin).parent / "files" for module in modules if module and module.origin]


def _compiled(compiler: typst.Compiler, text: str, moment: int, *, accessible: bool = True) -> bytes:
    made = compiler.compile(
        format="pdf", sys_inputs={"sheet": text}, pdf_standards=["ua-1"] if accessible else [], timestamp=moment
    )
    return cast("bytes", made)
