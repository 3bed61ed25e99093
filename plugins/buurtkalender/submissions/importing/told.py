"""Sentences for who imports something, translated where they are shown."""

from __future__ import annotations

from buurtkalender.form.sentence import LONGEST, CannotReadError, plain
from buurtkalender.form.sentence import Sentence as Told

__all__ = ["LONGEST", "CannotReadError", "Told", "plain"]
