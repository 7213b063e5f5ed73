"""Who answers: the nearest body that takes objections, by the public rosters."""

from __future__ import annotations

from typing import Any

import village as v
from shelves import document

from publisher.posters import offices
from schema.records.bodies import Classification

BOARD, COMMITTEE = Classification.SUPERVISION_BOARD, Classification.GROUP_COMMITTEE
VILLAGE = Classification.VILLAGE_COMMITTEE


def roster(name: str, classification: Classification, path: Any = v.GROUP) -> Any:
    """A body whose roster is public; it is found at a place of the same name."""
    return document("BodyRoster", name, classification=classification, path=path, record=name)


def test_objections_go_to_the_supervision_board_of_the_group() -> None:
    found = [roster("组委会", COMMITTEE), roster("监事会", BOARD), document("OpenNotice")]
    assert offices.answering(found, v.GROUP) == "监事会，监事会"


def test_a_group_without_a_board_asks_its_own_committee_before_the_village() -> None:
    above = roster("村监委会", BOARD, v.VILLAGE)
    assert offices.answering([above, roster("组委会", COMMITTEE)], v.GROUP) == "组委会，组委会"
    assert offices.answering([above], v.GROUP) == "村监委会，村监委会"


def test_neither_a_neighbour_nor_a_group_below_nor_another_body_answers() -> None:
    found = [
        roster("二组监事会", BOARD, v.SIBLING),
        roster("党小组", Classification.PARTY_GROUP),
        roster("村委会", VILLAGE, v.VILLAGE),
    ]
    assert offices.answering(found, v.GROUP) == "村委会，村委会"
    assert offices.answering(found[:2], v.VILLAGE) is None
