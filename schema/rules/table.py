"""Reading a TOML table strictly: every key wanted is there and fits, and no key is left over.

A typo in a profile would otherwise pass as law. Messages name the key's whole path and say how
to mend it.
"""

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import TypeVar

Value = TypeVar("Value")
Choice = TypeVar("Choice", bound=Enum)


class TableFault(ValueError):
    """A table lacks a key, holds one that does not fit, or one that nobody reads."""


class Table:
    """A table that is emptied key by key; `close` says when something was never read."""

    def __init__(self, path: str, rows: Mapping[str, object]) -> None:
        self.path = path
        self._left = dict(rows)

    def __contains__(self, key: str) -> bool:
        """Whether the key is there, not yet read."""
        return key in self._left

    def holds(self, key: str, word: str) -> bool:
        """Whether the key says exactly `word`; if so it is read."""
        if self._left.get(key) != word:
            return False
        del self._left[key]
        return True

    def at(self, key: str) -> str:
        """Where the key stands, as messages name it."""
        return f"{self.path}.{key}" if self.path else key

    def take(self, key: str, kind: type[Value], wanted: str) -> Value:
        """The value of `key`, which must be exactly of `kind` (true is no number)."""
        if key not in self._left:
            raise TableFault(f"{self.at(key)} is missing; give it {wanted}")
        value = self._left.pop(key)
        if not isinstance(value, kind) or type(value) is not kind:
            raise TableFault(f"{self.at(key)} is {value!r}; give it {wanted}")
        return value

    def text(self, key: str) -> str:
        """The text of `key`, which must say something."""
        value = self.take(key, str, "a text in quotes")
        if not value.strip():
            raise TableFault(f"{self.at(key)} is empty; give it a text in quotes")
        return value

    def count(self, key: str) -> int:
        """The whole number of `key`, from 1."""
        value = self.take(key, int, "a whole number from 1")
        if value < 1:
            raise TableFault(f"{self.at(key)} is {value}; give it a whole number from 1")
        return value

    def choice(self, key: str, kind: type[Choice]) -> Choice:
        """The member of `kind` whose value the key names."""
        value = self.text(key)
        try:
            return kind(value)
        except ValueError as fault:
            known = ", ".join(str(member.value) for member in kind)
            raise TableFault(f'{self.at(key)} is "{value}"; choose one of {known}') from fault

    def tables(self, key: str) -> Iterator[tuple[str, "Table"]]:
        """The tables below `key`, by name; none where the key is absent."""
        if key not in self:
            return
        for name, rows in self.take(key, dict, "tables").items():
            path = self.at(f'{key}."{name}"')
            if not isinstance(rows, dict):
                raise TableFault(f"{path} is {rows!r}; make it a table")
            yield name, Table(path, rows)

    def rows(self, key: str, read: Callable[[str, "Table"], Value]) -> dict[str, Value]:
        """What `read` makes of each table below `key`, by name; each read to its end."""
        made: dict[str, Value] = {}
        for name, table in self.tables(key):
            made[name] = read(name, table)
            table.close()
        return made

    def close(self) -> None:
        """Every key was read; one that was not is a typo."""
        if self._left:
            keys = ", ".join(self.at(key) for key in self._left)
            raise TableFault(f"{keys} means nothing here; correct its name or take it out")
