"""Rosters: who is responsible today, which seats stand empty, who holds both posts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import strawberry
from strawberry import relay
from tortoise.queryset import QuerySet

from schema.base.connection import Connection, Window, sliced
from schema.base.context import Context, Info
from schema.base.document import CatalogueCode, Document, Publication
from schema.base.part import Part, parts
from schema.base.scope import AreaPath
from schema.base.served import uuid
from schema.base.sheet import Sheet
from schema.records.bodies import Body, Classification
from schema.records.memberships import Membership, MembershipRecord, serving
from schema.records.persons import Person
from schema.records.posts import Office, Post
from schema.rules import masking, terms
from schema.rules.masking import PublicName, PublicText

# Stored: with the memberships.

# Served


@strawberry.type
class Vacancy(relay.Node):
    """A post with empty seats today."""

    id: relay.NodeID[UUID]

    path: AreaPath
    """The area of its body."""

    label: str
    """What the post is called."""

    seats: int
    """How many of its seats stand empty."""

    @classmethod
    async def resolve_nodes(  # type: ignore[override]  # relay overloads it for callers we lack
        cls, *, info: Info, node_ids: Iterable[str], required: bool = False
    ) -> list[Vacancy | None]:
        """The vacancies of these posts that you may see."""
        keys = [key for key in map(uuid, node_ids) if key]
        context = info.context
        found = {
            each.id: each
            for each in await vacancies(context, Post.visible(context).filter(id__in=keys))
        }
        return [found.get(key) if (key := uuid(each)) else None for each in node_ids]


async def vacancies(context: Context, posts: QuerySet[Any]) -> list[Vacancy]:
    """The posts of this query with empty seats today: two statements."""
    found = {each.id: each for each in await Post.all_of(posts)}
    held = serving(MembershipRecord.filter(post_id__in=list(found)), context.today)
    tenures = [
        terms.Tenure(str(each.post_id), each.person_id, each.start_date, each.end_date)
        for each in await Membership.all_of(held)
    ]
    seats = {str(key): post.maximum_memberships for key, post in found.items()}
    return [
        Vacancy(id=UUID(key), path=found[UUID(key)].path, label=found[UUID(key)].label, seats=empty)
        for key, empty in terms.vacancies(seats, tenures, context.today).items()
    ]


async def concurrent(context: Context, path: AreaPath) -> Sequence[Person]:
    """Who below `path` is both group head and Party group leader today (一肩挑)."""
    scope = context.reads_at(Person.readers.rows, path)
    running = serving(MembershipRecord.within(scope), context.today)
    below = running.filter(area_id__gte=path, area_id__lt=f"{path}0")
    heads = below.filter(post__office=Office.GROUP_HEAD)
    leaders = below.filter(post__office=Office.PARTY_GROUP_LEADER)
    holding = [
        [
            terms.Tenure("", e.person_id, e.start_date, e.end_date)
            for e in await Membership.all_of(q)
        ]
        for q in (heads, leaders)
    ]
    both = terms.concurrent(holding[0], holding[1], context.today)
    return await Person.read(context, Person.visible(context).filter(id__in=both).order_by("name"))


# Asked


@strawberry.type
class Query:
    """What follows from the memberships, for officers."""

    @strawberry.field
    async def vacancies(
        self,
        info: Info,
        area: AreaPath,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Vacancy] | None:
        """The posts of an area with empty seats today."""
        Post.permits(info.context, area)
        below = {"area_id__gte": area, "area_id__lt": f"{area}0"}
        posts = Post.visible(info.context).filter(body__dissolution_date__isnull=True, **below)
        found = await vacancies(info.context, posts.order_by("label"))
        return sliced(found, Window(first, after, last, before))

    @strawberry.field
    async def concurrent_holders(
        self,
        info: Info,
        area: AreaPath,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Person] | None:
        """Who in an area is both group head and Party group leader today (一肩挑)."""
        found = await concurrent(info.context, area)
        return sliced(found, Window(first, after, last, before))


# Done: with the memberships.

Mutation: type | None = None
SHEETS: tuple[Sheet, ...] = ()

# Shown


@strawberry.type
class Seat(Part):
    """Somebody in a post: an office is public."""

    name: PublicName
    """Who."""

    post: PublicText
    """In which post."""

    start_date: date
    """The first day of the term."""

    end_date: date
    """The last day of the term."""


@strawberry.type
class BodyRoster(Publication):
    """Who is responsible: the members of a body, their posts and terms."""

    CODE = CatalogueCode("V01")

    classification: Classification
    """What sort of body it is."""

    name: PublicText
    """Its name."""

    contact: PublicText
    """Where it is to be found."""

    relatives_rule: PublicText | None
    """The rule by which near relatives may sit on committee and board."""

    vacant_seats: int
    """How many seats stood empty on that day."""

    seats: strawberry.Private[list[Seat]]

    seat_parts = parts(Seat, "seats", "Who holds which post.")


async def roster(context: Context, body: Body) -> BodyRoster:
    """The members of a body as of today."""
    running = serving(MembershipRecord.filter(body_id=body.id), context.today)
    held = await running.order_by("post__office", "start_date", "id").values(
        "start_date", "end_date", name="person__name", post="post__label"
    )
    seats = [
        Seat(
            name=masking.post_holder(row["name"]),
            post=masking.text(row["post"]),
            start_date=row["start_date"],
            end_date=row["end_date"],
        )
        for row in held
    ]
    empty = await vacancies(context, Post.stored.filter(body_id=body.id))
    return BodyRoster(
        title=masking.text(f"{body.name}成员名单"),
        day=max((seat.start_date for seat in seats), default=body.founding_date),
        classification=body.classification,
        name=masking.text(body.name),
        contact=masking.text(body.contact),
        relatives_rule=masking.text(body.relatives_rule) if body.relatives_rule else None,
        vacant_seats=sum(each.seats for each in empty),
        seats=seats,
    )


DOCUMENTS = (Document(BodyRoster, Body, roster),)
