"""A municipality's own look: its colours and type in a file of its own, laid over the theme's tokens.

Who looks badly has to be able to read it too, so colours that stand too little apart are refused (WCAG 2.2, 1.4.3).
"""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

from buurtkalender.site.settings import SettingsError

LEAST = 4.5
"""The contrast of text with what it stands on (WCAG 2.2, 1.4.3)."""

PAIRS = (
    *(("ink", ground) for ground in ("paper", "surface", "mark")),
    *((text, ground) for text in ("soft", "link") for ground in ("paper", "surface")),
    *(("accent", ground) for ground in ("paper", "surface")),
    ("on-band", "band"),
    ("paper", "link"),
)
"""Which token is the colour of text, and on which it stands."""

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_DARK = re.compile(r"@media[^{]*prefers-color-scheme\s*:\s*dark[^{]*\{((?:[^{}]*\{[^{}]*\})*[^{}]*)\}", re.DOTALL)
_TOKEN = re.compile(r"--([a-z-]+)\s*:\s*([^;}]+?)\s*[;}]")
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_ELSEWHERE = re.compile(r"@import|url\(\s*['\"]?(?!data:)", re.IGNORECASE)


def own_tokens(file: Path | None, usual: str) -> str:
    """Return a municipality's own tokens as CSS, to come after the ``usual`` ones; empty where it has none.

    The usual tokens of the dark stay those of the dark, unless its own file says otherwise for the dark too.

    Raises SettingsError when the file cannot be read, asks for something from elsewhere (no page ever asks anybody
    else for something), or holds colours that cannot be read, or told apart.
    """
    if file is None:
        return ""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"TOKENS: {file} cannot be read: {error}. Name a CSS file, or None.") from error
    plain = _COMMENT.sub("", text)
    faults = []
    if _ELSEWHERE.search(plain):
        faults.append("it may not ask for other files: leave out @import and url(…).")
    light, dark = _tokens(usual)
    own_light, own_dark = _tokens(plain)
    for name, looks in (("light", light | own_light), ("dark", light | own_light | dark | own_dark)):
        faults += _faults(name, looks, own_light if name == "light" else own_light | own_dark)
    if faults:
        raise SettingsError("\n".join(f"TOKENS: {file}: {fault}" for fault in faults))
    parts = [
        _DARK.sub("", plain),
        *(match[0] for css in (_COMMENT.sub("", usual), plain) for match in _DARK.finditer(css)),
    ]
    return "\n".join(["@layer tokens {", *parts, "}"])  # in that layer, so that paper stays white


def light_tokens(file: Path | None, usual: str) -> dict[str, str]:
    """Return the tokens of light, a municipality's own before the ``usual`` ones: for what is no page."""
    own = _COMMENT.sub("", file.read_text("utf-8")) if file else ""
    return _tokens(_COMMENT.sub("", usual))[0] | _tokens(own)[0]


def _tokens(css: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the tokens of light, and those that dark changes."""
    dark = dict(chain.from_iterable(_TOKEN.findall(block) for block in _DARK.findall(css)))
    return dict(_TOKEN.findall(_DARK.sub("", css))), dark


def _faults(scheme: str, tokens: dict[str, str], own: dict[str, str]) -> list[str]:
    wrong = []
    for text, ground in PAIRS:
        if not {text, ground} & own.keys():
            continue
        for name in (text, ground):
            if not _HEX.fullmatch(tokens[name]):
                wrong.append(f"--{name}: {tokens[name]} is no colour such as #17564f.")
                break
        else:
            reached = contrast(tokens[text], tokens[ground])
            if reached < LEAST:
                wrong.append(
                    f"{scheme}: --{text} {tokens[text]} on --{ground} {tokens[ground]} has a contrast of "
                    f"{reached:.1f}; to be read, text needs {LEAST}. Make one of them darker or lighter."
                )
    return list(dict.fromkeys(wrong))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as ``#rgb`` or ``#rrggbb``, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == len("#rrggbb") else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
