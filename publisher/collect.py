"""What the site is made of: everything public in a town at one moment, read once."""

from __future__ import annotations

from datetime import datetime

from schema import shelf
from schema.base.context import Context
from schema.base.profile import profiles
from schema.base.scope import ANYONE, AreaPath
from schema.rules.profile import Profile, profile_on
from schema.shelf import Shelf


async def collect(town: AreaPath, now: datetime) -> Shelf:
    """Exactly what everyone may read; the publisher holds no office."""
    context = Context(actor=ANYONE, now=now, profiles=profiles())
    return await shelf.shelf(context, town)


def profile(shelf: Shelf) -> Profile:
    """The law in force on the day of the shelf."""
    context = Context(actor=ANYONE, now=shelf.moment, profiles=profiles())
    return profile_on(context.profiles, context.today)
