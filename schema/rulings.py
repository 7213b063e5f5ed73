"""What officers decide about documents: approve, reject, withdraw, redact."""

from __future__ import annotations

import strawberry
from strawberry import relay
from tortoise.queryset import QuerySet

from schema.base import enclosing, key
from schema.base.act import Answer, act
from schema.base.context import Info
from schema.base.draft import Instruction, Text
from schema.base.edition import EditionRecord, State
from schema.base.keeping import change
from schema.base.refusal import NotPermitted, Refusal
from schema.editions import Edition
from schema.rules import roles
from schema.rules.roles import Permission, Role


@strawberry.input
class _Word(Instruction):
    """What every word on an edition names."""

    edition: relay.GlobalID
    """The edition."""

    expected_version: int
    """The version of it that you read."""


@strawberry.input
class Ruling(_Word):
    """A word on an edition."""

    digest: Text | None = None
    """The digest of what you saw of it; with another one, nothing is approved."""


@strawberry.input
class ReasonedRuling(_Word):
    """A word on an edition, with the reason."""

    reason: Text
    """Why, in one sentence that the public may read."""


@strawberry.input
class Redaction(ReasonedRuling):
    """Takes down what holds personal information."""

    erase: bool = False
    """Destroy the content of every edition of the document too; it cannot be brought back."""


class ApprovedByItsSubmitter(Refusal):
    """Two pairs of eyes: the submitter never approves."""

    code = "editions.approved-by-its-submitter"
    message = "提交人不能审核自己提交的内容。请由另一人审核。"


class ApprovedUnseen(Refusal):
    """What is approved is what the approver saw, and nothing else."""

    code = "editions.approved-unseen"
    message = "要审核的内容与您看到的内容不是同一份。"


class NotAwaitingDecision(Refusal):
    """Only what is submitted can be approved or rejected, and only what is public taken down."""

    code = "editions.not-awaiting-decision"
    message = "该版本当前不能这样处理。"


@strawberry.type
class Mutation:
    """What officers decide about documents."""

    @act(Edition)
    async def approve(self, info: Info, input: Ruling) -> Answer[Edition]:
        """Make exactly what was submitted public; the edition before it is corrected by it."""
        edition = await _decidable(info, input)
        if input.digest is not None and input.digest != edition.digest:
            raise ApprovedUnseen("请重新打开预览，看过以后再审核。", field="digest")
        now = info.context.now
        for earlier in await Edition.all_of(_same(edition).filter(newest=True)):
            corrected = {"state": State.SUPERSEDED, "ended_at": now}
            await change(
                info,
                earlier,
                earlier.version,
                permission=Permission.APPROVE,
                newest=False,
                **corrected if earlier.state is State.PUBLISHED else {},
            )
        return await change(
            info,
            edition,
            input.expected_version,
            permission=Permission.APPROVE,
            state=State.PUBLISHED,
            newest=True,
            decided_by=info.context.actor.officer,
            decided_at=now,
            published_at=now,
            posted_until=edition.last_posting(info.context),
        )

    @act(Edition)
    async def reject(self, info: Info, input: ReasonedRuling) -> Answer[Edition]:
        """Send a submitted edition back, with the reason."""
        edition = await _decidable(info, input)
        return await change(
            info,
            edition,
            input.expected_version,
            permission=Permission.APPROVE,
            state=State.REJECTED,
            reason=input.reason,
            decided_by=info.context.actor.officer,
            decided_at=info.context.now,
        )

    @act(Edition)
    async def withdraw(self, info: Info, input: ReasonedRuling) -> Answer[Edition]:
        """Take a publication down; a dated notice with the reason stands in its place."""
        edition = await Edition.one(info.context.may(Permission.WITHDRAW), input.edition, "edition")
        if edition.state is not State.PUBLISHED:
            raise NotAwaitingDecision("该版本未在公开。", field="edition")
        return await change(
            info,
            edition,
            input.expected_version,
            permission=Permission.WITHDRAW,
            state=State.WITHDRAWN,
            reason=input.reason,
            ended_at=info.context.now,
        )

    @act(Edition)
    async def redact(self, info: Info, input: Redaction) -> Answer[Edition]:
        """Take down what holds personal information, in every edition of the document."""
        context = info.context
        edition = await Edition.one(context.may(Permission.REDACT), input.edition, "edition")
        if not edition.newest:
            raise NotAwaitingDecision("只能从最近公开的一版起撤除。", field="edition")
        erased = {"snapshot": b"", "title": "", "words": "", "change_note": None}
        emptied = {"redacted_at": context.now} | (erased if input.erase else {})
        others = await Edition.all_of(_same(edition).exclude(id=edition.id))
        for other in others:
            sent_back = {"state": State.REJECTED, "reason": input.reason}
            await change(
                info,
                other,
                other.version,
                permission=Permission.REDACT,
                **emptied,
                **sent_back if other.state is State.SUBMITTED else {},
            )
        if input.erase:
            erased_ones = [edition.id, *(other.id for other in others)]
            await key.forget(erased_ones)
            await enclosing.forget(erased_ones)
        return await change(
            info,
            edition,
            input.expected_version,
            permission=Permission.REDACT,
            state=State.WITHDRAWN,
            reason=input.reason,
            ended_at=edition.ended_at or context.now,
            **emptied,
        )


def _same(edition: Edition) -> QuerySet[EditionRecord]:
    """All editions of its document."""
    return EditionRecord.filter(document=edition.document, record_id=edition.record_id)


async def _decidable(info: Info, asked: _Word) -> Edition:
    """The submitted edition, if this officer may decide on it."""
    context = info.context
    scope = context.may(Permission.APPROVE)
    edition = await Edition.one(scope, asked.edition, "edition")
    if edition.submitted_by == context.actor.officer:
        raise ApprovedByItsSubmitter("审核人与提交人为同一人。")
    item = edition.item(context)
    offices = {grant.role for grant in context.actor.grants}
    if not offices & {item.approver, Role.ADMINISTRATOR}:
        raise NotPermitted(
            f"“{item.title}”须由{roles.label(item.approver)}审核。", source=item.source
        )
    if edition.state is not State.SUBMITTED:
        raise NotAwaitingDecision("该版本不在待审核状态。", field="edition")
    return edition
