"""A page that stands by itself, to be shown in a frame: it loads nothing, and runs nothing.

Styles and pictures are inside, links lead to the site, scripts are gone, and a policy of its own
keeps a browser from running or loading whatever else might be in it.
"""

from __future__ import annotations

import base64
import html
import re
from functools import cache, partial
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from publisher import build
from publisher.announce.links import rewritten
from schema.base.attached import MediaType

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'"
"""What a browser may do with it: show it."""

NOTICE = "预览：尚未审核，尚未公开。请勿打印张贴，请勿转发。"

_LOOKS = """
.preview { position: sticky; top: 0; z-index: 9; margin: 0; padding: .5em 1em;
  background: #7a1f1f; color: #fff; font: bold 1rem/1.5 sans-serif; text-align: center; }
"""

_HEAD = re.compile(r"<head\b[^>]*>")
_BODY = re.compile(r"<body\b[^>]*>")
_SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)
_STYLE = re.compile(r'<link rel="stylesheet" href="(?:[^"]*/)?(assets/[^"]+)"[^>]*>')
_PICTURE = re.compile(r'(<img\b[^<>]*?\ssrc=")([^"/]+)"')


def framed(page: str, address: str, folder: Path) -> str:
    """The page; address: where it will lie; folder: the files that lie beside it."""
    page = _SCRIPT.sub("", page)
    page = _PICTURE.sub(lambda tag: _picture(tag, folder), _STYLE.sub(_style, page))
    page = rewritten(page, partial(_led, address, folder))
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    page = _HEAD.sub(lambda tag: f"{tag[0]}{policy}<style>{_LOOKS}</style>", page, count=1)
    notice = f'<p class="preview" role="status">{NOTICE}</p>'
    return _BODY.sub(lambda tag: f"{tag[0]}{notice}", page, count=1)


def _style(tag: re.Match[str]) -> str:
    return f"<style>{_stylesheet(tag[1])}</style>"


@cache
def _stylesheet(name: str) -> str:
    """What a stylesheet of the theme says, ours before that which it comes with."""
    own, theme = build.ROOT / "site" / "theme" / name, build.THEME.parent / name
    return (own if own.is_file() else theme).read_text(encoding="utf-8")


def _led(address: str, folder: Path, link: str, loads: bool) -> str:
    """Where a link leads into the site; what lies beside a page that is not there yet has none."""
    if urlsplit(link).scheme or link.startswith("#"):
        return link
    beside = not loads and "/" not in link and (folder / link).is_file()
    return "" if beside else urljoin(address, link)


def _picture(tag: re.Match[str], folder: Path) -> str:
    """A picture with its content."""
    file = folder / html.unescape(tag[2])
    sort = next((each for each in MediaType if each.picture and each.suffix == file.suffix), None)
    if sort is None or not file.is_file():
        return tag[0]
    content = base64.b64encode(file.read_bytes()).decode()
    return f'{tag[1]}data:{sort.value};base64,{content}"'
