"""Builders: sites of the invented town, released, corrected, taken down."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import village as v
from village import NOW, TOWN, Village

from publisher import disk, job
from publisher.job import Order, Release

URL = "https://zuwu.example/"


async def publish(home: Path, now: datetime = NOW) -> Release:
    """A release of the invented town."""
    return await job.publish(Order(home, TOWN, now, True, URL))


async def rollback(home: Path, now: datetime = NOW) -> Release:
    """Back to the release before."""
    return await job.rollback(Order(home, TOWN, now, True, URL))


def site(home: Path) -> str:
    """Everything that the live site says."""
    live = home / "site" / "current"
    pages = (path for path in disk.files(live) if path.endswith(".html"))
    return "\n".join((live / path).read_text(encoding="utf-8") for path in pages)


async def hung(village: Village, title: str, **other: Any) -> tuple[Any, Any]:
    """A notice and its edition, public."""
    body = await v.body(village.clerk, name=f"{title}会", classification="OTHER")
    notice = await v.notice(village.clerk, body, title=title, **other)
    return notice, await v.published(village, "OPEN_NOTICE", notice)


async def withdrawn(village: Village, edition: Any) -> None:
    """Taken down."""
    given = {"edition": edition["id"], "expectedVersion": edition["version"], "reason": "贴错了。"}
    await village.supervisor.does("withdraw", "ReasonedRuling", **given)


async def redacted(village: Village, edition: Any, **other: Any) -> None:
    """Taken down to protect personal information."""
    given = {"edition": edition["id"], "expectedVersion": edition["version"], "reason": "隐私。"}
    await village.administrator.does("redact", "Redaction", **given, **other)
