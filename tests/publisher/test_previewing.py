"""Previews: what would be on the site if an edition were approved now, and what the gate says."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import attaching as a
import pytest
import village as v
from publishing import URL, hung, publish, site, withdrawn
from pypdf import PdfReader
from strawberry import relay
from village import NOW, Village

from publisher import copies, framing, previewing
from publisher.previewing import Wanted
from schema.base.served import uuid


@dataclass(frozen=True)
class Seen:
    """A preview as it lies in its folder."""

    folder: Path

    @property
    def page(self) -> str:
        """What a browser shows."""
        return (self.folder / "index.html").read_text(encoding="utf-8")

    @property
    def told(self) -> Any:
        """What is told beside it."""
        return json.loads((self.folder / "findings.json").read_bytes())


async def seen(home: Path, edition: Any, later: timedelta = timedelta()) -> Seen:
    """The preview of a submitted edition."""
    folder = await previewing.preview(_wanted(home, edition, later))
    assert folder is not None
    return Seen(folder)


def _wanted(home: Path, edition: Any, later: timedelta = timedelta()) -> Wanted:
    key = uuid(relay.GlobalID.from_id(edition["id"]).node_id)
    assert key is not None
    return Wanted(key, home, NOW + later, True, URL)


async def handed_in(village: Village, **other: Any) -> Any:
    """A notice that waits for approval; nothing of its group is public."""
    notice = await v.notice(village.clerk, await v.body(village.clerk), **other)
    return await v.submitted(village.clerk, "OPEN_NOTICE", notice)


def unframed(page: str) -> str:
    """What is the same on the site: the article."""
    return page.partition("<article")[2].partition("</article>")[0]


async def test_it_says_what_the_page_says_once_it_is_approved(village: Village, home: Path) -> None:
    edition = await handed_in(village)
    preview = await seen(home, edition)
    assert preview.told["findings"] == []
    assert framing.NOTICE in preview.page
    await v.approved(village.supervisor, edition)
    (page,) = (await publish(home)).folder.glob("201/001/open-notice/*/index.html")
    foretold, became = unframed(preview.page), unframed(page.read_text(encoding="utf-8"))
    assert [line for line in foretold.splitlines() if "<a" not in line] == [
        line for line in became.splitlines() if "<a" not in line
    ]
    beside = {file.name: file.read_bytes() for file in page.parent.iterdir()}
    assert {*preview.told["files"]} == {*beside}
    foretold, became = (each / "text.txt" for each in (preview.folder, page.parent))
    assert foretold.read_text().splitlines()[1:] == became.read_text().splitlines()


async def test_its_posters_say_on_every_page_that_it_is_a_preview(
    village: Village, home: Path
) -> None:
    edition = await handed_in(village)
    preview = await seen(home, edition)
    await v.approved(village.supervisor, edition)
    (public,) = (await publish(home)).folder.glob("201/001/open-notice/*/")
    for name in copies.POSTERS.values():
        foretold, became = (PdfReader(each / name).pages for each in (preview.folder, public))
        assert all("预览，尚未公开" in each.extract_text() for each in foretold)
        assert not any("预览" in each.extract_text() for each in became)


async def test_a_correction_shows_its_note_and_what_it_corrects(
    village: Village, home: Path
) -> None:
    notice, _ = await hung(village, "停水通知", text="明天停水。")
    edition = await v.submitted(village.clerk, "OPEN_NOTICE", notice, changeNote="日期写错了。")
    page = (await seen(home, edition)).page
    assert "日期写错了。" in page
    assert "第 2 版" in page
    assert "第 1 版" in page


async def test_what_comes_back_after_a_withdrawal_is_no_dated_notice(
    village: Village, home: Path
) -> None:
    notice, public = await hung(village, "停水通知")
    await withdrawn(village, public)
    edition = await v.submitted(village.clerk, "OPEN_NOTICE", notice, changeNote="重新公开。")
    page = (await seen(home, edition)).page
    assert "重新公开。" in page
    assert "已撤回" not in page


async def test_nothing_of_it_is_on_the_site_or_in_its_folder(village: Village, home: Path) -> None:
    await hung(village, "修路通知")
    await publish(home)
    before = sorted((home / "site").rglob("*"))
    await seen(home, await handed_in(village, title="停水通知"))
    assert sorted((home / "site").rglob("*")) == before
    assert "停水通知" not in site(home)


async def test_it_is_made_once_and_anew_when_the_day_or_the_content_is_another(
    village: Village, home: Path
) -> None:
    edition = await handed_in(village)
    first = await seen(home, edition)
    made = (first.folder / "index.html").stat().st_ino
    again = await seen(home, edition, timedelta(minutes=40))
    assert (again.folder / "index.html").stat().st_ino == made
    tomorrow = await seen(home, edition, timedelta(days=1))
    assert "2026年5月4日" in tomorrow.page
    assert [*first.folder.parent.iterdir()] == [tomorrow.folder]


async def test_a_decided_edition_has_none(village: Village, home: Path) -> None:
    edition = await handed_in(village)
    await v.approved(village.supervisor, edition)
    assert await previewing.preview(_wanted(home, edition)) is None


async def test_what_the_gate_finds_is_named_by_its_place_and_not_by_its_value(
    village: Village, home: Path
) -> None:
    edition = await handed_in(village, title="停水通知")
    await v.restricted_name(village.administrator, name="禾黍稷")
    held = await handed_in_naming(village, "禾黍稷")
    assert (await seen(home, edition)).told["findings"] == []
    found = (await seen(home, held)).told["findings"]
    assert {each["reason"] for each in found} == {"RESTRICTED_NAME"}
    assert "禾黍稷" not in json.dumps(found, ensure_ascii=False)


async def handed_in_naming(village: Village, name: str) -> Any:
    """A notice that names somebody."""
    body = await v.body(village.clerk, name="清渠会", classification="OTHER")
    notice = await v.notice(village.clerk, body, text=f"请{name}来组务室。")
    return await v.submitted(village.clerk, "OPEN_NOTICE", notice)


@pytest.mark.parametrize(
    "title",
    [
        "</title><script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[x](javascript:alert(1))",
        "</style><base href=//evil.example>",
    ],
)
async def test_a_hostile_title_is_words(village: Village, home: Path, title: str) -> None:
    preview = await seen(home, await handed_in(village, title=title))
    assert "<script" not in preview.page
    assert 'onerror="' not in preview.page.replace("&#34;", "")
    assert "<base" not in preview.page
    assert 'href="javascript:' not in preview.page
    assert preview.page.index("Content-Security-Policy") < preview.page.index("<title>")


async def test_pictures_are_inside_and_papers_lie_beside(village: Village, home: Path) -> None:
    notice = await v.notice(village.clerk, await v.body(village.clerk))
    picture = await a.attached(village.clerk, home, notice, a.photograph())
    shown = await a.described(village.clerk, picture)
    paper = await a.attached(village.clerk, home, notice, a.paper(), "决议.pdf")
    chosen = {"attachments": [shown["id"], a.named(paper)["attachment"]]}
    preview = await seen(home, await v.submitted(village.clerk, "OPEN_NOTICE", notice, **chosen))
    assert 'src="data:image/jpeg;base64,' in preview.page
    assert f"{paper.digest}.pdf" in preview.told["files"]
    assert f"{paper.digest}.pdf" not in preview.page


async def test_it_loads_nothing_and_its_links_lead_to_the_site(
    village: Village, home: Path
) -> None:
    page = (await seen(home, await handed_in(village))).page
    assert 'rel="stylesheet"' not in page
    assert f'href="{URL}how-to-object/"' in page
    assert 'href="../' not in page
    assert 'href="#content"' in page
