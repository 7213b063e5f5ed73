"""Texts from records come out of MkDocs' Markdown as the same texts, and as nothing else."""

from __future__ import annotations

import unicodedata
from html.parser import HTMLParser

import pytest
import shelves
from hypothesis import assume, example, given
from hypothesis import strategies as st
from markdown import Markdown
from mkdocs.utils import meta

from publisher import markdown
from publisher.markdown import FrontMatter

HOLES = (
    "# x",
    "| a | b |",
    "<script>alert(1)</script>",
    "![](javascript:alert(1))",
    "[x](javascript:alert(1))",
    "<https://example.org> https://example.org",
    "{{ config }} {% raw %}",
    '--8<-- "/etc/passwd"',
    "</title><script>alert(1)</script>",
    '!!! note "x"\n\n    y',
    "    four spaces\n\ttab",
    "1. one\n2. two\n- three\n* four\n+ five",
    "x\n===\ny\n---",
    "```\ncode\n```\n~~~",
    "> quote\n[TOC]\n[a]: http://b.example\n*[HTML]: x",
    "&lt;b&gt; &#60; &amp;",
    "\\# \\[ `code` **b** _i_ ~~s~~",
    "{: onclick=alert(1) }",
    "a  \nb\n\n\n\nc",
    "\x02klzzwxh:0\x03 \x02wzxhzdk:0\x03",
    "\u2028x\u0085y\ufeff\ud800",
    "\u3000\u3000首行缩进",
)

TEXTS = st.one_of(st.text(), st.text(alphabet="#*-_+`~<>[](){}!|\\&;: \t\n1.=\"'xa/\u3000"))

CONTEXTS = {
    "a paragraph": ("前\n\n{}\n\n后", "前{}后", {"p", "br"}),
    "a heading": ("## {}", "{}", {"h2"}),
    "a list": ("- 前\n- {}\n  后", "前{}后", {"ul", "li"}),
    "a link": ("- [{}](a/index.md)", "{}", {"ul", "li", "a"}),
    "a cell": (
        "| 项目 | 内容 |\n| --- | --- |\n| 前 | {} |",
        "项目内容前{}",
        {"table", "thead", "tbody", "tr", "th", "td"},
    ),
    "a box": ('!!! note "前"\n\n    {}\n\n后', "前{}后", {"div", "p", "br"}),
}
"""Where a text can stand: the Markdown around it, the words around it, the tags that may be."""


class Shown(HTMLParser):
    """The words and the tags of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words, self.tags, self.attributes = "", set[str](), set[str]()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps the tag."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        """Keeps the words."""
        self.words += data


def converted(source: str) -> Shown:
    """What MkDocs' Markdown makes of it, even with raw HTML allowed."""
    extensions = ["admonition", "sane_lists", "tables", "toc"]
    return Shown(Markdown(extensions=extensions).convert(source))


def folded(text: str) -> str:
    """The visible characters of a text; HTML may fold blanks, so none of them count."""
    hidden = {"Cc", "Cs", "Cn"}
    seen = "".join(text.split())
    return "".join(c for c in seen if unicodedata.category(c) not in hidden)


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("hole", HOLES)
def test_no_text_is_anything_but_text(context: str, hole: str) -> None:
    check(context, hole)


@given(text=TEXTS, context=st.sampled_from(sorted(CONTEXTS)))
@example(text="0\n===", context="a paragraph")
def test_any_text_comes_out_as_itself(text: str, context: str) -> None:
    assume(folded(text))
    check(context, text)


def check(context: str, text: str) -> None:
    """The same words come out, between the tags of the template and no others."""
    source, words, tags = CONTEXTS[context]
    escaped: str = markdown.inline(text)
    if context in {"a paragraph", "a box"}:
        indent = "    " if context == "a box" else ""
        escaped = markdown.paragraphs(text).replace("\n", f"\n{indent}")
    shown = converted(source.format(escaped))
    assert shown.tags <= tags
    assert shown.attributes <= {"id", "class", "href"}
    assert folded(shown.words) == words.format(folded(text))


def test_paragraphs_and_line_breaks_stay() -> None:
    html = Markdown().convert(markdown.paragraphs("甲\n乙\n\n丙"))
    assert html == "<p>甲<br />\n乙</p>\n<p>丙</p>"


def test_the_number_of_an_office_can_be_tapped() -> None:
    shown = markdown.telephones("组务室 0731-00000000 [x](y)")
    html = Markdown().convert(shown)
    assert '<a href="tel:0731-00000000">0731-00000000</a>' in html
    assert html.count("<a ") == 1


@pytest.mark.parametrize("number", ["13800000000", "0731-000000001234", "10731-00000000"])
def test_what_is_no_number_of_an_office_cannot_be_tapped(number: str) -> None:
    assert "tel:" not in markdown.telephones(number)


@given(title=st.text())
def test_front_matter_holds_one_title_whatever_the_title(title: str) -> None:
    told = FrontMatter(title=title, template_name="x", description=title, noindex=True)
    body, found = meta.get_data(markdown.front_matter(told) + "正文")
    assert body.strip() == "正文"
    assert set(found) == {"title", "template_name", "description", "noindex", "crumbs"}
    assert found["title"] == markdown.plain(title)


def test_a_title_cannot_add_a_key_or_a_tag() -> None:
    title = '停水"\ntemplate: evil.html\n---\n</title><script>alert(1)</script>'
    told = FrontMatter(title=title, template_name="x", description="", noindex=False)
    _, found = meta.get_data(markdown.front_matter(told))
    assert "template" not in found
    assert not set(found["title"]) & set("<>&\"'\n")


def test_every_text_of_a_shelf_can_be_written_to_a_file() -> None:
    text = shelves.pages(shelves.shelf(shelves.document("OpenNotice", "\ud800\ufffe\x00")))
    assert all(each.encode() for each in text.values())


@given(title=TEXTS)
def test_the_head_of_a_page_parts_from_its_body_again(title: str) -> None:
    told = FrontMatter(title, "page", "字", noindex=True)
    assert markdown.parted(f"{markdown.front_matter(told)}字\n---\n") == (
        meta.get_data(markdown.front_matter(told))[1],
        "字\n---\n",
    )


@pytest.mark.parametrize("source", ["字", "---\ntitle: 字\n---\n", "---\ntitle: 1", "title: 1\n"])
def test_a_head_that_is_not_ours_is_left_to_mkdocs(source: str) -> None:
    assert markdown.parted(source) is None
