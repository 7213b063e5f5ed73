"""What the environment says about this installation; every wrong variable is named at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from schema import database
from schema.base.scope import AreaPath, area_path
from schema.rules.addresses import Network, network
from schema.rules.buckets import Bucket, bucket

T = TypeVar("T")
P = TypeVar("P", int, None)

DIALECTS = ("sqlite", "postgres", "postgresql", "asyncpg")
"""How a database URL may begin."""


class SettingsWrong(ValueError):
    """Variables that cannot be used; `faults` says of each what it should be."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Running:
    """How the service runs: what it asks of its database, what it writes down and to whom it tells.

    metrics_port: where its numbers are told; None where nowhere. notice: seconds between being told
    to end and taking no more requests.
    """

    bounds: database.Bounds
    log: str
    access_log: bool
    metrics_host: str
    metrics_port: int | None
    notice: float

    @classmethod
    def read(cls, read: _Reading) -> Running:
        """What the variables say."""
        bounds = database.Bounds(
            pool=read.count("ZUWU_POOL", 10),
            statement=read.seconds("ZUWU_STATEMENT_TIMEOUT", 20),
            lock=read.seconds("ZUWU_LOCK_TIMEOUT", 5),
            idle=read.seconds("ZUWU_IDLE_TIMEOUT", 30),
            connect=read.seconds("ZUWU_CONNECT_TIMEOUT", 5),
        )
        return cls(
            bounds=bounds,
            log=read.choice("ZUWU_LOG", ("json", "text")),
            access_log=read.flag("ZUWU_ACCESS_LOG"),
            metrics_host=read.environ.get("ZUWU_METRICS_HOST") or "127.0.0.1",
            metrics_port=read.port("ZUWU_METRICS_PORT", None),
            notice=read.seconds("ZUWU_NOTICE", 0),
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation: where it keeps what it writes, where it listens, whose site it is.

    town: whose site is published; None if the database holds one town only. origins: whose pages
    may ask from a browser. connections: at once, in all and from one address, unless that is one
    of the proxies, which are believed when they say for whom they ask.
    webhook_allow: networks of its own in which webhooks may lie, and need no TLS. bucket: where the
    site is put, besides the data folder.
    """

    home: Path
    database_url: str
    host: str
    port: int
    demo: bool
    site_url: str
    town: AreaPath | None
    origins: tuple[str, ...]
    connections: int
    connections_per_address: int
    proxies: tuple[Network, ...]
    webhook_allow: tuple[Network, ...]
    bucket: Bucket | None
    running: Running

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
            origins=read.origins("ZUWU_CORS_ORIGINS"),
            connections=read.count("ZUWU_CONNECTIONS", 1000),
            connections_per_address=read.count("ZUWU_CONNECTIONS_PER_ADDRESS", 100),
            proxies=read.networks("ZUWU_PROXIES", "127.0.0.1,::1"),
            webhook_allow=read.networks("ZUWU_WEBHOOK_ALLOW", ""),
            bucket=read.bucket("ZUWU_SITE_BUCKET"),
            running=Running.read(read),
        )
        if read.faults:
            raise SettingsWrong(tuple(read.faults))
        return settings


class _Reading:
    """Reads variables one by one and remembers what was wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.faults: list[str] = []

    def port(self, name: str, default: P) -> int | P:
        """A port; 0 lets the system choose one."""
        given = self.environ.get(name)
        if not given:
            return default
        if given.isascii() and given.isdecimal() and int(given) < 65536:
            return int(given)
        return self._wrong(name, "a number from 0 to 65535", default)

    def seconds(self, name: str, default: float) -> float:
        """A time of at most a day."""
        given = self.environ.get(name) or str(default)
        if re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,3})?", given) and float(given) <= 86_400:
            return float(given)
        return self._wrong(name, "a number of seconds from 0 to 86400", default)

    def choice(self, name: str, among: tuple[str, ...]) -> str:
        """One of these words, the first unless told."""
        given = self.environ.get(name) or among[0]
        return given if given in among else self._wrong(name, " or ".join(among), among[0])

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
        if re.search(r"[?&]ssl=", given):
            return self._wrong(name, "a URL with sslmode=… in place of ssl=…", given)
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

    def origins(self, name: str) -> tuple[str, ...]:
        """Origins of pages, as browsers send them; none unless set, and never all."""
        given = self._list(name, "")
        for each in given:
            parts = urlsplit(each)
            if parts.scheme not in {"http", "https"} or each != f"{parts.scheme}://{parts.netloc}":
                return self._wrong(name, "origins like https://zuwu.example,https://a.example", ())
        return given

    def count(self, name: str, default: int) -> int:
        """A number of things of which there is at least one."""
        given = self.environ.get(name) or str(default)
        if given.isascii() and given.isdecimal() and 0 < int(given) < 1_000_000:
            return int(given)
        return self._wrong(name, "a number from 1 to 999999", default)

    def networks(self, name: str, default: str) -> tuple[Network, ...]:
        """Addresses and networks of machines."""
        try:
            return tuple(map(network, self._list(name, default)))
        except ValueError:
            return self._wrong(name, "addresses or networks like 127.0.0.1,10.0.0.0/8", ())

    def bucket(self, name: str) -> Bucket | None:
        """A bucket with the keys that open it, by the names that every program has for them."""
        given = self.environ.get(name)
        if not given:
            return None
        key, secret = self.secret("AWS_ACCESS_KEY_ID"), self.secret("AWS_SECRET_ACCESS_KEY")
        try:
            return bucket(given).opened(key, secret)
        except ValueError:
            wanted = "a bucket like s3://bucket/prefix?endpoint=https://storage.example&region=r-1"
            return self._wrong(name, wanted, None)

    def secret(self, name: str) -> str:
        """A word that must be set, or lie in the file that the variable with _FILE names."""
        given, file = self.environ.get(name, ""), self.environ.get(f"{name}_FILE")
        try:
            found = given or (Path(file).read_text(encoding="utf-8").strip() if file else "")
        except (OSError, UnicodeDecodeError):
            return self._wrong(f"{name}_FILE", "a file that can be read", "")
        return found or self._wrong(name, f"set, or {name}_FILE name the file with it", "")

    def _list(self, name: str, default: str) -> tuple[str, ...]:
        given = self.environ.get(name) or default
        return tuple(each.strip() for each in given.split(",") if each.strip())

    def _wrong(self, name: str, wanted: str, instead: T) -> T:
        self.faults.append(f"{name} must be {wanted}")
        return instead
