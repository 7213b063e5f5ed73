"""In which order a bucket takes what has changed, and how long files may be kept."""

from __future__ import annotations

from uuid import uuid4

import pytest

from publisher.targets import cargo


@pytest.mark.parametrize(
    ("path", "cache"),
    [
        ("log/tile/0/x001/067", cargo.FOREVER),
        ("log/tile/entries/000.p/12", cargo.FOREVER),
        ("log/checkpoint", cargo.ASK),
        ("log/key", cargo.ASK),
        ("assets/zuwu.css", cargo.ASK),
        ("assets/javascripts/bundle.79ae519e.min.js", cargo.FOREVER),
    ],
)
def test_what_may_be_kept_without_asking(path: str, cache: str) -> None:
    assert cargo.told(path)[1] == cache


def test_a_picture_stays_until_its_page_does_not_show_it_unless_its_document_has_ended() -> None:
    folder = f"201/open-notice/{uuid4()}/"
    page, picture, home = f"{folder}index.html", f"{folder}a.png", "index.html"
    wanted = {page: "new", home: "new"}
    there: dict[str, str | None] = {page: "old", picture: "old", home: "old"}
    corrected = [(*s.puts, *s.drops) for s in cargo.steps(wanted, there, frozenset())]
    assert corrected == [(page,), (home,), (picture,)]
    ended = [(*s.puts, *s.drops) for s in cargo.steps(wanted, there, frozenset({page}))]
    assert ended == [(page,), (picture,), (home,)]


def test_a_new_village_has_a_home_page_before_any_menu_leads_to_it() -> None:
    page = f"201/open-notice/{uuid4()}/index.html"
    wanted = dict.fromkeys((page, "202/index.html", "201/index.html", "index.html"), "new")
    there: dict[str, str | None] = dict.fromkeys((page, "201/index.html", "index.html"), "old")
    told = [step.puts for step in cargo.steps(wanted, there, frozenset())]
    assert told == [("202/index.html",), (page,), ("201/index.html",), ("index.html",)]
