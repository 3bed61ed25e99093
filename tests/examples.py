"""How often a property is tried: in `make test` some times and always with the same input, in `make fuzz` with other.

A test that fails today and passes tomorrow, on the same code, tells nobody whether a change was right. What only chance
finds is looked for every night, for longer, where nobody waits.
"""

from __future__ import annotations

import os
from typing import Any

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("EXAMPLES", "1"))
"""So many times as many examples, and each run others: `make fuzz` says how many."""


def tried(examples: int, **more: Any) -> settings:
    """Return settings by which a property is tried with so many examples."""
    usual = {"deadline": None, "database": None, "suppress_health_check": [HealthCheck.too_slow]}
    return settings(max_examples=examples * TIMES, derandomize=TIMES == 1, **(usual | more))
