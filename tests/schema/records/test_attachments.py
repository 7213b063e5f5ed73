"""Attachments: whose they are, when everyone may read them, and when their files are destroyed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attaching as a
import pytest
import village as v
from strawberry import relay
from village import Village

from schema.base import enclosing
from schema.base.digest import Digest
from schema.base.refusal import NotPermitted, PrivateParticularFound, RecordUnknown
from schema.papers import store
from schema.papers.sweeping import sweep
from schema.records.attachments import Attachment, AttachmentRecord
from schema.workbooks.tables import Unreadable

LISTED = """query($record: ID!) { attachments(filter: {record: $record}) { edges { node {
  title name mediaType size digest alternativeText record { ... on Notice { title } } } } } }"""

READ = """{ publications { edges { node { attachmentParts: attachments { edges { node {
  id title mediaType size digest alternativeText } } } } } } }"""


@pytest.fixture
async def notice(village: Village) -> dict[str, Any]:
    """A notice that is still a draft."""
    return await v.notice(village.clerk, await v.body(village.clerk))


async def public(attachment: Attachment) -> bool:
    """Whether everyone may read its content."""
    return await enclosing.public(Digest(attachment.digest), v.NOW) is not None


async def test_what_is_handed_in_belongs_to_its_record(
    village: Village, notice: dict[str, Any], tmp_path: Path
) -> None:
    lines = await v.journal_lines()
    made = await a.attached(village.clerk, tmp_path, notice, a.photograph(), "水渠.pdf")
    assert await v.journal_lines() == lines + 1
    [edge] = (await village.clerk(LISTED, record=notice["id"]))["attachments"]["edges"]
    assert edge["node"] == {
        "title": "水渠",
        "name": "水渠.pdf",
        "mediaType": "JPEG",
        "size": made.size,
        "digest": made.digest,
        "alternativeText": None,
        "record": {"title": "停水通知"},
    }
    assert store.place(tmp_path, made.digest).stat().st_size == made.size


async def test_a_neighbour_neither_hands_in_nor_sees_it(
    village: Village, notice: dict[str, Any], tmp_path: Path
) -> None:
    made = await a.attached(village.clerk, tmp_path, notice, a.photograph())
    with pytest.raises(RecordUnknown):
        await a.attached(village.neighbour, tmp_path, notice, a.photograph())
    with pytest.raises(NotPermitted):
        await a.attached(village.supervisor, tmp_path, notice, a.photograph())
    seen = await village.neighbour(LISTED, record=notice["id"])
    assert seen == {"attachments": {"edges": []}}
    asked = "query($id: ID!) { node(id: $id) { id } }"
    assert await village.neighbour(asked, id=a.named(made)["attachment"]) == {"node": None}
    refused = await village.neighbour.is_refused(
        "removeAttachment", "AttachmentRemoval", **a.named(made)
    )
    assert refused["code"] == "records.unknown"


async def test_nothing_can_be_hung_on_a_person(village: Village, tmp_path: Path) -> None:
    person = await v.person(village.clerk)
    with pytest.raises(RecordUnknown):
        await a.attached(village.clerk, tmp_path, person, a.photograph())


async def test_what_is_refused_leaves_nothing_behind(
    village: Village, notice: dict[str, Any], tmp_path: Path
) -> None:
    with pytest.raises(Unreadable):
        await a.attached(village.clerk, tmp_path, notice, a.paper()[:90])
    with pytest.raises(PrivateParticularFound):
        await a.attached(village.clerk, tmp_path, notice, a.photograph(), "13800000000.jpg")
    assert not list(store.kept(tmp_path))
    assert await AttachmentRecord.all().count() == 0


async def test_it_is_public_from_approval_to_withdrawal_and_not_a_moment_longer(
    village: Village, notice: dict[str, Any], tmp_path: Path
) -> None:
    made = await a.attached(village.clerk, tmp_path, notice, a.photograph())
    described = await a.described(village.clerk, made)
    chosen = {"attachments": [described["id"]]}
    edition = await v.submitted(village.clerk, "OPEN_NOTICE", notice, **chosen)
    assert not await public(made)
    approved = await v.approved(village.supervisor, edition)
    assert await public(made)
    [publication] = (await village.anyone(READ))["publications"]["edges"]
    [part] = publication["node"]["attachmentParts"]["edges"]
    found = await village.anyone("query($id: ID!) { node(id: $id) { id } }", id=part["node"]["id"])
    assert found["node"] == {"id": part["node"].pop("id")}
    assert part["node"] == {
        "title": "修好的水渠",
        "mediaType": "JPEG",
        "size": made.size,
        "digest": made.digest,
        "alternativeText": "水渠已经清淤，渠边铺了石板。",
    }
    ruling = {"edition": approved["id"], "expectedVersion": approved["version"]}
    await village.supervisor.does("withdraw", "ReasonedRuling", **ruling, reason="贴错了。")
    assert not await public(made)


async def test_what_nobody_chose_stays_with_the_officers(
    village: Village, notice: dict[str, Any], tmp_path: Path
) -> None:
    made = await a.attached(village.clerk, tmp_path, notice, a.photograph())
    await v.published(village, "OPEN_NOTICE", notice)
    assert not await public(made)


async def test_a_picture_without_words_is_not_submitted(
    village: Village, notice: dict[str, Any], tmp_path: Path
) -> None:
    made = await a.attached(village.clerk, tmp_path, notice, a.photograph())
    given = {"document": "OPEN_NOTICE", "record": notice["id"]}
    chosen = [a.named(made)["attachment"]]
    refused = await village.clerk.is_refused("submit", "Submission", **given, attachments=chosen)
    assert refused["code"] == "attachments.alternative-text-missing"


async def test_a_paper_needs_no_words(
    village: Village, notice: dict[str, Any], tmp_path: Path
) -> None:
    made = await a.attached(village.clerk, tmp_path, notice, a.paper(), "决议.pdf")
    chosen = {"attachments": [a.named(made)["attachment"]]}
    await v.published(village, "OPEN_NOTICE", notice, **chosen)
    assert await public(made)


async def test_an_attachment_of_another_record_is_not_submitted(
    village: Village, notice: dict[str, Any], tmp_path: Path
) -> None:
    by = await v.body(village.clerk, name="另一会", classification="OTHER")
    other = await v.notice(village.clerk, by)
    made = await a.attached(village.clerk, tmp_path, other, a.paper())
    given = {"document": "OPEN_NOTICE", "record": notice["id"]}
    chosen = a.named(made)["attachment"]
    for attachments in ([chosen], [str(relay.GlobalID("Attachment", "x"))], [notice["id"]]):
        refused = await village.clerk.is_refused(
            "submit", "Submission", **given, attachments=attachments
        )
        assert refused["code"] == "records.unknown"
    twice = await village.clerk.is_refused(
        "submit", "Submission", **given, attachments=[chosen, chosen]
    )
    assert twice["code"] == "attachments.too-many"


async def test_a_private_number_in_the_words_of_a_picture_is_refused(
    village: Village, notice: dict[str, Any], tmp_path: Path
) -> None:
    made = await a.attached(village.clerk, tmp_path, notice, a.photograph())
    given = {**a.named(made), "title": "水渠", "alternativeText": "找 13800000000"}
    refused = await village.clerk.is_refused("describeAttachment", "AttachmentDescription", **given)
    assert refused["code"] == "privacy.private-particular"


async def test_the_same_content_lies_once_and_stays_while_anything_holds_it(
    village: Village, notice: dict[str, Any], tmp_path: Path
) -> None:
    first = await a.attached(village.clerk, tmp_path, notice, a.photograph())
    second = await a.attached(village.clerk, tmp_path, notice, a.photograph(), "又一张.jpg")
    assert first.digest == second.digest
    assert list(store.kept(tmp_path)) == [first.digest]
    for made, left in ((first, 1), (second, 0)):
        await village.clerk.does("removeAttachment", "AttachmentRemoval", **a.named(made))
        assert await sweep(tmp_path) == 1 - left
        assert len(list(store.kept(tmp_path))) == left


async def test_the_file_of_an_edition_stays_until_its_content_is_erased(
    village: Village, notice: dict[str, Any], tmp_path: Path
) -> None:
    made = await a.attached(village.clerk, tmp_path, notice, a.paper())
    chosen = {"attachments": [a.named(made)["attachment"]]}
    edition = await v.published(village, "OPEN_NOTICE", notice, **chosen)
    await village.clerk.does("removeAttachment", "AttachmentRemoval", **a.named(made))
    assert await sweep(tmp_path) == 0
    assert await public(made), "what was approved stays as it was approved"
    ruling = {"edition": edition["id"], "expectedVersion": edition["version"], "reason": "隐私。"}
    await village.administrator.does("redact", "Redaction", **ruling, erase=True)
    assert not await public(made)
    assert await sweep(tmp_path) == 1
    assert not store.place(tmp_path, made.digest).exists()


async def test_a_file_that_nothing_ever_held_is_swept(village: Village, tmp_path: Path) -> None:
    with store.incoming(tmp_path) as folder:
        (folder / "left").write_bytes(b"left by a crash")
        digest, _ = store.measured(folder / "left")
        store.put(tmp_path, folder / "left", digest)
    assert await sweep(tmp_path) == 1


async def test_a_version_that_somebody_changed_is_not_removed(
    village: Village, notice: dict[str, Any], tmp_path: Path
) -> None:
    made = await a.attached(village.clerk, tmp_path, notice, a.photograph())
    await a.described(village.clerk, made)
    refused = await village.clerk.is_refused(
        "removeAttachment", "AttachmentRemoval", **a.named(made)
    )
    assert refused["code"] == "records.version-stale"
