"""The pages for coordinators: what is missing, why, and what helps. The way in is ``pages``."""
