"""What is read by SQL of our own is what the ORM reads."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
import village as v
from specimens import specimens
from tortoise.expressions import Q
from village import Village

from schema.base import reading
from schema.kinds import KINDS
from schema.records.honours import HonourRecord
from schema.records.meetings import MeetingRecord, MeetingSort
from schema.records.notices import NoticeRecord


def stored() -> list[Any]:
    """Every table that a kind keeps records in."""
    return [
        each
        for kind in KINDS
        for name, each in vars(kind).items()
        if name.endswith("Record") and getattr(each, "__module__", "") == kind.__name__
    ]


async def alike(query: Any) -> list[dict[str, Any]]:
    """The rows, which both ways give."""
    columns = {name: name for name in query.model._meta.db_fields}
    found = await reading.rows(query, columns)
    assert found == list(await query.values(**columns))
    assert await reading.count(query) == await query.count()
    return found


async def test_every_table_is_read_alike(village: Village) -> None:
    await specimens(village)
    found = {table: await alike(table.all().order_by("id")) for table in stored()}
    assert sum(map(bool, found.values())) > len(found) * 0.8


async def test_conditions_mean_the_same(village: Village) -> None:
    records = await specimens(village)
    body = records["Body"]
    for title in ("百分之%号", "下划_线", "反\\斜线", "Latin Words"):
        await v.notice(village.clerk, body, title=title)
    key = v.key(records["Notice"])
    for condition, least in (
        (Q(title__icontains="%"), 1),
        (Q(title__icontains="_"), 1),
        (Q(title__icontains="\\"), 1),
        (Q(title__icontains="latin words"), 1),
        (Q(posted_from__gte=date(2000, 1, 1)), 5),
        (Q(posted_from__lt=date(2000, 1, 1)), 0),
        (Q(id__in=[key, uuid4()]), 1),
        (Q(id__in=[]), 0),
        (Q(Q(id=key), Q(title="下划_线"), join_type=Q.OR), 2),
        (Q(Q(Q(id=key), title__icontains="无")), 0),
        (Q(body__area_id=str(v.GROUP)), 5),
        (Q(body__dissolution_date__isnull=True), 5),
        (Q(body__dissolution_date__not_isnull=True), 0),
        (~Q(title="下划_线"), 4),
    ):
        found = await alike(NoticeRecord.filter(condition).order_by("-posted_from", "id"))
        assert len(found) >= least, condition


async def test_paths_over_several_tables_and_enums_are_read_alike(village: Village) -> None:
    await specimens(village)
    assert await alike(HonourRecord.filter(nomination__round__year__gte=2000).order_by("id"))
    assert await alike(MeetingRecord.filter(sort=MeetingSort.GROUP_ASSEMBLY).order_by("id"))


async def test_a_page_is_cut_where_it_ends(village: Village) -> None:
    body = await v.body(village.clerk)
    for place in range(4):
        await v.notice(village.clerk, body, title=f"通知{place}")
    query = NoticeRecord.all().order_by("-title", "id").limit(3)
    found = await reading.rows(query, {"called": "title"})
    assert [row["called"] for row in found] == ["通知3", "通知2", "通知1"]


@pytest.mark.parametrize("negated", [False, True])
async def test_rows_inside_a_transaction_are_seen(village: Village, negated: bool) -> None:
    from schema.base.act import transaction

    body = await v.body(village.clerk)
    async with transaction():
        key = uuid4()
        await NoticeRecord.create(
            id=key,
            version=1,
            changed_at=v.NOW,
            area_id=v.GROUP,
            body_id=v.key(body),
            title="未提交",
            text="文",
            contact="组务室",
            posted_from=v.TODAY,
            posted_until=v.TODAY,
        )
        condition = ~Q(title="别的") if negated else Q(id=key)
        assert len(await reading.rows(NoticeRecord.filter(condition), {"id": "id"})) == 1
