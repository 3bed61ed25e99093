"""Templates of the theme, compiled once for all languages: each puts its own texts into what was compiled.

Compiling the theme takes as long as making some hundred pages, and its six languages differ in nothing but their texts.
"""

from __future__ import annotations

import marshal
import re
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from pathlib import Path
from types import CodeType
from typing import Any

import markupsafe
from jinja2 import BaseLoader, Environment, Template, TemplateNotFound
from jinja2.bccache import bc_magic
from jinja2.ext import Extension
from markupsafe import Markup, escape

from buurtkalender.reading.storage import sealed, unsealed, write
from buurtkalender.site.publish import parts_digest
from buurtkalender.site.theme import ASKED_TEXT, Theme, unquoted

_BEGIN, _AND, _END = "\ue000", "&", "\ue001"
_HOLE = re.compile(f"{_BEGIN}(?:{_AND}|({escape(_AND)}))([0-9a-f]*){_END}", re.IGNORECASE)
"""Where a text goes in compiled code, by the hexadecimal digits of its msgid: escaped, where the sign before is."""


_escape: Callable[[str], str] = getattr(markupsafe, "_escape_inner", escape)


def _shown(value: object) -> str:
    """Escape what a template shows, for the text that it is joined into: an eighth of what an own ``Markup`` takes."""
    if value.__class__ is str:
        return _escape(value)
    return value if value.__class__ is Markup else escape(value)


class _Template(Template):
    """A template whose code escapes with :func:`_shown`."""

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],  # noqa: A002 - as Jinja calls it
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        """Return a template of compiled code."""
        names = {"environment": environment, "__file__": code.co_filename}
        exec(code, names)  # noqa: S102 - what Jinja compiled
        names["escape"] = _shown
        found: Template = cls._from_namespace(environment, names, globals)
        found._uptodate = uptodate  # noqa: SLF001 - as Jinja does
        return found


class Holes(Extension):
    """Puts a hole into a template for each text, so that saying ``_("…")`` costs a page nothing."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        """Replace every ``_("…")`` by a literal, which Jinja escapes when it compiles."""
        return ASKED_TEXT.sub(lambda match: f'"{_BEGIN}{_AND}{unquoted(match[1]).encode().hex()}{_END}"', source)


def _filled(value: Any, gettext: Callable[[str], str]) -> Any:
    """Return compiled code, or a constant of it, with a language's texts in its holes."""
    if isinstance(value, CodeType):
        return value.replace(co_consts=_filled(value.co_consts, gettext))
    if isinstance(value, tuple):
        return tuple(_filled(one, gettext) for one in value)
    if isinstance(value, str) and _BEGIN in value:
        return _HOLE.sub(lambda hole: _text(gettext(bytes.fromhex(hole[2]).decode()), escaped=bool(hole[1])), value)
    return value


def _text(text: str, *, escaped: bool) -> str:
    return str(escape(text)) if escaped else text


class Compiled(BaseLoader):
    """Gives an environment the templates of a theme with a language's texts.

    What was compiled is kept in ``folder`` between builds, by a digest of all sources: another project with the same
    theme, or one that moved, finds it again.
    """

    def __init__(self, theme: Theme, folder: Path, gettext: Callable[[str], str]) -> None:
        self._theme = theme
        self._folder = folder
        self._gettext = gettext

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:  # noqa: ARG002
        """Return the source of a template, and where it stands. Raises TemplateNotFound."""
        octets = self._theme.sources.get(template)
        if octets is None:
            raise TemplateNotFound(template)
        return octets.decode(), str(self._theme.templates / template), None

    def load(self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None) -> Template:  # noqa: A002 - as Jinja calls it
        """Return a template. Raises TemplateNotFound, and TemplateSyntaxError with the file and line."""
        code = self._theme.compiled.get(name)
        if code is None:
            code = self._theme.compiled[name] = self._kept(name) or self._made(environment, name)
        return environment.template_class.from_code(
            environment, _filled(code, self._gettext), environment.make_globals(globals)
        )

    def _file(self, name: str) -> Path:
        return self._folder / parts_digest(bc_magic, self._theme.sources_digest, name.encode()).hex()

    def _kept(self, name: str) -> CodeType | None:
        """Return what was compiled before, if it is what was written: code in which a bit fell over would be run."""
        if name in self._theme.sources:
            with suppress(OSError, ValueError, EOFError, TypeError):
                octets = unsealed(self._file(name).read_bytes())
                code = None if octets is None else marshal.loads(octets)  # noqa: S302 - sealed by ourselves
                return code if isinstance(code, CodeType) else None
        return None

    def _made(self, environment: Environment, name: str) -> CodeType:
        source, filename, _ = self.get_source(environment, name)
        code = environment.compile(source, name, filename)
        with suppress(OSError):
            write(self._file(name), sealed(marshal.dumps(code)), durable=False)
        return code


class EagerEnvironment(Environment):
    """An environment whose globals are all there before its first template."""

    template_class = _Template

    def make_globals(self, own: MutableMapping[str, Any] | None) -> dict[str, Any]:
        """Return them as one mapping: Jinja's chain of two is copied and compared key by key, at every rendering."""
        return {**self.globals, **(own or {})}
