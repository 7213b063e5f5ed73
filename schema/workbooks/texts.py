"""Texts as committees' computers write them: in several encodings, with blanks nobody sees."""

import codecs
import re

from schema.workbooks.tables import Unreadable

_UNSEEN_ENDS = "".join(
    (
        " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\xad\u1680\u2028\u2029\u202f\u205f\u3000\ufeff",
        *map(chr, range(0x2000, 0x2010)),  # blanks, zero-width characters, direction marks
        *map(chr, range(0x202A, 0x202F)),
        *map(chr, range(0x2060, 0x2070)),
    )
)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FIRST_CHINESE = "\u0800"
"""Chinese takes three bytes in UTF-8; a short GB18030 text may pass for two-byte characters."""

_NOT_A_TEXT = (
    "文件里的文字无法辨认：编码既不是 UTF-8，也不是 GB18030（国标码）。请重新另存为 UTF-8 编码。"
)


def trimmed(text: str) -> str | None:
    """The text without blanks and unseen characters at its ends; None where nothing is left."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.strip(_UNSEEN_ENDS) or None


def unescaped(text: str) -> str:
    """A text of an Office file with its `_x000D_` forms made into the characters they stand for."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if 0xD800 <= code < 0xE000 else chr(code)


def decoded(content: bytes) -> str:
    """The characters of a text file: UTF-8, UTF-16 with its mark, or GB18030.

    Raises `Unreadable` for anything else, and for UTF-8 that is damaged: read as GB18030 it
    would turn into other characters without a word.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _text(content, encoding)
    if b"\0" in content:
        raise Unreadable(_NOT_A_TEXT)
    try:
        text = content.decode()
    except UnicodeDecodeError as fault:
        _refuse_damaged(content, fault.start)
        return _text(content, "gb18030")
    if text.isascii() or max(text) >= _FIRST_CHINESE:
        return text
    return _text(content, "gb18030")


def _text(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as fault:
        raise Unreadable(_NOT_A_TEXT) from fault
    if "\0" in text:
        raise Unreadable(_NOT_A_TEXT)
    return text


def _refuse_damaged(content: bytes, position: int) -> None:
    """UTF-8 with a few broken bytes still shows far more Chinese than breaks."""
    text = content.decode(errors="replace")
    broken = text.count("\ufffd")
    if sum(character >= _FIRST_CHINESE for character in text) - broken > 4 * broken:
        line = content.count(b"\n", 0, position) + 1
        raise Unreadable(f"文件是 UTF-8 编码，但第 {line} 行有损坏的字符。请改正这一行后重新保存。")
