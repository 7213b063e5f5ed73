"""Whether a page is what the log says was published, as the proof beside it shows."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from publisher import attachments, places
from publisher.auditing import article, wording
from publisher.auditing.article import Article
from publisher.auditing.wording import Unreadable, Wording
from publisher.seal import proofs
from publisher.seal.proofs import NAME, Proof
from publisher.seal.sites import Site
from schema.cards import Key


@dataclass(frozen=True, slots=True)
class Page:
    """A page by its folder, with the proof beside it."""

    folder: str
    proof: Proof

    @property
    def file(self) -> str:
        """The proof's file."""
        return self.folder + NAME


def faults(page: Page, origin: str, site: Site, today: date) -> Iterator[str]:
    """Every reason why a page is not what its proof says; the log itself is not looked at."""
    proof = page.proof
    if proof.origin != origin:
        yield f"{page.file}: is of another log"
    if not (proof.entry.opens and proof.holds):
        yield f"{page.file}: its entry commits to another snapshot"
    own = places.own(Key(proof.entry.document, proof.entry.record))
    if not f"/{page.folder}".endswith(f"/{own}/"):
        yield f"{page.file}: is the proof of another page"
    for reason in _unlike(page, site, today):
        yield f"{page.folder}index.html: {reason}"


def proof(site: Site, folder: str) -> Proof | None:
    """The proof beside a page, if there is one; ValueError if what is there is none."""
    content = site.read(folder + NAME)
    return None if content is None else proofs.parsed(content)


def _unlike(page: Page, site: Site, today: date) -> Iterator[str]:
    """What a page does not show of the snapshot, or says besides."""
    html = site.read(f"{page.folder}index.html")
    if html is None:
        yield "is missing"
        return
    try:
        of = wording.publication(page.proof)
        wanted = wording.wording(of, f"{page.folder}index.md", today)
    except Unreadable as fault:
        yield str(fault)
        return
    shown = article.read(html.decode(errors="replace"))
    if not _says(shown, wanted):
        yield from _reasons(shown, wanted) or [_OTHERWISE]
    for path, digest in attachments.files(f"{page.folder}index.md", of).items():
        if hashlib.sha256(site.read(path) or b"").hexdigest() != digest:
            yield "an attachment is not there, or not what was published"


_OTHERWISE = "says more than was published, or says it in other words than this version of zuwu"


def _says(shown: Article, wanted: Wording) -> bool:
    """Whether an article begins with what is wanted, with nothing above or between.

    What can be unfolded in it is headings.
    """
    above, body = [*wanted.facts.values(), *wanted.note], list(wanted.body)
    rest = shown.lines[2:]
    if not _headed(shown, wanted) or rest[: len(above)] != above:
        return False
    rest = rest[len(above) :]
    if wanted.states:
        if not wanted.states.issuperset(rest[:1]):
            return False
        rest = rest[1:]
    spoken_of = wanted.about is not None and rest[:1] and rest[0].endswith(wanted.about)
    whole = any(rest[start : start + len(body)] == body for start in range(1 + bool(spoken_of)))
    return whole and {*shown.folded} <= {wording.CONTENTS, *shown.lines}


def _headed(shown: Article, wanted: Wording) -> bool:
    """Whether the heading is the title behind the name of the area, which goes from the title."""
    heading, issuer = (*shown.lines, "", "")[:2]
    name = issuer.removeprefix(wording.ISSUER)
    own = heading.removeprefix(name)
    left = wanted.title.removesuffix(own).removeprefix(name)
    named = issuer != name != "" and heading.startswith(name)
    return named and wanted.title.endswith(own) and name.endswith(left)


def _reasons(shown: Article, wanted: Wording) -> list[str]:
    """What was published and stands nowhere on the page, as far as that can be told."""
    there = "\n".join(shown.lines)
    missing = Counter(wanted.lines) - Counter(shown.lines)
    found = [what for what, line in wanted.facts.items() if line in missing]
    if not _headed(shown, wanted):
        found.append("what was published as title")
    fields = (_field(line, there, wanted) for line in missing)
    found += [f"what was published as {field}" for field in fields if field]
    return [f"does not show {each}" for each in dict.fromkeys(found)]


def _field(line: str, there: str, wanted: Wording) -> str | None:
    """The field whose value a missing line is, or has in it without its standing elsewhere."""
    lost = ((f, form) for f, form in wanted.fields if form == line or form not in there)
    held = [(len(form), field) for field, form in lost if form in line]
    return max(held, key=itemgetter(0), default=(0, None))[1]
