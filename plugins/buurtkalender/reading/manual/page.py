"""The manual as a page of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from buurtkalender.reading.fields import Field, Record
from buurtkalender.reading.manual.addresses import PAGES
from buurtkalender.reading.manual.blocks import Example, Table
from buurtkalender.reading.manual.chapters import CHAPTERS, INTRODUCTION, TITLE
from buurtkalender.reading.manual.examples import COMMENT, examples
from buurtkalender.reading.manual.samples import sample
from buurtkalender.reading.manual.values import Written, default, record_at
from buurtkalender.reading.schema import FILES
from buurtkalender.words.catalogues import N_, translator

_OTHER = {"nl": "Op deze pagina staat hetzelfde in het Nederlands", "en": "The same page in English"}
_MADE = (
    "<!-- Made by `make docs` from the fields that the reader knows: change those or the catalogues, not this page. -->"
)


def page(language: str) -> str:
    """Return the whole page in a language that has one."""
    return "\n\n".join(_Page(language).blocks()) + "\n"


def anchor(heading: str) -> str:
    """Return the anchor that forges give to a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


class _Page:
    def __init__(self, language: str) -> None:
        self._language = language
        self._texts = translator(language)
        self._written = Written(self._texts, language)

    def blocks(self) -> Iterator[str]:
        _ = self._texts.gettext
        yield _MADE
        yield f"# {_(TITLE)}"
        yield " · ".join(f"[{_OTHER[other]}]({name})" for other, name in PAGES.items() if other != self._language)
        yield from map(_, INTRODUCTION)
        yield "\n".join(
            f"{'  ' * (chapter.level - 2)}- [{_(chapter.heading)}](#{anchor(_(chapter.heading))})"
            for chapter in CHAPTERS
        )
        for chapter in CHAPTERS:
            yield f"{'#' * chapter.level} {_(chapter.heading)}"
            for block in sorted(chapter.blocks, key=lambda block: isinstance(block, Table)):
                yield self._block(block)

    def _block(self, block: str | tuple[str, ...] | Table | Example) -> str:
        _ = self._texts.gettext
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Example):
            text = COMMENT.sub(lambda remark: _(remark[0]), examples(block.file)[block.name])
            return f"{_(block.caption)}\n\n```yaml\n{text}```"
        if isinstance(block, str):
            return _(block)
        return "\n".join(f"- {_(point)}" for point in block)

    def _table(self, table: Table) -> str:
        _ = self._texts.gettext
        file, _dot, path = table.path.partition(".")
        record = record_at(FILES[file][1], path)
        heads = (_(N_("key")), _(N_("what it is")), _(N_("what you may write")), _(N_("example")))
        rows = [_row(heads), _row(("---",) * len(heads))]
        rows += [self._field(file, record, record.fields[key]) for key in table.keys or record.fields]
        keys = path.removeprefix("when.")
        above = _(N_("Under `{key}`:")).format(key=keys.replace(".", " → ")) + "\n\n" if path and keys == path else ""
        return above + "\n".join(rows)

    def _field(self, file: str, record: Record, field: Field) -> str:
        _ = self._texts.gettext
        name = f"`{field.key}`" + (" " + _(N_("(required)")) if field.required else "")
        how = self._written.of(field.kind)
        usual = default(record, field)
        if usual is not None:
            how += "; " + _(N_("leave it out for `{usual}`")).format(usual=usual)
        found = sample(file, field)
        return _row((name, _(field.doc), how, f"`{found}`" if found else _(N_("see the example"))))


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"
