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
from schema.cards import Key
from schema.gate import overrides
from schema.gate.names import contacts, in_office, restricted
from schema.rules.gating import Reason
from schema.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Guard:
    """What the gate knows of the town. overruled: what two officers have let go.

    lists: digest of the names and addresses that it goes by; another one, and all pages are looked
    into again.
    """

    house: House
    overruled: Collection[tuple[EditionKey, Reason]]
    lists: str

    def holding(
        self,
        findings: Iterable[Finding],
        made: Iterable[Made],
        announced: Collection[str],
        shelf: Shelf,
    ) -> Holding[EditionKey]:
        """Which documents stay behind for what was found; on shared pages, by what they share: of
        documents that are made just now, or stand on the shelf and were let go before."""
        owners = {path: each.edition for each in made if each.edition for path in each.files}
        let_go = (edition for edition, _ in self.overruled if _stands(shelf, edition))
        everyone = tuple(dict.fromkeys((*owners.values(), *let_go)))
        shared = {path for each in made if not each.edition for path in each.files}
        shown_on = dict.fromkeys((*shared, *announced), everyone)
        return holding.held(findings, owners, shown_on, self.overruled)


def _stands(shelf: Shelf, edition: EditionKey) -> bool:
    card = shelf.subject(Key(*edition[:2]))
    return card is not None and card.edition == edition and card.stands(shelf.moment)


async def guard(town: AreaPath, today: date, site: Site) -> Guard:
    """The guard of a town on a day."""
    sought = _sought(await restricted(town, today), await in_office(town, today))
    offices = await contacts(town)
    house = _house(
        url=site.url,
        demo=site.demo,
        today=today,
        offices=offices,
        restricted=sought,
        scripts=headers.inline(),
        own=_own(),
    )
    return Guard(house, await overrides.overridden(town), _digest(sought, offices))


_house = lru_cache(maxsize=1)(House)
"""The same house as long as the same is known: what it has seen stays familiar to it."""


@lru_cache(maxsize=1)  # the same names are looked for day after day
def _sought(wanted: frozenset[str], public: frozenset[str]) -> Restricted:
    return names.restricted(wanted, public)


@lru_cache(maxsize=1)
def _digest(sought: Restricted, offices: frozenset[str]) -> str:
    """The same as long as the same is looked for and the same let by."""
    told = (sorted(sought.names), sorted(offices))
    return hashlib.sha256(repr(told).encode()).hexdigest()


@cache
def _own() -> frozenset[str]:
    """The files that come with the program."""
    return digests((build.THEME, build.ROOT / "site" / "theme" / "assets"))
