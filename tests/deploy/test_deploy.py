"""What is deployed keeps its promises: pinned, without rights, and every setting in its place.

What only the real tools can tell (`caddy`, `systemd-analyze`) is run by `make deploy`.
"""

from __future__ import annotations

import re
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.routing import Route, WebSocketRoute

from api.app import create_app
from api.settings import Settings

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"

INSIDE = {"/ready"}
"""Addresses of the service that are for whoever watches over it, on its own port."""

HARDENED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "RestrictSUIDSGID": "yes",
    "MemoryDenyWriteExecute": "yes",
    "CapabilityBoundingSet": "",
    "User": "zuwu",
    "StateDirectory": "zuwu",
}


def stages() -> list[str]:
    """The stages of the Dockerfile, without comments."""
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    return re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).split("FROM ")[1:]


def compose() -> dict[str, Any]:
    """The file of compose."""
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return read


def unit(name: str) -> dict[str, str]:
    """The section `Service` of a unit."""
    parser = ConfigParser(strict=False, interpolation=None, delimiters="=")
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names keep their capitals
    parser.read(DEPLOY / "systemd" / name, encoding="utf-8")
    return dict(parser["Service"])


def test_what_is_built_is_pinned_by_hashes() -> None:
    build, _ = stages()
    assert "--require-hashes --requirement" in build
    assert all(re.match(r"\S+:\d[\w.-]+", stage) for stage in stages())


def test_the_last_stage_has_no_rights_and_no_tools() -> None:
    _, last = stages()
    assert re.search(r"^USER 10001$", last, re.MULTILINE)
    assert "HEALTHCHECK" in last
    assert "uninstall --yes pip" in last
    assert not re.search(r"apt-get|pip install|\bADD\b|curl", last)
    assert last.index("USER") < last.index("ENTRYPOINT")


def test_the_image_holds_only_the_program() -> None:
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[1] == "*"
    assert {line for line in ignored if line.startswith("!")} == {
        *(f"!{room}" for room in ("api", "cli", "demo", "publisher", "schema", "site")),
        *("!mkdocs.yml", "!pyproject.toml", "!requirements.txt"),
    }


@pytest.mark.parametrize("name", compose()["services"])
def test_every_service_is_guarded(name: str) -> None:
    service = compose()["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert ("ports" in service) == (name == "caddy")
    assert "privileged" not in service


def test_compose_names_only_what_it_has() -> None:
    read = compose()
    services = read["services"]
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        assert set(service["networks"]) <= set(read["networks"])
        volumes = [volume.partition(":")[0] for volume in service.get("volumes", [])]
        assert {volume for volume in volumes if volume[0] != "."} <= set(read["volumes"])
        named = [volume for volume in volumes if volume[0] == "."]
        assert all((DEPLOY / volume).exists() for volume in named)


def test_every_variable_is_in_the_example() -> None:
    example = (DEPLOY / "zuwu.env.example").read_text(encoding="utf-8")
    told = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{([A-Z_]+)", text)) <= told


@pytest.mark.parametrize("name", ["zuwu.service", "zuwu-backup.service"])
def test_every_unit_is_hardened(name: str) -> None:
    written = unit(name)
    assert {key: written.get(key) for key in HARDENED} == HARDENED


def test_the_timer_runs_the_backup() -> None:
    assert (DEPLOY / "systemd" / "zuwu-backup.timer").read_text().count("OnCalendar=") == 1
    assert "zuwu backup" in unit("zuwu-backup.service")["ExecStart"]


def test_the_proxy_passes_on_every_address_of_the_service_but_those_for_its_watchers() -> None:
    text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    [passed] = re.findall(r"^\t@service path (.+)$", text, re.MULTILINE)
    routes = create_app(Settings.from_environ({})).routes
    told = {each.path for each in routes if isinstance(each, Route | WebSocketRoute)}
    known = {re.sub(r"\{.*", "*", path) for path in told}
    assert set(passed.split()) == known - INSIDE
