"""The headers of the site: a page may do what it needs, and a script in it only if it is ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from publishing import hung, publish
from village import Village

from publisher import disk, headers, reading, tags
from publisher.gate.house import script


async def test_every_page_keeps_to_what_its_headers_allow(village: Village, home: Path) -> None:
    await hung(village, "停水通知")
    made = await publish(home)
    said = json.loads((made.folder / headers.FILE).read_bytes())
    assert said == headers.headers()
    pages = [path for path in disk.files(made.folder) if path.endswith(".html")]
    for path in pages:
        read = reading.suspiciously((made.folder / path).read_text(encoding="utf-8"))
        allowed = said["/"][headers.POLICY]
        assert all(f"'{script(each)}'" in allowed for each in read.scripts)
        assert not [each for each in read.hazards if "style" in each]
        assert not any(map(tags.outside, read.resources))
    assert len(pages) > 5


def test_nothing_is_allowed_that_would_let_anything_run() -> None:
    for each in headers.headers().values():
        assert "unsafe-inline" not in each[headers.POLICY]
        assert "'unsafe-eval'" not in each[headers.POLICY]


def test_only_the_search_page_may_compile_a_program() -> None:
    can = [p for p, each in headers.headers().items() if "wasm-unsafe-eval" in each[headers.POLICY]]
    assert can == ["/search/"]


def test_a_script_in_the_theme_is_named_by_its_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "main.html").write_text("<p>甲</p><script>go()</script><script src='x'></script>")
    monkeypatch.setattr(headers, "_THEME", tmp_path)
    found = headers.inline.__wrapped__()
    assert found == {script("go()")}
    assert f"script-src 'self' '{script('go()')}';" in headers.policy(found)
