"""What a phone has to fetch stays small: the budgets of the design, over the whole of both sites."""

from __future__ import annotations

import gzip

import pytest

from projects import Project
from weight import BUDGETS, ELEMENTS, STYLE, Budget, Weight, heaviest, weights


@pytest.fixture(scope="module")
def found(site: Project) -> list[Weight]:
    return list(weights(site.output))


@pytest.mark.parametrize("budget", BUDGETS, ids=lambda budget: budget.name)
def test_a_page_and_all_that_it_fetches_are_within_budget(found: list[Weight], budget: Budget) -> None:
    most = heaviest(found, budget)
    assert most.octets <= budget.octets, most
    assert most.octets > budget.octets / 4  # else something that pages fetch is not counted


def test_the_style_sheet_is_within_budget(site: Project) -> None:
    assert len(gzip.compress((site.output / "theme/css/site.css").read_bytes(), 9)) <= STYLE


def test_no_page_has_more_elements_than_an_old_phone_bears(found: list[Weight]) -> None:
    assert [one for one in found if one.elements > ELEMENTS] == []
    assert len(found) > 300
