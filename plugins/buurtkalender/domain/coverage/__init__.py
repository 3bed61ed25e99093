"""Norms x occurrences -> verdicts: where the offer falls short. The way in is ``evaluation``."""
