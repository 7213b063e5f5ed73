"""The peers of our publisher, each given the same Markdown: everything, and one page edited.

MkDocs has our theme and our settings; Zensical has the same settings and its own theme, for it
knows no templates of ours; Hugo has the least of a theme: a page, and a list of what lies below.
All have the areas in their menu and no page of a record.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bench import costs, town
from bench.costs import Cost

ENGINES = town.KEPT / "peers" / "bin"

LAYOUTS = {
    "single": "<article><h1>{{ .Title }}</h1>{{ .Content }}</article>",
    "list": "<article><h1>{{ .Title }}</h1>{{ .Content }}</article>"
    '<ul>{{ range .Sections }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>'
    "{{ end }}</ul>",
}
PAGE = """<!doctype html><html lang="zh"><head><meta charset="utf-8">
<title>{{{{ .Title }}}}</title><meta name="description" content="{{{{ .Params.description }}}}">
</head><body><header><a href="/">{{{{ site.Title }}}}</a>
{{{{ range .Ancestors.Reverse }}}}<a href="{{{{ .RelPermalink }}}}">{{{{ .Title }}}}</a>
{{{{ end }}}}
</header><main>{}</main><footer>{{{{ .Params.issuer }}}}</footer></body></html>
"""


def _mkdocs(home: Path) -> Iterator[tuple[str, Cost]]:
    folder = _folder(home, "mkdocs")
    inherited = {"INHERIT": str(town.ROOT / "mkdocs.yml"), "strict": False}
    (own := folder / "theme").mkdir()  # its frame, not ours
    _configured(folder, home, inherited | {"theme": {"custom_dir": str(own)}})
    told = {"NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "-q"]
    yield "everything", costs.command("mkdocs", command, folder, told)
    _edit(folder / "docs")
    yield "an edit (--dirty)", costs.command("mkdocs", [*command, "--dirty"], folder, told)


def _zensical(home: Path) -> Iterator[tuple[str, Cost]]:
    folder = _folder(home, "zensical")
    features = ["navigation.indexes", "navigation.prune"]
    theme = {"name": "material", "language": "zh", "font": False, "features": features}
    written = ["admonition", "sane_lists", "tables", "toc"]
    _configured(folder, home, {"theme": theme, "plugins": [], "markdown_extensions": written})
    command = [str(ENGINES / "zensical"), "build"]
    yield "everything", costs.command("zensical", command, folder)
    _edit(folder / "docs")
    yield "an edit", costs.command("zensical", command, folder)


def _hugo(home: Path) -> Iterator[tuple[str, Cost]]:
    folder = _folder(home, "hugo")
    for file in [*(folder / "docs").rglob("index.md")]:
        if any(each.is_dir() for each in file.parent.iterdir()):
            file.rename(file.with_name("_index.md"))  # to Hugo the others have nothing below
    for name, inside in LAYOUTS.items():
        layout = folder / "layouts" / "_default" / f"{name}.html"
        layout.parent.mkdir(parents=True, exist_ok=True)
        layout.write_text(PAGE.format(inside), encoding="utf-8")
    (folder / "hugo.json").write_text(
        json.dumps(
            {
                "baseURL": "https://zuwu.example/",
                "title": "组务公开",
                "contentDir": "docs",
                "disableKinds": ["taxonomy", "term", "rss"],
            }
        ),
        encoding="utf-8",
    )
    command = [str(ENGINES / "hugo"), "build", "--quiet"]
    yield "everything", costs.command("hugo", command, folder)
    _edit(folder / "docs")
    yield "an edit", costs.command("hugo", command, folder)


def _folder(home: Path, name: str) -> Path:
    """A folder in which a peer starts from nothing."""
    folder = home / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(home / "docs", folder / "docs")
    return folder


def _configured(folder: Path, home: Path, settings: Mapping[str, object]) -> None:
    """Writes `mkdocs.yml`: JSON is YAML too."""
    own = {
        "site_name": "组务公开",
        "site_url": "https://zuwu.example/",
        "docs_dir": "docs",
        "site_dir": "html",
        "nav": json.loads((home / "menu.json").read_text(encoding="utf-8")),
    }
    (folder / "mkdocs.yml").write_text(json.dumps({**own, **settings}), encoding="utf-8")


def _edit(docs: Path) -> None:
    """A line more on the page of a notice."""
    page = min(docs.rglob("open-notice/*/index.md"))
    page.write_text(f"{page.read_text(encoding='utf-8')}\n\n时间改了。\n", encoding="utf-8")


PEERS: Mapping[str, Callable[[Path], Iterator[tuple[str, Cost]]]] = {
    "mkdocs": _mkdocs,
    "zensical": _zensical,
    "hugo": _hugo,
}
"""What is measured beside ours, by name."""
