"""People become content files."""
