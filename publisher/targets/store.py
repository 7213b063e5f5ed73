"""A bucket, as files that are written, read and deleted whole. No other module knows the client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from schema.rules.buckets import Bucket

if TYPE_CHECKING:
    from obstore.store import S3Config

TRIES = 4
"""How often a request is sent when the storage or the way to it fails."""

PATIENCE = timedelta(seconds=30)
"""How long a request may take, and how long it is tried again."""


class Unreachable(Exception):
    """The storage does not do what it is asked; the message says what is wrong with it."""


class Store:
    """The files below the prefix of a bucket, by their paths from there.

    Each is replaced in one step: whoever reads it gets the old one or the new one.
    """

    def __init__(self, bucket: Bucket) -> None:
        config: S3Config = {
            "access_key_id": bucket.key,
            "secret_access_key": bucket.secret,
            "region": bucket.region,
            "virtual_hosted_style_request": bucket.virtual,
            "disable_bulk_delete": True,  # many storages take the other sort of request only
        }
        endpoint = _endpoint(bucket)
        if endpoint:
            config["endpoint"] = endpoint
        self._client = S3Store(
            bucket.name,
            prefix=bucket.prefix.rstrip("/") or None,
            config=config,
            client_options={"allow_http": "http:" in endpoint, "timeout": PATIENCE},
            retry_config={"max_retries": TRIES - 1, "retry_timeout": PATIENCE},
        )

    def put(self, path: str, content: bytes, media_type: str, cache: str) -> None:
        """Writes a file; cache: how long whoever hands it on may keep it."""
        with _told():
            attributes = {"Content-Type": media_type, "Cache-Control": cache}
            obstore.put(self._client, path, content, attributes=attributes, use_multipart=False)

    def read(self, path: str) -> bytes | None:
        """What a file holds; None where there is none."""
        try:
            with _told():
                return bytes(obstore.get(self._client, path).bytes())
        except FileNotFoundError:
            return None

    def delete(self, path: str) -> None:
        """Deletes a file, if it is there."""
        with _told():
            obstore.delete(self._client, path)

    def holds_any(self) -> bool:
        """Whether anything lies there at all."""
        with _told():
            return any(obstore.list(self._client, chunk_size=1))


def _endpoint(bucket: Bucket) -> str:
    """Where the storage answers; empty where the client knows it by itself."""
    if bucket.endpoint is None or not bucket.virtual:
        return bucket.endpoint or ""
    parts = urlsplit(bucket.endpoint)
    return f"{parts.scheme}://{bucket.name}.{parts.netloc}"


@contextmanager
def _told() -> Iterator[None]:
    """Says what is wrong in words of ours: the client's hold addresses, and what was answered."""
    try:
        yield
    except FileNotFoundError:
        raise
    except (PermissionDeniedError, UnauthenticatedError) as fault:
        raise Unreachable("the storage refuses its key, or the key may not do that") from fault
    except (BaseError, OSError) as fault:
        raise Unreachable("the storage does not answer as it should") from fault
