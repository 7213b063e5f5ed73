"""Home pages lead to what one can subscribe to and take along, wherever there is some."""

from __future__ import annotations

from pathlib import Path

from publishing import hung, publish, withdrawn
from village import Village

from publisher import reading

EVERYWHERE = {"feed.xml", "calendar.ics"}
OF_ITS_OWN = {"data/datapackage.json", "documents/#按月张贴"}


def links(folder: Path, page: str) -> set[str]:
    """Where a page leads."""
    return set(reading.read((folder / page).read_text(encoding="utf-8")).links)


async def test_every_home_page_offers_news_and_days(village: Village, home: Path) -> None:
    await hung(village, "停水通知")
    made = await publish(home)
    for page in ("index.html", "201/index.html", "201/001/index.html"):
        assert links(made.folder, page) >= EVERYWHERE


async def test_data_and_sheets_are_offered_where_the_area_has_its_own(
    village: Village, home: Path
) -> None:
    _, edition = await hung(village, "停水通知")
    made = await publish(home)
    assert links(made.folder, "201/001/index.html") >= OF_ITS_OWN
    assert not links(made.folder, "201/index.html") & OF_ITS_OWN
    assert 'id="按月张贴"' in (made.folder / "201/001/documents/index.html").read_text("utf-8")
    await withdrawn(village, edition)
    made = await publish(home)
    assert not links(made.folder, "201/001/index.html") & OF_ITS_OWN


async def test_pages_of_an_area_name_its_feed(village: Village, home: Path) -> None:
    await hung(village, "停水通知")
    made = await publish(home)
    (page,) = (made.folder / "201/001/open-notice").glob("*/index.html")
    homes = (made.folder / "201/001/index.html", made.folder / "index.html")
    for name, up in ((page, "../../"), *((each, "") for each in homes)):
        text = name.read_text(encoding="utf-8")
        assert f'type="application/rss+xml" title="最新公开" href="{up}feed.xml"' in text
