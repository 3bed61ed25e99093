"""Who works on what is missing, as sentences."""

from __future__ import annotations

from buurtkalender.domain.model import Calendar, PickedUp
from buurtkalender.words.catalogues import Translator
from buurtkalender.words.values import words_of


def sentences(norm: str, neighbourhood: str, calendar: Calendar, translator: Translator) -> tuple[str, ...]:
    """Return who picked up a norm in a neighbourhood, a sentence each."""
    return tuple(sentence(one, calendar, translator) for one in calendar.picked_up_at(norm, neighbourhood))


def sentence(one: PickedUp, calendar: Calendar, translator: Translator) -> str:
    """``Opgepakt door Taalhuis Wijk, sinds 3 november 2026. Verwacht op 1 februari 2027. Het Taalhuis zoekt …``."""
    _ = translator.gettext
    words = words_of(translator)
    known = calendar.organisations
    who = words.all_of(known[name].name if name in known else name for name in one.organisations)
    parts = [_("Picked up by {who}, since {day}.").format(who=who, day=words.date(one.since))]
    if one.expected is not None:
        parts.append(_("Expected on {day}.").format(day=words.date(one.expected)))
    if one.note:
        parts.append(one.note)
    return " ".join(parts)
