"""One record of every kind, each of its texts holding a marker.

One document without the marker is public: the candidates, who have to hang before anyone is
honoured, and to whom somebody objects.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attaching as a
import rulemaking as r
import village as v
from village import Ask, Village

from schema.gate.held import Held, note
from schema.rules.gating import Reason
from schema.rules.roles import Role

MARKER = "禾黍离离"

WEB_MARKER = "xn--marker.example"
"""The same for an address, which holds no Chinese."""

ADMINISTRATORS = ("Webhook", "WebhookDelivery", "RestrictedName")
"""What a clerk does not see."""


async def specimens(village: Village, ask: Ask | None = None) -> dict[str, Any]:
    """A record of each kind, the clerk's unless told, by the name of its type."""
    ask = ask or village.clerk
    found: dict[str, Any] = {}
    await _award(ask, found)  # it is public in part, and the area has no marker in its name yet
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
    found["Person"] = await v.person(ask, name=f"松{MARKER}", comesOfAge="1998-05-01")
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
    found["Attachment"] = await _attachment(ask, found["Notice"])
    found["Objection"] = await _objection(ask, found["Publication"]["id"])
    found |= await _regulations(ask, found)
    found |= await _webhook(ask)
    found |= await _gate(ask, found["Publication"]["id"])
    return found


async def _webhook(ask: Ask) -> dict[str, Any]:
    """A receiver that the administrator of the group registered, and a message to it."""
    administrator = v.officer(Role.ADMINISTRATOR, v.home(ask))
    webhook = await v.webhook(administrator, name=MARKER, url=f"https://{WEB_MARKER}/")
    test = await administrator.does("sendTestEvent", "WebhookTest", webhook=webhook["id"])
    return {"Webhook": webhook, "WebhookDelivery": test}


async def _gate(ask: Ask, public: str) -> dict[str, Any]:
    """What is held back, by a publisher that found something; who lets it go; whom nobody names."""
    key = ("CandidatesOnNotice", v.key({"id": public}), 1)
    held = Held(key, f"{MARKER}.html", MARKER, Reason.BANK_CARD, MARKER)
    await note(v.home(ask), ask.now, [held])
    asked = "{ heldPublications { edges { node { id edition { id } } } } }"
    seen = (await ask(asked))["heldPublications"]["edges"][0]["node"]
    given = {"edition": seen["edition"]["id"], "reason": "BANK_CARD", "ground": "NOBODYS_NUMBER"}
    override = await ask.does("requestGateOverride", "OverrideRequest", **given)
    administrator = v.officer(Role.ADMINISTRATOR, v.home(ask))
    name = await v.restricted_name(administrator, name=MARKER)
    return {"HeldPublication": seen, "GateOverride": override, "RestrictedName": name}


async def _award(ask: Ask, found: dict[str, Any]) -> None:
    """A round whose candidates hung, without the marker; decided, and an honour of it revoked."""
    later = ask.later(days=9)
    by = await v.body(ask, classification="OTHER")
    found["AwardScheme"] = await v.award_scheme(ask)
    found["AwardCriteria"] = await v.criteria(ask, found["AwardScheme"], vetoes=[])
    found["AwardRound"] = await v.award_round(ask, by, found["AwardCriteria"])
    household = await v.household(ask, "H99")
    candidate = await v.nomination(ask, found["AwardRound"], household, vetoes=[])
    found["Nomination"] = await v.on_notice(ask, candidate)
    edition = await v.submitted(ask, "CANDIDATES_ON_NOTICE", found["AwardRound"])
    await v.approved(v.officer(Role.SUPERVISOR, v.home(ask)), edition)
    found["Publication"] = {"id": v.public("CandidatesOnNotice", found["AwardRound"])}
    found["AwardRound"] = await v.decided(later, found["AwardRound"])
    asked = "{ honours { edges { node { id version } } } }"
    honour = (await ask(asked))["honours"]["edges"][0]["node"]
    found["Honour"] = await later.does(
        "revokeHonour",
        "HonourRevocationDraft",
        honour=honour["id"],
        expectedVersion=honour["version"],
        revokedOn="2026-05-12",
        revocationReason=MARKER,
    )
    await _marked(ask, found, by, household)


async def _marked(
    ask: Ask, found: dict[str, Any], by: dict[str, Any], household: dict[str, Any]
) -> None:
    """The marker in the words of the round, its type and its candidate, after they have hung."""
    await v.award_scheme(
        ask, id=found["AwardScheme"]["id"], expectedVersion=1, name=f"{MARKER}示范户"
    )
    await v.criteria(ask, found["AwardScheme"], basis=MARKER, vetoes=[MARKER], criteria=[MARKER])
    found["AwardRound"] = await v.award_round(
        ask,
        by,
        found["AwardCriteria"],
        id=found["AwardRound"]["id"],
        expectedVersion=found["AwardRound"]["version"],
        title=MARKER,
        period=MARKER,
        prize=MARKER,
        noticeDaysReason=MARKER,
    )
    found["Nomination"] = await v.nomination(
        ask,
        found["AwardRound"],
        household,
        id=found["Nomination"]["id"],
        expectedVersion=found["Nomination"]["version"],
        reason=MARKER,
        vetoes=[],
    )
    judge = await v.person(ask, name=f"甲{MARKER}")
    found["PanelMember"] = await ask.draft(
        "PanelMember", round=found["AwardRound"]["id"], person=judge["id"]
    )
    found["Conflict"] = await ask.draft(
        "Conflict",
        member=found["PanelMember"]["id"],
        nomination=found["Nomination"]["id"],
        reason=MARKER,
    )


async def _attachment(ask: Ask, to: dict[str, Any]) -> dict[str, Any]:
    """A picture; its file is gone when this is done, and what is known of it stays."""
    with TemporaryDirectory() as home:
        made = await a.attached(ask, Path(home), to, a.photograph("PNG"), f"{MARKER}.png")
    return await a.described(ask, made, title=MARKER, alternativeText=MARKER)


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


async def _regulations(ask: Ask, known: dict[str, Any]) -> dict[str, Any]:
    """A regulation with a text in force, and its next one out for comment."""
    regulation = await r.regulation(ask, known["Body"], title=MARKER)
    given = {
        "reason": MARKER,
        "draftedBy": MARKER,
        "chapters": [
            {
                "title": f"第一章 {MARKER}",
                "clauses": [{"number": "第一条", "text": f"{MARKER}罚款"}],
            }
        ],
    }
    first = await r.regulation_version(ask, regulation, **given)
    first = await r.adopted(ask, first, await r.carried(ask, known["Meeting"], text=MARKER))
    first = await r.on_version(
        ask, "file", "Filing", first, filingNumber=MARKER, filedOn="2026-05-02"
    )
    await r.enforced(ask, first)
    given["chapters"][0]["clauses"][0]["text"] = f"{MARKER}处以罚款"
    version = await r.regulation_version(ask, regulation, **given)
    version = await ask.does(
        "answerFinding",
        "FindingAnswerDraft",
        regulationVersion=version["id"],
        expectedVersion=1,
        clause="第一条",
        words="罚款",
        offence="FINE",
        answer="KEPT",
        reason=MARKER,
    )
    consultation = await r.consultation(ask, version, contact=MARKER)
    comment = await r.comment(
        ask, consultation, channel=MARKER, clause="第一条", text=MARKER, reason=MARKER
    )
    return {
        "Regulation": regulation,
        "RegulationVersion": version,
        "Consultation": consultation,
        "Comment": comment,
    }


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
