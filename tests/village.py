"""Builders: an invented village, its officers, and the records they write over GraphQL.

Builders take only what differs. Time is `NOW`. Nothing here reaches around the schema but the
founding of county, town and groups, which on a real machine is the command line's.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

import strawberry
from strawberry import relay
from strawberry.extensions import ParserCache, ValidationCache

from schema import root
from schema.base.context import SHANGHAI, Context
from schema.base.journal import JournalRecord
from schema.base.profile import profiles
from schema.base.scope import ANYONE, Actor, AreaPath, Grant
from schema.records.areas import AreaRecord, Level
from schema.rules.addresses import Reach, network
from schema.rules.roles import Role
from schema.rules.webhooks import Outgoing

NOW = datetime(2026, 5, 3, 1, 0, tzinfo=UTC)
TODAY = date(2026, 5, 3)

COUNTY = AreaPath("439901")
TOWN = AreaPath("439901/101")
VILLAGE = AreaPath("439901/101/201")
GROUP = AreaPath("439901/101/201/001")
SIBLING = AreaPath("439901/101/201/002")

NAMES = {COUNTY: "青禾县", TOWN: "清溪镇", VILLAGE: "松塘村", GROUP: "第一组", SIBLING: "第二组"}

OUTGOING = Outgoing(bytes(32), Reach((network("127.0.0.0/8"),)))
"""With what others are called: a key that everybody knows, and receivers on this machine."""

REFUSED = "... on Refused { id code message fact threshold source field }"


@cache
def schema() -> strawberry.Schema:
    """The real schema, built once; a document is parsed and validated once, as in the service."""
    built = root.build()
    built.extensions = (lambda: ParserCache(maxsize=64), lambda: ValidationCache(maxsize=64))
    return built


@dataclass(frozen=True)
class Ask:
    """Asks the schema as one actor at one moment."""

    actor: Actor
    now: datetime = NOW
    address: str = ""

    async def __call__(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data; an error fails the test."""
        answer = await self.raw(query, **variables)
        assert not answer.errors, [(e.message, e.original_error) for e in answer.errors]
        assert answer.data is not None
        return answer.data

    async def raw(self, query: str, **variables: Any) -> Any:
        """The whole answer, errors and all."""
        context = Context(self.actor, self.now, profiles(), address=self.address, outgoing=OUTGOING)
        return await schema().execute(query, variable_values=variables, context_value=context)

    async def act(self, act: str, input_type: str, **given: Any) -> dict[str, Any]:
        """The answer of a mutation: the record's plain fields, or the refusal's."""
        asked = f"mutation($input: {input_type}!) {{ {act}(input: $input) {{ __typename "
        asked += f"... on Node {{ id }} ... on Record {{ version path }} {REFUSED} }} }}"
        answer: dict[str, Any] = (await self(asked, input=given))[act]
        return answer

    async def does(self, act: str, input_type: str, **given: Any) -> dict[str, Any]:
        """The record; a refusal fails the test."""
        answer = await self.act(act, input_type, **given)
        assert answer["__typename"] != "Refused", answer
        return answer

    async def is_refused(self, act: str, input_type: str, **given: Any) -> dict[str, Any]:
        """The refusal; a success fails the test."""
        answer = await self.act(act, input_type, **given)
        assert answer["__typename"] == "Refused", answer
        return answer

    async def draft(self, kind: str, **given: Any) -> dict[str, Any]:
        """A record of a kind that is written down by its draft."""
        return await self.does(f"draft{kind}", f"{kind}Draft", **given)

    def later(self, **by: float) -> Ask:
        """The same actor after a while."""
        return replace(self, now=self.now + timedelta(**by))


def officer(role: Role, path: AreaPath) -> Ask:
    """Somebody with one office."""
    return Ask(Actor(officer=uuid4(), name=role.value, grants=(Grant(role, path),)))


@dataclass(frozen=True)
class Village:
    """The officers of the invented village."""

    anyone: Ask = field(default_factory=lambda: Ask(ANYONE))
    administrator: Ask = field(default_factory=lambda: officer(Role.ADMINISTRATOR, TOWN))
    village_officer: Ask = field(default_factory=lambda: officer(Role.VILLAGE_OFFICER, VILLAGE))
    guide: Ask = field(default_factory=lambda: officer(Role.GUIDE, GROUP))
    clerk: Ask = field(default_factory=lambda: officer(Role.CLERK, GROUP))
    supervisor: Ask = field(default_factory=lambda: officer(Role.SUPERVISOR, GROUP))
    auditor: Ask = field(default_factory=lambda: officer(Role.AUDITOR, TOWN))
    household: Ask = field(default_factory=lambda: officer(Role.HOUSEHOLD_REPRESENTATIVE, GROUP))
    neighbour: Ask = field(default_factory=lambda: officer(Role.CLERK, SIBLING))

    @classmethod
    async def founded(cls) -> Village:
        """With its areas."""
        for place, (path, name) in enumerate(NAMES.items()):
            await AreaRecord.create(
                id=uuid4(),
                version=1,
                changed_at=NOW,
                path=path,
                level=list(Level)[min(place, 3)],
                name=name,
                valid_from=date(2004, 1, 1),
                predecessors=[],
                figures=[],
            )
        return cls()


def key(of: dict[str, Any]) -> UUID:
    """The key of a record, as its table knows it."""
    return UUID(strawberry.relay.GlobalID.from_id(of["id"]).node_id)


async def journal_lines() -> int:
    """How many lines the journal has."""
    return await JournalRecord.all().count()


def home(ask: Ask) -> AreaPath:
    """The area in which somebody holds office, where what they write belongs."""
    return ask.actor.grants[0].path


async def appointed(ask: Ask, **other: Any) -> dict[str, Any]:
    """The office of a clerk, given to somebody new; with its holder."""
    given = {"role": "CLERK", "area": GROUP} | other
    if "officer" not in given:
        given = {"name": "松甲"} | given
    asked = "mutation($input: Appointment!) { appoint(input: $input) { ... on Grant { id version"
    asked += f" heldFrom heldTo role officer {{ id name }} }} {REFUSED} }} }}"
    grant: dict[str, Any] = (await ask(asked, input=given))["appoint"]
    assert "code" not in grant, grant
    return grant


async def body(ask: Ask, **other: Any) -> dict[str, Any]:
    """A group committee."""
    given = {
        "area": home(ask),
        "name": "第一组组委会",
        "classification": "GROUP_COMMITTEE",
        "contact": "组务室 0731-00000000",
        "foundingDate": "2024-01-01",
    }
    return await ask.draft("Body", **given | other)


async def post(ask: Ask, of: dict[str, Any], **other: Any) -> dict[str, Any]:
    """A post of a body with one seat."""
    given = {"body": of["id"], "label": "组长", "office": "GROUP_HEAD", "maximumMemberships": 1}
    return await ask.draft("Post", **given | other)


async def person(ask: Ask, **other: Any) -> dict[str, Any]:
    """An adult of the group."""
    given = {"area": home(ask), "name": "松甲", "birthYear": 1980, "memberFrom": "2000-01-01"}
    return await ask.draft("Person", **given | other)


async def household(ask: Ask, number: str = "H01", **other: Any) -> dict[str, Any]:
    """A household of the group."""
    given = {
        "area": home(ask),
        "number": number,
        "residenceStatus": "AT_HOME",
        "validFrom": "2004-01-01",
    }
    return await ask.draft("Household", **given | other)


async def membership(ask: Ask, in_post: dict[str, Any], who: dict[str, Any], **other: Any) -> Any:
    """A term of five years."""
    given = {
        "post": in_post["id"],
        "person": who["id"],
        "startDate": "2024-01-01",
        "endDate": "2028-12-31",
    }
    return await ask.draft("Membership", **given | other)


async def meeting(ask: Ask, by: dict[str, Any], **other: Any) -> dict[str, Any]:
    """A group meeting counted by households."""
    given = {
        "convener": by["id"],
        "sort": "GROUP_ASSEMBLY",
        "title": "第一次村民小组会议",
        "startsAt": "2026-05-02T19:30:00+08:00",
        "location": "组级阵地",
        "basis": "HOUSEHOLDS",
        "noticeGivenOn": "2026-04-20",
        "agenda": [{"number": "1", "title": "修路"}],
    }
    return await ask.draft("Meeting", **given | other)


async def attended(ask: Ask, at: dict[str, Any], **counts: int) -> dict[str, Any]:
    """A meeting with its counts; 32 of 47 households unless told."""
    counts = counts or {"householdsPresent": 32, "householdsEntitled": 47}
    return await ask.does(
        "recordAttendance",
        "AttendanceDraft",
        meeting=at["id"],
        expectedVersion=at["version"],
        **counts,
    )


async def motion(ask: Ask, at: dict[str, Any], **other: Any) -> dict[str, Any]:
    """A motion with 17 in favour."""
    given = {
        "meeting": at["id"],
        "number": "1",
        "title": "修路",
        "text": "同意修整组内道路。",
        "yes": 17,
        "no": 10,
        "abstain": 5,
    }
    return await ask.draft("Motion", **given | other)


async def notice(ask: Ask, by: dict[str, Any], **other: Any) -> dict[str, Any]:
    """An open notice that hangs for a month."""
    given = {
        "body": by["id"],
        "title": "停水通知",
        "text": "五月五日检修水管，停水一天。",
        "contact": "组务室 0731-00000000",
        "postedFrom": "2026-05-03",
        "postedUntil": "2026-06-02",
    }
    return await ask.draft("Notice", **given | other)


async def objection(ask: Ask, about: str, **other: Any) -> dict[str, Any]:
    """An objection that somebody came in person to make."""
    given = {
        "about": about,
        "receivedOn": ask.now.astimezone(SHANGHAI).date().isoformat(),
        "channel": "IN_PERSON",
        "subject": "停水日期与村里的通知不一致。",
    }
    return await ask.draft("Objection", **given | other)


async def replied(ask: Ask, to: dict[str, Any], **other: Any) -> dict[str, Any]:
    """An objection that was answered and not upheld."""
    given = {
        "objection": to["id"],
        "expectedVersion": to["version"],
        "repliedOn": ask.now.astimezone(SHANGHAI).date().isoformat(),
        "reply": "已核对，日期无误。",
        "replyPost": "组长",
        "result": "REJECTED",
    }
    return await ask.does("replyToObjection", "Reply", **given | other)


async def award_scheme(ask: Ask, **other: Any) -> dict[str, Any]:
    """An award for households."""
    given = {"area": home(ask), "name": "美丽庭院示范户", "receiver": "HOUSEHOLD"}
    return await ask.draft("AwardScheme", **given | other)


async def criteria(ask: Ask, of: dict[str, Any], **other: Any) -> dict[str, Any]:
    """Criteria with one condition that rules out."""
    given = {
        "awardScheme": of["id"],
        "validFrom": "2026-01-01",
        "criteria": ["庭院干净整洁"],
        "vetoes": ["当年有违章搭建"],
        "basis": "第一组评选办法",
        "revocationRule": "授予以后一年内有违章搭建的，撤销。",
    }
    return await ask.draft("AwardCriteria", **given | other)


async def award_round(
    ask: Ask, by: dict[str, Any], judged: dict[str, Any], **other: Any
) -> dict[str, Any]:
    """A round whose candidates hang from the third to the eleventh of May 2026."""
    given = {
        "criteria": judged["id"],
        "organiser": by["id"],
        "title": "2026年第一季度美丽庭院示范户评选",
        "year": 2026,
        "period": "2026年第一季度",
        "nominationsFrom": "2026-04-01",
        "nominationsTo": "2026-04-20",
        "evaluatedOn": "2026-04-25",
        "noticeFrom": "2026-05-03",
    }
    return await ask.draft("AwardRound", **given | other)


async def nomination(
    ask: Ask, at: dict[str, Any], who: dict[str, Any] | None = None, **other: Any
) -> dict[str, Any]:
    """A household that nothing rules out, put forward by its group."""
    given: dict[str, Any] = {
        "round": at["id"],
        "nominatedBy": "GROUP",
        "reason": "三次检查都干净整洁",
        "vetoes": [{"number": 1, "met": False}],
    }
    candidate = {"household": who["id"]} if who else {}
    return await ask.draft("Nomination", **given | candidate | other)


async def on_notice(ask: Ask, candidate: dict[str, Any]) -> dict[str, Any]:
    """A candidate put on the list."""
    given = {"nomination": candidate["id"], "expectedVersion": candidate["version"]}
    return await ask.does("putOnNotice", "Candidacy", **given)


async def decided(ask: Ask, at: dict[str, Any], **other: Any) -> dict[str, Any]:
    """A round decided on the first day after its notice."""
    given = {"round": at["id"], "expectedVersion": at["version"], "decidedOn": "2026-05-12"}
    return await ask.does("decideRound", "AwardDecision", **given | other)


async def webhook(ask: Ask, **other: Any) -> dict[str, Any]:
    """A receiver that is told of everything in the area."""
    given = {
        "area": home(ask),
        "name": "镇门户网站",
        "url": "https://receiver.example/hooks",
        "events": [
            "EDITION_PUBLISHED",
            "EDITION_CORRECTED",
            "EDITION_WITHDRAWN",
            "EDITION_REDACTED",
            "RECORD_CHANGED",
        ],
    }
    return await ask.does("registerWebhook", "WebhookDraft", **given | other)


async def restricted_name(ask: Ask, **other: Any) -> dict[str, Any]:
    """Somebody who must not be named."""
    given = {"area": home(ask), "name": "松小塘", "cause": "OBJECTED"}
    return await ask.does("restrictName", "RestrictedNameDraft", **given | other)


def public(document: str, of: dict[str, Any]) -> str:
    """The id under which everyone reads a document of a record."""
    return str(relay.GlobalID(document, relay.GlobalID.from_id(of["id"]).node_id))


async def submitted(ask: Ask, document: str, of: dict[str, Any], **other: Any) -> dict[str, Any]:
    """An edition that waits for approval."""
    return await ask.does("submit", "Submission", document=document, record=of["id"], **other)


async def approved(ask: Ask, edition: dict[str, Any]) -> dict[str, Any]:
    """An edition that is public."""
    given = {"edition": edition["id"], "expectedVersion": edition["version"]}
    return await ask.does("approve", "Ruling", **given)


async def published(
    village: Village, document: str, of: dict[str, Any], **other: Any
) -> dict[str, Any]:
    """A document that the clerk submitted and the supervisor approved."""
    return await approved(village.supervisor, await submitted(village.clerk, document, of, **other))
