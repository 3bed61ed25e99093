"""Buurtkalender: one shared activity calendar for a municipality, as a Pelican plugin and a command."""

__version__ = "0.1.0"


def register() -> None:
    """Connect the calendar's generator to Pelican."""
    from buurtkalender.site import pelican

    pelican.connect()
