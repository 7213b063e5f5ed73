"""Passwords at rest: argon2id, in threads of their own, so that nobody else waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from schema.base.refusal import Refusal
from schema.rules import passwords

T = TypeVar("T")

NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$qj3WemIWp5MLiPofWvBy2w"
    "$zWf8jUc9GeUD6LazgEISLNKcjW45vRPQslJpuN9NQH8"
)
"""What the password of a name is compared with that has none: a random one that nobody knows."""


class TooBusy(Refusal):
    """More people sign in at once than passwords can be compared for."""

    code = "accounts.too-busy"
    message = "现在登录的人太多。请过几秒再试。"


class Hashing:
    """Makes and compares digests of passwords; so many at once, and so many may wait.

    Each takes 19 MiB and some hundredths of a second, so that guessing is dear. What is waiting
    takes memory too, so there is an end to it.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="passwords")
        self._room = at_once + waiting
        self._inside = 0
        self.compared = 0

    async def hash(self, password: str) -> str:
        """The digest of a password, with its parameters and salt."""
        return await self._apart(lambda: self._hasher.hash(passwords.normal(password)))

    async def fits(self, kept: str | None, password: str) -> bool:
        """Whether the password is the kept one; where none is kept, it takes as long and is not."""
        self.compared += 1
        same = await self._apart(lambda: self._same(kept or NOBODY, passwords.normal(password)))
        return same and kept is not None

    def outdated(self, kept: str) -> bool:
        """Whether a digest was made with other parameters than those of today."""
        return self._hasher.check_needs_rehash(kept)

    def _same(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except VerifyMismatchError:
            return False

    async def _apart(self, work: Callable[[], T]) -> T:
        if self._inside >= self._room:
            raise TooBusy(f"已有 {self._inside} 人在登录。")
        self._inside += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._inside -= 1


HASHING = Hashing(at_once=2, waiting=60)
"""The one of this process: what bounds memory and work must be the same for every request."""
