"""The pages that people write by hand: ``content/pages/*.md``, as Pelican knows them."""

from __future__ import annotations

import re
from hashlib import blake2b
from pathlib import Path

import msgspec

LARGEST = 256 * 1024
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FIELD = re.compile(r"([A-Za-z][A-Za-z_-]*):[ \t]*(.*)")
RESERVED = frozenset(
    ["vandaag", "morgen", "weekend", "dag", "week", "activiteiten", "organisaties", "locaties", "buurten", "wijken", "gemeenten", "themas", "doelen", "doelgroepen", "hiaten", "vrijwilligers", "zoeken", "aanmelden", "abonneren", "gratis", "rolstoel", "binnenlopen", "alleen-komen", "zonder-aanmelden", "theme", "data"]
)


class EditorialPage(msgspec.Struct, frozen=True):
    """A page at ``/<slug>/``. ``text`` is Markdown; ``order`` its place in the footer; ``digest`` of the file."""

    slug: str
    title: str
    summary: str
    text: str
    order: int
    digest: bytes


def read(content: Path, language: str) -> tuple[EditorialPage, ...]:
    """Read the pages in ``language``: those that say so with ``Lang:``, and those that name no language.

    Lines ``Field: value`` up to the first empty line are the metadata, as in Pelican; of them Title, Slug, Summary,
    Lang, Status and Order count. Without a slug the file's name is used. Drafts, hidden pages, links, very large files,
    and pages that would stand in the way of an address of the calendar are left out.
    """
    pages = []
    for path in sorted((content / "pages").glob("*.md")):
        if path.is_symlink() or path.stat().st_size > LARGEST:
            continue
        data = path.read_bytes()
        fields, text = _parted(data.decode("utf-8", "replace").removeprefix("\N{BYTE ORDER MARK}"))
        slug = fields.get("slug") or path.stem.lower()
        shown = fields.get("status", "published") == "published" and fields.get("lang", language) == language
        if not shown or not _SLUG.fullmatch(slug) or slug in RESERVED:
            continue
        order = fields.get("order", "")
        pages.append(
            EditorialPage(
                slug=slug,
                title=fields.get("title") or slug.replace("-", " ").capitalize(),
                summary=fields.get("summary", ""),
                text=text,
                order=int(order) if order.isdecimal() else 100,
                digest=blake2b(data, digest_size=16).digest(),
            )
        )
    return tuple(sorted({page.slug: page for page in pages}.values(), key=lambda page: (page.order, page.slug)))


def _parted(text: str) -> tuple[dict[str, str], str]:
    """Part metadata from text."""
    fields: dict[str, str] = {}
    lines = text.splitlines()
    for number, line in enumerate(lines):
        match = _FIELD.fullmatch(line)
        if not match:
            return fields, "\n".join(lines[number:]).strip()
        fields[match[1].lower()] = match[2].strip()
    return fields, ""
