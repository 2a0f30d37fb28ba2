from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relevo.kernel.confidence import FLOOR, START, Confidence, decayed

VERIFIED = datetime(2020, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stated", "days", "percent"),
    [
        ("high", 0, 100),
        ("high", 90, 50),
        ("high", 180, 25),
        ("medium", 0, 70),
        ("medium", 90, 35),
        ("low", 0, 40),
        ("low", 90, 20),
        ("high", 9000, FLOOR),
        ("high", -3, 100),
    ],
)
def test_trust_halves_with_each_half_life(stated, days, percent):
    at = VERIFIED + timedelta(days=days)
    assert decayed(Confidence(stated), verified_at=VERIFIED, at=at, half_life_days=90) == percent


@given(st.sampled_from(Confidence), st.integers(0, 5000), st.integers(0, 500), st.integers(1, 900))
def test_trust_never_grows_with_time(stated, days, more, half_life):
    earlier, later = (
        decayed(
            stated,
            verified_at=VERIFIED,
            at=VERIFIED + timedelta(days=passed),
            half_life_days=half_life,
        )
        for passed in (days, days + more)
    )
    assert START[stated] >= earlier >= later >= FLOOR
