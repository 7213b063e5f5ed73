"""The officer's questions, in the words of each server, and what must be equal in the answers."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bench import town
from bench.contest import Contestant


@dataclass(frozen=True, slots=True)
class Question:
    """The same question to each server, and what must be equal in the answers.

    told: what is compared, of ours, of PostGraphile's and of the answer by hand.
    """

    name: str
    ours: Any
    peer: Any
    limit: Any
    told: tuple[Callable[[Any], Any], Callable[[Any], Any], Callable[[Any], Any]]


def questions(meeting: dict[str, Any], body: dict[str, Any], until: str) -> list[Question]:
    """What is asked."""
    return [
        Question(
            "one meeting",
            {
                "query": "query($id: ID!) { node(id: $id) { ... on Meeting "
                "{ id title startsAt location status } } }",
                "variables": {"id": meeting["id"]},
            },
            {
                "query": "query($id: UUID!) { meetingByRowId(rowId: $id) "
                "{ rowId title startsAt location status } }",
                "variables": {"id": meeting["rowId"]},
            },
            {"question": "one", "values": [meeting["rowId"]]},
            (
                lambda said: said["data"]["node"]["title"],
                lambda said: said["data"]["meetingByRowId"]["title"],
                lambda said: said[0][1],
            ),
        ),
        Question(
            "50 meetings, three deep",
            {
                "query": "{ meetings(first: 50, order: NEWEST) { edges { node { title startsAt "
                "location area { name level } convener { name classification "
                "area { name level } } } } } }"
            },
            {
                "query": "{ allMeetings(first: 50, orderBy: [STARTS_AT_DESC, ROW_ID_DESC]) { "
                "edges { node { title startsAt location areaByAreaId { name level } "
                "bodyByConvenerId { name classification areaByAreaId { name level } } } } } }"
            },
            {"question": "nested"},
            (
                lambda said: [
                    [each["node"]["title"], each["node"]["convener"]["area"]["name"]]
                    for each in said["data"]["meetings"]["edges"]
                ],
                lambda said: [
                    [
                        each["node"]["title"],
                        each["node"]["bodyByConvenerId"]["areaByAreaId"]["name"],
                    ]
                    for each in said["data"]["allMeetings"]["edges"]
                ],
                lambda said: [[row[0], row[7]] for row in said],
            ),
        ),
        Question(
            "1,000 honours x 8",
            {
                "query": "{ honours(first: 1000, order: NEWEST) { edges { node { id version "
                "changedAt givenOn evidence revokedOn revocationReason path } } } }"
            },
            {
                "query": "{ allHonours(first: 1000, orderBy: [GIVEN_ON_DESC, ROW_ID_DESC]) { edges "
                "{ node { rowId version changedAt givenOn evidence revokedOn revocationReason "
                "areaId } } } }"
            },
            {"question": "many"},
            (
                lambda said: [
                    [each["node"]["evidence"], each["node"]["path"]]
                    for each in said["data"]["honours"]["edges"]
                ],
                lambda said: [
                    [each["node"]["evidence"], each["node"]["areaId"]]
                    for each in said["data"]["allHonours"]["edges"]
                ],
                lambda said: [[row[4], row[7]] for row in said],
            ),
        ),
        Question(
            "page of notices, counted",
            {
                "query": "query($until: Date!) { notices(first: 20, order: NEWEST, filter: "
                "{ postedBefore: $until }) { totalCount edges { node { id title postedFrom "
                "postedUntil } } } }",
                "variables": {"until": until},
            },
            {
                "query": "query($until: Date!) { allNotices(first: 20, orderBy: [POSTED_FROM_DESC, "
                "ROW_ID_DESC], filter: { postedFrom: { lessThanOrEqualTo: $until } }) "
                "{ totalCount edges { node { rowId title postedFrom postedUntil } } } }",
                "variables": {"until": until},
            },
            {"question": "page", "values": [until]},
            (
                lambda said: [
                    said["data"]["notices"]["totalCount"],
                    [each["node"]["title"] for each in said["data"]["notices"]["edges"]],
                ],
                lambda said: [
                    said["data"]["allNotices"]["totalCount"],
                    [each["node"]["title"] for each in said["data"]["allNotices"]["edges"]],
                ],
                lambda said: [said["total"], [row["title"] for row in said["rows"]]],
            ),
        ),
        creating(body),
    ]


def creating(body: dict[str, Any]) -> Question:
    words = [town.CREATED, "周六停水检修。", "组务室"]
    days = ["2026-01-01", "2026-12-31"]
    return Question(
        "creating a notice",
        {
            "query": "mutation($input: NoticeDraft!) { draftNotice(input: $input) { "
            "... on Notice { id version } ... on Refused { message } } }",
            "variables": {
                "input": {
                    "body": body["id"],
                    "title": words[0],
                    "text": words[1],
                    "contact": words[2],
                    "postedFrom": days[0],
                    "postedUntil": days[1],
                }
            },
        },
        {
            "query": "mutation($input: CreateNoticeInput!) { createNotice(input: $input) "
            "{ notice { rowId version } } }",
            "variables": {
                "input": {
                    "notice": {
                        "areaId": body["path"],
                        "bodyId": body["rowId"],
                        "version": 1,
                        "changedAt": "2026-01-01T00:00:00Z",
                        "title": words[0],
                        "text": words[1],
                        "contact": words[2],
                        "postedFrom": days[0],
                        "postedUntil": days[1],
                    }
                }
            },
        },
        {"question": "create", "values": [body["rowId"], *words, *days]},
        (
            lambda said: said["data"]["draftNotice"]["version"],
            lambda said: said["data"]["createNotice"]["notice"]["version"],
            lambda said: 1 if said["id"] else 0,
        ),
    )


def known(server: Contestant) -> tuple[dict[str, Any], dict[str, Any], str]:
    """A meeting and a body to ask about, by both ids; the day before that of the latest notice."""
    asked = (
        "{ meetings(first: 1, order: NEWEST) { edges { node { id } } } "
        "bodies(first: 1) { edges { node { id path } } } "
        "notices(first: 1, order: NEWEST) { edges { node { postedFrom } } } }"
    )
    said = server.asked({"query": asked})["data"]
    [meeting] = (each["node"] for each in said["meetings"]["edges"])
    [body] = (each["node"] for each in said["bodies"]["edges"])
    [notice] = (each["node"] for each in said["notices"]["edges"])
    until = date.fromisoformat(notice["postedFrom"]) - timedelta(days=1)
    rows = ({**each, "rowId": _row(each["id"])} for each in (meeting, body))
    return *rows, str(until)


def _row(identity: str) -> str:
    return base64.b64decode(identity).decode().partition(":")[2]
