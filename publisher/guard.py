"""Who keeps the gate of a town: what may not go out, and which documents stay behind for it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from publisher import build, headers
from publisher.build import Site
from publisher.gate import holding, names
from publisher.gate.finding import Finding
from publisher.gate.holding import Holding
from publisher.gate.house import House, digests
from publisher.gate.names import Restricted
from publisher.pages import Made
from schema.base.edition import EditionKey
from schema.base.scope import AreaPath
from schema.gate import overrides
from schema.gate.names import contacts, in_office, listed, restricted
from schema.rules.gating import Reason


@dataclass(frozen=True, slots=True)
class Guard:
    """What the gate knows of the town. overruled: what two officers have let go.

    lists: digest of the names that were put on the list; another one, and all pages are looked
    into again.
    """

    house: House
    overruled: Collection[tuple[EditionKey, Reason]]
    lists: str

    def holding(
        self, findings: Iterable[Finding], made: Iterable[Made], announced: Collection[str]
    ) -> Holding[EditionKey]:
        """Which documents stay behind for what was found; on shared pages, by what they share."""
        owners = {path: each.edition for each in made if each.edition for path in each.files}
        everyone = tuple(dict.fromkeys(owners.values()))
        shared = {path for each in made if not each.edition for path in each.files}
        shown_on = dict.fromkeys((*shared, *announced), everyone)
        return holding.held(findings, owners, shown_on, self.overruled)


async def guard(town: AreaPath, today: date, site: Site) -> Guard:
    """The guard of a town on a day."""
    sought = _sought(await restricted(town, today), await in_office(town, today))
    house = _house(
        url=site.url,
        demo=site.demo,
        today=today,
        offices=await contacts(town),
        restricted=sought,
        scripts=headers.inline(),
        own=_own(),
    )
    told = sorted(await listed(town))
    lists = hashlib.sha256(repr(told).encode()).hexdigest()
    return Guard(house, await overrides.overridden(town), lists)


_house = lru_cache(maxsize=1)(House)
"""The same house as long as the same is known: what it has seen stays familiar to it."""


@lru_cache(maxsize=1)  # the same names are looked for day after day
def _sought(wanted: frozenset[str], public: frozenset[str]) -> Restricted:
    return names.restricted(wanted, public)


@cache
def _own() -> frozenset[str]:
    """The files that come with the program."""
    return digests((build.THEME, build.ROOT / "site" / "theme" / "assets"))
