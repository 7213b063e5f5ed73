"""How messages are signed, and when they are tried again."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.rules import webhooks
from schema.rules.webhooks import LONGEST, WAITS

KEY = bytes(range(32))
ONE, OTHER = UUID(int=1), UUID(int=2)
AT = datetime(2026, 5, 3, 1, 0, tzinfo=UTC)


def test_a_secret_is_32_bytes_that_differ_by_key_webhook_and_generation() -> None:
    made = {
        webhooks.secret(key, webhook, generation)
        for key in (KEY, bytes(32))
        for webhook in (ONE, OTHER)
        for generation in (1, 2)
    }
    assert len(made) == 8
    for secret in made:
        prefix, _, rest = secret.partition("_")
        assert (prefix, len(b64decode(rest, validate=True))) == ("whsec", 32)


def test_the_signature_is_that_of_the_specifications_example() -> None:
    """Message, time, body and secret of the example in the specification's libraries."""
    headers = webhooks.headers(
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1614265330, UTC),
        b'{"test": 2432232314}',
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_each_secret_signs() -> None:
    secrets = [webhooks.secret(KEY, ONE, generation) for generation in (2, 1)]
    both = webhooks.headers(secrets, "1", AT, b"{}")["webhook-signature"].split()
    each = [webhooks.headers([one], "1", AT, b"{}")["webhook-signature"] for one in secrets]
    assert both == each


def test_the_tenth_failure_is_the_last() -> None:
    assert [webhooks.wait(n, None, 0.0) for n in range(1, 11)] == [*WAITS, None]


@given(st.integers(1, 9), st.floats(0, 1), st.none() | st.timedeltas())
def test_a_wait_is_never_shorter_than_the_schedule_nor_much_longer_than_a_day(
    failures: int, luck: float, asked: timedelta | None
) -> None:
    wait = webhooks.wait(failures, asked, luck)
    assert wait is not None
    assert WAITS[failures - 1] <= wait <= LONGEST * 1.2


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        pytest.param(None, None, id="nothing"),
        pytest.param("90", timedelta(seconds=90), id="seconds"),
        pytest.param("9" * 5000, LONGEST, id="more seconds than there are"),
        pytest.param("-5", None, id="less than none"),
        pytest.param("Sun, 03 May 2026 01:00:30 GMT", timedelta(seconds=30), id="a date"),
        pytest.param("Sun, 03 May 2026 00:59:30 GMT", timedelta(seconds=-30), id="a past date"),
        pytest.param("Sun, 03 May 2026 01:00:30 -0000", timedelta(seconds=30), id="no zone"),
        pytest.param("Sun, 99 May 2026 01:00:30 GMT", None, id="no date"),
        pytest.param("٣", None, id="digits of another script"),
        pytest.param("", None, id="empty"),
    ],
)
def test_what_a_receiver_asks_for_is_read(said: str | None, asked: timedelta | None) -> None:
    assert webhooks.asked_for(said, AT) == asked
