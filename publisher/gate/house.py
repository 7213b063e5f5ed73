"""What is ours, by which the gate tells what is not."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from publisher.gate.familiar import Familiar
from publisher.gate.names import NOBODY, Restricted


@dataclass(frozen=True, slots=True)
class House:
    """What the gate knows of the site.

    url: its address; demo: its town is invented and says so; today: the day of the look; offices:
    e-mail addresses and telephones that are public; scripts: the inline scripts that may run, as a
    content security policy names them; own: SHA-256 of the files that come with the program;
    familiar: lines in which nothing of all that was found.
    """

    url: str
    demo: bool = False
    today: date = date.min
    offices: frozenset[str] = frozenset()
    restricted: Restricted = NOBODY
    scripts: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    familiar: Familiar = field(default_factory=Familiar, init=False, compare=False, repr=False)


def script(content: str) -> str:
    """The name of an inline script: sha256-… of exactly what stands between its tags."""
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


def digests(folders: Iterable[Path]) -> frozenset[str]:
    """SHA-256 of every file below these folders, such as those of the theme."""
    files = (file for folder in folders for file in folder.rglob("*") if file.is_file())
    return frozenset(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)
