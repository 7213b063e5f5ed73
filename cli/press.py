"""The press: a process that makes the site whenever it is told to, as long as somebody may tell it.

Making pages computes for as long as it takes, and nobody who has requests to answer should wait for
it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial

from api.settings import Settings
from cli import publishing, worker
from cli.publishing import Occasion, Outcome
from cli.trouble import Trouble
from cli.worker import AWAY, Worker
from publisher.job import Held
from schema.gate.held import Held as Stays
from schema.shelf import Cards

LOG = logging.getLogger("zuwu")


class Failed(Exception):
    """Nothing was released; the site stays as it was. held: what the gate holds all of it for."""

    def __init__(self, said: str, held: tuple[Stays, ...] = ()) -> None:
        super().__init__(said)
        self.held = held


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an occasion: an outcome, or why there is none; held: what the gate holds all
    of it for."""

    outcome: Outcome | None
    failed: str = ""
    held: tuple[Stays, ...] = ()


class Press:
    """The press as it is seen by who tells it."""

    def __init__(self, settings: Settings) -> None:
        self._worker: Worker[Occasion, Answer] = Worker(__name__, Answer, settings)

    async def publish(self, occasion: Occasion) -> Outcome:
        """What is live after the occasion. A press that died over it is begun anew, once.

        What is made afresh is made by a press that keeps nothing of what was before, and no press
        that made every page is kept: it has taken more than it needs for single ones.
        """
        if occasion.afresh:
            await self.end()
        answer = await self._worker.answer(occasion) or await self._worker.answer(occasion)
        if answer is None:
            raise Failed("the process that makes the pages ended twice before it had made them")
        if answer.outcome is None:
            raise Failed(answer.failed, answer.held)
        if answer.outcome.released.made == answer.outcome.released.pages:
            await self.end()
        return answer.outcome

    async def end(self) -> None:
        """Ends it at once."""
        await self._worker.end()


async def _done(cards: Cards, settings: Settings, occasion: Occasion) -> Answer:
    try:
        return Answer(await publishing.made(settings, occasion, _waits, cards=cards))
    except Held as whole:
        return Answer(None, str(whole), whole.by)
    except Trouble as reasons:
        return Answer(None, str(reasons))
    except AWAY as gone:
        return Answer(None, f"the database cannot be read ({type(gone).__name__})")


def _waits(holder: str) -> None:
    LOG.info("publishing-waits", extra={"facts": {"holder": holder}})


if __name__ == "__main__":
    worker.work(Occasion, partial(_done, Cards()))
