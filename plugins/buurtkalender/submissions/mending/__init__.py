"""`buurtkalender fix`: mends what can only have been meant in one way, and leaves the rest of the file as it is."""
