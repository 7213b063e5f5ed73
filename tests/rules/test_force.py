"""Where a text stands on a day follows from its dates."""

from datetime import date, timedelta

import pytest

from schema.rules import force
from schema.rules.force import Life, Stage

ADOPTED = date(2026, 5, 2)
FROM = date(2026, 6, 1)
LATER = date(2027, 6, 1)
BEFORE = LATER - timedelta(days=1)


@pytest.mark.parametrize(
    ("life", "on", "stage"),
    [
        pytest.param(Life(), FROM, Stage.DRAFT, id="written down only"),
        pytest.param(Life(consulted_from=FROM), BEFORE, Stage.CONSULTATION, id="out for comment"),
        pytest.param(Life(adopted_on=ADOPTED), ADOPTED, Stage.ADOPTED, id="on its day"),
        pytest.param(Life(adopted_on=FROM), ADOPTED, Stage.DRAFT, id="before its day"),
        pytest.param(Life(adopted_on=ADOPTED, filed_on=FROM), FROM, Stage.FILED, id="filed"),
        pytest.param(Life(in_force_from=FROM), FROM, Stage.IN_FORCE, id="the first day"),
        pytest.param(Life(in_force_from=FROM, trial_until=BEFORE), BEFORE, Stage.TRIAL, id="last"),
        pytest.param(Life(in_force_from=FROM, trial_until=BEFORE), LATER, Stage.LAPSED, id="over"),
        pytest.param(Life(in_force_from=FROM, replaced_on=LATER), LATER, Stage.REPLACED, id="next"),
        pytest.param(Life(in_force_from=FROM, replaced_on=LATER), BEFORE, Stage.IN_FORCE, id="own"),
        pytest.param(Life(in_force_from=FROM, repealed_on=LATER), LATER, Stage.REPEALED, id="gone"),
    ],
)
def test_a_text_stands_where_its_dates_say(life: Life, on: date, stage: Stage) -> None:
    assert force.stage(life, on) is stage


def test_the_last_day_is_the_earliest_end() -> None:
    assert force.last_day(Life(in_force_from=FROM)) is None
    assert force.last_day(Life(in_force_from=FROM, replaced_on=LATER)) == BEFORE
    ended = Life(in_force_from=FROM, trial_until=LATER, repealed_on=LATER)
    assert force.last_day(ended) == BEFORE
    assert force.in_force(ended, BEFORE)
    assert not force.in_force(ended, LATER)
