"""The pages with which people hand in, change, cancel, confirm and stop an activity."""
