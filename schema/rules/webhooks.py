"""How a webhook is signed, and when a delivery that failed is tried again.

Source: Standard Webhooks, specification 1.0: symmetric signatures `v1`, the headers, the schedule
of attempts.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from uuid import UUID

from schema.rules.addresses import Reach

OVERLAP = timedelta(days=1)
"""How long the secret before the present one signs too, after it was changed."""

WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""How long is waited after the first failure, the second and so on; after the tenth, no more."""

LONGEST = WAITS[-1]
"""A receiver that asks for more time than this is not waited for any longer."""

SPREAD = 0.2
"""By how much a wait is lengthened at most, so that not all come back at the same moment."""

FARTHEST = LONGEST * (1 + SPREAD)
"""Nothing is ever put off longer than this."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What an installation needs to call others. key: of its own, from which secrets are made."""

    key: bytes
    reach: Reach


def secret(key: bytes, webhook: UUID, generation: int) -> str:
    """The signing secret of a webhook: 32 bytes that only who has the key can make again.

    It follows from the installation's key, the webhook and how often the secret was changed, so
    that no database holds it.
    """
    named = f"webhook secret {webhook} {generation}".encode()
    made = hmac.new(key, named, hashlib.sha256).digest()
    return "whsec_" + base64.b64encode(made).decode()


def headers(secrets: Sequence[str], message: str, at: datetime, body: bytes) -> Mapping[str, str]:
    """The three headers of an attempt made at `at`: one signature per secret, the newest first."""
    stamp = str(int(at.timestamp()))
    signed = b".".join((message.encode(), stamp.encode(), body))
    return {
        "webhook-id": message,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(_signature(each, signed) for each in secrets),
    }


def _signature(of: str, signed: bytes) -> str:
    key = base64.b64decode(of.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def wait(failures: int, asked: timedelta | None, luck: float) -> timedelta | None:
    """How long until the next attempt after so many failures, at least 1; none: never again.

    asked: what the receiver asked for; luck: a random number from 0 to 1.
    """
    if failures > len(WAITS):
        return None
    own = WAITS[failures - 1] * (1 + SPREAD * luck)
    return max(own, min(asked or own, LONGEST))


def asked_for(retry_after: str | None, now: datetime) -> timedelta | None:
    """The wait in a header `Retry-After`: seconds or a date; none where it says neither."""
    if retry_after is None:
        return None
    if retry_after.isascii() and retry_after.isdecimal():
        return timedelta(seconds=min(int(retry_after[:9]), LONGEST.total_seconds()))
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return until.replace(tzinfo=until.tzinfo or UTC) - now
