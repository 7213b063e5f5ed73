"""Pictures are drawn anew: what is seen stays, what a camera wrote beside it goes.

Where it was taken, when, with which telephone, the small preview and every remark stand beside
the picture in the file. None of it is copied, so none can slip out.
"""

from __future__ import annotations

import io
from typing import IO, Any

from PIL import Image, ImageCms, ImageOps

from schema.base.attached import MediaType
from schema.workbooks.tables import Unreadable

MOST_PIXELS = 64_000_000
"""Of a picture as it comes; the cameras of telephones have fifty million."""

LONGEST_SIDE = 3_000
"""Pixels of a picture as it is kept."""

_SAVED: dict[MediaType, dict[str, Any]] = {
    MediaType.JPEG: {"format": "JPEG", "quality": 85, "optimize": True, "subsampling": "4:2:0"},
    MediaType.PNG: {"format": "PNG", "optimize": False},
    MediaType.WEBP: {"format": "WEBP", "quality": 85, "method": 4},
}
_BROKEN = "图片已损坏或不完整，打不开。请重新导出或重新拍照后再交。"
_VAST = f"图片超过 {MOST_PIXELS // 10_000} 万个像素。请缩小后再交。"
_MARKER, _SCAN, _REMARK = 0xFF, 0xDA, 0xFE
_BESIDE = frozenset({*range(0xE1, 0xEE), 0xEF, _REMARK})
"""Segments of a JPEG that say something beside the picture; E0 and EE tell how to decode it."""


def redrawn(source: IO[bytes], target: IO[bytes], sort: MediaType) -> None:
    """The picture upright, in common colours and not too large, with nothing beside it."""
    saved = _SAVED[sort]
    try:
        with Image.open(source, formats=(saved["format"],)) as picture:
            _refuse_unusual(picture)
            picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
            plain = _plain(upright, opaque=sort is MediaType.JPEG)
    except Image.DecompressionBombError as fault:
        raise Unreadable(_VAST) from fault
    except (OSError, SyntaxError, ValueError) as fault:
        raise Unreadable(_BROKEN) from fault
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    bare.save(target, **saved)


def _refuse_unusual(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise Unreadable(_VAST)
    if getattr(picture, "n_frames", 1) > 1:
        raise Unreadable("这是动态图片。请另存为一张静止的图片。")


def _plain(picture: Image.Image, *, opaque: bool) -> Image.Image:
    """The picture in the colours of a screen, with transparency where the file may have it."""
    clear = not opaque and picture.has_transparency_data
    mode = "RGBA" if clear else "L" if picture.mode in {"1", "L"} else "RGB"
    return _common(picture).convert(mode)


def _common(picture: Image.Image) -> Image.Image:
    """The picture in sRGB; one whose own colours cannot be understood stays as it is."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in {"RGB", "CMYK"}:
        return picture
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        found = ImageCms.profileToProfile(
            picture, own, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError):
        return picture
    return found or picture


def bare(jpeg: bytes) -> bytes:
    """A JPEG inside another file without the segments that say something beside the picture."""
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg) and jpeg[at] == _MARKER and jpeg[at + 1] != _SCAN:
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4])
        if jpeg[at + 1] not in _BESIDE:
            kept.append(jpeg[at:end])
        at = end
    return b"".join([*kept, jpeg[at:]])
