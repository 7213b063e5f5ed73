"""What can be found follows what is public: nothing that has gone, not even between two steps."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
import village as v
from publishing import URL, hung, publish, redacted, withdrawn
from village import NOW, TOWN, Village

from publisher import disk, job, release
from publisher.gate import texts
from publisher.gate.house import House
from publisher.gate.names import restricted
from publisher.job import Order
from publisher.search import program, renewing

LATER = NOW + timedelta(minutes=1)


async def indexed(home: Path) -> tuple[str, ...]:
    """Everything searchable."""
    return await job.index(Order(home, TOWN, NOW, True, URL))


def folders(home: Path) -> Mapping[str, str | None]:
    """Where the index of each village lies, as the page that searches reads it."""
    served = home / "site" / "current" / "pagefind" / "indexes.json"
    return {each["code"]: each["folder"] for each in orjson.loads(served.read_bytes())["villages"]}


def told(home: Path) -> str:
    """Everything that the files of the indexes say, without the blanks between characters."""
    found = []
    for path in (home / "site" / "search").rglob("*.pf_*"):
        found.append(texts.unpacked(path.read_bytes()).decode("utf-8", "ignore"))
    return "".join(found).replace(" ", "")


async def test_a_document_is_found_by_its_words(village: Village, home: Path) -> None:
    await hung(village, "停水通知", text="水库清淤。")
    await publish(home)
    assert await indexed(home) == ()
    assert folders(home)["201"]
    assert "水库清淤" in told(home)
    assert "张贴和广播用" not in told(home)


async def test_of_a_document_with_names_of_residents_only_the_title_is_found(
    village: Village, home: Path
) -> None:
    judged = await v.criteria(village.clerk, await v.award_scheme(village.clerk))
    held = await v.award_round(village.clerk, await v.body(village.clerk), judged)
    candidate = await v.nomination(village.clerk, held, await v.household(village.clerk))
    await v.on_notice(village.clerk, candidate)
    await v.published(village, "CANDIDATES_ON_NOTICE", held)
    await publish(home)
    await indexed(home)
    [page] = (home / "site/current").glob("201/001/candidates-on-notice/*/index.html")
    assert "<h1 data-pagefind-body>" in page.read_text("utf-8")
    assert page.read_text("utf-8").count("data-pagefind-body") == 1


async def test_what_is_new_is_found_a_little_later(village: Village, home: Path) -> None:
    await hung(village, "停水通知")
    await publish(home)
    await indexed(home)
    before = folders(home)["201"]
    await hung(village, "修路通知")
    await publish(home, LATER)
    assert folders(home)["201"] == before
    assert "修路通知" not in told(home)
    await indexed(home)
    assert folders(home)["201"] not in {before, None}
    assert "修路通知" in told(home)


@pytest.mark.parametrize("goes", [withdrawn, redacted])
async def test_what_has_gone_is_not_found_from_the_release_on(
    village: Village, home: Path, goes: object
) -> None:
    _, edition = await hung(village, "停水通知", text="水库清淤。")
    await hung(village, "修路通知")
    await publish(home)
    await indexed(home)
    await goes(village, edition)  # type: ignore[operator]
    await publish(home, LATER)
    assert folders(home)["201"] is None
    assert "水库清淤" not in told(home)
    await indexed(home)
    assert folders(home)["201"]
    assert "修路通知" in told(home)
    assert "水库清淤" not in told(home)


async def test_the_index_goes_before_the_release_comes(
    village: Village, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, edition = await hung(village, "停水通知", text="水库清淤。")
    await publish(home)
    await indexed(home)
    await withdrawn(village, edition)
    monkeypatch.setattr(release, "put", stopped)
    with pytest.raises(KeyboardInterrupt):
        await publish(home, LATER)
    assert folders(home)["201"] is None
    assert "水库清淤" not in told(home)


def stopped(*_: object) -> None:
    """Somebody pulls the plug."""
    raise KeyboardInterrupt


async def corrected(village: Village, home: Path, **said: str) -> dict[str, Any]:
    """The edition that corrects a notice which could be found; the search is not renewed yet."""
    notice, _ = await hung(village, "停水通知", **said)
    await publish(home)
    await indexed(home)
    edition = await v.published(village, "OPEN_NOTICE", notice, changeNote="改了时间。")
    await publish(home, LATER)
    return edition


async def test_what_was_corrected_is_taken_out_until_it_is_made_anew(
    village: Village, home: Path
) -> None:
    await corrected(village, home)
    assert folders(home)["201"] is None
    await indexed(home)
    assert "改了时间" in told(home)


async def test_what_was_corrected_before_it_went_goes_at_once(village: Village, home: Path) -> None:
    await redacted(village, await corrected(village, home, text="水库清淤。"))
    await publish(home, LATER)
    assert "水库清淤" not in told(home)


async def test_pages_that_come_back_before_the_search_is_renewed_are_found(
    village: Village, home: Path
) -> None:
    await corrected(village, home)
    [before] = (home / "site" / "search").glob("201-*")
    await job.rollback(Order(home, TOWN, LATER, True, URL))
    assert await indexed(home) == ()
    assert folders(home)["201"] == before.name
    assert "停水通知" in told(home)


async def test_going_back_takes_the_index_along(village: Village, home: Path) -> None:
    await hung(village, "停水通知")
    await publish(home)
    await hung(village, "修路通知")
    await publish(home, LATER)
    await indexed(home)
    await job.rollback(Order(home, TOWN, LATER, True, URL))
    assert folders(home)["201"] is None
    await indexed(home)
    assert "修路通知" not in told(home)


async def test_the_same_pages_make_the_same_index(village: Village, home: Path) -> None:
    await hung(village, "停水通知")
    await publish(home)
    await indexed(home)
    await hung(village, "修路通知")
    await publish(home, LATER)
    await indexed(home)
    other = home.with_name("other")
    await publish(other, LATER)
    await indexed(other)
    assert lying(home) == lying(other)


def lying(home: Path) -> Mapping[str, str]:
    """The digest of every file of the indexes."""
    top = home / "site" / "search"
    return {path: disk.digest(top / path) for path in disk.files(top) if "/" in path}


async def test_where_nothing_has_changed_nothing_is_made_anew(
    village: Village, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hung(village, "停水通知")
    await publish(home)
    await indexed(home)
    monkeypatch.setattr(program, "index", stopped)
    await publish(home, LATER)
    assert await indexed(home) == ()


async def test_a_page_in_whose_words_the_gate_finds_something_is_not_found(
    village: Village, home: Path
) -> None:
    await hung(village, "停水通知", text="甲乙丙丁来过。")
    await hung(village, "修路通知")
    await publish(home)
    site = home / "site"
    live = release.live(site)
    assert live is not None
    names = dict.fromkeys(["town", "201"], "松塘村")
    house = replace(House(URL, demo=True), restricted=restricted(["甲乙丙丁"]))
    [reason] = renewing.renew(site, live, names, house)
    assert "甲乙丙丁" not in reason
    assert "修路通知" in told(home)
    assert "甲乙丙丁" not in told(home)


async def test_without_the_program_the_site_stands_and_says_so(
    village: Village, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hung(village, "停水通知")
    await publish(home)
    monkeypatch.setattr(program.pagefind_bin, "get_executable", lambda: Path(os.devnull))
    [reason] = await indexed(home)
    assert "Pagefind does not start" in reason


def test_a_number_and_a_character_reference_stay_whole() -> None:
    page = "<html><p>目录</p><article><p>第2026-003号&lt;甲&gt;</p></article><p>关于</p></html>"
    assert program.spaced(page).split() == [
        *("<html", 'lang="zh"><body><article><p>'),
        *("第", "2026-003", "号", "&lt;", "甲", "&gt;"),
        "</p></article></body></html>",
    ]
