"""What somebody probably meant: the nearest word that is allowed, also when they wrote it in Dutch."""

from __future__ import annotations

from collections.abc import Collection

from buurtkalender.reading.dutch import bare, english

_NEAR_ENOUGH = 70


def closest(word: str, allowed: Collection[str]) -> str | None:
    """Return the allowed word that was probably meant, or None when nothing comes near.

    A Dutch word for it wins; then the same word in other case, spacing or number; then likeness of spelling.
    """
    from rapidfuzz import fuzz, process  # only a mistake pays for it

    plain = word.strip().casefold()
    if (translated := english(word)) in allowed:
        return translated
    for variant in (plain, bare(word), plain.replace("_", "-"), plain.replace("-", "_"), plain.replace(" ", "-")):
        if variant in allowed:
            return variant
    words = sorted(allowed)
    found = process.extractOne(plain, words, scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH)
    if found is None:  # "dorpshuis" for "dorpshuis-de-heul"
        part = [name for name in words if len(plain) > 3 and plain in name]
        return part[0] if len(part) == 1 else None
    return str(found[0])
