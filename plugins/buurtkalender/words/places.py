"""Where something is and how to reach somebody, on one line."""

from __future__ import annotations

from buurtkalender.domain.model import Address, Contact, Location
from buurtkalender.words.values import Words


def address_line(where: Address | Location, name: str = "") -> str:
    """``Kade 12, 1234 AB Zandmeer``, after its ``name`` if that is asked for; with what is known of it."""
    return _line(name, where.street, " ".join(filter(None, (where.postcode, where.city))))


def contact_line(contact: Contact) -> str:
    """Name, telephone number and addresses."""
    return _line(contact.name, contact.phone, contact.email, contact.url)


def ways(words: Words, contact: Contact) -> str:
    """``bel 0343-555 010, mail info@zandmeer.example``, without the name; empty when there is no way."""
    _ = words.gettext
    return _line(
        _("call {phone}").format(phone=contact.phone) if contact.phone else "",
        _("mail {email}").format(email=contact.email) if contact.email else "",
        contact.url,
    )


def _line(*parts: str | None) -> str:
    return ", ".join(filter(None, parts))
