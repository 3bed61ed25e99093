"""Verdicts -> edits that make them better, each really tried. The way in is ``advice``."""
