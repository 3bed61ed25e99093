r"""Content lines of iCalendar: escaped, folded, ended by CRLF, in UTF-8 (RFC 5545, 3.1 and 3.3.11).

Our own, because icalendar's functions are private or deprecated, take 20 times as long (they look at each
character), and turn a written ``\N`` into a new line. The tests check them against icalendar's parser.
"""

from __future__ import annotations

from collections.abc import Sequence

from buurtkalender.feeds.texts import clean

OCTETS = 75
"""How long a line may be, without its CRLF."""

CRLF = "\r\n"
FOLD = CRLF + " "
BACKSLASH = 0x5C


def escape(text: str) -> str:
    """A TEXT value: backslash, semicolon, comma and new line escaped, control characters left out."""
    text = clean(text).strip()
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def serialise(lines: Sequence[str]) -> bytes:
    """Lines as bytes, each ended by CRLF. Those that can be long are folded already (:func:`fold`)."""
    return "".join([CRLF.join(lines), CRLF]).encode() if lines else b""


def fold(line: str) -> str:
    """A line in pieces of at most 75 octets, without its last CRLF.

    Never folded inside a UTF-8 character, nor between a backslash and what it escapes: both are allowed, but
    there are programs that read the pieces one by one.
    """
    ascii_only = line.isascii()
    if ascii_only and len(line) <= OCTETS:
        return line
    if ascii_only and "\\" not in line:
        rest = range(OCTETS, len(line), OCTETS - 1)  # the space that starts a folded piece counts
        return FOLD.join([line[:OCTETS], *[line[at : at + OCTETS - 1] for at in rest]])
    octets = line.encode()
    pieces = []
    begin, room = 0, OCTETS
    while len(octets) - begin > room:
        end = begin + room
        while octets[end] & 0xC0 == 0x80:
            end -= 1
        if octets[end - 1] == BACKSLASH:
            # An odd number of them: the last one escapes what comes next.
            end -= (end - begin - len(octets[begin:end].rstrip(b"\\"))) % 2
        pieces.append(octets[begin:end])
        begin, room = end, OCTETS - 1
    pieces.append(octets[begin:])
    return FOLD.encode().join(pieces).decode()
