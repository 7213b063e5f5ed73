"""The whole job on a real database: publish, correct, withdraw, redact, roll back."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
import village as v
from publishing import URL, hung, publish, redacted, rollback, site, withdrawn
from village import NOW, TOWN, Village

from publisher import disk, homes, job, release
from publisher.job import Held, Order


async def test_what_was_approved_is_on_the_site_and_a_draft_is_not(
    village: Village, home: Path
) -> None:
    await hung(village, "停水通知")
    body = await v.body(village.clerk)
    await v.notice(village.clerk, body, title="草稿通知")
    made = await publish(home)
    assert "停水通知" in site(home)
    assert "草稿通知" not in site(home)
    assert made.folder == (home / "site" / "current").resolve()
    own = set(disk.files(made.folder)) - {homes.COPIES}
    assert made.pages == sum(path.endswith("index.html") for path in own)


async def test_a_town_without_anything_public_has_a_site(village: Village, home: Path) -> None:
    await publish(home)
    assert "还没有公开的内容" in site(home)


async def test_what_was_withdrawn_gives_way_to_a_dated_notice_at_its_address(
    village: Village, home: Path
) -> None:
    _, edition = await hung(village, "停水通知", text="明天停水")
    first = await publish(home)
    (page,) = first.folder.glob("201/001/open-notice/*/index.html")
    await withdrawn(village, edition)
    second = await publish(home)
    text = (second.folder / page.relative_to(first.folder)).read_text(encoding="utf-8")
    assert "已撤回，2026年5月3日" in text
    assert "贴错了。" in text
    assert "明天停水" not in site(home)


async def test_what_has_expired_leaves_the_site_by_the_day_alone(
    village: Village, home: Path
) -> None:
    await hung(village, "停水通知", text="明天停水")
    await publish(home, NOW + timedelta(days=30))
    assert "明天停水" in site(home)
    await publish(home, NOW + timedelta(days=31))
    assert "明天停水" not in site(home)
    assert "公示期已满，2026年6月2日为最后一天" in site(home)


async def test_a_rollback_with_nothing_taken_down_brings_back_the_same_bytes(
    village: Village, home: Path
) -> None:
    notice, _ = await hung(village, "停水通知")
    first = await publish(home)
    await v.published(village, "OPEN_NOTICE", notice, changeNote="改了。")
    await hung(village, "修路通知")
    await publish(home)
    back = await rollback(home)
    assert (back.id, back.folder, back.pages) == (first.id, first.folder, first.pages)
    assert "修路通知" not in site(home)
    assert "改了。" not in site(home)
    await publish(home)
    assert "修路通知" in site(home)


@pytest.mark.parametrize("way", ["withdrawn", "redacted", "expired"])
async def test_a_rollback_never_brings_back_what_had_to_go(
    village: Village, home: Path, way: str
) -> None:
    _, edition = await hung(village, "机密的通知", text="机密的内容", postedUntil="2026-05-18")
    await hung(village, "停水通知")
    await publish(home)
    later = NOW + timedelta(days=16 if way == "expired" else 0)
    if way != "expired":
        await (withdrawn if way == "withdrawn" else redacted)(village, edition)
    await hung(village, "修路通知")
    await publish(home, later)
    await rollback(home, later)
    text = site(home)
    assert "停水通知" in text
    assert "修路通知" not in text
    assert "机密的内容" not in text
    assert ("机密的通知" in text) is (way != "redacted")  # the title in the dated notice
    assert "这条说明长期保留" in text


async def test_a_withdrawal_nobody_published_yet_is_kept_out_by_the_rollback(
    village: Village, home: Path
) -> None:
    _, edition = await hung(village, "停水通知", text="机密")
    await publish(home)
    await hung(village, "修路通知")
    await publish(home)
    await withdrawn(village, edition)
    await rollback(home)
    assert "机密" not in site(home)


async def test_a_title_that_had_to_go_does_not_come_back_in_an_old_notice(
    village: Village, home: Path
) -> None:
    _, edition = await hung(village, "机密的通知")
    await withdrawn(village, edition)
    await publish(home)
    edition = {**edition, "version": edition["version"] + 1}
    await redacted(village, edition)
    await publish(home)
    await rollback(home)
    assert "机密" not in site(home)


async def test_an_edition_that_was_redacted_gives_way_to_the_one_that_is_public_now(
    village: Village, home: Path
) -> None:
    notice, _ = await hung(village, "停水通知")
    second = await v.published(village, "OPEN_NOTICE", notice, changeNote="第一次改。")
    await publish(home)
    await redacted(village, second)
    third = await v.submitted(village.clerk, "OPEN_NOTICE", notice, changeNote="重新公开。")
    await v.approved(village.supervisor, third)
    await publish(home)
    await rollback(home)
    assert "第一次改。" not in site(home)
    assert "重新公开。" in site(home)


async def test_redacted_content_does_not_even_stay_in_old_releases(
    village: Village, home: Path
) -> None:
    _, edition = await hung(village, "停水通知", text="机密")
    await publish(home)
    await redacted(village, edition, erase=True)
    await publish(home)
    assert not holding(home, "机密")


async def test_what_had_to_go_goes_from_old_releases_though_the_publisher_died_over_it(
    village: Village, home: Path
) -> None:
    await hung(village, "修路通知")
    _, edition = await hung(village, "停水通知", text="机密")
    await publish(home)
    await withdrawn(village, edition)
    with pytest.MonkeyPatch.context() as patch, suppress(Stopped):
        patch.setattr(release, "prune", stopped)
        await publish(home)
    assert "机密" not in site(home)
    assert holding(home, "机密")
    await publish(home)
    assert not holding(home, "机密")


class Stopped(BaseException):
    """The power fails."""


def stopped(*_: object) -> None:
    """Never comes back."""
    raise Stopped


def holding(home: Path, words: str) -> list[Path]:
    """The files of the site, of whatever release, in which words stand."""
    every = [file for file in (home / "site").rglob("*") if file.is_file()]
    return [file for file in every if words.encode() in file.read_bytes()]


async def test_rolling_back_twice_goes_back_two_releases(village: Village, home: Path) -> None:
    _, edition = await hung(village, "甲通知")
    await publish(home)
    await hung(village, "乙通知")
    await publish(home)
    await hung(village, "丙通知")
    await publish(home)
    await withdrawn(village, edition)
    await rollback(home)
    assert "乙通知" in site(home)
    assert "丙通知" not in site(home)
    await rollback(home)
    assert "乙通知" not in site(home)


async def test_there_must_be_something_to_go_back_to(village: Village, home: Path) -> None:
    with pytest.raises(Held, match="no earlier release"):
        await rollback(home)


async def test_a_finding_holds_the_release_and_leaves_the_site(
    village: Village, home: Path
) -> None:
    await hung(village, "停水通知")
    first = await publish(home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("publisher.gate.pages.RIBBON", "没有这句话")
        with pytest.raises(Held) as held:
            await job.publish(Order(home, TOWN, NOW, True, URL, afresh=True))
    assert any("does not say that its town is invented" in each for each in held.value.reasons)
    assert release.current(home / "site") == first.id
    assert not [*(home / "site").rglob("*.tmp")]


async def test_what_the_gate_finds_stays_behind_and_the_rest_goes_out(
    village: Village, home: Path
) -> None:
    body = await v.body(village.clerk)
    notice = await v.notice(village.clerk, body, text="明天停水")
    await v.published(village, "OPEN_NOTICE", notice)
    await publish(home)
    await v.restricted_name(village.administrator, name="禾黍稷")
    changed = {"id": notice["id"], "expectedVersion": notice["version"]}
    notice = await v.notice(village.clerk, body, text="禾黍稷家门前停水", **changed)
    await v.published(village, "OPEN_NOTICE", notice, changeNote="写明地点。")
    await hung(village, "修路通知", text="后天修路")
    made = await publish(home)
    text = site(home)
    assert "明天停水" in text
    assert "后天修路" in text
    assert "禾黍稷" not in text
    assert {(each.edition[2], each.reason.name) for each in made.held if each.edition} == {
        (2, "RESTRICTED_NAME")
    }


async def test_a_first_edition_that_is_held_is_nowhere_on_the_site(
    village: Village, home: Path
) -> None:
    await v.restricted_name(village.administrator, name="禾黍稷")
    await hung(village, "禾黍稷的通知")
    await hung(village, "修路通知")
    made = await publish(home)
    assert "禾黍稷" not in site(home)
    assert "修路通知" in site(home)
    assert made.held


async def test_a_name_restricted_later_leaves_the_site(village: Village, home: Path) -> None:
    await hung(village, "停水通知", text="禾黍稷家门前停水")
    await publish(home)
    assert "禾黍稷" in site(home)
    await v.restricted_name(village.administrator, name="禾黍稷")
    await publish(home)
    assert "禾黍稷" not in site(home)


async def test_a_name_restricted_later_does_not_come_back_with_a_rollback(
    village: Village, home: Path
) -> None:
    await hung(village, "停水通知", text="禾黍稷家门前停水")
    notice, _ = await hung(village, "修路通知")
    await publish(home)
    await v.published(village, "OPEN_NOTICE", notice, changeNote="改了时间。")
    await publish(home)
    await v.restricted_name(village.administrator, name="禾黍稷")
    await publish(home)
    back = await rollback(home)
    assert "禾黍稷" not in site(home)
    assert "改了时间。" in site(home)
    assert {each.reason.name for each in back.held} == {"RESTRICTED_NAME"}


async def test_two_publishers_do_not_meet(village: Village, home: Path) -> None:
    with disk.alone(home / "site"), pytest.raises(Held, match="wait until it is done"):
        await publish(home)
