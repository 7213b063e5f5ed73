"""One record of every kind, each of its texts holding a marker.

One document without the marker is public, so that there is something to object to.
"""

from __future__ import annotations

from typing import Any

import village as v
from village import Ask, Village

from schema.rules.roles import Role

MARKER = "禾黍离离"


async def specimens(village: Village, ask: Ask | None = None) -> dict[str, Any]:
    """A record of each kind, the clerk's unless told, by the name of its type."""
    ask = ask or village.clerk
    found: dict[str, Any] = {}
    found["Publication"] = await _publication(ask)  # before the area has the marker in its name
    found["Area"] = await _area(ask)
    found["Venue"] = await ask.draft(
        "Venue",
        area=v.home(ask),
        name=f"{MARKER}阵地",
        address=MARKER,
        openingHours=MARKER,
        openedOn="2024-01-01",
        purposes=[MARKER],
    )
    found["Body"] = await v.body(ask, name=f"{MARKER}会", contact=MARKER, relativesRule=MARKER)
    found["Post"] = await v.post(ask, found["Body"], label=f"{MARKER}长")
    found["Household"] = await v.household(ask, MARKER)
    found["Person"] = await v.person(ask, name=f"松{MARKER}")
    found["Residence"] = await ask.does(
        "settle",
        "Settlement",
        person=found["Person"]["id"],
        household=found["Household"]["id"],
        validFrom="2020-01-01",
    )
    other = await v.person(ask, name=f"塘{MARKER}")
    found["Kinship"] = await ask.does(
        "declareKinship",
        "KinshipDraft",
        person=found["Person"]["id"],
        relative=other["id"],
        relation="SIBLING",
    )
    found["Membership"] = await v.membership(ask, found["Post"], found["Person"], endReason=MARKER)
    meeting = await v.meeting(
        ask,
        found["Body"],
        title=MARKER,
        location=MARKER,
        noticeChannel=MARKER,
        summary=MARKER,
        agenda=[{"number": MARKER, "title": MARKER}],
    )
    found["Meeting"] = await v.attended(ask, meeting)
    found["Motion"] = await v.motion(
        ask,
        found["Meeting"],
        title=MARKER,
        text=MARKER,
        followUp=MARKER,
        number=MARKER,
        method="NAMED_BALLOT",
    )
    found["Vote"] = await ask.draft(
        "Vote", motion=found["Motion"]["id"], person=found["Person"]["id"], option="YES"
    )
    found["Notice"] = await v.notice(ask, found["Body"], title=MARKER, text=MARKER, contact=MARKER)
    found["Objection"] = await _objection(ask, found["Publication"]["id"])
    return found


async def _publication(ask: Ask) -> dict[str, Any]:
    """A venue that everyone reads of; the id is that of the publication."""
    venue = await ask.draft(
        "Venue",
        area=v.home(ask),
        name="晒谷坪",
        address="组级阵地旁",
        openingHours="全天",
        openedOn="2024-01-01",
        purposes=["议事"],
    )
    edition = await v.submitted(ask, "VENUE_SHEET", venue)
    await v.approved(v.officer(Role.SUPERVISOR, v.home(ask)), edition)
    return {"id": v.public("VenueSheet", venue)}


async def _objection(ask: Ask, about: str) -> dict[str, Any]:
    """An objection that was answered and passed up."""
    made = await v.objection(ask, about, subject=MARKER, detail=MARKER, objector=MARKER)
    answered = await v.replied(ask, made, reply=MARKER, replyPost=MARKER)
    return await ask.does(
        "escalateObjection",
        "Escalation",
        objection=made["id"],
        expectedVersion=answered["version"],
        escalatedTo=MARKER,
        escalatedOn="2026-05-03",
        escalationOutcome=MARKER,
    )


async def _area(ask: Ask) -> dict[str, Any]:
    """The group itself, with a marker in its name and figures."""
    asked = (
        "query($area: AreaPath) { areas(filter: {area: $area}) { edges { node { id version } } } }"
    )
    found = (await ask(asked, area=v.home(ask)))["areas"]["edges"][0]["node"]
    return await ask.draft(
        "Area",
        id=found["id"],
        expectedVersion=found["version"],
        path=v.home(ask),
        name=f"{MARKER}组",
        validFrom="2004-01-01",
        figures=[{"label": MARKER, "amount": 47, "unit": MARKER, "asOf": "2026-01-01"}],
    )
