"""Buckets of object storages, as Amazon's S3 has them and many others offer them.

They are written as s3://bucket/prefix?endpoint=https://storage.example&region=area-1&style=virtual
and everything behind the bucket's name may be left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlsplit

REGION = "us-east-1"
"""What storages that have no regions take for one."""

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"([A-Za-z0-9._-]+/)*")
_REGION = re.compile(r"[a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where a site lies in an object storage. prefix: of all its keys, with a slash at its end.

    endpoint: the address of the storage; Amazon's own if None. virtual: whether the bucket's name
    belongs before the host of the address. key, secret: what opens it.
    """

    name: str
    prefix: str = ""
    endpoint: str | None = None
    region: str = REGION
    virtual: bool = False
    key: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)

    def __str__(self) -> str:
        """Its name as people know it."""
        return f"s3://{self.name}/{self.prefix}"

    def opened(self, key: str, secret: str) -> Bucket:
        """The bucket with what opens it."""
        return replace(self, key=key, secret=secret)


def bucket(text: str) -> Bucket:
    """The bucket that is written so; `ValueError` if none is."""
    parts = urlsplit(text)
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    prefix = f"{parts.path.strip('/')}/".lstrip("/")
    region, style = given.pop("region", REGION), given.pop("style", "path")
    endpoint = given.pop("endpoint", None)
    fits = (
        parts.scheme == "s3"
        and _NAME.fullmatch(parts.netloc)
        and _PREFIX.fullmatch(prefix)
        and ".." not in prefix.split("/")
        and _REGION.fullmatch(region)
        and style in {"path", "virtual"}
        and (endpoint is None or _address(endpoint))
    )
    if not fits or given or parts.fragment:
        raise ValueError("no bucket")
    return Bucket(parts.netloc, prefix, endpoint, region, style == "virtual")


def _address(text: str) -> bool:
    """Whether it is the address of a host, and no more than that."""
    parts = urlsplit(text)
    web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    return web and parts.path in {"", "/"} and not (parts.query or parts.fragment)
