"""What the gate goes by changes while pages stand: no name stays, and nobody is kept waiting."""

from __future__ import annotations

from pathlib import Path

import pytest
import sealing as s
import village as v
from publishing import URL, hung, publish, redacted, rollback, site, withdrawn
from village import NOW, TOWN, Village

from publisher import guard, job
from publisher.job import Held, Order
from publisher.seal.note import Signer
from schema.gate import held

SIGNER = Signer("zuwu.example/log", bytes(range(32)))


async def let_go(village: Village, edition: dict[str, object]) -> None:
    """Two officers let a namesake be named."""
    given = {"edition": edition["id"], "reason": "RESTRICTED_NAME", "ground": "NAMESAKE"}
    asked = await village.clerk.does("requestGateOverride", "OverrideRequest", **given)
    given = {"override": asked["id"], "expectedVersion": asked["version"]}
    await village.supervisor.does("confirmGateOverride", "OverrideConfirmation", **given)


async def test_what_two_officers_let_go_keeps_nothing_else_from_going_out(
    village: Village, home: Path
) -> None:
    await v.restricted_name(village.administrator, name="禾黍稷")
    _, edition = await hung(village, "表扬通知", text="禾黍稷修好了水渠")
    made = await publish(home)
    await held.note(TOWN, NOW, made.held)
    await let_go(village, edition)
    assert (await publish(home)).held == ()
    _, other = await hung(village, "停水通知")
    made = await publish(home)
    assert made.made < made.pages
    assert made.held == ()
    await withdrawn(village, other)
    await publish(home)
    assert "停水通知" not in (home / "site/current/201/001/data/open-notice.csv").read_text("utf-8")
    assert "禾黍稷" in site(home)
    await withdrawn(village, edition)
    await publish(home)
    assert "禾黍稷" not in site(home)


async def test_a_child_entered_later_leaves_the_site_for_good(village: Village, home: Path) -> None:
    await hung(village, "表扬通知", text="禾黍稷捡到了钱包")
    notice, _ = await hung(village, "停水通知")
    await publish(home)
    await v.published(village, "OPEN_NOTICE", notice, changeNote="改了时间。")
    await publish(home)
    assert "禾黍稷" in site(home)
    await v.person(village.clerk, name="禾黍稷", birthYear=2018, memberFrom="2018-01-01")
    made = await publish(home)
    assert {each.reason.name for each in made.held} == {"RESTRICTED_NAME"}
    assert "禾黍稷" not in site(home)
    await rollback(home)
    assert "禾黍稷" not in site(home)


async def test_what_only_shared_files_show_is_put_down_to_the_page_that_stays(
    village: Village, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "_digest", lambda *known: "")  # so no page is looked into again
    await hung(village, "表扬通知", text="禾黍稷修好了水渠")
    await publish(home)
    await v.restricted_name(village.administrator, name="禾黍稷")
    await hung(village, "停水通知")
    made = await publish(home)
    assert len({each.edition for each in made.held}) == 1
    assert "禾黍稷" not in site(home)
    assert "停水通知" in site(home)


async def test_what_no_document_explains_is_told_with_the_refusal(
    village: Village, home: Path
) -> None:
    await hung(village, "停水通知")
    await publish(home)
    await v.restricted_name(village.administrator, name=v.NAMES[TOWN])  # it stands on every page
    with pytest.raises(Held) as refused:
        await publish(home)
    assert None in {each.edition for each in refused.value.by}
    assert {each.reason.name for each in refused.value.by} == {"RESTRICTED_NAME"}


async def test_a_rollback_lets_go_what_was_redacted_on_the_live_release(
    village: Village, home: Path
) -> None:
    await hung(village, "停水通知")
    before = await publish(home)
    _, edition = await hung(village, "机密的通知", text="机密的内容")
    live = await publish(home)
    await job.renew(Order(home, TOWN, NOW, True, URL))
    copies = home / "site" / "offline"
    assert list(copies.glob("*.zip"))
    await redacted(village, edition)
    back = await rollback(home)
    assert back.id not in {before.id, live.id}
    assert not list(copies.glob("*.zip"))
    assert "机密的内容" not in everything(home)
    assert "这条说明长期保留" in site(home)


@pytest.mark.parametrize("way", ["held", "expired"])
async def test_what_is_redacted_once_it_is_off_the_site_stays_in_no_old_release(
    village: Village, home: Path, way: str
) -> None:
    _, edition = await hung(village, "通知", text="禾黍稷的内容", postedUntil="2026-05-18")
    await hung(village, "停水通知")
    await publish(home)
    now = NOW.replace(day=20) if way == "expired" else NOW
    if way == "held":
        await v.restricted_name(village.administrator, name="禾黍稷")
    await publish(home, now)
    assert "禾黍稷" not in site(home)
    assert "禾黍稷的内容" in everything(home)
    await redacted(village, edition)
    await publish(home, now)
    assert "禾黍稷的内容" not in everything(home)


async def test_what_never_went_out_leaves_no_sheet_behind(village: Village, home: Path) -> None:
    await hung(village, "停水通知")
    await v.restricted_name(village.administrator, name="禾黍稷")
    await publish(home)
    await hung(village, "表扬通知", text="禾黍稷修好了水渠")
    await publish(home)
    sheets = list((home / "site" / "sheets").iterdir())
    assert sheets
    assert all(each.stat().st_nlink > 1 for each in sheets)


async def test_what_the_log_does_not_hold_yet_waits_for_it(village: Village, home: Path) -> None:
    order = Order(home, TOWN, NOW, True, URL, signers=(SIGNER,))
    await s.hung(village, "停水通知")
    head = await s.append()
    await s.hung(village, "修路通知")
    await job.publish(order)
    assert "修路通知" not in site(home)
    await s.append(head)
    await job.publish(order)
    notices = list((home / "site" / "current" / "201/001/open-notice").glob("*/index.html"))
    assert len(notices) == 2
    assert all(each.with_name("proof.json").exists() for each in notices)


def everything(home: Path) -> str:
    """All that lies below the site's folder, in old releases too."""
    pages = (home / "site").rglob("*.html")
    return "\n".join(each.read_text(encoding="utf-8") for each in pages)
