"""The templates of `site/templates`, in which every value is escaped unless it is Markdown already.

A field that a template names and a document lacks is an error, and so is a value that nobody has
said how to print: an empty space on a page would pass unseen.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, MutableMapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from publisher import markdown
from schema.base.context import SHANGHAI
from schema.base.verdict import Verdict
from schema.rules import quorum

FOLDER = Path(__file__).parents[1] / "site" / "templates"

_CALLED = re.compile(r"\{# (\S+) #\}\n")
_WEEKDAYS = "一二三四五六日"


@cache
def labels() -> Mapping[str, Mapping[str, str]]:
    """What the values of enums are called in the village."""
    text = (FOLDER / "labels.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


@cache
def called(document: str) -> str:
    """What the village calls a sort of document: the comment in the first line of its template."""
    with (FOLDER / f"{document}.md").open(encoding="utf-8") as template:
        found = _CALLED.match(template.readline())
    if found is None:
        raise KeyError(f"{document}.md does not begin with its name, such as {{# 会议通知 #}}")
    return found[1]


def label(value: Enum) -> str:
    """What the village calls it; a `KeyError` names the label that labels.toml lacks."""
    return labels()[type(value).__name__][value.name]


def day(value: date | datetime) -> str:
    """A day as 2026年5月3日; a moment by its legal day."""
    on = value.astimezone(SHANGHAI) if isinstance(value, datetime) else value
    return f"{on.year}年{on.month}月{on.day}日"


def moment(value: datetime) -> str:
    """A moment as 2026年5月3日（星期日）15:00, by the clock of Asia/Shanghai."""
    local = value.astimezone(SHANGHAI)
    return f"{day(local)}（星期{_WEEKDAYS[local.weekday()]}）{local:%H:%M}"


def printed(value: object) -> Markup:
    """A value as a template prints it."""
    match value:
        case Markup():
            return value
        case Enum():
            return markdown.inline(label(value))
        case str():
            pass
        case bool() | None:
            raise TypeError(f"a template prints {value}; let it say what that means")
        case datetime():
            return Markup(moment(value))
        case date():
            return Markup(day(value))
        case int():
            return Markup(value)
    return markdown.inline(str(value))  # an undefined name raises here


def render(template: str, **values: Any) -> Markup:
    """The Markdown that a template makes of its values."""
    return Markup(_environment().get_template(template).render(values))


def demoted(content: Markup) -> Markup:
    """The same with every heading one level lower; only templates can begin a line with `##`."""
    return Markup(re.sub("^##", "###", content, flags=re.MULTILINE))


class Flat(Environment):
    """Templates that are given what all know as one dict, for it is copied with every page."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What all know, and what one is given beside it."""
        return {**self.globals, **(d or {})}


def _unit(verdict: Verdict) -> str:
    return quorum.unit(verdict.basis)


@cache
def _environment() -> Environment:
    environment = Flat(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        autoescape=True,
        auto_reload=False,
        finalize=printed,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "paragraphs": markdown.paragraphs,
        "telephones": markdown.telephones,
        "unit": _unit,
    }
    return environment
