"""Who answers objections, as the public rosters say: printed where a page would only link."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from schema.base.document import Publication
from schema.base.scope import AreaPath

_ANSWERING = ("SUPERVISION_BOARD", "GROUP_COMMITTEE", "VILLAGE_COMMITTEE")
"""The bodies that objections go to, the first one first; of each an area has one at most."""


def answering(publications: Iterable[Publication], path: AreaPath) -> str | None:
    """The body that takes objections in an area and where it is found, such as 第一组监事会，……

    Of the area itself if a roster of it is public, else of the nearest above; none if nowhere is.
    """
    rosters: list[Any] = [each for each in publications if type(each).__name__ == "BodyRoster"]
    found = {(each.standing.area.path, each.classification.name): each for each in rosters}
    steps = path.split("/")
    upwards = ("/".join(steps[:depth]) for depth in range(len(steps), 0, -1))
    asked = (found.get((area, body)) for area in upwards for body in _ANSWERING)
    return next((f"{each.name}，{each.contact}" for each in asked if each), None)
