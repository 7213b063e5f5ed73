"""Copies to take along: what was taken down is in none of them from the moment that it is gone."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

from publishing import URL, hung, publish, withdrawn
from village import NOW, TOWN, Village

from publisher import job, reading
from publisher.gate.finding import Finding
from publisher.job import Order


async def renewed(home: Path) -> tuple[Finding, ...]:
    """The copies of what is live."""
    return await job.renew(Order(home, TOWN, NOW, True, URL))


def copies(home: Path) -> set[str]:
    """The copies that there are; the page that names them leads to exactly these."""
    folder = home / "site" / "current" / "offline"
    read = reading.read((folder / "index.html").read_text(encoding="utf-8"))
    there = {each.name for each in folder.glob("*.zip")}
    assert {each for each in read.links if each.endswith(".zip")} == there
    return there


def held(home: Path, name: str) -> str:
    """Everything that a copy says."""
    with ZipFile(home / "site" / "offline" / name) as archive:
        texts = (each for each in archive.namelist() if each.endswith((".html", ".json", ".txt")))
        return "\n".join(archive.read(each).decode() for each in texts)


async def test_a_village_and_all_data_can_be_taken_along(village: Village, home: Path) -> None:
    await hung(village, "停水通知")
    await publish(home)
    assert copies(home) == set()
    assert await renewed(home) == ()
    assert copies(home) == {"201.zip", "data.zip"}
    assert "停水通知" in held(home, "201.zip")
    assert "停水通知" in held(home, "data.zip")


async def test_without_a_release_there_is_no_copy(village: Village, home: Path) -> None:
    assert await renewed(home) == ()


async def test_a_copy_with_what_was_taken_down_goes_with_the_release(
    village: Village, home: Path
) -> None:
    _, edition = await hung(village, "停水通知")
    await hung(village, "修路通知")
    await publish(home)
    await renewed(home)
    await withdrawn(village, edition)
    await publish(home)
    assert copies(home) == set()
    await renewed(home)
    assert copies(home) == {"201.zip", "data.zip"}
    assert "停水通知" not in held(home, "data.zip")


async def test_a_copy_outlives_what_is_added_until_it_is_renewed(
    village: Village, home: Path
) -> None:
    await hung(village, "停水通知")
    await publish(home)
    await renewed(home)
    await hung(village, "修路通知")
    await publish(home)
    assert copies(home) == {"201.zip", "data.zip"}
    assert "修路通知" not in held(home, "201.zip")
    await renewed(home)
    assert "修路通知" in held(home, "201.zip")


async def test_a_copy_of_which_nothing_has_changed_is_not_made_again(
    village: Village, home: Path
) -> None:
    await hung(village, "停水通知")
    await publish(home)
    await renewed(home)
    file = home / "site" / "offline" / "201.zip"
    before = file.stat().st_ino
    await renewed(home)
    assert file.stat().st_ino == before
