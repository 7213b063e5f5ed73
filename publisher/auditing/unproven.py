"""Pages without a proof: dated notices by the word of the log, or what should have one.

No entry is made when a posting period ends. When it cannot have ended before is known from the
moment of publication and the law of that day.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from types import MappingProxyType

from markupsafe import Markup

from publisher import book, markdown, places, reading, tags, templates
from publisher.auditing import article, wording
from publisher.auditing.article import bare
from publisher.faces import Notice
from publisher.seal.proofs import NAME
from publisher.seal.sites import Site
from schema.base.sealing import SealEvent
from schema.cards import Key
from schema.publications import DOCUMENTS, Ending
from schema.rules import deadlines
from schema.seals.leaves import Leaf

_ENDING: Mapping[SealEvent, Ending] = MappingProxyType(
    {
        SealEvent.PUBLISHED: Ending.EXPIRED,
        SealEvent.CORRECTED: Ending.EXPIRED,
        SealEvent.WITHDRAWN: Ending.WITHDRAWN,
        SealEvent.REDACTED: Ending.REDACTED,
    }
)
"""What a page without a proof must say, by what became of its document last."""

_WORDS, _DAY = "\ue000", date(9999, 9, 9)
"""In the place of words and days that are not known; nobody writes them."""


def own(folder: str) -> str:
    """The folder of a page below that of its area; of no document, if it is not that of one."""
    return "/".join(folder.rstrip("/").split("/")[-2:])


def place(last: Leaf) -> str:
    """The same folder, of the page of a document."""
    return places.own(Key(last.document, last.record))


def faults(site: Site, folder: str, last: Leaf, today: date) -> Iterator[str]:
    """What speaks against a page without a proof, by the last entry of its document."""
    html = site.read(f"{folder}index.html") or b""
    if last.document not in DOCUMENTS or not _is_notice(html, last):
        yield f"{folder}{NAME}: is missing, and the page is no notice as this version writes it"
    elif last.opens and not _may_be_over(last, today):
        yield f"{folder}index.html: says that its posting is over, which it cannot be yet"


def _is_notice(html: bytes, last: Leaf) -> bool:
    """Whether an article is the dated notice of an ending and nothing else."""
    told = article.read(html.decode(errors="replace"))
    said = "\n".join((*told.lines, *told.folded))
    return any(_pattern(last, words).fullmatch(said) for words in (None, _WORDS))


def _pattern(last: Leaf, explanation: str | None) -> re.Pattern[str]:
    """The article of a notice, in which some words and days are not known."""
    ending = _ENDING[last.event]
    notice = Notice(
        ending=ending,
        title=None if ending is Ending.REDACTED else _WORDS,
        label=templates.called(last.document),
        explanation=explanation,
        published=book.day_of(last.moment) if last.opens else _DAY,
        ended=_DAY,
        last_day=_DAY,
        issuer=_WORDS,
        code=wording.item(last).code,
        item=_WORDS,
        objection=Markup(places.OBJECTING),
    )
    heading = bare(markdown.plain(f"{_WORDS}{notice.label}：{templates.label(ending)}"))
    lines = [heading, *wording.lines(templates.render("Ending.md", ending=notice))]
    text = re.escape("\n".join(lines))
    return re.compile(text.replace(_WORDS, ".+").replace(templates.day(_DAY), r"\d+年\d+月\d+日"))


def _may_be_over(leaf: Leaf, today: date) -> bool:
    """Whether the posting of an edition can have ended before a day."""
    days = wording.item(leaf).posting_days
    first = book.day_of(leaf.moment)
    return days is not None and deadlines.posted_until(first, days) < today


def linked(site: Site, folders: Collection[str], unseen: Collection[str]) -> set[str]:
    """The folders of pages not seen yet to which others lead; sitemaps leave out some."""
    found = set[str]()
    for folder in folders:
        html = (site.read(f"{folder}index.html") or b"").decode(errors="replace")
        links = (link for link in reading.read(html).links if not tags.outside(link))
        paths = (posixpath.normpath(f"{folder}{link}") for link in links)
        found |= {f"{path}/" for path in paths if path[0] not in "./" and own(path) in unseen}
    return {each for each in found if site.read(f"{each}index.html") is not None}
