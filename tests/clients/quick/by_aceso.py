"""Place-hours per resident by aceso: cases as JSON on the standard input, answers as JSON on the standard output.

A case has the `demand` of each neighbourhood, the `supply` of each place, the `metres` from each neighbourhood to each
place, and the `limit`; its answer is what each neighbourhood gets.
"""

import json
import sys
from typing import Any

import numpy as np
from aceso import TwoStepFCA


def answer(case: dict[str, Any]) -> list[float]:
    """What each neighbourhood gets; a place that nobody can reach is nobody's."""
    with np.errstate(divide="ignore"):
        scores = TwoStepFCA(radius=case["limit"]).calculate_accessibility_scores(
            np.array(case["metres"], dtype=float),
            demand_array=np.array(case["demand"], dtype=float),
            supply_array=np.array(case["supply"], dtype=float),
        )
    return [float(score) for score in scores]


json.dump([answer(case) for case in json.load(sys.stdin)], sys.stdout)
