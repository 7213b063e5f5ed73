"""Pictures and papers that go public with a document: what its snapshot says of each.

The snapshot holds the digest, so whoever approves an edition approves these very bytes.
"""

from __future__ import annotations

from enum import Enum

import strawberry

from schema.base.digest import Digest
from schema.base.part import Part
from schema.rules.masking import PublicText


@strawberry.enum
class MediaType(Enum):
    """What sort of file an attachment is, told from its content."""

    JPEG = "image/jpeg"
    """照片（JPEG）"""

    PNG = "image/png"
    """图片（PNG）"""

    WEBP = "image/webp"
    """图片（WebP）"""

    PDF = "application/pdf"
    """PDF"""

    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    """Word 文稿（.docx）"""

    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    """Excel 表格（.xlsx）"""

    @property
    def picture(self) -> bool:
        """Whether it is looked at, and so needs words for those who cannot see it."""
        return self.value.startswith("image/")

    @property
    def suffix(self) -> str:
        """How the name of such a file ends."""
        return f".{self.name.lower()}".replace("jpeg", "jpg")


@strawberry.type
class PublishedAttachment(Part):
    """A picture or paper of a publication; its content is at `/public/attachments/<digest>`."""

    title: PublicText
    """What it is, in a few words."""

    media_type: MediaType
    """What sort of file it is."""

    size: int
    """How long it is, in bytes."""

    digest: Digest
    """SHA-256 of its content, in hexadecimal."""

    alternative_text: PublicText | None = None
    """What a picture shows, for those who cannot see it; null for a paper."""
