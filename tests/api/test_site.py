"""The site: whichever release is live, with the headers that keep its readers safe."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.service import Service


def release(home: Path, name: str, text: str) -> None:
    """A release that is swapped in as the publisher does it."""
    folder = home / "site" / name
    (folder / "439901").mkdir(parents=True)
    (folder / "index.html").write_text(text)
    (folder / "404.html").write_text("没有这一页")
    (folder / "439901" / "index.html").write_text("county")
    link = home / "site" / f"{name}.link"
    link.symlink_to(folder)
    link.replace(home / "site" / "current")


def test_before_the_first_release_nothing_is_there(service: Service) -> None:
    response = service.client.get("/")
    assert response.status_code == 404
    assert "还没有发布" in response.text


def test_a_swapped_release_is_served_at_once(service: Service) -> None:
    release(service.home, "1", "first")
    assert service.client.get("/").text == "first"
    release(service.home, "2", "second")
    assert service.client.get("/").text == "second"


def test_pages_may_load_nothing_from_elsewhere_and_run_nothing_inline(service: Service) -> None:
    release(service.home, "1", "page")
    headers = service.client.get("/").headers
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; ")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_only_the_page_that_searches_compiles_a_program(service: Service) -> None:
    release(service.home, "1", "page")
    policy = service.client.get("/search/").headers["content-security-policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; " in policy


def test_a_page_that_is_not_there_is_the_sites_own_page(service: Service) -> None:
    release(service.home, "1", "page")
    response = service.client.get("/nothing/here")
    assert response.status_code == 404
    assert response.text == "没有这一页"
    assert "content-security-policy" in response.headers


def test_a_folder_without_its_slash_leads_on_without_naming_a_host(service: Service) -> None:
    release(service.home, "1", "page")
    response = service.client.get("/439901", headers={"Host": "evil.example"})
    assert response.status_code == 307
    assert response.headers["location"] == "439901/"


@pytest.mark.parametrize("path", ["/../zuwu.lock", "/%2e%2e/test.sqlite3", "/..%2ftest.sqlite3"])
def test_nothing_beside_the_release_is_served(service: Service, path: str) -> None:
    release(service.home, "1", "page")
    assert service.client.get(path).status_code == 404


def test_pages_are_only_read(service: Service) -> None:
    assert service.client.post("/").status_code == 405
