"""The answer "no": a stable code, the fact, the threshold and the source; never a crash."""

from __future__ import annotations

from typing import Any, ClassVar

import strawberry
from strawberry.types.field import StrawberryField

from schema.base.value import Value
from schema.rules.citation import CitationText


class Refusal(Exception):
    """What an officer asked for cannot be, or must not be claimed.

    Each subclass is one such fact. `fact` is what is the case, in Chinese, and names no
    private value; `threshold` what would have been enough; `source` the article or the
    product default that says so; `field` the part of the input that has to change.
    """

    code: ClassVar[str] = "refused"
    message: ClassVar[str] = "未能办理。"

    def __init__(
        self,
        fact: str,
        *,
        threshold: str | None = None,
        source: CitationText | None = None,
        field: str | None = None,
    ) -> None:
        super().__init__(self.code)
        self.fact = fact
        self.threshold = threshold
        self.source = source
        self.field = field


class NotPermitted(Refusal):
    """The officer's roles do not include this act."""

    code = "scope.not-permitted"
    message = "您的角色不能办理此事。请由有权限的人员办理。"


class OutsideScope(Refusal):
    """The area asked about is not below any area where the officer may do this."""

    code = "scope.outside"
    message = "该区域不在您的管辖范围内。"


class RecordUnknown(Refusal):
    """No such record in the officer's scope; whether it exists elsewhere is not told."""

    code = "records.unknown"
    message = "在您的管辖范围内没有这条记录。请核对编号。"


class VersionStale(Refusal):
    """Somebody changed the record after it was read."""

    code = "records.version-stale"
    message = "记录已被他人修改。请重新读取后再改，以免覆盖别人的内容。"


class AlreadyRecorded(Refusal):
    """A uniqueness that the law or good order asks for would be broken."""

    code = "records.already-recorded"
    message = "同样的记录已经存在，不能重复登记。"


class KeyReused(Refusal):
    """The same client key came with another content; one of the two is a mistake."""

    code = "records.key-reused"
    message = "这个提交标识已用于另一次不同的提交。请换一个新的标识。"


class PrivateParticularFound(Refusal):
    """A text holds a number that identifies a person; the answer names the field only."""

    code = "privacy.private-particular"
    message = "内容含有不得登记或公开的个人信息。请删除后再提交。"


class InputImpossible(Refusal):
    """A value that cannot be, such as a period that ends before it begins."""

    code = "records.input-impossible"
    message = "填写的内容不合理。请核对。"


@strawberry.type
class Refused(Value):
    """An act that was not carried out; nothing was changed by it."""

    code: str
    """Stable name of the reason, for programs, such as `records.version-stale`."""

    message: str
    """What it means and what to do, in plain Chinese."""

    fact: str
    """What is the case; never a private value."""

    threshold: str | None
    """What would have been enough, where the reason is a count or a date."""

    source: CitationText | None
    """The article or product default that asks for it."""

    field: str | None
    """The part of the input that has to change."""


class RefusalHandler(strawberry.ExceptionHandler[Refusal, Refused]):
    """Turns a raised refusal into the `Refused` member of the field's union."""

    def handle(self, exception: Refusal, *, field: StrawberryField, info: Any) -> Refused:
        """The refusal as data; a field whose type has no `Refused` raises it as an error."""
        return Refused(
            code=exception.code,
            message=exception.message,
            fact=exception.fact,
            threshold=exception.threshold,
            source=exception.source,
            field=exception.field,
        )
