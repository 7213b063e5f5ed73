"""Sitemaps: what robots are told of a site."""

from __future__ import annotations

from datetime import date
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
import village as v

from publisher.announce import sitemaps
from publisher.announce.sitemaps import Listed

URL = "https://zuwu.example/qingxi/"
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def page(path: str, changed: date = v.TODAY, noindex: bool = False) -> Listed:
    """A page of the site."""
    return Listed(path, changed, noindex)


def listed(content: bytes) -> list[tuple[str | None, str | None]]:
    """Addresses and days."""
    root = ElementTree.fromstring(content)
    return [
        (each.findtext("s:loc", None, NAMES), each.findtext("s:lastmod", None, NAMES))
        for each in root
    ]


def test_a_page_is_listed_by_its_folder_with_its_day() -> None:
    made = sitemaps.sitemap([page("index.html"), page("201/001/index.html")], URL)
    assert listed(made) == [
        ("https://zuwu.example/qingxi/201/001/", "2026-05-03"),
        ("https://zuwu.example/qingxi/", "2026-05-03"),
    ]


def test_a_page_that_asks_robots_to_stay_away_is_not_listed() -> None:
    made = sitemaps.sitemap([page("a/index.html", noindex=True), page("b/index.html")], URL)
    assert [address for address, _ in listed(made)] == [f"{URL}b/"]


def test_the_order_in_which_pages_come_does_not_matter() -> None:
    pages = [page(f"{n}/index.html") for n in range(9)]
    assert sitemaps.sitemap(pages, URL) == sitemaps.sitemap(reversed(pages), URL)


def test_the_town_leads_to_the_sitemap_of_every_area() -> None:
    made = sitemaps.index([("sitemap-town.xml", v.TODAY), ("201/sitemap.xml", v.TODAY)], URL)
    assert listed(made) == [
        (f"{URL}sitemap-town.xml", "2026-05-03"),
        (f"{URL}201/sitemap.xml", "2026-05-03"),
    ]


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("201/001/", True),
        ("201/001/body-roster/1/", True),
        ("201/001/feed.xml", True),
        ("data/body-roster.csv", False),
    ],
)
def test_robots_may_read_pages_and_not_carry_data_away(path: str, may: bool) -> None:
    rules = RobotFileParser()
    rules.parse(sitemaps.robots(URL)["robots.txt"].decode().splitlines())
    assert rules.can_fetch("*", URL + path) is may
    assert rules.site_maps() == [f"{URL}sitemap.xml"]


def test_robots_stay_out_of_the_data_of_every_place_and_of_copies() -> None:
    lines = sitemaps.robots(URL)["robots.txt"].decode().splitlines()
    assert "Disallow: /qingxi/*/data/" in lines
    assert "Disallow: /qingxi/*.zip$" in lines
