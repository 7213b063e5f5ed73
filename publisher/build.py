"""Markdown files into HTML, by MkDocs. No other module knows MkDocs.

It reads `mkdocs.yml` and the theme, never writes beside them, and tells every warning as a
reason against the release: a link into nothing is one.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown import Extension, Markdown

from publisher.render import Page

os.environ["NO_MKDOCS_2_WARNING"] = "1"  # read when the theme is imported

from mkdocs.commands.build import build as run
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

ROOT = Path(__file__).parents[1]

_UNUSED = ("assets/javascripts", "assets/images", "sitemap.xml.gz")
"""What the theme brings and no page of ours uses; source maps go too."""


@dataclass(frozen=True, slots=True)
class Site:
    """What MkDocs is told beside the pages. released: the day and number, ready to print."""

    name: str
    url: str
    issuer: str
    released: str
    demo: bool
    menu: list[Any]


def handwritten() -> tuple[Page, ...]:
    """The pages that people wrote: how to object, privacy, about."""
    files = sorted((ROOT / "site" / "pages").glob("*.md"))
    return tuple(Page(file.name, file.read_text(encoding="utf-8"), False) for file in files)


def write(pages: Iterable[Page], docs: Path) -> None:
    """Puts the pages as files into a folder."""
    for page in pages:
        file = docs / page.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page.text, encoding="utf-8")


def build(docs: Path, html: Path, site: Site) -> tuple[str, ...]:
    """Makes `html` from `docs`; the reasons why what it made must not be released."""
    with _warnings() as reasons:
        try:
            run(_config(docs, html, site))
        except MkDocsException as fault:
            reasons.append(f"MkDocs: {fault}")
    if html.is_dir():
        _trim(html)
    return tuple(reasons)


class _NoHtml(Extension):
    """Markdown without raw HTML: a tag in a page is text. Character references still count."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  named by Markdown
        """Takes out what would let tags through."""
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")


def _config(docs: Path, html: Path, site: Site) -> Any:
    config = load_config(
        str(ROOT / "mkdocs.yml"),
        docs_dir=str(docs),
        site_dir=str(html),
        site_name=site.name,
        site_url=site.url.rstrip("/") + "/",
        nav=site.menu,
        strict=False,  # the warnings are counted here, where their words are kept
        extra={
            "generator": False,
            "demo": site.demo,
            "issuer": site.issuer,
            "released": site.released,
        },
    )
    config["markdown_extensions"].append(_NoHtml())
    return config


class _Keeping(logging.Handler):
    """Keeps the words of warnings."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.kept: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps one."""
        self.kept.append(f"MkDocs: {record.getMessage()}")


@contextmanager
def _warnings() -> Iterator[list[str]]:
    """The warnings that MkDocs gives meanwhile; they reach nobody else."""
    log, handler = logging.getLogger("mkdocs"), _Keeping()
    loud = log.propagate
    log.addHandler(handler)
    log.propagate = False
    try:
        yield handler.kept
    finally:
        log.removeHandler(handler)
        log.propagate = loud


def _trim(html: Path) -> None:
    for name in _UNUSED:
        unused = html / name
        if unused.is_dir():
            shutil.rmtree(unused)
        else:
            unused.unlink(missing_ok=True)
    for unused in (*html.rglob("*.map"), *html.glob("assets/stylesheets/palette.*")):
        unused.unlink(missing_ok=True)
