"""Looking for garbage: where very much is held for a while it costs more than the work itself."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (100_000, 50, 50)
"""How many objects more there are before garbage is looked for, where hardly any is made."""


@contextmanager
def undisturbed() -> Iterator[None]:
    """While very many records come in or go out, garbage is looked for less often: there is
    hardly any."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def sweep() -> None:
    """Lets go what was made of late and only holds on to itself; what is older is not gone
    through."""
    gc.collect(1)
