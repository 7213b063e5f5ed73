"""Settings: defaults that work, and every wrong variable named at once."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import pytest

from api.settings import Settings, SettingsWrong
from schema.rules.buckets import Bucket


def test_nothing_needs_to_be_set() -> None:
    settings = Settings.from_environ({})
    assert settings.home == Path("var").resolve()
    assert settings.database_url.startswith(f"sqlite://{settings.home / 'zuwu.sqlite3'}")
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.site_url == "http://127.0.0.1:8000/"
    assert settings.embedded
    assert not settings.demo


def test_every_wrong_variable_is_named_at_once() -> None:
    wrong = {
        "PORT": "eight",
        "ZUWU_DEMO": "yes",
        "DATABASE_URL": "mysql://somewhere",
        "ZUWU_SITE_URL": "zuwu.example",
        "ZUWU_TOWN": "清溪镇",
        "ZUWU_POOL": "0",
        "ZUWU_LOCK_TIMEOUT": "-1",
        "ZUWU_STATEMENT_TIMEOUT": "1e9",
        "ZUWU_LOG": "xml",
        "ZUWU_METRICS_PORT": "on",
        "ZUWU_WEBHOOK_ALLOW": "10.0.0.0/8,everything",
        "ZUWU_SITE_BUCKET": "https://storage.example/bucket",
        "AWS_ACCESS_KEY_ID": "",
        "AWS_SECRET_ACCESS_KEY_FILE": "/nowhere",
    }
    with pytest.raises(SettingsWrong) as found:
        Settings.from_environ(wrong)
    assert {fault.split()[0] for fault in found.value.faults} == set(wrong)


def test_a_database_url_is_not_repeated_in_the_fault_for_it_holds_a_password() -> None:
    with pytest.raises(SettingsWrong) as found:
        Settings.from_environ({"DATABASE_URL": "mysql://zuwu:secret@host/zuwu"})
    assert "secret" not in str(found.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "asyncpg"])
def test_a_server_takes_many_writers(scheme: str) -> None:
    assert not Settings.from_environ({"DATABASE_URL": f"{scheme}://host/zuwu"}).embedded


def test_an_empty_variable_is_as_good_as_none() -> None:
    assert Settings.from_environ({"PORT": "", "ZUWU_HOME": "", "ZUWU_TOWN": ""}).port == 8000


@pytest.mark.parametrize("port", ["-1", "65536", "８０００", "80 00"])
def test_a_port_is_a_number_that_sockets_know(port: str) -> None:
    with pytest.raises(SettingsWrong):
        Settings.from_environ({"PORT": port})


def test_lists_and_numbers_are_read() -> None:
    settings = Settings.from_environ(
        {
            "ZUWU_CORS_ORIGINS": "https://town.example, http://localhost:5173",
            "ZUWU_CONNECTIONS": "50",
            "ZUWU_PROXIES": "10.0.0.2,::1",
        }
    )
    assert settings.origins == ("https://town.example", "http://localhost:5173")
    assert (settings.connections, settings.connections_per_address) == (50, 100)
    assert settings.proxies == (ip_network("10.0.0.2"), ip_network("::1"))
    assert Settings.from_environ({}).origins == ()


@pytest.mark.parametrize(
    "origins", ["*", "town.example", "https://town.example/", "https://town.example/a", "null"]
)
def test_an_origin_is_written_as_browsers_send_it(origins: str) -> None:
    with pytest.raises(SettingsWrong):
        Settings.from_environ({"ZUWU_CORS_ORIGINS": origins})


def test_a_way_to_ask_for_tls_that_would_be_misread_is_refused() -> None:
    with pytest.raises(SettingsWrong, match="sslmode"):
        Settings.from_environ({"DATABASE_URL": "postgres://host/zuwu?ssl=disable"})


def test_networks_of_its_own_are_read_with_commas_between_them() -> None:
    settings = Settings.from_environ({"ZUWU_WEBHOOK_ALLOW": "10.20.0.0/16, ::1,"})
    assert [str(each) for each in settings.webhook_allow] == ["10.20.0.0/16", "::1/128"]


def test_a_bucket_is_read_with_the_keys_that_open_it(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("hidden\n")
    environ = {"ZUWU_SITE_BUCKET": "s3://town/site", "AWS_ACCESS_KEY_ID": "town-1"}
    bucket = Settings.from_environ(environ | {"AWS_SECRET_ACCESS_KEY_FILE": str(file)}).bucket
    assert bucket == Bucket("town", "site/", key="town-1", secret="hidden")
    assert "hidden" not in repr(bucket)
    assert Settings.from_environ({}).bucket is None
