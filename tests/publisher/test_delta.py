"""A site made change by change is, byte for byte, the one that is made at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
import village as v
from publishing import URL, hung, publish, redacted, rollback, withdrawn
from village import NOW, TOWN, Village

from publisher import build, disk, house, job, trees
from publisher.job import Order, Release
from schema.rules.roles import Role

MINUTE = timedelta(minutes=1)


def held(made: Release) -> Mapping[str, str]:
    """The digest of every file of a release."""
    return {path: disk.digest(made.folder / path) for path in disk.files(made.folder, trees.BESIDE)}


async def both(home: Path, number: int, days: int = 0) -> Release:
    """The site with what has changed, compared with the whole of it, made anew elsewhere."""
    now = NOW + number * MINUTE + timedelta(days=days)
    made = await job.publish(Order(home, TOWN, now, True, URL))
    afresh = await job.publish(Order(home.with_name(f"{number}"), TOWN, now, True, URL, True))
    assert held(made) == held(afresh)
    assert made.pages == afresh.pages
    return made


async def test_change_by_change_it_stays_what_it_is_at_once(village: Village, home: Path) -> None:
    notice, _ = await hung(village, "停水通知")
    first = await both(home, 1)
    assert first.made == first.pages
    _, other = await hung(village, "修路通知")
    second = await both(home, 2)
    assert 0 < second.made < second.pages
    await v.published(village, "OPEN_NOTICE", notice, changeNote="改了时间。")
    await both(home, 3)
    await withdrawn(village, other)
    await both(home, 4)
    _, third = await hung(village, "清淤通知", text="内容")
    await both(home, 5)
    await redacted(village, third, erase=True)
    await both(home, 6)
    await both(home, 7, days=1)
    last = await both(home, 8, days=40)
    assert not [path for path in held(last) if "data/" in path]


@pytest.mark.parametrize("what", ["a template", "a version"])
async def test_with_other_looks_everything_is_made_anew(
    village: Village, home: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    await hung(village, "停水通知")
    await publish(home)
    assert (await publish(home)).made == 0
    if what == "a version":
        monkeypatch.setattr(house, "_versions", lambda: iter(["mkdocs 99"]))
    else:
        of = house._content
        other = {build.ROOT / "site/templates/OpenNotice.md": b"{{ it.text }}"}
        monkeypatch.setattr(house, "_content", lambda path: other.get(path) or of(path))
    house._standing.cache_clear()
    try:
        made = await publish(home)
    finally:
        house._standing.cache_clear()
    assert made.made == made.pages


async def test_of_a_sort_that_is_all_withdrawn_no_data_stay(village: Village, home: Path) -> None:
    _, edition = await hung(village, "停水通知")
    body = await v.body(village.clerk)
    await v.published(village, "BODY_ROSTER", body)
    assert "201/001/data/open-notice.csv" in held(await both(home, 1))
    await withdrawn(village, edition)
    left = held(await both(home, 2))
    assert "201/001/data/open-notice.csv" not in left
    assert "201/001/data/body-roster.csv" in left


async def test_of_sorts_without_news_the_data_are_the_same_files(
    village: Village, home: Path
) -> None:
    notice, _ = await hung(village, "停水通知")
    await v.published(village, "BODY_ROSTER", await v.body(village.clerk))
    first = await both(home, 1)
    await v.published(village, "OPEN_NOTICE", notice, changeNote="改了时间。")
    second = await both(home, 2)
    roster, notices = "201/001/data/body-roster.json", "201/001/data/open-notice.json"
    assert (second.folder / roster).samefile(first.folder / roster)
    assert not (second.folder / notices).samefile(first.folder / notices)


async def test_what_a_rollback_leaves_out_is_announced_no_more(
    village: Village, home: Path
) -> None:
    _, edition = await hung(village, "停水通知")
    await hung_next_door(village, "修路通知")
    await publish(home)
    await withdrawn(village, edition)
    await hung_next_door(village, "清淤通知")
    body = await v.body(village.neighbour, area=v.SIBLING, name="塘务组", classification="OTHER")
    await v.approved(
        v.officer(Role.SUPERVISOR, v.SIBLING),
        await v.submitted(village.neighbour, "BODY_ROSTER", body),
    )
    later = await publish(home)
    assert "201/002/body-roster/feed.xml" in held(later)
    back = await rollback(home)
    assert not [path for path in held(back) if path.startswith("201/002/body-roster")]
    assert not [path for path in held(back) if path.startswith("201/002/data/body-roster")]
    for file in ("201/002/feed.xml", "201/002/open-notice/feed.xml", "201/feed.xml", "feed.xml"):
        told = (back.folder / file).read_text(encoding="utf-8")
        assert "修路通知" in told
        assert "清淤通知" not in told


async def test_of_an_area_without_changes_nothing_is_made_anew(
    village: Village, home: Path
) -> None:
    await hung(village, "停水通知")
    await hung_next_door(village, "修路通知")
    first = await both(home, 1)
    await hung_next_door(village, "清淤通知")
    second = await both(home, 2)
    trees = home / "site" / "trees"
    assert {each.name for each in (trees / "201.001").iterdir()} == {first.id}
    assert {each.name for each in (trees / "201.002").iterdir()} == {first.id, second.id}


async def hung_next_door(village: Village, title: str) -> None:
    """A notice of the neighbours, public."""
    body = await v.body(village.neighbour, area=v.SIBLING, name=title, classification="OTHER")
    notice = await v.notice(village.neighbour, body, title=title)
    approver = v.officer(Role.SUPERVISOR, v.SIBLING)
    await v.approved(approver, await v.submitted(village.neighbour, "OPEN_NOTICE", notice))
