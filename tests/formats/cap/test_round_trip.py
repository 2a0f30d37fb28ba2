"""What is rendered is read back as it was, holds to the schema and breaks no rule."""

from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from tests.formats.cap.messages import FULL, alerts

from relevo.formats.cap import cap_time, findings, parse_cap, read_cap, render_cap
from relevo.formats.cap.rendering import cap_number
from relevo.formats.cap.schema import schema_problems


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(alerts())
def test_any_message_that_breaks_no_rule_comes_back_whole_and_is_valid(alert):
    data = render_cap(alert)
    assert (parse_cap(data), findings(alert), schema_problems(data)) == (alert, (), ())


def test_a_message_in_which_everything_stands():
    reading = read_cap(render_cap(FULL))
    assert (reading.alert, reading.version, reading.findings) == (FULL, "1.2", ())


def test_times_carry_digits_and_never_a_letter():
    assert cap_time(datetime(2020, 11, 16, 15, tzinfo=UTC)) == "2020-11-16T15:00:00-00:00"
    assert cap_time(FULL.sent) == "2020-11-16T09:00:00-06:00"


def test_numbers_carry_all_digits_and_no_exponent():
    assert (cap_number(1e-7), cap_number(13.5), cap_number(-0.0)) == ("0.0000001", "13.5", "-0.0")


def test_how_others_name_a_message():
    key = FULL.key
    assert (key.sender, key.identifier, key.sent) == (FULL.sender, FULL.identifier, FULL.sent)
