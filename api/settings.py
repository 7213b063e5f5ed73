"""What the environment says about this installation; every wrong variable is named at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from schema import database
from schema.base.scope import AreaPath, area_path
from schema.rules.addresses import Network, network

T = TypeVar("T")

DIALECTS = ("sqlite", "postgres", "postgresql", "asyncpg")
"""How a database URL may begin."""


class SettingsWrong(ValueError):
    """Variables that cannot be used; `faults` says of each what it should be."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation: where it keeps what it writes, where it listens, whose site it is.

    town: whose site is published; None if the database holds one town only.
    webhook_allow: networks of its own in which webhooks may lie, and need no TLS.
    """

    home: Path
    database_url: str
    host: str
    port: int
    demo: bool
    site_url: str
    town: AreaPath | None
    webhook_allow: tuple[Network, ...] = ()

    @property
    def embedded(self) -> bool:
        """Whether the database is a file, which one process at a time may write to."""
        return self.database_url.startswith("sqlite")

    @property
    def invented(self) -> bool:
        """Whether the records are a demonstration's, whatever command asks: pages say so."""
        return self.demo or self.demo_tokens.exists()

    @property
    def demo_tokens(self) -> Path:
        """The tokens of a demonstration; its data folder is known by them."""
        return self.home / "demo-tokens.json"

    @property
    def keys(self) -> Path:
        """The folder of what nobody else may read."""
        return self.home / "keys"

    @property
    def site(self) -> Path:
        """The live release; a link that every publication swaps."""
        return self.home / "site" / "current"

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """The settings in these variables; `SettingsWrong` names all that do not fit."""
        read = _Reading(environ)
        home = Path(environ.get("ZUWU_HOME") or "var").resolve()
        host = environ.get("HOST") or "127.0.0.1"
        port = read.port("PORT", 8000)
        settings = cls(
            home=home,
            database_url=read.database("DATABASE_URL", home),
            host=host,
            port=port,
            demo=read.flag("ZUWU_DEMO"),
            site_url=read.address("ZUWU_SITE_URL", f"http://{host}:{port}/"),
            town=read.town("ZUWU_TOWN"),
            webhook_allow=read.networks("ZUWU_WEBHOOK_ALLOW"),
        )
        if read.faults:
            raise SettingsWrong(tuple(read.faults))
        return settings


class _Reading:
    """Reads variables one by one and remembers what was wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.faults: list[str] = []

    def port(self, name: str, default: int) -> int:
        """A port; 0 lets the system choose one."""
        given = self.environ.get(name) or str(default)
        if given.isascii() and given.isdecimal() and int(given) < 65536:
            return int(given)
        return self._wrong(name, "a number from 0 to 65535", default)

    def flag(self, name: str) -> bool:
        """A switch that is off unless set."""
        given = self.environ.get(name) or "0"
        return given == "1" if given in {"0", "1"} else self._wrong(name, "0 or 1", False)

    def database(self, name: str, home: Path) -> str:
        """The database; a file in the data folder unless told."""
        given = self.environ.get(name)
        if not given:
            return database.sqlite(home / "zuwu.sqlite3")
        dialect, separator, _ = given.partition("://")
        if separator and dialect in DIALECTS:
            return given
        return self._wrong(name, f"a URL that begins with one of {', '.join(DIALECTS)}", given)

    def address(self, name: str, default: str) -> str:
        """An address of the web, with a slash at its end."""
        given = self.environ.get(name) or default
        if urlsplit(given).scheme in {"http", "https"} and urlsplit(given).hostname:
            return given.rstrip("/") + "/"
        return self._wrong(name, "an address like https://zuwu.example/", default)

    def town(self, name: str) -> AreaPath | None:
        """The path of a town."""
        given = self.environ.get(name)
        try:
            return area_path(given) if given else None
        except ValueError:
            return self._wrong(name, "a path of county and town like 439901/101", None)

    def networks(self, name: str) -> tuple[Network, ...]:
        """Networks, with commas between them; none unless told."""
        given = self.environ.get(name) or ""
        try:
            return tuple(network(each.strip()) for each in given.split(",") if each.strip())
        except ValueError:
            return self._wrong(name, "networks like 10.20.0.0/16,fd00::/8", ())

    def _wrong(self, name: str, wanted: str, instead: T) -> T:
        self.faults.append(f"{name} must be {wanted}")
        return instead
