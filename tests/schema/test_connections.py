"""Connections by keyset: whatever the page size and direction, every record once, in order."""

from __future__ import annotations

from typing import Any

import pytest
import village as v
from village import Village

PAGE = """
query($first: Int, $after: String, $last: Int, $before: String, $order: HouseholdOrder) {
  households(first: $first, after: $after, last: $last, before: $before, order: $order) {
    edges { cursor node { number } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""


async def numbered(village: Village, many: int) -> list[str]:
    """So many households; their numbers."""
    numbers = [f"H{place:02}" for place in range(many)]
    for number in numbers:
        await v.household(village.clerk, number)
    return numbers


async def page(village: Village, **window: Any) -> tuple[list[str], dict[str, Any]]:
    """The numbers on a page, and what it says of its bounds."""
    found = (await village.clerk(PAGE, **window))["households"]
    return [edge["node"]["number"] for edge in found["edges"]], found["pageInfo"]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
async def test_forward_pages_hold_every_record_once(village: Village, size: int) -> None:
    numbers = await numbered(village, 7)
    read, after, more = [], None, True
    while more:
        found, info = await page(village, first=size, after=after)
        read += found
        after, more = info["endCursor"], info["hasNextPage"]
        assert info["hasPreviousPage"] is (read != found)
    assert read == numbers


@pytest.mark.parametrize("size", [1, 3, 7])
async def test_backward_pages_hold_every_record_once(village: Village, size: int) -> None:
    numbers = await numbered(village, 7)
    read: list[str] = []
    before, more = None, True
    while more:
        found, info = await page(village, last=size, before=before)
        read = found + read
        before, more = info["startCursor"], info["hasPreviousPage"]
    assert read == numbers


async def test_equal_values_are_told_apart_by_id(village: Village) -> None:
    for _ in range(5):
        await v.person(village.clerk, name="松甲")
    asked = "query($after: String) { persons(first: 2, after: $after) {"
    asked += " edges { node { id } } pageInfo { endCursor hasNextPage } } }"
    read: list[str] = []
    after, more = None, True
    while more:
        found = (await village.clerk(asked, after=after))["persons"]
        read += [edge["node"]["id"] for edge in found["edges"]]
        after, more = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]
    assert len(read) == len(set(read)) == 5


@pytest.mark.parametrize("cursor", ["", "x", "W10=", "WzEsMl0=", "bnVsbA==", "名", "WyIxIiwiMSJd"])
async def test_a_foreign_cursor_is_refused(village: Village, cursor: str) -> None:
    answer = await village.clerk.raw(PAGE, first=1, after=cursor)
    assert answer.errors[0].original_error.code == "records.input-impossible"


@pytest.mark.parametrize("size", [-1, 1001])
async def test_a_page_has_its_bounds(village: Village, size: int) -> None:
    answer = await village.clerk.raw(PAGE, first=size)
    assert answer.errors[0].original_error.threshold == "0 至 1000 条"


async def test_the_pieces_of_a_record_are_pages_too(village: Village) -> None:
    by = await v.body(village.clerk)
    agenda = [{"number": str(n), "title": f"事项{n}"} for n in range(1, 6)]
    meeting = await v.meeting(village.clerk, by, agenda=agenda)
    asked = "query($id: ID!, $after: String) { node(id: $id) { ... on Meeting {"
    asked += " agenda(first: 2, after: $after) { totalCount edges { cursor node { id title } }"
    asked += " pageInfo { hasNextPage } } } } }"
    first = (await village.clerk(asked, id=meeting["id"]))["node"]["agenda"]
    assert first["totalCount"] == 5
    second = (await village.clerk(asked, id=meeting["id"], after=first["edges"][1]["cursor"]))[
        "node"
    ]["agenda"]
    assert [edge["node"]["title"] for edge in second["edges"]] == ["事项3", "事项4"]
    item = second["edges"][0]["node"]
    again = "query($id: ID!) { node(id: $id) { id ... on AgendaItem { title } } }"
    assert (await village.clerk(again, id=item["id"]))["node"] == item
    assert (await village.neighbour(again, id=item["id"]))["node"] is None
    assert (await village.anyone(again, id=item["id"]))["node"] is None
