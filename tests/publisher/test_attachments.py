"""Attachments on the site: beside their page while it is public, exactly as approved, then gone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attaching as a
import pytest
import village as v
from village import NOW, TOWN, Village

from publisher import disk, job
from publisher.job import Order
from schema.base.digest import Digest
from schema.papers import store


async def publish(home: Path) -> Path:
    """The pages of a release."""
    made = await job.publish(Order(home, TOWN, NOW, True, "https://zuwu.example/"))
    return made.folder


async def hung(village: Village, home: Path) -> tuple[dict[str, Any], str, str]:
    """A public notice with a picture and a paper: its edition, and the digests of the two."""
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    picture = await a.attached(village.clerk, home, notice, a.photograph())
    words = "水渠 <b>已经</b> 清淤 [x](javascript:y)。"
    shown = await a.described(village.clerk, picture, alternativeText=words)
    paper = await a.attached(village.clerk, home, notice, a.paper(), "决议.pdf")
    chosen = {"attachments": [shown["id"], a.named(paper)["attachment"]]}
    edition = await v.published(village, "OPEN_NOTICE", notice, **chosen)
    return edition, picture.digest, paper.digest


async def test_they_stand_beside_the_page_until_it_is_withdrawn(
    village: Village, home: Path
) -> None:
    edition, picture, paper = await hung(village, home)
    folder = await publish(home)
    (shown,) = folder.glob(f"201/001/open-notice/*/{picture}.jpg")
    assert shown.read_bytes() == store.place(home, Digest(picture)).read_bytes()
    page = (shown.parent / "index.html").read_text(encoding="utf-8")
    assert f'src="{picture}.jpg"' in page
    assert f'href="{paper}.pdf"' in page
    assert "决议" in page
    assert "<b>已经" not in page
    ruling = {"edition": edition["id"], "expectedVersion": edition["version"], "reason": "贴错了。"}
    await village.supervisor.does("withdraw", "ReasonedRuling", **ruling)
    after = await publish(home)
    assert (after / shown.relative_to(folder).parent / "index.html").exists()
    assert not [path for path in disk.files(after) if picture in path or path.endswith(".pdf")]


@pytest.mark.parametrize("gone", [False, True])
async def test_without_its_content_as_approved_a_document_stays_behind(
    village: Village, home: Path, gone: bool
) -> None:
    _, picture, paper = await hung(village, home)
    if gone:
        store.destroy(home, Digest(paper))
    else:
        store.place(home, Digest(picture)).write_bytes(b"another picture")
    made = await job.publish(Order(home, TOWN, NOW, True, "https://zuwu.example/"))
    assert not [
        path for path in disk.files(made.folder) if "open-notice/" in path and "html" in path
    ]
    told = "is missing" if gone else "is not what was approved"
    assert told in {each.detail for each in made.held}
