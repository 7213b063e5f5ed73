"""Markdown into HTML, by MkDocs. No other module knows MkDocs.

It is given the pages that have to be made, and takes it on trust that every other page to which
these lead is there: `publisher.verify` looks, at what came out. Pages are handed over in memory,
and what MkDocs needs for one site (its settings, the compiled theme) is kept from run to run, so
that a page costs what a page costs.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from importlib import metadata
from pathlib import Path
from typing import Any

import orjson
from jinja2 import pass_context
from jinja2.runtime import Context
from markdown import Extension, Markdown
from markdown.extensions.toc import nest_toc_tokens
from markupsafe import Markup

from publisher import hypertext, markdown, menu, templates
from publisher.menu import Menu
from publisher.render import Page

os.environ["NO_MKDOCS_2_WARNING"] = "1"  # read when the theme is imported

from mkdocs.commands.build import build as run
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as Written
from mkdocs.structure.toc import get_toc

ROOT = Path(__file__).parents[1]

THEME = Path(metadata.distribution("mkdocs-material").locate_file("material/templates/assets"))  # type: ignore[arg-type]
"""What the theme brings along."""

_UNUSED = ("assets/javascripts", "assets/images", "sitemap.xml")
"""What the theme brings and no page of ours uses; source maps go too."""


@dataclass(frozen=True, slots=True)
class Site:
    """What MkDocs is told beside the pages."""

    name: str
    url: str
    issuer: str
    demo: bool
    menu: Menu


def handwritten() -> tuple[Page, ...]:
    """The pages that people wrote: how to object, privacy, about."""
    files = sorted((ROOT / "site" / "pages").glob("*.md"))
    return tuple(Page(file.name, file.read_text(encoding="utf-8"), False) for file in files)


def build(pages: Sequence[Page], html: Path, site: Site, *, furniture: bool) -> tuple[str, ...]:
    """Makes the pages in the folder `html`; the reasons why what it made must not be released.

    furniture: whether to make what is not a page, too: styles, scripts, icons and 404.html; then
    whatever is in the folder goes.
    """
    with _warnings() as reasons:
        try:
            config = _ready(orjson.dumps(site))
            given = config.plugins[_NAME]
            given.pages, given.html, given.furniture = pages, html, furniture
            listed = [page.path for page in pages if page.path in given.titles]
            config.nav = menu.unfolded(site.menu, listed)
            config.site_dir = str(html if furniture else html / _NOWHERE)
            config.theme.static_templates = {"404.html"} if furniture else set()
            run(config)
        except MkDocsException as fault:
            reasons.append(f"MkDocs: {fault}")
    if html.is_dir() and furniture:
        _trim(html)
    return tuple(reasons)


_NOWHERE = ".none"
"""A folder that is never there: MkDocs empties the one that it is told, and writes nothing."""


_UNWRITTEN = (
    *("html", "autolink", "automail", "backtick"),
    *("reference", "image_reference", "short_reference", "short_image_ref"),
)
"""What stands within lines of Markdown and no template of ours writes."""


class _Plain(Extension):
    """Markdown as the templates write it, without raw HTML: a tag in a page is text. Character
    references still count. What is not looked for in a page costs nothing."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  named by Markdown
        """Takes out what would let tags through, and what is never written."""
        md.preprocessors.deregister("html_block")
        for each in _UNWRITTEN:
            md.inlinePatterns.deregister(each)


def _stand_in(config: Any, path: str) -> File:
    """A file of which nothing is made, and that is part of no list."""
    return File.generated(config, path, content="", inclusion=InclusionLevel.EXCLUDED)


class _Trusting(Files):
    """The files of a run; of any other that a page or the menu leads to, a stand-in.

    menu: those of the menu, for all runs: it leads to every area each time.
    """

    def __init__(self, files: Iterable[File], config: Any, menu: Mapping[str, File]) -> None:
        super().__init__(files)
        self._config = config
        self._elsewhere = dict(menu)

    def get_file_from_path(self, path: str) -> File | None:
        """The file, or its stand-in."""
        return self.src_uris.get(path) or self._elsewhere.get(path) or self._looked_up(path)

    def _looked_up(self, path: str) -> File:
        """The same for a path that has not been asked for yet, however it is written."""
        found = super().get_file_from_path(path)
        if found is None:
            found = self._elsewhere[path] = _stand_in(self._config, path)
        return found


class _Page(Written):
    """A page that is made in one pass, if it is written as the templates write."""

    def read_source(self, config: Any) -> None:
        """Parts the head, which is JSON, from the body."""
        found = markdown.parted(self.file.content_string)
        if found is None:
            super().read_source(config)
        else:
            self.meta, self.markdown = found

    def render(self, config: Any, files: Files) -> None:
        """Makes HTML of the body, and finds the headings and the links to others."""
        made = hypertext.written(self.markdown or "", self.file.src_uri)
        if made is None:
            super().render(config, files)
            return
        told: list[Any] = [
            {"level": each.level, "id": each.anchor, "name": each.name} for each in made.headings
        ]
        self.content, self.toc = made.html, get_toc(nest_toc_tokens(told))
        self.present_anchor_ids, self.links_to_anchors = made.anchors, {}
        for path, anchor, link in made.marked:
            if file := files.get_file_from_path(path):
                self.links_to_anchors.setdefault(file, {})[anchor] = link


_NAME = "zuwu"


class _Given(BasePlugin):  # type: ignore[type-arg,no-untyped-call]  # it has no settings
    """Puts the pages that were given in the place of those in a folder, and takes what they became.

    alike: parts that are the same on all pages that are as deep and not in the menu: of a village,
    or of the area of which they speak.
    """

    pages: Sequence[Page] = ()
    html: Path = Path()
    furniture: bool = False

    def __init__(self, titles: Mapping[str, str]) -> None:
        super().__init__()
        self.titles = titles
        self.menu: dict[str, File] = {}
        self.alike: dict[tuple[str, str, str], Markup] = {}

    def on_files(self, files: Files, *, config: Any) -> Files:
        """The theme's files, if they are wanted, and the pages."""
        made = [File.generated(config, page.path, content=page.text) for page in self.pages]
        for file in made:
            _Page(self.titles.get(file.src_uri), file, config)
        self.menu = self.menu or {path: _stand_in(config, path) for path in self.titles}
        return _Trusting((*(files if self.furniture else ()), *made), config, self.menu)

    def on_post_page(self, output: str, *, page: Any, config: Any) -> str:
        """Puts a page in its place; MkDocs is left with nothing to write."""
        place = self.html / page.file.dest_uri
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(output.encode("utf-8", "xmlcharrefreplace"))
        return ""

    @pass_context
    def part(self, context: Context, name: str, of: str = "") -> Markup:
        """A part of the page by the name of its template; of: the area that it speaks of."""
        page = context["page"]
        if page is None or page.file.src_uri in self.titles:
            return self._part(context, name)
        place = (name, of or page.url.partition("/")[0], context["base_url"])
        if place not in self.alike:
            self.alike[place] = self._part(context, name)
        return self.alike[place]

    def _part(self, context: Context, name: str) -> Markup:
        return Markup(context.environment.get_template(name).render(context.get_all()))


@lru_cache(maxsize=1)
def _ready(told: bytes) -> Any:
    """MkDocs, ready to make pages of a site."""
    site = orjson.loads(told)
    config = load_config(
        str(ROOT / "mkdocs.yml"),
        docs_dir=str(ROOT / "site" / "pages"),
        site_name=site["name"],
        site_url=site["url"].rstrip("/") + "/",
        nav=site["menu"],
        strict=False,  # the warnings are counted here, where their words are kept
        extra={"generator": False, "demo": site["demo"], "issuer": site["issuer"]},
    )
    config["markdown_extensions"].append(_Plain())
    config.plugins[_NAME] = plugin = _Given(dict(menu.titles(site["menu"])))
    environment: Any = config.theme.get_env()
    theme: Any = config.theme
    listed = environment.list_templates
    # The theme is compiled once, and only gone through where its files are wanted.
    environment.list_templates = lambda **how: listed(**how) if plugin.furniture else []
    environment.make_globals = partial(templates.Flat.make_globals, environment)
    environment.auto_reload = False
    environment.trim_blocks = environment.lstrip_blocks = True  # else half of the lines are blank
    environment.filters["day"] = _day
    environment.globals |= {"part": plugin.part, "stylesheet": f"assets/{_stylesheet()}"}
    theme.get_env = lambda: environment
    return config


def _day(written: str) -> str:
    """A day of the head of a page, as the page says it."""
    return templates.day(date.fromisoformat(written))


def _stylesheet() -> str:
    """That of the theme; its name changes with it."""
    (found,) = THEME.glob("stylesheets/main.*.min.css")
    return found.relative_to(THEME).as_posix()


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
